import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { receiveLot as receiveBody } from '../../../events/material.ts'
import { isMore } from '../../../shared/domain/quantity.ts'
import { type Left, receiveCustomerReturn } from '../../../shared/domain/stock/customer-return.ts'
import {
  accepted,
  codes,
  dec,
  kg,
  later,
  litres,
  lot,
  material,
  noon,
  saved,
  shipment,
  whyNot,
} from '../../support/given.ts'

const acme = { type: 'customer', id: 'ACME' } as const
const origin = { site: 'lyon', lotId: 'SUC-1', shipmentId: 'SH-1' }
const body = (more: object = {}) =>
  receiveBody.parse({ lotId: 'RET-1', materialId: 'SUCROSE', quantity: kg('4'), origin, ...more })
const comeBack = (more: object = {}, left: Partial<Left> = {}, existing?: ReturnType<typeof lot>) =>
  receiveCustomerReturn(
    existing,
    body(more),
    { material: material(), place: undefined },
    { lot: lot(), shipment: shipment(), holds: [], ...left },
    noon,
  )
const lotOf = (decision: ReturnType<typeof comeBack>) =>
  accepted(decision).changes.flatMap((it) => (it.change === 'create-lot' ? [it.lot] : []))[0]

describe('a customer return', () => {
  test('is a lot of its own in quarantine, made of the one that left, and is counted at both', () => {
    const decision = comeBack()
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.lot.received.v1',
        data: { lotId: 'RET-1', quantity: kg('4'), status: 'quarantine', origin, from: acme },
        about: { type: 'material', id: 'SUCROSE' },
      },
      changes: [
        {
          change: 'create-lot',
          lot: {
            lotId: 'RET-1',
            quantity: '4',
            remaining: '4',
            status: 'quarantine',
            holds: [],
            parents: ['SUC-1'],
            madeOf: { 'SUC-1': kg('4') },
          },
        },
        { change: 'customer-return', lotId: 'SUC-1', value: '4', into: 'lot:RET-1', holds: [] },
        { change: 'save', kind: 'shipment', id: 'SH-1', value: { ...shipment(), returned: { 'SUC-1': kg('4') } } },
      ],
      pointers: [
        {
          about: { type: 'lot', id: 'SUC-1' },
          card: { quantity: kg('4'), materialId: 'SUCROSE', shipmentId: 'SH-1', into: 'RET-1' },
        },
      ],
    })
  })

  test('is kept as it is written and taken off the other lot in the unit of that', () => {
    const decision = comeBack({ quantity: { value: '4000', unit: 'g' } })
    expect(lotOf(decision)).toMatchObject({
      unit: 'g',
      quantity: '4000',
      madeOf: { 'SUC-1': { value: '4000', unit: 'g' } },
    })
    expect(accepted(decision).changes[1]).toMatchObject({ change: 'customer-return', value: '4' })
    expect(saved(decision, 'shipment').returned).toEqual({ 'SUC-1': kg('4') })
    expect(accepted(decision).pointers?.[0]?.card).toMatchObject({ quantity: kg('4') })
  })

  test('comes under every hold of the lot that left, and is found again from each', () => {
    const decision = comeBack({}, { lot: lot({ holds: ['H-1'] }), holds: ['H-1', 'H-2'] })
    expect(lotOf(decision)?.holds).toEqual(['H-1', 'H-2'])
    expect(accepted(decision).changes.slice(1)).toMatchObject([
      { change: 'customer-return', holds: ['H-1'] },
      { change: 'save', kind: 'shipment' },
      { change: 'require-unchanged', kind: 'hold', id: 'H-1' },
      { change: 'require-unchanged', kind: 'hold', id: 'H-2' },
    ])
    const card = { from: { type: 'lot', id: 'SUC-1' }, level: 1 }
    expect(accepted(decision).pointers?.slice(1)).toEqual([
      { about: { type: 'hold', id: 'H-1' }, card },
      { about: { type: 'hold', id: 'H-2' }, card },
    ])
  })

  test('is in quarantine though the lot that left is released', () => {
    expect(lotOf(comeBack({}, { lot: lot({ status: 'released' }) }))?.status).toBe('quarantine')
  })
})

describe('the data of a customer return', () => {
  test('include supplier and manufacture of the lot, whatever the sender writes', () => {
    const known = {
      supplierId: 'SUPP',
      supplierLot: 'S-77',
      manufacturedAt: later(-60),
      certificate: { certificateId: 'C-7' },
    }
    const written = { supplierId: 'X', supplierLot: 'X', manufacturedAt: noon, certificate: { certificateId: 'X' } }
    expect(lotOf(comeBack(written, { lot: lot(known) }))).toMatchObject(known)
    expect(Object.keys(lotOf(comeBack(written)) ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/supplier|certificate|manufactured/)]),
    )
  })

  test('include the earlier of both dates', () => {
    const there = { expiresAt: later(30), retestAt: later(30) }
    expect(lotOf(comeBack({ expiresAt: later(60), retestAt: later(10) }, { lot: lot(there) }))).toMatchObject({
      expiresAt: later(30),
      retestAt: later(10),
    })
    expect(lotOf(comeBack({}, { lot: lot(there) }))).toMatchObject(there)
    expect(lotOf(comeBack(there))).toMatchObject(there)
  })

  test('include the potency of the lot, unless another one is found', () => {
    const potent = { lot: lot({ potency: '98' }) }
    expect([lotOf(comeBack({}, potent))?.potency, lotOf(comeBack({ potency: '97' }, potent))?.potency]).toEqual([
      '98',
      '97',
    ])
  })
})

describe('a return is refused', () => {
  test('for a lot that this site does not know', () => {
    expect(whyNot(comeBack({ quantity: litres('1') }, { lot: undefined })).at(-1)).toEqual([
      'lot-unknown/origin',
      { lotId: 'SUC-1' },
      'origin/lotId',
    ])
  })

  test('with a shipment that the lot did not leave with, or with none', () => {
    const foreign = shipment({
      lines: [{ ...shipment().lines[0], lotId: 'SUC-9', materialId: 'SUCROSE', quantity: kg('10'), at: noon }],
    })
    for (const left of [{ shipment: undefined }, { shipment: foreign }])
      expect(whyNot(comeBack({}, left))).toEqual([
        ['shipment-misdirected/other-shipment', { lotId: 'SUC-1', shipmentId: 'SH-1' }, 'origin/shipmentId'],
      ])
    expect(whyNot(comeBack({ origin: { site: 'lyon', lotId: 'SUC-1' } }, { shipment: undefined }))).toEqual([
      ['shipment-misdirected/own-lot', { lotId: 'SUC-1' }, 'origin/shipmentId'],
    ])
  })

  test('of another material than the lot is', () => {
    const { against } = { against: whyNot(comeBack({}, { lot: lot({ materialId: 'SALT' }) })) }
    expect(against).toEqual([['lot-wrong-material/return', { lotId: 'SUC-1', materialId: 'SALT' }, 'materialId']])
  })

  test('of more than the shipment’s lines of the lot, less earlier returns', () => {
    expect(codes(comeBack({ quantity: kg('10') }))).toEqual([])
    expect(whyNot(comeBack({ quantity: kg('10.000000000001') }))).toEqual([
      ['return-exceeded/shipment', { lotId: 'SUC-1', shipmentId: 'SH-1', out: kg('10') }, 'quantity'],
    ])
    const [line] = shipment().lines
    const two = shipment({ lines: line ? [line, line] : [], returned: { 'SUC-1': kg('15'), 'SUC-2': kg('99') } })
    expect(codes(comeBack({ quantity: kg('5') }, { shipment: two }))).toEqual([])
    expect(whyNot(comeBack({ quantity: kg('5.1') }, { shipment: two }))).toMatchObject([
      ['return-exceeded/shipment', { out: kg('5') }, 'quantity'],
    ])
    expect(saved(comeBack({ quantity: kg('5') }, { shipment: two }), 'shipment').returned).toEqual({
      'SUC-1': kg('20'),
      'SUC-2': kg('99'),
    })
  })

  test('of an amount that has no value in the unit of the lot', () => {
    const pieces = whyNot(comeBack({ quantity: litres('1') }))
    expect(pieces).toEqual([
      ['unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'kg', told: 'L' }, 'quantity/unit'],
      ['unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'kg', told: 'L' }, 'quantity'],
    ])
    const trace = { value: '0.0001', unit: 'ug' }
    expect(whyNot(comeBack({ quantity: trace }))).toEqual([
      ['unit-mismatch/lot-exact', { lotId: 'SUC-1', unit: 'kg', quantity: trace }, 'quantity'],
    ])
  })

  test('for every reason at once, of the receipt and of the return', () => {
    const found = comeBack({ quantity: kg('11'), location: 'NOWHERE' }, { lot: lot({ materialId: 'SALT' }) }, lot())
    expect(whyNot(found).map(([key]) => key)).toEqual([
      'already-exists/lot-received',
      'equipment-unknown/storage',
      'lot-wrong-material/return',
      'return-exceeded/shipment',
    ])
  })
})

test('no more comes back than was shipped, in any number of parts', () => {
  const grams = fc.integer({ min: 1, max: 6000 }).map((value) => String(value))
  fc.assert(
    fc.property(fc.array(grams, { maxLength: 12 }), (parts) => {
      let sent = shipment()
      let out = 10_000
      for (const value of parts) {
        const decision = comeBack({ quantity: { value, unit: 'g' } }, { shipment: sent })
        expect(decision.outcome === 'accepted').toBe(Number(value) <= out)
        if (decision.outcome === 'refused') continue
        sent = saved(decision, 'shipment')
        out -= Number(value)
        expect(isMore(sent.returned?.['SUC-1']?.value ?? dec('0'), dec('10'))).toBe(false)
      }
    }),
  )
})
