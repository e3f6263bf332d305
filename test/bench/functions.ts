import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { bundleFunctions, functionsDirectory } from '../../infra/bundle.ts'
import { variable } from '../../shared/runtime/environment.ts'
import { root } from './plant.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { median } from './statistics.ts'

const rounds = 9
const bareName = 'dynamodb-http'
const largestBundleKb = 450

const method = `A cold start is the import of a bundle. Each import is a process of its own, and all bundles take turns (${rounds} each). Each is compared with a bundle of
nothing but the DynamoDB client, made with the same options and imported in the same turns.`

/** A cold start is the import of the bundle; compared with a bundle of nothing but the DynamoDB client, in the same run. */
export async function measureFunctions(): Promise<Findings> {
  const outdir = join(root, 'dist', 'bench')
  const bare = bundleFunctions(fileURLToPath(new URL('./bare', import.meta.url)), outdir)
  const bundles = new Map([...bare, ...bundleFunctions(functionsDirectory, outdir)])
  const files = new Map([...bundles].map(([name, folder]) => [name, join(folder, 'index.mjs')]))
  const times = new Map<string, number[]>([...files.keys()].map((name) => [name, []]))
  const importAll = async () => {
    for (let round = 0; round < rounds; round += 1)
      for (const [name, file] of files) times.get(name)?.push(await importTime(file))
  }
  await told(`importing ${files.size} bundles ${rounds} times, in turns`, importAll)

  const bareMs = median(times.get(bareName) ?? [])
  const figures = [...files].flatMap(([name, file]): Figure[] => {
    const ms = median(times.get(name) ?? [])
    const isBare = name === bareName
    const at = { table: 'Functions', row: isBare ? 'bare DynamoDB client' : name }
    const kilobytes = statSync(file).size / 1024
    return [
      { ...at, column: 'bundle', unit: 'KB', value: kilobytes, ...(!isBare && { aim: { atMost: largestBundleKb } }) },
      { ...at, column: `import, median of ${rounds}`, unit: 'ms', value: ms },
      { ...at, column: 'against the bare client', unit: 'times', value: ms / bareMs },
    ]
  })
  return { method, figures, faults: [] }
}

const run = promisify(execFile)
const importer = fileURLToPath(new URL('./import-once.mjs', import.meta.url))

/** Nothing is called while a function is imported, so that any well-formed address does for a variable. */
const environment = {
  ...Object.fromEntries(Object.values(variable).map((name) => [name, 'https://andon.invalid/'])),
  AWS_REGION: 'eu-west-3',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  [variable.shifts]: JSON.stringify([{ shiftId: 'early', from: '06:00', to: '14:00' }]),
  [variable.labourSharing]: 'equal-share',
  [variable.gs1CompanyPrefix]: '9521234',
}

/** @returns how long a process of its own takes to import a bundle, in ms; it fails when the bundle refuses what it is given. */
export async function importTime(file: string): Promise<number> {
  const { stdout } = await run(process.execPath, [importer, file], { env: environment })
  return Number(stdout)
}
