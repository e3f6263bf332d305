import { fractionOf, inverse, times as multiplied, nought } from '../../events/fraction.ts'
import type { EquipmentId, Instant } from '../../events/identifiers.ts'
import type { Decimal } from '../../events/quantity.ts'
import type { Equipment, EquipmentClass } from '../../shared/domain/master-data.ts'
import { type Grouping, type NamedLoss, performanceOf, totalsBy } from '../../shared/domain/performance/report.ts'
import type { Span } from '../../shared/domain/performance/shift-log.ts'
import { periodsBetween, type ShiftPeriod } from '../../shared/domain/performance/shift-period.ts'
import { statesIn } from '../../shared/domain/performance/state-list.ts'
import type { LogRules, Totals } from '../../shared/domain/performance/totals.ts'
import { summed } from '../../shared/domain/performance/totals.ts'
import { add, isZero, nearest, zero } from '../../shared/domain/quantity.ts'
import { notFound } from '../../shared/http/reading.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { store, table } from '../../shared/runtime/plant.ts'
import { shiftPlan } from '../../shared/runtime/shifts.ts'
import { logsOfDays } from '../../shared/storage/lists/logs.ts'
import { sideBySide } from '../../shared/usecases/commit/side-by-side.ts'
import { type Refs, ref } from '../../shared/usecases/commit/store.ts'
import { rulesOf, shiftTimes } from '../../shared/usecases/equipment/logs.ts'
import { logsBetween, measuredUnits, totalsFromList, totalsIn } from '../../shared/usecases/equipment/performance.ts'
import { pageOf } from '../lists.ts'

export const times = shiftTimes({ shifts: shiftPlan(), timeZone: environment(variable.timeZone) })

/** Equipment whose logs are read at once, so that one request leaves connections to others. */
const atOnce = 20

interface Asked<Query> {
  readonly query: Query & { readonly from: Instant; readonly to: Instant }
  readonly at: Instant
}
interface Window {
  readonly limit: number
  readonly cursor?: string | undefined
}
type OfEquipment = { readonly path: { readonly equipmentId: EquipmentId } }

const spanOf = ({ from, to }: { readonly from: Instant; readonly to: Instant }): Span => ({
  from: Date.parse(from),
  to: Date.parse(to),
})

const noEquipment = (id: string) => notFound({ kind: 'equipment', id })

/** The states of one equipment. */
export async function listStates({ path: { equipmentId }, query, at }: Asked<Window> & OfEquipment) {
  const span = spanOf(query)
  const read = await logsBetween(store, equipmentId, span, times)
  if (!read) throw noEquipment(equipmentId)
  const states = statesIn(read.logs, read.rules, span, Date.parse(at))
  return { json: pageOf(states, ({ stateId }) => stateId, query) }
}

/** The indicators of an equipment, or of the units that measure a work center, by parts of the time on request. */
export async function getOee({
  path: { equipmentId },
  query,
  at,
}: Asked<{ readonly by?: Grouping | undefined }> & OfEquipment) {
  const span = spanOf(query)
  const units = await measuredUnits(store, equipmentId)
  const { own } = await store.load({ own: ref.equipment(equipmentId) })
  if (!units || !own) throw noEquipment(equipmentId)
  const read = await sideBySide(units, atOnce, (unit) => logsBetween(store, unit.equipmentId, span, times))
  const found = read.flatMap((it) => it ?? [])
  const shifts = counting(found).flatMap((it) => totalsIn(it, span, at))
  const rules = allRules(found.map((it) => it.rules))
  const total = summed(shifts.map(({ totals }) => totals))
  return {
    json: {
      equipmentId,
      from: query.from,
      to: query.to,
      measured: counting(found).map(({ equipment }) => equipment.equipmentId),
      ...(own.value.oeeTarget !== undefined && { target: own.value.oeeTarget }),
      ...performanceOf(total, rules),
      ...(query.by && {
        groups: [...grouped(shifts, total, query.by)].map(([key, totals]) => ({
          key,
          ...performanceOf(totals, rules),
        })),
      }),
    },
  }
}

function grouped(
  shifts: readonly { readonly period: ShiftPeriod; readonly totals: Totals }[],
  total: Totals,
  by: Grouping,
): Map<string, Totals> {
  if (by === 'order') return totalsBy(total, 'orderId')
  if (by === 'product') return totalsBy(total, 'product')
  const inTime = shifts.toSorted((one, other) => one.period.from - other.period.from)
  const groups = Map.groupBy(inTime, ({ period }) => keyOfGroup(period, by))
  return new Map([...groups].map(([key, those]) => [key, summed(those.map(({ totals }) => totals))]))
}

/** A shift by its day and name, as `2027-03-28/night`; a day by its date; a week by that of its Monday (ISO 8601). */
function keyOfGroup({ date, shiftId = 'none' }: ShiftPeriod, by: 'shift' | 'day' | 'week'): string {
  if (by === 'shift') return `${date}/${shiftId}`
  if (by === 'day') return date
  const day = new Date(`${date}T00:00:00.000Z`)
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7))
  return day.toISOString().slice(0, 'yyyy-mm-dd'.length)
}

/** The reasons of several classes in one; two classes that use one id mean the same by it, or their reports read strangely. */
const allRules = (all: readonly Pick<LogRules, 'reasons'>[]): Pick<LogRules, 'reasons'> => ({
  reasons: new Map(all.flatMap(({ reasons }) => [...reasons])),
})

interface Measured {
  readonly equipmentId: EquipmentId
  readonly target: Decimal | undefined
  readonly rules: LogRules
  readonly totals: Totals
}

/** What every equipment that said anything did in a time: whole shifts from a list, the others from their logs. */
async function measuredIn(span: Span, at: Instant, only?: ReadonlySet<string>): Promise<Measured[]> {
  const dates = [...new Set(periodsBetween(times, span.from, span.to).map(({ date }) => date))]
  const known = Map.groupBy(await logsOfDays(table, dates), ({ equipmentId }) => equipmentId)
  const ids = [...known.keys()].filter((id) => only === undefined || only.has(id)).sort()
  const equipment = await store.load(Object.fromEntries(ids.map((id) => [id, ref.equipment(id)])) as Refs)
  const defined = ids.flatMap((id) => (equipment[id]?.value as Equipment | undefined) ?? [])
  const classes = [...new Set(defined.flatMap((it) => it.equipmentClass ?? []))]
  const rulesBy = await store.load(Object.fromEntries(classes.map((id) => [id, ref.class(id)])))
  return sideBySide(defined, atOnce, async (it) => {
    const shifts = await totalsFromList(store, it.equipmentId, known.get(it.equipmentId) ?? [], span, times, at)
    const equipmentClass = it.equipmentClass === undefined ? undefined : rulesBy[it.equipmentClass]?.value
    return {
      equipmentId: it.equipmentId,
      target: it.oeeTarget,
      rules: rulesOf(it, equipmentClass as EquipmentClass | undefined),
      totals: summed(shifts.map(({ totals }) => totals)),
    }
  })
}

export async function listOee({ query, at }: Asked<Window>) {
  const { from, to } = query
  const found = await measuredIn(spanOf(query), at)
  const items = found.map(({ equipmentId, target, rules, totals }) => ({
    equipmentId,
    from,
    to,
    measured: [equipmentId],
    ...(target !== undefined && { target }),
    ...performanceOf(totals, rules),
  }))
  return { json: pageOf(items, ({ equipmentId }) => equipmentId, query) }
}

/** Units that nothing counts have time and no pieces: they would make the effectiveness of those beside them look bad. */
const counting = <It extends { readonly rules: LogRules }>(all: readonly It[]): readonly It[] => {
  const counted = all.filter(({ rules }) => rules.counter !== undefined)
  return counted.length > 0 ? counted : all
}

/** The losses of a time as a Pareto: each with its share of all lost time, and the share of all that are as great. */
export async function listLosses({ query, at }: Asked<{ readonly equipmentId?: EquipmentId | undefined }>) {
  const { from, to, equipmentId } = query
  const units = equipmentId === undefined ? undefined : await measuredUnits(store, equipmentId)
  if (equipmentId !== undefined && !units) throw noEquipment(equipmentId)
  const found = await measuredIn(spanOf(query), at, units && new Set(units.map((it) => it.equipmentId)))
  const { losses } = performanceOf(summed(found.map(({ totals }) => totals)), allRules(found.map(({ rules }) => rules)))
  return { json: { from, to, items: pareto(losses) } }
}

function pareto(losses: readonly NamedLoss[]) {
  const all = losses.reduce((sum, it) => add(sum, it.seconds), zero)
  const share = (seconds: Decimal) =>
    nearest(isZero(all) ? nought : multiplied(fractionOf(seconds), inverse(fractionOf(all))), 4)
  let so = zero
  return losses.map((it) => {
    so = add(so, it.seconds)
    return { ...it, share: share(it.seconds), cumulativeShare: share(so) }
  })
}

/** What a shift came to, of each equipment and in all, with the stops that somebody has to explain. */
export async function getShift({
  path: { date, shift },
  at,
}: {
  readonly path: { date: string; shift: string }
  readonly at: Instant
}) {
  const midnight = Date.parse(`${date}T00:00:00.000Z`)
  const day = 86_400_000
  const period = Number.isNaN(midnight)
    ? undefined
    : periodsBetween(times, midnight - day, midnight + 2 * day).find((it) => it.date === date && it.shiftId === shift)
  if (!period) throw notFound({ kind: 'shift', id: `${date}/${shift}` })
  const found = await measuredIn(period, at)
  const equipment = await sideBySide(found, atOnce, async ({ equipmentId, rules, totals }) => {
    const read = await logsBetween(store, equipmentId, period, times)
    const states = read ? statesIn(read.logs, read.rules, period, Date.parse(at)) : []
    return { equipmentId, ...performanceOf(totals, rules), openStops: states.filter((it) => it.needsReason) }
  })
  return {
    json: {
      date,
      shiftId: shift,
      from: new Date(period.from).toISOString(),
      to: new Date(period.to).toISOString(),
      isOver: Date.parse(at) >= period.to,
      equipment,
      total: performanceOf(
        summed(counting(found).map(({ totals }) => totals)),
        allRules(found.map(({ rules }) => rules)),
      ),
    },
  }
}
