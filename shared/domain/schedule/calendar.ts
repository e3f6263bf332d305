import type { Calendar } from '../../../events/calendar.ts'
import { weekdays } from '../../../events/names.ts'
import { day, minute, minutesOf, wallClock } from '../wall-clock.ts'
import { type DaysInLine, dayOn, isClosed } from './calendar-day.ts'

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

/**
 * The shifts of a calendar within a period. Shifts that meet or overlap are joined, so that no instant is in two. On a closed day no shift begins, and
 * one that began the day before ends at midnight. A day with shifts of its own has them in place of those of its weekday.
 * @param calendar every day from midnight to midnight if undefined
 */
export function opening(
  calendar: Calendar | undefined,
  timeZone: string,
  within: Span,
  days: DaysInLine = [],
): Opening {
  const hasDays = days.some((it) => it.length > 0)
  return calendar || hasDays ? openingOf(spansOf({ calendar, days }, timeZone, within)) : alwaysOpen(within)
}

/** The open periods without those out of service, which are in order of time and do not overlap. */
export function inService(open: Opening, outages: readonly Span[]): Opening {
  return outages.length === 0 ? open : openingOf(without(open, outages))
}

function* without(open: Opening, outages: readonly Span[]): Generator<Span> {
  for (let index = 0; ; index += 1) {
    const span = open.span(index)
    if (!span) return
    let { from } = span
    for (const outage of outages.filter((it) => it.to > span.from && it.from < span.to)) {
      if (outage.from > from) yield { from, to: outage.from }
      from = outage.to
    }
    if (from < span.to) yield { from, to: span.to }
  }
}

interface WorkingDays {
  readonly calendar: Calendar | undefined
  readonly days: DaysInLine
}

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

function* spansOf(working: WorkingDays, timeZone: string, { from, to }: Span): Generator<Span> {
  const wall = wallClock(timeZone)
  let open: Span | undefined
  // A shift of the day before may still run, and no zone is more than a day from UTC.
  for (let date = Math.floor(from / day) - 2; date * day < to + day; date += 1) {
    for (const shift of shiftsOn(working, date)) {
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

const allDay = [{ from: '00:00', to: '24:00' }]

/** The shifts that begin on a day, without what falls on a closed day, in milliseconds of local time, by their start. */
function shiftsOn({ calendar, days }: WorkingDays, date: number): Span[] {
  const entry = dayOn(days, date)
  if (isClosed(entry)) return []
  const name = weekdays[new Date(date * day).getUTCDay()]
  const usual = calendar ? calendar.shifts.filter((it) => name !== undefined && it.days.includes(name)) : allDay
  return (entry?.shifts ?? usual)
    .flatMap((shift) => {
      const [begins, ends] = [minutesOf(shift.from), minutesOf(shift.to)]
      const to = date * day + (ends > begins ? ends : ends + 24 * 60) * minute
      return openParts(days, { from: date * day + begins * minute, to })
    })
    .sort((one, other) => one.from - other.from || one.to - other.to)
}

/** A shift cut at each midnight, without its parts on closed days. */
function openParts(days: DaysInLine, { from, to }: Span): Span[] {
  const first = Math.floor(from / day)
  const dates = Array.from({ length: Math.ceil(to / day) - first }, (_, index) => first + index)
  return dates
    .filter((date) => !isClosed(dayOn(days, date)))
    .map((date) => ({ from: Math.max(from, date * day), to: Math.min(to, (date + 1) * day) }))
}
