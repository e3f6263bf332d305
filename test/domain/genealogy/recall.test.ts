import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Edge } from '../../../shared/domain/genealogy/genealogy.ts'
import {
  affectedLot,
  affectedOrder,
  massBalance,
  nothingReached,
  type Reached,
  tallied,
  totals,
} from '../../../shared/domain/genealogy/recall.ts'
import { noAlerts } from '../../../shared/domain/quality/alerts.ts'
import { kg, later, litres, lot, noon, order, type Told, told } from '../../support/given.ts'

const alerts = { ...noAlerts, materials: { SALT: ['H-7'] } }
const edge = (from: string, to: string, value = '4', at = noon) => told<Edge>({ from, to, quantity: kg(value), at })
const reached = (more: Partial<Told<Reached>>): Reached =>
  told<Reached>({ point: { type: 'lot', id: 'X' }, edges: [], ...more })
const aLot = (lotId: string, more: Parameters<typeof lot>[0] = {}) =>
  reached({ point: { type: 'lot', id: lotId }, lot: lot({ lotId, ...more }) })
const summed = (...all: readonly Reached[]) => {
  const tally = nothingReached()
  for (const it of all) tallied(tally, it, alerts)
  return totals(tally, { containers: 2, units: 3 })
}

describe('the mass balance of a lot', () => {
  test('has the quantity of each account, and whether they add up', () => {
    expect(massBalance(lot({ remaining: '59.5', left: { consumed: '40', scrapped: '0.5' } }))).toEqual({
      received: kg('100'),
      remaining: kg('59.5'),
      consumed: kg('40'),
      shipped: kg('0'),
      scrapped: kg('0.5'),
      sampled: kg('0'),
      parted: kg('0'),
      adjusted: kg('0'),
      isBalanced: true,
    })
    expect(massBalance(lot({ remaining: '59' }))).toMatchObject({ remaining: kg('59'), isBalanced: false })
  })
})

describe('the counts of a recall', () => {
  test('are by kind, with containers and units of the index', () => {
    const { counts } = summed(
      aLot('A'),
      aLot('B', { holds: ['H-1'] }),
      reached({ point: { type: 'order', id: 'O-1' }, order: order() }),
      reached({ point: { type: 'shipment', id: 'SH-1' } }),
      reached({ point: { type: 'customer', id: 'ACME' } }),
    )
    expect(counts).toEqual({ lots: 2, orders: 1, shipments: 1, held: 1, containers: 2, units: 3 })
  })

  test('include a lot as held if its material is held', () => {
    expect(summed(aLot('A', { materialId: 'SALT' })).counts).toMatchObject({ lots: 1, held: 1 })
  })

  test('include repeated points once', () => {
    const shipped = { point: { type: 'shipment', id: 'SH-1' } } as const
    const { counts, inHouse } = summed(
      aLot('A'),
      { ...aLot('A'), again: true },
      reached(shipped),
      reached({ ...shipped, again: true }),
    )
    expect([counts.lots, counts.shipments, inHouse]).toEqual([
      1,
      1,
      [{ materialId: 'SUCROSE', lots: 1, remaining: kg('100') }],
    ])
  })

  test('list stock by material and unit, if something is left', () => {
    expect(
      summed(
        aLot('A', { remaining: '0.1' }),
        aLot('B', { remaining: '0.2' }),
        aLot('C', { remaining: '0' }),
        aLot('D', { unit: 'L', remaining: '5' }),
        aLot('E', { materialId: 'SALT', remaining: '7' }),
      ).inHouse,
    ).toEqual([
      { materialId: 'SUCROSE', lots: 2, remaining: kg('0.3') },
      { materialId: 'SUCROSE', lots: 1, remaining: litres('5') },
      { materialId: 'SALT', lots: 1, remaining: kg('7') },
    ])
  })
})

describe('the deliveries of a recall', () => {
  const sh1 = { type: 'shipment', id: 'SH-1' } as const
  const acme = { type: 'customer', id: 'ACME' } as const

  test('are by consignee and lot', () => {
    const { consignees } = summed(
      reached({ point: sh1, edges: [edge('lot:A', 'shipment:SH-1'), edge('lot:B', 'shipment:SH-1', '2', later(5))] }),
      reached({ point: acme, edges: [edge('shipment:SH-1', 'customer:ACME')] }),
    )
    expect(consignees).toEqual([
      {
        type: 'customer',
        id: 'ACME',
        deliveries: [
          { shipmentId: 'SH-1', lotId: 'A', quantity: kg('4'), at: noon },
          { shipmentId: 'SH-1', lotId: 'B', quantity: kg('2'), at: later(5) },
        ],
      },
    ])
  })

  test('add up over several shipments, each delivery once', () => {
    const { consignees } = summed(
      reached({ point: sh1, edges: [edge('lot:A', 'shipment:SH-1')] }),
      reached({ point: acme, edges: [edge('shipment:SH-1', 'customer:ACME')] }),
      reached({ point: { type: 'shipment', id: 'SH-2' }, edges: [edge('lot:A', 'shipment:SH-2', '3')] }),
      reached({
        point: acme,
        again: true,
        edges: [edge('shipment:SH-2', 'customer:ACME'), edge('shipment:SH-1', 'customer:ACME')],
      }),
    )
    expect(
      consignees.map(({ deliveries }) => deliveries.map(({ shipmentId, quantity }) => [shipmentId, quantity.value])),
    ).toEqual([
      [
        ['SH-1', '4'],
        ['SH-2', '3'],
      ],
    ])
  })

  test('leave out senders, and edges to others', () => {
    const { consignees } = summed(
      reached({ point: { type: 'supplier', id: 'SUPP' }, edges: [edge('supplier:SUPP', 'lot:A')] }),
      reached({ point: acme, edges: [edge('shipment:SH-1', 'customer:OTHER')] }),
      reached({ point: { type: 'lot', id: 'A' }, edges: [edge('shipment:SH-1', 'lot:A')] }),
    )
    expect(consignees).toEqual([])
  })

  test('do not depend on the order of points', () => {
    const all = [
      reached({ point: sh1, edges: [edge('lot:A', 'shipment:SH-1')] }),
      reached({ point: acme, edges: [edge('shipment:SH-1', 'customer:ACME')] }),
      aLot('A', { remaining: '1' }),
      aLot('B', { remaining: '2', holds: ['H-1'] }),
      reached({ point: { type: 'order', id: 'O-1' }, order: order() }),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(summed(...shuffled)).toEqual(summed(...all))
      }),
    )
  })
})

describe('the view of a recall', () => {
  test('of a lot has its status, place and all holds', () => {
    expect(
      affectedLot(lot({ materialId: 'SALT', holds: ['H-1'], location: 'BAY-1', expiresAt: noon }), alerts, noon),
    ).toEqual({
      lotId: 'SUC-1',
      materialId: 'SALT',
      status: 'expired',
      remaining: kg('100'),
      location: 'BAY-1',
      holds: ['H-1', 'H-7'],
      held: true,
    })
    expect(affectedLot(lot(), alerts, noon)).toEqual({
      lotId: 'SUC-1',
      materialId: 'SUCROSE',
      status: 'released',
      remaining: kg('100'),
      holds: [],
      held: false,
    })
  })

  test('of an order has its status, and whether it is held', () => {
    expect(affectedOrder(order({ holds: ['H-1'] }))).toEqual({
      orderId: 'O-1',
      product: 'SYRUP',
      status: 'held',
      holds: ['H-1'],
      held: true,
    })
    expect(affectedOrder(order({ status: 'completed' }))).toMatchObject({ status: 'completed', held: false })
  })
})
