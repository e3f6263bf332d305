import type { Actor } from '../../../events/envelope.ts'
import type { CallId, DeviationId, EquipmentId, HoldId, Instant, MaintenanceId } from '../../../events/identifiers.ts'
import type { Calibrated, CompleteMaintenance, UsedPart } from '../../../events/maintenance.ts'
import type { MaintenancePlan } from '../../../events/maintenance-plan.ts'
import type { MaintenanceKind, MaintenanceResult } from '../../../events/names.ts'

/** A work order of maintenance. It takes its equipment from its start until it is completed or cancelled. */
export type WorkOrder = OpenWork | RunningWork | CompletedWork | CancelledWork

interface Opened {
  readonly maintenanceId: MaintenanceId
  readonly equipmentId: EquipmentId
  readonly kind: MaintenanceKind
  /** The plan as it was then: a later definition changes no order that is under way. */
  readonly plan?: MaintenancePlan
  readonly callId?: CallId
  readonly comment?: string
  readonly openedAt: Instant
  readonly openedBy: Actor
}

export interface OpenWork extends Opened {
  readonly status: 'open'
}

interface Started {
  readonly startedAt: Instant
  readonly startedBy: Actor
  /** The equipment and all below it that it has taken. */
  readonly takes: readonly EquipmentId[]
  readonly parts: readonly UsedPart[]
}

export interface RunningWork extends Opened, Started {
  readonly status: 'running'
}

export interface CompletedWork extends Opened, Started {
  readonly status: 'completed'
  readonly endedAt: Instant
  readonly endedBy: Actor
  readonly result: MaintenanceResult
  readonly report: string
  readonly checks?: CompleteMaintenance['checks']
  readonly calibration?: Calibrated
  readonly deviationId?: DeviationId
  readonly holdId?: HoldId
}

export interface CancelledWork extends Opened, Partial<Started> {
  readonly status: 'cancelled'
  readonly endedAt: Instant
  readonly endedBy: Actor
  readonly report: string
  readonly holdId?: HoldId
}

/** How facts name a work order. */
export const namesOf = ({ maintenanceId, equipmentId, kind, plan, callId }: WorkOrder) => ({
  maintenanceId,
  equipmentId,
  kind,
  ...(plan && { planId: plan.planId }),
  ...(callId !== undefined && { callId }),
})
