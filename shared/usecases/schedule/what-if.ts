import type { Instant } from '../../../events/identifiers.ts'
import { wrongStatus } from '../../domain/orders/order.ts'
import { type Refused, refuse, violation } from '../../domain/refusal.ts'
import { priorityFor, type WhatIf, whatIf } from '../../domain/schedule/what-if.ts'
import { ref, type Store } from '../commit/store.ts'
import { type Overview, plantNow } from './plan.ts'

/** What somebody would like to try with an order: just before or after another one, or another priority; or nothing. */
export interface PlaceAsked {
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly priority?: number | undefined
}

export interface Tried extends WhatIf {
  readonly outcome: 'tried'
}

/** What decides the end of an order by the plan of this instant, and what another place in the order of rank would change. Nothing is written. */
export async function tried(
  store: Store,
  overview: Overview,
  orderId: string,
  asked: PlaceAsked,
  at: Instant,
  timeZone: string,
): Promise<Tried | Refused | 'unknown'> {
  const floor = await plantNow(store, overview, at, timeZone)
  const order = floor.orders.find((it) => it.orderId === orderId)
  if (!order) {
    const { known } = await store.load({ known: ref.order(orderId) })
    return known ? refuse([wrongStatus(known.value, ['released', 'running', 'held'], 'not-in-plan')]) : 'unknown'
  }
  const { before, after, priority } = asked
  const beside = before ?? after
  if (beside === undefined) return { outcome: 'tried', ...whatIf(floor, orderId, priority) }
  const side = before === undefined ? 'after' : 'before'
  const other = floor.orders.find((it) => it.orderId === beside)
  if (!other) return refuse([violation('invalid-request/not-in-plan', { orderId: beside }, `query#/${side}`)])
  const fitting = priorityFor(order, side === 'before' ? { before: other } : { after: other })
  if (fitting === undefined)
    return refuse([violation(`invalid-request/no-rank-${side}`, { orderId, other: other.orderId }, `query#/${side}`)])
  return { outcome: 'tried', ...whatIf(floor, orderId, fitting) }
}
