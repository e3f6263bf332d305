import type { Instant } from '../../events/identifiers.ts'

export const minute = 60_000
export const day = 24 * 60 * minute

/** The clock on the wall of a plant. Its times are milliseconds of the epoch, as if it showed UTC. */
export interface WallClock {
  /** What it shows at an instant. */
  shownAt(instant: number): number
  /**
   * The first instant at which it shows this time or a later one. Of a time that comes twice it is the first; of one that is left out it is
   * the change itself; so that a later time never comes earlier.
   */
  firstInstantAt(wall: number): number
}

/** One for each time zone: to make one costs a hundred times what it takes to use it. */
const clocks = new Map<string, WallClock>()

/** @param timeZone an IANA name */
export function wallClock(timeZone: string): WallClock {
  const clock = clocks.get(timeZone) ?? clockOf(timeZone)
  clocks.set(timeZone, clock)
  return clock
}

/** The day of `at` in the calendar of `timeZone`: `2026-11-22`. */
export const dayOf = (timeZone: string, at: Instant): string => dateOf(wallClock(timeZone).shownAt(Date.parse(at)))

/** When the day of `at` ends, by the clock on the wall in `timeZone` (IANA name): the midnight after it. */
export function endOfDay(timeZone: string, at: Instant): Instant {
  const wall = wallClock(timeZone)
  const midnight = (Math.floor(wall.shownAt(Date.parse(at)) / day) + 1) * day
  return new Date(wall.firstInstantAt(midnight)).toISOString()
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
  /** Every shift of a day asks for the same ones. */
  const offsetOn = (date: number): number => {
    const known = atMidnight.get(date) ?? offsetAt(date * day)
    atMidnight.set(date, known)
    return known
  }
  return {
    shownAt,
    firstInstantAt(wall) {
      // No zone is further than a day from UTC, so that the instant lies between these midnights.
      const date = Math.floor(wall / day)
      const [before, after] = [offsetOn(date - 1), offsetOn(date + 2)]
      const earlier = wall - Math.max(before, after)
      if (before === after) return earlier
      // The clocks change in between: the wall time is either right in one of the two offsets, or left out.
      if (shownAt(earlier) === wall) return earlier
      const later = wall - Math.min(before, after)
      if (shownAt(later) === wall) return later
      return firstWith((instant) => shownAt(instant) >= wall, earlier, later)
    },
  }
}

/** The first millisecond for which it holds, between one for which it does not and one for which it does. */
function firstWith(holds: (instant: number) => boolean, fails: number, succeeds: number): number {
  let [low, high] = [fails, succeeds]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}

/** How far the clocks of the zone are ahead of UTC at an instant, in milliseconds. */
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
