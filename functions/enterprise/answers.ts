import * as z from 'zod'
import { instant, lotId, materialId, orderId, shipmentId, siteId } from '../../events/identifiers.ts'
import { amount } from '../../events/quantity.ts'
import { subjectId } from '../../events/subject.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { consigneeType, edge, loops } from '../genealogy/answers.ts'
import type { routes } from './routes.ts'

const ofSite = z.strictObject({ site: siteId })

const node = z.strictObject({
  type: z.enum(['lot', 'order', 'container', 'shipment', 'customer', 'site', 'supplier']),
  id: subjectId,
  site: siteId.optional(),
  materialId: materialId.optional(),
})
const trace = z
  .strictObject({
    root: z.string(),
    nodes: z.array(node),
    edges: z.array(edge.extend({ lotId: lotId.optional() })),
    loops,
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'TraceAcrossSites' })

const recall = z
  .strictObject({
    root: z.string(),
    sites: z.array(ofSite.extend({ lots: z.int(), orders: z.int(), shipments: z.int() })),
    consignees: z.array(
      z.strictObject({
        type: consigneeType,
        id: subjectId,
        deliveries: z.array(ofSite.extend({ shipmentId, lotId, quantity: amount, at: instant })),
      }),
    ),
    lots: z.array(ofSite.extend({ lotId, materialId: materialId.optional(), held: z.boolean() })),
    orders: z.array(ofSite.extend({ orderId })),
    shipments: z.array(ofSite.extend({ shipmentId })),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'RecallAcrossSites' })

export const answers = {
  getEnterpriseHealth: z.strictObject({ status: z.literal('ok'), version: z.string() }),
  getEnterpriseOpenApi: z.looseObject({ openapi: z.string() }),
  traceLotAcrossSites: trace,
  mockRecallAcrossSites: recall,
} as const satisfies Answers<typeof routes>
