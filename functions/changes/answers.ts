import * as z from 'zod'
import { changeEffect, changeStatus } from '../../events/change.ts'
import { changeId, identifier, instant, orderId, recipeId, stepId } from '../../events/identifiers.ts'
import { receiptOf } from '../../events/receipt.ts'
import { orderedStep, recipeVersion } from '../../events/recipe.ts'
import { signature } from '../../events/signature.ts'
import { violation } from '../../events/violation.ts'
import type { Answers } from '../../shared/http/answer.ts'
import type { routes } from './routes.ts'

const change = z
  .strictObject({
    changeId,
    orderId,
    recipeId,
    from: recipeVersion,
    version: recipeVersion,
    effect: changeEffect,
    remainderOrderId: orderId.optional(),
    reason: z.string(),
    status: changeStatus,
    revision: z.int(),
    proposedBy: identifier,
    proposedAt: instant,
    review: signature.optional(),
    decision: signature.optional(),
    decidedAt: instant.optional(),
  })
  .meta({ id: 'Change' })

const difference = z.strictObject({
  added: z.array(orderedStep),
  removed: z.array(orderedStep),
  changed: z.array(
    z.strictObject({
      stepId,
      fields: z.array(
        z.strictObject({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }),
      ),
    }),
  ),
})

export const answers = {
  proposeChange: receiptOf('andon.change.proposed.v1'),
  listChanges: z.strictObject({ items: z.array(change) }),
  getChange: change
    .extend({ difference: difference.optional(), violations: z.array(violation) })
    .meta({ id: 'ChangeWithDifference' }),
  reviewChange: receiptOf('andon.change.reviewed.v1'),
  approveChange: receiptOf('andon.change.approved.v1'),
  rejectChange: receiptOf('andon.change.rejected.v1'),
  withdrawChange: receiptOf('andon.change.withdrawn.v1'),
} as const satisfies Answers<typeof routes>
