import type { Instant } from '../../../events/identifiers.ts'
import type { Account } from '../../../events/material.ts'
import { accounts } from '../../../events/names.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import { type BoundOrder, statusOfOrder } from '../orders/order.ts'
import { type Alerts, underHolds } from '../quality/alerts.ts'
import { add, isZero, zero } from '../quantity.ts'
import { named, type Point, pointOf } from '../stock/destination.ts'
import { isBalanced, type Lot, statusOf } from '../stock/lot.ts'
import type { Edge } from './genealogy.ts'
import { type End, isEnd } from './movement.ts'

export interface Reached {
  readonly point: Point
  readonly lot?: Lot
  readonly order?: BoundOrder
  readonly again?: true
  readonly edges: readonly Edge[]
}

/** The quantity that came into a lot, and its accounts. */
export interface MassBalance extends Readonly<Record<Account, Amount>> {
  readonly received: Amount
  readonly remaining: Amount
  readonly isBalanced: boolean
}

export function massBalance(lot: Lot): MassBalance {
  const amount = (value: Decimal): Amount => ({ value, unit: lot.unit })
  const left = accounts.map((account) => [account, amount(lot.left?.[account] ?? zero)])
  return {
    received: amount(lot.quantity),
    remaining: amount(lot.remaining),
    ...(Object.fromEntries(left) as Record<Account, Amount>),
    isBalanced: isBalanced(lot),
  }
}

interface Delivery {
  readonly lotId: string
  readonly quantity: Amount
  readonly at: Instant
}

/** Sums over a trace, page by page, so that the pages need not be kept. */
export interface Tally {
  readonly counts: { lots: number; orders: number; shipments: number; held: number }
  readonly inHouse: Map<string, { readonly materialId: string; readonly lots: number; readonly remaining: Amount }>
  readonly sent: Map<string, Delivery[]>
  readonly consignees: Map<string, { readonly point: End; readonly shipmentIds: Set<string> }>
}

export const nothingReached = (): Tally => ({
  counts: { lots: 0, orders: 0, shipments: 0, held: 0 },
  inHouse: new Map(),
  sent: new Map(),
  consignees: new Map(),
})

export function tallied(tally: Tally, { point, lot, order, again, edges }: Reached, alerts: Alerts): void {
  for (const edge of edges) shipped(tally, point, edge)
  if (again) return
  const { counts, inHouse } = tally
  if (order) counts.orders += 1
  if (point.type === 'shipment') counts.shipments += 1
  if (!lot) return
  counts.lots += 1
  if (underHolds(lot, alerts).holds.length > 0) counts.held += 1
  if (isZero(lot.remaining)) return
  const key = `${lot.materialId} ${lot.unit}`
  const before = inHouse.get(key)
  const remaining = { value: add(before?.remaining.value ?? zero, lot.remaining), unit: lot.unit }
  inHouse.set(key, { materialId: lot.materialId, lots: (before?.lots ?? 0) + 1, remaining })
}

function shipped({ sent, consignees }: Tally, point: Point, { from, to, quantity, at }: Edge): void {
  if (point.type === 'shipment') {
    const delivery = { lotId: pointOf(from).id, quantity, at }
    sent.set(point.id, [...(sent.get(point.id) ?? []), delivery])
  }
  const source = pointOf(from)
  if (source.type !== 'shipment' || to !== named(point) || !isEnd(point)) return
  const known = consignees.get(to)
  if (known) known.shipmentIds.add(source.id)
  else consignees.set(to, { point, shipmentIds: new Set([source.id]) })
}

/**
 * How much was reached, what is still in stock by material and unit, and which consignee has received how much of which lot.
 * @param more the number of containers and serialised units that contain some of it
 */
export const totals = (
  { counts, inHouse, sent, consignees }: Tally,
  more: { readonly containers: number; readonly units: number },
) => ({
  counts: { ...counts, ...more },
  inHouse: [...inHouse.values()],
  consignees: [...consignees.values()].map(({ point: { type, id }, shipmentIds }) => ({
    type,
    id,
    deliveries: [...shipmentIds].flatMap((shipmentId) =>
      (sent.get(shipmentId) ?? []).map((delivery) => ({ shipmentId, ...delivery })),
    ),
  })),
})

export function affectedLot(lot: Lot, alerts: Alerts, at: Instant) {
  const { lotId, materialId, unit, remaining, location } = lot
  const { holds } = underHolds(lot, alerts)
  return {
    lotId,
    materialId,
    status: statusOf(lot, at),
    remaining: { value: remaining, unit },
    ...(location !== undefined && { location }),
    holds,
    held: holds.length > 0,
  }
}

export function affectedOrder(order: BoundOrder) {
  const { orderId, product, holds } = order
  return { orderId, product, status: statusOfOrder(order), holds, held: holds.length > 0 }
}
