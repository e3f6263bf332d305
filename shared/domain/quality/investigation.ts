import type { DeviationId, HoldId } from '../../../events/identifiers.ts'
import type { DeviationStatus, Holdable, Severity } from '../../../events/quality.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveDeviation, saveOrder } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { BoundOrder, Order } from '../orders/order.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { Alerts } from './alerts.ts'
import type { Deviation } from './deviation.ts'
import { absent, type Held, holdOf, putInForce, startOf } from './holding.ts'

/**
 * A person reports a deviation. Its subject is held from the same commit on. A deviation of a lot or a unit is one of the batch of the order that made
 * it, as long as that batch is not decided: quality reviews it before the release.
 * @param maker the order that made the lot or the unit
 */
export function openDeviation(
  existing: Deviation | undefined,
  held: Held,
  maker: Order | undefined,
  request: {
    deviationId: DeviationId
    holdId: HoldId
    subject: Holdable
    title: string
    description: string
    severity?: Severity | undefined
  },
  alerts: Alerts,
  { at, caller }: Circumstances,
): Decision {
  const { deviationId, holdId, subject, title, description, severity } = request
  if (existing) return refuse([violation('already-exists/deviation', { deviationId }, 'deviationId')])
  if (!held.value) return refuse([absent(subject)])
  const reported = held.type === 'order' ? held.value : maker
  const order =
    reported && reported.status !== 'created' && (held.type === 'order' || reported.decision === undefined)
      ? withDeviation(reported, deviationId, subject)
      : undefined
  const deviation: Deviation = {
    deviationId,
    subject,
    title,
    description,
    ...(severity && { severity }),
    status: 'open',
    openedAt: at,
    ...(order && { orderId: order.orderId }),
    holds: [holdId],
  }
  const stopped: Held = order && held.type === 'order' ? { type: 'order', value: order } : held
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.deviation.opened.v1',
      data: {
        deviationId,
        subject,
        title,
        description,
        ...(severity && { severity }),
        ...(order && { orderId: order.orderId }),
        holdId,
      },
      about: subject,
    },
    changes: [
      saveDeviation(deviation),
      ...(order && held.type !== 'order' ? [saveOrder(order)] : []),
      ...putInForce(holdOf(deviation, holdId, caller), stopped, alerts),
    ],
    pointers: [startOf(holdId)],
  }
}

/** The order waits for the deviation. Of its lots nothing is done in its steps, so their deviations do not keep it from completing. */
function withDeviation(order: BoundOrder, deviationId: DeviationId, { type }: Holdable): BoundOrder {
  const isOfLot = type === 'lot' || type === 'sublot'
  return {
    ...order,
    deviations: { ...order.deviations, [deviationId]: 'open' },
    ...(isOfLot && { lotDeviations: [...(order.lotDeviations ?? []), deviationId] }),
  }
}

export const orderOf = ({ orderId, subject }: Deviation): string | undefined =>
  orderId ?? (subject.type === 'order' ? subject.id : undefined)

export const expect = ({ deviationId, status }: Deviation, ...needed: DeviationStatus[]): Violation | undefined =>
  needed.includes(status)
    ? undefined
    : violation('deviation-wrong-status', { deviationId, status, needed }, `deviation:${deviationId}`)

export function classifyDeviation(deviation: Deviation, severity: Severity, reason: string): Decision {
  const found = reasons(expect(deviation, 'open', 'classified'))
  if (hasReasons(found)) return refuse(found)
  return {
    outcome: 'accepted',
    fact: { type: 'andon.deviation.classified.v1', data: { deviationId: deviation.deviationId, severity, reason } },
    changes: [saveDeviation({ ...deviation, severity, status: 'classified' })],
  }
}

export function investigateDeviation(deviation: Deviation, rootCause: string): Decision {
  const found = reasons(expect(deviation, 'classified', 'investigated'))
  if (hasReasons(found)) return refuse(found)
  return {
    outcome: 'accepted',
    fact: { type: 'andon.deviation.investigated.v1', data: { deviationId: deviation.deviationId, rootCause } },
    changes: [saveDeviation({ ...deviation, rootCause, status: 'investigated' })],
  }
}
