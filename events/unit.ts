import * as z from 'zod'
import {
  containerId,
  deviationId,
  equipmentId,
  lineId,
  lotId,
  materialId,
  orderId,
  shipmentId,
  stepId,
  sublotId,
} from './identifiers.ts'
import { consignee } from './material.ts'
import { reason } from './order.ts'
import { quantity } from './quantity.ts'
import { serialsUpTo } from './serials.ts'

/** A transaction has at most 100 items. An announced unit needs one; the fact, the order and its checks need up to ten. */
export const mostAnnounced = 90

/** Gives units of the product their serial numbers before they are made in the lot `lotId`. */
export const announceUnits = z
  .strictObject({ lotId, serials: serialsUpTo(mostAnnounced) })
  .meta({ id: 'AnnounceUnits' })
export type AnnounceUnits = z.infer<typeof announceUnits>

/** Each unit is a commit of its own, about 60 ms. Fifty fit well into the 29 s that an answer may take. */
export const mostBuilt = 50

/** A transaction has at most 100 items. A component needs three: lot, sublot and pointer; the fact, the order, the unit and its stock up to ten. */
export const mostComponentsBuilt = 25

/**
 * Builds components into units that were announced before. A component without `quantity` is the one piece of a sublot with a serial number, or what
 * its line gives each unit.
 */
export const buildUnits = z
  .strictObject({
    stepId,
    units: z
      .array(
        z.strictObject({
          serial: sublotId,
          components: z
            .array(z.strictObject({ lineId, lotId, sublotId: sublotId.optional(), quantity: quantity.optional() }))
            .min(1)
            .max(mostComponentsBuilt),
        }),
      )
      .min(1)
      .max(mostBuilt),
    reason: reason.optional(),
  })
  .meta({ id: 'BuildUnits' })
export type BuildUnits = z.infer<typeof buildUnits>
/** One unit of a bulk build. */
export type BuildUnit = Pick<BuildUnits, 'stepId' | 'reason'> & BuildUnits['units'][number]

/** Takes units of the product out of stock into the order, which repairs them and makes them again in the lot `lotId`. */
export const repairUnits = z
  .strictObject({ lotId, serials: serialsUpTo(mostBuilt), reason: reason.optional() })
  .meta({ id: 'RepairUnits' })
export type RepairUnits = z.infer<typeof repairUnits>
/** One unit of a repair order. */
export type RepairUnit = Omit<RepairUnits, 'serials'> & { readonly serial: RepairUnits['serials'][number] }

/** A serialised unit: its material, the lot that it is made in, and its serial number, which is its sublot id there. */
export const namedUnit = z.strictObject({ materialId, lotId, serial: sublotId })
export type NamedUnit = z.infer<typeof namedUnit>

/** Where a unit is: in exactly one of these places. `lotId` is the lot that it is in, or was in when it left the house. */
export const whereabouts = z.discriminatedUnion('at', [
  z.strictObject({ at: z.literal('announced'), lotId, orderId: orderId.optional() }),
  /** Taken out of stock by the order that repairs it, which makes it again in the lot. */
  z.strictObject({ at: z.literal('in-repair'), lotId, orderId: orderId.optional() }),
  z.strictObject({ at: z.literal('stock'), lotId, location: equipmentId.optional() }),
  z.strictObject({ at: z.literal('packed'), lotId, containerId }),
  z.strictObject({
    at: z.literal('built-in'),
    lotId,
    into: z.strictObject({ materialId: z.string(), serial: z.string() }),
  }),
  z.strictObject({ at: z.literal('used'), lotId, orderId: orderId.optional() }),
  z.strictObject({
    at: z.literal('shipped'),
    lotId,
    shipmentId: shipmentId.optional(),
    to: consignee.optional(),
  }),
  /** Scrapped, used up as a sample, or counted as missing. */
  z.strictObject({ at: z.enum(['scrapped', 'sampled', 'missing']), lotId }),
])
export type Whereabouts = z.infer<typeof whereabouts>

/** Facts about units that are not stock yet. */
export const unitFacts = {
  'andon.unit.announced.v1': z.strictObject({ orderId, materialId, lotId, serials: z.array(sublotId).min(1) }),
  /**
   * The unit left the stock of its lot for the order that repairs it; `into` is the same unit in the lot in which it is made again. `stepId` is the
   * first step of the order.
   */
  'andon.unit.repair-started.v1': z.strictObject({
    orderId,
    stepId,
    materialId,
    lotId,
    sublotId,
    quantity,
    into: namedUnit,
    reason: reason.optional(),
  }),
  /** The unit is in the stock of its lot again, as if it had not been taken for the repair; both facts stay. */
  'andon.unit.repair-cancelled.v1': z.strictObject({
    orderId,
    consumptionId: z.string(),
    stepId,
    materialId,
    lotId,
    sublotId,
    quantity,
    outOf: namedUnit,
    reason,
  }),
  /** The disposition of a deviation took the unit out of use before it was made. It can only be scrapped. */
  'andon.unit.rejected.v1': z.strictObject({
    orderId,
    materialId,
    lotId,
    serial: sublotId,
    deviationId,
    reason,
    rejectedBy: z.string().optional(),
  }),
} as const
