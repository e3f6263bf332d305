import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitLot as splitBody } from '../../../events/material.ts'
import { isBalanced, type Lot } from '../../../shared/domain/stock/lot.ts'
import { splitLot } from '../../../shared/domain/stock/splitting.ts'
import { ada, by, codes, createdLots, each, kg, later, litres, lot, whyNot } from '../../support/given.ts'

const at = by(ada)

describe('a split', () => {
  const split = (body: object, from = lot(), existing: readonly (Lot | undefined)[] = []) =>
    splitLot(from, existing, splitBody.parse(body), at)
  const parts = (...values: string[]) => values.map((value, index) => ({ lotId: `P-${index}`, quantity: kg(value) }))

  test('makes new lots of the parts, with the data of the lot', () => {
    const from = lot({ potency: '98.5', expiresAt: later(60), supplierLot: 'S-7', location: 'BAY-1' })
    const decision = split({ parts: parts('30', '20'), keeps: kg('50') }, from)
    expect(decision).toMatchObject({
      fact: { type: 'andon.lot.split.v1', data: { keeps: kg('50') } },
      changes: [{ change: 'issue', value: '50', into: 'parted', unless: ['held'] }, {}, {}],
    })
    const made = createdLots(decision)
    expect(made).toMatchObject([
      { lotId: 'P-0', quantity: '30', remaining: '30', parents: ['SUC-1'], potency: '98.5', supplierLot: 'S-7' },
      { lotId: 'P-1', quantity: '20', expiresAt: later(60), location: 'BAY-1', status: 'released' },
    ])
    expect(made.every(isBalanced)).toBe(true)
  })

  test('gives its parts none of the balance, the origin and the ways of the lot', () => {
    const from = lot({
      left: { consumed: '3' },
      reserved: '5',
      inSublots: '10',
      origin: { site: 'cork', lotId: 'P-1' },
      goesTo: ['order:O-1'],
      goesToMany: true,
      cameBack: '1',
      inUnits: true,
    })
    expect(createdLots(split({ parts: parts('30') }, from))).toEqual([
      {
        ...lot({ lotId: 'P-0', quantity: '30', remaining: '30', parents: ['SUC-1'] }),
        madeOf: { 'SUC-1': kg('30') },
      },
    ])
  })

  test('is said to measure something else of the part that does, and nothing is said of the sum', () => {
    const body = { parts: [...parts('99'), { lotId: 'P-1', quantity: litres('2') }] }
    expect(whyNot(split(body))).toEqual([
      ['unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'kg', told: 'L' }, 'parts/1/quantity/unit'],
    ])
    expect(whyNot(split({ parts: parts('99'), keeps: each('1') }))).toEqual([
      ['unit-mismatch/lot', { lotId: 'SUC-1', unit: 'kg', told: '{each}' }, 'keeps/unit'],
    ])
    const trace = { value: '0.0001', unit: 'ug' }
    expect(whyNot(split({ parts: [...parts('99'), { lotId: 'P-1', quantity: trace }] }))).toEqual([
      ['unit-mismatch/lot-exact', { lotId: 'SUC-1', unit: 'kg', quantity: trace }, 'parts/1/quantity'],
    ])
  })

  test('and what it keeps come to exactly what was there', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(amounts, (grams) => {
        const body = {
          parts: grams.map((value, index) => ({ lotId: `P-${index}`, quantity: { value: String(value), unit: 'g' } })),
        }
        const decision = split(body)
        const total = grams.reduce((sum, value) => sum + value, 0)
        expect(decision).toMatchObject({ fact: { data: { keeps: kg(String((100_000 - total) / 1000)) } } })
        expect(
          createdLots(decision)
            .map(({ quantity }) => Number(quantity) * 1000)
            .map(Math.round),
        ).toEqual(grams)
      }),
    )
  })

  test('leaves the rest in the lot, if `keeps` is not given', () => {
    expect(split({ parts: parts('0.1', '0.2') })).toMatchObject({ fact: { data: { keeps: kg('99.7') } } })
  })

  test.each<[string, object, Lot | undefined, string[]]>([
    ['come to more than there is', { parts: parts('60', '60') }, undefined, ['lot-insufficient']],
    ['do not come to what is there', { parts: parts('60'), keeps: kg('30') }, undefined, ['split-unbalanced']],
    [
      'keep what measures something else',
      { parts: parts('60'), keeps: { value: '40', unit: 'L' } },
      undefined,
      ['unit-mismatch'],
    ],
    ['come from a held lot', { parts: parts('60') }, lot({ holds: ['H-1'] }), ['lot-on-hold']],
    [
      'come from a batch that is not decided',
      { parts: parts('60') },
      lot({ orderId: 'O-1', status: 'quarantine' }),
      ['lot-wrong-status'],
    ],
    [
      'measure something else',
      { parts: [{ lotId: 'P', quantity: { value: '1', unit: 'L' } }] },
      undefined,
      ['unit-mismatch'],
    ],
    ['bear one name twice', { parts: [...parts('1'), ...parts('2')] }, undefined, ['already-exists']],
    ['take what is reserved', { parts: parts('60') }, lot({ reserved: '50' }), ['lot-reserved']],
    ['lie in sublots', { parts: parts('60') }, lot({ inSublots: '100' }), ['sublot-missing']],
    ['have left the house', { parts: parts('60') }, lot({ status: 'shipped' }), ['lot-wrong-status']],
  ])('is refused when the parts %s', (_why, body, from, expected) => {
    expect(codes(split(body, from))).toEqual(expected)
  })

  test('is refused if a part has the id of an existing lot, with every other reason', () => {
    expect(codes(split({ parts: parts('60', '60') }, lot({ holds: ['H-1'] }), [undefined, lot()]))).toEqual([
      'already-exists',
      'lot-on-hold',
      'lot-insufficient',
    ])
  })
})
