import Big from 'big.js'
import type { Decimal } from '../../events/quantity.ts'
import { ceiling, type Fraction, isZero, one, product, proportion, proportionBelow, subtract } from './quantity.ts'

export const times = ({ dividend, divisor }: Fraction, part: Decimal, whole: Decimal): Fraction => ({
  dividend: product(dividend, part),
  divisor: product(divisor, whole),
})

/** Rounded up at twelve decimals, so that a computed quantity is never less than needed and never zero. */
export const roundedUp = ({ dividend, divisor }: Fraction): Decimal => proportion(dividend, one, divisor)
/** Rounded down at twelve decimals. */
export const roundedDown = ({ dividend, divisor }: Fraction): Decimal => proportionBelow(dividend, one, divisor)

/** The smallest whole number that is not less. */
export const wholeAbove = (fraction: Fraction): Decimal => ceiling(roundedUp(fraction))

export const isExactly = ({ dividend, divisor }: Fraction, value: Decimal): boolean =>
  isZero(subtract(product(value, divisor), dividend))

/** As `exactValue` in events/quantity.ts has it: a decimal, or a fraction of whole numbers in lowest terms. */
export function textOf(fraction: Fraction): string {
  const decimal = roundedUp(fraction)
  if (isExactly(fraction, decimal)) return decimal
  const { dividend, divisor } = fraction
  const places = Math.max(placesOf(dividend), placesOf(divisor))
  const whole = (value: Decimal) => BigInt(new Big(value).times(`1e${places}`).toFixed())
  const common = greatestDivisor(whole(dividend), whole(divisor))
  return `${whole(dividend) / common}/${whole(divisor) / common}`
}

const placesOf = (value: Decimal): number => value.split('.')[1]?.length ?? 0

const greatestDivisor = (first: bigint, second: bigint): bigint =>
  second === 0n ? first : greatestDivisor(second, first % second)
