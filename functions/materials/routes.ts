import * as z from 'zod'
import { receipt } from '../../events/envelope.ts'
import { identifier } from '../../events/identifiers.ts'
import { lotStatus, receiveLot } from '../../events/material.ts'
import { withReason } from '../../events/order.ts'
import { signatureRequest } from '../../events/signature.ts'
import type { Route } from '../../shared/http/route.ts'
import { listOf, paging } from '../lists.ts'

const tag = 'Materials'
const lot = z.object({ lotId: z.string(), materialId: z.string(), status: lotStatus }).loose()
const trace = z.object({
  root: z.string(),
  nodes: z.array(z.object({ type: z.enum(['lot', 'order']), id: z.string() }).loose()),
  edges: z.array(
    z.object({ from: z.string(), to: z.string(), quantity: z.unknown(), orderId: z.string(), at: z.string() }),
  ),
  complete: z.boolean(),
})

export const routes = [
  {
    operationId: 'receiveLot',
    method: 'POST',
    path: '/v1/lots',
    summary: 'Receive a lot, under quarantine',
    tag,
    roles: ['operator', 'supervisor', 'integration'],
    body: receiveLot,
    answer: receipt,
    creates: '/v1/lots/{id}',
  },
  {
    operationId: 'listLots',
    method: 'GET',
    path: '/v1/lots',
    summary: 'List lots, of one material or all, of one status or all',
    tag,
    roles: 'anyone',
    query: z.strictObject({ ...paging, materialId: identifier.optional(), status: lotStatus.optional() }),
    answer: listOf(lot),
  },
  {
    operationId: 'getLot',
    method: 'GET',
    path: '/v1/lots/{lotId}',
    summary: 'Read a lot',
    tag,
    roles: 'anyone',
    answer: lot,
  },
  {
    operationId: 'releaseLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/release',
    summary: 'Release a lot for use, signed',
    tag,
    roles: ['quality'],
    body: z.strictObject({ signature: signatureRequest }),
    answer: receipt,
  },
  {
    operationId: 'rejectLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/reject',
    summary: 'Reject a lot, signed, with the reason',
    tag,
    roles: ['quality'],
    body: withReason.extend({ signature: signatureRequest }),
    answer: receipt,
  },
  {
    operationId: 'traceLot',
    method: 'GET',
    path: '/v1/lots/{lotId}/trace',
    summary: 'Trace a lot back to what went into it, or forward to what was made of it',
    tag,
    roles: 'anyone',
    query: z.strictObject({ direction: z.enum(['forward', 'backward']).default('backward') }),
    answer: trace,
  },
] as const satisfies readonly Route[]
