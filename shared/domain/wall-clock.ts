import type { Instant } from '../../events/identifiers.ts'

export const minute = 60_000
export const day = 24 * 60 * minute

/** The local time of a plant. Wall times are milliseconds since 1970-01-01T00:00 local time. */
export interface WallClock {
  shownAt(instant: number): number
  /**
   * The first instant with this wall time or a later one. When the clocks change, a wall time can occur twice (the first one counts) or not at all
   * (the instant of the change counts). So a later wall time never gives an earlier instant.
   */
  firstInstantAt(wall: number): number
}

/** One clock per time zone: to make one costs a hundred times as much as to use it. */
const clocks = new Map<string, WallClock>()

/** @param timeZone an IANA name */
export function wallClock(timeZone: string): WallClock {
  const clock = clocks.get(timeZone) ?? clockOf(timeZone)
  clocks.set(timeZone, clock)
  return clock
}

/** The date of an instant in `timeZone`: `2026-11-22`. */
export const dayOf = (timeZone: string, at: Instant): string => dateOf(wallClock(timeZone).shownAt(Date.parse(at)))

/** The midnight that ends the local day of `at` in `timeZone` (an IANA name), or the day that is `days` later. */
export function endOfDay(timeZone: string, at: Instant, days = 0): Instant {
  const wall = wallClock(timeZone)
  const midnight = (Math.floor(wall.shownAt(Date.parse(at)) / day) + 1 + days) * day
  return new Date(wall.firstInstantAt(midnight)).toISOString()
}

/**
 * The midnight that ends a date (`2027-06-30`) in `timeZone`. What is good until a date is good before this instant and not from it on: B2MML and GS1
 * (AI 15, 17) name the last good day.
 */
export function endOfDate(timeZone: string, date: string): Instant {
  const midnight = wallClock(timeZone).firstInstantAt(Date.parse(`${date}T00:00:00.000Z`) + day)
  return new Date(Math.min(midnight, lastInstant)).toISOString()
}

/** ERPs write 9999-12-31 for "never", and an instant of a longer year would sort before all others. */
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z')

/** The last date of what ends at `until`: the reverse of {@link endOfDate}. */
export const lastDateOf = (timeZone: string, until: Instant): string =>
  dayOf(timeZone, new Date(Date.parse(until) - 1).toISOString())

/** Whether a text is a date of the calendar without a time. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const midnight = new Date(`${text}T00:00:00.000Z`)
  return !Number.isNaN(midnight.getTime()) && dateOf(midnight.getTime()) === text
}

const dateOf = (wall: number): string => new Date(wall).toISOString().slice(0, 'yyyy-mm-dd'.length)

/** @param time `06:30` */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

function clockOf(timeZone: string): WallClock {
  const offsetAt = offsets(timeZone)
  const shownAt = (instant: number) => instant + offsetAt(instant)
  const atMidnight = new Map<number, number>()
  /** Cached, because all shifts of a day need the same offsets. */
  const offsetOn = (date: number): number => {
    const known = atMidnight.get(date) ?? offsetAt(date * day)
    atMidnight.set(date, known)
    return known
  }
  return {
    shownAt,
    firstInstantAt(wall) {
      // No zone is more than a day from UTC, so the instant is between these midnights.
      const date = Math.floor(wall / day)
      const [before, after] = [offsetOn(date - 1), offsetOn(date + 2)]
      const earlier = wall - Math.max(before, after)
      if (before === after) return earlier
      // The clocks change in between: the wall time exists with one of the two offsets, or does not exist.
      if (shownAt(earlier) === wall) return earlier
      const later = wall - Math.min(before, after)
      if (shownAt(later) === wall) return later
      return firstWith((instant) => shownAt(instant) >= wall, earlier, later)
    },
  }
}

/** The first millisecond for which `holds` is true, by bisection between `fails` and `succeeds`. */
function firstWith(holds: (instant: number) => boolean, fails: number, succeeds: number): number {
  let [low, high] = [fails, succeeds]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}

/** The offset of the zone from UTC at an instant, in milliseconds. */
function offsets(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
    return shown - Math.floor(instant / 1000) * 1000
  }
}
