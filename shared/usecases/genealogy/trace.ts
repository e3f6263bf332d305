import {
  consigneesOf,
  type Departure,
  destinationsIn,
  type Edge,
  loopsIn,
  lotNamed,
  named,
  type Point,
  pointOf,
  sourcesOf,
  type Walked,
} from '../../domain/genealogy/genealogy.ts'
import { type BoundOrder, lotsOf, type Order } from '../../domain/orders/order.ts'
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

export type Direction = 'forward' | 'backward'

/** A point that a trace has reached, with its new edges. */
export interface Passing {
  readonly point: Point
  readonly edges: readonly Edge[]
  /** The trace was here before, on another way. */
  readonly again?: true
}

/** The same in a trace of one site, with the entity. */
export interface Visit extends Passing {
  readonly lot?: Lot
  readonly order?: BoundOrder
  /** The index does not yet account for all that left this lot. */
  readonly pending?: true
}

/** The next level of a trace: points by name, with the names of those before them. */
type Level = Map<string, { readonly point: Point; readonly by: Set<string> }>

/**
 * A lot in memory is about 3 KB, and an order with many steps about 30 KB. The 4,000 entities in flight and the current page are 15 to 135 MB of a
 * function's 1024. Eight pieces are forty calls of a hundred keys, about as many as a function has connections. So a level of up to 4,000 is one
 * round trip, and a wider one always keeps the connections busy.
 */
const pointsInPiece = 500
const piecesAtOnce = 8

/**
 * Traces lots and orders, level by level, without a limit on depth. One round trip per level; forward, one more if a lot has more destinations than
 * it stores. Wide levels are read in pieces, the next ones in advance, and each piece is yielded as a page. Only names are kept, nothing is visited
 * twice, and the order is always the same for the same data. A movement is described by its destination in both directions, so both agree. All reads
 * except the index are strongly consistent.
 */
export async function* walk(
  sources: Sources,
  roots: readonly Point[],
  direction: Direction,
  atOnce = pointsInPiece,
): AsyncGenerator<readonly Visit[]> {
  const met = new Set<string>()
  const isForward = direction === 'forward'
  let level: Level = new Map(roots.map((point) => [named(point), { point, by: new Set() }]))
  while (level.size > 0) {
    const next: Level = new Map()
    // A page that was yielded is not kept while the next one is read.
    let page: Visit[] = []
    const visit = (point: Point, edges: readonly Edge[], more: Omit<Visit, 'point' | 'edges'> = {}): boolean => {
      const isNew = !met.has(named(point))
      met.add(named(point))
      page.push({ point, edges, ...more, ...(!isNew && { again: true }) })
      return isNew
    }
    const follow = (point: Point, by: string) => {
      if (!isForward && met.has(named(point))) return
      const known = next.get(named(point))
      if (known) known.by.add(by)
      else next.set(named(point), { point, by: new Set([by]) })
    }
    for await (const { piece, found } of readAhead(sources, inOrder(level), isForward, atOnce)) {
      for (const [name, { point, by }] of piece) {
        // Backward, one read gives all sources of a point, which may be reached again within its level.
        if (!isForward && met.has(name)) continue
        const { thing, goals = [], pending } = found.get(name) ?? {}
        const links = thing ? sourcesOf(thing) : []
        const edges = links
          .map(({ edge }) => edge)
          .filter(({ from, to }) => !isForward || (by.has(from) && to === name))
        // An order that gave back everything on this way is no descendant.
        if (point.type === 'order' && by.size > 0 && isForward && edges.length === 0) continue
        const isNew = visit(point, edges, { ...shown(thing), ...(pending && { pending }) })
        if (isForward && thing?.type === 'shipment')
          for (const { lotId, point: consignee, edge } of consigneesOf(thing.value))
            if (by.has(named(lotNamed(lotId)))) visit(consignee, [edge])
        if (!isNew) continue
        if (isForward) for (const goal of goals) follow(pointOf(goal), name)
        else
          for (const link of links) {
            if (isWalked(link.point)) follow(link.point, name)
            else if (!met.has(named(link.point))) visit(link.point, [])
          }
      }
      yield page
      page = []
    }
    level = next
  }
}

type Piece = readonly (readonly [name: string, at: { readonly point: Point; readonly by: ReadonlySet<string> }])[]

/** Reads a level in pieces, in order, with the next pieces in advance. */
async function* readAhead(
  sources: Sources,
  level: Piece,
  isForward: boolean,
  atOnce: number,
): AsyncGenerator<{ readonly piece: Piece; readonly found: ReadonlyMap<string, Found> }> {
  const underWay: { readonly piece: Piece; readonly found: Promise<ReadonlyMap<string, Found>> }[] = []
  const ask = (piece: Piece) => {
    const points = piece.map(([, { point }]) => point)
    const found = look(sources, points, isForward)
    // A consumer that stops early must not get a rejection.
    found.catch(() => undefined)
    underWay.push({ piece, found })
  }
  let asked = 0
  do {
    for (; asked < level.length && underWay.length < piecesAtOnce; asked += atOnce)
      ask(level.slice(asked, asked + atOnce))
    const next = underWay.shift()
    if (next) yield { piece: next.piece, found: await next.found }
  } while (underWay.length > 0 || asked < level.length)
}

const inOrder = (level: Level) => [...level].sort(([one], [other]) => (one < other ? -1 : 1))

/** A backward trace does not follow shipments from elsewhere, which are not recorded here. */
const isWalked = ({ type, site }: Point): boolean => (type === 'lot' || type === 'order') && site === undefined

function shown(thing: Walked | undefined): Pick<Visit, 'lot' | 'order'> {
  if (thing?.type === 'lot') return { lot: thing.value }
  return thing?.type === 'order' && thing.value.status !== 'created' ? { order: thing.value } : {}
}

interface Found {
  readonly thing: Walked
  readonly goals?: readonly string[]
  readonly pending?: boolean
}

/** Reads the points of a level, and the destinations of its lots and orders. */
async function look(sources: Sources, points: readonly Point[], ahead: boolean): Promise<Map<string, Found>> {
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

function destinationsNamedBy(thing: Walked): readonly string[] {
  if (thing.type === 'lot') return thing.value.goesTo ?? []
  return thing.type === 'order' && thing.value.status !== 'created' ? lotsOf(thing.value).map((id) => `lot:${id}`) : []
}

/** Waits before the index is read again, in ms. It is usually less behind than that. */
const patience = [0, 50, 100, 200]

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

/** A lot with its destinations from the index. */
export interface Answered extends ReturnType<typeof destinationsIn> {
  readonly lot: Lot
  readonly departures: readonly Departure[]
}

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

const isOfMany = (thing: Walked): thing is Walked & { type: 'lot' } => thing.type === 'lot' && !!thing.value.goesToMany

const thingOf = ({ ref: { kind }, value }: Stored<unknown>): Walked => {
  if (kind === 'lot') return { type: kind, value: value as Lot }
  return kind === 'order' ? { type: kind, value: value as Order } : { type: 'shipment', value: value as Shipment }
}

const refsOf = (points: readonly Point[]): Refs =>
  Object.fromEntries(
    points.map((point) => {
      const { type, id } = point
      return [named(point), type === 'lot' ? ref.lot(id) : type === 'order' ? ref.order(id) : ref.shipment(id)]
    }),
  )

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** The part of a trace to return: a number of points, after the point of a name. */
export interface Window {
  readonly limit?: number | undefined
  readonly after?: string | undefined
}

export type Node = Point & Pick<Visit, 'lot' | 'order'>

/** A trace, or the part of it that was requested. */
export interface Picture<It extends Passing> {
  readonly root: string
  readonly visits: readonly It[]
  readonly edges: readonly It['edges'][number][]
  /** The name of the last point of a page, if there are more. */
  readonly last?: string
  /** The trace did not reach the point after which the page begins. */
  readonly isLost?: true
}

export interface Trace extends Omit<Picture<Visit>, 'visits'> {
  readonly loops: readonly Pick<Edge, 'from' | 'to'>[]
  readonly nodes: readonly Node[]
  /** Lots whose destinations the index does not list completely yet. */
  readonly pending: readonly string[]
  readonly complete: boolean
}

/** Each page is traced again from the root; its loops are those that close within it. */
export async function trace(sources: Sources, root: Point, direction: Direction, window: Window = {}): Promise<Trace> {
  const { visits, ...rest } = await picture(walk(sources, [root], direction), root, window)
  const nodes = visits.flatMap(({ point, lot, order, again }) =>
    again ? [] : { ...point, ...(lot && { lot }), ...(order && { order }) },
  )
  const pending = visits.flatMap((visit) => (visit.pending ? visit.point.id : []))
  return {
    ...rest,
    nodes,
    loops: loopsIn(rest.root, rest.edges, direction),
    pending,
    complete: pending.length === 0,
  }
}

export async function picture<It extends Passing>(
  levels: AsyncIterable<readonly It[]>,
  root: Point,
  window: Window,
): Promise<Picture<It>> {
  const take = windowed<It>(window)
  for await (const page of levels) {
    for (const visit of page) take.visit(visit)
    if (take.isFull()) break
  }
  const { visits, last } = take.page()
  const edges = visits.flatMap((visit) => visit.edges)
  return {
    root: named(root),
    visits,
    edges,
    ...(last !== undefined && { last }),
    ...(!take.hasBegun() && { isLost: true }),
  }
}

export function windowed<It extends Passing = Visit>({ limit = Number.POSITIVE_INFINITY, after }: Window) {
  const visits: It[] = []
  let points = 0
  let begun = after === undefined
  return {
    visit(visit: It): void {
      if (!begun) begun = named(visit.point) === after
      else if (points <= limit) {
        if (!visit.again) points += 1
        // Points reached again before the first point of this page are on the page before.
        if (points <= limit && (points > 0 || after === undefined)) visits.push(visit)
      }
    },
    isFull: (): boolean => points > limit,
    /** Whether the trace reached the point after which the page begins; a change since may have removed it. */
    hasBegun: (): boolean => begun,
    page: (): { visits: readonly It[]; last?: string } => {
      const last = points > limit ? visits.findLast(({ again }) => !again) : undefined
      return { visits, ...(last && { last: named(last.point) }) }
    },
  }
}

/**
 * All lots that descend from these, with these lots, and the orders between them.
 * @throws if the index does not account for all, because an act on an incomplete list would miss some
 */
export async function madeOf(
  sources: Sources,
  roots: readonly Point[],
): Promise<{ readonly lotIds: string[]; readonly orders: BoundOrder[] }> {
  const lotIds = new Set<string>()
  const orders = new Map<string, BoundOrder>()
  for await (const page of walk(sources, roots, 'forward'))
    for (const { point, lot, order, pending } of page) {
      if (pending) throw new Error(`The index does not tell yet where all of lot ${point.id} has gone.`)
      if (lot) lotIds.add(lot.lotId)
      if (order) orders.set(order.orderId, order)
    }
  return { lotIds: [...lotIds], orders: [...orders.values()] }
}

/** One level forward, for acts on each level before the next: destinations by name, each with its sources. */
export async function destinationsOf(
  sources: Sources,
  points: readonly Point[],
): Promise<{ readonly goals: ReadonlyMap<string, readonly string[]>; readonly pending: readonly string[] }> {
  const found = await look(sources, points, true)
  const goals = new Map<string, string[]>()
  for (const [name, { goals: led = [] }] of found)
    for (const goal of led) goals.set(goal, [...(goals.get(goal) ?? []), name])
  return { goals, pending: [...found].flatMap(([name, { pending }]) => (pending ? name : [])) }
}
