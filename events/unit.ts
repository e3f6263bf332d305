import * as z from 'zod'
import { lotId, materialId, orderId, sublotId } from './identifiers.ts'
import { serialsUpTo } from './serials.ts'

/** A transaction has at most 100 items. An announced unit needs one; the fact, the order and its checks need up to ten. */
export const mostAnnounced = 90

/** Gives units of the product their serial numbers before they are made in the lot `lotId`. */
export const announceUnits = z
  .strictObject({ lotId, serials: serialsUpTo(mostAnnounced) })
  .meta({ id: 'AnnounceUnits' })
export type AnnounceUnits = z.infer<typeof announceUnits>

/** A serialised unit: its material, the lot that it is made in, and its serial number, which is its sublot id there. */
export const namedUnit = z.strictObject({ materialId, lotId, serial: sublotId })
export type NamedUnit = z.infer<typeof namedUnit>

/** Facts about units that are not stock yet. */
export const unitFacts = {
  'andon.unit.announced.v1': z.strictObject({ orderId, materialId, lotId, serials: z.array(sublotId).min(1) }),
} as const
