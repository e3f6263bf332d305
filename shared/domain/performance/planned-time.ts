import type { Equipment } from '../master-data.ts'
import { opening } from '../schedule/calendar.ts'
import { equipmentTree, outOfService, workingOf } from '../schedule/capacity.ts'
import type { PlannedTime, Span } from './shift-log.ts'

/**
 * When equipment should work within a time: what its calendar leaves open, and the maintenance that was planned in it.
 * @param above its parents, whose calendar and maintenance it shares
 * @param timeZone of the site, an IANA name
 */
export function plannedTimeOf(
  equipment: Equipment,
  above: readonly Equipment[],
  timeZone: string,
  within: Span,
): PlannedTime {
  const { calendar, days, ...maintained } = workingOf(equipment, equipmentTree([equipment, ...above]))
  const open = opening(calendar, timeZone, within, days)
  const spans: Span[] = []
  for (let index = 0, span = open.span(0); span; index += 1, span = open.span(index)) spans.push(span)
  const maintenance = outOfService(maintained, timeZone, within).map(({ from, to }) => ({
    from: Math.max(from, within.from),
    to: Math.min(to, within.to),
  }))
  return { open: spans, maintenance: maintenance.filter(({ from, to }) => from < to) }
}
