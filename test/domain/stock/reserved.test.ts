import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { givingBack, partedStock } from '../../../shared/domain/production/reservation.ts'
import { add, isMore, isZero, zero } from '../../../shared/domain/quantity.ts'
import { type Reserved, reserving } from '../../../shared/domain/stock/reserved.ts'
import { dec } from '../../support/given.ts'

const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const
const amount = fc.integer({ min: 1, max: 10_000 }).map((it) => String(it / 100))
const amounts = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), amount.map(kg)) as fc.Arbitrary<Reserved>
const valueIn = (stock: Reserved | undefined, lotId: string) => stock?.[lotId]?.value ?? zero

describe('what is set aside for an order', () => {
  test('is told by what of which lot, and by nothing where nothing is', () => {
    const one = reserving({}, 'A', kg('5'))
    expect(one).toEqual({ reserved: { A: kg('5') } })
    expect(reserving(one, 'A', kg('-2'))).toEqual({ reserved: { A: kg('3') } })
    expect(reserving(one, 'A', kg('-5'))).toEqual({})
  })

  test('is given back lot by lot when the order ends', () => {
    expect(givingBack({ reserved: { A: kg('5'), B: kg('1') } })).toEqual({
      order: {},
      changes: [
        { change: 'reserve', lotId: 'A', value: '-5' },
        { change: 'reserve', lotId: 'B', value: '-1' },
      ],
      told: {
        unreserved: [
          { lotId: 'A', quantity: kg('5') },
          { lotId: 'B', quantity: kg('1') },
        ],
      },
    })
    expect(givingBack({})).toEqual({ order: {}, changes: [], told: {} })
  })

  test('goes with the rest of the order, but for what the begun part still needs of its share', () => {
    const parts = { part: dec('4'), whole: dec('10') }
    const share = partedStock({ reserved: { A: kg('15') }, inputs: { A: kg('10') } }, parts)
    expect(share).toEqual({ kept: {}, rest: { reserved: { A: kg('15') } } })
    const pieces = (value: string) => ({ value: dec(value), unit: '{each}' }) as const
    expect(partedStock({ reserved: { P: pieces('10') } }, { part: dec('1'), whole: dec('3') })).toEqual({
      kept: { reserved: { P: pieces('4') } },
      rest: { reserved: { P: pieces('6') } },
    })
    expect(partedStock({ reserved: { A: kg('20') }, inputs: { A: kg('5') } }, parts)).toEqual({
      kept: { reserved: { A: kg('5') } },
      rest: { reserved: { A: kg('15') } },
    })
  })

  test('is neither more nor less when the order is parted, so that no lot has to know', () => {
    fc.assert(
      fc.property(amounts, amounts, fc.integer({ min: 1, max: 99 }), (reserved, inputs, part) => {
        const { kept, rest } = partedStock({ reserved, inputs }, { part: dec(String(part)), whole: dec('100') })
        for (const lotId of ['A', 'B', 'C', 'D']) {
          const [one, other] = [valueIn(kept.reserved, lotId), valueIn(rest.reserved, lotId)]
          expect(add(dec(one), dec(other))).toBe(add(valueIn(reserved, lotId), dec('0')))
          expect(isMore(dec('0'), dec(one)) || isMore(dec('0'), dec(other))).toBe(false)
        }
        for (const { value } of Object.values({ ...kept.reserved, ...rest.reserved })) expect(isZero(value)).toBe(false)
      }),
    )
  })
})
