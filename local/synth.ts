import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { CannotStart } from './cannot-start.ts'

const file = fileURLToPath(import.meta.url)

/**
 * Synthesizes one site into a folder, or several of them and the enterprise, in a process of its own, so that the CDK takes no memory of the
 * plant that runs afterwards.
 * @throws CannotStart when a site does not exist or its stacks or functions have a fault.
 */
export async function synthesize(sites: string | readonly string[], outdir: string): Promise<void> {
  // infra/ is written in TypeScript that Node alone does not run.
  const child = fork(file, [JSON.stringify(sites), outdir], { execArgv: ['--import', 'tsx'] })
  const fault = await new Promise<unknown>((resolve) => {
    child.once('message', resolve)
    child.once('error', (error) => resolve(error.message))
    child.once('exit', () => resolve('the synthesis ended without a word.'))
  })
  if (fault !== '')
    throw new CannotStart(
      `The ${typeof sites === 'string' ? 'site' : 'sites'} ${[sites].flat().join(' and ')} cannot be synthesized: ${fault}`,
    )
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
  plantApp({ sites: known, enterprise, withEnterprise: several, outdir }).synth()
  return ''
}

if (process.argv[1] === file && process.send !== undefined) {
  const [, , names = '', outdir = ''] = process.argv
  const fault = await synthesizeHere(JSON.parse(names), outdir).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  )
  process.send(fault, () => process.exit())
}
