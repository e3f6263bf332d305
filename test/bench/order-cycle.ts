import { type Answer, type Client, isDone } from './client.ts'
import { type Floor, kg } from './floor.ts'
import { processorMs, residentMegabytes } from './plant.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { median, percentile } from './statistics.ts'

const clientCounts = [1, 8]
const rounds = 3
const warmUpSeconds = 2

interface Request {
  readonly command: string
  readonly path: string
  readonly body: object
}

/** One order from its creation to its completion, each command a request of its own. */
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

interface Load {
  readonly cyclesPerSecond: number
  /** Processor time of a cycle, which tells more than its duration on a machine that others use too. */
  readonly plantMs: number | undefined
  readonly clientMs: number
  readonly times: Map<string, number[]>
  readonly faults: string[]
}

/** The rounds of one client and of many take turns, so that a machine that is busy for a while is busy for both. */
export async function measureOrderCycle(floor: Floor, seconds: number): Promise<Findings> {
  const loads = new Map<number, Load[]>(clientCounts.map((count) => [count, []]))
  await told('warming up', () => load(floor, 1, warmUpSeconds, 'W'))
  for (let round = 1; round <= rounds; round += 1)
    for (const clients of clientCounts) {
      const what = `order cycle, ${clients} client(s), round ${round} of ${rounds}`
      loads.get(clients)?.push(await told(what, () => load(floor, clients, seconds, `R${round}`)))
    }
  const figures = [...loads].flatMap(([clients, taken]) => figuresOf(clients, taken))
  return { figures: [...figures, ...memory(floor)], faults: [...loads.values()].flat().flatMap(({ faults }) => faults) }
}

async function load(floor: Floor, clients: number, seconds: number, name: string): Promise<Load> {
  const times = new Map<string, number[]>()
  const faults: string[] = []
  let cycles = 0
  const used = processorTimes(floor)
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
  await Promise.all(Array.from({ length: clients }, (_, number) => work(floor.connect(), number)))
  const cyclesPerSecond = (cycles * 1000) / (performance.now() - began)
  const { plant, client } = processorTimes(floor)
  const plantMs = plant === undefined || used.plant === undefined ? undefined : (plant - used.plant) / cycles
  return { cyclesPerSecond, plantMs, clientMs: (client - used.client) / cycles, times, faults }
}

function processorTimes({ plant: { pid } }: Floor): { plant: number | undefined; client: number } {
  const { user, system } = process.cpuUsage()
  return { plant: pid === undefined ? undefined : processorMs(pid), client: (user + system) / 1000 }
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
      aim: { atLeast: 30 },
      note: `median of ${speeds.map((speed) => speed.toFixed(1)).join(', ')}; nine commands a cycle`,
    },
    {
      table,
      row,
      column: 'errors',
      unit: '',
      value: loads.flatMap(({ faults }) => faults).length,
      aim: { atMost: 0 },
    },
    ...processorFigures({ table, row, unit: 'ms' }, loads),
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

function processorFigures(at: Pick<Figure, 'table' | 'row' | 'unit'>, loads: readonly Load[]): Figure[] {
  const plant = loads.flatMap(({ plantMs }) => plantMs ?? [])
  const client = loads.map(({ clientMs }) => clientMs)
  return [
    ...(plant.length > 0 ? [{ ...at, column: 'processor time of the plant for a cycle', value: median(plant) }] : []),
    { ...at, column: 'of the clients', value: median(client) },
  ]
}

function memory({ plant }: Floor): Figure[] {
  if (plant.pid === undefined) {
    console.error('  The memory of a plant that somebody else runs (--url) is not measured.')
    return []
  }
  return [
    {
      table: 'Memory',
      row: 'plant after the order cycles',
      column: 'resident',
      unit: 'MB',
      value: residentMegabytes(plant.pid),
      aim: { atMost: 700 },
      note: 'its process and that of its database',
    },
  ]
}
