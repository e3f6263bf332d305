import { periodAt, type ShiftPeriod, type ShiftTimes } from '../../../../shared/domain/performance/shift-period.ts'
import { day as dayMs, wallClock } from '../../../../shared/domain/wall-clock.ts'

/** What people ask for: this shift, the one before, the day before this one, the last seven days. */
export const spanNames = ['shift', 'before', 'yesterday', '7d'] as const
export type SpanName = (typeof spanNames)[number]

export const isSpanName = (text: string | undefined): text is SpanName =>
  (spanNames as readonly (string | undefined)[]).includes(text)

/** Epoch milliseconds. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The time that a name means now. What goes on is asked for up to its end, so that the question stays the same. */
export function spanOf(name: SpanName, times: ShiftTimes, now: number): Span {
  const shift = periodAt(times, now)
  if (name === 'shift') return shift
  if (name === 'before') return shiftBeside(times, shift, 'before')
  const wall = wallClock(times.timeZone)
  const today = Math.floor(wall.shownAt(now) / dayMs) * dayMs
  if (name === 'yesterday') return { from: wall.firstInstantAt(today - dayMs), to: wall.firstInstantAt(today) }
  return { from: wall.firstInstantAt(today - 6 * dayMs), to: shift.to }
}

/** The shift of a date; undefined where the plant has none of that name. */
export function shiftOf(times: ShiftTimes, date: string, shiftId: string): ShiftPeriod | undefined {
  const begin = wallClock(times.timeZone).firstInstantAt(Date.parse(`${date}T00:00:00.000Z`))
  for (let at = begin; at < begin + 2 * dayMs; ) {
    const period = periodAt(times, at)
    if (period.date === date && period.shiftId === shiftId) return period
    at = period.to
  }
  return undefined
}

/** The shift before a time, or after it; time between two shifts is none. */
export function shiftBeside(times: ShiftTimes, { from, to }: Span, way: 'before' | 'after'): ShiftPeriod {
  const next = periodAt(times, way === 'before' ? from - 1 : to)
  return next.shiftId === undefined && times.shifts.length > 0 ? shiftBeside(times, next, way) : next
}
