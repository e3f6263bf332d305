import type { Fact } from '../../../events/envelope.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Circumstances } from '../caller.ts'
import { canonical } from '../canonical.ts'
import type { Change } from '../change.ts'
import type { Accepted, Decision } from '../decision.ts'
import { isReviewedLate } from '../orders/late-booking.ts'
import type { BoundOrder } from '../orders/order.ts'
import { toReviewAgain, warningKey } from '../orders/warning-review.ts'

/** All late bookings of one step are one exception, like warnings of one code. An act on the order as a whole counts for `order`. */
const keyOf = (stepId: string | undefined): string => warningKey(stepId ?? 'order', { code: 'late-booking' })

type Decided = Decision | 'unknown' | 'nothing'

/**
 * The decision about an act that was booked late: its step is marked, and quality reviews what was booked more than five minutes late, or whose time
 * decides, but not who booked it. A late entry of labour is no exception: time of people decides nothing about the product.
 * @param asOfNow the decision about the same act if it were of now
 * @param steps those of the order
 */
export function bookedLate(
  decision: Decision,
  circumstances: Circumstances,
  asOfNow: () => Decided = () => decision,
  steps: readonly Step[] = [],
): Decision {
  if (decision.outcome === 'refused' || circumstances.late?.occurredAt === undefined) return decision
  const { data } = decision.fact
  const stepId = 'stepId' in data ? data.stepId : undefined
  const isOfOrder = decision.changes.some((it) => it.change === 'save' && it.kind === 'order')
  const timeDecides =
    isOfOrder && (startsTimer(decision, stepId, steps) || verdictOf(decision, stepId) !== verdictOf(asOfNow(), stepId))
  const changes = decision.changes.map(
    (change): Change =>
      change.change === 'save' && change.kind === 'order' && change.value.status !== 'created'
        ? { ...change, value: marked(change.value, stepId, timeDecides, circumstances) }
        : change,
  )
  return { ...decision, changes, ...(timeDecides && { timeDecides }) }
}

/** Whether a timer of the recipe runs from this act: then its time decides about a later one. */
function startsTimer({ fact: { type } }: Accepted, stepId: string | undefined, steps: readonly Step[]): boolean {
  const judged = steps.flatMap((step) =>
    step.timers.filter(({ policy }) => policy !== 'off').map((timer) => ({ ...timer, of: step.stepId })),
  )
  if (type === 'andon.step.completed.v1') return judged.some(({ from }) => from === stepId)
  const begins = type === 'andon.step.started.v1' || type === 'andon.step.repeated.v1'
  // Windows count values of devices, which have their own time.
  return begins && judged.some((it) => it.of === stepId && it.from === undefined && !it.while && !it.outside)
}

/** What a decision comes to: refused, or accepted with these warnings and this standing of the results in its step. */
function verdictOf(decided: Decided, stepId: string | undefined): string {
  if (typeof decided === 'string' || decided.outcome === 'refused') return 'refused'
  const { type, data } = decided.fact
  const warnings = 'warnings' in data ? (data.warnings ?? []) : []
  const results = decided.changes.flatMap((it) => {
    if (it.change !== 'save' || it.kind !== 'order' || it.value.status === 'created' || stepId === undefined) return []
    const progress = it.value.steps[stepId]
    return progress?.status === 'running' ? [progress.results] : []
  })
  return canonical([type, warnings.map(({ code, ref }) => [code, ref ?? '']), results])
}

function marked(
  order: BoundOrder,
  stepId: string | undefined,
  timeDecides: boolean,
  { at, late, caller }: Circumstances,
): BoundOrder {
  const progress = stepId === undefined ? undefined : order.steps[stepId]
  const steps =
    stepId !== undefined && progress ? { ...order.steps, [stepId]: { ...progress, late: true } as const } : order.steps
  const after: BoundOrder = { ...order, steps }
  const isReviewed = late && (timeDecides || isReviewedLate(at, late.recordedAt))
  return isReviewed ? toReviewAgain(after, [keyOf(stepId)], caller) : after
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
    if (!fact.timeDecides && !isReviewedLate(fact.occurredAt, fact.recordedAt)) continue
    const stepId = 'stepId' in fact.data ? fact.data.stepId : undefined
    const late = { stepId, reason: fact.lateReason, fact }
    const before = found.get(keyOf(stepId))
    if (before) before.push(late)
    else found.set(keyOf(stepId), [late])
  }
  return found
}
