import Big from 'big.js'
import type { Amount, Decimal, Unit } from '../../events/quantity.ts'

/** The only place where a computed number becomes a decimal. All others come from a schema or from storage. */
const decimal = (big: Big): Decimal => big.toFixed() as Decimal

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

/** What a unit measures. Amounts convert within a dimension only. */
export type Dimension = 'mass' | 'volume' | 'length' | 'area' | 'time' | 'count' | 'temperature' | 'pressure' | Unit

/** Exact factors to the base unit of the dimension (UCUM 2.2); test/domain/quantity.test.ts compares them with an independent table. */
const scale: Partial<Record<Unit, { dimension: Dimension; factor: string; offset?: string }>> = {
  kg: { dimension: 'mass', factor: '1' },
  g: { dimension: 'mass', factor: '0.001' },
  mg: { dimension: 'mass', factor: '0.000001' },
  ug: { dimension: 'mass', factor: '0.000000001' },
  t: { dimension: 'mass', factor: '1000' },
  '[lb_av]': { dimension: 'mass', factor: '0.45359237' },
  '[oz_av]': { dimension: 'mass', factor: '0.028349523125' },
  L: { dimension: 'volume', factor: '1' },
  dL: { dimension: 'volume', factor: '0.1' },
  mL: { dimension: 'volume', factor: '0.001' },
  uL: { dimension: 'volume', factor: '0.000001' },
  m3: { dimension: 'volume', factor: '1000' },
  '[gal_us]': { dimension: 'volume', factor: '3.785411784' },
  m: { dimension: 'length', factor: '1' },
  cm: { dimension: 'length', factor: '0.01' },
  mm: { dimension: 'length', factor: '0.001' },
  um: { dimension: 'length', factor: '0.000001' },
  '[in_i]': { dimension: 'length', factor: '0.0254' },
  '[ft_i]': { dimension: 'length', factor: '0.3048' },
  m2: { dimension: 'area', factor: '1' },
  cm2: { dimension: 'area', factor: '0.0001' },
  s: { dimension: 'time', factor: '1' },
  min: { dimension: 'time', factor: '60' },
  h: { dimension: 'time', factor: '3600' },
  d: { dimension: 'time', factor: '86400' },
  K: { dimension: 'temperature', factor: '1' },
  Cel: { dimension: 'temperature', factor: '1', offset: '273.15' },
  Pa: { dimension: 'pressure', factor: '1' },
  kPa: { dimension: 'pressure', factor: '1000' },
  bar: { dimension: 'pressure', factor: '100000' },
  mbar: { dimension: 'pressure', factor: '100' },
  '{each}': { dimension: 'count', factor: '1' },
}

/** A unit without a factor is a dimension of its own: it converts to no other unit. */
const scaleOf = (unit: Unit): { dimension: Dimension; factor: string; offset?: string } =>
  scale[unit] ?? { dimension: unit, factor: '1' }

export const dimensionOf = (unit: Unit): Dimension => scaleOf(unit).dimension
export const sameDimension = (one: Unit, other: Unit): boolean => dimensionOf(one) === dimensionOf(other)

/**
 * The same amount in another unit of its dimension. Multiplication is exact; division by a factor is rounded to 12 decimals, more than any balance of
 * a plant shows.
 * @returns undefined if the units have different dimensions
 */
export function convert(value: Decimal, from: Unit, to: Unit): Decimal | undefined {
  if (from === to) return value
  const [source, target] = [scaleOf(from), scaleOf(to)]
  if (source.dimension !== target.dimension) return undefined
  const base = new Big(value).times(source.factor).plus(source.offset ?? '0')
  return decimal(ratio(base.minus(target.offset ?? '0'), new Big(target.factor)))
}

/** As {@link convert}, but undefined if the result is not exact: what leaves one lot and enters another must be the same amount. */
export function convertExactly(value: Decimal, from: Unit, to: Unit): Decimal | undefined {
  const there = convert(value, from, to)
  const base = (amount: Decimal, unit: Unit) =>
    new Big(amount).times(scaleOf(unit).factor).plus(scaleOf(unit).offset ?? '0')
  return there !== undefined && base(there, to).eq(base(value, from)) ? there : undefined
}

function ratio(dividend: Big, divisor: Big): Big {
  const Precise = Big()
  Precise.DP = 12
  return new Precise(dividend).div(divisor)
}

/** The unit with factor one in the same dimension. */
export function baseUnitOf(unit: Unit): Unit {
  const dimension = dimensionOf(unit)
  const found = Object.entries(scale).find(([, it]) => it.dimension === dimension && it.factor === '1' && !it.offset)
  return found ? (found[0] as Unit) : unit
}

/** An amount of material in the base unit of its dimension, by multiplication only, so that sums over many units are exact. */
export const inBaseUnit = ({ value, unit }: Amount): Decimal => decimal(new Big(value).times(scaleOf(unit).factor))

export const add = (one: Decimal, other: Decimal): Decimal => decimal(new Big(one).plus(other))
export const subtract = (one: Decimal, other: Decimal): Decimal => decimal(new Big(one).minus(other))
/** Rounded to twelve decimals, as conversions are. */
export const quotient = (value: Decimal, by: Decimal): Decimal => decimal(ratio(new Big(value), new Big(by)))
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

/** `value` × `count` / `per`, rounded up at twelve decimals, so that {@link ceiling} of it is that of the exact quotient. */
export function proportion(value: Decimal, count: Decimal, per: Decimal): Decimal {
  const Upward = Big()
  Upward.DP = 12
  Upward.RM = Big.roundUp
  return decimal(new Upward(value).times(count).div(per))
}

/** Exact, with every digit. */
export const product = (one: Decimal, other: Decimal): Decimal => decimal(new Big(one).times(other))

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
