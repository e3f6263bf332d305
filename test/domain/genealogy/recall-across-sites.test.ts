import { describe, expect, test } from 'vitest'
import {
  nothingReachedAnywhere,
  type ReachedAcrossSites,
  talliedAcrossSites,
  totalsAcrossSites,
} from '../../../shared/domain/genealogy/recall-across-sites.ts'
import { kg, later, noon, type Told, told } from '../../support/given.ts'

type Edge = Told<ReachedAcrossSites>['edges'][number]
const edge = (from: string, to: string, lotId: string, value = '4', at = noon): Edge => ({
  from,
  to,
  lotId,
  quantity: kg(value),
  at,
})
const at = (site: string, type: 'lot' | 'order' | 'shipment', id: string, more: object = {}) =>
  told<ReachedAcrossSites>({ point: { type, id, site }, edges: [], ...more })
const acme = (...edges: Edge[]) => told<ReachedAcrossSites>({ point: { type: 'customer', id: 'ACME' }, edges })
const summed = (...all: readonly ReachedAcrossSites[]) => {
  const tally = nothingReachedAnywhere()
  for (const it of all) talliedAcrossSites(tally, it)
  return totalsAcrossSites(tally)
}

describe('a recall over all sites', () => {
  test('counts lots, orders and shipments of each site, and has the sites in the order of their names', () => {
    const { sites } = summed(
      at('lyon', 'lot', 'A'),
      at('cork', 'lot', 'A'),
      at('lyon', 'order', 'O-1'),
      at('lyon', 'lot', 'B'),
      at('lyon', 'shipment', 'SH-1'),
    )
    expect(sites).toEqual([
      { site: 'cork', lots: 1, orders: 0, shipments: 0 },
      { site: 'lyon', lots: 2, orders: 1, shipments: 1 },
    ])
  })

  test('counts repeated points once, and none without a site', () => {
    const { sites } = summed(
      at('lyon', 'lot', 'A'),
      at('lyon', 'lot', 'A', { again: true }),
      told<ReachedAcrossSites>({ point: { type: 'lot', id: 'B' }, edges: [] }),
    )
    expect(sites).toEqual([{ site: 'lyon', lots: 1, orders: 0, shipments: 0 }])
  })

  test('lists how much of which lot of which site each consignee got, also for repeated points', () => {
    const { consignees } = summed(
      acme(edge('shipment:lyon/SH-1', 'customer:ACME', 'A'), edge('shipment:lyon/SH-1', 'customer:ACME', 'B', '2')),
      { ...acme(edge('shipment:cork/SH-1', 'customer:ACME', 'A', '1', later(5))), again: true },
    )
    expect(consignees).toEqual([
      {
        type: 'customer',
        id: 'ACME',
        deliveries: [
          { site: 'lyon', shipmentId: 'SH-1', lotId: 'A', quantity: kg('4'), at: noon },
          { site: 'lyon', shipmentId: 'SH-1', lotId: 'B', quantity: kg('2'), at: noon },
          { site: 'cork', shipmentId: 'SH-1', lotId: 'A', quantity: kg('1'), at: later(5) },
        ],
      },
    ])
  })

  test('lists material in transit to a site, and leaves out containers', () => {
    const { consignees, sites } = summed(
      told<ReachedAcrossSites>({
        point: { type: 'site', id: 'cork' },
        edges: [edge('shipment:lyon/SH-1', 'site:cork', 'A')],
      }),
      told<ReachedAcrossSites>({ point: { type: 'container', id: 'CASE-1', site: 'lyon' }, edges: [] }),
    )
    expect(consignees.map(({ type, id, deliveries }) => [type, id, deliveries.length])).toEqual([['site', 'cork', 1]])
    expect(sites).toEqual([])
  })
})
