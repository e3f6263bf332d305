import { parseArgs } from 'node:util'
import { CannotStart } from '../cannot-start.ts'
import { cannotWrite } from '../disk.ts'
import { readConfig } from './config.ts'
import { bufferOf, startGateway } from './gateway.ts'
import { backlogOf } from './status.ts'

const usage = `Runs an edge gateway: it keeps what machines say on its disk until the cloud has it.

  npm run edge -- --config FILE [options]

  --config FILE      the configuration, as docs/edge.md says
  --check            read the configuration, say what is wrong with it, and end
  --status           say what waits on the disk of this gateway, whether it runs or not, and end
  --help             print this
`

process.env.TZ = 'UTC'

try {
  await run()
} catch (error) {
  const sentence = error instanceof CannotStart ? error.message : cannotWrite(error)
  if (sentence === undefined) throw error
  console.error(sentence)
  process.exit(1)
}

async function run(): Promise<void> {
  const { config: path, check, status, help } = readOptions()
  if (help) return void console.log(usage)
  if (path === undefined) throw new CannotStart(`Name the configuration with --config.\n\n${usage}`)
  const config = readConfig(path)
  if (status) return void console.log(backlogOf(bufferOf(config)))
  if (check) return void console.log(`${path} is in order.`)
  let stop = async () => process.exit(130)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
  const gateway = await startGateway(config, (line) => console.log(`${new Date().toISOString()} ${line}`))
  stop = async () => {
    await gateway.stop()
    process.exit(0)
  }
  const where = gateway.port === undefined ? '' : ` Machines connect to port ${gateway.port}.`
  console.log(`The gateway ${config.gateway} of ${config.site} runs.${where}`)
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        config: { type: 'string' },
        check: { type: 'boolean', default: false },
        status: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    throw new CannotStart(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}
