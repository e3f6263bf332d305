import { fork } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contentHash, keptFolder } from '../infra/kept-folders.ts'
import { CannotStart } from './cannot-start.ts'

const file = fileURLToPath(import.meta.url)
const root = fileURLToPath(new URL('..', import.meta.url))

/** Cloud assemblies of the present and of earlier sources, each under the hash of its sources. */
const assembliesPlace = join(root, 'dist', 'assemblies')

/** One site, two sites, and a company, each of the present and of the previous sources: 12 to 30 MB each. */
const mostAssemblies = 6

/**
 * All files that a synthesis reads. From docs: the API documents and the problem pages, which functions answer with. From local: what checks the
 * workflows. The second lock file of npm has the versions that are really installed.
 */
export const sourcesOfSynthesis = [
  'events',
  'functions',
  'infra',
  'shared',
  'docs/asyncapi.json',
  'docs/openapi.json',
  'docs/openapi-enterprise.json',
  'docs/problem-pages.json',
  'local/synth.ts',
  'local/machine.ts',
  'local/template.ts',
  'local/wiring.ts',
  'package.json',
  'package-lock.json',
  'node_modules/.package-lock.json',
  'tsconfig.json',
] as const

/**
 * The cloud assembly of one site, or of several and the enterprise, from the present sources. It is synthesized at most once, even if several
 * processes ask at the same time, and never changed afterwards.
 * @param doing gets the present step when the assembly has to be made.
 * @throws CannotStart when a site does not exist or its stacks, functions or workflows have a fault.
 */
export async function assemblyOf(
  sites: string | readonly string[],
  doing: (what: string) => void = () => undefined,
  place = assembliesPlace,
): Promise<string> {
  for (;;) {
    const key = keyOf(sites)
    const made = async (folder: string) => {
      doing(`synthesizing ${namesOf(sites)}, since the sources are new`)
      await synthesize(sites, folder)
      return keyOf(sites) === key
    }
    const found = await keptFolder(place, key, made, mostAssemblies)
    // No folder means that the sources changed during the synthesis, so its result belongs to no known state.
    if (found !== undefined) return found
  }
}

export const isChecked = (outdir: string): boolean => outdir.startsWith(assembliesPlace)

const keyOf = (sites: string | readonly string[]): string =>
  contentHash(root, sourcesOfSynthesis, JSON.stringify([sites, process.versions.node]))

const namesOf = (sites: string | readonly string[]): string =>
  `${typeof sites === 'string' ? 'the site' : 'the sites'} ${[sites].flat().join(' and ')}`

/** Runs in a process of its own, so that the CDK takes no memory of the plant that runs afterwards. */
async function synthesize(sites: string | readonly string[], outdir: string): Promise<void> {
  const child = fork(file, [JSON.stringify(sites), outdir], {
    // infra/ has TypeScript syntax that Node alone does not run.
    execArgv: ['--import', 'tsx'],
    // The hash does not cover variables that the CDK's command line sets.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CDK_'))),
  })
  const fault = await new Promise<unknown>((resolve) => {
    child.once('message', resolve)
    child.once('error', (error) => resolve(error.message))
    child.once('exit', () => resolve('the synthesis ended without a word.'))
  })
  if (fault === '') return
  const names = namesOf(sites)
  throw new CannotStart(`${names.charAt(0).toUpperCase()}${names.slice(1)} cannot be synthesized: ${fault}`)
}

const inWords = new Intl.ListFormat('en-GB', { type: 'conjunction' })

/** A sentence about what is wrong, or an empty text. */
async function synthesizeHere(names: string | readonly string[], outdir: string): Promise<string> {
  const [{ plantApp }, { enterprise }, { sites }] = await Promise.all([
    import('../infra/app.ts'),
    import('../infra/enterprise.ts'),
    import('../infra/sites/index.ts'),
  ])
  const wanted = [names].flat().map((name) => sites.find(({ site }) => site === name))
  const known = wanted.filter((site) => site !== undefined)
  if (known.length < wanted.length)
    return `there is no such site in infra/sites, only ${inWords.format(sites.map((one) => one.site))}.`
  const several = typeof names !== 'string'
  if (several && !enterprise) return 'infra/enterprise.ts names no enterprise for several sites to tell.'
  // A folder of its own, because another process may build bundles of other sources at the same time.
  const bundles = join(outdir, 'bundles')
  plantApp({ sites: known, enterprise, withEnterprise: several, outdir, bundles }).synth()
  rmSync(bundles, { recursive: true, force: true })
  await checkWorkflows(outdir)
  return ''
}

/** The check runs here, once for each state of the sources, because it would add a second to each start. */
async function checkWorkflows(outdir: string): Promise<void> {
  const [{ readAssembly }, { checkMachines }] = await Promise.all([import('./template.ts'), import('./wiring.ts')])
  const { artifacts } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { type: string; properties?: { directoryName?: string } }>
  }
  for (const { type, properties } of Object.values(artifacts))
    if (type === 'cdk:cloud-assembly')
      checkMachines(
        readAssembly(join(outdir, String(properties?.directoryName)), {
          account: '123456789012',
          issuer: 'http://127.0.0.1',
          queueUrl: (name) => name,
        }),
      )
}

if (process.argv[1] === file && process.send !== undefined) {
  const [, , names = '', outdir = ''] = process.argv
  // The process that asked for it has ended.
  process.once('disconnect', () => process.exit(1))
  const fault = await synthesizeHere(JSON.parse(names), outdir).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  )
  process.send(fault, () => process.exit())
}
