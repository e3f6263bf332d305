import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

export const functionsDirectory = fileURLToPath(new URL('../functions', import.meta.url))
const root = dirname(functionsDirectory)

/** The file name says what invokes it. */
const invokers = ['http', 'device', 'task', 'stream', 'queue', 'schedule', 'authorizer'] as const

/** From a function's name, such as `orders-http`, to the folder that Lambda gets. */
export type Bundles = ReadonlyMap<string, string>

/** The file that a function is built from. */
export const sourceOf = (name: string) => `functions/${name.replace('-', '/')}.ts`

// Some dependencies are CommonJS and call `require`, which an ES module on Lambda does not have.
const banner = "import{createRequire as andonRequire}from'node:module';const require=andonRequire(import.meta.url);"

/**
 * Builds every function of a folder in one go (the libraries that they share are parsed once) into
 * `dist/functions/<capability>-<file>/index.mjs`. The source maps stand beside it in `dist/source-maps/`, so that a
 * deployed function carries nothing that it does not run.
 * @param sourceMaps takes half as long again; they are for reading the traces of what is deployed.
 */
export function bundleFunctions(
  from = functionsDirectory,
  to = join(dirname(from), 'dist'),
  sourceMaps = true,
): Bundles {
  const entries = entriesOf(from)
  if (entries.size === 0) return new Map()
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [...entries].map(([name, file]) => ({ in: file, out: name })),
    outdir: to,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': './shared/runtime/credentials.ts',
      'brotli/decompress.js': './shared/labels/brotli.ts',
      'node:http': './shared/runtime/node/http.ts',
      'node:process': './shared/runtime/node/process.ts',
    },
    banner: { js: banner },
    sourcemap: sourceMaps && 'external',
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
  })
  for (const { path, text } of outputFiles) {
    const file = relative(to, path)
    const name = file.replace(/\.mjs(\.map)?$/, '')
    replace(file.endsWith('.map') ? join(to, 'source-maps', file) : join(to, 'functions', name, 'index.mjs'), text)
  }
  return new Map([...entries.keys()].map((name) => [name, join(to, 'functions', name)]))
}

function entriesOf(directory: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>()
  for (const capability of readdirSync(directory).sort())
    for (const invoker of invokers) {
      const file = join(directory, capability, `${invoker}.ts`)
      if (existsSync(file)) entries.set(`${capability}-${invoker}`, file)
    }
  return entries
}

/** Plants that start at the same moment share these files: none may ever see a half-written one. */
function replace(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${dirname(file)}-${process.pid}.draft`
  writeFileSync(draft, text)
  renameSync(draft, file)
}
