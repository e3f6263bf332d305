import * as z from 'zod'
import { fault } from './fault.ts'
import { changeId, orderId } from './identifiers.ts'
import { reason } from './order.ts'
import { recipeVersion } from './recipe.ts'
import { signatureRequest } from './signature.ts'

/** When another recipe version applies to an order under way. */
export const changeEffects = ['next-batch', 'remaining-quantity', 'immediately'] as const
export const changeEffect = z.enum(changeEffects)
export type ChangeEffect = z.infer<typeof changeEffect>

export const changeStatuses = ['proposed', 'reviewed', 'approved', 'rejected', 'withdrawn'] as const
export const changeStatus = z.enum(changeStatuses)
export type ChangeStatus = z.infer<typeof changeStatus>

/** `remainderOrderId` is the order for the quantity not begun; by default its id follows from this order's. */
export const proposeChange = z
  .strictObject({
    /** Ids that the plant makes itself are reserved. */
    changeId: changeId.refine((id) => !/^change\./.test(id), fault('id-of-plant')).optional(),
    version: recipeVersion,
    effect: changeEffect,
    reason,
    remainderOrderId: orderId.optional(),
  })
  .refine(({ effect, remainderOrderId }) => effect === 'remaining-quantity' || remainderOrderId === undefined, {
    path: ['remainderOrderId'],
    message: fault('only-remaining-quantity'),
  })
export type ProposeChange = z.infer<typeof proposeChange>

export const reviewChange = z.strictObject({ comment: reason.optional(), signature: signatureRequest })
export const approveChange = z.strictObject({ signature: signatureRequest })
export const rejectChange = z.strictObject({ reason, signature: signatureRequest })
export const withdrawChange = z.strictObject({ reason })
