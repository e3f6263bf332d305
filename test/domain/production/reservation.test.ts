import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reserveLot as reserveBody, unreserveLot as unreserveBody } from '../../../events/consumption.ts'
import { fraction } from '../../../events/fraction.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import {
  givingBack,
  mostReservedLots,
  reservedAgain,
  reserveLot,
  splitReservations,
  unreserveLot,
} from '../../../shared/domain/production/reservation.ts'
import { add, isMore, isZero, zero } from '../../../shared/domain/quantity.ts'
import { withDensities } from '../../../shared/domain/recipes/line-densities.ts'
import type { Reserved } from '../../../shared/domain/stock/reserved.ts'
import {
  aLine,
  aStep,
  because,
  codes,
  createdOrder,
  dec,
  each,
  g,
  kg,
  later,
  litres,
  lot,
  noon,
  order,
  saved,
  snapshot,
  whyNot,
} from '../../support/given.ts'

const [sucrose, byProduct] = [
  aLine({ alternates: [{ materialId: 'GLUCOSE' }] }),
  aLine({ lineId: '0090', materialId: 'FOAM', use: 'by-product' }),
]
const frozen = snapshot({
  steps: [
    { ...aStep('weigh'), materials: [sucrose, byProduct] },
    { ...aStep('mix'), materials: [aLine({ materialId: 'WATER' })] },
  ],
})
const lots = (count: number): Reserved =>
  Object.fromEntries(Array.from({ length: count }, (_, it) => [`L-${it}`, kg('1')]))

const reserving = (
  body: object = {},
  {
    of = order(),
    stock = lot(),
    definition = frozen,
  }: {
    of?: Parameters<typeof reserveLot>[0]
    stock?: Parameters<typeof reserveLot>[2] | null
    definition?: typeof frozen
  } = {},
) =>
  reserveLot(
    of,
    definition,
    stock ?? undefined,
    reserveBody.parse({ lotId: 'SUC-1', quantity: kg('40'), ...body }),
    noon,
  )

describe('reserving stock for an order', () => {
  test('reserves it on the lot and the order, in the unit of the lot', () => {
    const decision = reserving({ quantity: g('40000') })
    expect(decision).toMatchObject({
      fact: { type: 'andon.order.reserved.v1', about: { type: 'lot', id: 'SUC-1' } },
    })
    expect(decision).toHaveProperty('fact.data', {
      orderId: 'O-1',
      lotId: 'SUC-1',
      materialId: 'SUCROSE',
      quantity: kg('40'),
    })
    expect(decision).toHaveProperty('changes.1', { change: 'reserve', lotId: 'SUC-1', value: '40' })
    expect(saved(decision, 'order').reserved).toEqual({ 'SUC-1': kg('40') })
  })

  test('adds to what the order has of the lot', () => {
    const decision = reserving({}, { of: order({ reserved: { 'SUC-1': kg('2') } }), stock: lot({ reserved: '2' }) })
    expect(saved(decision, 'order').reserved).toEqual({ 'SUC-1': kg('42') })
  })

  test('takes what is free, to the last of it', () => {
    const free = (reserved: string) => reserving({}, { stock: lot({ reserved }) })
    expect(free('60').outcome).toBe('accepted')
    expect(whyNot(free('60.000000000001'))).toEqual([
      because(
        'lot-reserved',
        { lotId: 'SUC-1', remaining: kg('100'), reserved: kg('60.000000000001'), free: kg('39.999999999999') },
        'lot:SUC-1',
      ),
    ])
    // What the order has reserved itself is not free for it once more.
    const own = { of: order({ reserved: { 'SUC-1': kg('70') } }), stock: lot({ reserved: '70' }) }
    expect(codes(reserving({}, own))).toEqual(['lot-reserved'])
  })

  test('may be of stock in quarantine, and of none that may never be used', () => {
    const of = (more: Parameters<typeof lot>[0]) => whyNot(reserving({}, { stock: lot(more) }))
    expect(of({ status: 'quarantine' })).toEqual([])
    expect(of({ status: 'rejected' })).toEqual([
      because('lot-wrong-status/to-reserve', { lotId: 'SUC-1' }, 'lot:SUC-1'),
    ])
    expect(of({ holds: ['H-1'] })).toEqual([because('lot-on-hold', { lotId: 'SUC-1', holds: ['H-1'] }, 'lot:SUC-1')])
    expect(of({ expiresAt: noon })).toEqual([because('lot-expired', { lotId: 'SUC-1', on: noon }, 'lot:SUC-1')])
    expect(of({ expiresAt: later(0.001) })).toEqual([])
    expect(of({ status: 'shipped' })).toEqual([because('lot-wrong-status/shipped', { lotId: 'SUC-1' }, 'lot:SUC-1')])
  })

  test('is of the lot, whichever sublots its stock lies in', () => {
    expect(reserving({}, { stock: lot({ inSublots: '100' }) }).outcome).toBe('accepted')
  })

  test('is in the dimension of the lot, or in the other of mass and volume by a density', () => {
    const [ofMaterial, ofOrder] = [
      { value: dec('0.5'), unit: 'kg/L' },
      { value: dec('0.8'), unit: 'kg/L' },
    ] as const
    const counting = (density: typeof ofOrder) =>
      snapshot({ steps: [withDensities(aStep('mix', { materials: [sucrose] }), { SUCROSE: density })] })
    const wish = reserveBody.parse({ lotId: 'SUC-1', quantity: litres('40') })
    expect(reserveLot(createdOrder(), undefined, lot(), wish, noon, ofMaterial)).toMatchObject({
      fact: { data: { quantity: kg('20'), entered: litres('40') } },
      changes: [{}, { change: 'reserve', value: '20' }],
    })
    // The order counts by the density that it froze.
    expect(reserveLot(order(), counting(ofOrder), lot(), wish, noon, ofMaterial)).toMatchObject({
      fact: { data: { quantity: kg('32'), entered: litres('40') } },
    })
    const more = reserveBody.parse({ lotId: 'SUC-1', quantity: litres('200.1') })
    expect(codes(reserveLot(createdOrder(), undefined, lot(), more, noon, ofMaterial))).toEqual(['lot-insufficient'])
    expect(whyNot(reserving({ quantity: litres('40') }))).toEqual([
      because('unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'kg', told: 'L' }, 'quantity/unit'),
    ])
    expect(whyNot(reserving({}, { stock: null }))).toEqual([because('lot-unknown', { lotId: 'SUC-1' }, 'lot:SUC-1')])
  })

  test('is for a material that an open step consumes, or an alternate of it', () => {
    const of = (materialId: string, steps: BoundOrder['steps'] = {}) =>
      whyNot(reserving({}, { stock: lot({ materialId }), of: order({ steps }) }))
    expect(of('GLUCOSE')).toEqual([])
    expect(of('WATER', { weigh: { status: 'completed' } })).toEqual([])
    expect(of('SUCROSE', { weigh: { status: 'completed' } })).toEqual([
      because('lot-wrong-material/line', { lotId: 'SUC-1', materialId: 'SUCROSE', materials: ['WATER'] }, 'lot:SUC-1'),
    ])
    expect(of('SUCROSE', { weigh: { status: 'skipped' } })).toMatchObject([
      ['lot-wrong-material/line', { materials: ['WATER'] }, 'lot:SUC-1'],
    ])
    expect(of('FOAM')).toMatchObject([
      ['lot-wrong-material/line', { materials: ['SUCROSE', 'GLUCOSE', 'WATER'] }, 'lot:SUC-1'],
    ])
  })

  test('is for any material before the order has a definition, and not when it is over', () => {
    expect(reserving({}, { of: createdOrder(), stock: lot({ materialId: 'SALT' }) }).outcome).toBe('accepted')
    for (const status of ['released', 'running', 'paused'] as const)
      expect(reserving({}, { of: order({ status }) }).outcome).toBe('accepted')
    for (const status of ['completed', 'closed', 'aborted'] as const)
      expect(whyNot(reserving({}, { of: order({ status }) }))).toEqual([
        because(
          'order-wrong-status/needs-nothing',
          { orderId: 'O-1', status, needed: ['created', 'released', 'running', 'held'] },
          'order:O-1',
        ),
      ])
  })

  test('is limited to the lots that the end of the order can release in one commit', () => {
    const having = (count: number, more: Reserved = {}) =>
      whyNot(reserving({}, { of: order({ reserved: { ...lots(count), ...more } }) }))
    expect(having(mostReservedLots - 1)).toEqual([])
    expect(having(mostReservedLots)).toEqual([
      because('too-many-reservations', { orderId: 'O-1', atMost: mostReservedLots }, 'order:O-1'),
    ])
    expect(having(mostReservedLots - 1, { 'SUC-1': kg('1') })).toEqual([])
  })

  test('is refused for every reason at once', () => {
    const found = {
      of: order({ status: 'closed', reserved: lots(mostReservedLots) }),
      stock: lot({ status: 'rejected', holds: ['H-1'], remaining: '39' }),
    }
    expect(codes(reserving({}, found))).toEqual([
      'order-wrong-status',
      'too-many-reservations',
      'lot-wrong-status',
      'lot-on-hold',
      'lot-insufficient',
    ])
  })
})

describe('releasing a reservation', () => {
  const having = order({ reserved: { 'SUC-1': kg('40'), 'SUC-2': kg('1') } })
  const freeing = (quantity?: object, of: Parameters<typeof unreserveLot>[0] = having) =>
    unreserveLot(of, unreserveBody.parse({ lotId: 'SUC-1', ...(quantity && { quantity }) }))

  test('releases all of it, or the quantity given', () => {
    const all = freeing()
    expect(all).toMatchObject({
      fact: {
        type: 'andon.order.unreserved.v1',
        data: { orderId: 'O-1', lotId: 'SUC-1', quantity: kg('40') },
        about: { type: 'lot', id: 'SUC-1' },
      },
    })
    expect(all).toHaveProperty('changes.1', { change: 'reserve', lotId: 'SUC-1', value: '-40' })
    expect(saved(all, 'order').reserved).toEqual({ 'SUC-2': kg('1') })
    const part = freeing(g('500'))
    expect(part).toMatchObject({ fact: { data: { quantity: kg('0.5') } } })
    expect(saved(part, 'order').reserved).toEqual({ 'SUC-1': kg('39.5'), 'SUC-2': kg('1') })
  })

  test('releases no more than is reserved', () => {
    expect(freeing(kg('40')).outcome).toBe('accepted')
    expect(whyNot(freeing(kg('40.000000000001')))).toEqual([
      because('not-reserved', { lotId: 'SUC-1', orderId: 'O-1', reserved: kg('40') }, 'lot:SUC-1'),
    ])
    expect(whyNot(freeing(undefined, order()))).toEqual([
      because('not-reserved/nothing', { lotId: 'SUC-1', orderId: 'O-1' }, 'lot:SUC-1'),
    ])
  })

  test('frees an amount that the lot can be kept in', () => {
    expect(whyNot(freeing(litres('1')))).toEqual([
      because('unit-mismatch/lot', { lotId: 'SUC-1', unit: 'kg', told: 'L' }, 'quantity/unit'),
    ])
    const of = { materialId: lot().materialId, density: { value: dec('0.5'), unit: 'kg/L' } as const }
    const wish = unreserveBody.parse({ lotId: 'SUC-1', quantity: litres('20') })
    const kept = order({ reserved: { 'SUC-1': kg('40') } })
    expect(unreserveLot(kept, wish, of)).toMatchObject({
      fact: { data: { quantity: kg('10'), entered: litres('20') } },
      changes: [{}, { value: '-10' }],
    })
    expect(whyNot(unreserveLot(kept, wish, { ...of, density: undefined }))).toEqual([
      because('unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'kg', told: 'L' }, 'quantity/unit'),
    ])
    const quantity = g('0.000000000001')
    expect(whyNot(freeing(quantity))).toEqual([
      because('unit-mismatch/lot-exact', { lotId: 'SUC-1', unit: 'kg', quantity }, 'quantity'),
    ])
  })

  test('is possible in any status of the order', () => {
    expect(freeing(undefined, order({ status: 'paused', holds: ['H-1'], reserved: having.reserved })).outcome).toBe(
      'accepted',
    )
    expect(freeing(undefined, createdOrder({ reserved: having.reserved })).outcome).toBe('accepted')
  })

  test('undoes a reservation exactly', () => {
    const before = order({ reserved: lots(2) })
    const reserved = saved(reserving({}, { of: before }), 'order')
    expect(saved(freeing(undefined, reserved), 'order')).toEqual(before)
  })
})

test('stock that comes back is reserved again where the order has room for its lot', () => {
  expect(reservedAgain(order(), 'SUC-1', dec('5'))).toBe('5')
  expect(reservedAgain(order({ reserved: lots(mostReservedLots - 1) }), 'SUC-1', dec('5'))).toBe('5')
  expect(reservedAgain(order({ reserved: lots(mostReservedLots) }), 'SUC-1', dec('5'))).toBe('0')
  expect(reservedAgain(order({ reserved: lots(mostReservedLots) }), 'L-0', dec('5'))).toBe('5')
})

describe('the stock reserved for an order', () => {
  const amount = fc.integer({ min: 1, max: 10_000 }).map((it) => String(it / 100))
  const amounts: fc.Arbitrary<Reserved> = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), amount.map(kg))
  const valueIn = (stock: Reserved | undefined, lotId: string) => stock?.[lotId]?.value ?? zero

  test('are released lot by lot when the order ends', () => {
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

  test('go with the remainder order, except what the begun part still needs of its share', () => {
    const parts = fraction(4n, 10n)
    const share = splitReservations({ reserved: { A: kg('15') }, inputs: { A: kg('10') } }, parts)
    expect(share).toEqual({ kept: {}, rest: { reserved: { A: kg('15') } } })
    expect(splitReservations({ reserved: { P: each('10') } }, fraction(1n, 3n))).toEqual({
      kept: { reserved: { P: each('4') } },
      rest: { reserved: { P: each('6') } },
    })
    expect(splitReservations({ reserved: { A: kg('20') }, inputs: { A: kg('5') } }, parts)).toEqual({
      kept: { reserved: { A: kg('5') } },
      rest: { reserved: { A: kg('15') } },
    })
  })

  test('have the same sum when the order is divided, so that no lot changes', () => {
    fc.assert(
      fc.property(amounts, amounts, fc.integer({ min: 1, max: 99 }), (reserved, inputs, part) => {
        const { kept, rest } = splitReservations({ reserved, inputs }, fraction(BigInt(part), 100n))
        for (const lotId of ['A', 'B', 'C', 'D']) {
          const [one, other] = [valueIn(kept.reserved, lotId), valueIn(rest.reserved, lotId)]
          expect(add(dec(one), other)).toBe(add(dec(valueIn(reserved, lotId)), dec('0')))
          expect(isMore(dec('0'), one) || isMore(dec('0'), other)).toBe(false)
        }
        for (const { value } of Object.values({ ...kept.reserved, ...rest.reserved })) expect(isZero(value)).toBe(false)
      }),
    )
  })
})
