import * as z from 'zod'
import { instant, lotId, siteId } from './identifiers.ts'
import { holdOrigin, holdPurpose } from './quality.ts'

/**
 * A message from the enterprise to a site: one of its lots was received from a lot that another site holds. It is not a fact, because nothing
 * has happened at the receiving site yet. Each message contains the whole state, so order and repetition do not matter.
 */
export const holdCrossing = z
  .strictObject({
    to: siteId,
    lotId,
    origin: holdOrigin,
    /** The reason of the hold there; absent if the lot inherited the hold. */
    reason: z.string().optional(),
    /** Absent if the lot inherited the hold. */
    purpose: holdPurpose.optional(),
    /** When the hold there was released, if it was. */
    releasedAt: instant.optional(),
  })
  .meta({ id: 'HoldCrossing' })
export type HoldCrossing = z.infer<typeof holdCrossing>

/** Messages from the enterprise to a site, by `detail-type`. */
export const enterpriseMessages = { 'andon.hold.crossed.v1': holdCrossing } as const
/** The `source` of the enterprise on both buses; sites have `andon`. */
export const enterpriseSource = 'andon.enterprise'
