import { parseArgs } from 'node:util'
import { CannotStart } from './cannot-start.ts'
import { startCompany } from './company.ts'
import type { LogLine } from './log.ts'
import { people } from './people.ts'
import { type Plant, type PlantOptions, startPlant } from './plant.ts'

const usage = `Runs a whole Andon plant on this machine: no AWS account, no containers.

  npm start -- [options]

  --site NAME        a site of infra/sites (lyon); named several times, they run side by side, with the enterprise
  --port N           HTTP port (4000), of several sites that of the first; 0 takes a free one
  --mqtt-port N      MQTT port (1883), likewise
  --data DIR         keep everything in this folder; forgotten at the end without it
  --verbose          print what the functions log
  --help             print this

ANDON_DYNAMODB_ENDPOINT names a DynamoDB Local to use in place of the one that comes with it.
`

// Lambda lives in UTC, whatever the clock of this machine says.
process.env.TZ = 'UTC'

try {
  await run()
} catch (error) {
  if (!(error instanceof CannotStart)) throw error
  console.error(error.message)
  process.exit(1)
}

async function run(): Promise<void> {
  const options = readOptions()
  if (options === undefined) return void console.log(usage)
  const { sites, port, mqttPort, dataDir, verbose } = options
  // Whoever is impatient while it starts is obeyed at once; what it started ends with it.
  let end: () => void = () => process.exit(130)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end())
  const wanted = {
    port,
    mqttPort,
    dataDir,
    say: (line: string) => console.log(line),
    ...(verbose ? { watch: ({ from, text }: LogLine) => console.log(`[${from}] ${text}`) } : {}),
  }
  const { stop, told } = await start(sites, wanted)
  end = () => {
    end = () => process.exit(130)
    void stop().then(() => process.exit(0))
  }
  console.log(told)
}

/** One site by itself, or several with the enterprise beside them. */
async function start([site, ...others]: readonly [string, ...string[]], wanted: Omit<PlantOptions, 'site'>) {
  if (others.length === 0) {
    const plant = await startPlant({ ...wanted, site })
    return {
      stop: () => plant.stop(),
      told: welcome(plant, `site ${site}; synthesized in ${Math.round(plant.synthMs)} ms, `),
    }
  }
  const { plants, stop } = await startCompany({ ...wanted, sites: [site, ...others] })
  const beside = Object.entries(plants).map(([name, { url }]) => `\n  ${name.padEnd(12)} ${url}`)
  const [first] = Object.values(plants)
  const told = `${first ? welcome(first, `site ${site}; `) : ''}

Each has an address, an API at /reference/ and a sign-in at /local/token of its own:${beside.join('')}`
  return { stop, told }
}

function readOptions() {
  const { values } = parse()
  if (values.help === true) return undefined
  const sites = sitesOf(values.site)
  // Several sites have the enterprise after them.
  const stages = sites.length === 1 ? 1 : sites.length + 1
  return {
    sites,
    port: portOf(values.port ?? '4000', '--port', stages),
    mqttPort: portOf(values['mqtt-port'] ?? '1883', '--mqtt-port', stages),
    dataDir: values.data,
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

/** The first of as many ports in a row as there are stages. */
function portOf(text: string, flag: string, stages: number): number {
  const port = Number(text)
  const last = 65_536 - stages
  if (/^\d+$/.test(text) && port <= last) return port
  throw new CannotStart(`${flag} has to be a number from 0 to ${last}, not ${text}.`)
}

function welcome({ url, mqttUrl, readyMs }: Plant, which: string): string {
  const rss = Math.round(process.memoryUsage().rss / 1024 / 1024)
  const who = people.map(({ user, name, roles }) => `  ${user.padEnd(8)} ${name.padEnd(18)} ${roles.join(', ')}`)
  return `
Andon is ready: ${url}   (${which}started in ${Math.round(readyMs)} ms, ${rss} MB)

  ${url}/reference/        every operation of the API
  ${mqttUrl}         machines connect with their equipment id as client id
  ${url}/local/users       and /local/mail, /local/executions, /local/schedules, /local/dead-letters, /local/log

Who works here:
${who.join('\n')}

A first command:
  TOKEN=$(curl -s ${url}/local/token -d '{"user":"ada"}' | sed -n 's/.*"access_token": "\\([^"]*\\)".*/\\1/p')
  curl -s ${url}/v1/orders -H "Authorization: Bearer $TOKEN"

Ctrl-C stops it.`
}
