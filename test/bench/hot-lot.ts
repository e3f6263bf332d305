import Big from 'big.js'
import { compared, inTurns, type Sides } from './against.ts'
import { type Answer, type Client, isDone, must } from './client.ts'
import { type Floor, kg } from './floor.ts'
import { cycleOf } from './order-cycle.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { median, percentile } from './statistics.ts'

const clientCounts = [1, 8, 32]
const rounds = 3
const draw = '0.001'

const method = `The hot lot is one lot from which as many orders as clients draw 1 g at a time, in turns of few and of many clients (${rounds} each). Its decrease must be
the sum of the draws to the gram, else the bench fails. At the end more clients want the last grams of a lot than it has: as many get theirs as it has
draws.`

interface Draws {
  readonly perSecond: number
  readonly times: readonly number[]
  readonly faults: readonly string[]
}

/** Many orders issue from one lot at the same time. No issue fails, and the lot has lost exactly what the orders took. */
export async function measureHotLot(floor: Floor, seconds: number): Promise<Findings> {
  const taken = new Map<number, Draws[]>(clientCounts.map((count) => [count, []]))
  for (let round = 1; round <= rounds; round += 1)
    for (const clients of clientCounts) {
      const what = `hot lot, ${clients} client(s), round ${round} of ${rounds}`
      taken.get(clients)?.push(await told(what, () => drawTogether(floor, clients, seconds, `H${round}`)))
    }
  const last = await told('a lot of ten draws, 32 clients', () => drawEmpty(floor))
  return {
    method,
    figures: [...[...taken].flatMap(([clients, draws]) => figuresOf(clients, draws)), ...last.figures],
    faults: [...[...taken.values()].flat().flatMap(({ faults }) => faults), ...last.faults],
  }
}

export async function compareHotLot(floors: Sides<Floor>, seconds: number): Promise<Findings> {
  const figures: Figure[] = []
  const faults: string[] = []
  for (const clients of clientCounts) {
    const draws = (floor: Floor, round: number) =>
      told(`hot lot, ${clients} client(s), turn ${round}`, () => drawTogether(floor, clients, seconds, `A${round}`))
    const turns = await inTurns(rounds, floors, draws)
    const who = `${clients} client${clients > 1 ? 's' : ''}`
    figures.push(
      ...compared('Hot lot, before and now', turns, [
        { what: `throughput (draws/s), ${who}`, figureOf: ({ perSecond }) => perSecond },
        { what: `draw p50 (ms), ${who}`, figureOf: ({ times }) => percentile(times, 0.5) },
      ]),
    )
    faults.push(...[...turns.before, ...turns.now].flatMap((one) => one.faults))
  }
  return { method, figures, faults }
}

/** More orders want the rest of a lot than there is: ten issues of 1 g succeed, and the balance is zero, never less. */
async function drawEmpty(floor: Floor): Promise<Findings> {
  const watcher = floor.connect()
  const lotId = await floor.receiveLot('LAST', { value: '10', unit: 'g' })
  const orders = Array.from({ length: 32 }, (_, number) => `O-${floor.run}-LAST-${number}`)
  for (const orderId of orders) await startWeighing(floor, watcher, orderId)
  const body = { stepId: 'weigh', lineId: '0010', lotId, quantity: { value: '1', unit: 'g' } }
  const answers = await Promise.all(
    orders.map(async (orderId) => {
      const client = floor.connect()
      const answer = await client.send('POST', `/v1/orders/${orderId}/consumptions`, body)
      client.close()
      return answer
    }),
  )
  const left = await remaining(watcher, lotId)
  watcher.close()

  const done = answers.filter(isDone).length
  const others = answers.filter((answer) => !isDone(answer) && !isShortOfLot(answer))
  const faults = others.map(({ status, text }) => `A draw of the last of ${lotId} was answered ${status}: ${text}`)
  if (done !== 10 || !left.eq(0)) faults.push(`Of 10 g of ${lotId}, ${done} g were drawn, and ${left} kg remain.`)
  const at = { table: 'Hot lot', row: 'the last 10 g, 32 clients' }
  return {
    figures: [{ ...at, column: 'failed draws, differences', unit: '', value: faults.length, aim: { atMost: 0 } }],
    faults,
  }
}

function isShortOfLot({ status, text }: Answer): boolean {
  if (status !== 409) return false
  const { violations = [] } = JSON.parse(text) as { violations?: readonly { code: string }[] }
  return violations.length > 0 && violations.every(({ code }) => code === 'lot-insufficient')
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
