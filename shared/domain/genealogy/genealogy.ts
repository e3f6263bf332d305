import type { Instant } from '../../../events/identifiers.ts'
import type { Amount } from '../../../events/quantity.ts'
import type { FactSubject } from '../../../events/subject.ts'
import type { NamedUnit } from '../../../events/unit.ts'
import type { Order } from '../orders/order.ts'
import { add, convert, isZero, subtract, zero } from '../quantity.ts'
import { lotNamed, named, orderNamed, type Point } from '../stock/destination.ts'
import type { Lot } from '../stock/lot.ts'
import type { Shipment } from '../stock/shipment.ts'

/** Material that went from one thing to another, less what came back. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly quantity: Amount
  /** The order that used or made it; absent for splits, merges and shipments. */
  readonly orderId?: string
  /** When the first part went. */
  readonly at: Instant
}

/** The things that a trace reads. Consignees are not read, because a trace ends there. */
export type Walked =
  | { readonly type: 'lot'; readonly value: Lot }
  | { readonly type: 'order'; readonly value: Order }
  | { readonly type: 'shipment'; readonly value: Shipment }

export interface Link {
  readonly point: Point
  readonly edge: Edge
}

/** The sources of a thing by its own record, less what it gave back. */
export function sourcesOf(thing: Walked): Link[] {
  switch (thing.type) {
    case 'lot':
      return sourcesOfLot(thing.value)
    case 'order':
      return sourcesOfOrder(thing.value)
    case 'shipment':
      return thing.value.lines.map(({ lotId, quantity, at }) =>
        link(lotNamed(lotId), shipmentOf(thing.value), quantity, at),
      )
  }
}

const shipmentOf = ({ shipmentId }: Shipment): string => named({ type: 'shipment', id: shipmentId })

function link(from: Point, to: string, quantity: Amount, at: Instant, orderId?: string): Link {
  return { point: from, edge: { from: named(from), to, quantity, ...(orderId !== undefined && { orderId }), at } }
}

/** The order that made the lot, the lots that it was part of, or its sender. */
function sourcesOfLot({
  lotId,
  parents,
  madeOf,
  orderId,
  origin,
  supplierId,
  unit,
  quantity,
  receivedAt: at,
}: Lot): Link[] {
  const here = named(lotNamed(lotId))
  const all = { value: quantity, unit }
  if (parents) return parents.map((id) => link(lotNamed(id), here, madeOf?.[id] ?? all, at))
  // All that the order made in it may have been taken back.
  if (orderId !== undefined) return isZero(quantity) ? [] : [link(orderNamed(orderId), here, all, at, orderId)]
  if (origin) {
    const there: Point = { type: 'lot', id: origin.lotId, site: origin.site }
    if (origin.shipmentId === undefined) return [link(there, here, all, at)]
    const shipment: Point = { type: 'shipment', id: origin.shipmentId, site: origin.site }
    return [link(shipment, here, all, at), link(there, named(shipment), all, at)]
  }
  return supplierId === undefined ? [] : [link({ type: 'supplier', id: supplierId }, here, all, at)]
}

/** What the order issued, since its first issue. If that time was not recorded, the start of the order is the earliest one possible. */
function sourcesOfOrder(order: Order): Link[] {
  if (order.status === 'created') return []
  const { orderId, inputs = {}, createdAt } = order
  const startedAt = 'startedAt' in order ? order.startedAt : undefined
  return Object.entries(inputs)
    .filter(([, { value }]) => !isZero(value))
    .map(([id, { value, unit, at = startedAt ?? createdAt }]) =>
      link(lotNamed(id), named(orderNamed(orderId)), { value, unit }, at, orderId),
    )
}

/**
 * The consignees of a shipment, lot by lot. Only the receiving site knows its own lot number, so a trace across sites asks there for the shipment.
 */
export const consigneesOf = (shipment: Shipment): (Link & { readonly lotId: string })[] =>
  shipment.lines.map(({ lotId, quantity, at }) => {
    const { type, id } = shipment.to
    const point: Point = { type, id }
    return { lotId, point, edge: { from: shipmentOf(shipment), to: named(point), quantity, at } }
  })

/** What the index knows of a fact by which material left a lot or came back to it. */
export interface Departure {
  readonly type: string
  readonly subject: FactSubject
  readonly quantity?: Amount
  readonly parts?: readonly { readonly lotId: string; readonly quantity: Amount }[]
  /** The lot that a merge or a customer return made, or the unit that an issue was built into. */
  readonly into?: string | NamedUnit
  readonly shipmentId?: string
  readonly factId?: string
  readonly sublotId?: string
  /** The issue that was reversed, or that is one of several in its fact. */
  readonly consumptionId?: string
  /** The order of that issue, if another one has reversed it. */
  readonly issuedBy?: string
}

/**
 * The destinations of a lot that has more than it stores, and whether they account for all that left it. The index is moments behind the lot;
 * `pending` says that some is missing.
 */
export function destinationsIn(
  lot: Lot,
  departures: readonly Departure[],
): { readonly goals: readonly string[]; readonly pending: boolean } {
  const goals = new Set(lot.goesTo ?? [])
  const told = { consumed: zero, parted: zero, shipped: zero, cameBack: zero }
  const count = (account: keyof typeof told, goal: string, { value, unit }: Amount, sign: 1 | -1 = 1) => {
    const amount = convert(value, unit, lot.unit) ?? zero
    told[account] = sign === 1 ? add(told[account], amount) : subtract(told[account], amount)
    goals.add(goal)
  }
  // Reversals change the total of an issue, so the total is converted, not the parts.
  const back = new Map<string, { readonly goal: string; readonly quantity: Amount }>()
  for (const departure of departures) {
    const { type, subject, issuedBy = subject.id, quantity, parts = [], into, shipmentId, consumptionId } = departure
    if (type === 'andon.lot.split.v1')
      for (const part of parts) count('parted', named(lotNamed(part.lotId)), part.quantity)
    if (!quantity) continue
    if (type === 'andon.material.consumed.v1') count('consumed', named(orderNamed(subject.id)), quantity)
    if (type === 'andon.material.returned.v1') {
      const goal = named(orderNamed(issuedBy))
      const before = back.get(`${goal}/${consumptionId}`)?.quantity.value ?? zero
      back.set(`${goal}/${consumptionId}`, { goal, quantity: { ...quantity, value: add(before, quantity.value) } })
    }
    if (type === 'andon.dispensing.rejected.v1') count('consumed', named(orderNamed(subject.id)), quantity, -1)
    if (type === 'andon.lot.merged.v1' && typeof into === 'string') count('parted', named(lotNamed(into)), quantity)
    if (type === 'andon.lot.received.v1' && typeof into === 'string') count('cameBack', named(lotNamed(into)), quantity)
    if (type === 'andon.lot.shipped.v1' && shipmentId !== undefined)
      count('shipped', named({ type: 'shipment', id: shipmentId }), quantity)
  }
  for (const { goal, quantity } of back.values()) count('consumed', goal, quantity, -1)
  const known = { ...lot.left, cameBack: lot.cameBack }
  const accounts = ['consumed', 'parted', 'shipped', 'cameBack'] as const
  const pending = accounts.some((account) => !isZero(subtract(known[account] ?? zero, told[account])))
  return { goals: [...goals], pending }
}

/** The edges that lead back to an earlier point of the same way (rework into itself), one for each loop, in the direction of the material. */
export function loopsIn(
  root: string,
  edges: readonly Edge[],
  direction: 'forward' | 'backward',
): Pick<Edge, 'from' | 'to'>[] {
  const onward = Map.groupBy(edges, ({ from, to }) => (direction === 'forward' ? from : to))
  const farEnd = ({ from, to }: Edge) => (direction === 'forward' ? to : from)
  const loops: Pick<Edge, 'from' | 'to'>[] = []
  const seen = new Map<string, 'on the way' | 'over'>([[root, 'on the way']])
  // An explicit stack: a thousand orders in a row are deeper than the call stack.
  const way = [{ at: root, left: (onward.get(root) ?? []).values() }]
  for (let here = way.at(-1); here; here = way.at(-1)) {
    const { value: edge } = here.left.next()
    if (!edge) {
      seen.set(here.at, 'over')
      way.pop()
      continue
    }
    const far = farEnd(edge)
    if (seen.get(far) === 'on the way') loops.push({ from: edge.from, to: edge.to })
    if (seen.has(far)) continue
    seen.set(far, 'on the way')
    way.push({ at: far, left: (onward.get(far) ?? []).values() })
  }
  return loops
}
