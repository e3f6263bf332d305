import { describe, expect, test } from 'vitest'
import { shipLot as shipBody } from '../../../events/material.ts'
import {
  consignable,
  leavingWith,
  objectionsToShipment,
  sending,
  shipLot,
} from '../../../shared/domain/stock/shipping.ts'
import { aUnit, pumps } from '../../support/containers.ts'
import {
  accepted,
  ada,
  by,
  codes,
  house,
  kg,
  litres,
  lot,
  noon,
  saved,
  shipment,
  sublot,
  whyNot,
} from '../../support/given.ts'

const acme = { type: 'customer', id: 'ACME' } as const
const cork = { type: 'site', id: 'cork' } as const
const supplier = { type: 'supplier', id: 'SUPP' } as const
const body = (more: object = {}) => shipBody.parse({ shipmentId: 'SH-1', to: acme, ...more })
const ship = (more: object = {}, of = lot(), part?: ReturnType<typeof sublot>, before?: ReturnType<typeof shipment>) =>
  shipLot({ lot: of, sublot: part }, before, house, body(more), by(ada))
const bought = (more: Parameters<typeof lot>[0] = {}) => lot({ supplierId: 'SUPP', ...more })

describe('shipping', () => {
  test('takes what leaves off the lot in the unit of the lot, and remembers it under its number', () => {
    const line = { lotId: 'SUC-1', materialId: 'SUCROSE', quantity: kg('0.4'), at: noon }
    const decision = ship({ quantity: { value: '400', unit: 'g' }, reason: 'Order 4711' })
    expect(decision).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.shipped.v1',
        data: {
          lotId: 'SUC-1',
          materialId: 'SUCROSE',
          quantity: kg('0.4'),
          shipmentId: 'SH-1',
          to: acme,
          reason: 'Order 4711',
        },
      },
      changes: [
        {
          change: 'issue',
          lotId: 'SUC-1',
          value: '0.4',
          into: 'shipped',
          unless: ['held', 'unreleased', 'expired', 'incomplete'],
          at: noon,
          to: ['shipment:SH-1'],
        },
        { change: 'save', kind: 'shipment', id: 'SH-1', value: { shipmentId: 'SH-1', to: acme, lines: [line] } },
      ],
    })
  })

  test('takes all that is left where no quantity is told, of the sublot that is named', () => {
    expect(accepted(ship()).fact).toMatchObject({ data: { quantity: kg('100') } })
    const decision = ship({ sublotId: 'A' }, lot({ inSublots: '100' }), sublot({ remaining: '7.5' }))
    expect(decision).toMatchObject({
      fact: { data: { sublotId: 'A', quantity: kg('7.5') } },
      changes: [{ sublotId: 'A', value: '7.5' }, { value: { lines: [{ sublotId: 'A', quantity: kg('7.5') }] } }],
    })
  })

  test('adds its line after those that the shipment has', () => {
    const { lines } = saved(ship({ quantity: kg('1') }, lot(), undefined, shipment()), 'shipment')
    expect(lines.map(({ quantity }) => quantity.value)).toEqual(['10', '1'])
  })

  test('is refused for every reason at once, of the stock and of the shipment', () => {
    const other = shipment({ to: { type: 'customer', id: 'OTHER' } })
    const bad = lot({ holds: ['H-1'], status: 'quarantine' })
    expect(whyNot(ship({ quantity: litres('1') }, bad, undefined, other)).map(([key]) => key)).toEqual([
      'lot-on-hold',
      'lot-not-released',
      'unit-mismatch/material-density',
      'shipment-misdirected/other-consignee',
    ])
  })
})

describe('the preconditions of a shipment', () => {
  test.each([
    ['in quarantine', { status: 'quarantine' }, ['lot-not-released'], [], []],
    ['that is rejected', { status: 'rejected' }, ['lot-not-released/rejected'], ['lot-not-released/to-supplier'], []],
    ['that has expired', { expiresAt: noon }, ['lot-expired'], ['lot-expired'], []],
    ['that is due for a retest', { retestAt: noon }, ['lot-retest-due'], ['lot-retest-due'], []],
    ['on hold', { holds: ['H-1'] }, ['lot-on-hold'], ['lot-on-hold'], ['lot-on-hold']],
    ['that is reserved', { reserved: '1' }, ['lot-reserved/all'], ['lot-reserved/all'], ['lot-reserved/all']],
    [
      'that has left',
      { status: 'shipped' },
      ['lot-not-released', 'lot-wrong-status/shipped'],
      ['lot-wrong-status/shipped'],
      ['lot-wrong-status/shipped'],
    ],
  ] as const)('of a lot %s depend on the consignee', (_what, more, customer, site, back) => {
    const reasons = (to: object) => whyNot(ship({ to }, bought(more))).map(([key]) => key)
    expect([reasons(acme), reasons(cork), reasons(supplier)]).toEqual([customer, site, back])
  })

  test('include missing components of a unit, except for a return to the supplier', () => {
    const lacking = aUnit('S-1', { lacks: ['0010'] })
    const reasons = (to: object) => codes(ship({ to, sublotId: 'S-1' }, pumps({ supplierId: 'SUPP' }), lacking))
    expect([reasons(acme), reasons(cork), reasons(supplier)]).toEqual([['unit-incomplete'], ['unit-incomplete'], []])
  })

  test('include its container for packed stock, for any consignee', () => {
    const packed = sublot({ containerId: 'CASE-1' })
    for (const to of [acme, cork, supplier])
      expect(codes(ship({ to, sublotId: 'A' }, bought({ inSublots: '100' }), packed))).toEqual(['sublot-packed'])
  })

  test('of a rejected sublot are reported once, for the sublot', () => {
    const drum = sublot({ status: 'rejected' })
    const reasons = (to: object, of = bought({ inSublots: '100' })) => whyNot(ship({ to, sublotId: 'A' }, of, drum))
    expect(reasons(acme)).toEqual([
      ['sublot-not-released', { lotId: 'SUC-1', sublotId: 'A', status: 'rejected' }, 'lot:SUC-1/A'],
    ])
    expect(reasons(cork)).toEqual([['sublot-not-released/to-supplier', { lotId: 'SUC-1', sublotId: 'A' }, 'lot:SUC-1']])
    expect(reasons(supplier)).toEqual([])
    const whole = bought({ inSublots: '100', status: 'rejected' })
    expect(reasons(cork, whole)).toEqual([['lot-not-released/to-supplier', { lotId: 'SUC-1' }, 'lot:SUC-1']])
  })

  test('come with the quantity that would be shipped', () => {
    const found = consignable({ lot: lot() }, { quantity: kg('30') }, body(), noon)
    expect(found).toMatchObject({ value: { value: '30' }, against: [] })
    expect(leavingWith(body({ to: supplier }))).toEqual({
      unless: ['held'],
      to: ['shipment:SH-1'],
      gone: { shipmentId: 'SH-1' },
    })
  })
})

describe('a return to a supplier', () => {
  const back = (more: Parameters<typeof lot>[0]) => whyNot(ship({ to: supplier }, lot(more)))

  test('is for what came from there', () => {
    expect(back({ supplierId: 'SUPP', status: 'quarantine' })).toEqual([])
    expect(back({ supplierId: 'OTHER' })).toEqual([
      ['shipment-misdirected/other-supplier', { lotId: 'SUC-1', supplierId: 'SUPP', from: 'OTHER' }, 'lot:SUC-1'],
    ])
    expect(back({})).toEqual([
      ['shipment-misdirected/no-supplier', { lotId: 'SUC-1', supplierId: 'SUPP' }, 'lot:SUC-1'],
    ])
  })

  test('is not for what was made here, whoever it names', () => {
    expect(back({ supplierId: 'SUPP', orderId: 'O-1' })).toEqual([
      ['shipment-misdirected/made-here', { lotId: 'SUC-1', supplierId: 'SUPP', orderId: 'O-1' }, 'lot:SUC-1'],
    ])
  })
})

describe('a shipment', () => {
  const against = (to: object, before?: ReturnType<typeof shipment>, newLines = 1, from: typeof house = house) =>
    whyNot(objectionsToShipment(before, body({ to }), from, newLines))

  test('goes to another site of the company, and to none that it does not have', () => {
    expect(against(cork)).toEqual([])
    expect(against({ type: 'site', id: 'lyon' })).toEqual([
      ['shipment-misdirected/own-site', { site: 'lyon' }, 'to/id'],
    ])
    expect(against({ type: 'site', id: 'turin' })).toEqual([
      ['shipment-misdirected/no-such-site', { site: 'turin' }, 'to/id'],
    ])
    expect(against(cork, undefined, 1, { site: 'lyon', otherSites: [] })).toMatchObject([
      ['shipment-misdirected/no-such-site', {}, 'to/id'],
    ])
    expect(against({ type: 'customer', id: 'lyon' })).toEqual([])
  })

  test('goes to one consignee, of whom only the name may be written in another way', () => {
    const before = shipment({ to: { ...acme, name: 'Acme Inc.' } })
    expect(against(acme, before)).toEqual([])
    const params = { shipmentId: 'SH-1', toType: 'customer', to: 'ACME' }
    expect(against({ type: 'customer', id: 'OTHER' }, before)).toEqual([
      ['shipment-misdirected/other-consignee', { ...params, askedType: 'customer', asked: 'OTHER' }, 'shipment:SH-1'],
    ])
    expect(against({ type: 'supplier', id: 'ACME' }, before)).toEqual([
      ['shipment-misdirected/other-consignee', { ...params, askedType: 'supplier', asked: 'ACME' }, 'shipment:SH-1'],
    ])
  })

  test('has five hundred lines, and no more', () => {
    const full = (count: number) => shipment({ lines: Array(count).fill(shipment().lines[0]) })
    const tooLong = [['shipment-misdirected/too-long', { shipmentId: 'SH-1', atMost: 500 }, 'shipment:SH-1']]
    expect([against(acme, full(499)), against(acme, full(500))]).toEqual([[], tooLong])
    expect([against(acme, undefined, 500), against(acme, undefined, 501)]).toEqual([[], tooLong])
  })

  test('keeps its consignee and what came back of it when more is sent', () => {
    const before = shipment({ to: { ...acme, name: 'Acme Inc.' }, returned: { 'SUC-1': kg('2') } })
    const line = { lotId: lot().lotId, materialId: 'SUCROSE', quantity: kg('1'), at: noon }
    expect(sending(before, body(), [line])).toEqual({
      change: 'save',
      kind: 'shipment',
      id: 'SH-1',
      value: { ...before, lines: [...before.lines, line] },
    })
  })
})
