import * as z from 'zod'
import { fact, receipt } from '../../events/envelope.ts'
import * as release from '../../events/release.ts'
import type { Route } from '../../shared/http/route.ts'

const tag = 'Batch record and release'
const exception = z.object({ exceptionId: z.string(), kind: z.string(), title: z.string(), status: z.string() }).loose()

export const routes = [
  {
    operationId: 'getBatchRecord',
    method: 'GET',
    path: '/v1/batches/{orderId}/record',
    summary: 'Read the batch record: all that was done, measured, refused and signed',
    tag,
    roles: 'anyone',
    answer: z.object({ orderId: z.string(), status: z.string(), facts: z.array(fact) }).loose(),
  },
  {
    operationId: 'listExceptions',
    method: 'GET',
    path: '/v1/batches/{orderId}/exceptions',
    summary: 'List what a reviewer has to look at',
    tag,
    roles: 'anyone',
    answer: z.object({ items: z.array(exception) }),
  },
  {
    operationId: 'reviewException',
    method: 'POST',
    path: '/v1/batches/{orderId}/exceptions/{exceptionId}/review',
    summary: 'Review an exception, signed',
    tag,
    roles: ['quality'],
    body: release.reviewException,
    answer: receipt,
  },
  {
    operationId: 'releaseBatch',
    method: 'POST',
    path: '/v1/batches/{orderId}/release',
    summary: 'Release the batch, signed; refused with everything that stands against it',
    tag,
    roles: ['quality'],
    body: release.releaseBatch,
    answer: receipt,
  },
  {
    operationId: 'rejectBatch',
    method: 'POST',
    path: '/v1/batches/{orderId}/reject',
    summary: 'Reject the batch, signed, with the reason',
    tag,
    roles: ['quality'],
    body: release.rejectBatch,
    answer: receipt,
  },
] as const satisfies readonly Route[]
