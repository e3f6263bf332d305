import { describe, expect, test } from 'vitest'
import type { SublotId } from '../../../events/identifiers.ts'
import { divideLot as divideBody, receiveLot as receiveBody } from '../../../events/material.ts'
import type { Material } from '../../../shared/domain/master-data.ts'
import { makeUnits } from '../../../shared/domain/stock/make-units.ts'
import { defineMaterial } from '../../../shared/domain/stock/material.ts'
import { receiveLot } from '../../../shared/domain/stock/receiving.ts'
import { shipLot } from '../../../shared/domain/stock/shipping.ts'
import { adjustLot, moveLot, scrapLot } from '../../../shared/domain/stock/stock.ts'
import { decideSublot, divideLot, statusOfSublot, statusWithin } from '../../../shared/domain/stock/sublot.ts'
import { aUnit, pumps } from '../../support/containers.ts'
import { ada, by, codes, dec, house, later, lot, noon, signed, unsigned } from '../../support/given.ts'

const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const
const parts = (...values: string[]) =>
  divideBody.parse({ sublots: values.map((value, index) => ({ sublotId: `D-${index}`, quantity: kg(value) })) })
const divide = (body = parts('60', '30'), of = lot(), existing: Parameters<typeof divideLot>[1] = []) =>
  divideLot(of, existing, body)

describe('a division', () => {
  test('puts what lies loose into sublots, in the unit of the lot, and leaves the rest loose', () => {
    const grams = divideBody.parse({ sublots: [{ sublotId: 'D-0', quantity: { value: '500', unit: 'g' } }] })
    expect(divide(grams)).toMatchObject({
      fact: { type: 'andon.lot.divided.v1', data: { lotId: 'SUC-1', loose: kg('99.5') } },
      changes: [
        { change: 'divide', lotId: 'SUC-1', value: '0.5' },
        { change: 'create-sublot', sublot: { sublotId: 'D-0', unit: 'kg', quantity: '0.5', remaining: '0.5' } },
      ],
    })
  })

  test('may take the last bit that lies loose, and no more', () => {
    expect(codes(divide(parts('60', '40')))).toEqual([])
    expect(codes(divide(parts('60', '40.000000000001')))).toEqual(['lot-insufficient'])
    expect(codes(divide(parts('10'), lot({ inSublots: '91' })))).toEqual(['lot-insufficient'])
  })

  test('is possible in whatever state the lot is, which is that of its sublots', () => {
    expect(codes(divide(parts('1'), lot({ holds: ['H-1'], status: 'quarantine', expiresAt: noon })))).toEqual([])
  })

  test('is refused for every reason at once', () => {
    const body = divideBody.parse({
      sublots: [
        { sublotId: 'A', quantity: kg('99') },
        { sublotId: 'A', quantity: { value: '1', unit: 'L' } },
        { sublotId: 'B', quantity: { value: '0.000000001', unit: 'mg' } },
        { sublotId: 'C', quantity: kg('2') },
      ],
    })
    const existing = [undefined, undefined, undefined, { ...aUnit(), sublotId: 'C' as SublotId }]
    expect(codes(divide(body, lot(), existing))).toEqual([
      'already-exists',
      'unit-mismatch',
      'unit-mismatch',
      'already-exists',
      'lot-insufficient',
    ])
  })
})

describe('a lot that comes in sublots', () => {
  const material = { materialId: 'SUCROSE', name: 'Sucrose', unit: 'kg' } as Material
  const receive = (...values: string[]) => {
    const { sublots } = parts(...values)
    const body = receiveBody.parse({ lotId: 'SUC-1', materialId: 'SUCROSE', quantity: kg('100'), sublots })
    return receiveLot(undefined, body, { material }, noon)
  }

  test('is received with them, and what they do not come to lies loose', () => {
    expect(receive('60', '30')).toMatchObject({
      fact: { data: { sublots: [{ sublotId: 'D-0' }, { sublotId: 'D-1' }] } },
      changes: [
        { change: 'create-lot', lot: { remaining: '100', inSublots: '90' } },
        { change: 'create-sublot', sublot: { sublotId: 'D-0', remaining: '60' } },
        { change: 'create-sublot', sublot: { sublotId: 'D-1', remaining: '30' } },
      ],
    })
  })

  test('is refused when they come to more than it', () => {
    expect(codes(receive('60', '40.1'))).toEqual(['lot-insufficient'])
  })
})

describe('what is so of a sublot', () => {
  test('is what is so of its lot, where it says nothing else', () => {
    expect(statusOfSublot(pumps({ status: 'quarantine' }), aUnit(), noon)).toBe('quarantine')
    expect(statusOfSublot(pumps({ expiresAt: noon }), aUnit(), noon)).toBe('expired')
    expect(statusWithin(pumps({ location: 'RACK-1' as never }), {})).toMatchObject({ location: 'RACK-1' })
  })

  test.each([
    ['rejected', 'released', 'rejected'],
    ['released', 'rejected', 'rejected'],
    ['quarantine', 'released', 'quarantine'],
    ['released', 'quarantine', 'quarantine'],
    ['rejected', 'quarantine', 'rejected'],
    ['released', 'released', 'released'],
  ] as const)('is the worse of both: a lot %s, a sublot %s is %s', (whole, part, expected) => {
    expect(statusOfSublot(pumps({ status: whole }), aUnit('S-1', { status: part }), noon)).toBe(expected)
  })

  test('is the earlier of both dates, and its own place', () => {
    const own = { expiresAt: later(60), retestAt: later(10), location: 'RACK-2' as never }
    const whole = pumps({ expiresAt: later(30), location: 'RACK-1' as never })
    expect(statusWithin(whole, own)).toMatchObject({ expiresAt: later(30), retestAt: later(10), location: 'RACK-2' })
  })

  test('is where it went when nothing is left of it', () => {
    const gone = (left: object) => statusOfSublot(pumps(), aUnit('S-1', { remaining: dec('0'), left }), noon)
    expect([gone({ shipped: '1' }), gone({ consumed: '1' })]).toEqual(['shipped', 'consumed'])
  })
})

describe("quality's decision on a sublot", () => {
  const decide = (
    status: 'released' | 'rejected',
    of = pumps(),
    sublot: ReturnType<typeof aUnit> | undefined = aUnit(),
  ) => decideSublot(of, { sublotId: 'S-1', sublot }, { status, reason: 'It is dented' }, signed(), noon)

  test('rejects one of a lot that is released, and may release it again', () => {
    expect(decide('rejected')).toMatchObject({
      fact: { type: 'andon.lot.status-changed.v1', data: { lotId: 'PUMP-7', sublotId: 'S-1', status: 'rejected' } },
      changes: [{ change: 'set-sublot', sublotId: 'S-1', set: { status: 'rejected' } }],
      spent: ['token-1'],
    })
    expect(codes(decide('released', pumps(), aUnit('S-1', { status: 'rejected' })))).toEqual([])
  })

  test('never makes it better than its lot, nor decides what is decided, gone, unknown or unsigned', () => {
    expect(codes(decide('released', pumps({ status: 'quarantine', holds: ['H-1'] })))).toEqual([
      'lot-not-released',
      'lot-on-hold',
    ])
    expect(codes(decide('released'))).toEqual(['lot-wrong-status'])
    expect(codes(decide('rejected', pumps(), aUnit('S-1', { remaining: dec('0') })))).toEqual(['lot-wrong-status'])
    expect(
      codes(decideSublot(pumps(), { sublotId: 'S-9', sublot: undefined }, { status: 'rejected' }, unsigned, noon)),
    ).toEqual(['sublot-unknown', 'signature-missing'])
  })

  test('keeps what is rejected in the house, but for its supplier', () => {
    const stock = { lot: pumps({ supplierId: 'ACME' }), sublot: aUnit('S-1', { status: 'rejected' }) }
    const ship = (type: 'customer' | 'site' | 'supplier') => {
      const body = {
        shipmentId: 'SH-1' as never,
        to: { type, id: type === 'site' ? 'cork' : 'ACME' },
        sublotId: aUnit().sublotId,
      }
      return codes(shipLot(stock, undefined, house, body, by(ada)))
    }
    expect([ship('customer'), ship('site'), ship('supplier')]).toEqual([
      ['sublot-not-released'],
      ['sublot-not-released'],
      [],
    ])
  })
})

describe('units', () => {
  const make = (serials: string[], of = pumps(), known: Partial<Parameters<typeof makeUnits>[1]> = {}) =>
    makeUnits(of, { serials: [], sublots: [], ...known }, { serials: serials as SublotId[] })

  test('are sublots of one piece, whose numbers are claimed for the material in the same commit', () => {
    expect(make(['S-1', 'S-2'])).toMatchObject({
      fact: {
        type: 'andon.lot.serialised.v1',
        data: { serials: ['S-1', 'S-2'], loose: { value: '28', unit: '{each}' } },
      },
      changes: [
        { change: 'divide', value: '2' },
        { change: 'create-sublot', sublot: aUnit('S-1') },
        { change: 'save', kind: 'serial', id: 'PUMP@S-1', value: { lotId: 'PUMP-7', sublotId: 'S-1' } },
        { change: 'create-sublot', sublot: aUnit('S-2') },
        { change: 'save', kind: 'serial', id: 'PUMP@S-2' },
      ],
    })
  })

  test('are refused for every number that is taken, here or in another lot, and for what is not counted', () => {
    const holder = { materialId: pumps().materialId, serial: 'S-2', lotId: 'PUMP-6' as never, sublotId: 'S-2' as never }
    const known = { serials: [undefined, undefined, holder], sublots: [undefined, undefined, undefined, aUnit('S-3')] }
    expect(codes(make(['S-1', 'S-1', 'S-2', 'S-3'], pumps(), known))).toEqual([
      'serial-duplicated',
      'serial-duplicated',
      'already-exists',
    ])
    expect(codes(make(['S-1'], lot()))).toEqual(['unit-mismatch'])
    expect(codes(make(['S-1', 'S-2'], pumps({ inSublots: dec('49') })))).toEqual(['lot-insufficient'])
  })
})

describe('a packed sublot', () => {
  const stock = { lot: pumps(), sublot: aUnit('S-1', { containerId: 'CASE-1' as never }) }
  const { sublotId } = aUnit()

  test('is not moved, counted, scrapped or shipped by itself', () => {
    const to = { type: 'customer', id: 'ACME' } as const
    const place = { equipmentId: 'RACK-1', capabilities: [] }
    const tried = [
      moveLot(stock, { to: 'RACK-1' as never, sublotId }, place, undefined),
      adjustLot(stock, { counted: { value: dec('0'), unit: '{each}' }, sublotId, reason: 'Counted' }),
      scrapLot(stock, { sublotId, reason: 'It is dented' }, by(ada)),
      shipLot(stock, undefined, house, { shipmentId: 'SH-1' as never, to, sublotId }, by(ada)),
    ]
    expect(tried.map(codes)).toEqual(tried.map(() => ['sublot-packed']))
  })
})

test('a serialised unit is counted as there or not there', () => {
  const sublot = aUnit('S-1')
  const count = (value: string, remaining = '1') =>
    adjustLot(
      { lot: pumps(), sublot: { ...sublot, remaining: dec(remaining) } },
      { counted: { value: dec(value), unit: '{each}' }, sublotId: sublot.sublotId, reason: 'Counted' },
    )
  expect(codes(count('5'))).toEqual(['unit-mismatch'])
  expect(codes(count('0.5'))).toEqual(['unit-mismatch'])
  expect(count('0').outcome).toBe('accepted')
  expect(count('1', '0').outcome).toBe('accepted')
})

test('a serialised unit leaves whole', () => {
  const sublot = aUnit('S-1')
  const scrap = (value: string) =>
    scrapLot(
      { lot: pumps(), sublot },
      { quantity: { value: dec(value), unit: '{each}' }, sublotId: sublot.sublotId, reason: 'Dented' },
      by(ada),
    )
  expect(codes(scrap('0.3'))).toEqual(['unit-mismatch'])
  expect(scrap('1').outcome).toBe('accepted')
})

describe('the trade item number of a material', () => {
  const material = (gtin: string, materialId = 'PUMP') =>
    ({ materialId, name: 'Pump', unit: '{each}', gtin }) as Material

  test('is kept in fourteen digits, and finds the material', () => {
    expect(defineMaterial(material('9521234543213'), undefined, undefined)).toMatchObject({
      fact: { data: { gtin: '09521234543213' } },
      changes: [
        { kind: 'material', value: { gtin: '09521234543213' } },
        { kind: 'gtin', id: '09521234543213', value: { materialId: 'PUMP' } },
      ],
    })
  })

  test('is refused with a wrong check digit, or while another material bears it', () => {
    expect(codes(defineMaterial(material('9521234543214'), undefined, undefined))).toEqual(['barcode-invalid'])
    const known = { gtin: '09521234543213', materialId: 'VALVE' as Material['materialId'] }
    const bearer = material('09521234543213', 'VALVE')
    expect(codes(defineMaterial(material('9521234543213'), known, bearer))).toEqual(['already-exists'])
    const former = material('00012345678905', 'VALVE')
    expect(codes(defineMaterial(material('9521234543213'), known, former))).toEqual([])
  })
})
