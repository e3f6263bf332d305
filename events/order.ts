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
  parameterId,
  recipeId,
  stepId,
  sublotId,
} from './identifiers.ts'
import { mostAtOnce } from './material.ts'
import { orderStatuses } from './names.ts'
import { amount, quantity, unit } from './quantity.ts'
import { recipeVersion } from './recipe.ts'
import { serialsUpTo } from './serials.ts'
import { signatureRequest } from './signature.ts'
import { until } from './until.ts'

export const orderStatus = z.enum(orderStatuses)
export type OrderStatus = z.infer<typeof orderStatus>

export const reason = z.string().trim().min(3).max(2000)

/** When an act on the floor happened that is booked later, and why it was not booked then: both or neither. */
export const bookedLate = { occurredAt: instant.optional(), lateReason: reason.optional() }
const late = z.strictObject(bookedLate)
export type BookedLate = z.infer<typeof late>

/** A material line from the ERP. Lines of the same material stay separate. */
export const orderLine = z.strictObject({ lineId, materialId, quantity, equipmentId: equipmentId.optional() })
export type OrderLine = z.infer<typeof orderLine>

/** The lowest number is the most urgent. */
const priority = z.int().min(1).max(999)

/** Stock that the ERP has allocated to the order. It is a proposal; the gate decides what is consumed. */
export const allocation = z.strictObject({ materialId, lotId, sublotId: sublotId.optional(), quantity })

export const createOrder = z
  .strictObject({
    orderId,
    recipeId,
    version: recipeVersion.optional(),
    product: materialId,
    quantity,
    dueAt: until.optional(),
    priority: priority.optional(),
    materials: z.array(orderLine).max(200).optional(),
    allocations: z.array(allocation).max(200).optional(),
  })
  .meta({ id: 'CreateOrder' })
/** As facts have it: the edge has ended a date with its day. */
export const createdOrder = createOrder.extend({ dueAt: instant.optional() })
export type CreateOrder = z.infer<typeof createOrder>

/** What the plant may change on an order under way; `null` removes a due date or a priority. */
export const prioritizeOrder = z
  .strictObject({ priority: priority.nullable().optional(), dueAt: until.nullable().optional(), reason })
  .refine(({ priority: rank, dueAt }) => rank !== undefined || dueAt !== undefined, {
    path: ['priority'],
    message: fault('this-or', { other: 'dueAt' }),
  })
  .meta({ id: 'PrioritizeOrder' })
export type PrioritizeOrder = z.infer<typeof prioritizeOrder>

export const changeQuantity = z.strictObject({ quantity, reason }).meta({ id: 'ChangeQuantity' })
export type ChangeQuantity = z.infer<typeof changeQuantity>

/** A part that has not begun becomes an order of its own, `orderId`. */
export const splitOrder = z.strictObject({ orderId, quantity, reason: reason.optional() }).meta({ id: 'SplitOrder' })
export type SplitOrder = z.infer<typeof splitOrder>

/** A command without fields of its own. */
export const nothing = z.strictObject({})
export const withReason = z.strictObject({ reason })

/** `quantity` is the number of units that start now, in a step that counts units; by default all that have arrived. */
export const startStep = z.strictObject({
  equipmentId: equipmentId.optional(),
  quantity: quantity.optional(),
  reason: reason.optional(),
  ...bookedLate,
})
export type StartStep = z.infer<typeof startStep>

/**
 * The lot and quantity for a backflush line. Without a lot, the lots reserved for the order are used. Without a quantity, the line's standard
 * quantity, or all that is left of the lot.
 */
const backflush = z
  .strictObject({
    lineId,
    lotId: lotId.optional(),
    sublotId: sublotId.optional(),
    quantity: quantity.optional(),
  })
  .refine((it) => it.lotId !== undefined || it.quantity !== undefined, {
    path: ['lotId'],
    message: fault('this-or', { other: 'quantity' }),
  })
  .refine((it) => it.lotId !== undefined || it.sublotId === undefined, {
    path: ['sublotId'],
    message: fault('needs-lot'),
  })
export type Backflush = z.infer<typeof backflush>

/**
 * For a step that counts units: how many are finished now (by default all in progress), and how many are scrapped. A step that measures each unit, and
 * each step after it, names them instead. `scrapReasonCode` is why they are scrapped, by a code of the step.
 */
export const completeStep = z
  .strictObject({
    quantity: amount.optional(),
    scrapped: amount.optional(),
    serials: serialsUpTo(mostAtOnce).optional(),
    scrappedSerials: serialsUpTo(mostAtOnce).optional(),
    scrapReasonCode: identifier.optional(),
    backflush: z.array(backflush).max(100).optional(),
    reason: reason.optional(),
    ...bookedLate,
  })
  .refine(
    ({ scrapReasonCode, scrapped, scrappedSerials }) =>
      scrapReasonCode === undefined || scrapped !== undefined || scrappedSerials !== undefined,
    { path: ['scrapReasonCode'], message: fault('scrap-only') },
  )
export type CompleteStep = z.infer<typeof completeStep>

export const startOrder = late
export const skipStep = z.strictObject({ reason: reason.optional(), ...bookedLate })
export type SkipStep = z.infer<typeof skipStep>
export const signStep = z.strictObject({ signature: signatureRequest })

/** `ref` is the `ref` of the violation, such as `parameter:temperature`, or `parameter:torque@P017` for one unit. */
export const overrideStep = z.strictObject({ ref: z.string().min(3).max(210), reason, signature: signatureRequest })

export const consume = z.strictObject({
  stepId,
  lineId,
  lotId,
  sublotId: sublotId.optional(),
  quantity,
  equipmentId: equipmentId.optional(),
  /** The serial number of the unit that it is built into, of the order's product. */
  into: sublotId.optional(),
  reason: reason.optional(),
  ...bookedLate,
})
export type Consume = z.infer<typeof consume>

/** The uses of a step's output. A sample is taken from a lot made before; scrap becomes no stock. */
export const productionUses = ['produced', 'by-product', 'co-product', 'scrap', 'sample'] as const
export type ProductionUse = (typeof productionUses)[number]

/**
 * `lineId` names the line of a by-product or co-product, or of the scrapped material. For scrap, `lotId` is the lot that it would have become.
 * `serials` are the units made or scrapped, one per piece.
 */
export const produce = z
  .strictObject({
    stepId,
    lotId,
    quantity,
    use: z.enum(productionUses).default('produced'),
    lineId: lineId.optional(),
    reasonCode: identifier.optional(),
    serials: serialsUpTo(mostAtOnce).optional(),
    reason: reason.optional(),
    ...bookedLate,
  })
  .refine(({ use, lineId: line }) => line === undefined || (use !== 'produced' && use !== 'sample'), {
    path: ['lineId'],
    message: fault('line-of-by-product'),
  })
  .refine(({ use, reasonCode }) => reasonCode === undefined || use === 'scrap', {
    path: ['reasonCode'],
    message: fault('scrap-only'),
  })
  .refine(
    ({ use, lineId: line, serials }) =>
      serials === undefined || use === 'produced' || use === 'sample' || (use === 'scrap' && !line),
    {
      path: ['serials'],
      message: fault('product-only'),
    },
  )
export type Produce = z.infer<typeof produce>

const resultValue = z.string().trim().min(1).max(200)
export const recordResult = z
  .strictObject({
    stepId,
    parameterId: parameterId.optional(),
    checkId: parameterId.optional(),
    value: resultValue,
    unit: unit.optional(),
    /** The unit that was measured, where the recipe asks for a result of each unit. */
    serial: sublotId.optional(),
    reason: reason.optional(),
    ...bookedLate,
  })
  .refine((body) => (body.parameterId === undefined) !== (body.checkId === undefined), {
    path: ['parameterId'],
    message: fault('parameter-or-check'),
  })
export type RecordResult = z.infer<typeof recordResult>

export const correctResult = z
  .strictObject({ value: resultValue, unit: unit.optional(), reason })
  .meta({ id: 'CorrectResult' })
export type CorrectResult = z.infer<typeof correctResult>

export const comment = z.strictObject({ stepId: stepId.optional(), text: z.string().trim().min(1).max(4000) })
