import * as z from 'zod'
import { fault } from './fault.ts'
import {
  deviationId,
  holdId,
  identifier,
  instant,
  lotId,
  materialId,
  orderId,
  parameterId,
  recipeId,
  siteId,
  stepId,
  sublotId,
} from './identifiers.ts'
import { deviationStatuses } from './names.ts'
import { reason } from './order.ts'
import { calculated, recipeVersion } from './recipe.ts'
import { signatureRequest } from './signature.ts'
import { factSubject } from './subject.ts'
import { trendCurve } from './trend.ts'

/**
 * What can be held; the gate of every use checks it. A recipe version is written `SO1215@1`, a sublot `LOT-1@DRUM-3`, a serialised unit, made or not,
 * `PUMP@S-1`. A hold on a material holds all its lots.
 */
export const holdable = factSubject.extend({
  type: z.enum(['order', 'lot', 'sublot', 'unit', 'material', 'equipment', 'recipe']),
})
export type Holdable = z.infer<typeof holdable>

/** The purpose of a hold that holds a lot and all its descendants at all sites. */
export const holdPurpose = z.enum(['recall'])
export type HoldPurpose = z.infer<typeof holdPurpose>

/** For a hold from another site: the hold there, and the lot there that this site's lot was received from. */
export const holdOrigin = z.strictObject({ site: siteId, lotId, holdId })
export type HoldOrigin = z.infer<typeof holdOrigin>

/**
 * The id of a hold as given by a client. Ids that the plant makes itself are reserved: whoever took one beforehand would keep a machine, a workflow or
 * another site from holding anything.
 */
const givenHoldId = holdId.refine((id) => !/^(crossed|hold|rejected|released)\./.test(id), fault('id-of-plant'))
const givenDeviationId = deviationId.refine((id) => !/^dev\./.test(id), fault('id-of-plant'))

export const placeHold = z.strictObject({ holdId: givenHoldId.optional(), subject: holdable, reason })
export const recallLot = z.strictObject({ holdId: givenHoldId.optional(), reason }).meta({ id: 'RecallLot' })
export type RecallLot = z.infer<typeof recallLot>
export const releaseHold = z.strictObject({ reason, signature: signatureRequest })

export const severities = ['minor', 'major', 'critical'] as const
export const severity = z.enum(severities)
export type Severity = z.infer<typeof severity>

export const deviationStatus = z.enum(deviationStatuses)
export type DeviationStatus = z.infer<typeof deviationStatus>

export const dispositions = ['use-as-is', 'rework', 'scrap', 'return', 'reject'] as const
export const disposition = z.enum(dispositions)
export type Disposition = z.infer<typeof disposition>

const title = z.string().trim().min(3).max(200)
const description = z.string().trim().min(3).max(10_000)

export const openDeviation = z.strictObject({
  deviationId: givenDeviationId.optional(),
  subject: holdable,
  title,
  severity: severity.optional(),
  description,
})
export const classifyDeviation = z.strictObject({ severity, reason })
export const investigateDeviation = z.strictObject({ rootCause: description })
/** The recipe for the rework of an order; by default its version in force. */
const reworkRecipe = z.strictObject({ recipeId, version: recipeVersion.optional() })
/** The steps that one unit goes through again: its results there are cleared, and those of the steps behind them. */
const reworkSteps = z.strictObject({ stepIds: z.array(stepId).min(1).max(50) })
export const rework = z.union([reworkRecipe, reworkSteps])
export type Rework = z.infer<typeof reworkRecipe>
export type ReworkSteps = z.infer<typeof reworkSteps>

/** A unit that goes through steps of its order again. */
export const unitReworked = z.strictObject({
  orderId,
  materialId,
  serial: sublotId,
  stepIds: z.array(stepId).min(1),
})
export type UnitReworked = z.infer<typeof unitReworked>

export const dispositionDeviation = z.strictObject({
  disposition,
  reason,
  capaRequired: z.boolean().default(false),
  rework: rework.optional(),
  signature: signatureRequest,
})
export const closeDeviation = z.strictObject({ reason })

export const breach = z.strictObject({
  orderId,
  stepId,
  parameterId,
  /** The unit that broke the limit, of the order's product. */
  serial: sublotId.optional(),
  /** What a device sent as the serial number, where the value is not judged for that unit. */
  sentSerial: z.string().optional(),
  /** The value is of one unit, and the device does not say of which unit of the order. */
  ofUnknownUnit: z.boolean().optional(),
  equipmentId: identifier.optional(),
  value: z.string(),
  unit: z.string().optional(),
  low: z.string().optional(),
  high: z.string().optional(),
  /** The device's time lay too far in the future. */
  future: z.boolean().optional(),
  /** The timer that was exceeded, and since when its time ran. */
  timerId: parameterId.optional(),
  since: instant.optional(),
  /** What the parameter did until then. */
  curve: trendCurve.optional(),
  /** A device sent what cannot be read in the unit of the parameter; the value is the text that it sent. */
  unreadable: z.boolean().optional(),
  /** What was computed with the result. */
  calculated: z.array(calculated).min(1).optional(),
  /** The result with which a computed value left its limits. */
  cause: z
    .strictObject({
      parameterId,
      /** Its step, if that is not the one whose limit was broken. */
      stepId: stepId.optional(),
      value: z.string(),
      unit: z.string(),
    })
    .optional(),
})
export type Breach = z.infer<typeof breach>

/** Facts about a hold and its inheritance. */
const told = z.strictObject({ holdId, subject: holdable, reason, deviationId: deviationId.optional() })
export const holdFacts = {
  'andon.hold.placed.v1': told.extend({ purpose: holdPurpose.optional(), origin: holdOrigin.optional() }),
  'andon.hold.released.v1': told,
  /** The hold at the other site was released; this hold continues until quality releases it here. */
  'andon.hold.origin-released.v1': z.strictObject({
    holdId,
    subject: holdable,
    origin: holdOrigin,
    releasedAt: instant,
  }),
  /** The hold is now being inherited, and applies to all descendants from now on. */
  'andon.hold.spread-started.v1': z.strictObject({ holdId, subject: holdable }),
  /** All descendants of the subject have inherited the hold. */
  'andon.hold.spread-completed.v1': z.strictObject({ holdId, subject: holdable }),
  'andon.lot.hold-inherited.v1': z.strictObject({ lotId, holdId, from: factSubject }),
  'andon.lot.hold-ended.v1': z.strictObject({ lotId, holdId }),
  'andon.order.hold-inherited.v1': z.strictObject({ orderId, holdId, from: factSubject }),
  'andon.order.hold-ended.v1': z.strictObject({ orderId, holdId }),
} as const

/** A rule of a step that another person overrode by signature: its `ref` and its violation. */
export const override = z.strictObject({
  stepId,
  ref: z.string(),
  code: z.string(),
  detail: z.string(),
  reason,
})
export type Override = z.infer<typeof override>
