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
import { signatureRequest } from './signature.ts'

export const orderStatus = z.enum(orderStatuses)
export type OrderStatus = z.infer<typeof orderStatus>

export const reason = z.string().trim().min(3).max(2000)

/** A material line as the ERP asks for it; two lines of one material stay two. */
export const orderLine = z.strictObject({ lineId, materialId, quantity, equipmentId: equipmentId.optional() })
export type OrderLine = z.infer<typeof orderLine>

/** The lowest number comes first. */
const priority = z.int().min(1).max(999)

/** Stock that the ERP has set aside for the order. A proposal: what is consumed is what passes the gate. */
export const allocation = z.strictObject({ materialId, lotId, sublotId: sublotId.optional(), quantity })

export const createOrder = z
  .strictObject({
    orderId,
    recipeId,
    version: recipeVersion.optional(),
    product: materialId,
    quantity,
    dueAt: instant.optional(),
    priority: priority.optional(),
    materials: z.array(orderLine).max(200).optional(),
    allocations: z.array(allocation).max(200).optional(),
  })
  .meta({ id: 'CreateOrder' })
export type CreateOrder = z.infer<typeof createOrder>

/** What the plant may change of an order that is under way; `null` takes a due date or a priority off it. */
export const prioritizeOrder = z
  .strictObject({ priority: priority.nullable().optional(), dueAt: instant.nullable().optional(), reason })
  .refine(({ priority: rank, dueAt }) => rank !== undefined || dueAt !== undefined, {
    path: ['priority'],
    message: fault('this-or', { other: 'dueAt' }),
  })
  .meta({ id: 'PrioritizeOrder' })
export type PrioritizeOrder = z.infer<typeof prioritizeOrder>

/** A command that has nothing to add to its path. */
export const nothing = z.strictObject({})
export const withReason = z.strictObject({ reason })

/** `quantity` is the units that start now, of a step that counts them; all that are there unless told. */
export const startStep = z.strictObject({
  equipmentId: equipmentId.optional(),
  quantity: quantity.optional(),
  reason: reason.optional(),
})
export type StartStep = z.infer<typeof startStep>

/**
 * Of a line that is booked when its step is completed: the lot that it is taken from, and how much. Without a lot it is taken from those
 * that are reserved for the order; without a quantity it is what the line takes by standard, or all that is left of the lot.
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

/** Of a step that counts units: how many are finished now, all that are under way unless told, and how many are lost. */
export const completeStep = z.strictObject({
  quantity: amount.optional(),
  scrapped: amount.optional(),
  backflush: z.array(backflush).max(100).optional(),
  reason: reason.optional(),
})
export type CompleteStep = z.infer<typeof completeStep>

export const skipStep = z.strictObject({ reason: reason.optional() })
export const signStep = z.strictObject({ signature: signatureRequest })

/** `ref` is what a violation points at, such as `parameter:temperature`. */
export const overrideStep = z.strictObject({ ref: z.string().min(3).max(140), reason, signature: signatureRequest })

export const consume = z.strictObject({
  stepId,
  lineId,
  lotId,
  sublotId: sublotId.optional(),
  quantity,
  equipmentId: equipmentId.optional(),
  /** The serial number of the unit that it is built into: one of the order's product. */
  into: sublotId.optional(),
  reason: reason.optional(),
})
export type Consume = z.infer<typeof consume>

/** What becomes of what a step turns out. A sample is taken of a lot that was made before; scrap becomes no stock. */
export const productionUses = ['produced', 'by-product', 'co-product', 'scrap', 'sample'] as const
export type ProductionUse = (typeof productionUses)[number]

/**
 * `lineId` names what is made beside the product, or the material that is lost; `lotId` of scrap, the lot that it would have become;
 * `serials`, the units that are made or lost, one number for each piece.
 */
export const produce = z
  .strictObject({
    stepId,
    lotId,
    quantity,
    use: z.enum(productionUses).default('produced'),
    lineId: lineId.optional(),
    reasonCode: identifier.optional(),
    serials: z.array(sublotId).min(1).max(mostAtOnce).optional(),
    reason: reason.optional(),
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
    ({ use, lineId: line, serials }) => serials === undefined || use === 'produced' || (use === 'scrap' && !line),
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
    reason: reason.optional(),
  })
  .refine((body) => (body.parameterId === undefined) !== (body.checkId === undefined), {
    path: ['parameterId'],
    message: fault('parameter-or-check'),
  })
export type RecordResult = z.infer<typeof recordResult>

export const comment = z.strictObject({ stepId: stepId.optional(), text: z.string().trim().min(1).max(4000) })
