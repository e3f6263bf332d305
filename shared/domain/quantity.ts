import Big from 'big.js'
import {
  decimalsOf,
  type Fraction,
  fraction,
  fractionOf,
  inverse,
  minus,
  nought,
  plus,
  rounded,
  times,
} from '../../events/fraction.ts'
import type { Amount, Decimal, Unit } from '../../events/quantity.ts'
import { isMeasure, type Measure, measureOf } from '../../events/ucum.ts'

/** The only place where a computed number becomes a decimal. All others come from a schema or from storage. */
const computed = (text: string): Decimal => text as Decimal
const decimal = (big: Big): Decimal => computed(big.toFixed())

/**
 * A whole count as a decimal.
 * @throws for other numbers, because a float may already have lost digits
 */
export function decimalOf(count: number): Decimal {
  if (!Number.isSafeInteger(count)) throw new RangeError(`${count} is no whole number`)
  return decimal(new Big(count))
}

export const zero = decimalOf(0)
export const one = decimalOf(1)
/** The whole, in percent. */
export const hundred = decimalOf(100)

/** What a unit measures: a name for what material and time are measured in, else the powers of base units. Amounts convert within a dimension only. */
export type Dimension = string

const unitOne: Measure = { dimension: '1', factor: fraction(1n) }
/** The schema lets no other text become a unit; an unreadable one would measure nothing else than itself. */
const measureIn = (unit: Unit): Measure => {
  const read = measureOf(unit)
  return isMeasure(read) ? read : { ...unitOne, dimension: unit }
}

/** Dimensions that are shown by a name or by the unit in which they are summed, because people do not read the powers of base units. */
const named: Readonly<Record<string, Unit>> = {
  mass: 'kg',
  volume: 'L',
  length: 'm',
  area: 'm2',
  time: 's',
  count: '{each}',
  temperature: 'K',
  pressure: 'Pa',
  V: 'V',
  A: 'A',
  N: 'N',
  'N.m': 'N.m',
  kW: 'kW',
  Hz: 'Hz',
  'kg/L': 'kg/L',
  'L/min': 'L/min',
}
let nameOf: ReadonlyMap<string, string> | undefined
/** Read at first use, because most functions convert nothing when they start. */
const names = () => {
  nameOf ??= new Map(Object.entries(named).map(([name, unit]) => [measureIn(unit).dimension, name]))
  return nameOf
}

export const dimensionOf = (unit: Unit): Dimension => {
  const { dimension } = measureIn(unit)
  return names().get(dimension) ?? dimension
}
export const sameDimension = (one: Unit, other: Unit): boolean =>
  one === other || measureIn(one).dimension === measureIn(other).dimension

/** More than any balance of a plant shows. */
const mostDecimals = 12
/** The nearest number with so many decimals, half away from zero; twelve by default. */
export const nearest = (exact: Fraction, decimals?: number): Decimal => inDecimals(exact, decimals)
const inDecimals = (exact: Fraction, decimals = mostDecimals): Decimal => computed(rounded(exact, decimals))

/**
 * The same amount in another unit of its dimension, computed in fractions and rounded once, to 12 decimals.
 * @returns undefined if the units have different dimensions
 */
export function convert(value: Decimal, from: Unit, to: Unit): Decimal | undefined {
  if (from === to) return value
  const there = converted(value, from, to)
  return there && inDecimals(there)
}

/** As {@link convert}, but undefined if the result is not exact: what leaves one lot and enters another must be the same amount. */
export function convertExactly(value: Decimal, from: Unit, to: Unit): Decimal | undefined {
  const there = converted(value, from, to)
  return there && (decimalsOf(there) ?? mostDecimals + 1) <= mostDecimals ? inDecimals(there) : undefined
}

const converted = (value: Decimal, from: Unit, to: Unit): Fraction | undefined =>
  measureIn(from).dimension === measureIn(to).dimension ? outOfBase(intoBase(value, from), to) : undefined

/** A value in the base units of its dimension; of a temperature scale, in kelvins from absolute zero. */
export const intoBase = (value: Decimal, unit: Unit): Fraction => exactlyIntoBase(fractionOf(value), unit)
/** The same of an exact value. */
export function exactlyIntoBase(value: Fraction, unit: Unit): Fraction {
  const { zero, factor } = measureIn(unit)
  return times(plus(value, zero ?? nought), factor)
}

/** The inverse of {@link intoBase}. */
export function outOfBase(base: Fraction, unit: Unit): Fraction {
  const { zero, factor } = measureIn(unit)
  return minus(times(base, inverse(factor)), zero ?? nought)
}

/** The powers of the base units that a unit measures. */
export const powersOf = (unit: Unit): ReadonlyMap<string, number> =>
  new Map(
    measureIn(unit)
      .dimension.split('.')
      .flatMap((part) => {
        const [, base = part, exponent = '1'] = /^(.*?)(-?\d+)?$/.exec(part) ?? []
        return base === '' ? [] : [[base, Number(exponent)] as const]
      }),
  )

/** Whether a unit is a scale with its own zero, such as Cel: its values are places on the scale, and no amounts. */
export const isScale = (unit: Unit): boolean => measureIn(unit).zero !== undefined

/** The unit in which amounts of the dimension are summed. */
export function baseUnitOf(unit: Unit): Unit {
  const { dimension } = measureIn(unit)
  return named[names().get(dimension) ?? ''] ?? (dimension as Unit)
}

/** An amount of material in the base unit of its dimension, with every digit, so that sums over many units are exact; rounded only if it has no end. */
export function inBaseUnit({ value, unit }: Amount): Decimal {
  const factor = times(measureIn(unit).factor, inverse(measureIn(baseUnitOf(unit)).factor))
  const base = times(fractionOf(value), factor)
  return inDecimals(base, decimalsOf(base))
}

/** An amount in proportion to another one of its dimension, exactly. */
export const shareOf = (part: Amount, whole: Amount): Fraction => times(ofFactor(part), inverse(ofFactor(whole)))
const ofFactor = ({ value, unit }: Amount): Fraction => times(fractionOf(value), measureIn(unit).factor)

/** The greatest number with so many decimals that is not more, twelve by default. */
export function roundedDown({ over, under }: Fraction, decimals = mostDecimals): Decimal {
  const one = 10n ** BigInt(decimals)
  const towardsZero = (over * one) / under
  return inDecimals(fraction(towardsZero * under > over * one ? towardsZero - 1n : towardsZero, one), decimals)
}
/** The least number with so many decimals that is not less, twelve by default. */
export const roundedUp = (exact: Fraction, decimals = mostDecimals): Decimal =>
  subtract(zero, roundedDown(minus(nought, exact), decimals))

/** As `exactValue` of the events has it: a decimal, or a fraction if it has more than twelve decimals or no end. */
export const exactText = (exact: Fraction): string =>
  (decimalsOf(exact) ?? mostDecimals + 1) <= mostDecimals ? inDecimals(exact) : `${exact.over}/${exact.under}`
/** The inverse of {@link exactText}. */
export const exactIn = (text: string): Fraction => {
  const [over = '0', under = '1'] = text.split('/')
  return times(fractionOf(over), inverse(fractionOf(under)))
}

export const add = (one: Decimal, other: Decimal): Decimal => decimal(new Big(one).plus(other))
export const subtract = (one: Decimal, other: Decimal): Decimal => decimal(new Big(one).minus(other))
/** Rounded to twelve decimals, as conversions are. */
export const quotient = (value: Decimal, by: Decimal): Decimal =>
  inDecimals(times(fractionOf(value), inverse(fractionOf(by))))
/** Rounded up at twelve decimals, so that a requested quantity is never less than needed. */
export const multiply = (value: Decimal, by: Decimal): Decimal =>
  decimal(new Big(value).times(by).round(12, Big.roundUp))
export const isMore = (one: Decimal, other: Decimal): boolean => new Big(one).gt(other)
/** Whether an amount can be stored: above zero, with at most 15 digits before the point and 12 after. */
export const isRepresentable = (value: Decimal): boolean =>
  /^(0|[1-9]\d{0,14})(\.\d{1,12})?$/.test(value) && !isZero(value)
export const isZero = (value: Decimal): boolean => new Big(value).eq(0)

/** `percent` of `value`, exactly, because limits of a tolerance are not rounded. */
export const percentOf = (percent: Decimal, value: Decimal): Decimal =>
  decimal(new Big(value).times(percent).times('0.01'))

/** The part as a percentage of the whole, to four decimals, for people; undefined if the whole is zero. */
export function percentage(part: Decimal, whole: Decimal): Decimal | undefined {
  if (isZero(whole)) return undefined
  const Readable = Big()
  Readable.DP = 4
  return decimal(new Readable(part).times(100).div(whole))
}

export const magnitude = (value: Decimal): Decimal => decimal(new Big(value).abs())

/** A duration in seconds. Its schema allows no other dimension. */
export const secondsIn = ({ value, unit }: Amount): Decimal => convert(value, unit, 's') ?? zero

/** A duration in whole milliseconds, the unit of instants. */
export const millisecondsIn = (duration: Amount): number => new Big(secondsIn(duration)).times(1000).round(0).toNumber()
/** Whole milliseconds in seconds, exactly. */
export const secondsOf = (milliseconds: number): Decimal => decimal(new Big(decimalOf(milliseconds)).times('0.001'))

/** The smallest whole number that is not less than the value. */
export const ceiling = (value: Decimal): Decimal => decimal(new Big(value).round(0, Big.roundUp))

/** The value rounded up to whole pieces. It is rounded to six decimals first, so that the rounding error of a quotient does not add a piece. */
export const pieces = (value: Decimal): Decimal => ceiling(decimal(new Big(value).round(6, Big.roundHalfUp)))

/** Exact, with every digit. */
export const product = (one: Decimal, other: Decimal): Decimal => decimal(new Big(one).times(other))

export const least = (one: Decimal, other: Decimal): Decimal => (isMore(one, other) ? other : one)

export const isMultiple = (value: Decimal, increment: Decimal): boolean => new Big(value).mod(increment).eq(0)
/** The largest multiple of the increment that is not greater than the value. The value is not negative. */
export const multipleBelow = (value: Decimal, increment: Decimal): Decimal =>
  decimal(new Big(value).minus(new Big(value).mod(increment)))
/** The multiple of the increment nearest to the value; the upper one of two. */
export const nearestMultiple = (value: Decimal, increment: Decimal): Decimal =>
  multipleBelow(decimal(new Big(increment).times('0.5').plus(value)), increment)

/** For people: `12.5 kg`; the unit of counted pieces is left out. */
export const format = ({ value, unit }: Amount): string => (unit === '{each}' ? value : `${value} ${unit}`)

/** Whether a value is within limits, inclusive; either limit may be absent. */
export function isWithin(value: Decimal, low: Decimal | undefined, high: Decimal | undefined): boolean {
  const measured = new Big(value)
  return (low === undefined || measured.gte(low)) && (high === undefined || measured.lte(high))
}
