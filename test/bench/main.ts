/** `npm run bench`: figures as medians and ratios within one run. It fails when a command fails, never because the plant is slow. */
import { writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Sides } from './against.ts'
import { measureCommands } from './commands.ts'
import { measureConsole } from './console.ts'
import { type Floor, prepareFloor } from './floor.ts'
import { measureFunctions } from './functions.ts'
import { compareFunctions } from './functions-against.ts'
import { measureGenealogy } from './genealogy.ts'
import { measureGrowth } from './growth.ts'
import { compareHotLot, measureHotLot } from './hot-lot.ts'
import { commitOf, keep } from './keep.ts'
import { measureLargeOrder } from './large-order.ts'
import { measureLive } from './live.ts'
import { compareOrderCycle, measureOrderCycle } from './order-cycle.ts'
import { type BenchPlant, openPlant, root } from './plant.ts'
import { measureProfile } from './profile.ts'
import { told } from './progress.ts'
import { measureReading } from './reading.ts'
import { type Findings, jsonOf, load, machineLine, missed, tablesOf } from './report.ts'
import { measureSchedule } from './schedule.ts'
import { measureSdk } from './sdk.ts'
import { measureSoak } from './soak.ts'
import { compareStart, measureStart } from './start.ts'

const usage = `Measures the local plant, prints a table and never judges by time.

  npm run bench -- [options]

  --only NAME     one measurement, or several with commas: start, order-cycle, hot-lot, live, schedule, commands,
                  growth, large-order, genealogy, functions, reading,
                  profile, sdk, console, soak
  --keep          write what each measurement found to docs/bench/NAME.json, of which \`npm run docs\` makes docs/measurements.md
  --against DIR   compare this checkout with another one, which has its own node_modules, in turns within one run: start,
                  order-cycle, hot-lot, functions
  --seconds N     how long each load lasts (5)
  --lots N        how many lots are stored when a small trace is measured again (40000)
  --json FILE     write the figures to this file, too
  --url URL       load this plant instead of one of its own (its memory is not measured then)
  --mqtt URL      the MQTT address of that plant (mqtt://127.0.0.1:1883)
  --help          print this

It ends with 1 when a command of the load was refused or failed, or when the hot lot does not add up.
ANDON_BENCH_PROFILE=DIR keeps a CPU profile of each thread of the plant in that folder.`

type Measure = (floor: () => Promise<Floor>, seconds: number, lots: number) => Promise<Findings>

const measurements: Readonly<Record<string, Measure>> = {
  start: () => measureStart(),
  'order-cycle': async (floor, seconds) => measureOrderCycle(await floor(), seconds),
  'hot-lot': async (floor, seconds) => measureHotLot(await floor(), seconds),
  live: async (floor) => measureLive(await floor()),
  schedule: async (floor) => measureSchedule(await floor()),
  commands: () => measureCommands(),
  growth: () => measureGrowth(),
  'large-order': () => measureLargeOrder(),
  genealogy: (_floor, _seconds, lots) => measureGenealogy(lots),
  functions: () => measureFunctions(),
  reading: async () => measureReading(),
  profile: (_floor, seconds) => measureProfile(seconds),
  sdk: () => measureSdk(),
  console: (floor) => measureConsole(floor),
  soak: async (floor) => measureSoak(await floor()),
}

type Compare = (floors: () => Promise<Sides<Floor>>, folders: Sides<string>, seconds: number) => Promise<Findings>

const comparisons: Readonly<Record<string, Compare>> = {
  start: (_floors, folders) => compareStart(folders),
  'order-cycle': async (floors, _folders, seconds) => compareOrderCycle(await floors(), seconds),
  'hot-lot': async (floors, _folders, seconds) => compareHotLot(await floors(), seconds),
  functions: (_floors, folders) => compareFunctions(folders),
}

try {
  process.exitCode = await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

interface Options {
  readonly seconds: number
  readonly lots: number
  readonly kept: boolean
}

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      keep: { type: 'boolean', default: false },
      against: { type: 'string' },
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
  const { against, url } = values
  if (against !== undefined && url !== undefined)
    throw new Error('--against starts both plants itself; leave out --url.')
  const there: Readonly<Record<string, unknown>> = against === undefined ? measurements : comparisons
  const only = values.only?.split(',') ?? Object.keys(there)
  const unknown = only.filter((name) => !Object.hasOwn(there, name))
  if (unknown.length > 0)
    throw new Error(
      `There is no ${against === undefined ? 'measurement' : 'comparison'} ${unknown.join(', ')}; there are ${Object.keys(there).join(', ')}.`,
    )

  // In the order of the table: the start is measured first, because it deletes files that a running plant needs.
  const wanted = Object.keys(there).filter((name) => only.includes(name))
  console.log(machineLine())
  const options = { seconds, lots, kept: values.keep }
  const findings =
    against === undefined
      ? await measureAll(wanted, options, url === undefined ? undefined : { url, mqttUrl: values.mqtt })
      : await compareAll(wanted, options, { before: resolve(against), now: root })
  const short = findings.figures.filter(missed).length
  console.log(
    `\n${findings.figures.length} figures, ${short} short of their aim (✗), ${findings.faults.length} faults.`,
  )
  for (const fault of findings.faults) console.error(`FAULT: ${fault}`)
  if (values.json !== undefined) writeFileSync(values.json, jsonOf(findings))
  return findings.faults.length > 0 ? 1 : 0
}

/** All measurements that need a plant share one; the first of them starts it. */
async function measureAll(
  wanted: readonly string[],
  { seconds, lots, kept }: Options,
  theirs: Pick<BenchPlant, 'url' | 'mqttUrl'> | undefined,
): Promise<Findings> {
  const floor = once(() =>
    told('starting and preparing the plant', async () =>
      prepared(theirs ? { ...theirs, stop: async () => undefined } : await openPlant()),
    ),
  )
  try {
    return await eachOf(wanted, kept, { seconds, lots }, (name) => measurements[name]?.(floor.get, seconds, lots))
  } finally {
    await floor.made?.then(left, () => undefined)
  }
}

/** All comparisons that need plants share one of each checkout. */
async function compareAll(
  wanted: readonly string[],
  { seconds, kept }: Options,
  folders: Sides<string>,
): Promise<Findings> {
  const open = async (folder: string) => prepared(await openPlant(folder))
  const floors = once(() =>
    told('starting and preparing both plants', async () => {
      const before = await open(folders.before)
      const now = await open(folders.now).catch(async (error: unknown) => {
        await left(before)
        throw error
      })
      return { before, now }
    }),
  )
  const options = { seconds, against: commitOf(folders.before) }
  const compare = (name: string) => comparisons[name]?.(floors.get, folders, seconds)
  try {
    return await eachOf(wanted, kept, options, compare, '-against')
  } finally {
    await floors.made?.then(
      async ({ before, now }) => {
        await left(before)
        await left(now)
      },
      () => undefined,
    )
  }
}

/** Prints and keeps each measurement as soon as it is made, so that a later failure loses no result. */
async function eachOf(
  wanted: readonly string[],
  kept: boolean,
  options: Readonly<Record<string, number | string>>,
  measure: (name: string) => Promise<Findings> | undefined,
  suffix = '',
): Promise<Findings> {
  const found: Findings[] = []
  const commit = commitOf(root)
  for (const name of wanted) {
    console.error(name)
    const begin = load()
    const findings = await measure(name)
    if (findings === undefined) continue
    console.log(`\n${tablesOf(findings.figures)}`)
    if (kept) {
      const file = keep(`${name}${suffix}`, findings, { begin, commit, options })
      console.error(`  kept in ${relative(root, file)}`)
    }
    found.push(findings)
  }
  return { figures: found.flatMap(({ figures }) => figures), faults: found.flatMap(({ faults }) => faults) }
}

async function prepared(plant: BenchPlant): Promise<Floor> {
  try {
    return await prepareFloor(plant)
  } catch (error) {
    await plant.stop()
    throw error
  }
}

async function left(floor: Floor): Promise<void> {
  floor.close()
  await floor.plant.stop()
}

/** Makes a value on first use; `made` is undefined until then. */
function once<Thing>(make: () => Promise<Thing>) {
  const it = {
    made: undefined as Promise<Thing> | undefined,
    get: () => {
      it.made ??= make()
      return it.made
    },
  }
  return it
}
