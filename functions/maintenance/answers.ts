import * as z from 'zod'
import { actor } from '../../events/envelope.ts'
import {
  callId,
  deviationId,
  equipmentId,
  holdId,
  identifier,
  instant,
  lotId,
  maintenanceId,
  materialId,
  orderId,
  parameterId,
  stepId,
} from '../../events/identifiers.ts'
import {
  calibrated,
  completedMaintenance,
  maintenanceResult,
  maintenanceStatus,
  openedMaintenance,
  usedPart,
} from '../../events/maintenance.ts'
import { definedPlan, maintenanceKind } from '../../events/maintenance-plan.ts'
import { orderStatus } from '../../events/order.ts'
import { unit } from '../../events/quantity.ts'
import { receiptOf } from '../../events/receipt.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { listOf } from '../lists.ts'
import type { routes } from './routes.ts'

const times = {
  status: maintenanceStatus,
  openedAt: instant,
  openedBy: actor,
  startedAt: instant.optional(),
  startedBy: actor.optional(),
  takes: z.array(equipmentId).optional(),
  endedAt: instant.optional(),
  endedBy: actor.optional(),
  result: maintenanceResult.optional(),
  report: z.string().optional(),
  deviationId: deviationId.optional(),
  holdId: holdId.optional(),
}

const listed = z
  .strictObject({
    maintenanceId,
    equipmentId,
    kind: maintenanceKind,
    planId: identifier.optional(),
    planName: z.string().optional(),
    callId: callId.optional(),
    comment: z.string().optional(),
    ...times,
  })
  .meta({ id: 'MaintenanceListed' })

const maintenance = openedMaintenance
  .extend({
    ...times,
    plan: definedPlan.optional(),
    parts: z.array(usedPart).optional(),
    checks: completedMaintenance.shape.checks,
    calibration: calibrated.optional(),
  })
  .meta({ id: 'Maintenance' })

const calibration = calibrated
  .extend({
    equipmentId,
    maintenanceId,
    planId: identifier,
    calibratedAt: instant,
    calibratedBy: z.string(),
    result: maintenanceResult,
  })
  .meta({ id: 'Calibration' })

const measured = z
  .strictObject({
    orderId,
    status: orderStatus,
    product: materialId,
    lots: z.array(lotId),
    stepId,
    /** What was measured in the step. */
    parameterId: parameterId.optional(),
    unit: unit.optional(),
    /** What was weighed. */
    lineId: z.string().optional(),
    firstUsedAt: instant,
    lastUsedAt: instant,
  })
  .meta({ id: 'Measured' })

const calibrationThen = z
  .strictObject({
    equipmentId,
    at: instant,
    state: z.enum(['valid', 'overdue', 'failed', 'unknown']),
    calibration: calibration.optional(),
    dueAt: instant.optional(),
  })
  .meta({ id: 'CalibrationThen' })

export const answers = {
  openMaintenance: receiptOf('andon.maintenance.opened.v1'),
  startMaintenance: receiptOf('andon.maintenance.started.v1'),
  usePart: receiptOf('andon.maintenance.part-used.v1'),
  completeMaintenance: z.union([receiptOf('andon.maintenance.completed.v1'), receiptOf('andon.deviation.opened.v1')]),
  cancelMaintenance: receiptOf('andon.maintenance.cancelled.v1'),
  listMaintenance: listOf(listed),
  getMaintenance: maintenance,
  listMeasured: listOf(measured),
  getCalibration: calibrationThen,
  listCalibrations: listOf(calibration),
} as const satisfies Answers<typeof routes>
