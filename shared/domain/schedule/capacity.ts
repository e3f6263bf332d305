import type { MaintenanceWindow, SetUp, TimeSpan } from '../../../events/calendar.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Equipment } from '../master-data.ts'
import { ceiling, convert, zero } from '../quantity.ts'
import type { Span } from './calendar.ts'

/** Where a step runs. */
export type Place = Pick<Step, 'workCenter' | 'equipmentClass'>

/** Where an equipment stands in the hierarchy, which is all that a list knows of it. */
export type PlacedEquipment = Pick<Equipment, 'equipmentId' | 'level' | 'parentId' | 'equipmentClass'>

/** The equipment of a site, found by what it is part of and by its class. */
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

/** Modules are parts of a unit (ISA-88), so that what has modules is one unit all the same. */
const isWhole = ({ level }: PlacedEquipment): boolean => level === 'work-unit' || level === 'equipment-module'

/** The units of a work center; a work center without any is its own only unit. */
export function unitsOf<Known extends PlacedEquipment>(
  workCenter: string,
  { byId, partsOf }: EquipmentTree<Known>,
): readonly Known[] {
  const itself = byId.get(workCenter)
  const parts = itself && isWhole(itself) ? [] : (partsOf.get(workCenter) ?? []).filter(isWhole)
  return parts.length > 0 ? parts : itself ? [itself] : []
}

/** Each equipment that the gate would let the step start on, a work center for itself apart where it has units. */
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

/** The places by which steps can ask for this equipment, for what it is part of or for one of its units. */
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

/** Whether something of these places can be asked to run there: a step, or an order with such a step. */
export const runsAt = (
  places: Places,
  asked: { readonly workCenters?: readonly string[]; readonly equipmentClasses?: readonly string[] },
): boolean =>
  (asked.workCenters ?? []).some((id) => places.workCenters.includes(id)) ||
  (asked.equipmentClasses ?? []).some((id) => places.equipmentClasses.includes(id))

/** The equipment itself and whatever it is part of, the nearest first; a circle of parents ends where it closes. */
export function lineage<Known extends PlacedEquipment>(equipment: Known, { byId }: EquipmentTree<Known>): Known[] {
  const line = new Set<Known>()
  for (let it: Known | undefined = equipment; it && !line.has(it); it = byId.get(it.parentId ?? '')) line.add(it)
  return [...line]
}

/** When and how fast an equipment works: what it does not say of its own is that of what it is part of. */
export interface Working {
  readonly calendar: Equipment['calendar']
  readonly setUps: readonly SetUp[]
  /** Its own maintenance and that of all it is part of, in the order of time. */
  readonly maintenance: readonly MaintenanceWindow[]
}

export function workingOf(equipment: Equipment, tree: EquipmentTree): Working {
  const line = lineage(equipment, tree)
  return {
    calendar: line.find((it) => it.calendar)?.calendar,
    setUps: line.find((it) => it.setUps)?.setUps ?? [],
    maintenance: line
      .flatMap((it) => it.maintenance ?? [])
      .sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : one.to < other.to ? -1 : 1)),
  }
}

/** Windows that overlap or meet, as one. */
export function merged(windows: readonly MaintenanceWindow[]): Span[] {
  const spans: Span[] = []
  for (const window of windows) {
    const [from, to] = [Date.parse(window.from), Date.parse(window.to)]
    const last = spans.at(-1)
    if (last && from <= last.to) spans[spans.length - 1] = { from: last.from, to: Math.max(last.to, to) }
    else spans.push({ from, to })
  }
  return spans
}

/** Milliseconds of a time span, rounded up to the second. */
export const milliseconds = ({ value, unit }: TimeSpan): number =>
  Number(ceiling(convert(value, unit, 's') ?? zero)) * 1000

/**
 * The set-up from one product family to another, in milliseconds. The closest entry counts: the one that names both, then the one
 * that names what comes, then what was, then neither. A family follows itself without one, unless an entry names just that.
 * @param from undefined for a unit that has made nothing yet.
 */
export type SetUpTimes = (from: string | undefined, to: string) => number

export function setUpTimes(setUps: readonly SetUp[]): SetUpTimes {
  // No family is an empty text, so that it can stand for any.
  const any = ''
  const keyOf = (from: string, to: string) => `${from}>${to}`
  const times = new Map<string, number>()
  for (const { from = any, to = any, duration } of setUps)
    if (!times.has(keyOf(from, to))) times.set(keyOf(from, to), milliseconds(duration))
  return (from = any, to) =>
    times.get(keyOf(from, to)) ??
    (from === to ? 0 : (times.get(keyOf(any, to)) ?? times.get(keyOf(from, any)) ?? times.get(keyOf(any, any)) ?? 0))
}
