import * as z from 'zod'
import { containerKinds } from '../../events/container.ts'
import {
  containerId,
  equipmentId,
  instant,
  lotId,
  materialId,
  orderId,
  shipmentId,
  siteId,
} from '../../events/identifiers.ts'
import { lotStatus } from '../../events/material.ts'
import type { accounts } from '../../events/names.ts'
import { orderStatus } from '../../events/order.ts'
import { holdable } from '../../events/quality.ts'
import { amount, signedAmount } from '../../events/quantity.ts'
import { receiptOf } from '../../events/receipt.ts'
import { subjectId } from '../../events/subject.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { containerStatus } from '../containers/answers.ts'
import { listOf } from '../lists.ts'
import { unit } from '../stock/answers.ts'
import type { routes } from './routes.ts'

export const edge = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    quantity: amount,
    orderId: orderId.optional(),
    at: instant,
  })
  .meta({ id: 'TraceEdge' })

const held = { holds: z.array(z.string()), held: z.boolean() }

export const affectedLot = z.strictObject({
  lotId,
  materialId,
  status: lotStatus,
  remaining: amount,
  location: equipmentId.optional(),
  ...held,
})
const affectedOrder = z.strictObject({ orderId, product: materialId, status: orderStatus, ...held })
/** Which part of a lot is affected: the whole lot, the units that are listed, or nothing, if all of the material is in units of another lot. */
const extent = z.enum(['whole', 'units', 'none'])
const container = z.strictObject({
  type: z.literal('container'),
  id: containerId,
  kind: z.enum(containerKinds),
  status: containerStatus,
  location: equipmentId.optional(),
  shipmentId: shipmentId.optional(),
})

/** A serialised unit that contains some of the lot, in its components or in their components. */
const affectedUnit = unit.extend({ containerId: containerId.optional() }).meta({ id: 'AffectedUnit' })
const units = { affectedUnits: z.array(affectedUnit), moreUnits: z.string().optional() }

const point = { id: subjectId, site: siteId.optional() }
/** Lots of other sites, customers and suppliers have an id only. */
const node = z.union([
  affectedLot.extend({ type: z.literal('lot'), ...point, affected: extent.optional() }),
  affectedOrder.extend({ type: z.literal('order'), ...point }),
  container,
  z.strictObject({ type: z.enum(['lot', 'order', 'container', 'shipment', 'customer', 'site', 'supplier']), ...point }),
])

const walked = { pending: z.array(lotId), complete: z.boolean(), nextCursor: z.string().optional() }

export const loops = z.array(z.strictObject({ from: z.string(), to: z.string() }))
const trace = z
  .strictObject({
    root: z.string(),
    nodes: z.array(node),
    edges: z.array(edge),
    affectedUnits: units.affectedUnits.optional(),
    moreUnits: units.moreUnits,
    loops,
    ...walked,
  })
  .meta({ id: 'Trace' })

export const consigneeType = z.enum(['customer', 'site', 'supplier'])
const recall = z
  .strictObject({
    lotId,
    recalls: z.array(
      z.strictObject({
        holdId: z.string(),
        reason: z.string(),
        placedAt: instant,
        placedBy: z.string(),
        subject: holdable,
        spreading: z.boolean(),
        spreadAt: instant.optional(),
      }),
    ),
    balance: z.strictObject({
      received: amount,
      remaining: amount,
      consumed: signedAmount,
      shipped: signedAmount,
      scrapped: signedAmount,
      sampled: signedAmount,
      parted: signedAmount,
      adjusted: signedAmount,
      isBalanced: z.boolean(),
    } satisfies Record<(typeof accounts)[number] | 'received' | 'remaining' | 'isBalanced', z.ZodType>),
    counts: z.strictObject({
      lots: z.int(),
      orders: z.int(),
      containers: z.int(),
      units: z.int(),
      shipments: z.int(),
      held: z.int(),
    }),
    inHouse: z.array(z.strictObject({ materialId, lots: z.int(), remaining: amount })),
    consignees: z.array(
      z.strictObject({
        type: consigneeType,
        id: subjectId,
        deliveries: z.array(z.strictObject({ lotId, shipmentId, quantity: amount, at: instant })),
      }),
    ),
    ...units,
    lots: z.array(affectedLot.extend({ affected: extent })),
    orders: z.array(affectedOrder),
    containers: z.array(container),
    shipments: z.array(shipmentId),
    ...walked,
  })
  .meta({ id: 'Recall' })

export const answers = {
  traceLot: trace,
  mockRecall: recall,
  listAffectedUnits: listOf(affectedUnit).extend({ pending: walked.pending, complete: walked.complete }),
  recallLot: receiptOf('andon.hold.placed.v1'),
} as const satisfies Answers<typeof routes>
