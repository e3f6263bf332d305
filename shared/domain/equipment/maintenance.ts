import type { MaintenanceWindow, RegularMaintenance } from '../../../events/calendar.ts'
import type { Instant } from '../../../events/identifiers.ts'
import { weekdays } from '../../../events/names.ts'
import { day, minute, minutesOf, wallClock } from '../wall-clock.ts'

/** The maintenance that keeps equipment out of service at an instant. */
export const maintenanceAt = (
  { maintenance }: { readonly maintenance: readonly MaintenanceWindow[] },
  at: Instant,
): MaintenanceWindow | undefined => maintenance.find(({ from, to }) => from <= at && at < to)

/**
 * The windows of weekly maintenance that lie in a period, even partly, in no order.
 * @param within in milliseconds since 1970
 */
export function regularWindows(
  regular: readonly RegularMaintenance[],
  timeZone: string,
  within: { readonly from: number; readonly to: number },
): MaintenanceWindow[] {
  if (regular.length === 0) return []
  const wall = wallClock(timeZone)
  // A window of the day before may still run, and no zone is more than a day from UTC: east of it, tomorrow has begun.
  const [first, last] = [Math.floor(within.from / day) - 2, Math.floor(within.to / day) + 1]
  const dates = Array.from({ length: last + 1 - first }, (_, index) => first + index)
  return dates.flatMap((date) =>
    regular
      .filter((it) => beginsOn(it, date))
      .map(({ from, to, reason }) => {
        const [begins, ends] = [minutesOf(from), minutesOf(to)]
        const at = (minutes: number) => wall.firstInstantAt(date * day + minutes * minute)
        return { from: at(begins), to: at(ends > begins ? ends : ends + 24 * 60), reason }
      })
      // The clocks may go forward over a whole window.
      .filter(({ from, to }) => from < to && to > within.from && from < within.to)
      .map(({ from, to, reason }) => ({
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        reason,
      })),
  )
}

function beginsOn({ days, firstDate, lastDate }: RegularMaintenance, date: number): boolean {
  const midnight = new Date(date * day)
  const text = midnight.toISOString().slice(0, 'yyyy-mm-dd'.length)
  const name = weekdays[midnight.getUTCDay()]
  const inForce = (firstDate === undefined || firstDate <= text) && (lastDate === undefined || text <= lastDate)
  return inForce && name !== undefined && days.includes(name)
}

/** What maintenance an equipment has by its definition. */
export interface Maintained {
  readonly maintenance?: readonly MaintenanceWindow[] | undefined
  readonly regularMaintenance?: readonly RegularMaintenance[] | undefined
}

/**
 * The maintenance that keeps equipment out of service now: its own or that of a parent, planned once or weekly.
 * @param timeZone of the site, an IANA name
 */
export function maintenanceNow(
  line: readonly Maintained[],
  at: Instant,
  timeZone = 'UTC',
): MaintenanceWindow | undefined {
  const once = maintenanceAt({ maintenance: line.flatMap(({ maintenance }) => maintenance ?? []) }, at)
  if (once) return once
  const now = Date.parse(at)
  const regular = line.flatMap(({ regularMaintenance }) => regularMaintenance ?? [])
  return maintenanceAt({ maintenance: regularWindows(regular, timeZone, { from: now, to: now + 1 }) }, at)
}
