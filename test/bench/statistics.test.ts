import { describe, expect, test } from 'vitest'
import { itemBytes } from './item-size.ts'
import { median, percentile } from './statistics.ts'

describe('the statistics of the bench', () => {
  test('take the middle of an odd count and the mean of the middle two of an even one', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([9, 1, 5, 7])).toBe(6)
  })

  test('take a percentile by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(percentile(hundred, 0.5)).toBe(50)
    expect(percentile(hundred, 0.99)).toBe(99)
    expect(percentile([3], 0.99)).toBe(3)
  })

  test('refuse an empty list of values', () => {
    expect(() => median([])).toThrow('took no values')
    expect(() => percentile([], 0.5)).toThrow('took no values')
  })
})

describe('the size of an item', () => {
  test('counts names and text in UTF-8', () => {
    expect(itemBytes({ pk: { S: 'LOT#é' } })).toBe(2 + 6)
  })

  test('counts maps and lists with their overhead, numbers by their digits and a boolean as one', () => {
    expect(itemBytes({ m: { M: { a: { L: [{ BOOL: true }] } } } })).toBe(1 + (3 + 1 + 1 + (3 + 1 + 1)))
    expect(itemBytes({ n: { N: '-12.345' } })).toBe(1 + 3 + 1 + 1)
  })
})
