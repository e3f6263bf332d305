import type { HoldId } from '../../../events/identifiers.ts'
import type { CancelMaintenance } from '../../../events/maintenance.ts'
import { records } from '../../../events/sentences/english/records.ts'
import type { Circumstances } from '../caller.ts'
import { type Change, saveMachine, saveWork } from '../change.ts'
import type { Decision } from '../decision.ts'
import { giveBack, type Machine } from '../equipment/machine.ts'
import type { Equipment } from '../master-data.ts'
import type { Hold } from '../quality/deviation.ts'
import { startOf } from '../quality/holding.ts'
import { refuse } from '../refusal.ts'
import { actorOf, worksOf, wrongStatus } from './opening.ts'
import { type CancelledWork, namesOf, type OpenWork, type RunningWork, type WorkOrder } from './work-order.ts'

/** A work order with what it has taken. */
export interface Site {
  readonly work: WorkOrder
  readonly equipment: Equipment
  /** Of the equipment and of all that it has taken, the own one first. */
  readonly machines: readonly [Machine, ...Machine[]]
  /** Of the hold that the end may place. */
  readonly holdId: HoldId
}

/** The maintenance is not done, or not to its end. What it has opened is as dirty and as unchecked as after its end. */
export function cancelMaintenance(
  { work, equipment, machines, holdId }: Site,
  { reason }: CancelMaintenance,
  { at, caller }: Circumstances,
): Decision {
  if (work.status !== 'open' && work.status !== 'running') return refuse([wrongStatus(work)])
  const [own, ...others] = machines.map((it) => without(work, it, at)) as [Machine, ...Machine[]]
  const isUnchecked = work.status === 'running' && needsHold(work, equipment)
  const hold = isUnchecked ? holdBecause(unchecked(work), work, holdId, at, caller.id) : undefined
  const cancelled: CancelledWork = {
    ...work,
    status: 'cancelled',
    endedAt: at,
    endedBy: actorOf(caller),
    report: reason,
    ...(hold && { holdId }),
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.maintenance.cancelled.v1',
      data: { ...namesOf(work), reason, ...(hold && { holdId }) },
    },
    changes: [
      saveWork(cancelled),
      ...savedWith(hold, work.status === 'running' ? leftBy(work, own, at) : own),
      ...others.map((it) => saveMachine(it.equipmentId, it)),
    ],
    ...(hold && { pointers: [startOf(holdId)] }),
  }
}

/** The machine given back, without the work order on its list. */
export function without({ maintenanceId }: WorkOrder, machine: Machine, at: string): Machine {
  const { works: _works, ...given } = giveBack(machine, maintenanceId, at)
  const works = worksOf(machine).filter((it) => it.maintenanceId !== maintenanceId)
  return works.length > 0 ? { ...given, works } : given
}

/** Dirty, and with a scale to be checked anew, where the plan says so. */
export function leftBy({ plan }: RunningWork, { scaleCheck, ...machine }: Machine, at: string): Machine {
  const leaves = plan?.leaves ?? []
  return {
    ...machine,
    ...(scaleCheck && !leaves.includes('unchecked') && { scaleCheck }),
    ...(leaves.includes('dirty') && { cleanUntil: at }),
  }
}

/** A scale has a check of its own; other equipment is held until somebody has checked it. */
export const needsHold = ({ plan }: WorkOrder, { scale }: Equipment): boolean =>
  scale === undefined && (plan?.leaves ?? []).includes('unchecked')

export const unchecked = ({ maintenanceId }: WorkOrder): string =>
  records['record/maintenance-unchecked']({ maintenanceId })

export const holdBecause = (
  reason: string,
  { equipmentId }: OpenWork | RunningWork,
  holdId: HoldId,
  at: string,
  placedBy: string,
): Hold => ({
  holdId,
  subject: { type: 'equipment', id: equipmentId },
  reason,
  status: 'active',
  placedAt: at,
  placedBy,
})

/** The machine, with a hold that is in force from the same commit on. Nothing descends from equipment, so the hold is on it alone. */
export const savedWith = (hold: Hold | undefined, machine: Machine): Change[] =>
  hold
    ? [
        { change: 'save', kind: 'hold', id: hold.holdId, value: hold },
        saveMachine(machine.equipmentId, { ...machine, holds: [...machine.holds, hold.holdId] }),
      ]
    : [saveMachine(machine.equipmentId, machine)]
