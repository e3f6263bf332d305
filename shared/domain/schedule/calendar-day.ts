import type { CalendarDay } from '../../../events/calendar.ts'
import { day } from '../wall-clock.ts'

/** The days of an equipment and of all its parents, nearest first. */
export type DaysInLine = readonly (readonly CalendarDay[])[]

/** The number of a date (`2027-05-01`): days since 1970-01-01. */
export const dateNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / day

/**
 * What the calendars say of one date. The nearest equipment with an entry for the date decides. Of several entries of one equipment, the one for the
 * fewest dates decides: a worked Saturday within a summer closure. Of two as long, the closed one.
 * @param date days since 1970-01-01
 */
export function dayOn(line: DaysInLine, date: number): CalendarDay | undefined {
  for (const days of line) {
    const [found] = days.filter((it) => isOn(it, date)).sort(bySpecificity)
    if (found) return found
  }
  return undefined
}

/** Without shifts of its own, a day is closed. */
export const isClosed = (entry: CalendarDay | undefined): boolean => entry !== undefined && entry.shifts === undefined

/** The number of dates after the first. */
export const furtherDates = ({ from, to = from }: Pick<CalendarDay, 'from' | 'to'>): number =>
  dateNumber(to) - dateNumber(from)

const bySpecificity = (one: CalendarDay, other: CalendarDay): number =>
  furtherDates(one) - furtherDates(other) || Number(isClosed(other)) - Number(isClosed(one))

function isOn(entry: CalendarDay, date: number): boolean {
  const first = dateNumber(entry.from)
  const further = furtherDates(entry)
  if (date < first) return false
  if (date <= first + further) return true
  if (!entry.yearly) return false
  const year = new Date(date * day).getUTCFullYear()
  return [year, year - 1].some((of) => {
    const begins = inYear(entry.from, of)
    return begins !== undefined && begins >= first && begins <= date && date <= begins + further
  })
}

/** The same date in another year; 29 February exists in leap years only (RFC 5545, 3.3.10: an invalid date is ignored). */
function inYear(date: string, year: number): number | undefined {
  const number = dateNumber(`${String(year).padStart(4, '0')}${date.slice(4)}`)
  const exists = !Number.isNaN(number) && new Date(number * day).toISOString().slice(5, 10) === date.slice(5)
  return exists ? number : undefined
}
