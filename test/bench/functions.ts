import { execFile } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { bundleFunctions, functionsDirectory } from '../../infra/bundle.ts'
import { variable } from '../../shared/runtime/environment.ts'
import { root } from './plant.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { median } from './statistics.ts'

const rounds = 7
const bareName = 'dynamodb-http'
const largestBundleKb = 450
/** Functions that send facts on or serve workflows parse nothing, and need little more than the client. */
const aimOf = (name: string): number => (/^outbox-|-task$/.test(name) ? 1.2 : 1.5)

const method = `A cold start is the import of a bundle. Each bundle is imported next after one of nothing but the DynamoDB client, made with the same options, in turns
(${rounds} of them), each import in a process of its own. The ratio is the median of those of the pairs and is of processor time, since others may use the machine.`

/**
 * A cold start is the import of the bundle. Each import follows the import of a bundle with the DynamoDB client only, each in a process of its own.
 * Processor times are compared, because other processes may use the machine.
 */
export async function measureFunctions(): Promise<Findings> {
  const outdir = join(root, 'dist', 'bench')
  const bare = bundleFunctions(fileURLToPath(new URL('./bare', import.meta.url)), outdir).get(bareName)
  if (bare === undefined) throw new Error(`There is no bundle ${bareName} to compare with.`)
  const folders = bundleFunctions(functionsDirectory, outdir)
  const fileOf = (folder: string) => join(folder, 'index.mjs')
  const pairs = new Map<string, Pair[]>([...folders.keys()].map((name) => [name, []]))
  const importAll = async () => {
    for (let round = 0; round < rounds; round += 1)
      for (const [name, folder] of folders)
        pairs.get(name)?.push({ bare: await importCost(fileOf(bare)), own: await importCost(fileOf(folder)) })
  }
  await told(`importing ${folders.size} bundles ${rounds} times, in turns with the bare client`, importAll)

  const bareCosts = [...pairs.values()].flat().map(({ bare: cost }) => cost)
  return {
    method,
    figures: [
      ...figuresOf('bare DynamoDB client', bare, bareCosts),
      ...[...folders].flatMap(([name, folder]): Figure[] => {
        const ofName = pairs.get(name) ?? []
        const share = median(ofName.map((pair) => pair.own.processorMs / pair.bare.processorMs))
        const against = { table: 'Functions', row: name, column: 'against the bare client', unit: 'times' }
        return [
          ...figuresOf(
            name,
            folder,
            ofName.map(({ own }) => own),
            largestBundleKb,
          ),
          { ...against, value: share, aim: { atMost: aimOf(name) } },
        ]
      }),
    ],
    faults: [],
  }
}

interface Pair {
  readonly bare: ImportCost
  readonly own: ImportCost
}

function figuresOf(row: string, folder: string, costs: readonly ImportCost[], atMost?: number): Figure[] {
  const at = { table: 'Functions', row }
  const kilobytes = (files: readonly string[]) =>
    files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) / 1024
  const beside = readdirSync(folder).filter((file) => file !== 'index.mjs')
  return [
    { ...at, column: 'bundle', unit: 'KB', value: kilobytes(['index.mjs']), ...(atMost && { aim: { atMost } }) },
    { ...at, column: 'beside it', unit: 'KB', value: kilobytes(beside) },
    { ...at, column: 'import', unit: 'ms', value: median(costs.map(({ ms }) => ms)) },
    { ...at, column: 'processor', unit: 'ms', value: median(costs.map(({ processorMs }) => processorMs)) },
  ]
}

const run = promisify(execFile)
const importer = fileURLToPath(new URL('./import-once.mjs', import.meta.url))

/** No call is made during an import, so any well-formed address will do for a variable. */
const environment = {
  ...Object.fromEntries(Object.values(variable).map((name) => [name, 'https://andon.invalid/'])),
  AWS_REGION: 'eu-west-3',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  [variable.shifts]: JSON.stringify([{ shiftId: 'early', from: '06:00', to: '14:00' }]),
  [variable.labourSharing]: 'equal-share',
  [variable.roleNames]: '{}',
  [variable.deviceClockTolerance]: '120',
  [variable.gs1CompanyPrefix]: '9521234',
  [variable.deadLetters]: '[]',
}

interface ImportCost {
  readonly ms: number
  readonly processorMs: number
}

/** @returns the cost of importing a bundle in a process of its own; fails when the bundle throws during the import. */
export async function importCost(file: string): Promise<ImportCost> {
  const { stdout } = await run(process.execPath, [importer, file], { env: environment })
  return JSON.parse(stdout)
}
