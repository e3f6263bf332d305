import type { Calendar } from '../../../events/calendar.ts'
import { weekdays } from '../../../events/names.ts'
import { day, minute, minutesOf, wallClock } from '../wall-clock.ts'

/** A period in milliseconds since 1970; `to` is excluded. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The open periods of a calendar, in order of time, computed as far ahead as needed. */
export interface Opening {
  /** @returns the period with this index, or undefined if there is none before the horizon */
  span(index: number): Span | undefined
  /** The index of the first period that ends after this instant, or one past the last. */
  indexAfter(instant: number): number
}

/** Equipment without a calendar is always open. */
export const alwaysOpen = ({ from, to }: Span): Opening => openingOf([{ from, to }].values())

/** The shifts of a calendar within a period. Shifts that meet or overlap are joined, so that no instant is in two. */
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
  // A shift of the day before may still run, and no zone is more than a day from UTC.
  for (let date = Math.floor(from / day) - 2; date * day < to + day; date += 1) {
    for (const shift of shiftsOn(calendar, date)) {
      const [begins, ends] = [wall.firstInstantAt(shift.from), wall.firstInstantAt(shift.to)]
      // The clocks may go forward over a whole shift.
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

/** The shifts that begin on a day, in milliseconds of local time, by their start. */
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
