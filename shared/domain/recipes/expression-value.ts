import { type Fraction, fraction, inverse, minus, nought, plus, times } from '../../../events/fraction.ts'
import type { Expression } from './expression.ts'

/** Why an expression has no value. */
export type NoValue = 'divides-by-zero' | 'too-long'
export const hasValue = (found: Fraction | NoValue): found is Fraction => typeof found !== 'string'

/**
 * The most digits of a number on the way to a result, above and below the line. A recipe multiplies up to 30 values with up to 27 digits each
 * (expression-size.ts), which leaves room for constants and units; what grows further costs seconds.
 */
export const mostDigits = 1000
const beyond = 10n ** BigInt(mostDigits)

/**
 * The exact value of an expression, in base units, of the values of its parts without parts. It stops where it divides by zero or a number becomes
 * too long.
 */
export function exactValueOf(expression: Expression, leaf: (leaf: Expression) => Fraction): Fraction | NoValue {
  const found = partValueOf(expression, leaf)
  return hasValue(found) && isLong(found) ? 'too-long' : found
}

const isLong = ({ over, under }: Fraction): boolean => over >= beyond || over <= -beyond || under >= beyond

function partValueOf(expression: Expression, leaf: (leaf: Expression) => Fraction): Fraction | NoValue {
  switch (expression.kind) {
    case 'negative': {
      const of = exactValueOf(expression.of, leaf)
      return hasValue(of) ? minus(nought, of) : of
    }
    case 'list': {
      const known: Fraction[] = []
      for (const it of expression.of) {
        const found = exactValueOf(it, leaf)
        if (!hasValue(found)) return found
        known.push(found)
      }
      return listed(expression.by, known)
    }
    case 'operation': {
      const left = exactValueOf(expression.left, leaf)
      if (!hasValue(left)) return left
      const right = exactValueOf(expression.right, leaf)
      return hasValue(right) ? (operated(expression.by, left, right) ?? 'divides-by-zero') : right
    }
    default:
      return leaf(expression)
  }
}

function operated(by: '+' | '-' | '*' | '/', left: Fraction, right: Fraction): Fraction | undefined {
  switch (by) {
    case '+':
      return plus(left, right)
    case '-':
      return minus(left, right)
    case '*':
      return times(left, right)
    case '/':
      return right.over === 0n ? undefined : times(left, inverse(right))
  }
}

function listed(by: 'mean' | 'min' | 'max', values: readonly Fraction[]): Fraction | NoValue {
  if (by === 'mean') {
    const sum = summed(values)
    return hasValue(sum) ? times(sum, fraction(1n, BigInt(values.length))) : sum
  }
  const isFirst = (one: Fraction, other: Fraction) => {
    const sign = minus(one, other).over
    return by === 'min' ? sign < 0n : sign > 0n
  }
  return values.reduce((best, it) => (isFirst(it, best) ? it : best))
}

function summed(values: readonly Fraction[]): Fraction | NoValue {
  let sum = nought
  for (const it of values) {
    sum = plus(sum, it)
    if (isLong(sum)) return 'too-long'
  }
  return sum
}
