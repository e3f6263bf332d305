import type { Expression } from './expression.ts'

/**
 * The most values that may be multiplied with each other in one result, dividing included. Each has up to 27 digits, so an exact result has up to 810
 * and is computed in milliseconds; a formula of a plant multiplies fewer than ten.
 */
export const mostFactors = 30

/** The most values that are multiplied above and below the line, when the expression is written as one fraction. */
interface Factors {
  readonly over: number
  readonly under: number
}

/**
 * How many values one result multiplies with each other at most. Constants do not count, because the length of the text limits their digits.
 * @param leaf how many values an input multiplies itself: one, if it was recorded
 */
export function factorsOf(expression: Expression, leaf: (leaf: Expression) => number): number {
  const { over, under } = factorsIn(expression, leaf)
  return over + under
}

function factorsIn(expression: Expression, leaf: (leaf: Expression) => number): Factors {
  switch (expression.kind) {
    case 'constant':
      return { over: 0, under: 0 }
    case 'negative':
      return factorsIn(expression.of, leaf)
    case 'list':
      return expression.of.map((it) => factorsIn(it, leaf)).reduce(added)
    case 'operation': {
      const [left, right] = [factorsIn(expression.left, leaf), factorsIn(expression.right, leaf)]
      switch (expression.by) {
        case '*':
          return { over: left.over + right.over, under: left.under + right.under }
        case '/':
          return { over: left.over + right.under, under: left.under + right.over }
        default:
          return added(left, right)
      }
    }
    default:
      // An input was rounded, so it has nothing below the line.
      return { over: leaf(expression), under: 0 }
  }
}

/** A sum needs a common denominator. */
const added = (one: Factors, other: Factors): Factors => ({
  over: Math.max(one.over + other.under, other.over + one.under),
  under: one.under + other.under,
})
