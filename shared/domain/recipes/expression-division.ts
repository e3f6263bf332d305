import { type Fraction, fraction } from '../../../events/fraction.ts'
import { intoBase } from '../quantity.ts'
import { type Expression, leavesOf } from './expression.ts'
import { exactValueOf, hasValue } from './expression-value.ts'

/**
 * The position of a division whose divisor is zero whatever was measured: `m / 0`, `m / (2 - 2)`, `m / (v - v)`. No value has ever come of it, so it is a
 * mistake of the recipe, and a person finds it before the first batch.
 * @returns undefined if every divisor has other values as well
 */
export function divisionByNothing(expression: Expression): number | undefined {
  switch (expression.kind) {
    case 'negative':
      return divisionByNothing(expression.of)
    case 'list':
      return expression.of.map(divisionByNothing).find((it) => it !== undefined)
    case 'operation': {
      const { left, right, by, at } = expression
      const inside = divisionByNothing(left) ?? divisionByNothing(right)
      return inside ?? (by === '/' && isAlwaysZero(right) ? at : undefined)
    }
    default:
      return undefined
  }
}

/** Powers of primes, of both signs: a divisor of a recipe that is zero at all of these places is zero everywhere. */
const places: readonly (readonly bigint[])[] = [
  [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n],
  [-23n, 29n, -31n, 37n, -41n, 43n, -47n, 53n],
  [59n, -61n, 67n, -71n, 73n, -79n, 83n, -89n],
]

function isAlwaysZero(divisor: Expression): boolean {
  const names = [...new Set(leavesOf(divisor).map(nameOf))]
  return places.every((primes) => {
    const valueAt = (leaf: Expression): Fraction => {
      if (leaf.kind === 'constant') return intoBase(leaf.value, leaf.unit)
      const index = names.indexOf(nameOf(leaf))
      const prime = primes[index % primes.length] ?? 1n
      return fraction(prime ** BigInt(Math.floor(index / primes.length) + 1))
    }
    const found = exactValueOf(divisor, valueAt)
    return hasValue(found) && found.over === 0n
  })
}

/** What has the same value has the same name. */
function nameOf(leaf: Expression): string {
  switch (leaf.kind) {
    case 'result':
      return `result ${leaf.name}`
    case 'consumed':
      return `consumed ${leaf.lineId}`
    default:
      return leaf.kind
  }
}
