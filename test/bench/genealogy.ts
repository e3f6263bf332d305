import { DatabaseSync } from 'node:sqlite'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { LotId, MaterialId, OrderId } from '../../events/identifiers.ts'
import type { BoundOrder } from '../../shared/domain/orders/order.ts'
import type { Lot } from '../../shared/domain/stock/lot.ts'
import { documentItem } from '../../shared/storage/document-items.ts'
import { genealogyStore } from '../../shared/storage/genealogy-store.ts'
import type { Item } from '../../shared/storage/items.ts'
import { lotItem } from '../../shared/storage/stock-items.ts'
import { noChain } from '../../shared/usecases/commit/chain.ts'
import { type Direction, walk } from '../../shared/usecases/genealogy/walk.ts'
import { lot, order } from '../support/given.ts'
import { type MeteredStore, openMeteredStore } from './metered-store.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { median } from './statistics.ts'

/**
 * 26,000 lots on ten levels, from one over many to one. The trace forward from the first lot and the trace backward from the last one reach all of
 * them.
 */
const wide = [1, 10, 105, 1100, 11_784, 11_784, 1100, 105, 10, 1]
/** 364 lots, each of which goes into three. */
const small = [1, 3, 9, 27, 81, 243]
const fewLots = 10_000
const repetitions = 3

const method = `The number of sequential round trips is the depth of the graph and one for the root; it does not follow the lots. A lot names the first twelve
things that it went to, so that a walk reads documents by the hundred and asks no index; what goes to more costs one more round trip on its level.
Beside it stands the same graph in SQLite in this process, which neither sends nor unpacks what it reads. \`peak heap\` is what is left of the heap
when it is cleared at each page, beside the same walk with each level in one piece. The small trace is measured among few lots and among many.`

const kg = (value: string) => ({ value, unit: 'kg' }) as const

interface Made {
  readonly lots: Lot[]
  readonly orders: BoundOrder[]
}

/** A plant in which an order of its own makes each lot from lots of the level before; one in ten takes a neighbour, too. */
function plantOf(name: string, levels: readonly number[]): Made {
  const lots = new Map<string, Lot & { goesTo: string[] }>()
  const orders: BoundOrder[] = []
  const idOf = (level: number, index: number) => `${name}-${level}-${index}` as LotId
  for (const [level, size] of levels.entries())
    for (let index = 0; index < size; index += 1) {
      const lotId = idOf(level, index)
      const before = levels[level - 1]
      const orderId = `O-${lotId}` as OrderId
      lots.set(lotId, {
        ...lot({ lotId, materialId: `MATERIAL-${level}` as MaterialId, remaining: '0', left: { consumed: '100' } }),
        ...(before !== undefined && { orderId }),
        goesTo: [],
      })
      if (before === undefined) continue
      const first = Math.floor((index * before) / size)
      const last = Math.max(first, Math.floor(((index + 1) * before) / size) - 1)
      const parents = Array.from({ length: last - first + 1 }, (_, offset) => first + offset)
      if (index % 10 === 0 && before > 1) parents.push((last + 1) % before)
      const inputs = Object.fromEntries([...new Set(parents)].map((it) => [idOf(level - 1, it), kg('1')]))
      for (const id of Object.keys(inputs)) lots.get(id)?.goesTo.push(`order:${orderId}`)
      orders.push(order({ orderId, status: 'completed', produced: { [lotId]: kg('100') }, inputs }))
    }
  return { lots: [...lots.values()], orders }
}

const itemsOf = ({ lots, orders }: Made): Item[] => [
  ...lots.map((it) => lotItem(it, noChain)),
  ...orders.map((it) => documentItem('order', it.orderId, it, 1, noChain)),
]

function* others(from: number, to: number): Generator<Item> {
  for (let number = from; number < to; number += 1)
    yield lotItem(lot({ lotId: `OTHER-${number}` as LotId, materialId: `M-${number % 500}` as MaterialId }), noChain)
}

/** The same graph in tables of a relational database, read by a recursive query. */
function relational({ orders }: Made) {
  const database = new DatabaseSync(':memory:')
  database.exec(`
    CREATE TABLE consumption (lot TEXT, ord TEXT, quantity TEXT); CREATE TABLE production (ord TEXT, lot TEXT, quantity TEXT);
    CREATE INDEX uses ON consumption (lot); CREATE INDEX inputs ON consumption (ord);
    CREATE INDEX outputs ON production (ord); CREATE INDEX origins ON production (lot); BEGIN`)
  const consume = database.prepare('INSERT INTO consumption VALUES (?, ?, ?)')
  const produce = database.prepare('INSERT INTO production VALUES (?, ?, ?)')
  for (const { orderId, inputs = {}, produced } of orders) {
    for (const [id, { value }] of Object.entries(inputs)) consume.run(id, orderId, value)
    for (const [id, { value }] of Object.entries(produced)) produce.run(orderId, id, value)
  }
  database.exec('COMMIT')
  const step = {
    forward:
      'SELECT production.lot FROM reached JOIN consumption ON consumption.lot = reached.lot JOIN production ON production.ord = consumption.ord',
    backward:
      'SELECT consumption.lot FROM reached JOIN production ON production.lot = reached.lot JOIN consumption ON consumption.ord = production.ord',
  }
  return (root: string, direction: Direction): number => {
    const reached = `WITH RECURSIVE reached(lot) AS (VALUES(?) UNION ${step[direction]})`
    const all = (query: string) => database.prepare(`${reached} ${query}`).all(root).length
    all('SELECT * FROM consumption WHERE lot IN reached')
    all('SELECT * FROM production WHERE lot IN reached')
    return all('SELECT lot FROM reached')
  }
}

interface Walked {
  readonly lots: number
  readonly edges: number
  readonly largestPage: number
}

const sourcesIn = ({ store, table }: MeteredStore) => ({ store, genealogy: genealogyStore(table) })

async function walked(metered: MeteredStore, root: string, direction: Direction): Promise<Walked> {
  let seen = { lots: 0, edges: 0, largestPage: 0 }
  for await (const page of walk(sourcesIn(metered), [{ type: 'lot', id: root }], direction))
    seen = {
      lots: seen.lots + page.filter((it) => it.lot).length,
      edges: seen.edges + page.reduce((sum, it) => sum + it.edges.length, 0),
      largestPage: Math.max(seen.largestPage, page.length),
    }
  return seen
}

/** The most memory of a walk, in MB: the heap after garbage collection at each page. The collections make it far too slow to be timed. */
async function peakOf(metered: MeteredStore, root: string, direction: Direction, atOnce?: number): Promise<number> {
  setFlagsFromString('--expose-gc')
  const clear: () => void = runInNewContext('gc')
  const heap = () => {
    clear()
    return process.memoryUsage().heapUsed / 1024 / 1024
  }
  const before = heap()
  let peak = 0
  for await (const _page of walk(sourcesIn(metered), [{ type: 'lot', id: root }], direction, atOnce))
    peak = Math.max(peak, heap() - before)
  return peak
}

async function timed<Result>(work: () => Promise<Result> | Result): Promise<{ result: Result; ms: number }> {
  const times: number[] = []
  let result = await work()
  for (let turn = 0; turn < repetitions; turn += 1) {
    const from = performance.now()
    result = await work()
    times.push(performance.now() - from)
  }
  return { result, ms: median(times) }
}

/** @param lotsStored the number of all lots when the small trace is measured for the second time */
export async function measureGenealogy(lotsStored: number): Promise<Findings> {
  const metered = await openMeteredStore()
  try {
    const bigPlant = await bigTrace(metered)
    const sameCost = await smallTrace(metered, lotsStored)
    const figures = [...bigPlant.figures, ...sameCost.figures]
    return { method, figures, faults: [...bigPlant.faults, ...sameCost.faults] }
  } finally {
    await metered.close()
  }
}

async function bigTrace(metered: MeteredStore): Promise<Findings> {
  const made = plantOf('WIDE', wide)
  const roots = { forward: 'WIDE-0-0', backward: `WIDE-${wide.length - 1}-0` } as const
  await told(`storing ${made.lots.length} lots of ten levels`, () => metered.fill(itemsOf(made)))
  const query = relational(made)
  const figures: Figure[] = []
  const faults: string[] = []
  for (const direction of ['forward', 'backward'] as const) {
    const root = roots[direction]
    const ours = await told(`a trace ${direction}`, () =>
      timed(() => metered.measure(() => walked(metered, root, direction))),
    )
    const theirs = await timed(() => query(root, direction))
    const { result, usage } = ours.result
    if (result.lots !== theirs.result || result.lots !== made.lots.length)
      faults.push(`The trace ${direction} met ${result.lots} lots, the recursive query ${theirs.result}.`)
    const depth = 2 * (wide.length - 1)
    const at = { table: 'Trace of 26,000 lots on ten levels', row: direction }
    figures.push(
      { ...at, column: 'lots', unit: '', value: result.lots },
      { ...at, column: 'edges', unit: '', value: result.edges },
      { ...at, column: 'depth', unit: 'edges', value: depth },
      // The root is read before the first edge.
      { ...at, column: 'round trips', unit: '', value: usage.roundTrips, aim: { atMost: depth + 1 } },
      { ...at, column: 'calls', unit: '', value: usage.calls },
      { ...at, column: 'read units', unit: '', value: usage.readUnits },
      { ...at, column: 'median', unit: 'ms', value: ours.ms },
      { ...at, column: 'recursive query', unit: 'ms', value: theirs.ms },
      { ...at, column: 'times as long', unit: '', value: ours.ms / theirs.ms },
      { ...at, column: 'largest page', unit: 'things', value: result.largestPage },
      {
        ...at,
        column: 'peak heap',
        unit: 'MB',
        value: await told('its memory', () => peakOf(metered, root, direction)),
      },
      {
        ...at,
        column: 'a level at once',
        unit: 'MB',
        value: await told('its memory, a level at once', () =>
          peakOf(metered, root, direction, Number.POSITIVE_INFINITY),
        ),
        note: 'SQLite in this process, of which nothing is sent over a network; the table answers over HTTP',
      },
    )
  }
  return { figures, faults }
}

async function smallTrace(metered: MeteredStore, lotsStored: number): Promise<Findings> {
  const made = plantOf('SMALL', small)
  await metered.fill(itemsOf(made))
  const measured = [] as { stored: number; ms: number; usage: { roundTrips: number; readUnits: number } }[]
  const faults: string[] = []
  let stored = 0
  for (const wanted of [fewLots, lotsStored]) {
    await told(`storing ${wanted} other lots`, () => metered.fill(others(stored, wanted)))
    stored = wanted
    const { result, ms } = await timed(() => metered.measure(() => walked(metered, 'SMALL-0-0', 'forward')))
    if (result.result.lots !== made.lots.length) faults.push(`The trace met ${result.result.lots} lots of 364.`)
    measured.push({ stored, ms, usage: result.usage })
  }
  const first = measured[0]?.ms ?? 1
  const figures = measured.flatMap(({ stored: count, ms, usage }): Figure[] => {
    const at = { table: 'Trace of 364 lots', row: `among ${count} lots` }
    return [
      { ...at, column: 'round trips', unit: '', value: usage.roundTrips },
      { ...at, column: 'read units', unit: '', value: usage.readUnits },
      { ...at, column: 'median', unit: 'ms', value: ms },
      { ...at, column: 'times the first', unit: '', value: ms / first },
    ]
  })
  return { figures, faults }
}
