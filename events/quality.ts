import * as z from 'zod'
import {
  deviationId,
  holdId,
  identifier,
  instant,
  lotId,
  orderId,
  parameterId,
  recipeId,
  siteId,
  stepId,
} from './identifiers.ts'
import { deviationStatuses } from './names.ts'
import { reason } from './order.ts'
import { recipeVersion } from './recipe.ts'
import { signatureRequest } from './signature.ts'
import { factSubject } from './subject.ts'

/**
 * What can be held: each is asked at the gate of everything that would use it. A recipe version is written `SO1215@1`, a sublot
 * `LOT-1@DRUM-3`, a serialised unit `PUMP@S-1`, whether it is made yet or not; a hold on a material holds every lot of it.
 */
export const holdable = factSubject.extend({
  type: z.enum(['order', 'lot', 'sublot', 'unit', 'material', 'equipment', 'recipe']),
})
export type Holdable = z.infer<typeof holdable>

/** Why a hold was placed that holds a lot and all that was made of it, wherever it is. */
export const holdPurpose = z.enum(['recall'])
export type HoldPurpose = z.infer<typeof holdPurpose>

/** Of a hold that came from another site: the hold there, and the lot there from which the lot that is held here was received. */
export const holdOrigin = z.strictObject({ site: siteId, lotId, holdId })
export type HoldOrigin = z.infer<typeof holdOrigin>

/** As somebody names a hold: these beginnings are of holds that came from another site, and of what stands for a rejection. */
const givenHoldId = holdId.refine((id) => !/^(crossed|rejected|released)\./.test(id), {
  error:
    'No hold is named by anybody with crossed., rejected. or released. at the beginning: these come from other sites',
})

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
  deviationId: deviationId.optional(),
  subject: holdable,
  title,
  severity: severity.optional(),
  description,
})
export const classifyDeviation = z.strictObject({ severity, reason })
export const investigateDeviation = z.strictObject({ rootCause: description })
/** The recipe by which an order is reworked; the version that is in force unless told. */
export const rework = z.strictObject({ recipeId, version: recipeVersion.optional() })
export type Rework = z.infer<typeof rework>

export const dispositionDeviation = z.strictObject({
  disposition,
  reason,
  capaRequired: z.boolean().default(false),
  rework: rework.optional(),
  signature: signatureRequest,
})
export const closeDeviation = z.strictObject({ reason })

/** What was measured when a limit was broken. */
export const breach = z.strictObject({
  orderId,
  stepId,
  parameterId,
  equipmentId: identifier.optional(),
  value: z.string(),
  unit: z.string().optional(),
  low: z.string().optional(),
  high: z.string().optional(),
})
export type Breach = z.infer<typeof breach>

/** What facts say of a hold, and of those that come with it to what was made of the thing that is held. */
const told = z.strictObject({ holdId, subject: holdable, reason, deviationId: deviationId.optional() })
export const holdFacts = {
  'andon.hold.placed.v1': told.extend({ purpose: holdPurpose.optional(), origin: holdOrigin.optional() }),
  'andon.hold.released.v1': told,
  /** The hold at the other site is over; this one goes on until quality releases it here. */
  'andon.hold.origin-released.v1': z.strictObject({
    holdId,
    subject: holdable,
    origin: holdOrigin,
    releasedAt: instant,
  }),
  /** It is on its way to what was made of its subject, and in force there from now on. */
  'andon.hold.spread-started.v1': z.strictObject({ holdId, subject: holdable }),
  /** All that was made of its subject carries it. */
  'andon.hold.spread-completed.v1': z.strictObject({ holdId, subject: holdable }),
  'andon.lot.hold-inherited.v1': z.strictObject({ lotId, holdId, from: factSubject }),
  'andon.lot.hold-ended.v1': z.strictObject({ lotId, holdId }),
  'andon.order.hold-inherited.v1': z.strictObject({ orderId, holdId, from: factSubject }),
  'andon.order.hold-ended.v1': z.strictObject({ orderId, holdId }),
} as const

/** A rule of a step that somebody else let pass with a signature: what it pointed at, and what it said. */
export const override = z.strictObject({
  stepId,
  ref: z.string(),
  code: z.string(),
  detail: z.string(),
  reason,
})
export type Override = z.infer<typeof override>
