import * as z from 'zod'
import { fault } from './fault.ts'
import { amount, quantity } from './quantity.ts'

/** A weight of the daily check, and how far the reading may be from what is stamped on it. */
const checkWeight = z.strictObject({ nominal: quantity, tolerance: amount })

/** What an equipment is that weighs: all of it in the one unit that the scale shows. */
export const scale = z
  .strictObject({
    /** The most that it carries, container included. */
    capacity: quantity,
    /** The readability: every reading is a multiple of it (OIML R 76-1, actual scale interval d). */
    increment: quantity,
    /** The least net weight that it weighs accurately enough (USP <41>). */
    minimum: quantity.optional(),
    dailyCheck: z.strictObject({ weights: z.array(checkWeight).min(1).max(10) }),
  })
  .refine(
    ({ capacity, increment, minimum, dailyCheck: { weights } }) =>
      [increment, ...(minimum ? [minimum] : []), ...weights.flatMap((it) => [it.nominal, it.tolerance])].every(
        ({ unit }) => unit === capacity.unit,
      ),
    fault('scale-unit'),
  )
  .meta({ id: 'Scale' })
export type Scale = z.infer<typeof scale>

/** Where a reading came from: the scale has said it to Andon, or a person has typed what it showed. */
export const readingSource = z.enum(['device', 'typed'])
export type ReadingSource = z.infer<typeof readingSource>

/** What the scale showed under weights of its daily check: all of them at once, or one after the other. */
export const checkScale = z
  .strictObject({
    readings: z
      .array(z.strictObject({ nominal: quantity, reading: amount }))
      .min(1)
      .max(10),
    source: readingSource,
  })
  .meta({ id: 'CheckScale' })
export type CheckScale = z.infer<typeof checkScale>

export const scaleCheckOutcome = z.enum(['passed', 'failed', 'incomplete'])
export type ScaleCheckOutcome = z.infer<typeof scaleCheckOutcome>
