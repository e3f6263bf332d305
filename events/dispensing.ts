import * as z from 'zod'
import { fault } from './fault.ts'
import {
  equipmentId,
  identifier,
  instant,
  lineId,
  lotId,
  materialId,
  orderId,
  stepId,
  sublotId,
} from './identifiers.ts'
import { reason } from './order.ts'
import { amount, decimal, quantity } from './quantity.ts'
import { readingSource } from './scale.ts'
import { signatureRequest } from './signature.ts'
import { violation } from './violation.ts'

const containerId = identifier

/**
 * How the net weight is measured. `net`: the scale was tared with the container and shows it. `gross-tare`: gross minus tare. `by-difference`: the
 * loss of the source container.
 */
export const weighingMethods = ['net', 'gross-tare', 'by-difference'] as const
export const weighingMethod = z.enum(weighingMethods)
export type WeighingMethod = z.infer<typeof weighingMethod>

const readings = {
  net: quantity.optional(),
  gross: quantity.optional(),
  tare: amount.optional(),
  /** The source with its container, before and after material was taken. */
  before: quantity.optional(),
  after: amount.optional(),
}
type Reading = keyof typeof readings

/** The readings of each method, in the order of reading. With two readings, the net weight may be given as a check. */
export const readBy = {
  net: ['net'],
  'gross-tare': ['tare', 'gross'],
  'by-difference': ['before', 'after'],
} as const satisfies Record<WeighingMethod, readonly Reading[]>

/** Weighs material of a lot into a container, for a line of a step. */
export const weigh = z
  .strictObject({
    stepId,
    lineId,
    lotId,
    sublotId: sublotId.optional(),
    containerId,
    equipmentId,
    method: weighingMethod,
    ...readings,
    source: readingSource,
    reasonCode: identifier.optional(),
    reason: reason.optional(),
  })
  .superRefine((body, context) => {
    const wanted: readonly Reading[] = readBy[body.method]
    for (const name of Object.keys(readings) as Reading[]) {
      if (wanted.includes(name) && body[name] === undefined)
        context.addIssue({ code: 'custom', path: [name], message: fault('method-needs', { method: body.method }) })
      if (!wanted.includes(name) && name !== 'net' && body[name] !== undefined)
        context.addIssue({ code: 'custom', path: [name], message: fault('method-ignores', { method: body.method }) })
    }
  })
  .meta({ id: 'Weigh' })
export type Weigh = z.infer<typeof weigh>

/** `scanned` is the code on the container as a reader sends it: the id, or a GS1 element string with the id under 92. */
export const verifyContainer = z.strictObject({
  scanned: z.string().trim().min(1).max(200).optional(),
  signature: signatureRequest,
})
export type VerifyContainer = Omit<z.infer<typeof verifyContainer>, 'signature'>

export const rejectContainer = z.strictObject({ reasonCode: identifier.optional(), reason })
export type RejectContainer = z.infer<typeof rejectContainer>

/** Charges a container into the equipment of a step. `scanned` is the code on the container, as a reader sends it. */
export const chargeContainer = z.strictObject({
  stepId,
  equipmentId: equipmentId.optional(),
  scanned: z.string().trim().min(1).max(200),
  reason: reason.optional(),
  signature: signatureRequest.optional(),
})
export type ChargeContainer = z.infer<typeof chargeContainer>

export const reverseCharge = z.strictObject({ reason })
export type ReverseCharge = z.infer<typeof reverseCharge>

export const weighing = z.strictObject({
  containerId,
  equipmentId,
  method: weighingMethod,
  ...readings,
  net: quantity,
  source: readingSource,
  /** When the scale sent the last reading. */
  measuredAt: instant.optional(),
  /** For an active: the potency of the lot in percent, the basis of the line, and the equivalent of the net weight. */
  potency: decimal.optional(),
  basis: decimal.optional(),
  equivalent: amount.optional(),
  reasonCode: identifier.optional(),
})
export type Weighing = z.infer<typeof weighing>

const container = { orderId, stepId, lineId, containerId }

/** The container, the step that dispensed it (`from`), and the step and equipment that it is charged in. */
const charge = {
  ...container,
  from: stepId,
  lotId,
  sublotId: sublotId.optional(),
  materialId,
  quantity,
  equipmentId: equipmentId.optional(),
}

/** Facts about dispensed containers. */
export const dispensingFacts = {
  'andon.dispensing.verified.v1': z.strictObject({ ...container, lotId, scanned: z.string().optional() }),
  'andon.dispensing.rejected.v1': z.strictObject({
    ...container,
    lotId,
    sublotId: sublotId.optional(),
    materialId,
    quantity,
    /** The weight, if the lot is kept by volume. */
    entered: quantity.optional(),
    reasonCode: identifier.optional(),
    reason,
  }),
  'andon.dispensing.charged.v1': z.strictObject({
    ...charge,
    scanned: z.string(),
    reason: reason.optional(),
    warnings: z.array(violation).optional(),
  }),
  'andon.dispensing.charge-reversed.v1': z.strictObject({ ...charge, reason }),
} as const
