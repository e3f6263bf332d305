/** An exact number in lowest terms; `under` is positive. */
export interface Fraction {
  readonly over: bigint
  readonly under: bigint
}

/** A fraction in lowest terms. */
export function fraction(over: bigint, under = 1n): Fraction {
  let [greater, less] = [over < 0n ? -over : over, under < 0n ? -under : under]
  while (less > 0n) [greater, less] = [less, greater % less]
  const by = under < 0n ? -greater : greater
  return { over: over / by, under: under / by }
}

export const nought = fraction(0n)
export const plus = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.over * other.under + other.over * one.under, one.under * other.under)
export const minus = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.over * other.under - other.over * one.under, one.under * other.under)
export const times = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.over * other.over, one.under * other.under)
/** @throws a RangeError for nought */
export const inverse = ({ over, under }: Fraction): Fraction => fraction(under, over)

/** The exact number of a plain decimal, which may be negative. */
export function fractionOf(decimal: string): Fraction {
  const [whole = '0', part = ''] = decimal.split('.')
  return fraction(BigInt(whole + part), 10n ** BigInt(part.length))
}

/** The number of decimals with which the fraction ends; undefined if it has no end. */
export function decimalsOf({ under }: Fraction): number | undefined {
  let [rest, twos, fives] = [under, 0, 0]
  for (; rest % 2n === 0n; rest /= 2n) twos++
  for (; rest % 5n === 0n; rest /= 5n) fives++
  return rest === 1n ? Math.max(twos, fives) : undefined
}

/** As a decimal without trailing zeros, rounded half away from nought. */
export function rounded({ over, under }: Fraction, decimals: number): string {
  const scaled = (over < 0n ? -over : over) * 10n ** BigInt(decimals)
  const nearest = (scaled * 2n + under) / (under * 2n)
  const digits = `${nearest}`.padStart(decimals + 1, '0')
  const [whole, part] = [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)]
  const text = `${whole}.${part}`.replace(/\.?0*$/, '')
  return over < 0n && nearest !== 0n ? `-${text}` : text
}
