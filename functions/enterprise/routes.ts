import * as z from 'zod'
import { amount } from '../../events/quantity.ts'
import type { Route } from '../../shared/http/route.ts'
import { edge, pages, trace } from '../genealogy/routes.ts'
import { problemRoutes } from '../problem-pages.ts'

const tag = 'Genealogy across sites'
const { limit, cursor } = pages
const window = { limit, cursor }
const ofSite = z.object({ site: z.string() })

const recall = z.object({
  root: z.string(),
  /** How much is affected at each site. */
  sites: z.array(ofSite.extend({ lots: z.int(), orders: z.int(), shipments: z.int() })),
  /** Who has got what; a site is named for as long as it has not received what is on its way to it. */
  consignees: z.array(
    z.object({
      type: z.enum(['customer', 'site', 'supplier']),
      id: z.string(),
      deliveries: z.array(
        ofSite.extend({ shipmentId: z.string(), lotId: z.string(), quantity: amount, at: z.string() }),
      ),
    }),
  ),
  /** `held` tells of holds on the lot itself, its own or inherited; one on its material is known at its site only. */
  lots: z.array(ofSite.extend({ lotId: z.string(), materialId: z.string().optional(), held: z.boolean() })),
  orders: z.array(ofSite.extend({ orderId: z.string() })),
  shipments: z.array(ofSite.extend({ shipmentId: z.string() })),
  nextCursor: z.string().optional(),
})

export const routes = [
  {
    operationId: 'getEnterpriseHealth',
    method: 'GET',
    path: '/v1/health',
    summary: 'Tell that the enterprise answers, and with which version',
    tag,
    roles: 'public',
    answer: z.strictObject({ status: z.literal('ok'), version: z.string() }),
  },
  {
    operationId: 'getEnterpriseOpenApi',
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'This API, as an OpenAPI 3.1 document',
    tag,
    roles: 'public',
    answer: z.looseObject({ openapi: z.string() }),
  },
  {
    operationId: 'traceLotAcrossSites',
    method: 'GET',
    path: '/v1/sites/{site}/lots/{lotId}/trace',
    summary: 'Trace a lot over all sites, back to what went into it or forward to what was made of it',
    tag,
    roles: 'anyone',
    query: z.strictObject({ direction: z.enum(['forward', 'backward']).default('backward'), ...window }),
    answer: trace
      .omit({ pending: true, complete: true, affectedUnits: true, moreUnits: true })
      .extend({ edges: z.array(edge.extend({ lotId: z.string().optional() })) }),
  },
  {
    operationId: 'mockRecallAcrossSites',
    method: 'GET',
    path: '/v1/sites/{site}/lots/{lotId}/recall',
    summary: 'What a recall of the lot would reach at every site; the sums are of everything, the lists of the page',
    tag,
    roles: 'anyone',
    query: z.strictObject(window),
    answer: recall,
  },
  ...problemRoutes,
] as const satisfies readonly Route[]
