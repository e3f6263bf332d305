import * as z from 'zod'
import { materialId } from '../../events/identifiers.ts'
import { batchStatuses } from '../../events/names.ts'
import * as release from '../../events/release.ts'
import type { Route } from '../../shared/http/route.ts'
import { byTime, paging } from '../lists.ts'

const tag = 'Batch record and release'

export const routes = [
  {
    operationId: 'listBatches',
    method: 'GET',
    path: '/v1/batches',
    summary:
      'List the batches that wait for quality, by the end of their orders, or those that were released or rejected, by id',
    tag,
    roles: 'anyone',
    query: z.strictObject({
      ...paging,
      status: z.enum(batchStatuses).optional(),
      product: materialId.optional(),
      order: byTime,
    }),
    columns: [
      'orderId',
      'batchStatus',
      'waitingFor',
      'status',
      'product',
      'quantity.value',
      'quantity.unit',
      'recipeId',
      'endedAt',
      'dueAt',
      'priority',
    ],
  },
  {
    operationId: 'getBatchRecord',
    method: 'GET',
    path: '/v1/batches/{orderId}/record',
    summary: 'Read the batch record: all that was done, measured, refused and signed',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'listExceptions',
    method: 'GET',
    path: '/v1/batches/{orderId}/exceptions',
    summary: 'List what a reviewer has to look at',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'reviewException',
    method: 'POST',
    path: '/v1/batches/{orderId}/exceptions/{exceptionId}/review',
    summary: 'Review an exception, signed',
    tag,
    roles: ['quality'],
    body: release.reviewException,
  },
  {
    operationId: 'releaseBatch',
    method: 'POST',
    path: '/v1/batches/{orderId}/release',
    summary: 'Release the batch, signed; refused with everything that stands against it',
    tag,
    roles: ['quality'],
    body: release.releaseBatch,
  },
  {
    operationId: 'rejectBatch',
    method: 'POST',
    path: '/v1/batches/{orderId}/reject',
    summary: 'Reject the batch, signed, with the reason',
    tag,
    roles: ['quality'],
    body: release.rejectBatch,
  },
] as const satisfies readonly Route[]
