import { type Fraction, fractionOf, inverse, minus, nought, plus, times } from '../../events/fraction.ts'
import type { Amount, Decimal, Unit } from '../../events/quantity.ts'
import {
  add,
  exactIn,
  exactlyIntoBase,
  exactText,
  isZero,
  nearest,
  outOfBase,
  sameDimension,
  subtract,
} from './quantity.ts'

/** An amount, with what it was before its unit rounded it, as `exactText` has it; docs/adr/0045-formula-follows-order.md. */
export interface Measured extends Amount {
  readonly exact?: string | undefined
}

export const exactOf = ({ value, exact }: Pick<Measured, 'value' | 'exact'>): Fraction => exactIn(exact ?? value)

/** An exact amount, rounded once; it says its `exact` value if that changed it. */
export function measured<Of extends Unit>(
  exact: Fraction,
  unit: Of,
): { readonly value: Decimal; readonly unit: Of; readonly exact?: string } {
  const value = nearest(exact)
  return { value, unit, ...exactBeside(exact, value) }
}

/** The exact value, if the decimal is another one. */
export function exactBeside(exact: Fraction, value: Decimal): { readonly exact?: string } {
  const { over, under } = fractionOf(value)
  return exact.over === over && exact.under === under ? {} : { exact: exactText(exact) }
}

/** The exact value in another unit of the same dimension; undefined in one of another dimension. */
export function exactlyInUnit(amount: Measured, unit: Unit): Fraction | undefined {
  const exact = exactOf(amount)
  if (amount.unit === unit) return exact
  return sameDimension(amount.unit, unit) ? outOfBase(exactlyIntoBase(exact, amount.unit), unit) : undefined
}

/** The exact sum in this unit; amounts of another dimension are left out. */
export const exactSum = (amounts: readonly Measured[], unit: Unit): Fraction =>
  amounts.reduce((total, it) => plus(total, exactlyInUnit(it, unit) ?? nought), nought)

/** A part of an amount, in proportion to a part of what it was booked as. */
export const partOfExact = (whole: Fraction, part: Decimal, booked: Decimal): Fraction =>
  times(whole, times(fractionOf(part), inverse(fractionOf(booked))))

/** The sum of what was booked, as stock has it, with the exact one beside it. */
export function withBooked<Of extends Unit>(
  before: Measured | undefined,
  { value, exact }: { readonly value: Decimal; readonly exact: Fraction },
  unit: Of,
): { readonly value: Decimal; readonly unit: Of; readonly exact?: string } {
  const total = before ? add(before.value, value) : value
  return { value: total, unit, ...exactBeside(before ? plus(exactOf(before), exact) : exact, total) }
}

/** The sum less what was taken back; undefined if nothing is left. */
export function withoutBooked<Of extends Measured>(
  had: Of,
  { value, exact }: { readonly value: Decimal; readonly exact: Fraction },
): (Omit<Of, 'exact'> & { readonly exact?: string }) | undefined {
  const { exact: _before, ...others } = had
  const left = subtract(had.value, value)
  return isZero(left) ? undefined : { ...others, value: left, ...exactBeside(minus(exactOf(had), exact), left) }
}
