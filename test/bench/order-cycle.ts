import { compared, inTurns, type Sides } from './against.ts'
import { type Answer, type Client, isDone } from './client.ts'
import { type Floor, kg } from './floor.ts'
import { type ProcessorTimes, processorTimes, residentMegabytes } from './plant.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { median, percentile } from './statistics.ts'

const clientCounts = [1, 8]
const rounds = 3
const warmUpSeconds = 2
const throughputAim = 30
const memoryAimMb = 600
const memoryEveryMs = 500

const method = `An order cycle is nine commands over HTTP: create, release, start, start step, consume two lots, produce, complete step, complete.
Recipe, materials and lots are there before the clock starts, and all clients draw from the same two lots. Loads of few and of many clients
take turns (${rounds} each), and share the processors with the plant. Processor time is what the plant, its threads and its database used, from \`/proc\`.
Memory is the largest that was seen, twice a second, while the clients were at work.`

interface Request {
  readonly command: string
  readonly path: string
  readonly body: object
}

/** One order from its creation to its completion, with a request for each command. */
export function cycleOf({ recipeId, product, lots: [sugar, water] }: Floor, orderId: string): Request[] {
  const at = (path: string) => `/v1/orders/${orderId}/${path}`
  const stepId = 'weigh'
  return [
    { command: 'create', path: '/v1/orders', body: { orderId, recipeId, product, quantity: kg('100') } },
    { command: 'release', path: at('release'), body: {} },
    { command: 'start', path: at('start'), body: {} },
    { command: 'start step', path: at(`steps/${stepId}/start`), body: {} },
    {
      command: 'consume',
      path: at('consumptions'),
      body: { stepId, lineId: '0010', lotId: sugar, quantity: kg('40.1') },
    },
    {
      command: 'consume',
      path: at('consumptions'),
      body: { stepId, lineId: '0020', lotId: water, quantity: kg('59.9') },
    },
    { command: 'produce', path: at('productions'), body: { stepId, lotId: `BULK-${orderId}`, quantity: kg('99.4') } },
    { command: 'complete step', path: at(`steps/${stepId}/complete`), body: {} },
    { command: 'complete', path: at('complete'), body: {} },
  ]
}

export interface Load {
  readonly cycles: number
  readonly cyclesPerSecond: number
  /** Processor time of a cycle, which varies less than its duration when other processes use the machine. */
  readonly plantMs: ProcessorTimes | undefined
  readonly clientMs: number
  /** The maximum; undefined for a plant that the bench did not start. */
  readonly megabytes: number | undefined
  readonly times: Map<string, number[]>
  readonly faults: string[]
}

/** Rounds with one client and with many take turns, so that a machine that is busy for a while is busy for both. */
export async function measureOrderCycle(floor: Floor, seconds: number): Promise<Findings> {
  const loads = new Map<number, Load[]>(clientCounts.map((count) => [count, []]))
  await told('warming up', () => runCycles(floor, 1, warmUpSeconds, 'W'))
  for (let round = 1; round <= rounds; round += 1)
    for (const clients of clientCounts) {
      const what = `order cycle, ${clients} client(s), round ${round} of ${rounds}`
      loads.get(clients)?.push(await told(what, () => runCycles(floor, clients, seconds, `R${round}`)))
    }
  const figures = [...loads].flatMap(([clients, taken]) => figuresOf(clients, taken))
  const all = [...loads.values()].flat()
  return { method, figures: [...figures, ...memory(all)], faults: all.flatMap(({ faults }) => faults) }
}

/** Two plants take turns under the same load: cycles, cost of a cycle, and memory of each. */
export async function compareOrderCycle(floors: Sides<Floor>, seconds: number): Promise<Findings> {
  const figures: Figure[] = []
  const faults: string[] = []
  await inTurns(1, floors, (floor) => runCycles(floor, 1, warmUpSeconds, 'W'))
  for (const clients of clientCounts) {
    const run = (floor: Floor, round: number) =>
      told(`order cycle, ${clients} client(s), turn ${round}`, () => runCycles(floor, clients, seconds, `A${round}`))
    const turns = await inTurns(rounds, floors, run)
    const row = (what: string, figureOf: (load: Load) => number | undefined) => ({
      what: `${what}, ${clients} client${clients > 1 ? 's' : ''}`,
      figureOf,
    })
    figures.push(
      ...compared('Order cycle, before and now', turns, [
        row('throughput (cycles/s)', ({ cyclesPerSecond }) => cyclesPerSecond),
        row('processor time of a cycle (ms)', ({ plantMs }) => plantMs?.all),
        row('of it the database (ms)', ({ plantMs }) => plantMs?.database),
        row('of it the main thread (ms)', ({ plantMs }) => plantMs?.mainThread),
        row('of it all other threads (ms)', ({ plantMs }) => plantMs?.otherThreads),
        row('resident at most (MB)', ({ megabytes }) => megabytes),
      ]),
    )
    faults.push(...[...turns.before, ...turns.now].flatMap((load) => load.faults))
  }
  return { method, figures, faults }
}

/** Runs order cycles one after the other, for so many seconds, with so many clients, each with a connection of its own. */
export async function runCycles(floor: Floor, clients: number, seconds: number, name: string): Promise<Load> {
  const times = new Map<string, number[]>()
  const faults: string[] = []
  const { pid } = floor.plant
  let cycles = 0
  let megabytes = pid === undefined ? undefined : residentMegabytes(pid)
  const look = setInterval(() => {
    if (pid !== undefined) megabytes = Math.max(megabytes ?? 0, residentMegabytes(pid))
  }, memoryEveryMs)
  const used = usedBy(pid)
  const began = performance.now()
  const end = began + seconds * 1000
  const work = async (client: Client, number: number) => {
    for (let count = 0; performance.now() < end && faults.length < 20; count += 1) {
      const answered = await runCycle(floor, client, `O-${floor.run}-${name}-${clients}-${number}-${count}`, faults)
      for (const [command, { ms }] of answered) times.set(command, [...(times.get(command) ?? []), ms])
      cycles += 1
    }
    client.close()
  }
  try {
    await Promise.all(Array.from({ length: clients }, (_, number) => work(floor.connect(), number)))
  } finally {
    clearInterval(look)
  }
  const cyclesPerSecond = (cycles * 1000) / (performance.now() - began)
  const { plant, clientMs } = usedBy(pid)
  return {
    cycles,
    cyclesPerSecond,
    plantMs: plant && used.plant && perCycle(plant, used.plant, cycles),
    clientMs: (clientMs - used.clientMs) / cycles,
    megabytes,
    times,
    faults,
  }
}

function usedBy(pid: number | undefined): { plant: ProcessorTimes | undefined; clientMs: number } {
  const { user, system } = process.cpuUsage()
  return { plant: pid === undefined ? undefined : processorTimes(pid), clientMs: (user + system) / 1000 }
}

function perCycle(after: ProcessorTimes, before: ProcessorTimes, cycles: number): ProcessorTimes {
  const of = (part: keyof ProcessorTimes) => (after[part] - before[part]) / cycles
  return { all: of('all'), database: of('database'), mainThread: of('mainThread'), otherThreads: of('otherThreads') }
}

async function runCycle(floor: Floor, client: Client, orderId: string, faults: string[]): Promise<[string, Answer][]> {
  const answered: [string, Answer][] = []
  for (const { command, path, body } of cycleOf(floor, orderId)) {
    const answer = await client.send('POST', path, body)
    answered.push([command, answer])
    if (isDone(answer)) continue
    faults.push(`${command} of ${orderId} was answered ${answer.status}: ${answer.text.slice(0, 300)}`)
    break
  }
  return answered
}

function figuresOf(clients: number, loads: readonly Load[]): Figure[] {
  const table = 'Order cycle over HTTP'
  const row = `${clients} client${clients > 1 ? 's' : ''}`
  const speeds = loads.map(({ cyclesPerSecond }) => cyclesPerSecond)
  const commands = [...new Set(loads.flatMap(({ times }) => [...times.keys()]))]
  return [
    {
      table,
      row,
      column: 'throughput',
      unit: 'cycles/s',
      value: median(speeds),
      // One client alone waits for each answer; the aim is for many.
      ...(clients > 1 && { aim: { atLeast: throughputAim } }),
      note: `median of ${speeds.map((speed) => speed.toFixed(1)).join(', ')}`,
    },
    {
      table,
      row,
      column: 'errors',
      unit: '',
      value: loads.flatMap(({ faults }) => faults).length,
      aim: { atMost: 0 },
    },
    ...processorFigures({ table: 'Processor time of an order cycle', row, unit: 'ms' }, loads),
    ...commands.flatMap((command): Figure[] => {
      const times = loads.flatMap((load) => load.times.get(command) ?? [])
      const ofCommand = { table: 'Order cycle, by command', row: command, unit: 'ms' }
      return [
        { ...ofCommand, column: `${row} p50`, value: percentile(times, 0.5) },
        { ...ofCommand, column: `${row} p99`, value: percentile(times, 0.99) },
      ]
    }),
  ]
}

const parts = {
  all: 'of the plant',
  database: 'its database',
  mainThread: 'its main thread',
  otherThreads: 'its functions and the engine',
} as const

function processorFigures(at: Pick<Figure, 'table' | 'row' | 'unit'>, loads: readonly Load[]): Figure[] {
  const plants = loads.flatMap(({ plantMs }) => plantMs ?? [])
  const ofPlant = Object.entries(parts).map(([part, column]) => ({
    ...at,
    column,
    value: plants.length > 0 ? median(plants.map((one) => one[part as keyof ProcessorTimes])) : 0,
  }))
  const clients = { ...at, column: 'of the clients', value: median(loads.map(({ clientMs }) => clientMs)) }
  return [...(plants.length > 0 ? ofPlant : []), clients]
}

function memory(loads: readonly Load[]): Figure[] {
  const seen = loads.flatMap(({ megabytes }) => megabytes ?? [])
  if (seen.length === 0) {
    console.error('  The memory of a plant that somebody else runs (--url) is not measured.')
    return []
  }
  return [
    {
      table: 'Memory',
      row: 'plant under load',
      column: 'resident',
      unit: 'MB',
      value: Math.max(...seen),
      aim: { atMost: memoryAimMb },
      note: 'its process and that of its database',
    },
  ]
}
