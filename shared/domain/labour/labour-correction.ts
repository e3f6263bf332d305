import type { Instant } from '../../../events/identifiers.ts'
import type { CorrectEntry, Stretch } from '../../../events/labour.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Caller, Circumstances } from '../caller.ts'
import type { Decision } from '../decision.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import {
  accepted,
  isLongerThanADay,
  longestEntryHours,
  notTheirs,
  overlap,
  sameWork,
  stretchOf,
  unknownOrder,
  unknownStep,
  type Workplace,
} from './labour.ts'
import type { Entry, Timecard } from './timecard.ts'

/**
 * The greatest distance between the clock-on of two entries that touch: the later one corrected by a day, the earlier one corrected by a day, and
 * each a day long. A search for overlaps covers this range.
 */
export const reachHours = 3 * longestEntryHours

/** The range of clock-on times of entries that may touch this one. */
export const reachOf = (entry: Pick<Entry, 'from' | 'corrections'>): { from: Instant; to: Instant } => {
  const away = (hours: number) => new Date(Date.parse(clockedOnAt(entry)) + hours * 3_600_000).toISOString()
  return { from: away(-reachHours), to: away(reachHours) }
}

/**
 * Corrects the times of an entry. The old times and the reason stay on the entry. The new times must be over, begin within a day of the clock-on, be
 * at most a day long, and not overlap the same work.
 * @param others all other entries of the person that may touch it
 */
export function correctEntry(
  timecard: Timecard,
  entry: Entry,
  others: readonly Entry[],
  { from, to, work, reason }: CorrectEntry,
  place: Omit<Workplace, 'person'>,
  circumstances: Circumstances,
): Decision {
  const { entryId, personId, ...was } = stretchOf(entry)
  const { activity, orderId, stepId } = work ?? was
  const end = to ?? was.to
  const now: Stretch = {
    activity,
    ...(orderId && { orderId }),
    ...(stepId && { stepId }),
    from: from ?? was.from,
    ...(end && { to: end }),
  }
  const found = reasons(
    notTheirs(personId, circumstances.caller) ?? onlyEnd(entry, { from, work }, circumstances.caller),
    work?.orderId !== undefined && !place.order && unknownOrder(work.orderId),
    work?.orderId !== undefined && place.order && unknownStep(work, place.snapshot),
    impossible(now, clockedOnAt(entry), circumstances.at),
    overlapping(
      now,
      others.filter((it) => it.entryId !== entryId),
    ),
  )
  if (hasReasons(found)) return refuse(found)
  const data = { entryId, personId, was, now, reason }
  return accepted(timecard, { type: 'andon.labour.corrected.v1', data }, circumstances, entry)
}

/** A person says when a clock stopped that was stopped for them; the other times of the record are for a supervisor. */
const onlyEnd = (
  { stoppedBy, entryId }: Entry,
  { from, work }: Pick<CorrectEntry, 'from' | 'work'>,
  { name, roles }: Caller,
): Violation | undefined =>
  roles.includes('supervisor') || (stoppedBy !== undefined && from === undefined && work === undefined)
    ? undefined
    : violation('forbidden/own-time', { person: name }, `entry:${entryId}`)

const clockedOnAt = ({ corrections: [first], from }: Pick<Entry, 'from' | 'corrections'>): Instant =>
  first?.was.from ?? from

function impossible({ from, to }: Stretch, clockedOn: Instant, at: Instant): Violation[] {
  const [earlier, later] = [from, clockedOn].sort() as [Instant, Instant]
  return reasons(
    to !== undefined && to < from && violation('interval-invalid/end-first', { from, to }, 'to'),
    to !== undefined &&
      isLongerThanADay(from, to) &&
      violation('interval-invalid/too-long', { from, to, hours: longestEntryHours }, 'to'),
    isLongerThanADay(earlier, later) &&
      violation('interval-invalid/far-from-clock', { clockedOnAt: clockedOn, hours: longestEntryHours }, 'from'),
    from > at && violation('interval-in-future/beginning', { from }, 'from'),
    to !== undefined && to > at && violation('interval-in-future/end', { to }, 'to'),
  )
}

/** Different work may overlap and then shares the time; overlapping entries of the same work would count twice. */
const overlapping = (now: Stretch, others: readonly Entry[]): Violation[] =>
  others.filter((it) => sameWork(it, now) && beginsBeforeEndOf(it, now) && beginsBeforeEndOf(now, it)).map(overlap)

const beginsBeforeEndOf = (one: Stretch, other: Stretch): boolean => other.to === undefined || one.from < other.to
