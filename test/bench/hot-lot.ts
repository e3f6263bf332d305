import Big from 'big.js'
import { type Client, isDone, must } from './client.ts'
import { type Floor, kg } from './floor.ts'
import { cycleOf } from './order-cycle.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { median, percentile } from './statistics.ts'

const clientCounts = [1, 8, 32]
const rounds = 3
const draw = '0.001'

interface Draws {
  readonly perSecond: number
  readonly times: readonly number[]
  readonly faults: readonly string[]
}

/** Many orders draw from one lot at once: nobody fails for it, and what they took is what the lot has lost, to the gram. */
export async function measureHotLot(floor: Floor, seconds: number): Promise<Findings> {
  const taken = new Map<number, Draws[]>(clientCounts.map((count) => [count, []]))
  for (let round = 1; round <= rounds; round += 1)
    for (const clients of clientCounts) {
      const what = `hot lot, ${clients} client(s), round ${round} of ${rounds}`
      taken.get(clients)?.push(await told(what, () => drawTogether(floor, clients, seconds, `H${round}`)))
    }
  return {
    figures: [...taken].flatMap(([clients, draws]) => figuresOf(clients, draws)),
    faults: [...taken.values()].flat().flatMap(({ faults }) => faults),
  }
}

async function drawTogether(floor: Floor, clients: number, seconds: number, name: string): Promise<Draws> {
  const [lotId] = floor.lots
  const watcher = floor.connect()
  const orders = Array.from({ length: clients }, (_, number) => `O-${floor.run}-${name}-${clients}-${number}`)
  for (const orderId of orders) await startWeighing(floor, watcher, orderId)

  const before = await remaining(watcher, lotId)
  const times: number[] = []
  const faults: string[] = []
  const began = performance.now()
  const end = began + seconds * 1000
  const drawFor = async (orderId: string) => {
    const client = floor.connect()
    const body = { stepId: 'weigh', lineId: '0010', lotId, quantity: kg(draw) }
    while (performance.now() < end && faults.length < 20) {
      const answer = await client.send('POST', `/v1/orders/${orderId}/consumptions`, body)
      if (isDone(answer)) times.push(answer.ms)
      else
        faults.push(`A draw of ${orderId} from the hot lot was answered ${answer.status}: ${answer.text.slice(0, 300)}`)
    }
    client.close()
  }
  await Promise.all(orders.map(drawFor))
  const perSecond = (times.length * 1000) / (performance.now() - began)

  const decrease = before.minus(await remaining(watcher, lotId))
  const drawn = new Big(draw).times(times.length)
  watcher.close()
  if (!decrease.eq(drawn))
    faults.push(`${clients} clients drew ${drawn} kg of ${lotId}, but it has ${decrease} kg less than before.`)
  return { perSecond, times, faults }
}

async function startWeighing(floor: Floor, client: Client, orderId: string): Promise<void> {
  const opening = cycleOf(floor, orderId).slice(0, 4)
  for (const { command, path, body } of opening) await must(client.send('POST', path, body), `${command} of ${orderId}`)
}

async function remaining(client: Client, lotId: string): Promise<Big> {
  const { text } = await must(client.send('GET', `/v1/lots/${lotId}`), `reading ${lotId}`)
  return new Big((JSON.parse(text) as { remaining: { value: string } }).remaining.value)
}

function figuresOf(clients: number, draws: readonly Draws[]): Figure[] {
  const at = { table: 'Hot lot', row: `${clients} client${clients > 1 ? 's' : ''}` }
  const speeds = draws.map(({ perSecond }) => perSecond)
  const times = draws.flatMap((one) => one.times)
  const faults = draws.flatMap((one) => one.faults).length
  const note = `median of ${speeds.map((speed) => speed.toFixed(0)).join(', ')}; the sum of ${times.length} draws is ${faults > 0 ? 'not ' : ''}the decrease of the lot`
  return [
    { ...at, column: 'throughput', unit: 'draws/s', value: median(speeds), note },
    { ...at, column: 'draw p50', unit: 'ms', value: percentile(times, 0.5) },
    { ...at, column: 'draw p99', unit: 'ms', value: percentile(times, 0.99) },
    { ...at, column: 'failed draws, differences', unit: '', value: faults, aim: { atMost: 0 } },
  ]
}
