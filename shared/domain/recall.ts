import type { Instant } from '../../events/identifiers.ts'
import { type Account, accounts, type Consignee } from '../../events/material.ts'
import type { Amount } from '../../events/quantity.ts'
import { type Alerts, underHolds } from './alerts.ts'
import type { Edge, Point } from './genealogy.ts'
import { isBalanced, type Lot, statusOf } from './lot.ts'
import { type IssuedOrder, statusOfOrder } from './order.ts'
import { add, isZero } from './quantity.ts'

/** What a walk has come to, as far as a recall asks. */
export interface Reached {
  readonly point: Point
  readonly lot?: Lot
  readonly order?: IssuedOrder
  readonly edges: readonly Edge[]
}

/** All that came into a lot, and where it is now or went. */
export interface MassBalance extends Readonly<Record<Account, Amount>> {
  readonly received: Amount
  readonly remaining: Amount
  readonly isBalanced: boolean
}

export function massBalance(lot: Lot): MassBalance {
  const amount = (value: string): Amount => ({ value, unit: lot.unit })
  const left = accounts.map((account) => [account, amount(lot.left?.[account] ?? '0')])
  return {
    received: amount(lot.quantity),
    remaining: amount(lot.remaining),
    ...(Object.fromEntries(left) as Record<Account, Amount>),
    isBalanced: isBalanced(lot),
  }
}

export interface Delivery {
  readonly lotId: string
  readonly shipmentId: string
  readonly quantity: Amount
  readonly at: Instant
}

/**
 * Summed over all that a walk comes to, page by page: what is still in the house, by material and unit, and who has got how much of
 * what. A delivery to another site is told as a delivery to that site.
 */
export interface Tally {
  readonly counts: { lots: number; orders: number; containers: number; shipments: number; held: number }
  readonly inHouse: Map<string, { materialId: string; lots: number; remaining: Amount }>
  readonly deliveries: Map<string, Pick<Consignee, 'type' | 'id'> & { deliveries: Delivery[] }>
}

export const nothingReached = (): Tally => ({
  counts: { lots: 0, orders: 0, containers: 0, shipments: 0, held: 0 },
  inHouse: new Map(),
  deliveries: new Map(),
})

/** Adds what was reached to the sums. */
export function tallied(tally: Tally, { point, lot, order, edges }: Reached, alerts: Alerts): void {
  const { counts, inHouse } = tally
  if (order) counts.orders += 1
  if (point.type === 'shipment') counts.shipments += 1
  if (point.type === 'container') counts.containers += 1
  if (!lot) return
  counts.lots += 1
  if (underHolds(lot, alerts).holds.length > 0) counts.held += 1
  if (!isZero(lot.remaining)) {
    const key = `${lot.materialId} ${lot.unit}`
    const before = inHouse.get(key)
    const value = add(before?.remaining.value ?? '0', lot.remaining)
    const lots = (before?.lots ?? 0) + 1
    inHouse.set(key, { materialId: lot.materialId, lots, remaining: { value, unit: lot.unit } })
  }
  for (const { from, to, quantity, at } of edges)
    if (from.startsWith('shipment:')) delivered(tally, lot.lotId, { from, to, quantity, at })
}

function delivered({ deliveries }: Tally, lotId: string, { from, to, quantity, at }: Edge): void {
  const [type = '', name = ''] = to.split(':')
  const consignee = type === 'lot' ? ({ type: 'site', id: name.split('/')[0] ?? '' } as const) : { type, id: name }
  const key = `${consignee.type}:${consignee.id}`
  const known = deliveries.get(key) ?? { ...(consignee as Pick<Consignee, 'type' | 'id'>), deliveries: [] }
  known.deliveries.push({ lotId, shipmentId: from.slice('shipment:'.length), quantity, at })
  deliveries.set(key, known)
}

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

export function affectedOrder(order: IssuedOrder) {
  const { orderId, product, holds } = order
  return { orderId, product, status: statusOfOrder(order), holds, held: holds.length > 0 }
}
