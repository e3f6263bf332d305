import type { Unit } from '../../../events/quantity.ts'
import { isScale, powersOf } from '../quantity.ts'
import type { Expression } from './expression.ts'

/**
 * What an expression measures. A value in Cel is a place on a scale: it has a mean, a least and a greatest, and a difference to another place, which is
 * in kelvins; no sum, product or multiple of it means anything.
 */
export interface Measured {
  readonly powers: ReadonlyMap<string, number>
  readonly isPlace: boolean
}

/** Why the parts of an expression do not go together, and at which position. */
export interface MeasureFault {
  readonly why: 'dimensions' | 'scale'
  readonly at: number
}
export const isMeasured = (it: Measured | MeasureFault): it is Measured => 'powers' in it

export const measuredIn = (unit: Unit): Measured => ({ powers: powersOf(unit), isPlace: isScale(unit) })

export const isSame = (one: Measured, other: Measured): boolean =>
  one.isPlace === other.isPlace && isSameDimension(one, other)

/** A place on a scale has a value in kelvins as well, but a difference has none on a scale. */
export const isIn = (measured: Measured, unit: Unit): boolean =>
  isSameDimension(measured, measuredIn(unit)) && (measured.isPlace || !isScale(unit))

const isSameDimension = (one: Measured, other: Measured): boolean =>
  one.powers.size === other.powers.size && [...one.powers].every(([base, of]) => other.powers.get(base) === of)

/**
 * What the expression measures, of what its parts without parts measure. What has no fault here can be computed from any values, unless it divides by
 * zero.
 */
export function measureOf(expression: Expression, leaf: (leaf: Expression) => Measured): Measured | MeasureFault {
  switch (expression.kind) {
    case 'negative': {
      const of = measureOf(expression.of, leaf)
      return isMeasured(of) && of.isPlace ? { why: 'scale', at: expression.at } : of
    }
    case 'list': {
      const [first, ...rest] = expression.of.map((it) => measureOf(it, leaf))
      const stray = [first, ...rest].find((it) => it !== undefined && !isMeasured(it))
      if (!first || stray) return stray ?? { why: 'dimensions', at: expression.at }
      const other = rest.find((it) => !isMeasured(first) || !isMeasured(it) || !isSame(first, it))
      return other ? { why: 'dimensions', at: expression.at } : first
    }
    case 'operation': {
      const [left, right] = [measureOf(expression.left, leaf), measureOf(expression.right, leaf)]
      if (!isMeasured(left)) return left
      if (!isMeasured(right)) return right
      return combined(expression, left, right)
    }
    default:
      return leaf(expression)
  }
}

function combined(
  { by, at }: Extract<Expression, { kind: 'operation' }>,
  left: Measured,
  right: Measured,
): Measured | MeasureFault {
  if (by === '*' || by === '/') {
    if (left.isPlace || right.isPlace) return { why: 'scale', at }
    return { powers: product(left.powers, right.powers, by === '*' ? 1 : -1), isPlace: false }
  }
  if (!isSameDimension(left, right)) return { why: 'dimensions', at }
  if (by === '+') return left.isPlace && right.isPlace ? { why: 'scale', at } : left.isPlace ? left : right
  return right.isPlace && !left.isPlace ? { why: 'scale', at } : { ...left, isPlace: left.isPlace && !right.isPlace }
}

function product(left: Measured['powers'], right: Measured['powers'], sign: 1 | -1): Measured['powers'] {
  const powers = new Map(left)
  for (const [base, of] of right) powers.set(base, (powers.get(base) ?? 0) + sign * of)
  return new Map([...powers].filter(([, of]) => of !== 0))
}
