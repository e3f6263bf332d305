import * as z from 'zod'
import { instant, lotId, siteId } from './identifiers.ts'
import { holdOrigin, holdPurpose } from './quality.ts'

/**
 * What the enterprise tells a site: a lot there was received from one that its own site holds. It is no fact, since nothing has happened at
 * that site yet. Each message says all that is so, so that the last word is the same in whatever order and however often they come.
 */
export const holdCrossing = z
  .strictObject({
    to: siteId,
    lotId,
    origin: holdOrigin,
    /** Why it is held there; none where the lot inherited the hold. */
    reason: z.string().optional(),
    /** None where the lot inherited the hold. */
    purpose: holdPurpose.optional(),
    /** When it was released there, if it was. */
    releasedAt: instant.optional(),
  })
  .meta({ id: 'HoldCrossing' })
export type HoldCrossing = z.infer<typeof holdCrossing>

/** What goes from the enterprise to a site, under its `detail-type`. */
export const enterpriseMessages = { 'andon.hold.crossed.v1': holdCrossing } as const
/** Whose word it is, on both buses: sites say `andon`. */
export const enterpriseSource = 'andon.enterprise'
