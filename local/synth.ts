import { fork } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CannotStart } from './cannot-start.ts'
import { contentHash, keptFolder } from './kept-folders.ts'

const file = fileURLToPath(import.meta.url)
const root = fileURLToPath(new URL('..', import.meta.url))

/** Cloud assemblies of the sources as they are and as they were, each under the hash of what it was made of. */
const assembliesPlace = join(root, 'dist', 'assemblies')

/** One site, two, and a company, of the sources as they are and as they were a moment ago: 12 to 30 MB each. */
const mostAssemblies = 6

/** All that a synthesis reads. Of docs it is the descriptions of the API and the pages of the problems, which functions answer with; of local what checks the workflows; npm keeps the second lock of what is really installed. */
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
 * The cloud assembly of one site, or of several and the enterprise, of the sources as they are now: synthesized at most once, also by
 * processes that ask at the same time, and never changed afterwards.
 * @param doing hears what takes so long, if it is not there yet.
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
    // Without one, the sources have changed while it was made, and nobody knows of what it is.
    if (found !== undefined) return found
  }
}

/** Whether the assembly was checked when it was synthesized. */
export const isChecked = (outdir: string): boolean => outdir.startsWith(assembliesPlace)

const keyOf = (sites: string | readonly string[]): string =>
  contentHash(root, sourcesOfSynthesis, JSON.stringify([sites, process.versions.node]))

const namesOf = (sites: string | readonly string[]): string =>
  `${typeof sites === 'string' ? 'the site' : 'the sites'} ${[sites].flat().join(' and ')}`

/** In a process of its own, so that the CDK takes no memory of the plant that runs afterwards. */
async function synthesize(sites: string | readonly string[], outdir: string): Promise<void> {
  const child = fork(file, [JSON.stringify(sites), outdir], {
    // infra/ is written in TypeScript that Node alone does not run.
    execArgv: ['--import', 'tsx'],
    // What the CDK's own command line tells an app would be no part of the hash.
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

/** What is wrong, or nothing. */
async function synthesizeHere(names: string | readonly string[], outdir: string): Promise<string> {
  const [{ plantApp }, { enterprise }, { sites }] = await Promise.all([
    import('../infra/app.ts'),
    import('../infra/enterprise.ts'),
    import('../infra/sites/index.ts'),
  ])
  const wanted = [names].flat().map((name) => sites.find(({ site }) => site === name))
  const known = wanted.filter((site) => site !== undefined)
  if (known.length < wanted.length)
    return `there is no such site in infra/sites, only ${sites.map((one) => one.site).join(' and ')}.`
  const several = typeof names !== 'string'
  if (several && !enterprise) return 'infra/enterprise.ts names no enterprise for several sites to tell.'
  // Bundles of its own: beside it, another process may build those of other sources.
  const bundles = join(outdir, 'bundles')
  plantApp({ sites: known, enterprise, withEnterprise: several, outdir, bundles }).synth()
  rmSync(bundles, { recursive: true, force: true })
  await checkWorkflows(outdir)
  return ''
}

/** Here, once for each state of the sources, because it takes a second of each start. */
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
  // Whoever asked for it has gone.
  process.once('disconnect', () => process.exit(1))
  const fault = await synthesizeHere(JSON.parse(names), outdir).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  )
  process.send(fault, () => process.exit())
}
