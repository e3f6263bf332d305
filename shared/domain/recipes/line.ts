import type { MaterialId } from '../../../events/identifiers.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import { add, convert, hundred, multiply, one, percentOf, quotient, subtract, zero } from '../quantity.ts'

/** A material line of a step. It counts in its own unit and of its own material, whatever is drawn into it. */
export type Line = Step['materials'][number]

/** The material of a line, and what may stand in for it. */
export const materialsOf = ({ materialId, alternates = [] }: Line): MaterialId[] => [
  materialId,
  ...alternates.map((it) => it.materialId),
]

/** How much of this material replaces one unit of the line's own. */
const factorOf = (line: Line, materialId: string | undefined): Decimal =>
  line.alternates?.find((it) => it.materialId === materialId)?.factor ?? one

/**
 * What a line counts for an amount of this material, in the line's unit, to twelve decimals.
 * @returns undefined where the line measures something else
 */
export function countedAs(line: Line, materialId: string | undefined, { value, unit }: Amount): Decimal | undefined {
  const inUnit = convert(value, unit, line.quantity.unit)
  return inUnit === undefined ? undefined : quotient(inUnit, factorOf(line, materialId))
}

/** The other way round: how much of this material fills so much of a line, in the unit of the material. */
export function fillOf(line: Line, materialId: string, lacks: Decimal, unit: Amount['unit']): Decimal | undefined {
  const inUnit = convert(lacks, line.quantity.unit, unit)
  return inUnit === undefined ? undefined : multiply(inUnit, factorOf(line, materialId))
}

/** The limits of a line, in its own unit: what may be consumed at most, and what completes it. */
export function boundsOf(line: Pick<Line, 'quantity' | 'tolerance'>): { least: Decimal; most: Decimal } {
  const { value } = line.quantity
  return {
    least: subtract(value, percentOf(line.tolerance?.minusPercent ?? zero, value)),
    most: add(value, percentOf(line.tolerance?.plusPercent ?? zero, value)),
  }
}

/** Whether the material of the line has to be weighed on a scale; of a compensated line that follows. */
export const isWeighed = ({ weighing, potency }: Line): boolean => weighing !== undefined || potency !== undefined

export const activeOf = ({ potency }: Line, materials: readonly Line[]): Line | undefined =>
  potency?.role === 'compensator' ? materials.find(({ lineId }) => lineId === potency.of) : undefined

/** The content in percent for which the quantity of an active is written, as it was frozen with the recipe. */
export const basisOf = ({ potency }: Line): Decimal | undefined =>
  potency?.role === 'active' ? (potency.basis ?? hundred) : undefined

/**
 * A commit has a hundred items. Fewer than twenty of them are the order, its equipment, the fact and what goes with it; a draw is two, the
 * lot and the pointer by which the fact is found from it, and three with its sublot: forty lots can be booked at once.
 */
export const mostItems = 80
export const mostBooked = mostItems / 2
