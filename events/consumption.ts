import * as z from 'zod'
import { fault } from './fault.ts'
import { lineId, lotId, materialId, orderId, stepId, sublotId } from './identifiers.ts'
import { consume, reason } from './order.ts'
import { quantity } from './quantity.ts'
import { namedUnit } from './unit.ts'

/**
 * Of a consumption, by the id of its fact: all that was not given back yet, unless a quantity is named. What was built into a unit may be
 * taken out in a later step, which `stepId` names.
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

/** All that is set aside for the order, unless a quantity is named. */
export const unreserveLot = z.strictObject({ lotId, quantity: quantity.optional() }).meta({ id: 'UnreserveLot' })
export type UnreserveLot = z.infer<typeof unreserveLot>

/** Stock of one lot. */
export const ofLot = z.strictObject({ lotId, quantity })

/** Of an alternate: what it stands in for, and how much of that the line counts. */
export const replaced = z.strictObject({ materialId, quantity })

/** What a consumption says besides what was asked for. */
export const consumption = consume.extend({
  orderId,
  /** The material that was really used. */
  materialId,
  replaces: replaced.optional(),
  /** The part of it that had been set aside for the order, in the lot's unit. */
  fromReservation: quantity.optional(),
  /** The unit of the order's product that it was built into. */
  into: namedUnit.optional(),
  /** It was drawn before the step started. */
  preIssued: z.literal(true).optional(),
})

/** What the facts about the material of an order say, besides its consumption and production. */
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
    /** The unit that it was taken out of. */
    outOf: namedUnit.optional(),
    /** The step in which that was done, where it was a later one. */
    inStep: stepId.optional(),
    reason,
  }),
  'andon.order.reserved.v1': ofLot.extend({ orderId, materialId }),
  'andon.order.unreserved.v1': ofLot.extend({ orderId }),
} as const
