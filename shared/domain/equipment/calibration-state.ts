import type { EquipmentId, Instant, MaintenanceId } from '../../../events/identifiers.ts'
import type { Calibrated } from '../../../events/maintenance.ts'
import type { MaintenanceResult } from '../../../events/names.ts'

/** One calibration of an equipment, kept for good: with it somebody can say how a past instant was measured. */
export interface Calibration extends Calibrated {
  readonly equipmentId: EquipmentId
  readonly maintenanceId: MaintenanceId
  readonly planId: string
  readonly calibratedAt: Instant
  readonly calibratedBy: string
  readonly result: MaintenanceResult
}

export const calibrationKey = ({
  equipmentId,
  calibratedAt,
  maintenanceId,
}: Pick<Calibration, 'equipmentId' | 'calibratedAt' | 'maintenanceId'>): string =>
  `${equipmentId}@${calibratedAt}@${maintenanceId}`
