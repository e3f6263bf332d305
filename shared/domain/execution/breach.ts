import type { DeviationId, HoldId } from '../../../events/identifiers.ts'
import type { Breach } from '../../../events/quality.ts'
import type { Circumstances } from '../caller.ts'
import type { Accepted } from '../decision.ts'
import type { BoundOrder } from '../orders/order.ts'
import type { Alerts } from '../quality/alerts.ts'
import type { Deviation } from '../quality/deviation.ts'
import { holdOf, putInForce, startOf } from '../quality/holding.ts'

/** Ids of what a broken limit opens. */
export interface BreachIds {
  readonly deviationId: DeviationId
  readonly holdId: HoldId
}

/** What a broken limit opens, and the site's alerts, to which its hold is added. */
export interface Opening extends BreachIds {
  readonly alerts: Alerts
}

export interface Broken {
  readonly title: string
  readonly description: string
  readonly breach: Breach
  /** By which the order remembers the open deviation. */
  readonly key: string
}

/** Opens a deviation and holds the order and its lots in the same commit. */
export function openBreach(
  order: BoundOrder,
  { title, description, breach, key }: Broken,
  { deviationId, holdId, alerts }: Opening,
  { at, caller }: Circumstances,
): Accepted {
  const subject = { type: 'order', id: order.orderId } as const
  const deviation: Deviation = {
    deviationId,
    subject,
    orderId: order.orderId,
    title,
    description,
    status: 'open',
    openedAt: at,
    holds: [holdId],
    breach,
  }
  const stopped: BoundOrder = {
    ...order,
    deviations: { ...order.deviations, [deviationId]: 'open' },
    breaches: { ...order.breaches, [key]: deviationId },
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.deviation.opened.v1',
      data: { deviationId, subject, title, description, orderId: order.orderId, breach, holdId },
      about: { type: 'deviation', id: deviationId },
    },
    changes: [
      { change: 'save', kind: 'deviation', id: deviationId, value: deviation },
      ...putInForce(holdOf(deviation, holdId, caller), { type: 'order', value: stopped }, alerts),
    ],
    pointers: [startOf(holdId)],
  }
}
