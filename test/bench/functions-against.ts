import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compared, inTurns, type Sides } from './against.ts'
import { importCost } from './functions.ts'
import { told } from './progress.ts'
import type { Findings } from './report.ts'

const rounds = 5

const method = `Each checkout bundles its functions by its own rules; each import is a process of its own, and the two bundles of a function are imported in turns
(${rounds} each). A function that only one checkout has is not compared.`

/** Bundles the functions of a checkout with the compiler of that checkout, and prints the path of each. */
const bundling = `
const { bundleFunctions, functionsDirectory } = await import('./infra/bundle.ts')
process.stdout.write(JSON.stringify([...bundleFunctions(functionsDirectory, 'dist/against')]))`

/** The size of the functions of two checkouts, and the processor time of their import. */
export async function compareFunctions(folders: Sides<string>): Promise<Findings> {
  const [before, now] = await Promise.all([bundlesOf(folders.before), bundlesOf(folders.now)])
  const figures = []
  for (const [name, file] of now) {
    const earlier = before.get(name)
    if (earlier === undefined) continue
    const turns = await told(`importing ${name}, in turns`, () =>
      inTurns(rounds, { before: earlier, now: file }, async (bundle) => ({
        ms: (await importCost(bundle)).processorMs,
        kilobytes: statSync(bundle).size / 1024,
      })),
    )
    figures.push(
      ...compared('Import of functions, before and now (ms of processor time)', turns, [
        { what: name, figureOf: ({ ms }) => ms },
      ]),
      ...compared('Bundles of functions, before and now (KB)', turns, [
        { what: name, figureOf: ({ kilobytes }) => kilobytes },
      ]),
    )
  }
  return { method, figures, faults: [] }
}

async function bundlesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', bundling],
    { cwd: folder },
  )
  const bundles = JSON.parse(stdout) as [string, string][]
  return new Map(bundles.map(([name, to]) => [name, join(folder, to, 'index.mjs')]))
}
