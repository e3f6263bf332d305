import type { EquipmentId, Instant } from '../../../events/identifiers.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Equipment } from '../master-data.ts'
import { equipmentOnHold } from '../on-hold.ts'
import type { BoundOrder, RunningStep } from '../orders/order.ts'
import { reasons, violation } from '../refusal.ts'
import { type Machine, occupant } from './machine.ts'
import { maintenanceNow } from './maintenance.ts'
import { isByDate } from './plan-due.ts'

/** Equipment that a step may run on: its definition and its present state. */
export interface Candidate {
  readonly equipment: Equipment | undefined
  readonly machine: Machine | undefined
  /** The equipment above it, whose maintenance keeps it out of service too. */
  readonly above?: readonly Equipment[]
  /** Its present calibration was entered after the time that it is judged at. */
  readonly isCalibratedSince?: boolean
}

/** An instant, and the zone of the site whose clock weekly maintenance follows. */
type Moment = Pick<Circumstances, 'at' | 'timeZone'>

/** The work center or equipment class that a step needs; undefined if it needs no equipment. */
export const placeOf = (step: Step): string | undefined => step.workCenter ?? step.equipmentClass

/** Whether the step may name this equipment at all, whatever its present state. */
export const fits = (
  step: Step,
  {
    equipmentId,
    parentId,
    equipmentClass,
  }: { equipmentId: string; parentId?: string | undefined; equipmentClass?: string | undefined },
): boolean =>
  (step.workCenter === undefined || equipmentId === step.workCenter || parentId === step.workCenter) &&
  (step.equipmentClass === undefined || equipmentClass === step.equipmentClass)

const lackingIn = ({ capabilities }: Pick<Step, 'capabilities'>, equipment: Equipment): string[] =>
  capabilities.filter((it) => !equipment.capabilities.includes(it))

export const isCapable = (step: Pick<Step, 'capabilities'>, equipment: Equipment): boolean =>
  lackingIn(step, equipment).length === 0

/**
 * Every reason why the step may not start on this equipment now.
 * @param reworks the step that this one reworks; its material is on that equipment, so both steps may use it
 */
export function objectionsToEquipment(
  order: BoundOrder,
  step: Step,
  equipmentId: EquipmentId | undefined,
  running: RunningStep | undefined,
  { equipment, machine, above = [], isCalibratedSince }: Candidate,
  { at, timeZone }: Moment,
  reworks?: string,
): Violation[] {
  const { stepId, workCenter, equipmentClass } = step
  if (!equipmentId)
    return placeOf(step)
      ? [
          violation(
            'equipment-missing',
            { stepId, ...(workCenter && { workCenter }), ...(equipmentClass && { equipmentClass }) },
            'equipmentId',
          ),
        ]
      : []
  const ref = `equipment:${equipmentId}`
  if (!equipment) return [violation('equipment-unknown', { equipmentId }, ref)]
  const user = machine && occupant(machine)
  const occupied = user && (user.orderId !== order.orderId || ![stepId, reworks].includes(user.stepId))
  const lacking = lackingIn(step, equipment)
  return reasons(
    workCenter !== undefined &&
      !fits({ ...step, equipmentClass: undefined }, equipment) &&
      violation('equipment-wrong/work-center', { stepId, workCenter, equipmentId }, ref),
    equipmentClass !== undefined &&
      !fits({ ...step, workCenter: undefined }, equipment) &&
      violation('equipment-wrong/class', { stepId, equipmentClass, equipmentId }, ref),
    running?.equipmentId !== undefined &&
      running.equipmentId !== equipmentId &&
      violation('equipment-wrong/running', { stepId, equipmentId: running.equipmentId }, ref),
    lacking.length > 0 && violation('equipment-incapable', { equipmentId, stepId, capabilities: lacking }, ref),
    occupied && violation('equipment-occupied', { equipmentId, orderId: user.orderId, stepId: user.stepId }, ref),
    equipmentOnHold(equipmentId, machine),
    lockedOut(equipmentId, machine),
    // Work that has begun goes on: calibration, cleaning and set-up are checked only when a step begins.
    !running && calibrationDue(equipment, at, isCalibratedSince),
    inMaintenance(equipment, above, { at, timeZone }),
    !running && step.kind !== 'cleaning' && notClean(equipment, machine, at),
    !running &&
      step.needsSetUp &&
      !isSetUpFor(order, machine) &&
      violation(
        'equipment-not-set-up',
        { equipmentId, product: order.product, ...(machine?.setUpFor && { setUpFor: machine.setUpFor }) },
        ref,
      ),
  )
}

/** Within a family no set-up is needed, on the floor as in the plan. */
const isSetUpFor = ({ product, family }: BoundOrder, machine: Machine | undefined): boolean =>
  machine?.setUpFor === product || (family !== undefined && machine?.setUpFamily === family)

/** Every reason why equipment may not be used now, for equipment that no step occupies, such as a scale. */
export const objectionsToUse = (
  equipment: Equipment,
  { machine, above = [] }: Pick<Candidate, 'machine' | 'above'>,
  { at, timeZone }: Moment,
): Violation[] =>
  reasons(
    equipmentOnHold(equipment.equipmentId, machine),
    lockedOut(equipment.equipmentId, machine),
    calibrationDue(equipment, at),
    inMaintenance(equipment, above, { at, timeZone }),
    notClean(equipment, machine, at),
  )

/** Maintenance has taken it, or equipment above it: nothing and nobody starts it until it is given back. */
export function lockedOut(equipmentId: string, machine: Machine | undefined): Violation | undefined {
  const { lockedOut: lock } = machine ?? {}
  const ref = `equipment:${equipmentId}`
  return (
    lock &&
    violation(
      'equipment-locked-out',
      { equipmentId, maintenanceId: lock.maintenanceId, at: lock.equipmentId, by: lock.by.name, since: lock.since },
      ref,
    )
  )
}

/** The plan of a calibration by the calendar comes with a policy of its own (overdue.ts). */
function calibrationDue(
  { equipmentId, calibrationDueAt: dueAt, plans = [] }: Equipment,
  at: Instant,
  isCalibratedSince = false,
): Violation | undefined {
  if (dueAt === undefined || dueAt > at) return undefined
  if (plans.some((it) => it.kind === 'calibration' && isByDate(it))) return undefined
  const ref = `equipment:${equipmentId}`
  return isCalibratedSince
    ? violation('equipment-calibration-due/then', { equipmentId, dueAt, on: at }, ref)
    : violation('equipment-calibration-due', { equipmentId, dueAt }, ref)
}

function inMaintenance(
  equipment: Equipment,
  above: readonly Equipment[],
  { at, timeZone }: Moment,
): Violation | undefined {
  const window = maintenanceNow([equipment, ...above], at, timeZone)
  const { equipmentId } = equipment
  return (
    window &&
    violation(
      'equipment-in-maintenance',
      { equipmentId, until: window.to, reason: window.reason },
      `equipment:${equipmentId}`,
    )
  )
}

/** The last cleaning comes before the definition. */
export const cleanUntilOf = (equipment: Equipment, machine: Machine | undefined): Instant | undefined =>
  machine?.cleanUntil ?? equipment.cleanUntil

function notClean(equipment: Equipment, machine: Machine | undefined, at: Instant): Violation | undefined {
  const until = cleanUntilOf(equipment, machine)
  if (until === undefined || until > at) return undefined
  const { equipmentId } = equipment
  return violation('equipment-not-clean', { equipmentId, until }, `equipment:${equipmentId}`)
}

interface Fitness {
  readonly calibration: 'not-required' | 'valid' | 'due'
  readonly cleaning: 'not-required' | 'clean' | 'not-clean'
  readonly cleanUntil?: Instant
}

/** Whether equipment is fit by calibration and cleaning; `not-required` if neither ever had a date. */
export function fitness(equipment: Equipment, machine: Machine | undefined, at: Instant): Fitness {
  const { calibrationDueAt } = equipment
  const cleanUntil = cleanUntilOf(equipment, machine)
  return {
    calibration: calibrationDueAt === undefined ? 'not-required' : calibrationDueAt > at ? 'valid' : 'due',
    cleaning: cleanUntil === undefined ? 'not-required' : cleanUntil > at ? 'clean' : 'not-clean',
    ...(cleanUntil !== undefined && { cleanUntil }),
  }
}
