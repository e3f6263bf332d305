import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSame } from '../../shared/domain/same.ts'

describe('two values of JSON', () => {
  test('are the same whatever the order in which an object tells its fields', () => {
    expect(isSame({ a: 1, b: { c: [1, 2], d: null } }, { b: { d: null, c: [1, 2] }, a: 1 })).toBe(true)
  })

  test.each<[why: string, one: unknown, other: unknown]>([
    ['in another order of a list', [1, 2], [2, 1]],
    ['with one more in a list', [1], [1, 2]],
    ['with one more field', { a: 1 }, { a: 1, b: 2 }],
    ['with another value deep within', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
    ['of another kind', { 0: 'a' }, ['a']],
    ['of no object', { a: 1 }, 'a'],
    ['of nothing', null, {}],
    ['as text and as a number', '1', 1],
    ['with a field that is named as what every object inherits', JSON.parse('{"__proto__":{}}'), {}],
  ])('are not the same %s', (_, one, other) => {
    expect(isSame(one, other)).toBe(false)
    expect(isSame(other, one)).toBe(false)
  })

  test('are the same where a field is not there and where it is undefined', () => {
    expect(isSame({ a: 1, b: undefined }, { a: 1 })).toBe(true)
  })

  test('are the same as their own copies, and as each other only if what they are written as is', () => {
    const canonical = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(canonical)
        : value !== null && typeof value === 'object'
          ? Object.entries(value)
              .toSorted(([one], [other]) => (one < other ? -1 : 1))
              .map(([key, it]) => [key, canonical(it)])
              .concat([['is', 'object']])
          : value
    const json = fc.jsonValue({ maxDepth: 3 })
    fc.assert(
      fc.property(json, json, (one, other) => {
        expect(isSame(one, structuredClone(one))).toBe(true)
        expect(isSame(one, other)).toBe(JSON.stringify(canonical(one)) === JSON.stringify(canonical(other)))
      }),
    )
  })
})
