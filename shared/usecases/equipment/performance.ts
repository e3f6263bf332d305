import type { Instant } from '../../../events/identifiers.ts'
import type { Equipment, EquipmentClass } from '../../domain/master-data.ts'
import { plannedTimeOf } from '../../domain/performance/planned-time.ts'
import type { Span } from '../../domain/performance/shift-log.ts'
import { type KeptLog, lateWindowMs, wholeLogs } from '../../domain/performance/shift-logs.ts'
import { periodsBetween, type ShiftPeriod, type ShiftTimes } from '../../domain/performance/shift-period.ts'
import { type LogRules, type Totals, totalsOf } from '../../domain/performance/totals.ts'
import { ref, type Store } from '../commit/store.ts'
import { ancestorsOf } from '../execution/steps.ts'
import { logRefs, logsIn, rulesOf } from './logs.ts'

type Reading = Pick<Store, 'load'>

/** The logs of an equipment for a time, one for each shift, and by what they are judged. */
export interface LogsBetween {
  readonly equipment: Equipment
  readonly rules: LogRules
  readonly logs: readonly KeptLog[]
}

/**
 * Reads the logs of every shift that has a part in a time. A shift in which nothing was heard takes over what the one before hands over.
 * @returns undefined if the equipment is not defined
 */
export async function logsBetween(
  store: Reading,
  equipmentId: string,
  { from, to }: Span,
  times: ShiftTimes,
): Promise<LogsBetween | undefined> {
  const periods = periodsBetween(times, from - lateWindowMs, to)
  const { equipment, ...found } = await store.load({
    equipment: ref.equipment(equipmentId),
    ...(logRefs(equipmentId, periods) as object),
  })
  if (!equipment) return undefined
  const { equipmentClass } = equipment.value
  const [{ class: known }, above] = await Promise.all([
    store.load({ class: equipmentClass === undefined ? undefined : ref.class(equipmentClass) }),
    ancestorsOf(store, equipment.value),
  ])
  const rules = rulesOf(equipment.value, known?.value as EquipmentClass | undefined)
  const logs = new Map([...logsIn(found)].map(([start, { value }]) => [start, value]))
  const whole = wholeLogs(
    {
      equipmentId: equipment.value.equipmentId,
      periods,
      logs,
      plannedIn: (it) => plannedTimeOf(equipment.value, above, times.timeZone, it),
    },
    rules,
  )
  return { equipment: equipment.value, rules, logs: whole.filter((it) => it.to > from && it.from < to) }
}

/** What an equipment did in the part of each shift that lies in a time, up to now. */
export function totalsIn({ logs, rules }: LogsBetween, { from, to }: Span, now: Instant) {
  const end = Math.min(to, Date.parse(now))
  return logs.flatMap((log) => {
    const span = { from: Math.max(from, log.from), to: Math.min(end, log.to) }
    return span.from < span.to ? [{ period: log as ShiftPeriod, totals: totalsOf(log, rules, span) }] : []
  })
}

/** What was known of a shift when its log was last written, from a list. */
export interface KnownShift extends ShiftPeriod {
  readonly until: number
  readonly totals: Totals
}

/**
 * The same of an equipment of which a list knows whole shifts: only those that the time cuts, that are not over, or that have no log are read.
 * @param known the shifts of the list, of this equipment
 */
export async function totalsFromList(
  store: Reading,
  equipmentId: string,
  known: readonly KnownShift[],
  span: Span,
  times: ShiftTimes,
  now: Instant,
): Promise<{ period: ShiftPeriod; totals: Totals }[]> {
  const end = Math.min(span.to, Date.parse(now))
  const periods = periodsBetween(times, span.from, end)
  const whole = new Map(
    known
      .filter((it) => it.from >= span.from && it.to <= end && it.until >= it.to)
      .map((it) => [it.from, { period: it as ShiftPeriod, totals: it.totals }]),
  )
  const missing = periods.filter((it) => !whole.has(it.from))
  const [first, last] = [missing[0], missing.at(-1)]
  if (!first || !last) return [...whole.values()]
  const read = await logsBetween(
    store,
    equipmentId,
    { from: Math.max(span.from, first.from), to: Math.min(end, last.to) },
    times,
  )
  const others = read ? totalsIn(read, span, now).filter(({ period }) => !whole.has(period.from)) : []
  return [...whole.values(), ...others].sort((one, other) => one.period.from - other.period.from)
}

/** The units whose indicators are those of an equipment: itself, or of a work center the one that measures it, or else all of its units. */
export async function measuredUnits(store: Reading, equipmentId: string): Promise<Equipment[] | undefined> {
  const { equipment, place } = await store.load({
    equipment: ref.equipment(equipmentId),
    place: ref.place(equipmentId),
  })
  if (!equipment) return undefined
  const { measuredBy, level } = equipment.value
  if (measuredBy !== undefined) {
    const { unit } = await store.load({ unit: ref.equipment(measuredBy) })
    return unit ? [unit.value] : [equipment.value]
  }
  const children = Object.keys(place?.value.children ?? {})
  if (level === 'work-unit' || children.length === 0) return [equipment.value]
  return (await Promise.all(children.map((id) => measuredUnits(store, id)))).flatMap((it) => it ?? [])
}
