import type { Instant } from '../../../events/identifiers.ts'
import type { Account } from '../../../events/material.ts'
import { accounts } from '../../../events/names.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import { type BoundOrder, statusOfOrder } from '../orders/order.ts'
import { type Alerts, underHolds } from '../quality/alerts.ts'
import { add, isZero, zero } from '../quantity.ts'
import { isBalanced, type Lot, statusOf } from '../stock/lot.ts'
import { type Edge, named, type Point, pointOf } from './genealogy.ts'
import { type End, isEnd } from './movement.ts'

/** What a walk has come to, as far as a recall asks. */
export interface Reached {
  readonly point: Point
  readonly lot?: Lot
  readonly order?: BoundOrder
  readonly again?: true
  readonly edges: readonly Edge[]
}

/** All that came into a lot, and where it is now or went. */
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

/** Summed over all that a walk comes to, page by page, while the pages themselves are let go. */
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

/** Adds what was reached to the sums. */
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

/** What went into a shipment, and who got it. */
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
 * How much was reached, what of it is still in the house, by material and unit, and who has got how much of which lot.
 * @param more how many things it lies in or left in, and how many serialised units have some of it in them
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

/** A lot as a recall shows it. */
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
