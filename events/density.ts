import * as z from 'zod'
import { fault } from './fault.ts'
import { decimal, signedDecimal, unit } from './quantity.ts'
import { isMeasure, measureOf } from './ucum.ts'

const dimensionOf = (text: string): string | undefined => {
  const read = measureOf(text)
  return isMeasure(read) ? read.dimension : undefined
}
const measures =
  (example: string) =>
  (text: string): boolean =>
    dimensionOf(text) === dimensionOf(example)

/**
 * The mass of one volume of a material, such as 1.21 kg/L, by which litres count in kilograms and the other way round. `at` is the temperature at
 * which it was measured; it is shown with what was computed, and no other density is computed from it.
 */
export const density = z
  .strictObject({
    value: decimal.refine((text) => /[1-9]/.test(text), fault('more-than-zero')),
    unit: unit.refine(measures('kg/L'), fault('density-unit')),
    at: z
      .strictObject({ value: signedDecimal, unit: unit.refine(measures('K'), fault('temperature-unit')) })
      .optional(),
  })
  .meta({ id: 'Density' })
export type Density = z.infer<typeof density>
