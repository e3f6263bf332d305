import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { type RefusalCode, refusals } from '../events/refusals.ts'

const functions = fileURLToPath(new URL('../functions/', import.meta.url))

/** One function of an API, with one operation of its table left. */
interface Entry {
  readonly capability: string
  readonly operationId: string
}

/**
 * The codes with which each operation of a capability can refuse: all codes that the bundler keeps in the function when it has that operation alone.
 * The list holds every code that the operation answers, and may hold codes that it never reaches.
 */
export async function refusedBy(capabilities: readonly string[]): Promise<ReadonlyMap<string, readonly RefusalCode[]>> {
  const entries = capabilities.flatMap((capability) =>
    Object.keys(tableOf(sourceOf(capability)).operations).map((operationId) => ({ capability, operationId })),
  )
  const { outputFiles } = await build({
    entryPoints: entries.map((entry) => ({ in: `${entry.capability}/${entry.operationId}`, out: entry.operationId })),
    plugins: [oneOperation(entries)],
    outdir: '/',
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  })
  return new Map(outputFiles.map(({ path, text }) => [path.replace(/^\/|\.js$/g, ''), codesIn(text)]))
}

const sourceOf = (capability: string): string => readFileSync(`${functions}${capability}/http.ts`, 'utf8')

/** The sentences name every code, so the build leaves them out. */
const sentences = /^#(english|french)$|\/sentences\/(english|french)(\/\w+)?\.ts$/

const oneOperation = (entries: readonly Entry[]): Plugin => ({
  name: 'one operation',
  setup(build) {
    build.onResolve({ filter: sentences }, ({ path }) => ({ path, external: true }))
    build.onResolve({ filter: /^\w+\/\w+$/ }, ({ path, kind }) =>
      kind === 'entry-point' ? { path, namespace: 'operation' } : undefined,
    )
    build.onLoad({ filter: /./, namespace: 'operation' }, ({ path }) => {
      const entry = entries.find(({ capability, operationId }) => `${capability}/${operationId}` === path)
      if (!entry) throw new Error(`There is no operation ${path}.`)
      const { before, operations, after } = tableOf(sourceOf(entry.capability))
      const contents = `${before}{${operations[entry.operationId]}}${after}`
      return { contents, loader: 'ts', resolveDir: `${functions}${entry.capability}` }
    })
  },
})

/** The source of a function before and after its table of operations, and the source of each operation. */
function tableOf(source: string) {
  const from = source.indexOf('{', source.indexOf('= httpHandler('))
  const operations: Record<string, string> = {}
  let depth = 0
  let begun = from + 1
  for (let at = from; at < source.length; at += 1) {
    const sign = source[at] ?? ''
    if ('{(['.includes(sign)) depth += 1
    if ('})]'.includes(sign)) depth -= 1
    if ((sign === ',' && depth === 1) || depth === 0) {
      const text = source.slice(begun, at).trim()
      const [name] = text.match(/^\w+/) ?? []
      if (name !== undefined) operations[name] = text
      begun = at + 1
    }
    if (depth === 0) return { before: source.slice(0, from), operations, after: source.slice(at + 1) }
  }
  throw new Error('The table of operations has no end.')
}

/** Codes in texts, or at the beginning of texts, that are not keys of an object: "lot-expired", `order-wrong-status/${…}`. */
function codesIn(text: string): RefusalCode[] {
  const found = [...text.matchAll(/["'`]([a-z0-9]+(?:-[a-z0-9]+)*)(?:\/[a-z-]*)?(?:["'](?!:)|`|\$\{)/g)].map(
    ([, code]) => code,
  )
  return (Object.keys(refusals) as RefusalCode[]).filter((code) => found.includes(code))
}
