import type { Shift as ShiftPlan } from '../../../events/labour.ts'
import { day, minute, minutesOf, wallClock } from '../wall-clock.ts'

/**
 * A part of the time of a site that belongs to one shift, or to none. The periods of a site follow one another without a gap: where shifts overlap for
 * the handover, one ends as the next begins; between two shifts, and at a site without shifts, the time belongs to no shift.
 */
export interface ShiftPeriod {
  /** The day on which it begins, in the zone of the site. */
  readonly date: string
  /** Undefined for time between shifts. */
  readonly shiftId?: string
  /** Milliseconds since 1970; `to` is excluded. */
  readonly from: number
  readonly to: number
}

/** The shifts of a day in local time, and the zone (an IANA name). */
export interface ShiftTimes {
  readonly shifts: readonly ShiftPlan[]
  readonly timeZone: string
}

/** The periods that have a part in a time, in order. A change of the clocks makes a shift shorter or longer. */
export function periodsBetween({ shifts, timeZone }: ShiftTimes, from: number, to: number): ShiftPeriod[] {
  const wall = wallClock(timeZone)
  const first = Math.floor(wall.shownAt(from) / day) - 2
  const last = Math.floor(wall.shownAt(to) / day) + 1
  const begun: ShiftPeriod[] = []
  for (let date = first; date <= last; date += 1) {
    const text = new Date(date * day).toISOString().slice(0, 'yyyy-mm-dd'.length)
    const at = (time: string, days = 0) => wall.firstInstantAt((date + days) * day + minutesOf(time) * minute)
    if (shifts.length === 0) begun.push({ date: text, from: at('00:00'), to: at('00:00', 1) })
    else
      for (const it of shifts)
        begun.push({ date: text, shiftId: it.shiftId, from: at(it.from), to: at(it.to, it.to > it.from ? 0 : 1) })
  }
  return withoutGaps(begun.filter((it) => it.from < it.to)).filter((it) => it.to > from && it.from < to)
}

/** The period of an instant. */
export function periodAt(times: ShiftTimes, at: number): ShiftPeriod {
  const [period] = periodsBetween(times, at, at + 1)
  if (!period) throw new Error(`No period of ${times.timeZone} contains ${at}.`)
  return period
}

function withoutGaps(begun: readonly ShiftPeriod[]): ShiftPeriod[] {
  const sorted = begun.toSorted((one, other) => one.from - other.from || one.to - other.to)
  return sorted.flatMap((it, index) => {
    const next = sorted[index + 1]
    if (!next) return [it]
    if (next.from === it.from) return []
    if (next.from <= it.to) return [{ ...it, to: next.from }]
    const { date, to: from } = it
    return [it, { date, from, to: next.from }]
  })
}
