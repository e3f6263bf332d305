import * as z from 'zod'
import { fault } from './fault.ts'
import { factId, identifier, lineId, lotId, materialId, orderId, stepId, sublotId } from './identifiers.ts'
import { mostAtOnce } from './material.ts'
import { consume, productionUses, reason } from './order.ts'
import { quantity } from './quantity.ts'
import { serialsUpTo } from './serials.ts'
import { namedUnit } from './unit.ts'
import { violation } from './violation.ts'

/**
 * What becomes of consumed material that is taken back: it waits for quality's decision, is stock as it was before, or is scrapped. Scrap stays an input
 * of its order.
 */
export const returnDispositions = ['quarantine', 'stock', 'scrap'] as const
export const returnDisposition = z.enum(returnDispositions)
export type ReturnDisposition = z.infer<typeof returnDisposition>

/**
 * Reverses a consumption or a production, by the id of its fact: all that is not reversed yet, or the quantity given. `stepId` names a later step in
 * which a component is taken out of a unit, and `outOf` the unit in repair, for a component that an earlier order has built into it. `serials` names
 * units of a production; by default all that are not reversed yet. `disposition` says what becomes of consumed material: what was built into a unit goes
 * to quarantine by default, other material back to its stock.
 */
export const reverse = z
  .strictObject({
    consumptionId: factId.optional(),
    productionId: factId.optional(),
    quantity: quantity.optional(),
    stepId: stepId.optional(),
    outOf: sublotId.optional(),
    serials: serialsUpTo(mostAtOnce).optional(),
    disposition: returnDisposition.optional(),
    reason,
  })
  .refine((body) => (body.consumptionId === undefined) !== (body.productionId === undefined), {
    path: ['consumptionId'],
    message: fault('consumption-or-production'),
  })
  .refine((body) => body.stepId === undefined || body.consumptionId !== undefined, {
    path: ['stepId'],
    message: fault('consumption-only'),
  })
  .refine((body) => body.outOf === undefined || (body.consumptionId !== undefined && body.stepId !== undefined), {
    path: ['outOf'],
    message: fault('out-of-unit'),
  })
  .refine((body) => body.disposition === undefined || body.consumptionId !== undefined, {
    path: ['disposition'],
    message: fault('consumption-only'),
  })
  .refine((body) => body.serials === undefined || body.productionId !== undefined, {
    path: ['serials'],
    message: fault('production-only'),
  })
  .meta({ id: 'Reverse' })
export type Reverse = z.infer<typeof reverse>
export type ReverseConsumption = Pick<Reverse, 'quantity' | 'stepId' | 'outOf' | 'disposition' | 'reason'> & {
  readonly consumptionId: string
}
export type ReverseProduction = Pick<Reverse, 'quantity' | 'serials' | 'reason'> & { readonly productionId: string }

export const reserveLot = z.strictObject({ lotId, quantity }).meta({ id: 'ReserveLot' })
export type ReserveLot = z.infer<typeof reserveLot>

/** Releases the whole reservation of the order, or the quantity given. */
export const unreserveLot = z.strictObject({ lotId, quantity: quantity.optional() }).meta({ id: 'UnreserveLot' })
export type UnreserveLot = z.infer<typeof unreserveLot>

export const ofLot = z.strictObject({ lotId, quantity })

/** For an alternate: the material that it replaces, and the quantity that counts on the line. */
export const replaced = z.strictObject({ materialId, quantity })

/** The result of a consumption, beside the request. */
export const consumption = consume.omit({ occurredAt: true, lateReason: true }).extend({
  orderId,
  materialId,
  replaces: replaced.optional(),
  /** The quantity as it was said, if the lot is kept in the other of mass and volume; `quantity` is what was booked, by the density of the material. */
  entered: quantity.optional(),
  /** The part that was reserved for the order, in the lot's unit. */
  fromReservation: quantity.optional(),
  /** The unit of the order's product that it was built into. */
  into: namedUnit.optional(),
  /** Issued before the step started. */
  preIssued: z.literal(true).optional(),
})

/** Facts about the material of an order, other than consumption and production. */
export const drawingFacts = {
  /** In the unit of the consumption; both facts stay. */
  'andon.material.returned.v1': z.strictObject({
    orderId,
    consumptionId: z.string(),
    /** The earlier order that had built the component into the unit; step and line are of that order. */
    issuedBy: orderId.optional(),
    stepId,
    lineId,
    lotId,
    sublotId: sublotId.optional(),
    materialId,
    quantity,
    /** The unit that the component was taken out of. */
    outOf: namedUnit.optional(),
    /** The later step in which the component was taken out. */
    inStep: stepId.optional(),
    /** Absent where it went back to its stock before there was a choice. */
    disposition: returnDisposition.optional(),
    /** The new sublot in quarantine, for material that is no unit with a number. */
    toSublotId: sublotId.optional(),
    reason,
    /** The results of the unit, by step, that were taken with the part and are asked for again. */
    asksAgain: z
      .array(z.strictObject({ stepId, items: z.array(z.string()).min(1) }))
      .min(1)
      .optional(),
    /** The step was over, so quality reviews it. */
    exceptionId: z.string().optional(),
    /** What is outside its limits without the material: balances and calculations of the order. */
    warnings: z.array(violation).optional(),
  }),
  /** In the unit of the production; both facts stay. */
  'andon.production.reversed.v1': z.strictObject({
    orderId,
    productionId: z.string(),
    stepId,
    lotId,
    materialId,
    quantity,
    use: z.enum(productionUses),
    lineId: lineId.optional(),
    reasonCode: identifier.optional(),
    /** The units that are not made any more, or not scrapped or sampled. */
    serials: z.array(sublotId).min(1).optional(),
    /** The scrapped units are stock of the lot again. */
    fromStock: z.literal(true).optional(),
    reason,
    /** The exception that quality reviews with the batch; absent while the step runs. */
    exceptionId: z.string().optional(),
    warnings: z.array(violation).optional(),
  }),
  /** `entered` is the quantity as it was said, if the lot is kept in the other of mass and volume. */
  'andon.order.reserved.v1': ofLot.extend({ orderId, materialId, entered: quantity.optional() }),
  'andon.order.unreserved.v1': ofLot.extend({ orderId, entered: quantity.optional() }),
} as const
