/** `npm run check:deploy`: what the templates are worth to others than this repository. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { showProgress } from '../../local/progress.ts'
import { prepare, resourcesIn, stacksIn } from './assembly.ts'
import { apiOf, deployer, outputOf, waves } from './deployment.ts'
import { startEmulator } from './emulator.ts'
import { lotsBehind } from './enterprise.ts'
import { lint } from './lint.ts'
import { makeThing } from './machine.ts'
import { poolOf, signUp } from './people.ts'
import { openProcesses } from './processes.ts'
import { pythonEnvironment, Skipped } from './python.ts'
import { bySentence } from './taken-out.ts'

const usage = `Reads every template with cfn-lint, deploys a site and the enterprise into MiniStack by \`cdk deploy\`, and plays the demo there.

  npm run check:deploy -- [options]

  --keep      leave the emulator running and the folder with all logs where it is
  --help      print this

It needs Python 3.11 or later, and PyPI the first time; without them it says that it is skipped, and is no failure.
ANDON_CHECK_CACHE names a folder that keeps what comes from PyPI.
`

/** The site of the demo. */
const site = 'lyon'
const stages = [`Andon-${site}`, 'Andon-enterprise']

const { values } = parseArgs({ options: { keep: { type: 'boolean' }, help: { type: 'boolean' } } })
if (values.help) {
  console.log(usage)
  process.exit(0)
}

process.chdir(resolve(import.meta.dirname, '../..'))
const folder = mkdtempSync(join(tmpdir(), 'andon-check-deploy-'))
const processes = openProcesses()
const progress = showProgress()

async function cleanUp(): Promise<void> {
  await processes.end()
  rmSync(folder, { recursive: true, force: true })
}

let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (interrupted) return
    interrupted = true
    void cleanUp().finally(() => process.exit(130))
  })

let status = 0
try {
  await check()
} catch (error) {
  if (error instanceof Skipped) console.log(`\nSKIPPED: npm run check:deploy has checked nothing. ${error.message}`)
  else if (!interrupted) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}\nnpm run check:deploy failed.`)
    status = 1
  }
}
progress.end()
if (!interrupted) {
  if (values.keep) console.log(`Left in ${folder}; the processes end with: kill -- ${processes.groups().join(' ')}`)
  else await cleanUp()
  process.exit(status)
}

/** Prints the step at its end; while it lasts, the progress tells. */
async function step<Result>(
  what: string,
  doing: () => Promise<Result>,
  found: (result: Result) => string,
): Promise<Result> {
  const began = Date.now()
  progress.at(what)
  const result = await doing()
  console.log(`✓ ${found(result)} (${Math.round((Date.now() - began) / 1000)} s)`)
  return result
}

async function check(): Promise<void> {
  const assembly = join(folder, 'cdk.out')
  const bin = await step(
    'Python: cfn-lint and MiniStack',
    () => pythonEnvironment(processes, folder, process.env.ANDON_CHECK_CACHE || undefined),
    () => 'cfn-lint and MiniStack are installed',
  )
  const all = await step(
    'cdk synth',
    () => synthesize(assembly),
    (stacks) => `${stacks.length} templates synthesized`,
  )
  await step(
    `cfn-lint over ${all.length} templates`,
    async () => {
      const faults = await lint(processes, bin, folder, all)
      if (faults.length > 0) throw new Error(`cfn-lint finds what nobody has acknowledged:\n${faults.join('\n')}`)
    },
    () => 'cfn-lint finds nothing that is not acknowledged',
  )
  const stacks = all.filter(({ stack }) => stages.includes(stack.split('/')[0] ?? ''))
  const regions = [...new Set(stacks.map(({ region }) => region))]
  const region = stacks.find(({ stack }) => stack.startsWith(`Andon-${site}/`))?.region ?? ''
  const at = await step(
    'MiniStack starts',
    () => startEmulator(processes, bin, folder, region),
    ({ url }) => `MiniStack runs at ${url}`,
  )
  const cdk = deployer(processes, at, folder, assembly)
  const taken = prepare(stacks, at.url)
  taken.push(
    ...(await step(
      'cdk bootstrap',
      () => cdk.bootstrap(regions),
      () => `${regions.join(', ')} bootstrapped`,
    )),
  )
  console.log(`Taken out or changed for MiniStack:\n${bySentence(taken)}`)
  const [buses = [], others = []] = waves(stacks)
  await step(
    `cdk deploy: ${buses.join(', ')}`,
    () => cdk.deploy(buses),
    () => `${buses.join(', ')} deployed`,
  )
  const outputs = await step(
    `cdk deploy: ${others.join(', ')}`,
    () => cdk.deploy(others),
    () => `${others.join(', ')} deployed: ${resourcesIn(stacks)} resources`,
  )

  const run = `CHECK${Date.now().toString(36).toUpperCase()}`
  const keyring = join(folder, 'people.json')
  const machine = {
    certificate: join(folder, 'certificate.pem'),
    key: join(folder, 'key.pem'),
    ca: join(folder, 'ca.pem'),
  }
  await step(
    'people and a machine are set up',
    async () => {
      const pool = poolOf(outputs, `Andon-${site}`)
      writeFileSync(keyring, JSON.stringify(await signUp(at, pool)), { mode: 0o600 })
      const thing = await makeThing(at, `MIXER-${run}`, outputOf(outputs, `Andon-${site}-Plant`, /ThingPolicy/))
      writeFileSync(machine.certificate, thing.certificate)
      writeFileSync(machine.key, thing.key, { mode: 0o600 })
      writeFileSync(machine.ca, thing.ca)
    },
    () => `the people of the demo can sign in; MIXER-${run} is a thing with a certificate`,
  )
  const args = [
    ...['--url', apiOf(at, outputs, `Andon-${site}`), '--mqtt', at.mqttUrl, '--run', run, '--sign-in', keyring],
    ...['--certificate', machine.certificate, '--key', machine.key, '--ca', machine.ca],
  ]
  const log = join(folder, 'demo.log')
  await step(
    'npm run demo',
    async () => {
      const code = await processes.run({
        command: 'npm',
        args: ['run', 'demo', '--silent', '--', ...args],
        env: at.env,
        log,
      })
      if (code !== 0)
        throw new Error(`The demo failed.\n${tailOf(log, 30)}\n\nWhat MiniStack says:\n${complaintsIn(at.log)}`)
    },
    () => `npm run demo: ${tailOf(log, 1)}`,
  )
  await step(
    'the enterprise is asked',
    async () => {
      const pool = poolOf(outputs, 'Andon-enterprise')
      return lotsBehind(at, apiOf(at, outputs, 'Andon-enterprise'), pool, site, `BULK-${run}`)
    },
    (lots) => `the enterprise knows that BULK-${run} was made of ${lots.join(', ')}`,
  )
}

async function synthesize(assembly: string) {
  const log = join(folder, 'synth.log')
  const args = ['synth', '--quiet', '--no-notices', '--output', assembly]
  if ((await processes.run({ command: 'node_modules/.bin/cdk', args, log })) !== 0)
    throw new Error(`cdk synth failed.\n${tailOf(log, 20)}`)
  return stacksIn(assembly)
}

function tailOf(log: string, lines: number): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
}

function complaintsIn(log: string): string {
  const lines = readFileSync(log, 'utf8').split('\n')
  const telling = lines.filter((line) =>
    /denied|not authorized|"level":"(ERROR|WARN)"| (ERROR|WARNING) |Traceback/.test(line),
  )
  return telling
    .slice(-15)
    .map((line) => line.slice(0, 1500))
    .join('\n')
}
