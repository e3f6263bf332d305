import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { contentHash, keptFolder } from '../infra/kept-folders.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const name = 'worker.mjs'

/**
 * The code of a function's thread, as one file of plain JavaScript, made once for each state of its sources. Idle threads end and start again often,
 * and a thread starts in half the time when it does not strip the types of five files first.
 */
export async function workerFile(): Promise<URL> {
  const key = contentHash(root, ['local', 'node_modules/.package-lock.json'])
  const folder = await keptFolder(join(root, 'dist', 'workers'), key, make, 2)
  return pathToFileURL(join(folder ?? '', name))
}

async function make(folder: string): Promise<boolean> {
  const { build } = await import('esbuild')
  await build({
    entryPoints: [join(root, 'local', 'lambda-worker.ts')],
    outfile: join(folder, name),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
  })
  return true
}
