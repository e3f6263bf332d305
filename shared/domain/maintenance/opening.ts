import type { Actor } from '../../../events/envelope.ts'
import type { OpenMaintenance } from '../../../events/maintenance.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Caller, Circumstances } from '../caller.ts'
import { saveMachine, saveWork } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { Call } from '../equipment/call-state.ts'
import { lockedOut } from '../equipment/fitness.ts'
import { lockOut, type Machine, occupant } from '../equipment/machine.ts'
import type { Equipment } from '../master-data.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { namesOf, type OpenWork, type RunningWork, type WorkOrder } from './work-order.ts'

/** What a work order is opened against. */
export interface Asked {
  readonly equipment: Equipment
  readonly machine: Machine
  readonly existing: WorkOrder | undefined
  /** The call that it names. */
  readonly call: Call | undefined
}

/** One work order of a plan at a time. What is found at the equipment, or called for, may be many. */
export function openMaintenance(
  { equipment, machine, existing, call }: Asked,
  { maintenanceId, planId, callId, comment }: OpenMaintenance,
  { at, caller }: Circumstances,
): Decision {
  const { equipmentId, plans = [] } = equipment
  const plan = plans.find((it) => it.planId === planId)
  const same = planId === undefined ? undefined : worksOf(machine).find((it) => it.planId === planId)
  const found = reasons(
    existing && violation('already-exists/maintenance', { maintenanceId }, `maintenance:${maintenanceId}`),
    planId !== undefined &&
      !plan &&
      violation('plan-unknown', { equipmentId, planId, plans: plans.map((it) => it.planId) }, 'planId'),
    same &&
      planId !== undefined &&
      violation(
        'maintenance-open',
        { equipmentId, planId, maintenanceId: same.maintenanceId },
        `maintenance:${same.maintenanceId}`,
      ),
    callId !== undefined && !call && violation('not-found', { type: 'call', id: callId }, `call:${callId}`),
    call?.status === 'ended' &&
      violation('call-wrong-status/ended', { by: call.endedBy.name, at: call.endedAt }, `call:${call.callId}`),
  )
  if (hasReasons(found)) return refuse(found)
  const work: OpenWork = {
    maintenanceId,
    equipmentId,
    kind: plan?.kind ?? 'maintenance',
    ...(plan && { plan }),
    ...(callId !== undefined && { callId }),
    ...(comment !== undefined && { comment }),
    status: 'open',
    openedAt: at,
    openedBy: actorOf(caller),
  }
  const works = [...worksOf(machine), { maintenanceId, ...(planId !== undefined && { planId }) }]
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.maintenance.opened.v1',
      data: { ...namesOf(work), ...(comment !== undefined && { comment }) },
    },
    changes: [saveWork(work), saveMachine(equipmentId, { ...machine, works })],
  }
}

/**
 * Takes the equipment and all below it: from the answer on, nothing and nobody starts any of it. Nothing that runs is stopped by this, so a step there
 * is a refusal.
 * @param machines of the equipment and of all below it, the own one first
 */
export function startMaintenance(
  work: WorkOrder,
  machines: readonly Machine[],
  { at, caller }: Circumstances,
): Decision {
  if (work.status !== 'open') return refuse([wrongStatus(work)])
  const found = machines.flatMap((machine) => reasons(inUse(machine), lockedOut(machine.equipmentId, machine)))
  if (hasReasons(found)) return refuse(found)
  const { maintenanceId, equipmentId } = work
  const by = actorOf(caller)
  const takes = machines.map((it) => it.equipmentId)
  const running: RunningWork = { ...work, status: 'running', startedAt: at, startedBy: by, takes, parts: [] }
  return {
    outcome: 'accepted',
    fact: { type: 'andon.maintenance.started.v1', data: { ...namesOf(work), takes } },
    changes: [
      saveWork(running),
      ...machines.map((it) => saveMachine(it.equipmentId, lockOut(it, { maintenanceId, equipmentId, since: at, by }))),
    ],
  }
}

function inUse(machine: Machine): Violation | undefined {
  const { equipmentId } = machine
  const user = occupant(machine)
  return (
    user &&
    violation(
      'equipment-occupied',
      { equipmentId, orderId: user.orderId, stepId: user.stepId },
      `equipment:${equipmentId}`,
    )
  )
}

export const wrongStatus = ({ maintenanceId, status }: WorkOrder): Violation =>
  violation('maintenance-wrong-status', { maintenanceId, status }, `maintenance:${maintenanceId}`)

export const worksOf = ({ works = [] }: Machine): NonNullable<Machine['works']> => works

export const actorOf = ({ kind, id, name }: Caller): Actor => ({ kind, id, name })
