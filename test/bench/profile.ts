import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareFloor } from './floor.ts'
import { runCycles } from './order-cycle.ts'
import { openPlant, processorTimes } from './plant.ts'
import { placesIn, selfTimes, sourceMapsOfFunctions } from './profile-reading.ts'
import type { ThreadProfile } from './profiler.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'

const clients = 8
const warmUpSeconds = 3
/** Places below this share of a cycle are summed in one row. */
const smallestShare = 0.002

const method = `A plant of its own is warmed up and then profiled in every thread while ${clients} clients run order cycles. A thread's processor time is
what the engine counts for it; its profile tells which share of that went to which package, by the source map of its bundle. The engine's own
threads collect garbage and compile. Profiling itself takes time, so that a cycle costs more here than without it: read the shares.`

interface Costs {
  readonly cycles: number
  readonly threads: readonly ThreadProfile[]
  readonly databaseMs: number
  readonly engineMs: number
  /** Processor time by package or folder, summed over all threads. */
  readonly places: ReadonlyMap<string, number>
}

/** The cost of a cycle for the plant, by thread and by package. */
export async function measureProfile(seconds: number): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), 'andon-profile-'))
  try {
    const { costs, faults } = await profileCycles(seconds, folder)
    return { method, faults, figures: [...byThread(costs), ...byPackage(costs)] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs order cycles against a plant of its own, and writes a profile of each thread into a folder. */
export async function profileCycles(
  seconds: number,
  folder: string,
  warmUp = warmUpSeconds,
): Promise<{ costs: Costs; faults: string[] }> {
  const plant = await told('starting a plant to profile', () => openPlant())
  try {
    const floor = await prepareFloor(plant)
    await told('warming up', () => runCycles(floor, clients, warmUp, 'W'))
    await plant.startProfiling()
    const before = processorTimes(plant.pid)
    const { cycles, faults } = await told('profiling order cycles', () => runCycles(floor, clients, seconds, 'P'))
    const after = processorTimes(plant.pid)
    const threads = await plant.profiled(folder)
    floor.close()
    const used = (part: 'all' | 'database') => (after?.[part] ?? 0) - (before?.[part] ?? 0)
    const known = threads.reduce((sum, { processorMs }) => sum + processorMs, 0)
    const engineMs = Math.max(0, used('all') - used('database') - known)
    // Done while the plant runs, because its bundles are deleted with it.
    const places = timeByPlace(threads)
    return { costs: { cycles, threads, databaseMs: used('database'), engineMs, places }, faults }
  } finally {
    await plant.stop()
  }
}

function byThread({ cycles, threads, databaseMs, engineMs }: Costs): Figure[] {
  const rows = [
    ['database', databaseMs] as const,
    ['main thread', threads.find(({ thread }) => thread === 'main')?.processorMs ?? 0] as const,
    ...threads.filter(({ thread }) => thread !== 'main').map((one) => [one.thread, one.processorMs] as const),
    ["the engine's own threads", engineMs] as const,
  ]
  return shared('What a cycle costs, by thread', rows, cycles)
}

const byPackage = ({ cycles, places }: Costs): Figure[] =>
  shared('What a cycle costs, by where the threads spend it', [...places], cycles)

function timeByPlace(threads: readonly ThreadProfile[]): Map<string, number> {
  const sums = new Map<string, number>()
  const sourceMaps = sourceMapsOfFunctions()
  for (const { file, processorMs } of threads) {
    const profile = readFileSync(file, 'utf8')
    for (const [place, share] of selfTimes(profile, placesIn(profile, sourceMaps)))
      sums.set(place, (sums.get(place) ?? 0) + share * processorMs)
  }
  return sums
}

function shared(table: string, rows: readonly (readonly [string, number])[], cycles: number): Figure[] {
  const all = rows.reduce((sum, [, ms]) => sum + ms, 0)
  const large = rows.filter(([, ms]) => ms >= all * smallestShare).toSorted(([, one], [, other]) => other - one)
  const rest = all - large.reduce((sum, [, ms]) => sum + ms, 0)
  return [...large, ['all else', rest] as const].flatMap(([row, ms]): Figure[] => [
    { table, row, column: 'processor time of a cycle', unit: 'ms', value: ms / Math.max(1, cycles) },
    { table, row, column: 'share', unit: '%', value: all === 0 ? 0 : (100 * ms) / all },
  ])
}
