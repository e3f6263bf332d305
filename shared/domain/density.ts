import type { Density } from '../../events/density.ts'
import { type Fraction, inverse, times } from '../../events/fraction.ts'
import type { Amount, Decimal, Quantity, Unit } from '../../events/quantity.ts'
import { convert, dimensionOf, intoBase, nearest, outOfBase, sameDimension } from './quantity.ts'

/** The densities of materials, by id; docs/adr/0058-density.md. */
export type Densities = Readonly<Record<string, Density | undefined>>

/** Whether a density leads from one unit to the other: one of mass and one of volume. */
export const isMassAndVolume = (one: Unit, other: Unit): boolean => {
  const dimensions = [dimensionOf(one), dimensionOf(other)]
  return dimensions.includes('mass') && dimensions.includes('volume')
}

/** Whether an amount in one unit has a value in the other: within a dimension, or between mass and volume by the density. */
export const isCountable = (density: Density | undefined, from: Unit, to: Unit): boolean =>
  sameDimension(from, to) || (density !== undefined && isMassAndVolume(from, to))

/**
 * The same amount in another unit, as an exact fraction: within its dimension, or between mass and volume by the density (mass = volume × density).
 * @returns undefined if there is no such value
 */
export function exactlyIn(density: Density | undefined, { value, unit }: Amount, to: Unit): Fraction | undefined {
  if (!isCountable(density, unit, to)) return undefined
  const base = intoBase(value, unit)
  if (density === undefined || sameDimension(unit, to)) return outOfBase(base, to)
  const by = intoBase(density.value, density.unit)
  return outOfBase(times(base, dimensionOf(unit) === 'volume' ? by : inverse(by)), to)
}

/** The same, rounded once, to twelve decimals. */
export function convertBy(density: Density | undefined, amount: Amount, to: Unit): Decimal | undefined {
  if (sameDimension(amount.unit, to)) return convert(amount.value, amount.unit, to)
  const exact = exactlyIn(density, amount, to)
  return exact && nearest(exact)
}

/** An amount as stock in this unit is booked: as it was said within its dimension, else converted by the density, if there is one. */
export function bookedIn(density: Density | undefined, said: Quantity, unit: Unit): Quantity {
  if (density === undefined || !isMassAndVolume(said.unit, unit)) return said
  return { value: convertBy(density, said, unit) ?? said.value, unit }
}

/** For a fact: the amount as it was said, if its stock is kept in the other of mass and volume. */
export const enteredAs = (said: Quantity, booked: Quantity): { readonly entered?: Quantity } =>
  booked === said ? {} : { entered: said }
