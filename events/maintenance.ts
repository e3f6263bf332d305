import * as z from 'zod'
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
  parameterId,
  sublotId,
} from './identifiers.ts'
import { maintenanceKind } from './maintenance-plan.ts'
import { maintenanceResults, maintenanceStatuses } from './names.ts'
import { reason } from './order.ts'
import { amount, quantity, signedAmount, signedDecimal } from './quantity.ts'
import { signatureRequest } from './signature.ts'
import { until } from './until.ts'
import { violation } from './violation.ts'

const comment = z.string().trim().min(1).max(2000)

/** Of a plan of the equipment, for a call for help there, or for what a person has found. */
export const openMaintenance = z
  .strictObject({
    maintenanceId,
    equipmentId,
    planId: identifier.optional(),
    callId: callId.optional(),
    comment: comment.optional(),
  })
  .meta({ id: 'OpenMaintenance' })
export type OpenMaintenance = z.infer<typeof openMaintenance>

export const startMaintenance = z.strictObject({}).meta({ id: 'StartMaintenance' })

export const usePart = z
  .strictObject({ lotId, sublotId: sublotId.optional(), quantity, reason: reason.optional() })
  .meta({ id: 'UsePart' })
export type UsePart = z.infer<typeof usePart>

const answeredCheck = z.strictObject({ checkId: parameterId, passed: z.boolean() }).meta({ id: 'AnsweredCheck' })

/** What the readings are compared with: another device, and the certificate that says until when its values count. */
const standardWith = <Day extends z.ZodType<string>>(day: Day, id: string) =>
  z
    .strictObject({
      standardId: identifier,
      certificate: z.string().trim().min(1).max(200),
      dueAt: day,
    })
    .meta({ id })

/** In the unit of the point. `asLeft` is what it shows after it was adjusted. */
const reading = z
  .strictObject({ pointId: parameterId, asFound: signedDecimal, asLeft: signedDecimal.optional() })
  .meta({ id: 'CalibrationReading' })

export const completeMaintenance = z
  .strictObject({
    comment,
    checks: z.array(answeredCheck).max(100).optional(),
    calibration: z
      .strictObject({ standard: standardWith(until, 'CalibrationStandard'), readings: z.array(reading).min(1).max(50) })
      .optional(),
    signature: signatureRequest,
  })
  .meta({ id: 'CompleteMaintenance' })
export type CompleteMaintenance = Omit<z.infer<typeof completeMaintenance>, 'signature'>

export const cancelMaintenance = z.strictObject({ reason }).meta({ id: 'CancelMaintenance' })
export type CancelMaintenance = z.infer<typeof cancelMaintenance>

export const maintenanceStatus = z.enum(maintenanceStatuses)
export const maintenanceResult = z.enum(maintenanceResults)

/** A point with what was read of it, and whether that is within its tolerance. */
export const judgedPoint = z
  .strictObject({
    pointId: parameterId,
    nominal: signedAmount,
    tolerance: amount,
    asFound: signedDecimal,
    foundWithin: z.boolean(),
    asLeft: signedDecimal.optional(),
    leftWithin: z.boolean(),
  })
  .meta({ id: 'CalibratedPoint' })

/** What a calibration found and left. */
export const calibrated = z
  .strictObject({
    standard: standardWith(instant, 'StandardUsed'),
    points: z.array(judgedPoint).min(1),
    foundWithin: z.boolean(),
    /** When the next one is due; with a failed one, now. */
    dueAt: instant.optional(),
    /** When the equipment was last known to be good; absent if it never was. */
    goodSince: instant.optional(),
    /** Until when it was used with what this calibration found. */
    usedUntil: instant,
  })
  .meta({ id: 'Calibrated' })
export type Calibrated = z.infer<typeof calibrated>

/** A work order of maintenance as it was opened. */
export const openedMaintenance = z.strictObject({
  maintenanceId,
  equipmentId,
  kind: maintenanceKind,
  planId: identifier.optional(),
  callId: callId.optional(),
  comment: comment.optional(),
})

const named = openedMaintenance.omit({ comment: true })

/** A part that was built in or used up, with the fields of a consumption. */
export const usedPart = z
  .strictObject({
    lotId,
    sublotId: sublotId.optional(),
    materialId,
    quantity,
    /** As it was said, if the lot is kept in the other of mass and volume. */
    entered: quantity.optional(),
  })
  .meta({ id: 'UsedPart' })

export type UsedPart = z.infer<typeof usedPart>

export const completedMaintenance = named.extend({
  result: maintenanceResult,
  comment,
  checks: z.array(answeredCheck).optional(),
  calibration: calibrated.optional(),
  /** The hold that keeps the equipment from use until somebody has judged or checked it. */
  holdId: holdId.optional(),
  deviationId: deviationId.optional(),
})

export const maintenanceFacts = {
  'andon.maintenance.opened.v1': openedMaintenance,
  /** `takes` is all that nobody can start from now on: the equipment and what is below it. */
  'andon.maintenance.started.v1': named.extend({ takes: z.array(equipmentId).min(1) }),
  'andon.maintenance.part-used.v1': named.extend({
    ...usedPart.shape,
    reason: reason.optional(),
    warnings: z.array(violation).optional(),
  }),
  'andon.maintenance.completed.v1': completedMaintenance,
  'andon.maintenance.cancelled.v1': named.extend({ reason, holdId: holdId.optional() }),
} as const
