import * as z from 'zod'
import {
  equipmentId,
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
import { amount, quantity, unit } from './quantity.ts'
import { recipeVersion } from './recipe.ts'
import { signatureRequest } from './signature.ts'

/** Public states of an order; docs/isa95.md maps them to the states of an ISA-95 job order and of B2MML. */
export const orderStatuses = ['created', 'released', 'running', 'held', 'completed', 'closed', 'aborted'] as const
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
    message: 'must be there, or dueAt',
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

/** Of a step that counts units: how many are finished now, all that are under way unless told, and how many are lost. */
export const completeStep = z.strictObject({
  quantity: amount.optional(),
  scrapped: amount.optional(),
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
  reason: reason.optional(),
})
export type Consume = z.infer<typeof consume>

export const produce = z.strictObject({
  stepId,
  lotId,
  quantity,
  use: z.enum(['produced', 'scrap']).default('produced'),
})
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
    message: 'name either a parameterId or a checkId',
  })
export type RecordResult = z.infer<typeof recordResult>

export const comment = z.strictObject({ stepId: stepId.optional(), text: z.string().trim().min(1).max(4000) })
