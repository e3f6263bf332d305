import { type Departure, destinationsIn, type Walked } from '../../domain/genealogy/genealogy.ts'
import { lotsOf, type Order } from '../../domain/orders/order.ts'
import { lotNamed, named, type Point } from '../../domain/stock/destination.ts'
import type { Lot } from '../../domain/stock/lot.ts'
import type { Shipment } from '../../domain/stock/shipment.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'

/** The index of departures, for lots with more destinations than they store. */
export interface Genealogy {
  /** The departures of each lot, oldest first, moments after their commit: one round trip for all. */
  departuresOf(lotIds: readonly string[]): Promise<ReadonlyMap<string, readonly Departure[]>>
}

export interface Sources {
  readonly store: Pick<Store, 'load'>
  readonly genealogy: Genealogy
  /** Waits before the index is read again. */
  readonly pause?: (milliseconds: number) => Promise<void>
}

/** One level forward, for acts on each level before the next: destinations by name, each with its sources. */
export async function destinationsOf(
  sources: Sources,
  points: readonly Point[],
): Promise<{ readonly goals: ReadonlyMap<string, readonly string[]>; readonly pending: readonly string[] }> {
  const found = await readLevel(sources, points, true)
  const goals = new Map<string, string[]>()
  for (const [name, { goals: led = [] }] of found)
    for (const goal of led) goals.set(goal, [...(goals.get(goal) ?? []), name])
  return { goals, pending: [...found].flatMap(([name, { pending }]) => (pending ? name : [])) }
}

/** Reads the points of a level, and the destinations of its lots and orders. */
export async function readLevel(
  sources: Sources,
  points: readonly Point[],
  ahead: boolean,
): Promise<Map<string, Found>> {
  const basis = await sources.store.load(refsOf(points))
  const found = new Map<string, Found>()
  for (const [name, stored] of Object.entries(basis)) {
    if (!stored) continue
    const thing = thingOf(stored)
    found.set(name, { thing, goals: destinationsNamedBy(thing) })
  }
  if (ahead) for (const [name, more] of await askIndex(sources, found)) found.set(name, more)
  return found
}

export interface Found {
  readonly thing: Walked
  readonly goals?: readonly string[]
  readonly pending?: boolean
}

function destinationsNamedBy(thing: Walked): readonly string[] {
  if (thing.type === 'lot') return thing.value.goesTo ?? []
  return thing.type === 'order' && thing.value.status !== 'created'
    ? lotsOf(thing.value).map((id) => named(lotNamed(id)))
    : []
}

const refsOf = (points: readonly Point[]): Refs =>
  Object.fromEntries(
    points.map((point) => {
      const { type, id } = point
      return [named(point), type === 'lot' ? ref.lot(id) : type === 'order' ? ref.order(id) : ref.shipment(id)]
    }),
  )

const thingOf = ({ ref: { kind }, value }: Stored<unknown>): Walked => {
  if (kind === 'lot') return { type: kind, value: value as Lot }
  return kind === 'order' ? { type: kind, value: value as Order } : { type: 'shipment', value: value as Shipment }
}

/** Reads the index for lots with more destinations than they store. */
async function askIndex(sources: Sources, level: ReadonlyMap<string, Found>): Promise<ReadonlyMap<string, Found>> {
  const many = [...level.values()].flatMap(({ thing }) => (isOfMany(thing) ? thing.value : []))
  const answers = await told(sources, many)
  return new Map(
    [...answers].map(([id, { lot, departures: _departures, ...found }]) => [
      named(lotNamed(id)),
      { thing: { type: 'lot', value: lot }, ...found },
    ]),
  )
}

const isOfMany = (thing: Walked): thing is Walked & { type: 'lot' } => thing.type === 'lot' && !!thing.value.goesToMany

/** The destinations of lots from the index, by id. Lots and index are read again until they account for all that left. */
export async function told(
  { store, genealogy, pause = wait }: Sources,
  lots: readonly Lot[],
): Promise<ReadonlyMap<string, Answered>> {
  const answers = new Map<string, Answered>()
  let asked = lots
  for (const [attempt, milliseconds] of patience.entries()) {
    if (asked.length === 0) break
    if (attempt > 0) await pause(milliseconds)
    const ids = asked.map(({ lotId }) => lotId)
    const [basis, departures] = await Promise.all([
      attempt > 0 ? store.load(Object.fromEntries(ids.map((id) => [id, ref.lot(id)]))) : {},
      genealogy.departuresOf(ids),
    ])
    for (const before of asked) {
      const lot = (basis as Record<string, Stored<Lot> | undefined>)[before.lotId]?.value ?? before
      const known = departures.get(lot.lotId) ?? []
      answers.set(lot.lotId, { lot, departures: known, ...destinationsIn(lot, known) })
    }
    asked = asked.filter(({ lotId }) => answers.get(lotId)?.pending)
  }
  return answers
}

/** A lot with its destinations from the index. */
export interface Answered extends ReturnType<typeof destinationsIn> {
  readonly lot: Lot
  readonly departures: readonly Departure[]
}

/** Waits before the index is read again, in ms. It is usually less behind than that. */
const patience = [0, 50, 100, 200]

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
