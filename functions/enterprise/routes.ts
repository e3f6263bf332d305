import * as z from 'zod'
import type { Route } from '../../shared/http/route.ts'
import { pages } from '../genealogy/routes.ts'
import { problemRoutes } from '../problem-routes.ts'

const tag = 'Genealogy across sites'
const { limit, cursor } = pages
const window = { limit, cursor }

export const routes = [
  {
    operationId: 'getEnterpriseHealth',
    method: 'GET',
    path: '/v1/health',
    summary: 'Tell that the enterprise answers, and with which version',
    tag,
    roles: 'public',
  },
  {
    operationId: 'getEnterpriseOpenApi',
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'This API, as an OpenAPI 3.1 document',
    tag,
    roles: 'public',
  },
  {
    operationId: 'traceLotAcrossSites',
    method: 'GET',
    path: '/v1/sites/{site}/lots/{lotId}/trace',
    summary: 'Trace a lot over all sites, back to what went into it or forward to what was made of it',
    tag,
    roles: 'anyone',
    query: z.strictObject({ direction: z.enum(['forward', 'backward']).default('backward'), ...window }),
  },
  {
    operationId: 'mockRecallAcrossSites',
    method: 'GET',
    path: '/v1/sites/{site}/lots/{lotId}/recall',
    summary: 'What a recall of the lot would reach at every site; the sums are of everything, the lists of the page',
    tag,
    roles: 'anyone',
    query: z.strictObject(window),
  },
  ...problemRoutes,
] as const satisfies readonly Route[]
