import {
  backOf,
  backOfOrder,
  type Departure,
  type Edge,
  loopsIn,
  named,
  type Onward,
  onwardOf,
  type Point,
} from '../domain/genealogy.ts'
import type { Lot } from '../domain/lot.ts'
import type { IssuedOrder, Order } from '../domain/order.ts'
import { type Refs, ref, type Store } from './store.ts'

/** What the index knows of where material went. The question takes the whole frontier, so that a level of a walk costs one round trip. */
export interface Genealogy {
  /** The facts by which material has left each of these lots, oldest first; a moment after they were committed. */
  departuresOf(lotIds: readonly string[]): Promise<ReadonlyMap<string, readonly Departure[]>>
}

export interface Sources {
  readonly store: Pick<Store, 'load'>
  readonly genealogy: Genealogy
  /** Waits before the index is asked again. */
  readonly pause?: (milliseconds: number) => Promise<void>
}

export type Direction = 'forward' | 'backward'

/** A point that a walk has come to, as it is, with the edges that it brings into the picture. */
export interface Visit {
  readonly point: Point
  readonly lot?: Lot
  readonly order?: IssuedOrder
  readonly edges: readonly Edge[]
  /** The index does not tell yet of all that has left this lot. */
  readonly pending?: true
}

/**
 * Follows lots and orders through everything, level by level and without a cap on the depth: as many round trips as the graph is deep, and
 * a page for each level. Only the names of what was met are kept, and nothing that was met is walked again. The order is the same whenever
 * nothing has changed. Backward, all that is asked are the things themselves, which is strongly consistent; forward, the index is asked
 * again where it does not account for all that has left a lot.
 */
export async function* walk(
  sources: Sources,
  roots: readonly Point[],
  direction: Direction,
): AsyncGenerator<readonly Visit[]> {
  /** By name, when a lot that was asked had come; nothing for what is still to be asked. */
  const met = new Map<string, string | undefined>(roots.map((point) => [named(point), undefined]))
  for (let level: readonly Point[] = roots; level.length > 0; ) {
    const found = await look(sources, level, direction)
    const next = new Map<string, Point>()
    const page = level.map((point): Visit => {
      const { lot, order, pending, onward } = found(point)
      if (lot) met.set(named(point), lot.receivedAt)
      const made = direction === 'forward' ? productions(point, lot, order, met) : { edges: [], lots: [] }
      for (const to of [...onward.map((it) => it.to), ...made.lots]) if (!met.has(named(to))) next.set(named(to), to)
      const edges = [...onward.map(({ edge }) => edge), ...made.edges]
      return { point, ...(lot && { lot }), ...(order && { order }), edges, ...(pending && { pending }) }
    })
    for (const name of next.keys()) met.set(name, undefined)
    yield page
    level = [...next].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, point]) => point)
  }
}

/**
 * What an order made, walking forward. The lot itself tells when it was made, so that its edge comes with the lot; only to a lot that the
 * walk has come from, which is rework into itself, it comes with the order.
 */
function productions(
  point: Point,
  lot: Lot | undefined,
  order: IssuedOrder | undefined,
  met: ReadonlyMap<string, string | undefined>,
): { edges: readonly Edge[]; lots: readonly Point[] } {
  if (lot)
    return {
      edges: backOf(lot).flatMap(({ to, edge }) => (to.type === 'order' && met.has(named(to)) ? edge : [])),
      lots: [],
    }
  if (!order) return { edges: [], lots: [] }
  const made = Object.entries(order.produced).map(([id, quantity]) => ({ to: { type: 'lot', id } as const, quantity }))
  const edges = made.flatMap(({ to, quantity }): Edge[] => {
    const at = met.get(named(to))
    return at === undefined ? [] : [{ from: named(point), to: named(to), quantity, orderId: order.orderId, at }]
  })
  return { edges, lots: made.map(({ to }) => to) }
}

interface Found {
  readonly lot?: Lot | undefined
  readonly order?: IssuedOrder | undefined
  readonly pending?: true | undefined
  readonly onward: readonly Onward[]
}

/** One round trip for the whole level; more only where the index lags. */
async function look(sources: Sources, level: readonly Point[], direction: Direction): Promise<(point: Point) => Found> {
  const here = level.filter(({ site }) => site === undefined)
  const idsOf = (type: Point['type']) => here.flatMap((point) => (point.type === type ? point.id : []))
  const { lots, orders } = await things(sources, idsOf('lot'), idsOf('order'), direction === 'forward')
  return (point) => {
    const name = named(point)
    const [lot, order] = [lots.get(name), orders.get(name)]
    if (lot && direction === 'forward') return lot
    if (lot) return { lot: lot.lot, onward: backOf(lot.lot) }
    if (order) return { order, onward: direction === 'forward' ? [] : backOfOrder(order) }
    return { onward: [] }
  }
}

/** How often the index is asked again for a lot, and how long it is given: 50, 100 and 200 ms; it lags by less as a rule. */
const patience = [50, 100, 200]

type Ahead = { readonly lot: Lot; readonly onward: readonly Onward[]; readonly pending?: true }

/** Lots and orders as they are, by name, and what the index tells of the lots. */
async function things(
  sources: Sources,
  lotIds: readonly string[],
  orderIds: readonly string[],
  ahead: boolean,
): Promise<{ lots: Map<string, Ahead>; orders: Map<string, IssuedOrder> }> {
  const { store, genealogy, pause = wait } = sources
  const orders = new Map<string, IssuedOrder>()
  const lots = new Map<string, Ahead>()
  let asked = lotIds
  for (const [attempt, milliseconds] of [0, ...patience].entries()) {
    if (attempt > 0) await pause(milliseconds)
    const [basis, departures] = await Promise.all([
      store.load(refsOf(asked, attempt === 0 ? orderIds : [])),
      ahead && asked.length > 0 ? genealogy.departuresOf(asked) : none,
    ])
    for (const [name, stored] of Object.entries(basis)) {
      if (stored?.ref.kind === 'order' && (stored.value as Order).status !== 'created')
        orders.set(name, stored.value as IssuedOrder)
      if (stored?.ref.kind !== 'lot') continue
      const lot = stored.value as Lot
      const { onward, pending } = ahead
        ? onwardOf(lot, departures.get(lot.lotId) ?? [])
        : { onward: [], pending: false }
      lots.set(name, { lot, onward, ...(pending && { pending }) })
    }
    asked = asked.filter((id) => lots.get(`lot:${id}`)?.pending)
    if (asked.length === 0) break
  }
  return { lots, orders }
}

const none: ReadonlyMap<string, readonly Departure[]> = new Map()

const refsOf = (lotIds: readonly string[], orderIds: readonly string[]): Refs => ({
  ...Object.fromEntries(lotIds.map((id) => [`lot:${id}`, ref.lot(id)])),
  ...Object.fromEntries(orderIds.map((id) => [`order:${id}`, ref.order(id)])),
})

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

export interface Trace {
  readonly root: string
  readonly visits: readonly Visit[]
  readonly loops: readonly Pick<Edge, 'from' | 'to'>[]
  /** The lots of which the index does not tell everything yet. */
  readonly pending: readonly string[]
  readonly complete: boolean
  /** The name of the last point of a page, where there are more. */
  readonly last?: string
}

/** Which part of a walk is wanted: so many points, from the one after. */
export interface Window {
  readonly limit?: number | undefined
  readonly after?: string | undefined
}

/**
 * A walk as one picture, or as much of it as was asked for; a page is walked to from the root again, and its loops are those that close
 * within it.
 */
export async function trace(
  sources: Sources,
  lotId: string,
  direction: Direction,
  { limit = Number.POSITIVE_INFINITY, after }: Window = {},
): Promise<Trace> {
  const root: Point = { type: 'lot', id: lotId }
  const visits: Visit[] = []
  let begun = after === undefined
  for await (const page of walk(sources, [root], direction)) {
    for (const visit of page) {
      if (begun) visits.push(visit)
      else begun = named(visit.point) === after
    }
    if (visits.length > limit) break
  }
  const shown = visits.slice(0, limit)
  const pending = shown.flatMap((visit) => (visit.pending ? visit.point.id : []))
  const loops = loopsIn(
    named(root),
    shown.flatMap(({ edges }) => edges),
    direction,
  )
  const last = visits.length > limit ? shown.at(-1) : undefined
  return {
    root: named(root),
    visits: shown,
    loops,
    pending,
    complete: pending.length === 0,
    ...(last && { last: named(last.point) }),
  }
}

/**
 * All lots that were made of these points, however far, and the lots among them.
 * @throws when the index does not account for all of them: whoever acts on what it left out would miss it.
 */
export async function descendants(sources: Sources, roots: readonly Point[]): Promise<string[]> {
  const found: string[] = []
  for await (const page of walk(sources, roots, 'forward'))
    for (const { point, lot, pending } of page) {
      if (pending) throw new Error(`The index does not tell yet where all of lot ${point.id} has gone.`)
      if (lot) found.push(lot.lotId)
    }
  return found
}

/** One step of a walk, for whoever acts on each step before the next one is taken. */
export async function onwardFrom(
  sources: Sources,
  lotIds: readonly string[],
): Promise<{ readonly onward: readonly Onward[]; readonly pending: readonly string[] }> {
  const { lots } = await things(sources, lotIds, [], true)
  return {
    onward: [...lots.values()].flatMap(({ onward }) => onward),
    pending: [...lots.values()].flatMap(({ lot, pending }) => (pending ? lot.lotId : [])),
  }
}
