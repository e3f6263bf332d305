import { type CalendarDay, mostDays } from '../../../events/calendar.ts'
import { dayKey } from '../../../events/day-key.ts'
import type { EquipmentClassId, Instant } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import { type Change, saveMachine } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { Equipment, EquipmentClass } from '../master-data.ts'
import { millisecondsIn } from '../quantity.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { isSame } from '../same.ts'
import { type EdgeNodes, named, sparkplugFault } from './edge-node-names.ts'
import { equipmentAfter } from './equipment-then.ts'
import { type Machine, unknownMachine } from './machine.ts'
import type { Level, Place } from './place.ts'
import { scaleFaults } from './scale-definition.ts'

export interface Surroundings extends EdgeNodes {
  /** When it is defined. */
  readonly at: Instant
  readonly equipment: Equipment | undefined
  readonly machine: Machine | undefined
  readonly equipmentClass: EquipmentClass | undefined
  readonly own: Place | undefined
  /** The place of the new parent. */
  readonly parent: Place | undefined
  /** The place of the old parent, if the definition moves the equipment. */
  readonly left: Place | undefined
}

/** Defines an equipment. The first equipment of a class also creates the class. */
export function defineEquipment(asked: Equipment, around: Surroundings): Decision {
  const { equipmentId, equipmentClass } = asked
  // Equipment has all capabilities of its class. A capability added to a class applies to equipment that is defined afterwards.
  const capabilities = [...new Set([...asked.capabilities, ...(around.equipmentClass?.capabilities ?? [])])]
  const plans = plansWith(asked.plans, around.equipmentClass?.plans)
  const definition: Equipment = { ...asked, capabilities, ...(plans && { plans }) }
  const found = [
    ...outOfLine(definition, around),
    ...scaleFaults(definition),
    ...reasons(sparkplugFault(definition, around)),
  ]
  if (hasReasons(found)) return refuse(found)
  const machine = machineAfter(definition, around)
  const kept = equipmentAfter(around.equipment, definition, { before: around.machine, after: machine }, around.at)
  return {
    outcome: 'accepted',
    fact: { type: 'andon.equipment.defined.v1', data: definition },
    changes: [
      { change: 'save', kind: 'equipment', id: equipmentId, value: kept },
      ...placed(definition, around),
      ...named(definition, around.equipment, around),
      ...(machine === around.machine ? [] : [saveMachine(equipmentId, machine)]),
      ...(equipmentClass === undefined || around.equipmentClass ? [] : [saveClass(firstOf(equipmentClass))]),
    ],
  }
}

/** Its own plans, and those of its class as with capabilities. */
function plansWith(own: Equipment['plans'], ofClass: EquipmentClass['plans']): Equipment['plans'] {
  if (!ofClass) return own
  const ids = new Set(own?.map(({ planId }) => planId))
  return [...(own ?? []), ...ofClass.filter(({ planId }) => !ids.has(planId))]
}

/** The definition with days of a calendar file: each in place of the one with the same key, and without those that are cancelled. */
export function importDays(equipment: Equipment, { days, cancelled }: DaysRead): Decision | 'nothing' {
  const { past, ...known } = equipment
  const { equipmentId } = equipment
  const before = equipment.days ?? []
  const gone = new Set([...cancelled, ...days.map(dayKey)])
  const after = [...before.filter((it) => !gone.has(dayKey(it))), ...days].sort(byDate)
  if (isSame(after, before.toSorted(byDate))) return 'nothing'
  if (after.length > mostDays)
    return refuse([violation('invalid-request/too-many-days', { equipmentId, most: mostDays }, 'body')])
  const definition: Equipment = { ...known, days: after }
  return {
    outcome: 'accepted',
    fact: { type: 'andon.equipment.defined.v1', data: definition },
    // Days of a calendar decide about no start, so the past stays as it is.
    changes: [{ change: 'save', kind: 'equipment', id: equipmentId, value: { ...definition, ...(past && { past }) } }],
  }
}

export interface DaysRead {
  readonly days: readonly CalendarDay[]
  /** Under which the days are found: UIDs, or first dates of days without one. */
  readonly cancelled: readonly string[]
}

const byDate = (one: CalendarDay, other: CalendarDay): number =>
  one.from < other.from ? -1 : one.from > other.from ? 1 : dayKey(one) < dayKey(other) ? -1 : 1

/**
 * Creates the machine together with its definition. The last cleaning decides how long it is clean, until a definition sets another date. A scale
 * that is defined anew needs a new check.
 */
function machineAfter(
  { equipmentId, cleanUntil, scale, heartbeat }: Equipment,
  { equipment, machine }: Surroundings,
): Machine {
  const heartbeatMs = heartbeat && millisecondsIn(heartbeat)
  const silence = heartbeatMs !== undefined && { heartbeatMs }
  if (!machine) return { ...unknownMachine(equipmentId), ...silence }
  const { cleanUntil: cleaned, scaleCheck, heartbeatMs: before, ...rest } = machine
  const keepsCleaning = cleaned !== undefined && cleanUntil === equipment?.cleanUntil
  const keepsCheck = scaleCheck !== undefined && isSame(scale, equipment?.scale)
  const isAsBefore =
    keepsCleaning === (cleaned !== undefined) && keepsCheck === (scaleCheck !== undefined) && heartbeatMs === before
  if (isAsBefore) return machine
  return {
    ...rest,
    ...silence,
    ...(keepsCleaning && { cleanUntil: cleaned }),
    ...(keepsCheck && { scaleCheck }),
  }
}

/** Two thousand children are 160 KB of the parent's item. A plant with more needs a level in between. */
const mostChildren = 2000

/** Every parent is of a higher level than its children (ISA-95 part 1), whichever is defined first. So no equipment can be above itself. */
function outOfLine({ equipmentId, level, parentId }: Equipment, { own, parent }: Surroundings): Violation[] {
  const ref = 'body#/parentId'
  const siblings = Object.keys(parent?.children ?? {}).filter((id) => id !== equipmentId).length
  return reasons(
    parentId === equipmentId && violation('hierarchy-broken/itself', { equipmentId }, ref),
    parentId !== undefined &&
      parentId !== equipmentId &&
      parent?.level !== undefined &&
      !isAbove(parent.level, level) &&
      violation('hierarchy-broken/parent', { equipmentId, level, parentId, parentLevel: parent.level }, ref),
    parentId !== undefined &&
      siblings >= mostChildren &&
      violation('hierarchy-broken/too-many-parts', { parentId, parts: siblings }, ref),
    Object.entries(own?.children ?? {})
      .filter(([, childLevel]) => !isAbove(level, childLevel))
      .map(([childId, childLevel]) =>
        violation('hierarchy-broken/child', { equipmentId, level, childId, childLevel }, 'body#/level'),
      ),
  )
}

/** The same for all equipment of a plant at once. In a circle of parents, one of them is of no higher level. */
export const outOfLevel = (all: readonly Pick<Equipment, 'equipmentId' | 'level' | 'parentId'>[]) => {
  const byId = new Map(all.map((it) => [it.equipmentId, it]))
  return all.flatMap(({ equipmentId, level, parentId }) => {
    const parent = parentId === undefined ? undefined : byId.get(parentId)
    if (!parent || isAbove(parent.level, level)) return []
    const ref = 'body#/parentId'
    const found =
      parent.equipmentId === equipmentId
        ? violation('hierarchy-broken/itself', { equipmentId }, ref)
        : violation(
            'hierarchy-broken/parent',
            { equipmentId, level, parentId: parent.equipmentId, parentLevel: parent.level },
            ref,
          )
    return [{ equipmentId, parentId: parent.equipmentId, violation: found }]
  })
}

const isAbove = (one: Level, other: Level): boolean => rankOf[one] < rankOf[other]
/** Storage has the same rank as production (ISA-95 part 1, role-based equipment hierarchy). */
const rankOf: Readonly<Record<Level, number>> = {
  enterprise: 0,
  site: 1,
  area: 2,
  'work-center': 3,
  'storage-zone': 3,
  'work-unit': 4,
  'storage-unit': 4,
  'equipment-module': 5,
}

function placed({ equipmentId, level, parentId }: Equipment, { equipment, own, parent, left }: Surroundings): Change[] {
  const save = (value: Place): Change => ({ change: 'save', kind: 'place', id: value.equipmentId, value })
  const { [equipmentId]: _gone, ...remaining } = left?.children ?? {}
  return [
    save({ equipmentId, level, children: own?.children ?? {} }),
    ...(parentId === undefined
      ? []
      : [
          save({
            ...(parent ?? { equipmentId: parentId }),
            children: { ...parent?.children, [equipmentId]: level },
          }),
        ]),
    ...(left && equipment?.parentId !== parentId ? [save({ ...left, children: remaining })] : []),
  ]
}

const firstOf = (equipmentClassId: string): EquipmentClass => ({
  equipmentClassId: equipmentClassId as EquipmentClassId,
  name: equipmentClassId,
  capabilities: [],
})

const saveClass = (value: EquipmentClass): Change => ({
  change: 'save',
  kind: 'class',
  id: value.equipmentClassId,
  value,
})

export const defineEquipmentClass = (definition: EquipmentClass): Decision => ({
  outcome: 'accepted',
  fact: { type: 'andon.class.defined.v1', data: definition },
  changes: [saveClass(definition)],
})
