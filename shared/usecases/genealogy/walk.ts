import { consigneesOf, type Edge, sourcesOf, type Walked } from '../../domain/genealogy/genealogy.ts'
import type { BoundOrder } from '../../domain/orders/order.ts'
import { lotNamed, named, type Point, pointOf } from '../../domain/stock/destination.ts'
import type { Lot } from '../../domain/stock/lot.ts'
import { type Found, readLevel, type Sources } from './destinations.ts'

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

/** The next level of a trace: points by name, with the names of those before them. */
type Level = Map<string, { readonly point: Point; readonly by: Set<string> }>

/**
 * A lot in memory is about 3 KB, and an order with many steps about 30 KB. The 4,000 entities in flight and the current page are 15 to 135 MB of a
 * function's 1024. Eight pieces are forty calls of a hundred keys, about as many as a function has connections. So a level of up to 4,000 is one
 * round trip, and a wider one always keeps the connections busy.
 */
const pointsInPiece = 500
const piecesAtOnce = 8

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
    const found = readLevel(sources, points, isForward)
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
