import type { EquipmentId, Instant } from '../../../events/identifiers.ts'
import type { Circumstances } from '../caller.ts'
import type { Equipment, EquipmentThen } from '../master-data.ts'
import { earliestLate, heldAt, heldSince, isBefore, pastAfter } from '../past.ts'
import { violation } from '../refusal.ts'
import type { Calibration } from './calibration-state.ts'
import { type Candidate, cleanUntilOf } from './fitness.ts'
import type { Machine } from './machine.ts'

/** The definition of an equipment as it is kept, with what held before it. The last cleaning comes before the definition, also then. */
export function equipmentAfter(
  before: Equipment | undefined,
  after: Equipment,
  machines: { readonly before: Machine | undefined; readonly after: Machine | undefined },
  at: Instant,
): Equipment {
  const then = before && thatDecides(before, machines.before, at)
  const past = pastAfter(before?.past, then, thatDecides(after, machines.after, at), at)
  return { ...after, ...(past && { past }) }
}

/** As far as late acts ask for it: of its maintenance, what has begun and was not over a week ago. */
function thatDecides(equipment: Equipment, machine: Machine | undefined, at: Instant): EquipmentThen {
  const { equipmentClass, capabilities, calibratedAt, calibrationDueAt, regularMaintenance } = equipment
  const cleanUntil = cleanUntilOf(equipment, machine)
  const earliest = earliestLate(at)
  const maintenance = equipment.maintenance?.filter(({ from, to }) => from < at && to > earliest) ?? []
  return {
    capabilities,
    ...(equipmentClass !== undefined && { equipmentClass }),
    ...(calibratedAt !== undefined && { calibratedAt }),
    ...(calibrationDueAt !== undefined && { calibrationDueAt }),
    ...(cleanUntil !== undefined && { cleanUntil }),
    ...(maintenance.length > 0 && { maintenance }),
    ...(regularMaintenance && { regularMaintenance }),
  }
}

/** The equipment of a step as it was defined at the time of an act that is booked late. Its holds, what occupies it and its plans are those of now. */
export function candidateThen(now: Candidate, { at, late }: Pick<Circumstances, 'at' | 'late'>): Candidate {
  const { equipment, machine, above = [] } = now
  if (!late || !equipment) return now
  const then = definedAt(equipment, at)
  return {
    equipment: then,
    machine: machine && then !== equipment ? withoutCleaning(machine) : machine,
    above: above.map((it) => definedAt(it, at)),
    isCalibratedSince: then.calibrationDueAt !== equipment.calibrationDueAt,
  }
}

/** What the last cleaning was then, the definition of then has. */
const withoutCleaning = ({ cleanUntil: _since, ...machine }: Machine): Machine => machine

function definedAt(equipment: Equipment, at: Instant): Equipment {
  const { held: then, since } = heldSince<EquipmentThen>(equipment.past, equipment, at)
  if (then === 'unknown' || then === equipment) return equipment
  const { equipmentId, name, level, parentId, plans } = equipment
  const calibration = calibrationBy(then, since, at)
  return {
    equipmentId,
    name,
    level,
    ...(parentId !== undefined && { parentId }),
    ...(plans && { plans }),
    ...then,
    ...(calibration && { calibrationDueAt: calibration.calibrationDueAt }),
  }
}

/** The last calibration of that time: it counts from its own time on, whenever it was entered. A new due date alone is no calibration. */
function calibrationBy(then: EquipmentThen, since: readonly EquipmentThen[], at: Instant): EquipmentThen | undefined {
  const known = new Set([then.calibratedAt])
  return since
    .filter(({ calibratedAt }) => {
      const isNew = calibratedAt !== undefined && !known.has(calibratedAt)
      known.add(calibratedAt)
      return isNew && calibratedAt <= at
    })
    .at(-1)
}

/** What the equipment was before its first definition is not known. */
export function beforeDefinition({ equipment }: Candidate, when: Pick<Circumstances, 'at' | 'late'>) {
  const since = equipment?.past?.knownSince
  if (!equipment || !isBefore(when, since)) return undefined
  const { equipmentId } = equipment
  return violation('late-booking/equipment-undefined', { equipmentId, since, occurredAt: when.at }, 'occurredAt')
}

/** With which calibration an equipment measured at an instant. `unknown`: no calibration is on record, nor was one defined. */
export interface CalibrationThen {
  readonly equipmentId: EquipmentId
  readonly at: Instant
  readonly state: 'valid' | 'overdue' | 'failed' | 'unknown'
  readonly calibration?: Calibration
  readonly dueAt?: Instant
}

/**
 * For any past instant: by the last calibration until then, or by a definition that says of a later one.
 * @param last the last calibration that was recorded until then
 */
export function calibrationThen(equipment: Equipment, last: Calibration | undefined, at: Instant): CalibrationThen {
  const { equipmentId } = equipment
  const then = heldAt<EquipmentThen>(equipment.past, equipment, at)
  const said = then === 'unknown' || (then.calibratedAt ?? '') > at ? undefined : then
  const isSaidLater = said?.calibratedAt !== undefined && last !== undefined && said.calibratedAt > last.calibratedAt
  if (last && !isSaidLater) {
    const { result, dueAt } = last
    return {
      equipmentId,
      at,
      state: result === 'fail' ? 'failed' : stateBy(dueAt, at),
      calibration: last,
      ...dated(dueAt),
    }
  }
  const dueAt = said?.calibrationDueAt
  return { equipmentId, at, state: dueAt === undefined ? 'unknown' : stateBy(dueAt, at), ...dated(dueAt) }
}

const stateBy = (dueAt: Instant | undefined, at: Instant) => (dueAt !== undefined && dueAt <= at ? 'overdue' : 'valid')
const dated = (dueAt: Instant | undefined) => dueAt !== undefined && { dueAt }
