import * as z from 'zod'
import { fault } from './fault.ts'
import {
  equipmentId,
  identifier,
  instant,
  lotId,
  materialId,
  orderId,
  shipmentId,
  siteId,
  sublotId,
} from './identifiers.ts'
import type { accounts } from './names.ts'
import { amount, decimal, quantity } from './quantity.ts'
import { signatureRequest } from './signature.ts'

/**
 * Of what is used up: `shipped` if some of it was, else `consumed` if some of it was, else `depleted`. Its `left` says how much went where. What
 * went back to its supplier was shipped to them.
 */
export const lotStatuses = ['quarantine', 'released', 'rejected', 'consumed', 'expired', 'shipped', 'depleted'] as const
export const lotStatus = z.enum(lotStatuses)
export type LotStatus = z.infer<typeof lotStatus>

export type Account = (typeof accounts)[number]

const reason = z.string().trim().min(3).max(2000)
const text = z.string().trim().min(1).max(200)
/** Such as `SPILLED`: of whatever list the site keeps, which is not checked here. What a step may be scrapped for, its recipe lists. */
const reasonCode = identifier

/** The supplier's proof of what is in a lot. */
export const certificate = z.strictObject({
  certificateId: text,
  issuedAt: instant.optional(),
  href: z.url().max(2000).optional(),
})

/** Of a lot that another site has sent: what it is called there. Of what comes back to this site: the lot that left, and its shipment. */
export const origin = z.strictObject({ site: siteId, lotId, shipmentId: shipmentId.optional() })

/** The content of the active substance in percent; on an anhydrous basis it may be above a hundred. */
const potency = decimal.refine((value) => /[1-9]/.test(value) && Number(value) <= 200, fault('potency'))

/** What is known of a lot besides its balance. */
const description = {
  expiresAt: instant.optional(),
  retestAt: instant.optional(),
  manufacturedAt: instant.optional(),
  supplierId: identifier.optional(),
  supplierLot: z.string().trim().min(1).max(100).optional(),
  certificate: certificate.optional(),
  potency: potency.optional(),
  location: equipmentId.optional(),
  origin: origin.optional(),
}

/** As many as one command makes: a transaction has a hundred items, and a serialised unit is two of them. */
export const mostAtOnce = 40

const sublotPart = z.strictObject({ sublotId, quantity })
export type SublotPart = z.infer<typeof sublotPart>
const sublotParts = z.array(sublotPart).min(1).max(mostAtOnce)

/** `sublots` are what part of it comes in, or all of it. */
export const receiveLot = z
  .strictObject({ lotId, materialId, quantity, sublots: sublotParts.optional(), ...description })
  .meta({ id: 'ReceiveLot' })
export type ReceiveLot = z.infer<typeof receiveLot>

const tested = { expiresAt: instant.optional(), retestAt: instant.optional(), potency: potency.optional() }
/** What quality has found by testing a lot again. */
export const retestLot = z
  .strictObject({ ...tested, signature: signatureRequest })
  .refine(({ expiresAt, retestAt }) => expiresAt !== undefined || retestAt !== undefined, {
    path: ['retestAt'],
    message: fault('this-or', { other: 'expiresAt' }),
  })
export type RetestLot = Omit<z.infer<typeof retestLot>, 'signature'>

const part = z.strictObject({ lotId, quantity })

/** `keeps` is what is to be left in the lot; where it is told, the parts and it have to come to all that remains. */
export const splitLot = z
  .strictObject({ parts: z.array(part).min(1).max(40), keeps: amount.optional(), reason: reason.optional() })
  .meta({ id: 'SplitLot' })
export type SplitLot = z.infer<typeof splitLot>

/** From all that is left of the lots, or from the quantity that is named. */
export const mergeLots = z
  .strictObject({
    from: z
      .array(z.strictObject({ lotId, quantity: quantity.optional() }))
      .min(2)
      .max(40),
    reason: reason.optional(),
  })
  .meta({ id: 'MergeLots' })
export type MergeLots = z.infer<typeof mergeLots>

/** Puts what lies loose in a lot into sublots; what they do not come to stays loose. */
export const divideLot = z.strictObject({ sublots: sublotParts }).meta({ id: 'DivideLot' })
export type DivideLot = z.infer<typeof divideLot>

/** Serialised units: each is a sublot of one piece, whose id is its serial number. */
export const makeUnits = z.strictObject({ serials: z.array(sublotId).min(1).max(mostAtOnce) }).meta({ id: 'MakeUnits' })
export type MakeUnits = z.infer<typeof makeUnits>

/** A storage zone or unit, or any other equipment of the site. */
export const moveLot = z.strictObject({ to: equipmentId, sublotId: sublotId.optional(), reason: reason.optional() })
export type MoveLot = z.infer<typeof moveLot>

/**
 * `counted` is what is there; the record follows it, and keeps both. Of a lot with sublots, a count is of one of them or, `loose`, of all that
 * lies beside them. The count of what is held is signed.
 */
export const adjustLot = z
  .strictObject({
    counted: amount,
    sublotId: sublotId.optional(),
    loose: z.literal(true).optional(),
    reasonCode: reasonCode.optional(),
    reason,
    signature: signatureRequest.optional(),
  })
  .refine((it) => it.sublotId === undefined || it.loose === undefined, {
    path: ['loose'],
    message: fault('loose-or-sublot'),
  })
export type AdjustLot = Omit<z.infer<typeof adjustLot>, 'signature'>

/** All that is left, unless a quantity is named; that has to be, where some is reserved. */
export const scrapLot = z.strictObject({
  quantity: quantity.optional(),
  sublotId: sublotId.optional(),
  reasonCode: reasonCode.optional(),
  reason,
})
export type ScrapLot = z.infer<typeof scrapLot>

export const sampleLot = z.strictObject({
  quantity,
  sublotId: sublotId.optional(),
  sampleId: identifier.optional(),
  reason: reason.optional(),
})
export type SampleLot = z.infer<typeof sampleLot>

/** Who gets it: a customer, another site of the enterprise, or the supplier that it goes back to. */
export const consignee = z.strictObject({
  type: z.enum(['customer', 'site', 'supplier']),
  id: identifier,
  name: text.optional(),
})
export type Consignee = z.infer<typeof consignee>

/** All that is left, unless a quantity or a sublot is named; that has to be, where some is reserved. */
export const shipLot = z
  .strictObject({
    shipmentId,
    to: consignee,
    quantity: quantity.optional(),
    sublotId: sublotId.optional(),
    reason: reason.optional(),
  })
  .meta({ id: 'ShipLot' })
export type ShipLot = z.infer<typeof shipLot>

/** Back to the supplier: all that is left, as {@link shipLot} takes it. */
export const returnLot = z.strictObject({
  shipmentId,
  supplierId: identifier,
  quantity: quantity.optional(),
  sublotId: sublotId.optional(),
  reason,
})
export type ReturnLot = z.infer<typeof returnLot>

const why = { reasonCode: reasonCode.optional(), reason: reason.optional() }
const of = { lotId, materialId, sublotId: sublotId.optional() }

/** What the facts about a lot's stock say. */
export const stockFacts = {
  'andon.lot.received.v1': z.strictObject({
    lotId,
    materialId,
    quantity: amount,
    status: lotStatus,
    sublots: sublotParts.optional(),
    ...description,
    /** Who sends it back, of what had left with a shipment of this site. */
    from: consignee.optional(),
  }),
  /** `loose` is what lies in no sublot after it. */
  'andon.lot.divided.v1': z.strictObject({ lotId, materialId, sublots: sublotParts, loose: amount }),
  'andon.lot.serialised.v1': z.strictObject({ lotId, materialId, serials: z.array(sublotId).min(1), loose: amount }),
  'andon.lot.split.v1': z.strictObject({
    lotId,
    materialId,
    parts: z.array(part).min(1),
    keeps: amount,
    reason: reason.optional(),
  }),
  'andon.lot.merged.v1': z.strictObject({
    lotId,
    materialId,
    quantity,
    from: z.array(part).min(2),
    reason: reason.optional(),
  }),
  'andon.lot.retested.v1': z.strictObject({ lotId, ...tested }),
  'andon.lot.moved.v1': z.strictObject({
    lotId,
    sublotId: sublotId.optional(),
    from: equipmentId.optional(),
    to: equipmentId,
    reason: reason.optional(),
  }),
  /** `loose`: what lies beside the sublots of the lot was counted, and nothing else of it. */
  'andon.lot.adjusted.v1': z.strictObject({
    ...of,
    loose: z.literal(true).optional(),
    was: amount,
    is: amount,
    ...why,
  }),
  'andon.lot.scrapped.v1': z.strictObject({ ...of, quantity, orderId: orderId.optional(), ...why }),
  'andon.lot.sampled.v1': z.strictObject({
    ...of,
    quantity,
    sampleId: identifier.optional(),
    reason: reason.optional(),
  }),
  'andon.lot.shipped.v1': z.strictObject({
    ...of,
    quantity,
    shipmentId,
    to: consignee,
    reason: reason.optional(),
  }),
} as const
