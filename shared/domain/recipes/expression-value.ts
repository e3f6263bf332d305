import { type Fraction, fraction, inverse, minus, nought, plus, times } from '../../../events/fraction.ts'
import type { Expression } from './expression.ts'

/**
 * The exact value of an expression, in base units, of the values of its parts without parts.
 * @returns undefined if it divides by zero
 */
export function exactValueOf(expression: Expression, leaf: (leaf: Expression) => Fraction): Fraction | undefined {
  switch (expression.kind) {
    case 'negative': {
      const of = exactValueOf(expression.of, leaf)
      return of && minus(nought, of)
    }
    case 'list': {
      const values = expression.of.map((it) => exactValueOf(it, leaf))
      const known = values.filter((it) => it !== undefined)
      return known.length < values.length ? undefined : listed(expression.by, known)
    }
    case 'operation': {
      const [left, right] = [exactValueOf(expression.left, leaf), exactValueOf(expression.right, leaf)]
      return left && right && operated(expression.by, left, right)
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

function listed(by: 'mean' | 'min' | 'max', values: readonly Fraction[]): Fraction | undefined {
  if (by === 'mean') return times(values.reduce(plus, nought), fraction(1n, BigInt(values.length)))
  const isFirst = (one: Fraction, other: Fraction) => {
    const sign = minus(one, other).over
    return by === 'min' ? sign < 0n : sign > 0n
  }
  return values.reduce((best, it) => (isFirst(it, best) ? it : best))
}
