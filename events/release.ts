import * as z from 'zod'
import { reason } from './order.ts'
import { signatureRequest } from './signature.ts'

export const reviewException = z.strictObject({ comment: reason, signature: signatureRequest })
export const releaseBatch = z.strictObject({ signature: signatureRequest })
export const rejectBatch = z.strictObject({ reason, signature: signatureRequest })
