/** `npm run plant`: the definitions of a plant as a folder of files, compared, applied and exported through the API. */
import { parseArgs } from 'node:util'
import { clientWith, type SiteClient, signIn } from '../demo/client.ts'
import { showProgress } from '../progress.ts'
import { apply } from './apply.ts'
import { compare, linesOf } from './difference.ts'
import { exportTo, NotEmpty } from './export.ts'
import { readFolder } from './folder.ts'
import { Refused } from './plant-state.ts'
import { type Fault, placeOf } from './written.ts'

const usage = `The definitions of a plant as a folder: equipment, classes, materials, people, recipes.

  npm run plant -- diff   FOLDER --url URL     what applying the folder would change
  npm run plant -- apply  FOLDER --url URL     change it; twice is the same as once
  npm run plant -- export FOLDER --url URL     write what the plant has into a new folder

  --as USER          a person of the local plant (erik, an engineer)

ANDON_TOKEN is an access token for a plant on AWS: ANDON_TOKEN=$(npm run --silent people -- token --site lyon)

  plants/cork        is such a folder; docs/guides/masters.md says what may stand in one.
`

const verbs = ['diff', 'apply', 'export'] as const
type Verb = (typeof verbs)[number]

try {
  process.exitCode = await run()
} catch (error) {
  if (!(error instanceof Refused || error instanceof NotEmpty || isOfSystem(error))) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function run(): Promise<number> {
  const asked = readOptions()
  if (!asked) return 2
  const { verb, folder, url, as } = asked
  const progress = showProgress()
  try {
    const client = clientWith(url, process.env.ANDON_TOKEN ?? (await signIn(url, as)))
    return await carryOut(verb, folder, client, progress.at)
  } finally {
    progress.end()
  }
}

function readOptions(): { verb: Verb; folder: string; url: string; as: string } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { url: { type: 'string' }, as: { type: 'string', default: 'erik' }, help: { type: 'boolean' } },
    })
    const [name, folder, ...rest] = positionals
    const verb = verbs.find((it) => it === name)
    if (verb && folder !== undefined && values.url !== undefined && rest.length === 0 && !values.help)
      return { verb, folder, url: values.url.replace(/\/$/, ''), as: values.as }
    console.log(usage)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
  return undefined
}

async function carryOut(
  verb: Verb,
  folder: string,
  client: SiteClient,
  doing: (what: string) => void,
): Promise<number> {
  if (verb === 'export') {
    const { count, leftOut } = await exportTo(client, folder, doing)
    console.log(`${count} definitions are in ${folder}.`)
    for (const name of leftOut) console.log(`  a draft with faults, which is left out: ${name}`)
    return 0
  }
  const read = await readFolder(folder)
  const comparison = await compare(client, read, doing)
  for (const line of linesOf(comparison)) console.log(line)
  if (comparison.faults.length > 0) return tell(comparison.faults, 'Nothing is applied.')
  if (verb === 'diff') return 0
  const { written, drafts, faults } = await apply(client, comparison, doing)
  if (faults.length > 0) return tell(faults, written > 0 ? `${written} are applied.` : 'Nothing else is applied.')
  console.log(written === 0 ? 'Nothing to do.' : `${written} applied.`)
  for (const name of drafts) console.log(`  a draft that waits to be submitted and approved: recipe ${name}`)
  return 0
}

function tell(faults: readonly Fault[], end: string): number {
  const sorted = faults.toSorted((one, other) => one.file.localeCompare(other.file) || one.line - other.line)
  for (const fault of sorted) console.error(`${placeOf(fault)}: ${fault.detail}`)
  console.error(`${faults.length === 1 ? 'One fault' : `${faults.length} faults`}. ${end}`)
  return 1
}

/** A folder that cannot be read, a plant that cannot be reached, or a person whom it does not know. */
function isOfSystem(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  if (error instanceof TypeError && error.message === 'fetch failed')
    error.message = `The plant cannot be reached: ${error.cause instanceof Error ? error.cause.message : 'no answer'}`
  else if (!('code' in error) && !error.message.includes('could not sign in')) return false
  return true
}
