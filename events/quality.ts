import * as z from 'zod'
import { factSubject } from './envelope.ts'
import { deviationId, holdId, identifier, orderId, parameterId, recipeId, stepId } from './identifiers.ts'
import { reason } from './order.ts'
import { recipeVersion } from './recipe.ts'
import { signatureRequest } from './signature.ts'

/** What can be held: each is asked at the gate of everything that would use it. A recipe version is written `SO1215@1`. */
export const holdable = factSubject.extend({ type: z.enum(['order', 'lot', 'equipment', 'recipe']) })
export type Holdable = z.infer<typeof holdable>

export const placeHold = z.strictObject({ holdId: holdId.optional(), subject: holdable, reason })
export const releaseHold = z.strictObject({ reason, signature: signatureRequest })

export const severities = ['minor', 'major', 'critical'] as const
export const severity = z.enum(severities)
export type Severity = z.infer<typeof severity>

export const deviationStatuses = ['open', 'classified', 'investigated', 'dispositioned', 'closed'] as const
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

/** A rule of a step that somebody else let pass with a signature: what it pointed at, and what it said. */
export const override = z.strictObject({
  stepId,
  ref: z.string(),
  code: z.string(),
  detail: z.string(),
  reason,
})
export type Override = z.infer<typeof override>
