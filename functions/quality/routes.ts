import * as z from 'zod'
import * as quality from '../../events/quality.ts'
import type { Route } from '../../shared/http/route.ts'
import { paging, subjectText } from '../lists.ts'

const tag = 'Quality'
const reporters = ['operator', 'supervisor', 'quality', 'engineer'] as const

export const routes = [
  {
    operationId: 'placeHold',
    method: 'POST',
    path: '/v1/holds',
    summary:
      'Hold an order or a lot and all that was made of it, a sublot, a serialised unit, every lot of a material, an equipment or a recipe version',
    tag,
    roles: ['supervisor', 'quality'],
    body: quality.placeHold,
    creates: '/v1/holds/{id}',
  },
  {
    operationId: 'listHolds',
    method: 'GET',
    path: '/v1/holds',
    summary: 'List the holds on a subject: those that it inherits, and those placed on it, the released ones too',
    tag,
    roles: 'anyone',
    query: z.strictObject({ ...paging, subject: subjectText }),
  },
  {
    operationId: 'getHold',
    method: 'GET',
    path: '/v1/holds/{holdId}',
    summary: 'Read a hold',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'listAffected',
    method: 'GET',
    path: '/v1/holds/{holdId}/affected',
    summary: 'List what a hold has come to from the thing on which it was placed',
    tag,
    roles: 'anyone',
    query: z.strictObject(paging),
  },
  {
    operationId: 'releaseHold',
    method: 'POST',
    path: '/v1/holds/{holdId}/release',
    summary: 'Release a hold, signed, and with it what inherited it; that of a deviation ends with its disposition',
    tag,
    roles: ['quality'],
    body: quality.releaseHold,
  },
  {
    operationId: 'openDeviation',
    method: 'POST',
    path: '/v1/deviations',
    summary: 'Report a deviation; what it is about is held',
    tag,
    roles: reporters,
    body: quality.openDeviation,
    creates: '/v1/deviations/{id}',
  },
  {
    operationId: 'listDeviations',
    method: 'GET',
    path: '/v1/deviations',
    summary: 'List deviations, of one status or all',
    tag,
    roles: 'anyone',
    query: z.strictObject({ ...paging, status: quality.deviationStatus.optional() }),
  },
  {
    operationId: 'getDeviation',
    method: 'GET',
    path: '/v1/deviations/{deviationId}',
    summary: 'Read a deviation',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'classifyDeviation',
    method: 'POST',
    path: '/v1/deviations/{deviationId}/classify',
    summary: 'Classify a deviation',
    tag,
    roles: ['quality'],
    body: quality.classifyDeviation,
  },
  {
    operationId: 'investigateDeviation',
    method: 'POST',
    path: '/v1/deviations/{deviationId}/investigate',
    summary: 'Put the root cause on record',
    tag,
    roles: ['quality', 'engineer'],
    body: quality.investigateDeviation,
  },
  {
    operationId: 'dispositionDeviation',
    method: 'POST',
    path: '/v1/deviations/{deviationId}/disposition',
    summary: 'Decide, signed, what becomes of what the deviation touched',
    tag,
    roles: ['quality'],
    body: quality.dispositionDeviation,
  },
  {
    operationId: 'closeDeviation',
    method: 'POST',
    path: '/v1/deviations/{deviationId}/close',
    summary: 'Close a deviation whose disposition is applied; its workflow does so by itself',
    tag,
    roles: ['quality'],
    body: quality.closeDeviation,
  },
] as const satisfies readonly Route[]
