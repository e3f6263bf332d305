import type { Instant } from '../../../events/identifiers.ts'
import { qualificationIdOf } from '../../../events/names.ts'
import type { PersonDefinition, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Caller, Circumstances } from '../caller.ts'
import type { Decision } from '../decision.ts'
import type { Person } from '../master-data.ts'
import { heldSince, pastAfter } from '../past.ts'
import { reasons, violation } from '../refusal.ts'
import { isSame } from '../same.ts'

type Qualification = PersonDefinition['qualifications'][number]
/** A qualification with an end. */
export type ExpiringQualification = Qualification & { readonly validUntil: Instant }

/** The qualifications that a step requires, some with a level. */
export type Needed = Step['qualifications']

/** Whether a qualification is the required one, at its level or above. Without a level it is of level 1. */
export const meets = (held: Qualification, needed: Needed[number]): boolean =>
  held.qualificationId === qualificationIdOf(needed) && (held.level ?? 1) >= levelOf(needed)

/** The required level; level 1 if only an id is given. */
const levelOf = (needed: Needed[number]): number => (typeof needed === 'string' ? 1 : needed.level)

/** Whether the qualification is valid at an instant: begun, not expired, no retraining overdue. */
export const isGood = ({ validFrom, validUntil, retrainingDueAt }: Qualification, at: Instant): boolean =>
  (validFrom === undefined || validFrom <= at) &&
  (validUntil === undefined || validUntil > at) &&
  (retrainingDueAt === undefined || retrainingDueAt > at)

/**
 * What the person was qualified for at the time of an act that is booked late: what was defined then, and what has been entered since with a
 * `validFrom` of its own, which says whether it was valid by then. A renewal that only moves the end of what was there says nothing of the time before.
 */
function qualifiedThen({ past, qualifications }: Person, at: Instant): readonly Qualification[] {
  const { held, since } = heldSince(past, qualifications, at)
  const known = held === 'unknown' ? [] : [...held]
  for (const entered of since.flat())
    if (entered.validFrom !== undefined && !known.some((it) => isSameBeginning(it, entered))) known.push(entered)
  return known
}

const isSameBeginning = (one: Qualification, other: Qualification): boolean =>
  one.qualificationId === other.qualificationId && one.validFrom === other.validFrom

/** The definition of a person as it is kept, with what held before it. */
export function personAfter(before: Person | undefined, after: Person, at: Instant): Person {
  const past = pastAfter(before?.past, before?.qualifications, after.qualifications, at)
  return { ...after, ...(past && { past }) }
}

/**
 * Nobody writes what they are qualified for themselves: who does the work and who says that they can do it are two people (21 CFR 211.25, EU GMP 2.1).
 * A system writes what another system keeps.
 */
export const ownQualifications = (before: Person | undefined, after: Person, caller: Caller): Violation | undefined =>
  caller.kind === 'person' &&
  caller.id === after.personId &&
  !isSame(before?.qualifications ?? [], after.qualifications)
    ? violation('same-person/own-qualifications', { person: caller.name }, 'qualifications')
    : undefined

/**
 * Every reason why a person is not qualified for a step at the time of the act: a qualification is missing, of too low a level, not yet valid, expired,
 * or its retraining is overdue.
 */
export function objectionsToPerson(
  step: Step,
  person: Person | undefined,
  name: string,
  { at, late }: Pick<Circumstances, 'at' | 'late'>,
): Violation[] {
  const ref = `step:${step.stepId}`
  const qualifications = late && person ? qualifiedThen(person, at) : (person?.qualifications ?? [])
  return step.qualifications.flatMap((asked) => {
    const qualificationId = qualificationIdOf(asked)
    const all = qualifications.filter((it) => it.qualificationId === qualificationId)
    // A person may have both a renewal and the qualification that it renews.
    const held = all.find((it) => meets(it, asked) && isGood(it, at)) ?? all[0]
    const about = { person: name, qualificationId, stepId: step.stepId }
    const isMet = held !== undefined && meets(held, asked) && isGood(held, at)
    if (late && !isMet && person?.qualifications.some((it) => meets(it, asked) && isGood(it, at)))
      return [violation('person-not-qualified/then', { ...about, on: at }, ref)]
    if (!held)
      return [
        violation('person-not-qualified', { ...about, ...(typeof asked !== 'string' && { level: asked.level }) }, ref),
      ]
    return reasons(
      !meets(held, asked) &&
        violation('person-not-qualified/level', { ...about, held: held.level ?? 1, level: levelOf(asked) }, ref),
      held.validFrom !== undefined &&
        held.validFrom > at &&
        violation('person-not-qualified/not-yet', { ...about, from: held.validFrom }, ref),
      held.validUntil !== undefined &&
        held.validUntil <= at &&
        violation('qualification-expired', { ...about, on: held.validUntil }, ref),
      held.retrainingDueAt !== undefined &&
        held.retrainingDueAt <= at &&
        violation('qualification-expired/retraining', { ...about, since: held.retrainingDueAt }, ref),
    )
  })
}

/** From when the gate refuses the person: when the qualification ends or its retraining is due, whichever is first. */
const goodUntil = ({ validUntil, retrainingDueAt }: Qualification): Instant | undefined =>
  [validUntil, retrainingDueAt].filter((it) => it !== undefined).sort()[0]

/** The qualifications with an end, and that end. What another one renews, at its level or above, is not due. */
export const endingOf = (qualifications: readonly Qualification[]): { held: Qualification; dueAt: Instant }[] =>
  qualifications.flatMap((held) => {
    const dueAt = goodUntil(held)
    const isRenewed = qualifications.some((other) => {
      const end = goodUntil(other)
      const meetsIt = meets(other, { qualificationId: held.qualificationId, level: held.level ?? 1 })
      return other !== held && meetsIt && dueAt !== undefined && (end === undefined || end > dueAt)
    })
    return dueAt === undefined || isRenewed ? [] : [{ held, dueAt }]
  })

/** Enough time to plan a course, and soon enough to act; after the end the gate refuses the step. */
export const warnDaysAhead = 30

/** Qualifications that are valid now and end within a number of days. */
export const endingWithin = (
  qualifications: readonly Qualification[],
  days: number,
  at: Instant,
): ExpiringQualification[] => {
  const until = new Date(Date.parse(at) + days * 86_400_000).toISOString()
  return qualifications.filter(
    (it): it is ExpiringQualification => it.validUntil !== undefined && it.validUntil > at && it.validUntil <= until,
  )
}

/** Warns that a qualification ends, unless it was renewed or withdrawn meanwhile. */
export function warnOfExpiry(
  { personId, qualifications }: Person,
  { qualificationId, validUntil }: ExpiringQualification,
): Decision | 'nothing' {
  const stands = qualifications.some((it) => it.qualificationId === qualificationId && it.validUntil === validUntil)
  if (!stands) return 'nothing'
  return {
    outcome: 'accepted',
    fact: { type: 'andon.person.qualification-expiring.v1', data: { personId, qualificationId, validUntil } },
    changes: [],
  }
}
