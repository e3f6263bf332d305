import * as z from 'zod'
import { receipt } from '../../events/envelope.ts'
import { fault } from '../../events/fault.ts'
import { recallLot } from '../../events/quality.ts'
import { amount } from '../../events/quantity.ts'
import type { Route } from '../../shared/http/route.ts'
import { listOf, noCursor, paging } from '../lists.ts'

const tag = 'Genealogy'
const produces = ['text/csv', 'application/ld+json', 'image/svg+xml'] as const

/** A walk is answered whole unless it is asked for in pages. */
export const pages = {
  limit: z
    .string()
    .regex(/^([1-9]\d{0,3}|10000)$/, fault('whole-number', { least: 1, most: 10_000 }))
    .transform(Number)
    .optional(),
  /** A picture, a table, or the events of GS1 EPCIS 2.0. */
  format: z.enum(['json', 'csv', 'epcis', 'svg']).default('json'),
  cursor: z.base64url(noCursor).min(1, noCursor).max(400, noCursor).optional(),
}

export const edge = z.object({
  from: z.string(),
  to: z.string(),
  quantity: amount,
  orderId: z.string().optional(),
  at: z.string(),
})
const pointTypes = ['lot', 'order', 'container', 'shipment', 'customer', 'site', 'supplier'] as const
/** A serialised unit that has some of the lot in it, in what was built into it or in what that is built of. */
const affectedUnit = z
  .object({
    materialId: z.string(),
    serial: z.string(),
    lotId: z.string(),
    orderId: z.string().optional(),
    status: z.string(),
    href: z.string(),
    containerId: z.string().optional(),
    holds: z.array(z.string()).optional(),
    builtInto: z.object({ materialId: z.string(), serial: z.string(), href: z.string() }).optional(),
  })
  .loose()
/** With the first page, and of them the first fifty; the rest stands behind the link. */
const units = {
  affectedUnits: z.array(affectedUnit),
  moreUnits: z.string().optional(),
}
const walked = {
  /** The lots of which the index does not tell everything yet: ask again in a moment. */
  pending: z.array(z.string()),
  complete: z.boolean(),
  nextCursor: z.string().optional(),
}
export const trace = z.object({
  root: z.string(),
  nodes: z.array(z.object({ type: z.enum(pointTypes), id: z.string(), site: z.string().optional() }).loose()),
  edges: z.array(edge),
  /** Forward, with the first page; each lot says whether `whole`, `units` or `none` of it is affected. */
  affectedUnits: units.affectedUnits.optional(),
  moreUnits: units.moreUnits,
  /** Where material went back into what it was made of. */
  loops: z.array(z.object({ from: z.string(), to: z.string() })),
  ...walked,
})
const held = { holds: z.array(z.string()), held: z.boolean() }
const recall = z.object({
  lotId: z.string(),
  /** The recalls of the lot itself; `spreading` until all that was made of it carries the hold. */
  recalls: z.array(
    z.object({ holdId: z.string(), reason: z.string(), placedAt: z.string(), spreading: z.boolean() }).loose(),
  ),
  balance: z
    .object({ received: amount, remaining: amount, consumed: amount, shipped: amount, isBalanced: z.boolean() })
    .loose(),
  counts: z.object({
    lots: z.int(),
    orders: z.int(),
    containers: z.int(),
    units: z.int(),
    shipments: z.int(),
    /** How many of the lots are on hold. */
    held: z.int(),
  }),
  inHouse: z.array(z.object({ materialId: z.string(), lots: z.int(), remaining: amount })),
  consignees: z.array(
    z.object({
      type: z.enum(['customer', 'site', 'supplier']),
      id: z.string(),
      deliveries: z.array(z.object({ lotId: z.string(), shipmentId: z.string(), quantity: amount, at: z.string() })),
    }),
  ),
  ...units,
  lots: z.array(
    z
      .object({
        lotId: z.string(),
        materialId: z.string(),
        status: z.string(),
        remaining: amount,
        /** All of it, or the units that are named, or nothing, where all of the material is in units of another lot. */
        affected: z.enum(['whole', 'units', 'none']),
        ...held,
      })
      .loose(),
  ),
  orders: z.array(z.object({ orderId: z.string(), product: z.string(), status: z.string(), ...held })),
  /** What the affected stock lies in, or left in, the outer ones too. */
  containers: z.array(z.object({ id: z.string(), kind: z.string(), status: z.enum(['open', 'shipped']) }).loose()),
  shipments: z.array(z.string()),
  ...walked,
})

export const routes = [
  {
    operationId: 'traceLot',
    method: 'GET',
    path: '/v1/lots/{lotId}/trace',
    summary: 'Trace a lot back to what went into it, or forward to what was made of it',
    tag,
    roles: 'anyone',
    query: z.strictObject({ direction: z.enum(['forward', 'backward']).default('backward'), ...pages }),
    answer: trace,
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
    answer: recall,
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
    answer: listOf(affectedUnit).extend({ pending: walked.pending, complete: walked.complete }),
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
    answer: receipt,
    creates: '/v1/holds/{id}',
  },
] as const satisfies readonly Route[]
