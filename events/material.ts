import * as z from 'zod'
import { instant, lotId, materialId } from './identifiers.ts'
import { quantity } from './quantity.ts'

export const lotStatuses = ['quarantine', 'released', 'rejected', 'consumed', 'expired', 'shipped'] as const
export const lotStatus = z.enum(lotStatuses)
export type LotStatus = z.infer<typeof lotStatus>

export const receiveLot = z.strictObject({
  lotId,
  materialId,
  quantity,
  expiresAt: instant.optional(),
  supplierLot: z.string().trim().min(1).max(100).optional(),
})
export type ReceiveLot = z.infer<typeof receiveLot>
