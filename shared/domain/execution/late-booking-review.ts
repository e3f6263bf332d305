import type { Fact } from '../../../events/envelope.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import type { Decision } from '../decision.ts'
import { isReviewedLate } from '../orders/late-booking.ts'
import type { BoundOrder } from '../orders/order.ts'
import { toReviewAgain, warningKey } from '../orders/warning-review.ts'

/** All late bookings of one step are one exception, like warnings of one code. An act on the order as a whole counts for `order`. */
const keyOf = (stepId: string | undefined): string => warningKey(stepId ?? 'order', { code: 'late-booking' })

/**
 * The decision about an act that was booked late: its step is marked, and quality reviews what was booked more than five minutes late, but not who
 * booked it. A late entry of labour is no exception: time of people decides nothing about the product.
 */
export function bookedLate(decision: Decision, circumstances: Circumstances): Decision {
  if (decision.outcome === 'refused' || circumstances.late?.occurredAt === undefined) return decision
  const { data } = decision.fact
  const stepId = 'stepId' in data ? data.stepId : undefined
  const changes = decision.changes.map(
    (change): Change =>
      change.change === 'save' && change.kind === 'order' && change.value.status !== 'created'
        ? { ...change, value: marked(change.value, stepId, circumstances) }
        : change,
  )
  return { ...decision, changes }
}

function marked(order: BoundOrder, stepId: string | undefined, { at, late, caller }: Circumstances): BoundOrder {
  const progress = stepId === undefined ? undefined : order.steps[stepId]
  const steps =
    stepId !== undefined && progress ? { ...order.steps, [stepId]: { ...progress, late: true } as const } : order.steps
  const after: BoundOrder = { ...order, steps }
  return late && isReviewedLate(at, late.recordedAt) ? toReviewAgain(after, [keyOf(stepId)], caller) : after
}

/** A late booking that quality reviews, as its fact has it. */
export interface Late {
  readonly stepId: string | undefined
  readonly reason: string
  readonly fact: Fact
}

/** The late bookings that quality reviews, by the id of the exception. */
export function lateTogether(facts: readonly Fact[]): Map<string, [Late, ...Late[]]> {
  const found = new Map<string, [Late, ...Late[]]>()
  for (const fact of facts) {
    if (fact.lateReason === undefined || fact.subject.type !== 'order') continue
    if (!isReviewedLate(fact.occurredAt, fact.recordedAt)) continue
    const stepId = 'stepId' in fact.data ? fact.data.stepId : undefined
    const late = { stepId, reason: fact.lateReason, fact }
    const before = found.get(keyOf(stepId))
    if (before) before.push(late)
    else found.set(keyOf(stepId), [late])
  }
  return found
}
