import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical } from '../../shared/domain/canonical.ts'

test('the canonical text of a value is JSON that says the same', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('the canonical text does not depend on the order of keys, nor on fields without a value', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse())
      expect(canonical({ ...turned, absent: undefined })).toBe(canonical({ ...value }))
    }),
  )
})

test('two values of different content have different texts', () => {
  for (const [one, other] of [
    [{ a: 1 }, { a: '1' }],
    [['a', 'b'], ['a,b']],
    [{ a: { b: 1 } }, { a: { b: 1, c: null } }],
    [[], {}],
  ])
    expect(canonical(one)).not.toBe(canonical(other))
})
