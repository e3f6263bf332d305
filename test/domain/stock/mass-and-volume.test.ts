import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as told from '../../../events/material.ts'
import { bookedEach, takenIn } from '../../../shared/domain/density.ts'
import { add, isMore, zero } from '../../../shared/domain/quantity.ts'
import { adjustLot } from '../../../shared/domain/stock/counting.ts'
import { receiveCustomerReturn } from '../../../shared/domain/stock/customer-return.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import { mergeLots } from '../../../shared/domain/stock/merging.ts'
import { receiveLot } from '../../../shared/domain/stock/receiving.ts'
import { sampleLot, scrapLot } from '../../../shared/domain/stock/scrap-and-samples.ts'
import { shipLot } from '../../../shared/domain/stock/shipping.ts'
import { splitLot } from '../../../shared/domain/stock/splitting.ts'
import { synchronizeLot, synchronizeSublot } from '../../../shared/domain/stock/stock-news.ts'
import { divideLot } from '../../../shared/domain/stock/sublot.ts'
import {
  ada,
  because,
  by,
  codes,
  createdLots,
  dec,
  house,
  kg,
  litres,
  lot,
  material,
  noon,
  shipment,
  sublot,
  whyNot,
} from '../../support/given.ts'

const at = by(ada)
const density = { value: dec('1.21'), unit: 'kg/L' } as const
/** Sugar syrup, kept in litres and weighed at the gate. */
const syrup = material({ unit: 'L', density })
const tank = (more: Parameters<typeof lot>[0] = {}): Lot =>
  lot({ unit: 'L', quantity: '100', remaining: '100', ...more })
const stock = (more: Parameters<typeof lot>[0] = {}) => ({ lot: tank(more), density })
const customer = { type: 'customer', id: 'ACME' } as const
const { sublotId } = sublot()

describe('a quantity in kilograms of a material that is kept in litres', () => {
  const receive = (more: object = {}, of = syrup) =>
    receiveLot(
      undefined,
      told.receiveLot.parse({ lotId: 'SUC-1', materialId: 'SUCROSE', quantity: kg('1210'), ...more }),
      { material: of },
      noon,
    )

  test('is received in litres, and the fact keeps what was said', () => {
    const decision = receive()
    expect(decision).toMatchObject({ fact: { data: { quantity: litres('1000'), entered: kg('1210') } } })
    expect(createdLots(decision)).toMatchObject([{ unit: 'L', quantity: '1000', remaining: '1000' }])
    expect(receive({ quantity: litres('5') })).not.toHaveProperty('fact.data.entered')
  })

  test('is received in drums, whose sum is the whole as it is booked', () => {
    const sublots = ['333.3', '333.3', '333.4'].map((value, index) => ({ sublotId: `D-${index}`, quantity: kg(value) }))
    const decision = receive({ quantity: kg('1000'), sublots })
    expect(createdLots(decision)).toMatchObject([{ quantity: '826.446280991736', inSublots: '826.446280991736' }])
    expect(decision).toMatchObject({
      fact: {
        data: {
          sublots: [
            { sublotId: 'D-0', quantity: litres('275.454545454545'), entered: kg('333.3') },
            { sublotId: 'D-1', quantity: litres('275.454545454546'), entered: kg('333.3') },
            { sublotId: 'D-2', quantity: litres('275.537190082645'), entered: kg('333.4') },
          ],
        },
      },
    })
    expect(codes(receive({ quantity: litres('800'), sublots }))).toEqual(['lot-insufficient'])
  })

  test('needs a density, and a value that stock can have', () => {
    expect(whyNot(receive({}, material({ unit: 'L' })))).toEqual([
      because('unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'L', told: 'kg' }, 'quantity/unit'),
    ])
    expect(
      whyNot(receive({ quantity: kg('0.000000000001') }, material({ unit: 'L', density: { ...density, value: '9' } }))),
    ).toEqual([
      because('unit-mismatch/lot-exact', { lotId: 'SUC-1', unit: 'L', quantity: kg('0.000000000001') }, 'quantity'),
    ])
  })

  test('is shipped, scrapped and sampled in litres', () => {
    const body = { quantity: kg('12.1') }
    const ship = told.shipLot.parse({ ...body, shipmentId: 'SH-1', to: customer })
    const found = [
      shipLot(stock(), undefined, house, ship, at),
      scrapLot(stock(), { ...body, reason: 'Caked' }, at),
      sampleLot(stock(), body, at),
    ]
    for (const decision of found)
      expect(decision).toMatchObject({
        fact: { data: { quantity: litres('10'), entered: kg('12.1') } },
        changes: [{ change: 'issue', value: '10' }, ...(decision === found[0] ? [{}] : [])],
      })
    expect(whyNot(sampleLot({ lot: tank() }, body, at))).toEqual([
      because('unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'L', told: 'kg' }, 'quantity/unit'),
    ])
    expect(codes(scrapLot(stock(), { quantity: kg('121.1'), reason: 'Caked' }, at))).toEqual(['lot-insufficient'])
  })

  test('takes all that is left where it differs from it by roundings only', () => {
    const left = stock({ remaining: '0.333333333334' })
    const third = { value: dec('0.75'), unit: 'kg/L' } as const
    expect(scrapLot({ ...left, density: third }, { quantity: kg('0.25'), reason: 'Caked' }, at)).toMatchObject({
      fact: { data: { quantity: litres('0.333333333334'), entered: kg('0.25') } },
      changes: [{ value: '0.333333333334' }],
    })
    const drum = sublot({ unit: 'L', remaining: '0.333333333332' })
    const inDrum = { ...stock({ inSublots: '20' }), sublot: drum, density: third }
    expect(sampleLot(inDrum, { sublotId, quantity: kg('0.25') }, at)).toMatchObject({
      changes: [{ value: '0.333333333332' }],
    })
    expect(takenIn(third, kg('0.25'), litres('0.33333333434'))).toEqual(litres('0.333333333333'))
    expect(takenIn(third, kg('0.25'), litres('0'))).toEqual(litres('0.333333333333'))
  })

  test('is counted in litres', () => {
    const count = (value: string, more = {}) =>
      adjustLot(stock(more), told.adjustLot.parse({ counted: kg(value), reason: 'Weighed the tank' }))
    expect(count('60.5')).toMatchObject({
      fact: { data: { was: litres('100'), is: litres('50'), entered: kg('60.5') } },
      changes: [{ change: 'count', was: '100', is: '50' }],
    })
    expect(count('0', { remaining: '0.000000000001' })).toMatchObject({ changes: [{ is: '0' }] })
    expect(codes(count('121'))).toEqual(['count-as-recorded'])
    expect(codes(count('40.37', { remaining: '33.363636363637' }))).toEqual(['count-as-recorded'])
    expect(whyNot(adjustLot({ lot: tank() }, told.adjustLot.parse({ counted: kg('1'), reason: 'Weighed' })))).toEqual([
      because('unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'L', told: 'kg' }, 'counted/unit'),
    ])
  })

  test('is split off, and what stays is said in kilograms too', () => {
    const parts = [
      { lotId: 'P-1', quantity: kg('40.37') },
      { lotId: 'P-2', quantity: litres('10') },
      { lotId: 'P-3', quantity: kg('7') },
    ]
    const split = (keeps: string) => splitLot(tank(), [], told.splitLot.parse({ parts, keeps: kg(keeps) }), at, density)
    expect(split('61.53')).toMatchObject({
      fact: {
        data: {
          parts: [
            { lotId: 'P-1', quantity: litres('33.363636363636'), entered: kg('40.37') },
            parts[1],
            { lotId: 'P-3', quantity: litres('5.785123966943'), entered: kg('7') },
          ],
          keeps: litres('50.851239669421'),
        },
      },
    })
    expect(createdLots(split('61.53'))).toMatchObject([
      { unit: 'L', quantity: '33.363636363636', madeOf: { 'SUC-1': litres('33.363636363636') } },
      { quantity: '10' },
      { quantity: '5.785123966943' },
    ])
    expect(codes(split('61.52'))).toEqual(['split-unbalanced'])
  })

  test('is divided into drums', () => {
    const sublots = [{ sublotId: 'D-1', quantity: kg('40.37') }]
    expect(divideLot(tank(), [], told.divideLot.parse({ sublots }), { density })).toMatchObject({
      fact: {
        data: {
          sublots: [{ sublotId: 'D-1', quantity: litres('33.363636363636'), entered: kg('40.37') }],
          loose: litres('66.636363636364'),
        },
      },
      changes: [{ value: '33.363636363636' }, { sublot: { unit: 'L', remaining: '33.363636363636' } }],
    })
  })

  test('is merged in litres', () => {
    const from = [{ lotId: 'SUC-1', quantity: kg('12.1') }, { lotId: 'SUC-2' }]
    const decision = mergeLots(
      { lotId: lot({ lotId: 'M-1' }).lotId, existing: undefined },
      [tank(), tank({ lotId: 'SUC-2', remaining: '5', quantity: '5' })],
      material({ unit: 'L', density, merging: 'allowed' }),
      told.mergeLots.parse({ from }),
      at,
    )
    expect(decision).toMatchObject({
      fact: {
        data: {
          quantity: litres('15'),
          from: [{ lotId: 'SUC-1', quantity: litres('10'), entered: kg('12.1') }, { quantity: litres('5') }],
        },
      },
    })
    expect(createdLots(decision)).toMatchObject([{ unit: 'L', quantity: '15' }])
  })

  test('comes back from a customer in litres', () => {
    const origin = { site: 'lyon', lotId: 'SUC-1', shipmentId: 'SH-1' }
    const back = (value: string) =>
      receiveCustomerReturn(
        undefined,
        told.receiveLot.parse({ lotId: 'RET-1', materialId: 'SUCROSE', quantity: kg(value), origin }),
        { material: syrup, place: undefined },
        {
          lot: tank({ remaining: '0', left: { shipped: '100' } }),
          shipment: shipment({ lines: [{ lotId: 'SUC-1', materialId: 'SUCROSE', quantity: litres('10'), at: noon }] }),
          holds: [],
        },
        noon,
      )
    expect(back('12.1')).toMatchObject({
      fact: { data: { quantity: litres('10'), entered: kg('12.1'), from: customer } },
      changes: [
        { lot: { unit: 'L', quantity: '10', madeOf: { 'SUC-1': litres('10') } } },
        { change: 'customer-return', value: '10' },
        { value: { returned: { 'SUC-1': litres('10') } } },
      ],
    })
    expect(codes(back('12.2'))).toEqual(['return-exceeded'])
  })

  test('is taken in litres from the ERP', () => {
    const news = { lotId: tank().lotId, materialId: syrup.materialId, quantity: kg('12.1') }
    expect(synchronizeLot(undefined, syrup, news, noon)).toMatchObject({
      fact: { data: { quantity: litres('10'), entered: kg('12.1') } },
      changes: [{ lot: { unit: 'L', quantity: '10' } }],
    })
    const trace = { ...news, quantity: kg('0.000000000001') }
    const heavy = material({ unit: 'L', density: { ...density, value: '9' } })
    expect(codes(synchronizeLot(undefined, heavy, trace, noon))).toEqual(['unit-mismatch'])
    expect(synchronizeLot(tank(), syrup, news, noon)).toMatchObject({ fact: { data: { quantity: kg('12.1') } } })
    expect(synchronizeSublot(tank(), undefined, { ...news, sublotId }, noon, { density })).toMatchObject({
      fact: { data: { quantity: litres('10'), entered: kg('12.1') } },
      changes: [{ sublot: { unit: 'L', quantity: '10' } }, { value: '10' }],
    })
  })

  test('makes the same whole of its parts as it is booked, whatever the density', () => {
    const grams = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(grams, fc.array(grams, { minLength: 1, maxLength: 12 }), (thousandths, parts) => {
        const by = { value: dec(String(thousandths)), unit: 'g/mL' } as const
        const inGrams = (value: number) => ({ value: dec(String(value)), unit: 'g' }) as const
        const whole = takenIn(by, inGrams(parts.reduce((sum, it) => sum + it, 0)), litres('0'))
        const booked = bookedEach(
          by,
          parts.map((it) => ({ quantity: inGrams(it) })),
          whole,
        )
        expect(booked.reduce((sum, it) => add(sum, it.quantity.value), zero)).toBe(whole.value)
        expect(booked.every((it) => !isMore(zero, it.quantity.value))).toBe(true)
      }),
    )
  })
})
