import type { Instant } from '../../../events/identifiers.ts'
import { qualificationIdOf } from '../../../events/names.ts'
import type { PersonDefinition, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Decision } from '../decision.ts'
import type { Person } from '../master-data.ts'
import { reasons, violation } from '../refusal.ts'

type Qualification = PersonDefinition['qualifications'][number]
/** A qualification that ends. */
export type Ending = Qualification & { readonly validUntil: Instant }

/** What a step asks of whoever does it: each of these, some at a level. */
export type Needed = Step['qualifications']

/** Whether a qualification is the one that is asked for, at its level; one without a level is of the first. */
export const meets = (held: Qualification, needed: Needed[number]): boolean =>
  held.qualificationId === qualificationIdOf(needed) && (held.level ?? 1) >= levelOf(needed)

/** The level that is asked for; the first, where a qualification is named by its id alone. */
const levelOf = (needed: Needed[number]): number => (typeof needed === 'string' ? 1 : needed.level)

/** Whether it counts at an instant: neither over nor waiting for a retraining. */
export const isGood = ({ validUntil, retrainingDueAt }: Qualification, at: Instant): boolean =>
  (validUntil === undefined || validUntil > at) && (retrainingDueAt === undefined || retrainingDueAt > at)

/** Every reason why a person is not qualified for a step now: a qualification that is missing, too low, over, or waits for a retraining. */
export function objectionsToPerson(step: Step, person: Person | undefined, name: string, at: Instant): Violation[] {
  const ref = `step:${step.stepId}`
  return step.qualifications.flatMap((asked) => {
    const qualificationId = qualificationIdOf(asked)
    const all = person?.qualifications.filter((it) => it.qualificationId === qualificationId) ?? []
    // A renewal may stand beside what it renews.
    const held = all.find((it) => meets(it, asked) && isGood(it, at)) ?? all[0]
    const about = { person: name, qualificationId, stepId: step.stepId }
    if (!held)
      return [
        violation('person-not-qualified', { ...about, ...(typeof asked !== 'string' && { level: asked.level }) }, ref),
      ]
    return reasons(
      !meets(held, asked) &&
        violation('person-not-qualified/level', { ...about, held: held.level ?? 1, level: levelOf(asked) }, ref),
      held.validUntil !== undefined &&
        held.validUntil <= at &&
        violation('qualification-expired', { ...about, on: held.validUntil }, ref),
      held.retrainingDueAt !== undefined &&
        held.retrainingDueAt <= at &&
        violation('qualification-expired/retraining', { ...about, since: held.retrainingDueAt }, ref),
    )
  })
}

/** Long enough to plan a course and short enough to be done about now; on the day itself the gate refuses the step. */
export const warnDaysAhead = 30

/** The qualifications that are good now and end within so many days. */
export const endingWithin = (qualifications: readonly Qualification[], days: number, at: Instant): Ending[] => {
  const until = new Date(Date.parse(at) + days * 86_400_000).toISOString()
  return qualifications.filter(
    (it): it is Ending => it.validUntil !== undefined && it.validUntil > at && it.validUntil <= until,
  )
}

/** Warns of a qualification that ends, unless it was renewed or taken away meanwhile. */
export function warnOfExpiry(
  { personId, qualifications }: Person,
  { qualificationId, validUntil }: Ending,
): Decision | 'nothing' {
  const stands = qualifications.some((it) => it.qualificationId === qualificationId && it.validUntil === validUntil)
  if (!stands) return 'nothing'
  return {
    outcome: 'accepted',
    fact: { type: 'andon.person.qualification-expiring.v1', data: { personId, qualificationId, validUntil } },
    changes: [],
  }
}
