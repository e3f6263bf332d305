import type { Instant } from '../../../events/identifiers.ts'
import type { CorrectEntry, Stretch } from '../../../events/labour.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Decision } from '../decision.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import {
  accepted,
  isLongerThanADay,
  longestEntryHours,
  sameWork,
  stretchOf,
  unknownOrder,
  unknownStep,
  type Workplace,
  workOf,
} from './labour.ts'
import type { Entry, Timecard } from './timecard.ts'

/**
 * How far apart two entries that touch can have been clocked on: the later of them a day after its time was corrected to, the earlier
 * a day before, and each a day long at most. Whoever looks for what overlaps an entry looks that far.
 */
export const reachHours = 3 * longestEntryHours

/** When those were clocked on that may touch the entry. */
export const reachOf = (entry: Entry): { from: Instant; to: Instant } => {
  const away = (hours: number) => new Date(Date.parse(clockedOnAt(entry)) + hours * 3_600_000).toISOString()
  return { from: away(-reachHours), to: away(reachHours) }
}

/**
 * Puts right what the clock says. The old value and the reason stay on the entry; the new one has to be a stretch that can have been:
 * over, begun within a day of when it was clocked, no longer than a day, and not the same work twice at one time.
 * @param others every other entry of the person that may touch it
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

const clockedOnAt = ({ corrections: [first], from }: Entry): Instant => first?.was.from ?? from

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

/** Several things at one time share it; the same thing twice at one time would be counted twice. */
const overlapping = (now: Stretch, others: readonly Entry[]): Violation[] =>
  others
    .filter((it) => sameWork(it, now) && beginsBeforeEndOf(it, now) && beginsBeforeEndOf(now, it))
    .map((it) =>
      violation(
        'interval-overlaps',
        { work: workOf(it), from: it.from, ...(it.to !== undefined && { to: it.to }) },
        `entry:${it.entryId}`,
      ),
    )

const beginsBeforeEndOf = (one: Stretch, other: Stretch): boolean => other.to === undefined || one.from < other.to
