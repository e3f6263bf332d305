import type { MaintenanceWindow, RegularMaintenance, SetUp, TimeSpan } from '../../../events/calendar.ts'
import type { Step } from '../../../events/recipe.ts'
import { regularWindows } from '../equipment/maintenance.ts'
import type { Equipment } from '../master-data.ts'
import { ceiling, convert, zero } from '../quantity.ts'
import type { Span } from './calendar.ts'
import type { DaysInLine } from './calendar-day.ts'

export type Place = Pick<Step, 'workCenter' | 'equipmentClass'>

/** The position of equipment in the hierarchy, which is all that a list has. */
export type PlacedEquipment = Pick<Equipment, 'equipmentId' | 'level' | 'parentId' | 'equipmentClass'>

/** The equipment of a site, by parent and by class. */
export interface EquipmentTree<Known extends PlacedEquipment = Equipment> {
  readonly byId: ReadonlyMap<string, Known>
  readonly partsOf: ReadonlyMap<string, readonly Known[]>
  readonly byClass: ReadonlyMap<string, readonly Known[]>
}

export function equipmentTree<Known extends PlacedEquipment>(equipment: readonly Known[]): EquipmentTree<Known> {
  const sorted = equipment.toSorted((one, other) => (one.equipmentId < other.equipmentId ? -1 : 1))
  return {
    byId: new Map(sorted.map((it) => [it.equipmentId, it])),
    partsOf: Map.groupBy(sorted, ({ parentId }) => parentId ?? ''),
    byClass: Map.groupBy(sorted, ({ equipmentClass }) => equipmentClass ?? ''),
  }
}

/** Modules are parts of a unit (ISA-88), so equipment with modules is still one unit. */
const isWhole = ({ level }: PlacedEquipment): boolean => level === 'work-unit' || level === 'equipment-module'

/** The units of a work center. Without units, the work center itself is the only unit. */
export function unitsOf<Known extends PlacedEquipment>(
  workCenter: string,
  { byId, partsOf }: EquipmentTree<Known>,
): readonly Known[] {
  const itself = byId.get(workCenter)
  const parts = itself && isWhole(itself) ? [] : (partsOf.get(workCenter) ?? []).filter(isWhole)
  return parts.length > 0 ? parts : itself ? [itself] : []
}

/** All equipment that the gate allows for the step. A work center with units is not itself allowed. */
export function unitsFor<Known extends PlacedEquipment>(
  { workCenter, equipmentClass }: Place,
  tree: EquipmentTree<Known>,
): readonly Known[] {
  if (workCenter === undefined)
    return (tree.byClass.get(equipmentClass ?? '') ?? []).filter(({ equipmentId }) =>
      unitsOf(equipmentId, tree).some((unit) => unit.equipmentId === equipmentId),
    )
  return unitsOf(workCenter, tree).filter(
    (unit) => equipmentClass === undefined || unit.equipmentClass === equipmentClass,
  )
}

/** The places by which steps can name this equipment, its parents or its units. */
export interface Places {
  readonly workCenters: readonly string[]
  readonly equipmentClasses: readonly string[]
}

export function placesOf(equipmentId: string, tree: EquipmentTree<PlacedEquipment>): Places {
  const units = unitsOf(equipmentId, tree)
  const above = tree.byId.get(equipmentId)?.parentId
  const workCenters = [equipmentId, ...(above === undefined ? [] : [above]), ...units.map((unit) => unit.equipmentId)]
  return {
    workCenters: [...new Set(workCenters)],
    equipmentClasses: [...new Set(units.flatMap((unit) => unit.equipmentClass ?? []))],
  }
}

/** Whether a step, or an order with such a step, can run at these places. */
export const runsAt = (
  places: Places,
  asked: { readonly workCenters?: readonly string[]; readonly equipmentClasses?: readonly string[] },
): boolean =>
  (asked.workCenters ?? []).some((id) => places.workCenters.includes(id)) ||
  (asked.equipmentClasses ?? []).some((id) => places.equipmentClasses.includes(id))

/** The equipment and all its parents, nearest first. It stops at a cycle of parents. */
export function lineage<Known extends PlacedEquipment>(equipment: Known, { byId }: EquipmentTree<Known>): Known[] {
  const line = new Set<Known>()
  for (let it: Known | undefined = equipment; it && !line.has(it); it = byId.get(it.parentId ?? '')) line.add(it)
  return [...line]
}

/** When and how fast equipment works. What it does not define itself, it takes from its parents. */
export interface Working {
  readonly calendar: Equipment['calendar']
  /** Its own and those of all its parents, nearest first. */
  readonly days: DaysInLine
  readonly setUps: readonly SetUp[]
  /** Its own maintenance and that of all its parents, in order of time. */
  readonly maintenance: readonly MaintenanceWindow[]
  readonly regularMaintenance: readonly RegularMaintenance[]
}

export function workingOf(equipment: Equipment, tree: EquipmentTree): Working {
  const line = lineage(equipment, tree)
  return {
    calendar: line.find((it) => it.calendar)?.calendar,
    days: line.flatMap((it) => (it.days ? [it.days] : [])),
    setUps: line.find((it) => it.setUps)?.setUps ?? [],
    maintenance: line.flatMap((it) => it.maintenance ?? []).sort(byTime),
    regularMaintenance: line.flatMap((it) => it.regularMaintenance ?? []),
  }
}

const byTime = (one: MaintenanceWindow, other: MaintenanceWindow): number =>
  one.from < other.from ? -1 : one.from > other.from ? 1 : one.to < other.to ? -1 : 1

/** The periods within which equipment with this maintenance is out of service, in order of time, without overlap. */
export const outOfService = (
  { maintenance, regularMaintenance }: Pick<Working, 'maintenance' | 'regularMaintenance'>,
  timeZone: string,
  within: Span,
): Span[] =>
  merged([...maintenance, ...regularWindows(regularMaintenance, timeZone, within)]).filter(({ to }) => to > within.from)

/** Windows that overlap or meet, joined. */
export function merged(windows: readonly MaintenanceWindow[]): Span[] {
  const spans: Span[] = []
  for (const window of windows.toSorted(byTime)) {
    const [from, to] = [Date.parse(window.from), Date.parse(window.to)]
    const last = spans.at(-1)
    if (last && from <= last.to) spans[spans.length - 1] = { from: last.from, to: Math.max(last.to, to) }
    else spans.push({ from, to })
  }
  return spans
}

/** A duration in milliseconds, rounded up to the second. */
export const milliseconds = ({ value, unit }: TimeSpan): number =>
  Number(ceiling(convert(value, unit, 's') ?? zero)) * 1000

/**
 * The set-up time from one product family to another, in milliseconds. The most specific entry applies: one that names both families, then the next
 * family, then the previous one, then neither. A family needs no set-up after itself, unless an entry names exactly that.
 * @param from undefined for a unit that has made nothing yet
 */
export type SetUpTimes = (from: string | undefined, to: string) => number

export function setUpTimes(setUps: readonly SetUp[]): SetUpTimes {
  // No family has an empty name, so it can mean any family.
  const any = ''
  const keyOf = (from: string, to: string) => `${from}>${to}`
  const times = new Map<string, number>()
  for (const { from = any, to = any, duration } of setUps)
    if (!times.has(keyOf(from, to))) times.set(keyOf(from, to), milliseconds(duration))
  return (from = any, to) =>
    times.get(keyOf(from, to)) ??
    (from === to ? 0 : (times.get(keyOf(any, to)) ?? times.get(keyOf(from, any)) ?? times.get(keyOf(any, any)) ?? 0))
}
