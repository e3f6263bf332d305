import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, subtract } from '../../../shared/domain/quantity.ts'
import { isReservedFor, type Reserving, reservedIn, reserving } from '../../../shared/domain/stock/reserved.ts'
import { dec, kg } from '../../support/given.ts'

const by = (value: string) => ({ value: dec(value), unit: 'kg' }) as const

describe('the reservations of an order', () => {
  test('is said by lot, and not at all where nothing is', () => {
    const one = reserving<Reserving>({}, 'A', by('5'))
    expect(one).toEqual({ reserved: { A: kg('5') } })
    expect(reserving(one, 'A', by('-2'))).toEqual({ reserved: { A: kg('3') } })
    expect(reserving(one, 'A', by('-5'))).toEqual({})
    expect(reserving(reserving(one, 'B', by('1')), 'A', by('-5'))).toEqual({ reserved: { B: kg('1') } })
  })

  test('leaves all else of the order as it is', () => {
    const order = { orderId: 'O-1', reserved: { B: kg('1') } } as Reserving & { orderId: string }
    expect(reserving(order, 'A', by('5'))).toEqual({ orderId: 'O-1', reserved: { A: kg('5'), B: kg('1') } })
    expect(order.reserved).toEqual({ B: kg('1') })
  })

  test('is nothing of a lot that is not named', () => {
    const one = reserving<Reserving>({}, 'A', by('5'))
    expect([reservedIn(one, 'A'), reservedIn(one, 'B'), reservedIn({}, 'A')]).toEqual(['5', '0', '0'])
    expect([isReservedFor(one, 'A'), isReservedFor(one, 'B'), isReservedFor({}, 'A')]).toEqual([true, false, false])
  })

  test('sums up exactly, and is as it was before when the same is given back', () => {
    const amount = fc.integer({ min: 1, max: 10_000 }).map((it) => dec(String(it / 100)))
    const lots = fc.constantFrom('A', 'B', 'C')
    fc.assert(
      fc.property(fc.array(fc.tuple(lots, amount)), lots, amount, (steps, lotId, value) => {
        const before = steps.reduce<Reserving>(
          (order, [id, more]) => reserving(order, id, { value: more, unit: 'kg' }),
          {},
        )
        for (const id of ['A', 'B', 'C'])
          expect(reservedIn(before, id)).toBe(
            steps.reduce((sum, [at, more]) => (at === id ? add(sum, more) : sum), dec('0')),
          )
        const after = reserving(before, lotId, { value, unit: 'kg' })
        expect(reservedIn(after, lotId)).toBe(add(reservedIn(before, lotId), value))
        expect(reserving(after, lotId, { value: subtract(dec('0'), value), unit: 'kg' })).toEqual(before)
      }),
    )
  })
})
