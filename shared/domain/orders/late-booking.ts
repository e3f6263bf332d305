import type { Instant } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances, LateBooking } from '../caller.ts'
import { earliestLate, isBefore, mostDaysLate } from '../past.ts'
import { reasons, violation } from '../refusal.ts'
import type { BoundOrder, StepProgress } from './order.ts'

/** The clock of a tablet runs a minute ahead at most; a later time has not come. */
const aheadMs = 60_000
/**
 * Quality reviews a booking that is later than this. Who works on a device needs seconds; after five minutes a time comes from memory or from paper.
 */
const reviewedAfterMs = 5 * 60_000

type When = Pick<Circumstances, 'at' | 'late'>

/** When the act is recorded. Holds, states and stock are judged as they are then, because they have no past. */
export const recordedAtOf = ({ at, late }: When): Instant => late?.recordedAt ?? at

/** The time of an act that says when it happened. A time that is not to be believed is judged as now, so that all other reasons are told with it. */
export function actAt({ occurredAt, recordedAt }: LateBooking): Instant {
  return occurredAt !== undefined && occurredAt < recordedAt ? occurredAt : recordedAt
}

/** Whether quality reviews a booking of this act. */
export const isReviewedLate = (occurredAt: Instant, recordedAt: Instant): boolean =>
  Date.parse(recordedAt) - Date.parse(occurredAt) > reviewedAfterMs

/** What is wrong with the time of an act, whatever it is about. */
export function objectionsToTime({ late }: When): Violation[] {
  if (!late) return []
  const { occurredAt, lateReason, recordedAt } = late
  if (occurredAt === undefined) return [violation('late-booking/time-missing', {}, 'occurredAt')]
  const earliest = earliestLate(recordedAt)
  return reasons(
    lateReason === undefined && violation('late-booking/reason-missing', { occurredAt }, 'lateReason'),
    Date.parse(occurredAt) - Date.parse(recordedAt) > aheadMs &&
      violation('late-booking/future', { occurredAt, recordedAt }, 'occurredAt'),
    occurredAt < earliest &&
      violation('late-booking/too-far-back', { occurredAt, earliest, days: mostDaysLate }, 'occurredAt'),
  )
}

/** Nothing happens to an order before its release. */
export const beforeRelease = ({ orderId, releasedAt }: BoundOrder, when: When): Violation | undefined =>
  isBefore(when, releasedAt)
    ? violation('late-booking/before-release', { orderId, releasedAt, occurredAt: when.at }, 'occurredAt')
    : undefined

/** Nothing happens in a step before its start, or in a round of it before that round. */
export function beforeStart(stepId: string, progress: StepProgress | undefined, when: When): Violation | undefined {
  if (progress?.status !== 'running') return undefined
  const startedAt = progress.roundStartedAt ?? progress.startedAt
  return isBefore(when, startedAt)
    ? violation('late-booking/before-start', { stepId, startedAt, occurredAt: when.at }, 'occurredAt')
    : undefined
}

/** A step does not begin before the end of a step that it comes after. */
export const beforePredecessors = (
  { steps }: BoundOrder,
  { stepId, after }: { readonly stepId: string; readonly after: readonly string[] },
  when: When,
): Violation[] =>
  after.flatMap((before) => {
    const progress = steps[before]
    const endedAt = progress?.status === 'completed' ? progress.completedAt : undefined
    return isBefore(when, endedAt)
      ? [
          violation(
            'late-booking/before-predecessor',
            { stepId, after: before, endedAt, occurredAt: when.at },
            'occurredAt',
          ),
        ]
      : []
  })

/** A step does not end before the last act in it. */
export const beforeLastAct = (stepId: string, lastAt: Instant | undefined, when: When): Violation | undefined =>
  isBefore(when, lastAt)
    ? violation('late-booking/before-act', { stepId, lastAt, occurredAt: when.at }, 'occurredAt')
    : undefined
