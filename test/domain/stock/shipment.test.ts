import { describe, expect, test } from 'vitest'
import type { OrderId, ShipmentId } from '../../../events/identifiers.ts'
import { type Consignee, shipLot as shipBody } from '../../../events/material.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import type { Shipment } from '../../../shared/domain/stock/shipment.ts'
import { shipLot } from '../../../shared/domain/stock/shipping.ts'
import { ada, by, codes, dec, house, lot, noon } from '../../support/given.ts'

const customer: Consignee = { type: 'customer', id: 'C-1', name: 'Pharmacie du Rhône' }
const ship = (found: Lot = lot(), more: object = {}, shipment?: Shipment) =>
  shipLot({ lot: found }, shipment, house, shipBody.parse({ shipmentId: 'S-1', to: customer, ...more }), by(ada))
const line = { lotId: lot().lotId, materialId: 'SUCROSE', quantity: { value: dec('1'), unit: 'kg' }, at: noon } as const
const sent = (more: Partial<Shipment> = {}): Shipment => ({
  shipmentId: 'S-1' as ShipmentId,
  to: customer,
  lines: [line],
  ...more,
})

describe('a shipment', () => {
  test('takes what leaves off the lot, and remembers it under its number', () => {
    expect(ship(lot(), { quantity: { value: '400', unit: 'g' } }, sent())).toMatchObject({
      fact: {
        type: 'andon.lot.shipped.v1',
        data: { shipmentId: 'S-1', to: customer, quantity: { value: '0.4', unit: 'kg' } },
      },
      changes: [
        { change: 'draw', value: '0.4', into: 'shipped', unless: ['held', 'unreleased', 'expired', 'incomplete'] },
        {
          change: 'save',
          kind: 'shipment',
          id: 'S-1',
          value: { to: customer, lines: [line, { quantity: { value: '0.4' } }] },
        },
      ],
    })
    expect(ship()).toMatchObject({ fact: { data: { quantity: { value: '100', unit: 'kg' } } } })
  })

  test.each<[string, Lot, Consignee['type'], string[]]>([
    ['in quarantine', lot({ status: 'quarantine' }), 'customer', ['lot-not-released']],
    ['in quarantine', lot({ status: 'quarantine' }), 'site', []],
    ['that is rejected', lot({ status: 'rejected' }), 'customer', ['lot-not-released']],
    ['that is rejected', lot({ status: 'rejected' }), 'site', ['lot-not-released']],
    ['that is rejected', lot({ status: 'rejected' }), 'supplier', []],
    ['that has expired', lot({ expiresAt: noon }), 'customer', ['lot-expired']],
    ['that has expired', lot({ expiresAt: noon }), 'site', ['lot-expired']],
    ['that has expired', lot({ expiresAt: noon }), 'supplier', []],
    ['on hold', lot({ holds: ['H-1'] }), 'customer', ['lot-on-hold']],
    ['on hold', lot({ holds: ['H-1'] }), 'site', ['lot-on-hold']],
    ['on hold', lot({ holds: ['H-1'] }), 'supplier', ['lot-on-hold']],
    ['that is reserved', lot({ reserved: '1' }), 'customer', ['lot-reserved']],
    ['of which nothing is left', lot({ remaining: '0' }), 'customer', ['lot-insufficient']],
  ])('of a lot %s is judged by who gets it', (_what, found, type, expected) => {
    const id = type === 'site' ? 'cork' : 'X-1'
    expect(codes(ship({ ...found, supplierId: 'X-1' }, { to: { type, id } }))).toEqual(expected)
  })

  test('goes back to nobody but the supplier that it came from, and never if it was made here', () => {
    const back = (more: Partial<Lot>) => codes(ship(lot(more), { to: { type: 'supplier', id: 'SUPP' } }))
    expect(back({ supplierId: 'SUPP', status: 'quarantine' })).toEqual([])
    expect(back({ supplierId: 'OTHER' })).toEqual(['shipment-misdirected'])
    expect(back({})).toEqual(['shipment-misdirected'])
    expect(back({ orderId: 'O-1' as OrderId, supplierId: 'SUPP' })).toEqual(['shipment-misdirected'])
  })

  test('goes to no site that the company does not have, and of a company of one site to none', () => {
    const body = shipBody.parse({ shipmentId: 'S-1', to: { type: 'site', id: 'cork' } })
    const from = (otherSites: readonly string[]) =>
      codes(shipLot({ lot: lot() }, undefined, { site: 'lyon', otherSites }, body, by(ada)))
    expect([from(['cork']), from(['turin']), from([])]).toEqual([
      [],
      ['shipment-misdirected'],
      ['shipment-misdirected'],
    ])
  })

  test('takes no more than is free', () => {
    const some = (value: string) => ship(lot({ reserved: '40' }), { quantity: { value, unit: 'kg' } })
    expect(some('60')).toMatchObject({ fact: { data: { quantity: { value: '60' } } } })
    expect(codes(some('61'))).toEqual(['lot-reserved'])
  })

  test('goes to one consignee, who is somewhere else', () => {
    expect(codes(ship(lot(), { to: { type: 'customer', id: 'C-2' } }, sent()))).toEqual(['shipment-misdirected'])
    expect(codes(ship(lot(), { to: { type: 'site', id: 'lyon' } }))).toEqual(['shipment-misdirected'])
    expect(codes(ship(lot(), {}, sent({ lines: Array(500).fill(line) })))).toEqual(['shipment-misdirected'])
  })
})
