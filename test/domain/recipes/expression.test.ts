import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fraction, fraction, fractionOf } from '../../../events/fraction.ts'
import {
  type Expression,
  expressionOf,
  isExpression,
  leavesOf,
  withNames,
} from '../../../shared/domain/recipes/expression.ts'
import { isMeasured, type Measured, measureOf } from '../../../shared/domain/recipes/expression-measure.ts'
import { factorsOf, mostFactors } from '../../../shared/domain/recipes/expression-size.ts'
import { exactValueOf, hasValue, mostDigits } from '../../../shared/domain/recipes/expression-value.ts'

function read(text: string): Expression {
  const found = expressionOf(text)
  if (!isExpression(found)) throw new Error(`${text} is no expression: ${JSON.stringify(found)}`)
  return found
}

/** Every part in parentheses, so that the test sees what binds. */
function shown(it: Expression): string {
  switch (it.kind) {
    case 'constant':
      return it.unit === '1' ? it.value : `${it.value} '${it.unit}'`
    case 'result':
      return it.name
    case 'consumed':
      return `consumed(${it.lineId})`
    case 'negative':
      return `(-${shown(it.of)})`
    case 'operation':
      return `(${shown(it.left)} ${it.by} ${shown(it.right)})`
    case 'list':
      return `${it.by}(${it.of.map(shown).join(', ')})`
    default:
      return it.kind
  }
}

describe('the text of an expression', () => {
  test.each([
    ['filled * brix / 66', '((filled * brix) / 66)'],
    ["filled * brix.brix / 66 '%'", "((filled * brix.brix) / 66 '%')"],
    ['mean(ph-1, ph-2, ph-3)', 'mean(ph-1, ph-2, ph-3)'],
    ['a - b - c', '((a - b) - c)'],
    ['a - (b - c)', '(a - (b - c))'],
    ['a + b * -c', '(a + (b * (-c)))'],
    ['-a - b', '((-a) - b)'],
    ['a / b / c', '((a / b) / c)'],
    ['a-b - 1', '(a-b - 1)'],
    ['1st + 1', '(1st + 1)'],
    ['consumed(0010) + consumed(20)', '(consumed(0010) + consumed(20))'],
    ['result(10) - result(mean)', '(10 - mean)'],
    ['produced / quantity', '(produced / quantity)'],
    ["max(1.50'kg',min(a,b))", "max(1.50 'kg', min(a, b))"],
    ['  a\n+ b ', '(a + b)'],
  ])('%s is read as %s', (text, expected) => {
    expect(shown(read(text))).toBe(expected)
  })

  test.each([
    ['', 1, ''],
    ['a +', 4, ''],
    ['a b', 3, 'b'],
    ['(a + b', 7, ''],
    ['a) + b', 2, ')'],
    ['median(a)', 1, 'median'],
    ['mean()', 6, ')'],
    ["66 'nonsense'", 4, "'"],
    ["66 'kg", 4, "'"],
    ["a '%'", 3, "'"],
    ['a ** b', 4, '*'],
    ['.5', 1, '.5'],
    ['consumed()', 10, ')'],
    ['a ^ 2', 3, '^'],
  ])('%j cannot be read at position %i, %j', (text, position, found) => {
    expect(expressionOf(text)).toEqual({ unreadableAt: position, found })
  })

  test('has other names where a branch renames its steps', () => {
    const renamed = (name: string) => (name.startsWith('weigh.') ? `rework-1.${name}` : name)
    expect(withNames('result(weigh.result) / weigh.net - a.weigh.net', renamed)).toBe(
      'result(rework-1.weigh.result) / rework-1.weigh.net - a.weigh.net',
    )
    expect(withNames('weigh.net +', renamed)).toBe('weigh.net +')
  })
})

/** A value as two whole numbers, computed without the fractions of the house. */
type Pair = readonly [over: bigint, under: bigint]
interface Made {
  readonly text: string
  /** Undefined where it divides by zero. */
  readonly value: Pair | undefined
}

const named: Readonly<Record<string, string>> = { 'ph-1': '4.9', brix: '66.2', 'mix.t': '-3.25', zero: '0' }
const pairOf = (decimal: string): Pair => {
  const [whole = '', part = ''] = decimal.split('.')
  return [BigInt(whole + part), 10n ** BigInt(part.length)]
}
const less = ([a, b]: Pair, [c, d]: Pair) => (b < 0n === d < 0n ? a * d < c * b : a * d > c * b)
const sums: Readonly<Record<string, (one: Pair, other: Pair) => Pair | undefined>> = {
  '+': ([a, b], [c, d]) => [a * d + c * b, b * d],
  '-': ([a, b], [c, d]) => [a * d - c * b, b * d],
  '*': ([a, b], [c, d]) => [a * c, b * d],
  '/': ([a, b], [c, d]) => (c === 0n ? undefined : [a * d, b * c]),
}
const lists: Readonly<Record<string, (values: readonly Pair[]) => Pair | undefined>> = {
  mean: (values) => {
    const [over, under] = values.reduce<Pair>(([a, b], [c, d]) => [a * d + c * b, b * d], [0n, 1n])
    return [over, under * BigInt(values.length)]
  },
  min: (values) => values.reduce((best, it) => (less(it, best) ? it : best)),
  max: (values) => values.reduce((best, it) => (less(best, it) ? it : best)),
}

const { made } = fc.letrec<{ made: Made }>((tie) => ({
  made: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...Object.entries(named)).map(([text, value]): Made => ({ text, value: pairOf(value) })),
    fc
      .tuple(fc.nat(999), fc.nat(99))
      .map(([whole, part]) => `${whole}.${part}`)
      .map((text): Made => ({ text, value: pairOf(text) })),
    fc.tuple(tie('made'), fc.constantFrom(...Object.entries(sums)), tie('made')).map(
      ([one, [sign, compute], other]): Made => ({
        text: `(${one.text}) ${sign} (${other.text})`,
        value: one.value && other.value && compute(one.value, other.value),
      }),
    ),
    fc
      .tuple(fc.constantFrom(...Object.entries(lists)), fc.array(tie('made'), { minLength: 1, maxLength: 3 }))
      .map(([[name, compute], parts]): Made => {
        const values = parts.flatMap(({ value }) => (value ? [value] : []))
        return {
          text: `${name}(${parts.map(({ text }) => text).join(', ')})`,
          value: values.length < parts.length ? undefined : compute(values),
        }
      }),
    tie('made').map(({ text, value }): Made => ({ text: `-(${text})`, value: value && [-value[0], value[1]] })),
  ),
}))

const valueIn = (leaf: Expression): Fraction =>
  fractionOf(leaf.kind === 'constant' ? leaf.value : leaf.kind === 'result' ? (named[leaf.name] ?? '0') : '0')

test('an expression has the exact value that whole numbers give for it', () => {
  fc.assert(
    fc.property(made, ({ text, value }) => {
      const computed = exactValueOf(read(text), valueIn)
      expect(computed).toEqual(value ? fraction(value[0], value[1]) : 'divides-by-zero')
    }),
  )
})

/**
 * A quantity is physical only if it does not depend on the size of the units: with lengths twice and masses three times as great, a value of
 * dimension L^a.M^b is 2^a * 3^b times as great. What the check accepts has this property, and so never adds a length to a mass.
 */
test('what is accepted as measuring something is in proportion to the units that it measures', () => {
  const dimensions: Readonly<Record<string, Measured['powers']>> = {
    'ph-1': new Map([['m', 1]]),
    brix: new Map([['g', 1]]),
    'mix.t': new Map([
      ['m', 1],
      ['g', -1],
    ]),
    zero: new Map([['m', 1]]),
  }
  const measured = (leaf: Expression): Measured => ({
    powers: (leaf.kind === 'result' && dimensions[leaf.name]) || new Map(),
    isPlace: false,
  })
  const times = (powers: Measured['powers']): Fraction => {
    const [metres = 0, grams = 0] = [powers.get('m'), powers.get('g')]
    const power = (base: bigint, to: number): Fraction =>
      to < 0 ? fraction(1n, base ** BigInt(-to)) : fraction(base ** BigInt(to))
    const [one, other] = [power(2n, metres), power(3n, grams)]
    return fraction(one.over * other.over, one.under * other.under)
  }
  let accepted = 0
  fc.assert(
    fc.property(made, ({ text }) => {
      const expression = read(text)
      const whole = measureOf(expression, measured)
      if (!isMeasured(whole)) return
      if (leavesOf(expression).some(({ kind }) => kind === 'result')) accepted++
      const plain = exactValueOf(expression, valueIn)
      const greater = exactValueOf(expression, (leaf) => {
        const [value, by] = [valueIn(leaf), times(measured(leaf).powers)]
        return fraction(value.over * by.over, value.under * by.under)
      })
      const by = times(whole.powers)
      expect(greater).toEqual(hasValue(plain) ? fraction(plain.over * by.over, plain.under * by.under) : plain)
    }),
    { numRuns: 2000 },
  )
  expect(accepted).toBeGreaterThan(100)
})

test('the value of an expression stops where a number becomes too long, before it costs seconds', () => {
  const nines = fractionOf('999999999999999.999999999999')
  const computed = (text: string) => exactValueOf(read(text), () => nines)
  const product = (factors: number) => Array.from({ length: factors }, () => 'brix').join(' * ')
  expect(computed(product(30))).toEqual(fraction(nines.over ** 30n, nines.under ** 30n))
  for (const text of [product(60), `1 / (${product(60)})`, `mean(${product(60)}, 1)`, `-(${product(60)}) - brix`])
    expect(computed(text)).toBe('too-long')
  expect(exactValueOf(read('brix'), () => fraction(10n ** BigInt(mostDigits)))).toBe('too-long')
})

test.each([
  ['brix * 1.21 / 2', 1],
  ['brix + brix', 1],
  ['mean(brix, brix, 3)', 1],
  ['brix * brix - brix', 2],
  ['brix / ph-1', 2],
  ['brix / 2 + ph-1 / 3', 1],
  ['1 / brix + 1 / ph-1', 3],
  ['brix / ph-1 + brix / ph-1', 4],
  ['mix.t * brix', 4],
])('%s multiplies up to %i values with each other', (text, factors) => {
  expect(factorsOf(read(text), (leaf) => (leaf.kind === 'result' && leaf.name === 'mix.t' ? 3 : 1))).toBe(factors)
})

test('every product that a recipe may have has its value, of the longest values that are entered', () => {
  const some = fc.constantFrom(...'*/+-')
  const texts = fc
    .array(some, { minLength: 1, maxLength: 60 })
    .map((signs) => `brix${signs.map((it) => ` ${it} ph-1`).join('')}`)
  fc.assert(
    fc.property(texts, (text) => {
      const expression = read(text)
      fc.pre(factorsOf(expression, () => 1) <= mostFactors)
      expect(exactValueOf(expression, () => fractionOf('999999999999999.999999999989'))).not.toBe('too-long')
    }),
  )
})
