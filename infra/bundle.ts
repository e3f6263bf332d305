import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, buildSync } from 'esbuild'

export const functionsDirectory = fileURLToPath(new URL('../functions', import.meta.url))
const root = dirname(functionsDirectory)

/** The file name of a function says what invokes it. */
const invokers = ['http', 'device', 'task', 'stream', 'queue', 'schedule', 'authorizer', 'trigger'] as const

/** The folder that Lambda gets, by the function's name, such as `orders-http`. */
export type Bundles = ReadonlyMap<string, string>

export const sourceOf = (name: string) => `functions/${name.replace('-', '/')}.ts`

// Some dependencies are CommonJS and call `require`, which an ES module on Lambda does not have.
const banner = "import{createRequire as andonRequire}from'node:module';const require=andonRequire(import.meta.url);"

/** Parts of libraries that every bundle replaces; each file says why. */
const alias = {
  '@aws-sdk/credential-provider-node': './shared/runtime/credentials.ts',
  'brotli/decompress.js': './shared/labels/brotli.ts',
  'node:console': './shared/runtime/node/console.ts',
  'node:http': './shared/runtime/node/http.ts',
  'node:process': './shared/runtime/node/process.ts',
  zod: './shared/runtime/late-zod.ts',
}

/** Functions with a part that is rarely needed: the part is in files of its own beside the function, loaded on demand. */
const inParts: ReadonlySet<string> = new Set(['equipment-device', 'labels-http'])

/** Documents that a function answers unchanged: files beside the function, read on demand. */
const documents = join(root, 'docs')

/** Each language has a file of its own beside the function, loaded when there is something to say. */
const tongues = { english: 'events/sentences/english.ts', french: 'events/sentences/french.ts' } as const

/**
 * Builds every function of a folder in one run, because the functions share libraries, into `dist/functions/<capability>-<file>/index.mjs`. Functions
 * in parts are built one by one, because esbuild would share the parts among all. The source maps are in `dist/source-maps/`, so that a deployed
 * function carries only code.
 * @param sourceMaps adds half to the build time; source maps are for reading the traces of deployed functions.
 */
export function bundleFunctions(
  from = functionsDirectory,
  to = join(dirname(from), 'dist'),
  sourceMaps = true,
): Bundles {
  const sourcemap = sourceMaps && 'external'
  const entries = [...entriesOf(from)].map(([name, file]) => ({ in: file, out: name }))
  const spoken = new Map(
    built(
      Object.entries(tongues).map(([name, file]) => ({ in: file, out: name })),
      {},
    ).map(({ name, text }) => [name, text]),
  )
  const whole = entries.filter(({ out }) => !inParts.has(out))
  if (whole.length > 0)
    for (const file of built(whole, { sourcemap })) keep(file, file.name.replace(/\.mjs(\.map)?$/, ''), to, spoken)
  for (const entry of entries.filter(({ out }) => inParts.has(out))) {
    const files = built([entry], { sourcemap, splitting: true, chunkNames: '[name]-[hash]' })
    const folder = folderOf(entry.out, to)
    for (const file of files) keep(file, entry.out, to, spoken)
    const kept = new Set(['index.mjs', ...files.flatMap(({ name, documents: beside }) => [name, ...beside])])
    for (const old of readdirSync(folder)) if (!kept.has(old)) rmSync(join(folder, old), { force: true })
  }
  return new Map(entries.map(({ out }) => [out, folderOf(out, to)]))
}

const folderOf = (name: string, to: string): string => join(to, 'functions', name)

interface Built {
  /** Path in the output folder: `orders-http.mjs`, `orders-http.mjs.map`. */
  readonly name: string
  readonly text: string
  /** The files beside it that it imports: documents and languages. */
  readonly documents: readonly string[]
}

/** Builds as if into the folder of the documents, so that imports of documents resolve to files beside the function. */
function built(entryPoints: { in: string; out: string }[], options: BuildOptions): Built[] {
  const { outputFiles, metafile } = buildSync({
    ...options,
    absWorkingDir: root,
    entryPoints,
    outdir: documents,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: [join(documents, '*.json'), ...Object.keys(tongues).map((name) => join(documents, `${name}.mjs`))],
    alias: { ...alias, ...Object.fromEntries(Object.keys(tongues).map((name) => [`#${name}`, `./docs/${name}.mjs`])) },
    banner: { js: banner },
    legalComments: 'none',
    logLevel: 'warning',
    logOverride: { 'import-is-undefined': 'error' },
    metafile: true,
    write: false,
  })
  return outputFiles.map(({ path, text }) => ({
    name: relative(documents, path),
    text,
    documents: (metafile.outputs[relative(root, path)]?.imports ?? []).flatMap(({ path: imported }) =>
      /^\.\/[\w-]+\.(json|mjs)$/.test(imported) ? basename(imported) : [],
    ),
  }))
}

function keep(
  { name, text, documents: imported }: Built,
  owner: string,
  to: string,
  spoken: ReadonlyMap<string, string>,
): void {
  const folder = folderOf(owner, to)
  const file = name === `${owner}.mjs` ? 'index.mjs' : name
  replace(name.endsWith('.map') ? join(to, 'source-maps', name) : join(folder, file), text)
  for (const beside of imported)
    replace(join(folder, beside), spoken.get(beside) ?? readFileSync(join(documents, beside), 'utf8'))
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

/** Plants that start at the same time share these files, so a file is replaced at once: no plant reads a half-written one. */
function replace(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${dirname(file)}-${process.pid}.draft`
  writeFileSync(draft, text)
  renameSync(draft, file)
}
