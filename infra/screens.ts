import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { contentHash, keptFolder } from './kept-folders.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Built consoles of the present and of earlier sources, each under the hash of its sources. */
const consolesPlace = join(root, 'dist', 'consoles')

/** Of the present and of the previous sources: 2 MB each. */
const mostConsoles = 4

/** All files that the build reads; of functions, shared and events it reads the routes, and what the client is made of. */
const sourcesOfConsole = [
  'console/src',
  'console/public',
  'console/index.html',
  'console/lingui.config.ts',
  'console/package.json',
  'console/routes-of-plant.ts',
  'console/service-worker.ts',
  'console/tsconfig.json',
  'console/vite.config.ts',
  'events',
  'functions',
  'shared',
  'node_modules/.package-lock.json',
  'tsconfig.json',
] as const

/**
 * The folder of the console's files, built from the present sources at most once, even if several processes ask at the same time.
 * @throws with what the build says when the sources have a fault.
 */
export async function builtScreens(doing: (what: string) => void = () => undefined): Promise<string> {
  for (;;) {
    const key = keyOfSources()
    const made = async (folder: string) => {
      doing('building the screens, since their sources are new')
      await build(folder)
      return keyOfSources() === key
    }
    const found = await keptFolder(consolesPlace, key, made, mostConsoles)
    // No folder means that the sources changed during the build, so its result belongs to no known state.
    if (found !== undefined) return found
  }
}

const keyOfSources = (): string => contentHash(root, sourcesOfConsole, process.versions.node)

/** Runs in a process of its own, so that Vite takes no memory of what runs afterwards: a plant, or the CDK. */
async function build(folder: string): Promise<void> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  try {
    await promisify(execFile)(
      process.execPath,
      [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'],
      {
        cwd: join(root, 'console'),
        // The macros of Lingui are transformed by Babel: the other way has a binary that npm leaves out on an older Node.
        env: { ...process.env, NODE_ENV: 'production', LINGUI_SUPPRESS_BABEL_WARNING: '1', FORCE_COLOR: '0' },
      },
    )
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new Error(`The screens cannot be built: ${said}`)
  }
}
