import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byRank, type Ranked } from '../../../shared/domain/schedule/rank.ts'
import { later, noon } from '../../support/given.ts'

const inOrder = (...orders: readonly Ranked[]) => orders.toSorted(byRank).map(({ orderId }) => orderId)

describe('the rank of an order', () => {
  test('follows from its priority first, then from its due date, then from its id', () => {
    const orders = [
      { orderId: 'O-5' },
      { orderId: 'O-4', dueAt: later(50) },
      { orderId: 'O-3', priority: 2 },
      { orderId: 'O-2', priority: 1 },
      { orderId: 'O-1', priority: 1, dueAt: later(99) },
      { orderId: 'O-0', priority: 1, dueAt: later(98) },
      { orderId: 'O-6' },
    ]
    expect(inOrder(...orders)).toEqual(['O-0', 'O-1', 'O-2', 'O-3', 'O-4', 'O-5', 'O-6'])
  })

  test('is after every one that says what this one does not say', () => {
    expect(inOrder({ orderId: 'A' }, { orderId: 'B', priority: 999 })).toEqual(['B', 'A'])
    expect(inOrder({ orderId: 'A' }, { orderId: 'B', dueAt: '9999-12-31T23:59:59.999Z' })).toEqual(['B', 'A'])
  })

  test('counts a priority before any due date', () => {
    expect(inOrder({ orderId: 'A', dueAt: noon }, { orderId: 'B', priority: 999, dueAt: later(99) })).toEqual([
      'B',
      'A',
    ])
  })

  test('goes family by family among those that are due together', () => {
    const due = (orderId: string, family: string, dueAt = noon) => ({ orderId, family, dueAt })
    expect(
      inOrder(
        due('A', 'sesame'),
        due('B', 'plain'),
        due('C', 'sesame'),
        due('D', 'plain'),
        due('E', 'plain', later(-1)),
      ),
    ).toEqual(['E', 'B', 'D', 'A', 'C'])
  })

  test('is total: any two have one order, whatever they say of themselves', () => {
    const ranked: fc.Arbitrary<Ranked> = fc.record(
      {
        orderId: fc.constantFrom('O-1', 'O-2', 'O-3'),
        priority: fc.integer({ min: 1, max: 3 }),
        dueAt: fc.constantFrom(noon, later(1)),
        family: fc.constantFrom('plain', 'sesame'),
      },
      { requiredKeys: ['orderId'] },
    )
    fc.assert(
      fc.property(ranked, ranked, ranked, (a, b, c) => {
        expect(Math.sign(byRank(a, b)) + Math.sign(byRank(b, a))).toBe(0)
        const isSame = (['orderId', 'priority', 'dueAt', 'family'] as const).every((field) => a[field] === b[field])
        expect(byRank(a, b) === 0).toBe(isSame)
        if (byRank(a, b) <= 0 && byRank(b, c) <= 0) expect(byRank(a, c)).toBeLessThanOrEqual(0)
      }),
    )
  })
})
