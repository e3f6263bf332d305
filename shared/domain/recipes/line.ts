import type { Density } from '../../../events/density.ts'
import { type Fraction, fractionOf, inverse, times } from '../../../events/fraction.ts'
import type { MaterialId } from '../../../events/identifiers.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { OrderedStep } from '../../../events/recipe.ts'
import { exactlyIn } from '../density.ts'
import type { Measured } from '../measured.ts'
import {
  add,
  convert,
  exactIn,
  hundred,
  multiply,
  nearest,
  one,
  percentOf,
  roundedDown,
  roundedUp,
  subtract,
  zero,
} from '../quantity.ts'

/** A material line of a step. It counts in its own unit and material, whatever is issued to it. */
export type Line = OrderedStep['materials'][number]

/** The material of a line and those that may be used instead. */
export const materialsOf = ({
  materialId,
  alternates = [],
}: {
  readonly materialId: MaterialId
  readonly alternates?: readonly { readonly materialId: MaterialId }[] | undefined
}): MaterialId[] => [materialId, ...alternates.map((it) => it.materialId)]

/** How much of this material replaces one unit of the line's own material. */
const factorOf = (line: Line, materialId: string | undefined): Decimal =>
  line.alternates?.find((it) => it.materialId === materialId)?.factor ?? one

/** The density of this material, by which it counts on a line of the other dimension. */
export const densityOn = (line: Line, materialId: string | undefined = line.materialId): Density | undefined =>
  (materialId === line.materialId ? line : line.alternates?.find((it) => it.materialId === materialId))?.density

/**
 * The quantity of this material that counts on a line, in the line's unit, to twelve decimals. Between mass and volume it counts by the density of the
 * material.
 * @returns undefined if the line has another dimension
 */
export function countedAs(line: Line, materialId: string | undefined, amount: Measured): Decimal | undefined {
  const exact = countedExactly(line, materialId, amount)
  return exact && nearest(exact)
}

/** The same before it is rounded, for sums. */
export function countedExactly(line: Line, materialId: string | undefined, amount: Measured): Fraction | undefined {
  const exact = exactlyIn(densityOn(line, materialId), amount, line.quantity.unit)
  return exact && times(exact, inverse(fractionOf(factorOf(line, materialId))))
}

/** The inverse: the quantity of this material that fills a quantity of the line, in the unit of the material. */
export function fillOf(line: Line, materialId: string, lacks: Decimal, unit: Amount['unit']): Decimal | undefined {
  const factor = factorOf(line, materialId)
  const inUnit = convert(lacks, line.quantity.unit, unit)
  if (inUnit !== undefined) return multiply(inUnit, factor)
  const exact = exactlyIn(densityOn(line, materialId), { value: lacks, unit: line.quantity.unit }, unit)
  return exact && roundedUp(times(exact, fractionOf(factor)))
}

/**
 * The limits of a line, in its own unit: `least` completes it, `most` may be consumed. A rounded quantity is never less than the exact one, so `least` is
 * of the exact one and `most` of the rounded one: both amounts are right, whatever the tolerance.
 */
export function boundsOf(line: Pick<Line, 'quantity' | 'tolerance' | 'exact'>): { least: Decimal; most: Decimal } {
  const { value } = line.quantity
  const exact = leastExact(line)
  return {
    least: subtract(exact, percentOf(line.tolerance?.minusPercent ?? zero, exact)),
    most: add(value, percentOf(line.tolerance?.plusPercent ?? zero, value)),
  }
}

/** The quantity of a line before it was rounded up, to twelve decimals, rounded down. */
export const leastExact = ({ quantity, exact }: Pick<Line, 'quantity' | 'exact'>): Decimal =>
  exact === undefined ? quantity.value : roundedDown(exactIn(exact))

/** Whether the line must be weighed on a scale; a line with potency always is. */
export const isWeighed = ({ weighing, potency }: Line): boolean => weighing !== undefined || potency !== undefined

export const activeOf = ({ potency }: Line, materials: readonly Line[]): Line | undefined =>
  potency?.role === 'compensator' ? materials.find(({ lineId }) => lineId === potency.of) : undefined

/** The potency in percent that the quantity of an active refers to, frozen with the recipe. */
export const basisOf = ({ potency }: Line): Decimal | undefined =>
  potency?.role === 'active' ? (potency.basis ?? hundred) : undefined

/**
 * A commit has at most 100 items. Fewer than twenty are for the order, its equipment and the fact. An issue needs two, the lot and the lot's pointer
 * to the fact; three with a sublot. So forty lots can be booked at once.
 */
export const mostItems = 80
export const mostBooked = mostItems / 2
