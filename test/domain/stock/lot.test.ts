import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accounts } from '../../../events/names.ts'
import { lotOnHold, sublotOnHold } from '../../../shared/domain/on-hold.ts'
import { add } from '../../../shared/domain/quantity.ts'
import { reasons } from '../../../shared/domain/refusal.ts'
import { endOfShelfLife, freeOf, isBalanced, looseIn, statusOf } from '../../../shared/domain/stock/lot.ts'
import { dec, later, lot, noon, sublot, whyNot } from '../../support/given.ts'

describe('the public status of a lot', () => {
  test.each([
    ['released', lot(), 'released'],
    ['all of it was consumed', lot({ remaining: '0.000', left: { consumed: '100' } }), 'consumed'],
    ['nothing came in yet', lot({ quantity: '0', remaining: '0' }), 'released'],
    ['it expires this instant', lot({ expiresAt: noon }), 'expired'],
    ['it expires a millisecond later', lot({ expiresAt: later(0.001) }), 'released'],
    ['its retest is due', lot({ retestAt: noon }), 'released'],
    ['expired in quarantine', lot({ status: 'quarantine', expiresAt: noon }), 'expired'],
    ['rejected and expired', lot({ status: 'rejected', expiresAt: noon, remaining: '0' }), 'rejected'],
    ['shipped and empty', lot({ status: 'shipped', remaining: '0' }), 'shipped'],
    ['used up and expired', lot({ remaining: '0', left: { consumed: '100' }, expiresAt: noon }), 'consumed'],
  ])('follows, when %s, from decisions, dates and balance', (_when, found, status) => {
    expect(statusOf(found, noon)).toBe(status)
  })

  test.each([
    ['shipped', { consumed: '40', shipped: '60' }],
    ['consumed', { consumed: '100' }],
    ['consumed', { consumed: '1', scrapped: '99' }],
    ['depleted', { scrapped: '100' }],
    ['depleted', { parted: '100' }],
    ['depleted', { sampled: '100', consumed: '0.000' }],
    ['depleted', { adjusted: '100' }],
    ['depleted', undefined],
  ])('of one of which nothing is left is %s when it left as %o', (status, left) => {
    expect(statusOf(lot({ remaining: '0', left }), noon)).toBe(status)
  })

  test('is never consumed or shipped if its balance says that nothing was', () => {
    const someLeft = fc.record(Object.fromEntries(accounts.map((account) => [account, fc.nat(2).map(String)])))
    fc.assert(
      fc.property(someLeft, (left) => {
        const status = statusOf(lot({ remaining: '0', left }), noon)
        expect(status === 'shipped').toBe(left.shipped !== '0')
        expect(status === 'consumed').toBe(left.shipped === '0' && left.consumed !== '0')
      }),
    )
  })
})

describe('the balance of a lot', () => {
  const amount = fc.integer({ min: 0, max: 10 ** 9 }).map((digits) => dec(String(digits / 1000)))

  test('is what came in against what is left and what has gone, to the last digit', () => {
    expect(isBalanced(lot())).toBe(true)
    expect(isBalanced(lot({ remaining: '59.9', left: { consumed: '40', scrapped: '0.1' } }))).toBe(true)
    expect(isBalanced(lot({ remaining: '59.9', left: { consumed: '40' } }))).toBe(false)
    expect(isBalanced(lot({ remaining: '100.000000000001' }))).toBe(false)
    // A count that found more than was on record.
    expect(isBalanced(lot({ remaining: '102', left: { adjusted: '-2' } }))).toBe(true)
  })

  test('counts every account, and is out of balance by whatever is in none', () => {
    const left = fc.record(Object.fromEntries(accounts.map((account) => [account, amount])))
    fc.assert(
      fc.property(amount, left, fc.constantFrom(...accounts), (remaining, gone, account) => {
        const quantity = Object.values(gone).reduce((sum, it) => add(sum, it), remaining)
        expect(isBalanced(lot({ quantity, remaining, left: gone }))).toBe(true)
        const more = { ...gone, [account]: add(gone[account] ?? dec('0'), dec('0.001')) }
        expect(isBalanced(lot({ quantity, remaining, left: more }))).toBe(false)
      }),
    )
  })
})

describe('the stock of a lot', () => {
  test('lies loose but for what lies in sublots', () => {
    expect([looseIn(lot()), looseIn(lot({ inSublots: '99.5' })), looseIn(lot({ inSublots: '100' }))]).toEqual([
      '100',
      '0.5',
      '0',
    ])
  })

  test('is free but for what is reserved, and is nothing where a count found less than that', () => {
    const free = (reserved?: string) => freeOf(lot({ reserved }))
    expect([free(), free('99.5'), free('100'), free('100.1')]).toEqual(['100', '0.5', '0', '0'])
  })
})

test('a shelf life counts local days and ends with the last of them, also where the clocks change', () => {
  expect(endOfShelfLife(noon, 30)).toBe('2026-04-02T00:00:00.000Z')
  expect(endOfShelfLife(noon, 0)).toBe('2026-03-03T00:00:00.000Z')
  // Baked on Friday, good until the end of Sunday, on which Paris has 23 hours, and in autumn 25.
  expect(endOfShelfLife('2027-03-26T04:00:00.000Z', 2, 'Europe/Paris')).toBe('2027-03-28T22:00:00.000Z')
  expect(endOfShelfLife('2027-10-29T04:00:00.000Z', 2, 'Europe/Paris')).toBe('2027-10-31T23:00:00.000Z')
  // Half an hour before and after midnight in Paris are two days.
  expect(endOfShelfLife('2027-06-01T21:30:00.000Z', 5, 'Europe/Paris')).toBe('2027-06-06T22:00:00.000Z')
  expect(endOfShelfLife('2027-06-01T22:30:00.000Z', 5, 'Europe/Paris')).toBe('2027-06-07T22:00:00.000Z')
})

test('stock on hold names its holds, of a lot and of a sublot by itself', () => {
  expect(lotOnHold(lot())).toBeUndefined()
  expect(whyNot(reasons(lotOnHold(lot({ holds: ['H-1', 'H-2'] }))))).toEqual([
    ['lot-on-hold', { lotId: 'SUC-1', holds: ['H-1', 'H-2'] }, 'lot:SUC-1'],
  ])
  const held = sublotOnHold(sublot({ holds: ['H-3'] }))
  expect(held && whyNot([held])).toEqual([
    ['sublot-on-hold', { lotId: 'SUC-1', sublotId: 'A', holds: ['H-3'] }, 'lot:SUC-1/A'],
  ])
  expect([sublotOnHold(sublot()), sublotOnHold(sublot({ holds: [] }))]).toEqual([undefined, undefined])
})
