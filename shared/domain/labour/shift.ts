import type { Instant } from '../../../events/identifiers.ts'
import type { Shift as ShiftPlan } from '../../../events/labour.ts'
import { day, minute, minutesOf, wallClock } from '../wall-clock.ts'

/** A shift of one day. */
export interface Shift {
  readonly shiftId: string
  readonly from: Instant
  readonly to: Instant
}

/** Whoever comes early for the next shift, or hands over to it, is there within the half hour around its beginning. */
const handoverSeconds = 30 * 60

/**
 * The shift to which somebody belongs who clocks on at `at`: the one that runs half an hour later, so that an early arrival is not
 * taken for the shift that ends; between two shifts the next one.
 * @param plan the shifts of a day, by the clock on the wall in `timeZone` (IANA name)
 */
export function shiftOf(plan: readonly ShiftPlan[], timeZone: string, at: Instant): Shift | undefined {
  const there = Date.parse(at) + handoverSeconds * 1000
  const today = Math.floor(wallClock(timeZone).shownAt(there) / day)
  // Last night's shift may still run; in a plan of one short shift the next begins tomorrow.
  return [-1, 0, 1]
    .flatMap((days) => shiftsOn(today + days, plan, timeZone))
    .filter((shift) => Date.parse(shift.to) > there)
    .sort((one, other) => (one.from < other.from ? -1 : 1))[0]
}

/** Whether the shift is over, and those who hand over have had the time for it. */
export const isOver = (shift: Shift, at: Instant): boolean =>
  Date.parse(at) >= Date.parse(shift.to) + handoverSeconds * 1000

const shiftsOn = (date: number, plan: readonly ShiftPlan[], timeZone: string): Shift[] =>
  plan.map(({ shiftId, from, to }) => {
    const instant = (time: string, days: number) =>
      new Date(wallClock(timeZone).firstInstantAt((date + days) * day + minutesOf(time) * minute)).toISOString()
    return { shiftId, from: instant(from, 0), to: instant(to, to > from ? 0 : 1) }
  })
