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
import { link } from './link.ts'
import type { accounts } from './names.ts'
import { amount, decimal, quantity } from './quantity.ts'
import { serialsUpTo } from './serials.ts'
import { signatureRequest } from './signature.ts'
import { until } from './until.ts'

/**
 * An empty lot is `shipped` if some of it was shipped, else `consumed` if some was consumed, else `depleted`. `left` has the quantities by account. A
 * return to the supplier counts as shipped.
 */
export const lotStatuses = ['quarantine', 'released', 'rejected', 'consumed', 'expired', 'shipped', 'depleted'] as const
export const lotStatus = z.enum(lotStatuses)
export type LotStatus = z.infer<typeof lotStatus>

export type Account = (typeof accounts)[number]

const reason = z.string().trim().min(3).max(2000)
const text = z.string().trim().min(1).max(200)
/** Such as `SPILLED`, from a list of the site that is not checked here. A recipe lists the scrap codes of its steps. */
const reasonCode = identifier

/** The supplier's certificate of analysis. */
export const certificate = z.strictObject({
  certificateId: text,
  issuedAt: instant.optional(),
  href: link.optional(),
})

/** For a lot from another site: its id there. For a customer return: the lot that was shipped, and its shipment. */
export const origin = z.strictObject({ site: siteId, lotId, shipmentId: shipmentId.optional() })

/** The content of active substance in percent; on an anhydrous basis it may exceed 100. */
const potency = decimal.refine((value) => /[1-9]/.test(value) && Number(value) <= 200, fault('potency'))

/** Data of a lot other than its balance. */
const description = {
  expiresAt: until.optional(),
  retestAt: until.optional(),
  manufacturedAt: instant.optional(),
  supplierId: identifier.optional(),
  supplierLot: z.string().trim().min(1).max(100).optional(),
  certificate: certificate.optional(),
  potency: potency.optional(),
  location: equipmentId.optional(),
  origin: origin.optional(),
}

/** The limit of one command: a transaction has at most 100 items, and a serialised unit needs two. */
export const mostAtOnce = 40

const sublotPart = z.strictObject({ sublotId, quantity })
export type SublotPart = z.infer<typeof sublotPart>
const sublotParts = z.array(sublotPart).min(1).max(mostAtOnce)

/** `sublots` are the parts in which the quantity, or some of it, arrives; `serials` are units that arrive under their numbers. */
export const receiveLot = z
  .strictObject({
    lotId,
    materialId,
    quantity,
    sublots: sublotParts.optional(),
    serials: serialsUpTo(mostAtOnce).optional(),
    ...description,
  })
  .meta({ id: 'ReceiveLot' })
export type ReceiveLot = z.infer<typeof receiveLot>

const tested = { expiresAt: until.optional(), retestAt: until.optional(), potency: potency.optional() }
/** Facts have no dates: the edge has ended them with their days. */
const endsInFacts = { expiresAt: instant.optional(), retestAt: instant.optional() }
export const retestLot = z
  .strictObject({ ...tested, signature: signatureRequest })
  .refine(({ expiresAt, retestAt }) => expiresAt !== undefined || retestAt !== undefined, {
    path: ['retestAt'],
    message: fault('this-or', { other: 'expiresAt' }),
  })
export type RetestLot = Omit<z.infer<typeof retestLot>, 'signature'>

const part = z.strictObject({ lotId, quantity })

/** `keeps` is what stays in the lot. If it is given, the parts and `keeps` must add up to what remains. */
export const splitLot = z
  .strictObject({ parts: z.array(part).min(1).max(40), keeps: amount.optional(), reason: reason.optional() })
  .meta({ id: 'SplitLot' })
export type SplitLot = z.infer<typeof splitLot>

/** Merges all that is left of the lots, or the quantity given. */
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

/** Divides loose stock into sublots; the rest stays loose. */
export const divideLot = z.strictObject({ sublots: sublotParts }).meta({ id: 'DivideLot' })
export type DivideLot = z.infer<typeof divideLot>

/** Serialised units: each is a sublot of one piece, with its serial number as id. */
export const makeUnits = z.strictObject({ serials: serialsUpTo(mostAtOnce) }).meta({ id: 'MakeUnits' })
export type MakeUnits = z.infer<typeof makeUnits>

/** `to` is a storage zone or unit, or any other equipment of the site. */
export const moveLot = z.strictObject({ to: equipmentId, sublotId: sublotId.optional(), reason: reason.optional() })
export type MoveLot = z.infer<typeof moveLot>

/**
 * `counted` is the quantity found; the fact also keeps the recorded one. In a lot with sublots a count is of one sublot or, with `loose`, of the
 * stock in none. A count of held stock needs a signature.
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

/** Without a quantity, all that is left; the quantity is required if some is reserved. */
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

/** The receiver: a customer, another site of the enterprise, or the supplier of returned material. */
export const consignee = z.strictObject({
  type: z.enum(['customer', 'site', 'supplier']),
  id: identifier,
  name: text.optional(),
})
export type Consignee = z.infer<typeof consignee>

/** Without a quantity or sublot, all that is left; the quantity is required if some is reserved. */
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

/** A return to the supplier, with the rules of {@link shipLot}. */
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

/** The quantity as it was said, if the lot is kept in the other of mass and volume; what was booked is so by the density of the material. */
const entered = quantity.optional()
const bookedSublots = z.array(sublotPart.extend({ entered })).min(1).max(mostAtOnce)
const bookedPart = part.extend({ entered })

/** Facts about the stock of a lot. */
export const stockFacts = {
  'andon.lot.received.v1': z.strictObject({
    lotId,
    materialId,
    quantity: amount,
    entered,
    status: lotStatus,
    sublots: bookedSublots.optional(),
    serials: z.array(sublotId).min(1).optional(),
    ...description,
    ...endsInFacts,
    /** The sender of a customer return, which was shipped by this site before. */
    from: consignee.optional(),
  }),
  /** `loose` is the quantity left in no sublot. */
  'andon.lot.divided.v1': z.strictObject({ lotId, materialId, sublots: bookedSublots, loose: amount }),
  'andon.lot.serialised.v1': z.strictObject({ lotId, materialId, serials: z.array(sublotId).min(1), loose: amount }),
  'andon.lot.split.v1': z.strictObject({
    lotId,
    materialId,
    parts: z.array(bookedPart).min(1),
    keeps: amount,
    reason: reason.optional(),
  }),
  'andon.lot.merged.v1': z.strictObject({
    lotId,
    materialId,
    quantity,
    from: z.array(bookedPart).min(2),
    reason: reason.optional(),
  }),
  'andon.lot.retested.v1': z.strictObject({ lotId, ...tested, ...endsInFacts }),
  'andon.lot.moved.v1': z.strictObject({
    lotId,
    sublotId: sublotId.optional(),
    from: equipmentId.optional(),
    to: equipmentId,
    reason: reason.optional(),
  }),
  /** With `loose`, only the stock in no sublot was counted. */
  'andon.lot.adjusted.v1': z.strictObject({
    ...of,
    loose: z.literal(true).optional(),
    was: amount,
    is: amount,
    /** The count as it was said, if the lot is kept in the other of mass and volume. It may be zero. */
    entered: amount.optional(),
    ...why,
  }),
  'andon.lot.scrapped.v1': z.strictObject({ ...of, quantity, entered, orderId: orderId.optional(), ...why }),
  'andon.lot.sampled.v1': z.strictObject({
    ...of,
    quantity,
    entered,
    sampleId: identifier.optional(),
    reason: reason.optional(),
  }),
  'andon.lot.shipped.v1': z.strictObject({
    ...of,
    quantity,
    entered,
    shipmentId,
    to: consignee,
    reason: reason.optional(),
  }),
} as const
