import * as z from 'zod'
import { fault } from './fault.ts'
import { amount, quantity } from './quantity.ts'

/** A test weight of the daily check: its nominal value, and the tolerance of the reading. */
const checkWeight = z.strictObject({ nominal: quantity, tolerance: amount })

/** Equipment that weighs. All its values are in the unit that the scale shows. */
export const scale = z
  .strictObject({
    /** The greatest load, container included. */
    capacity: quantity,
    /** The readability: every reading is a multiple of it (OIML R 76-1, actual scale interval d). */
    increment: quantity,
    /** The smallest net weight that it weighs accurately enough (USP <41>). */
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

/** The source of a reading: sent by the scale, or typed by a person. */
export const readingSource = z.enum(['device', 'typed'])
export type ReadingSource = z.infer<typeof readingSource>

/** The readings of test weights of the daily check, all together or one after another. */
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
