import type { Instant } from '../../../events/identifiers.ts'
import type { Shift as ShiftPlan } from '../../../events/labour.ts'

/** A shift of one day. */
export interface Shift {
  readonly shiftId: string
  readonly from: Instant
  readonly to: Instant
}

/** Whoever comes early for the next shift, or hands over to it, is there within the half hour around its beginning. */
const handoverSeconds = 30 * 60

const dayMs = 86_400_000

/**
 * The shift to which somebody belongs who clocks on at `at`: the one that runs half an hour later, so that an early arrival is not
 * taken for the shift that ends; between two shifts the next one.
 * @param plan the shifts of a day, by the clock on the wall in `timeZone` (IANA name)
 */
export function shiftOf(plan: readonly ShiftPlan[], timeZone: string, at: Instant): Shift | undefined {
  const there = Date.parse(at) + handoverSeconds * 1000
  const today = wallClock(timeZone, there).slice(0, 'yyyy-mm-dd'.length)
  // Last night's shift may still run; in a plan of one short shift the next begins tomorrow.
  return [-1, 0, 1]
    .flatMap((days) => shiftsOn(dayAfter(today, days), plan, timeZone))
    .filter((shift) => Date.parse(shift.to) > there)
    .sort((one, other) => (one.from < other.from ? -1 : 1))[0]
}

/** Whether the shift is over, and those who hand over have had the time for it. */
export const isOver = (shift: Shift, at: Instant): boolean =>
  Date.parse(at) >= Date.parse(shift.to) + handoverSeconds * 1000

/** When the day of `at` ends, by the clock on the wall in `timeZone` (IANA name): the midnight after it. */
export const endOfDay = (timeZone: string, at: Instant): Instant =>
  instantOf(`${dayAfter(dayOf(timeZone, at), 1)}T00:00`, timeZone)

/** The day of `at` in the calendar of `timeZone`: `2026-11-22`. */
export const dayOf = (timeZone: string, at: Instant): string =>
  wallClock(timeZone, Date.parse(at)).slice(0, 'yyyy-mm-dd'.length)

const shiftsOn = (day: string, plan: readonly ShiftPlan[], timeZone: string): Shift[] =>
  plan.map(({ shiftId, from, to }) => ({
    shiftId,
    from: instantOf(`${day}T${from}`, timeZone),
    to: instantOf(`${to > from ? day : dayAfter(day, 1)}T${to}`, timeZone),
  }))

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, day.length)

/**
 * When a clock on the wall shows this time. In the hour that summer time leaves out it is the time that would have been shown; in the
 * hour that comes twice it is the first.
 */
function instantOf(wall: string, timeZone: string): Instant {
  const asUtc = Date.parse(`${wall}:00.000Z`)
  const before = asUtc - offsetOf(timeZone, asUtc - dayMs)
  const after = asUtc - offsetOf(timeZone, asUtc + dayMs)
  const shows = (moment: number) => wallClock(timeZone, moment).slice(0, wall.length) === wall
  return new Date(shows(before) || !shows(after) ? before : after).toISOString()
}

const offsetOf = (timeZone: string, moment: number): number => Date.parse(`${wallClock(timeZone, moment)}Z`) - moment

/** `2026-03-02T13:00:00.000`, as the clock on the wall has it. */
function wallClock(timeZone: string, moment: number): string {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  )
  const { year, month, day, hour, minute, second, fractionalSecond } = parts
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${fractionalSecond}`
}

/** One for each time zone: to make one costs a hundred times what it takes to use it. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  })
  formats.set(timeZone, format)
  return format
}
