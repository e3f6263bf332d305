import type { Density } from '../../events/density.ts'
import { type Fraction, fraction, fractionOf, inverse, minus, nought, plus, times } from '../../events/fraction.ts'
import type { Amount, Decimal, Quantity, Unit } from '../../events/quantity.ts'
import { exactOf, type Measured, measured } from './measured.ts'
import {
  add,
  convert,
  dimensionOf,
  exactlyIntoBase,
  intoBase,
  isMore,
  isZero,
  magnitude,
  nearest,
  outOfBase,
  sameDimension,
  subtract,
  zero,
} from './quantity.ts'

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
export function exactlyIn(density: Density | undefined, amount: Measured, to: Unit): Fraction | undefined {
  const { unit } = amount
  if (!isCountable(density, unit, to)) return undefined
  const base = exactlyIntoBase(exactOf(amount), unit)
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

/**
 * A thousand bookings, each rounded by at most half of the twelfth decimal, make 5e-10. So two amounts that differ by less than this in the unit of
 * the stock are the same amount, said in parts.
 */
const roundings = nearest(fraction(1n, 1_000_000_000n))

/** As {@link bookedIn}, for stock that is taken: what differs from all that is left by its roundings only takes all of it, so that nothing stays. */
export function takenIn(density: Density | undefined, said: Quantity, left: Amount): Quantity {
  const [taken] = bookedEach(density, [{ quantity: said }], left)
  return taken?.quantity ?? said
}

/**
 * Parts that are told together, as the stock that they are taken from is booked. Their sum is rounded and not each of them, so that parts that make
 * a whole as they were said make it as they are booked too.
 */
export function bookedEach<Part extends { readonly quantity: Quantity }>(
  density: Density | undefined,
  parts: readonly Part[],
  { value: left, unit }: Amount,
): readonly (Part & { readonly entered?: Quantity })[] {
  let sum: Fraction = nought
  const booked = parts.map((part) => {
    const exact = isMassAndVolume(part.quantity.unit, unit) ? exactlyIn(density, part.quantity, unit) : undefined
    if (!exact) return part
    const before = nearest(sum)
    sum = plus(sum, exact)
    return { ...part, quantity: { value: subtract(nearest(sum), before), unit }, entered: part.quantity }
  })
  const last = booked.findLastIndex((it) => 'entered' in it)
  const total = booked.reduce<Decimal>(
    (all, { quantity: { value, unit: its } }) => add(all, convert(value, its, unit) ?? zero),
    zero,
  )
  const lacks = subtract(left, total)
  if (isZero(total) || isZero(left) || !isMore(roundings, magnitude(lacks))) return booked
  return booked.map((it, index) =>
    index === last ? { ...it, quantity: { value: add(it.quantity.value, lacks), unit } } : it,
  )
}

/** What an order takes of a lot or makes: as its fact says it, in the unit of the lot, and exact. */
export interface Booking {
  readonly quantity: Quantity
  readonly value: Decimal
  readonly exact: Fraction
}

/**
 * What is said in the unit of its stock, or has a value with twelve decimals there, is booked as it was said. Another amount is booked in the unit of
 * the stock, by the density between mass and volume. Not each of them is rounded but their sum, so that amounts that make a whole as they were said
 * make it in stock, too; docs/adr/0045-formula-follows-order.md.
 * @param before all that the order has booked of this stock before
 * @returns undefined if the amount has no value in the unit
 */
export function booking(
  density: Density | undefined,
  said: Quantity,
  unit: Unit,
  before: Measured | undefined,
): Booking | undefined {
  const exact = exactlyIn(density, said, unit)
  if (!exact) return undefined
  const rounded = nearest(exact)
  if (sameDimension(said.unit, unit) && !('exact' in measured(exact, unit)))
    return { quantity: said, value: said.unit === unit ? said.value : rounded, exact }
  const over = before ? minus(exactOf(before), fractionOf(before.value)) : nought
  const value = isSmall(over) ? nearest(plus(over, exact)) : rounded
  // What is too little for the unit is refused as it was said.
  return { quantity: isZero(value) ? said : { value, unit }, value, exact }
}

/** What reversals of single amounts can leave of the roundings of a sum. More is no rounding. */
const isSmall = ({ over, under }: Fraction): boolean => (over < 0n ? -over : over) * 100_000_000_000n < under

/** A booking that differs from all that is left by roundings only takes all of it, so that nothing stays. */
export function wholly(booked: Booking, said: Quantity, left: Decimal): Booking {
  const lacks = subtract(left, booked.value)
  if (booked.quantity === said || isZero(left) || !isMore(roundings, magnitude(lacks))) return booked
  return { ...booked, value: left, quantity: { ...booked.quantity, value: left } }
}

/** What is taken back of an amount in this unit; what differs from all that is left by roundings only takes back all of it. */
export function takenBackIn(
  density: Density | undefined,
  said: Quantity,
  unit: Unit,
  left: Decimal,
): Decimal | undefined {
  const value = convertBy(density, said, unit)
  if (value === undefined || said.unit === unit || isZero(left)) return value
  return isMore(roundings, magnitude(subtract(left, value))) ? left : value
}

/** For a fact: the amount as it was said, if its stock is kept in the other of mass and volume, or in a unit that rounds it. */
export const enteredAs = (said: Quantity | undefined, booked: Quantity | undefined): { readonly entered?: Quantity } =>
  said === undefined || booked === said ? {} : { entered: said }
