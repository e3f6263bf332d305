import { parseArgs } from 'node:util'
import { CannotStart } from './cannot-start.ts'
import { demandEachOnce, startCompany } from './company.ts'
import { builtConsole } from './console.ts'
import { cannotWrite, DiskFault } from './disk.ts'
import { type Settled, settle } from './life/settle.ts'
import { bringToLife } from './life/stage.ts'
import { demandFree } from './listen.ts'
import type { LogLine } from './log.ts'
import { people } from './people.ts'
import { type Plant, type PlantOptions, startPlant } from './plant.ts'
import { showProgress } from './progress.ts'

const usage = `Runs a whole Andon plant on this machine: no AWS account, no containers.

  npm start -- [options]

  --site NAME        a site of infra/sites (lyon); named several times, they run side by side, with the enterprise
  --port N           HTTP port (4000), of several sites that of the first; 0 takes a free one
  --mqtt-port N      MQTT port (1883), likewise
  --empty            a bare plant; without it, each site has some days behind it, and its people and machines work while you watch
  --data DIR         keep everything in this folder, of one plant at a time; forgotten at the end without it
  --verbose          print what the functions log
  --help             print this

ANDON_DYNAMODB_ENDPOINT names a DynamoDB to use in place of the one that comes with it.
`

// Lambda runs in UTC, whatever the time zone of this machine.
process.env.TZ = 'UTC'

try {
  await run()
} catch (error) {
  const sentence = error instanceof CannotStart || error instanceof DiskFault ? error.message : cannotWrite(error)
  if (sentence === undefined) throw error
  console.error(sentence)
  process.exit(1)
}

async function run(): Promise<void> {
  const options = readOptions()
  if (options === undefined) return void console.log(usage)
  const progress = showProgress()
  const { sites, port, mqttPort, dataDir, isEmpty, verbose } = options
  // A signal during the start ends the process at once, and its child processes end with it.
  let end: () => void = () => process.exit(130)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end())
  const tell = (line: string) => verbose && console.log(line)
  const warnings: string[] = []
  demandEachOnce(sites)
  // Several sites take the ports after these; the first tells whether another plant runs already.
  await demandFree(port, '--port')
  await demandFree(mqttPort, '--mqtt-port')
  const home: Settled = isEmpty ? { dataDir, scripts: [] } : await settle(sites, dataDir, progress.at)
  const starting = start(sites, {
    port,
    mqttPort,
    dataDir: home.dataDir,
    doing: progress.at,
    say: tell,
    warn: (sentence) => warnings.push(sentence),
    watch: ({ from, text }: LogLine) => tell(`[${from}] ${text}`),
  })
  // Beside the synthesis, of which it needs nothing.
  const screens = builtConsole(progress.at)
  const [{ first, stop, beside, broken }] = await Promise.all([starting, screens]).finally(() => {
    progress.end()
    for (const sentence of warnings) console.error(sentence)
  })
  const lives = await Promise.all(home.scripts.map((script) => bringToLife(script, beside[script.site] ?? first)))
  end = () => {
    end = () => process.exit(130)
    void Promise.all(lives.map((life) => life.stop()))
      .then(stop)
      .then(() => process.exit(0))
  }
  void broken.then((sentence) => {
    console.error(`Andon has stopped. ${sentence}`)
    process.exit(1)
  })
  console.log(welcome(first, sites[0], beside))
}

/** One site alone, or several with the enterprise; then `beside` has them all by their names. */
async function start(sites: readonly [string, ...string[]], wanted: Omit<PlantOptions, 'site'>): Promise<Started> {
  const [site, ...others] = sites
  if (others.length === 0) {
    const first = await startPlant({ ...wanted, site })
    return { first, stop: () => first.stop(), beside: {}, broken: first.broken }
  }
  const { plants, stop, broken } = await startCompany({ ...wanted, sites })
  return { first: plants[site] as Plant, stop, beside: plants, broken }
}

interface Started {
  readonly first: Plant
  readonly stop: () => Promise<void>
  readonly beside: Readonly<Record<string, Plant>>
  readonly broken: Promise<string>
}

function readOptions() {
  const { values } = parse()
  if (values.help === true) return undefined
  const sites = sitesOf(values.site)
  // With several sites, the enterprise is one more stage.
  const stages = sites.length === 1 ? 1 : sites.length + 1
  return {
    sites,
    port: portOf(values.port ?? '4000', '--port', stages),
    mqttPort: portOf(values['mqtt-port'] ?? '1883', '--mqtt-port', stages),
    dataDir: values.data,
    isEmpty: values.empty === true,
    verbose: values.verbose === true,
  }
}

function parse() {
  try {
    return parseArgs({
      options: {
        site: { type: 'string', multiple: true },
        port: { type: 'string' },
        'mqtt-port': { type: 'string' },
        data: { type: 'string' },
        empty: { type: 'boolean' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new CannotStart(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}

function sitesOf([site = 'lyon', ...others]: readonly string[] = []): [string, ...string[]] {
  return [site, ...others]
}

/** The first of as many consecutive ports as there are stages. */
function portOf(text: string, flag: string, stages: number): number {
  const port = Number(text)
  const last = 65_536 - stages
  if (/^\d+$/.test(text) && port <= last) return port
  throw new CannotStart(`${flag} has to be a number from 0 to ${last}, not ${text}.`)
}

/** The next step comes first. `beside` has all plants by their names if there are several. */
function welcome({ url, mqttUrl }: Plant, site: string, beside: Readonly<Record<string, Plant>>): string {
  const seconds = (performance.now() / 1000).toFixed(1)
  const who = people.map(({ user, name, roles }) => `  ${user.padEnd(8)} ${name.padEnd(18)} ${roles.join(', ')}`)
  const broker = mqttUrl.endsWith(':1883') ? '' : ` --mqtt ${mqttUrl}`
  const stages = Object.entries(beside).map(([name, plant]) => `  ${name.padEnd(12)} ${plant.url}`)
  const also =
    stages.length === 0 ? [] : [`\nEach of them has a page, an API and a sign-in of its own:\n${stages.join('\n')}`]
  return `
Andon is ready: ${url}   (site ${site}, after ${seconds} s)

Next:
  open   ${url}/            the plant in your browser: choose who you are
  run    npm run demo -- --url ${url}${broker}
         in another terminal: one batch, from what an ERP orders to its release

What else there is:
  ${url}/reference/   every operation of the API, to be tried out
  ${url}/local/mail   what would have been sent; also /local/users, executions, schedules, dead-letters, log
  ${url}/local/clock  puts the clock ahead: curl ${url}/local/clock --data '{"minutes": 35}'
  ${mqttUrl}              machines connect with their equipment id as client id

Who works here (nobody needs a password):
${who.join('\n')}

A first command:
  TOKEN=$(curl -s ${url}/local/token -d '{"user":"ada"}' | sed -n 's/.*"access_token": "\\([^"]*\\)".*/\\1/p')
  curl -s ${url}/v1/orders -H "Authorization: Bearer $TOKEN"
${also.join('')}
Ctrl-C stops it.`
}
