import type { Instant } from '../../../events/identifiers.ts'
import type { Shift as ShiftPlan } from '../../../events/labour.ts'
import { day, minute, minutesOf, wallClock } from '../wall-clock.ts'

export interface Shift {
  readonly shiftId: string
  readonly from: Instant
  readonly to: Instant
}

/** People arrive for a shift, or hand over to it, within half an hour of its start. */
const handoverSeconds = 30 * 60

/**
 * The shift of a person who clocks on at `at`: the shift that runs half an hour later, so that an early arrival does not count for the shift that
 * ends. Between two shifts it is the next one.
 * @param plan the shifts of a day, in local time of `timeZone` (IANA name)
 */
export function shiftOf(plan: readonly ShiftPlan[], timeZone: string, at: Instant): Shift | undefined {
  const there = Date.parse(at) + handoverSeconds * 1000
  const today = Math.floor(wallClock(timeZone).shownAt(there) / day)
  // Last night's shift may still run. If the plan has one short shift, the next one begins tomorrow.
  return [-1, 0, 1]
    .flatMap((days) => shiftsOn(today + days, plan, timeZone))
    .filter((shift) => Date.parse(shift.to) > there)
    .sort((one, other) => (one.from < other.from ? -1 : 1))[0]
}

/** What stands for a shift where the site has none: as long as an entry may be. */
export const withoutPlan = (from: Instant, hours: number): Shift => ({
  shiftId: 'none',
  from,
  to: new Date(Date.parse(from) + hours * 3_600_000).toISOString(),
})

/** Whether the shift is over, including its time for handover. */
export const isOver = (shift: Shift, at: Instant): boolean =>
  Date.parse(at) >= Date.parse(shift.to) + handoverSeconds * 1000

const shiftsOn = (date: number, plan: readonly ShiftPlan[], timeZone: string): Shift[] =>
  plan.map(({ shiftId, from, to }) => {
    const instant = (time: string, days: number) =>
      new Date(wallClock(timeZone).firstInstantAt((date + days) * day + minutesOf(time) * minute)).toISOString()
    return { shiftId, from: instant(from, 0), to: instant(to, to > from ? 0 : 1) }
  })
