import * as z from 'zod'
import { fault } from './fault.ts'
import { lineId, lotId, materialId, orderId, stepId, sublotId } from './identifiers.ts'
import { consume, reason } from './order.ts'
import { quantity } from './quantity.ts'
import { namedUnit } from './unit.ts'

/**
 * Reverses a consumption, by the id of its fact: all that is not reversed yet, or the quantity given. `stepId` names a later step in which a
 * component is taken out of a unit.
 */
export const reverseConsumption = z
  .strictObject({
    consumptionId: z.string().regex(/^[\x21-\x7e]{1,200}$/, fault('fact-id')),
    quantity: quantity.optional(),
    stepId: stepId.optional(),
    reason,
  })
  .meta({ id: 'ReverseConsumption' })
export type ReverseConsumption = z.infer<typeof reverseConsumption>

export const reserveLot = z.strictObject({ lotId, quantity }).meta({ id: 'ReserveLot' })
export type ReserveLot = z.infer<typeof reserveLot>

/** Releases the whole reservation of the order, or the quantity given. */
export const unreserveLot = z.strictObject({ lotId, quantity: quantity.optional() }).meta({ id: 'UnreserveLot' })
export type UnreserveLot = z.infer<typeof unreserveLot>

export const ofLot = z.strictObject({ lotId, quantity })

/** For an alternate: the material that it replaces, and the quantity that counts on the line. */
export const replaced = z.strictObject({ materialId, quantity })

/** The result of a consumption, beside the request. */
export const consumption = consume.extend({
  orderId,
  materialId,
  replaces: replaced.optional(),
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
    reason,
  }),
  'andon.order.reserved.v1': ofLot.extend({ orderId, materialId }),
  'andon.order.unreserved.v1': ofLot.extend({ orderId }),
} as const
