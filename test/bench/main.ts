/** `npm run bench`: figures as medians and ratios within one run. It fails when a command fails, never because it is slow. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { measureCommands } from './commands.ts'
import { type Floor, prepareFloor } from './floor.ts'
import { measureFunctions } from './functions.ts'
import { measureGenealogy } from './genealogy.ts'
import { measureHotLot } from './hot-lot.ts'
import { measureLargeOrder } from './large-order.ts'
import { measureLive } from './live.ts'
import { measureOrderCycle } from './order-cycle.ts'
import { type BenchPlant, openPlant } from './plant.ts'
import { told } from './progress.ts'
import { measureReading } from './reading.ts'
import { type Findings, jsonOf, machineLine, missed, tablesOf } from './report.ts'
import { measureSchedule } from './schedule.ts'
import { measureStart } from './start.ts'

const usage = `Measures the local plant, prints a table and never judges by time.

  npm run bench -- [options]

  --only NAME     one measurement, or several with commas: start, order-cycle, hot-lot, live, schedule, commands,
                  large-order, genealogy, functions, reading
  --seconds N     how long each load lasts (5)
  --lots N        how many lots are stored when a small trace is measured again (40000)
  --json FILE     write the figures to this file, too
  --url URL       load this plant instead of one of its own (its memory is not measured then)
  --mqtt URL      the MQTT address of that plant (mqtt://127.0.0.1:1883)
  --help          print this

It ends with 1 when a command of the load was refused or failed, or when the hot lot does not add up.
ANDON_BENCH_PROFILE=DIR keeps a CPU profile of the plant in that folder.`

type Measure = (floor: () => Promise<Floor>, seconds: number, lots: number) => Promise<Findings>

const measurements: Readonly<Record<string, Measure>> = {
  start: () => measureStart(),
  'order-cycle': async (floor, seconds) => measureOrderCycle(await floor(), seconds),
  'hot-lot': async (floor, seconds) => measureHotLot(await floor(), seconds),
  live: async (floor) => measureLive(await floor()),
  schedule: async (floor) => measureSchedule(await floor()),
  commands: () => measureCommands(),
  'large-order': () => measureLargeOrder(),
  genealogy: (_floor, _seconds, lots) => measureGenealogy(lots),
  functions: () => measureFunctions(),
  reading: async () => measureReading(),
}

try {
  process.exitCode = await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      seconds: { type: 'string', default: '5' },
      lots: { type: 'string', default: '40000' },
      json: { type: 'string' },
      url: { type: 'string' },
      mqtt: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    console.log(usage)
    return 0
  }
  const seconds = Number(values.seconds)
  if (!(seconds > 0)) throw new Error(`--seconds has to be a number above 0, not ${values.seconds}.`)
  const lots = Number(values.lots)
  if (!(lots >= 10_000)) throw new Error(`--lots has to be a number from 10000 on, not ${values.lots}.`)
  const wanted = values.only?.split(',') ?? Object.keys(measurements)
  const unknown = wanted.filter((name) => !Object.hasOwn(measurements, name))
  if (unknown.length > 0)
    throw new Error(`There is no measurement ${unknown.join(', ')}; there are ${Object.keys(measurements).join(', ')}.`)

  const theirs = values.url === undefined ? undefined : { url: values.url, mqttUrl: values.mqtt }
  console.log(machineLine())
  const findings = await measureAll(wanted, { seconds, lots }, theirs)
  const short = findings.figures.filter(missed).length
  console.log(
    `\n${findings.figures.length} figures, ${short} short of their aim (✗), ${findings.faults.length} faults.`,
  )
  for (const fault of findings.faults) console.error(`FAULT: ${fault}`)
  if (values.json !== undefined) writeFileSync(values.json, jsonOf(findings))
  return findings.faults.length > 0 ? 1 : 0
}

/** One plant serves all measurements that need one; the first of them starts it. */
async function measureAll(
  wanted: readonly string[],
  { seconds, lots }: { readonly seconds: number; readonly lots: number },
  theirs: Pick<BenchPlant, 'url' | 'mqttUrl'> | undefined,
): Promise<Findings> {
  let floor: Promise<Floor> | undefined
  const opened = async () => {
    const plant = theirs ? { ...theirs, stop: async () => undefined } : await openPlant()
    return prepareFloor(plant).catch(async (error: unknown) => {
      await plant.stop()
      throw error
    })
  }
  const floorOnce = () => {
    floor ??= told('starting and preparing the plant', opened)
    return floor
  }
  const found: Findings[] = []
  try {
    for (const name of wanted) {
      console.error(name)
      const measure = measurements[name]
      if (!measure) continue
      const findings = await measure(floorOnce, seconds, lots)
      // At once, so that a measurement that fails later takes none of them away.
      console.log(`\n${tablesOf(findings.figures)}`)
      found.push(findings)
    }
  } finally {
    const open = await floor?.catch(() => undefined)
    open?.close()
    await open?.plant.stop()
  }
  return { figures: found.flatMap(({ figures }) => figures), faults: found.flatMap(({ faults }) => faults) }
}
