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

/** What the index knows of where material went, which is asked for lots that went to more than they can name themselves. */
export interface Genealogy {
  /** The facts by which material has left each of these lots, oldest first, a moment after they were committed: one round trip for all. */
  departuresOf(lotIds: readonly string[]): Promise<ReadonlyMap<string, readonly Departure[]>>
}

export interface Sources {
  readonly store: Pick<Store, 'load'>
  readonly genealogy: Genealogy
  /** Waits before the index is asked again. */
  readonly pause?: (milliseconds: number) => Promise<void>
}

export type Direction = 'forward' | 'backward'

/** A point that a walk has come to, with the edges that it brings into the picture. */
export interface Passing {
  readonly point: Point
  readonly edges: readonly Edge[]
  /** The walk has been here before and has come by another way. */
  readonly again?: true
}

/** The same of a walk at one site, with the thing as it is. */
export interface Visit extends Passing {
  readonly lot?: Lot
  readonly order?: BoundOrder
  /** The index does not tell yet of all that has left this lot. */
  readonly pending?: true
}

/** Where a walk goes next: the points by name, each with the names that led to it. */
type Level = Map<string, { readonly point: Point; readonly by: Set<string> }>

/**
 * A lot is some 3 KB when it is read, and an order of many steps some 30 KB: the 4,000 things that are under way and the page that is looked
 * at are 15 to 135 MB of the 1024 of a function. Eight pieces are forty calls of a hundred keys, about as many as its connections carry, so
 * that these do not stand idle: a level of up to 4,000 is one round trip, and of a wider one there is always something under way.
 */
const pointsInPiece = 500
const piecesAtOnce = 8

/**
 * Follows lots and orders through everything, level by level and without a cap on the depth: as many round trips as the graph is deep, and
 * forward one more where a lot of the level went to more than it names itself. A wide level is read in pieces, of which the next ones are on
 * their way while one is looked at, and a page is yielded for each: only the names of what was met are kept, and nothing is walked twice.
 * The order is the same whenever nothing has changed. What is told of a movement is what its goal says of it, in both directions, so that
 * both tell the same; all of it is strongly consistent but for the index.
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
    // Nothing of a piece that was handed over is kept while the next one is waited for.
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
        // Back, one look brings all that it came from; something of its own level may have led to it again.
        if (!isForward && met.has(name)) continue
        const { thing, goals = [], pending } = found.get(name) ?? {}
        const links = thing ? sourcesOf(thing) : []
        const edges = links
          .map(({ edge }) => edge)
          .filter(({ from, to }) => !isForward || (by.has(from) && to === name))
        // An order that gave back all that led to it was made of none of it.
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

/** A level in pieces, each as it is, in their order; the next ones are on their way while one is looked at. */
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
    // Whoever has seen enough waits for it no more, and does not hear that it failed.
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

/** What a walk back follows; a shipment that came from elsewhere is not on our record. */
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

/** A level as it is, by name, and what its lots and orders went to. */
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

/** How often the index is asked again, and how long it is given: 50, 100 and 200 ms; it lags by less as a rule. */
const patience = [0, 50, 100, 200]

/** What the index tells of the lots that went to more than they name. */
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

/** A lot as it is, and what the index tells of it. */
export interface Answered extends ReturnType<typeof destinationsIn> {
  readonly lot: Lot
  readonly departures: readonly Departure[]
}

/** What the index tells of some lots, by id; asked again, with the lots themselves, until it accounts for all that has left them. */
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

/** Which part of a walk is wanted: so many points, from the one after that which bears the name. */
export interface Window {
  readonly limit?: number | undefined
  readonly after?: string | undefined
}

/** A point of the picture, as it is. */
export type Node = Point & Pick<Visit, 'lot' | 'order'>

/** A walk as one picture, or as much of it as was asked for. */
export interface Picture<It extends Passing> {
  readonly root: string
  readonly visits: readonly It[]
  readonly edges: readonly It['edges'][number][]
  /** The name of the last point of a page, where there are more. */
  readonly last?: string
  /** The walk has not come to the point after which the page was to begin. */
  readonly isLost?: true
}

export interface Trace extends Omit<Picture<Visit>, 'visits'> {
  readonly loops: readonly Pick<Edge, 'from' | 'to'>[]
  readonly nodes: readonly Node[]
  /** The lots of which the index does not tell everything yet. */
  readonly pending: readonly string[]
  readonly complete: boolean
}

/** A page is walked to from the root again, and its loops are those that close within it. */
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

/** As much of any walk as lies in the window. */
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

/** Keeps of a walk what lies in the window. */
export function windowed<It extends Passing = Visit>({ limit = Number.POSITIVE_INFINITY, after }: Window) {
  const visits: It[] = []
  let points = 0
  let begun = after === undefined
  return {
    visit(visit: It): void {
      if (!begun) begun = named(visit.point) === after
      else if (points <= limit) {
        if (!visit.again) points += 1
        // What came by another way before the first point of this page stands on the page before.
        if (points <= limit && (points > 0 || after === undefined)) visits.push(visit)
      }
    },
    isFull: (): boolean => points > limit,
    /** Whether the walk has come to the point after which the page begins; what has moved since may have taken it off the way. */
    hasBegun: (): boolean => begun,
    page: (): { visits: readonly It[]; last?: string } => {
      const last = points > limit ? visits.findLast(({ again }) => !again) : undefined
      return { visits, ...(last && { last: named(last.point) }) }
    },
  }
}

/**
 * All lots that were made of these, however far, and the lots among them, with the orders that took part in it.
 * @throws when the index does not account for all of them: whoever acts on what it left out would miss it.
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

/** One step forward, for whoever acts on each step before the next one is taken: by its name, what led to each goal. */
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
