import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { givingBack, partedStock } from '../../../shared/domain/production/reservation.ts'
import { add, isMore, isZero } from '../../../shared/domain/quantity.ts'
import { type Reserved, reserving } from '../../../shared/domain/stock/reserved.ts'

const kg = (value: string) => ({ value, unit: 'kg' }) as const
const amount = fc.integer({ min: 1, max: 10_000 }).map((it) => String(it / 100))
const amounts = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), amount.map(kg)) as fc.Arbitrary<Reserved>
const valueIn = (stock: Reserved | undefined, lotId: string) => stock?.[lotId]?.value ?? '0'

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
    const parts = { part: '4', whole: '10' }
    const share = partedStock({ reserved: { A: kg('15') }, inputs: { A: kg('10') } }, parts)
    expect(share).toEqual({ kept: {}, rest: { reserved: { A: kg('15') } } })
    const pieces = (value: string) => ({ value, unit: '{each}' }) as const
    expect(partedStock({ reserved: { P: pieces('10') } }, { part: '1', whole: '3' })).toEqual({
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
        const { kept, rest } = partedStock({ reserved, inputs }, { part: String(part), whole: '100' })
        for (const lotId of ['A', 'B', 'C', 'D']) {
          const [one, other] = [valueIn(kept.reserved, lotId), valueIn(rest.reserved, lotId)]
          expect(add(one, other)).toBe(add(valueIn(reserved, lotId), '0'))
          expect(isMore('0', one) || isMore('0', other)).toBe(false)
        }
        for (const { value } of Object.values({ ...kept.reserved, ...rest.reserved })) expect(isZero(value)).toBe(false)
      }),
    )
  })
})
