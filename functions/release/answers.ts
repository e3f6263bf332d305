import * as z from 'zod'
import { deviationId, instant, materialId, orderId, recipeId, stepId } from '../../events/identifiers.ts'
import { orderStatus } from '../../events/order.ts'
import { amount, exactValue, quantity } from '../../events/quantity.ts'
import { anyFact, receiptOf } from '../../events/receipt.ts'
import { orderedStep, recipeVersion } from '../../events/recipe.ts'
import { signature } from '../../events/signature.ts'
import { factSubject } from '../../events/subject.ts'
import { valuesWithCurves } from '../../events/trend.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { listOf } from '../lists.ts'
import { verified } from '../live/answers.ts'
import { orderListed } from '../orders/answers.ts'
import type { routes } from './routes.ts'

const exception = z
  .strictObject({
    exceptionId: z.string(),
    kind: z.enum([
      'deviation',
      'override',
      'change',
      'correction',
      'closed-short',
      'warning',
      'late-booking',
      'refused-attempt',
    ]),
    title: z.string(),
    at: instant,
    status: z.enum(['open', 'to-review', 'reviewed', 'for-information']),
    ref: factSubject,
    /** How many warnings or late bookings it is. */
    count: z.int().min(1).optional(),
  })
  .meta({ id: 'BatchException' })

const record = z
  .strictObject({
    orderId,
    status: orderStatus,
    decision: z.enum(['released', 'rejected']).optional(),
    product: materialId,
    quantity,
    produced: z.record(z.string(), amount.extend({ exact: exactValue.optional(), materialId: materialId.optional() })),
    recipe: z.strictObject({ recipeId, version: recipeVersion }),
    waitingFor: z.enum(['record', 'review', 'signature']).optional(),
    integrity: verified,
    steps: z.array(orderedStep),
    branches: z.array(
      z.strictObject({
        branchId: z.string(),
        deviationId,
        recipeId,
        version: recipeVersion,
        about: stepId.optional(),
        stepIds: z.array(stepId),
      }),
    ),
    superseded: z.array(
      z.strictObject({
        version: recipeVersion,
        supersededAt: instant,
        because: z.strictObject({ type: z.enum(['change', 'deviation', 'quantity', 'split']), id: z.string() }),
        steps: z.array(orderedStep),
      }),
    ),
    /** What devices measured during each step, or of each unit. */
    values: z.array(valuesWithCurves.omit({ curve: true }).extend({ stepId })),
    exceptions: z.array(exception),
    signatures: z.array(signature.extend({ fact: z.string(), subject: factSubject })),
    facts: z.array(anyFact),
  })
  .meta({ id: 'BatchRecord' })

export const answers = {
  listBatches: listOf(orderListed),
  getBatchRecord: record,
  listExceptions: z.strictObject({ items: z.array(exception) }),
  reviewException: receiptOf('andon.exception.reviewed.v1'),
  releaseBatch: receiptOf('andon.batch.released.v1'),
  rejectBatch: receiptOf('andon.batch.rejected.v1'),
} as const satisfies Answers<typeof routes>
