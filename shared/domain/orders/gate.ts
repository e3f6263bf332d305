import type { Instant } from '../../../events/identifiers.ts'
import { qualificationIdOf } from '../../../events/names.ts'
import type { Policy } from '../../../events/policy.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { ParamsOf, SentenceKey } from '../../../events/sentences/english.ts'
import type { Caller, Circumstances } from '../caller.ts'
import { all, also, type Check, type Given, given, none, present, upon } from '../check.ts'
import type { Person } from '../master-data.ts'
import { orderOnHold } from '../on-hold.ts'
import { type ExpiringQualification, endingWithin, objectionsToPerson, warnDaysAhead } from '../people/qualification.ts'
import { overridable, violation } from '../refusal.ts'
import { beforeRelease, beforeStart, objectionsToTime } from './late-booking.ts'
import {
  type BoundOrder,
  type Order,
  type RunningStep,
  type Snapshot,
  type StepProgress,
  wrongStatus,
} from './order.ts'
import { type Rule, type RuleRef, readRule } from './rule.ts'
import { toReview } from './warning-review.ts'

export interface StepContext {
  readonly order: Order
  readonly snapshot: Snapshot | undefined
  readonly person: Person | undefined
}

/** An order on the shop floor and one of its steps. */
export interface Entered {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
  readonly step: Step
  readonly progress: StepProgress | undefined
}

/**
 * The gate for all acts on a step: the order runs and has no hold, the step exists, the person is qualified and has not done a step that requires
 * another person here. An act that is booked late is judged by the qualifications of its time, and by the state of the order now.
 */
export function entered(floor: StepContext, stepId: string, circumstances: Circumstances): Check<Entered> {
  const { caller } = circumstances
  const place = also(reached(floor, stepId), objectionsToTime(circumstances))
  if (place.is === 'none') return place
  const { order, step, progress } = place.value
  const inTime = also(place, beforeRelease(order, circumstances), beforeStart(stepId, progress, circumstances))
  if (caller.kind !== 'person') return inTime
  return also(
    inTime,
    objectionsToPerson(step, floor.person, caller.name, circumstances),
    samePerson(order, step, caller),
  )
}

/** The gate for a person who decides about a step and does not work on it. */
export function reached({ order, snapshot }: Omit<StepContext, 'person'>, stepId: string): Check<Entered> {
  if (order.status === 'created' || !snapshot) return none(wrongStatus(order, ['running'], 'release-and-start'))
  const { orderId, status } = order
  return all({
    order: given(
      order,
      status !== 'running' && wrongStatus(order, ['running'], status === 'released' ? 'start' : 'no-work'),
      orderOnHold(order),
    ),
    snapshot: given(snapshot),
    step: present(
      snapshot.steps.find((it) => it.stepId === stepId),
      () => violation('step-unknown/in-recipe', { orderId, stepId }, 'stepId'),
    ),
    progress: given(order.steps[stepId]),
  })
}

/** The running step, for acts that only a running step allows. */
export const runningAt = (place: Check<Entered>): Check<RunningStep> =>
  upon(place, ({ step, progress }) =>
    progress?.status === 'running' ? given(progress) : none(notRunning(step.stepId)),
  )

/** A step with `notBySamePersonAs` is for people who have not worked on those earlier steps. */
export const samePerson = (order: BoundOrder, { stepId, notBySamePersonAs }: Step, { id, name }: Caller): Violation[] =>
  notBySamePersonAs
    .filter((earlier) => workersOf(order.steps[earlier]).includes(id))
    .map((earlier) => violation('same-person/step', { person: name, stepId, earlier }, `step:${earlier}`))

const workersOf = (progress: StepProgress | undefined): readonly string[] =>
  progress && 'workers' in progress ? (progress.workers ?? []) : []

/** The person's qualifications for the step that end soon. */
export function expiring({ qualifications }: Step, person: Person | undefined, at: Instant): ExpiringQualification[] {
  const asked = new Set<string>(qualifications.map(qualificationIdOf))
  return endingWithin(person?.qualifications ?? [], warnDaysAhead, at).filter((it) => asked.has(it.qualificationId))
}

export const notRunning = (stepId: string): Violation => violation('step-not-running', { stepId }, `step:${stepId}`)

/**
 * The running step after somebody has worked on it. Signatures on the step lapse, because they were for less work.
 * @param at when a person did it; a reversal or a correction is no act on the floor
 */
export const workedOn = ({ signed: _signed, ...running }: RunningStep, caller: Caller, at?: Instant): RunningStep => ({
  ...running,
  workers: joinedBy(running.workers, caller),
  ...(at !== undefined && caller.kind === 'person' && { lastAt: later(running.lastAt, at) }),
})

const later = (one: Instant | undefined, other: Instant): Instant => (one !== undefined && one > other ? one : other)

/** The people who have worked on something, with this caller. A machine does not count. */
export const joinedBy = (workers: readonly string[], { kind, id }: Caller): readonly string[] =>
  kind !== 'person' || workers.includes(id) ? workers : [...workers, id]

export interface Enforced {
  readonly policy: Policy
  readonly deviationOnOverride?: boolean | undefined
  /** Whether quality reviews a warning that was passed; it does by default. */
  readonly review?: boolean | undefined
}

/** A rule of a step that is not met, with its policy in the recipe. Its `ref` is also what an override names. */
export interface Finding extends Enforced {
  readonly violation: Violation & { readonly ref: RuleRef }
}

/** A finding about an item of the recipe; undefined if the policy is `off`. */
export const finding = <Key extends SentenceKey>(
  { policy, deviationOnOverride, review }: Enforced,
  key: Key,
  params: ParamsOf<Key>,
  ref: RuleRef,
): Finding | undefined =>
  policy === 'off' ? undefined : { policy, deviationOnOverride, review, violation: { ...violation(key, params), ref } }

/**
 * Applies the policy of each finding: it blocks the act, or becomes a warning because of a reason or a signature. For `warn`, the person who acts
 * gives a reason. For `block-unless-signed`, another person has signed an override, and that person may not perform the act.
 */
export function applyPolicies(
  findings: readonly (Finding | undefined)[],
  { overrides = {} }: Pick<BoundOrder, 'overrides'>,
  stepId: string,
  caller: Caller,
  reason: string | undefined,
): Given<readonly Violation[]> {
  const violations: Violation[] = []
  const warnings: Violation[] = []
  for (const found of findings) {
    if (!found) continue
    const { policy, violation: it } = found
    const signed = overrides[overrideKey(stepId, it.ref)]
    // The override was signed for this violation, not for another one of the same item.
    const override = signed?.code === it.code ? signed : undefined
    if (policy === 'warn' && (reason !== undefined || caller.kind !== 'person')) warnings.push(toReview(it, found))
    else if (policy === 'warn') violations.push(violation('reason-missing/warning', { because: it }, it.ref))
    else if (policy === 'block-unless-signed' && override !== undefined && override.by !== caller.id) warnings.push(it)
    else if (policy === 'block-unless-signed' && override !== undefined)
      violations.push(violation('same-person/override', { person: caller.name, because: it }, it.ref))
    else if (policy === 'block-unless-signed') violations.push(overridable(it))
    else violations.push(it)
  }
  return given(warnings, violations)
}

export const overrideKey = (stepId: string, ref: string): string => `${stepId}/${ref}`

/** The overrides of an order without those of a step, or of some of its items, because they no longer apply. */
export function withoutOverrides(
  { overrides }: Pick<BoundOrder, 'overrides'>,
  stepId: string,
  isOver?: (rule: Rule) => boolean,
): Pick<BoundOrder, 'overrides'> {
  if (!overrides) return {}
  const own = overrideKey(stepId, '')
  const left = Object.entries(overrides).filter(([key]) => {
    if (!key.startsWith(own)) return true
    if (!isOver) return false
    const rule = readRule(key.slice(own.length))
    return !rule || !isOver(rule)
  })
  return { overrides: Object.fromEntries(left) }
}

/** The warnings and the reason, as a fact contains them. */
export const spokenOf = (warnings: readonly Violation[], reason: string | undefined) => ({
  ...(reason !== undefined && { reason }),
  ...(warnings.length > 0 && { warnings: [...warnings] }),
})
