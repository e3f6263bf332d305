import * as z from 'zod'
import { fault } from '../../events/fault.ts'
import { recallLot } from '../../events/quality.ts'
import type { Route } from '../../shared/http/route.ts'
import { cursor, paging } from '../lists.ts'

const tag = 'Genealogy'
const produces = ['text/csv', 'application/ld+json', 'image/svg+xml'] as const

/** A walk is answered whole unless the query asks for pages. */
export const pages = {
  limit: z
    .string()
    .regex(/^([1-9]\d{0,3}|10000)$/, fault('whole-number', { least: 1, most: 10_000 }))
    .transform(Number)
    .optional(),
  format: z.enum(['json', 'csv', 'epcis', 'svg']).default('json'),
  cursor: cursor.optional(),
}

export const routes = [
  {
    operationId: 'traceLot',
    method: 'GET',
    path: '/v1/lots/{lotId}/trace',
    summary: 'Trace a lot back to what went into it, or forward to what was made of it',
    tag,
    roles: 'anyone',
    query: z.strictObject({ direction: z.enum(['forward', 'backward']).default('backward'), ...pages }),
    produces,
  },
  {
    operationId: 'mockRecall',
    method: 'GET',
    path: '/v1/lots/{lotId}/recall',
    summary: 'What a recall of the lot would reach, or has reached; the sums are of everything, the lists of the page',
    tag,
    roles: 'anyone',
    query: z.strictObject(pages),
    produces,
  },
  {
    operationId: 'listAffectedUnits',
    method: 'GET',
    path: '/v1/lots/{lotId}/affected-units',
    summary: 'The serialised units that have some of the lot in them, by material and number',
    tag,
    roles: 'anyone',
    query: z.strictObject(paging),
  },
  {
    operationId: 'recallLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/recall',
    summary:
      'Hold the lot and all that was made of it, wherever it is; of a lot that is being recalled, the answer is that recall',
    tag,
    roles: ['supervisor', 'quality'],
    body: recallLot,
    creates: '/v1/holds/{id}',
  },
] as const satisfies readonly Route[]
