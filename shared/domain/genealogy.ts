import type { FactSubject } from '../../events/envelope.ts'
import type { Instant } from '../../events/identifiers.ts'
import type { Account, Consignee } from '../../events/material.ts'
import type { Amount } from '../../events/quantity.ts'
import type { Lot } from './lot.ts'
import type { IssuedOrder } from './order.ts'
import { add, convert, isZero, subtract } from './quantity.ts'

/** A thing that material goes through. A lot of another site, which is not walked from here, bears its site. */
export interface Point {
  readonly type: 'lot' | 'order' | 'container' | 'shipment' | Consignee['type']
  readonly id: string
  readonly site?: string
}

/** Material that went from one thing to another, net of what came back, in the unit of the lot that it left or became. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly quantity: Amount
  /** The order that took or made it; none where a lot was split, merged or shipped. */
  readonly orderId?: string
  readonly at: Instant
}

/** How a point is named in an edge: `lot:SUC-1`, or `lot:cork/SUC-1` where it is another site's. */
export const named = ({ type, id, site }: Point): string =>
  site === undefined ? `${type}:${id}` : `${type}:${site}/${id}`

/** What the index tells of a fact by which material has left a lot, or come back to it. */
export interface Departure {
  readonly type: string
  readonly subject: FactSubject
  readonly at?: Instant
  readonly quantity?: Amount
  readonly parts?: readonly { readonly lotId: string; readonly quantity: Amount }[]
  readonly into?: string
  readonly shipmentId?: string
  readonly to?: Consignee
}

export interface Onward {
  readonly to: Point
  readonly edge: Edge
}

/**
 * Where the material of a lot has gone, the oldest first, and whether that accounts for all that has left it: the index lags behind the
 * lot by moments, and what it does not tell yet is `pending`.
 */
export function onwardOf(
  lot: Lot,
  departures: readonly Departure[],
): { readonly onward: readonly Onward[]; readonly pending: boolean } {
  const here = named({ type: 'lot', id: lot.lotId })
  const inUnit = ({ value, unit }: Amount): string => convert(value, unit, lot.unit) ?? '0'
  const told: Record<'consumed' | 'parted' | 'shipped', string> = { consumed: '0', parted: '0', shipped: '0' }
  const uses = new Map<string, { value: string; at: Instant }>()
  const onward: Onward[] = []
  const goes = (to: Point, value: string, at: Instant, from = here) => {
    const orderId = to.type === 'order' && { orderId: to.id }
    onward.push({ to, edge: { from, to: named(to), quantity: { value, unit: lot.unit }, ...orderId, at } })
  }

  for (const { type, subject, at = '', quantity, parts = [], into, shipmentId, to } of departures) {
    const value = quantity ? inUnit(quantity) : '0'
    switch (type) {
      case 'andon.material.consumed.v1':
      case 'andon.material.returned.v1': {
        const moved = type === 'andon.material.consumed.v1' ? value : subtract('0', value)
        const before = uses.get(subject.id)
        uses.set(subject.id, { value: add(before?.value ?? '0', moved), at: before?.at ?? at })
        told.consumed = add(told.consumed, moved)
        break
      }
      case 'andon.lot.split.v1':
        for (const part of parts) {
          goes({ type: 'lot', id: part.lotId }, inUnit(part.quantity), at)
          told.parted = add(told.parted, inUnit(part.quantity))
        }
        break
      case 'andon.lot.merged.v1':
        if (into === undefined) break
        goes({ type: 'lot', id: into }, value, at)
        told.parted = add(told.parted, value)
        break
      case 'andon.lot.shipped.v1': {
        if (shipmentId === undefined || to === undefined) break
        const shipment: Point = { type: 'shipment', id: shipmentId }
        goes(shipment, value, at)
        // What another site gets is a lot there; whoever walks on asks that site.
        const { type: kind, id } = to
        goes(
          kind === 'site' ? { type: 'lot', id: lot.lotId, site: id } : { type: kind, id },
          value,
          at,
          named(shipment),
        )
        told.shipped = add(told.shipped, value)
        break
      }
    }
  }
  for (const [id, { value, at }] of uses) if (!isZero(value)) goes({ type: 'order', id }, value, at)
  const accounts = Object.entries(told) as [Account, string][]
  const pending = accounts.some(([account, value]) => !isZero(subtract(lot.left?.[account] ?? '0', value)))
  return { onward, pending }
}

/** Where the material of a lot came from: the order that made it, the lots that it was part of, or who sent it. */
export function backOf(lot: Lot): readonly Onward[] {
  const here = named({ type: 'lot', id: lot.lotId })
  const { parents, orderId, origin, supplierId, shares, unit, quantity, receivedAt: at } = lot
  const came = (from: Point, to = here, value = quantity): Onward => ({
    to: from,
    edge: { from: named(from), to, quantity: { value, unit }, ...(from.type === 'order' && { orderId: from.id }), at },
  })
  if (parents) return parents.map((id) => came({ type: 'lot', id }, here, shares?.[id]))
  if (orderId !== undefined) return [came({ type: 'order', id: orderId })]
  if (origin) {
    const there: Point = { type: 'lot', id: origin.lotId, site: origin.site }
    if (origin.shipmentId === undefined) return [came(there)]
    const shipment: Point = { type: 'shipment', id: origin.shipmentId }
    return [came(shipment), came(there, named(shipment))]
  }
  return supplierId === undefined ? [] : [came({ type: 'supplier', id: supplierId })]
}

/** The lots that an order has drawn from and not given all back to. */
export const inputsOf = ({ inputs = {} }: IssuedOrder): [lotId: string, quantity: Amount][] =>
  Object.entries(inputs).filter(([, { value }]) => !isZero(value))

/** What an order was made of. Only the first draw's own fact tells when it was; the order's start is the earliest that it can have been. */
export const backOfOrder = (order: IssuedOrder): readonly Onward[] =>
  inputsOf(order).map(([lotId, quantity]) => {
    const { orderId, startedAt, createdAt } = order
    const from: Point = { type: 'lot', id: lotId }
    const edge = { from: named(from), to: `order:${orderId}`, quantity, orderId, at: startedAt ?? createdAt }
    return { to: from, edge }
  })

/**
 * The edges by which a walk comes back to where it has been on its way there: rework into itself. One edge for each such way, told as the
 * material went.
 */
export function loopsIn(
  root: string,
  edges: readonly Edge[],
  direction: 'forward' | 'backward',
): Pick<Edge, 'from' | 'to'>[] {
  const next = new Map<string, { readonly far: string; readonly edge: Edge }[]>()
  for (const edge of edges) {
    const [near, far] = direction === 'forward' ? [edge.from, edge.to] : [edge.to, edge.from]
    const known = next.get(near)
    if (known) known.push({ far, edge })
    else next.set(near, [{ far, edge }])
  }
  const loops: Pick<Edge, 'from' | 'to'>[] = []
  const state = new Map<string, 'under way' | 'over'>([[root, 'under way']])
  // A stack of our own: a thousand orders in a row are deeper than calls can go.
  const way = [{ at: root, left: [...(next.get(root) ?? [])] }]
  for (let here = way.at(-1); here; here = way.at(-1)) {
    const onward = here.left.shift()
    if (!onward) {
      state.set(here.at, 'over')
      way.pop()
    } else if (state.get(onward.far) === 'under way') {
      loops.push({ from: onward.edge.from, to: onward.edge.to })
    } else if (!state.has(onward.far)) {
      state.set(onward.far, 'under way')
      way.push({ at: onward.far, left: [...(next.get(onward.far) ?? [])] })
    }
  }
  return loops
}
