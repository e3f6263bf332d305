import type { Calendar } from '../../../events/calendar.ts'
import { weekdays } from '../../../events/names.ts'
import { day, minute, minutesOf, wallClock } from '../wall-clock.ts'

/** From one instant to another, the later one excluded, in milliseconds of the epoch. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The times at which something is open, in their order, found as far ahead as somebody asks. */
export interface Opening {
  /** @returns the span of that index, or undefined when there is none before the horizon. */
  span(index: number): Span | undefined
  /** The index of the first span that ends after this instant; that of no span when none does. */
  indexAfter(instant: number): number
}

/** Whatever has no calendar is open around the clock. */
export const alwaysOpen = ({ from, to }: Span): Opening => openingOf([{ from, to }].values())

/** The shifts of a calendar that touch the time asked for; shifts that meet or overlap are one span, and no instant is in two. */
export const opening = (calendar: Calendar, timeZone: string, within: Span): Opening =>
  openingOf(spansOf(calendar, timeZone, within))

function openingOf(source: Iterator<Span>): Opening {
  const found: Span[] = []
  const span = (index: number): Span | undefined => {
    while (found.length <= index) {
      const next = source.next()
      if (next.done) return undefined
      found.push(next.value)
    }
    return found[index]
  }
  const indexAfter = (instant: number): number => {
    while ((found.at(-1)?.to ?? Number.NEGATIVE_INFINITY) <= instant && span(found.length));
    let [low, high] = [0, found.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((found[middle]?.to ?? 0) <= instant) low = middle + 1
      else high = middle
    }
    return low
  }
  return { span, indexAfter }
}

function* spansOf(calendar: Calendar, timeZone: string, { from, to }: Span): Generator<Span> {
  const wall = wallClock(timeZone)
  let open: Span | undefined
  // A shift of the day before may still run, and no zone is further than a day from UTC.
  for (let date = Math.floor(from / day) - 2; date * day < to + day; date += 1) {
    for (const shift of shiftsOn(calendar, date)) {
      const [begins, ends] = [wall.firstInstantAt(shift.from), wall.firstInstantAt(shift.to)]
      // The clocks may be put forward over a whole shift.
      if (begins >= ends || ends <= from || begins >= to) continue
      if (open && begins <= open.to) open = { from: open.from, to: Math.max(open.to, ends) }
      else {
        if (open) yield clipped(open, from, to)
        open = { from: begins, to: ends }
      }
    }
  }
  if (open) yield clipped(open, from, to)
}

const clipped = (span: Span, from: number, to: number): Span => ({
  from: Math.max(span.from, from),
  to: Math.min(span.to, to),
})

/** The shifts that begin on a day, in milliseconds of the wall clock, in the order in which they begin. */
function shiftsOn({ shifts }: Calendar, date: number): Span[] {
  const name = weekdays[new Date(date * day).getUTCDay()]
  return shifts
    .filter(({ days }) => name !== undefined && days.includes(name))
    .map((shift) => {
      const [begins, ends] = [minutesOf(shift.from), minutesOf(shift.to)]
      return { from: date * day + begins * minute, to: date * day + (ends > begins ? ends : ends + 24 * 60) * minute }
    })
    .sort((one, other) => one.from - other.from || one.to - other.to)
}
