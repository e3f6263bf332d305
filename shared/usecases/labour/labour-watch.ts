import type { Instant } from '../../../events/identifiers.ts'
import type { Shift as ShiftPlan } from '../../../events/labour.ts'
import { flagMissingClockOff, longestEntryHours } from '../../domain/labour/labour.ts'
import { isOver, type Shift, shiftOf, withoutPlan } from '../../domain/labour/shift.ts'
import type { Timecard } from '../../domain/labour/timecard.ts'
import type { Person } from '../../domain/master-data.ts'
import {
  type ExpiringQualification,
  endingWithin,
  warnDaysAhead,
  warnOfExpiry,
} from '../../domain/people/qualification.ts'
import { type Clock, type Outcome, run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { mustBeDone, workflowCommand } from '../commit/workflow.ts'

/** The dependencies of the labour watch. It may run any number of times and reports nothing twice. */
export interface Deps {
  readonly store: Store
  readonly site: string
  readonly now: Clock
  /** The time for which it was scheduled. */
  readonly asOf: Instant
}

const command = <Body>({ site, now }: Deps, id: string, body: Body) =>
  workflowCommand('LabourWatch', site, now, id, body)

/** Stops and flags every open entry whose shift is over. */
export async function flagMissingClockOffs(
  deps: Deps,
  timecards: readonly Timecard[],
  plan: readonly ShiftPlan[],
  timeZone: string,
): Promise<{ flagged: number }> {
  let flagged = 0
  for (const { personId, open } of timecards)
    for (const { entryId, from, missing } of open) {
      const shift = shiftOf(plan, timeZone, from) ?? withoutPlan(from, longestEntryHours)
      if (missing || !isOver(shift, deps.asOf)) continue
      const outcome = await flag(deps, personId, entryId, shift)
      await mustBeDone(outcome, `Flagging entry ${entryId} of ${personId}`)
      if (outcome.outcome === 'done') flagged += 1
    }
  return { flagged }
}

const flag = (deps: Deps, personId: string, entryId: string, shift: Shift): Promise<Outcome> =>
  run(deps.store, command(deps, `clock-off-missing/${entryId}`, { entryId, shiftId: shift.shiftId }), {
    subject: { type: 'person', id: personId },
    of: 'timecard',
    load: { timecard: ref.timecard(personId) },
    decide: ({ timecard }, circumstances) =>
      timecard ? flagMissingClockOff(timecard.value, entryId, shift, circumstances) : 'nothing',
  })

/** Warns about every qualification that ends within thirty days, once per person, qualification and end date. */
export async function warnOfExpiringQualifications(
  deps: Deps,
  persons: readonly Person[],
): Promise<{ expiring: number }> {
  let expiring = 0
  for (const { personId, qualifications } of persons)
    for (const ending of endingWithin(qualifications, warnDaysAhead, deps.asOf)) {
      const outcome = await warn(deps, personId, ending)
      await mustBeDone(outcome, `Warning of ${ending.qualificationId} of ${personId}`)
      if (outcome.outcome === 'done') expiring += 1
    }
  return { expiring }
}

const warn = (deps: Deps, personId: string, ending: ExpiringQualification): Promise<Outcome> => {
  const { qualificationId, validUntil } = ending
  const key = `qualification-expiring/${qualificationId}/${validUntil}`
  return run(deps.store, command(deps, key, { qualificationId, validUntil }), {
    subject: { type: 'person', id: personId },
    of: 'timecard',
    load: { timecard: ref.timecard(personId), person: ref.person(personId) },
    decide: ({ person }) => (person ? warnOfExpiry(person.value, ending) : 'nothing'),
  })
}
