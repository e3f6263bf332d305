import type { MaintenanceWindow } from '../../../events/calendar.ts'
import type { Instant } from '../../../events/identifiers.ts'
import { regularWindows } from '../equipment/maintenance.ts'
import type { Equipment } from '../master-data.ts'
import { opening, type Span } from './calendar.ts'
import { type EquipmentTree, workingOf } from './capacity.ts'

export interface Period {
  readonly from: Instant
  readonly to: Instant
}

export interface WorkingTime {
  /** Its shifts, those that meet joined; the whole time for equipment that is always open. */
  readonly open: readonly Period[]
  /** Its own and that of its parents, once and weekly, in order of time; they may overlap. */
  readonly maintenance: readonly MaintenanceWindow[]
}

/** When equipment works within a period, as the plan takes it. */
export function workingTimeOf(
  equipment: Equipment,
  tree: EquipmentTree,
  timeZone: string,
  { from, to }: Period,
): WorkingTime {
  const within: Span = { from: Date.parse(from), to: Date.parse(to) }
  const { calendar, days, maintenance, regularMaintenance } = workingOf(equipment, tree)
  const windows = [...maintenance, ...regularWindows(regularMaintenance, timeZone, within)]
  return {
    open: periodsOf(opening(calendar, timeZone, within, days)),
    maintenance: windows.filter((it) => it.to > from && it.from < to).sort((a, b) => (a.from < b.from ? -1 : 1)),
  }
}

function periodsOf(open: ReturnType<typeof opening>): Period[] {
  const periods: Period[] = []
  for (let index = 0, span = open.span(0); span; index += 1, span = open.span(index))
    periods.push({ from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() })
  return periods
}
