import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isEnd,
  loopsAcrossSites,
  type Movement,
  type MovementFact,
  movementsOf,
  type Passage,
  passagesOf,
  stationName,
} from '../../../shared/domain/genealogy/movement.ts'
import { each, kg, later, litres, noon, type Told, told } from '../../support/given.ts'

const sucrose = { materialId: 'SUCROSE' }
/** A fact of lyon at noon. */
const moved = (fact: Omit<Told<MovementFact>, 'site' | 'recordedAt'>) =>
  movementsOf(told<MovementFact>({ ...fact, site: 'lyon', recordedAt: noon } as Told<MovementFact>))
const ofLyon = (more: object) => ({ ...sucrose, site: 'lyon', at: noon, ...more })
const lotOf = (id: string, site = 'lyon') => ({ type: 'lot', id, site }) as const
const orderOf = (id: string) => ({ type: 'order', id, site: 'lyon' }) as const
const sh7 = (lotId: string, site = 'lyon') => ({ type: 'shipment', id: 'SH-7', site, lotId }) as const
const line = { orderId: 'O-1', stepId: 'weigh', lineId: '0010', lotId: 'SUC-1', quantity: kg('4'), ...sucrose }

describe('a station', () => {
  test('is named by type, site and id, and of a shipment by the lot in it', () => {
    expect([
      stationName(lotOf('SUC-1')),
      stationName(sh7('SUC-1')),
      stationName({ type: 'customer', id: 'ACME' }),
    ]).toEqual(['lot:lyon/SUC-1', 'shipment:lyon/SH-7@SUC-1', 'customer:ACME'])
  })

  test('is an end if it is a customer, supplier or site', () => {
    const types = ['customer', 'supplier', 'site', 'lot', 'order', 'shipment', 'container'] as const
    expect(types.filter((type) => isEnd({ type, id: 'X' }))).toEqual(['customer', 'supplier', 'site'])
  })
})

describe('a receipt', () => {
  const received = (more: object = {}) =>
    moved({
      type: 'andon.lot.received.v1',
      data: { lotId: 'R-1', ...sucrose, quantity: kg('4'), status: 'quarantine', ...more },
    })

  test('moves material from a supplier, and none without a known sender', () => {
    expect(received({ supplierId: 'SUPP' })).toEqual([
      ofLyon({ from: { type: 'supplier', id: 'SUPP' }, to: lotOf('R-1'), quantity: kg('4') }),
    ])
    expect(received()).toEqual([])
  })

  test('moves material from another site, before any supplier', () => {
    expect(received({ origin: { site: 'cork', lotId: 'P-1' }, supplierId: 'SUPP' })).toEqual([
      ofLyon({ from: lotOf('P-1', 'cork'), to: lotOf('R-1'), quantity: kg('4') }),
    ])
  })

  test('reduces the shipment in transit, and repeats the sender’s record', () => {
    const origin = { site: 'cork', lotId: 'P-1', shipmentId: 'SH-7' }
    const off = { value: '-4', unit: 'kg' }
    expect(received({ origin })).toEqual([
      ofLyon({ from: lotOf('P-1', 'cork'), to: sh7('P-1', 'cork'), quantity: kg('4'), hearsay: true }),
      ofLyon({ from: sh7('P-1', 'cork'), to: lotOf('R-1'), quantity: kg('4') }),
      ofLyon({ from: sh7('P-1', 'cork'), to: { type: 'site', id: 'lyon' }, quantity: off }),
    ])
    const acme = { type: 'customer', id: 'ACME' } as const
    expect(received({ origin: { ...origin, site: 'lyon' }, from: acme })[2]).toEqual(
      ofLyon({ from: sh7('P-1'), to: acme, quantity: off }),
    )
  })
})

describe('the movements of a fact', () => {
  test('of a split are its parts, in the unit of the lot', () => {
    const parts = [
      { lotId: 'A', quantity: kg('4') },
      { lotId: 'B', quantity: { value: '500', unit: 'g' as const } },
    ]
    expect(moved({ type: 'andon.lot.split.v1', data: { lotId: 'SUC-1', ...sucrose, parts, keeps: kg('0') } })).toEqual([
      ofLyon({ from: lotOf('SUC-1'), to: lotOf('A'), quantity: kg('4') }),
      ofLyon({ from: lotOf('SUC-1'), to: lotOf('B'), quantity: kg('0.5') }),
    ])
    const pieces = [{ lotId: 'A', quantity: each('4') }]
    expect(() =>
      moved({ type: 'andon.lot.split.v1', data: { lotId: 'SUC-1', ...sucrose, parts: pieces, keeps: kg('0') } }),
    ).toThrow('4 {each} is no amount in kg')
  })

  test('of a merge are the quantities of each lot', () => {
    const from = [
      { lotId: 'A', quantity: kg('1') },
      { lotId: 'B', quantity: kg('2') },
    ]
    expect(moved({ type: 'andon.lot.merged.v1', data: { lotId: 'M-1', ...sucrose, quantity: kg('3'), from } })).toEqual(
      [
        ofLyon({ from: lotOf('A'), to: lotOf('M-1'), quantity: kg('1') }),
        ofLyon({ from: lotOf('B'), to: lotOf('M-1'), quantity: kg('2') }),
      ],
    )
  })

  test('of a shipment go from the lot to the shipment and on to the consignee, also for a unit of a container', () => {
    const to = { type: 'customer', id: 'ACME', name: 'Acme Inc.' } as const
    const both = (lotId: string) => [
      ofLyon({ from: lotOf(lotId), to: sh7(lotId), quantity: kg('4') }),
      ofLyon({ from: sh7(lotId), to: { type: 'customer', id: 'ACME' }, quantity: kg('4') }),
    ]
    const sent = { shipmentId: 'SH-7', to }
    expect(
      moved({ type: 'andon.lot.shipped.v1', data: { lotId: 'SUC-1', ...sucrose, quantity: kg('4'), ...sent } }),
    ).toEqual(both('SUC-1'))
    const units = ['SUC-1', 'SUC-2'].map((lotId) => ({ lotId, sublotId: 'A', ...sucrose, quantity: kg('4') }))
    expect(
      moved({ type: 'andon.container.shipped.v1', data: { containerId: 'CASE-1', containers: [], units, ...sent } }),
    ).toEqual([...both('SUC-1'), ...both('SUC-2')])
  })

  test('of a consumption go into the order, and out again if it is reversed or rejected', () => {
    const drawn = ofLyon({ from: lotOf('SUC-1'), to: orderOf('O-1'), quantity: kg('4'), orderId: 'O-1' })
    const back = { ...drawn, quantity: { value: '-4', unit: 'kg' } }
    expect(moved({ type: 'andon.material.consumed.v1', data: line })).toEqual([drawn])
    const returned = { ...line, consumptionId: 'C-1', reason: 'Not needed' }
    expect(moved({ type: 'andon.material.returned.v1', data: returned })).toEqual([back])
    const rejected = { ...line, containerId: 'BAG-1', reason: 'Spilled' }
    expect(moved({ type: 'andon.dispensing.rejected.v1', data: rejected })).toEqual([back])
  })

  test('of a completed step are its backflush', () => {
    const step = { orderId: 'O-1', stepId: 'weigh' }
    const consumed = [{ lineId: '0010', lotId: 'SUC-1', ...sucrose, quantity: kg('4') }]
    expect(moved({ type: 'andon.step.completed.v1', data: { ...step, consumed } })).toMatchObject([
      { from: lotOf('SUC-1'), to: orderOf('O-1'), quantity: kg('4'), orderId: 'O-1' },
    ])
    const some = { ...step, finished: kg('1'), scrapped: kg('0') }
    expect(moved({ type: 'andon.step.progressed.v1', data: { ...some, consumed } })).toEqual(
      moved({ type: 'andon.step.completed.v1', data: { ...step, consumed } }),
    )
    expect(moved({ type: 'andon.step.progressed.v1', data: some })).toEqual([])
    expect(moved({ type: 'andon.step.completed.v1', data: step })).toEqual([])
  })

  test('of an output go into its lot, except scrap and samples', () => {
    const produced = (use: 'produced' | 'by-product' | 'co-product' | 'scrap' | 'sample') =>
      moved({
        type: 'andon.material.produced.v1',
        data: { orderId: 'O-1', stepId: 'mix', lotId: 'SYR-1', materialId: 'SYRUP', quantity: kg('4'), use },
      })
    const made = {
      from: orderOf('O-1'),
      to: lotOf('SYR-1'),
      quantity: kg('4'),
      materialId: 'SYRUP',
      orderId: 'O-1',
      site: 'lyon',
      at: noon,
    }
    expect([produced('produced'), produced('by-product'), produced('co-product')]).toEqual([[made], [made], [made]])
    expect([produced('scrap'), produced('sample')]).toEqual([[], []])
  })
})

describe('passages', () => {
  const movement = (value: string, more: Partial<Told<Movement>> = {}): Movement =>
    told<Movement>({
      from: lotOf('SUC-1'),
      to: orderOf('O-1'),
      quantity: { value, unit: 'kg' },
      ...sucrose,
      site: 'lyon',
      at: noon,
      ...more,
    })
  const amounts = (...movements: Movement[]) => passagesOf(movements).map(({ edge }) => edge.quantity)

  test('are the net sums between two stations, since the first movement', () => {
    const found = passagesOf([
      movement('5', { at: later(9), orderId: 'O-1' }),
      movement('-2'),
      movement('0.5', { at: later(5) }),
    ])
    expect(found).toEqual([
      {
        from: lotOf('SUC-1'),
        to: orderOf('O-1'),
        edge: { from: 'lot:lyon/SUC-1', to: 'order:lyon/O-1', quantity: kg('3.5'), at: noon },
        materials: new Map([['lot:lyon/SUC-1', 'SUCROSE']]),
      },
    ])
    expect(passagesOf([movement('1', { orderId: 'O-1' })])[0]?.edge.orderId).toBe('O-1')
  })

  test('are absent if all came back, or more', () => {
    expect([amounts(movement('5'), movement('-5.0')), amounts(movement('5'), movement('-6')), amounts()]).toEqual([
      [],
      [],
      [],
    ])
  })

  test('are in the base unit if units differ, and one per dimension', () => {
    const grams = movement('500', { quantity: { value: '500', unit: 'g' } })
    expect(amounts(movement('1'), grams)).toEqual([kg('1.5')])
    expect(amounts(grams, grams)).toEqual([{ value: '1000', unit: 'g' }])
    expect(amounts(movement('1'), movement('1', { quantity: litres('2') }))).toEqual([kg('1'), litres('2')])
  })

  test('differ by direction, site and the lot of a shipment', () => {
    const inShipment = (lotId: string) => movement('1', { from: lotOf(lotId), to: sh7(lotId) })
    expect(passagesOf([inShipment('A'), inShipment('B')]).map(({ edge: { to, lotId } }) => [to, lotId])).toEqual([
      ['shipment:lyon/SH-7', 'A'],
      ['shipment:lyon/SH-7', 'B'],
    ])
    const backwards = movement('1', { from: orderOf('O-1'), to: lotOf('SUC-1') })
    expect(amounts(movement('1'), backwards, movement('1', { from: lotOf('SUC-1', 'cork') }))).toHaveLength(3)
  })

  test('use the receiver’s record only until the sender’s arrives', () => {
    const heard = movement('4', { hearsay: true, at: later(-9) })
    expect(amounts(heard)).toEqual([kg('4')])
    expect(amounts(heard, movement('5'))).toEqual([kg('5')])
  })

  test('have the material of a lot by its own site', () => {
    const foreign = movement('1', { from: lotOf('P-1', 'cork'), to: lotOf('R-1') })
    expect(passagesOf([foreign]).map(({ materials }) => [...materials])).toEqual([[['lot:lyon/R-1', 'SUCROSE']]])
  })

  test('are the same whatever the order of the movements, and sum up exactly', () => {
    const value = fc.integer({ min: -500, max: 500 }).map((it) => String(it / 100))
    const unit = fc.constantFrom('kg', 'g', 'L' as const)
    const some = fc
      .tuple(value, unit, fc.nat(2))
      .map(([it, of, lot]) => movement(it, { quantity: { value: it, unit: of }, from: lotOf(`L-${lot}`) }))
    const sorted = (movements: readonly Movement[]) =>
      passagesOf(movements)
        .map(({ edge: { from, to, quantity } }) => `${from} ${to} ${quantity.value} ${quantity.unit}`)
        .sort()
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), fc.nat(), (movements, at) => {
        const turned = [
          ...movements.slice(at % (movements.length + 1)),
          ...movements.slice(0, at % (movements.length + 1)),
        ]
        expect(sorted(turned.toReversed())).toEqual(sorted(movements))
        const grams = movements.reduce(
          (sum, { from, quantity: { value: it, unit: of } }) =>
            from.id !== 'L-0' || of === 'L' ? sum : sum + Math.round(Number(it) * (of === 'kg' ? 100_000 : 100)),
          0,
        )
        const net = passagesOf(movements).filter(({ from, edge }) => from.id === 'L-0' && edge.quantity.unit !== 'L')
        const told = net.map(({ edge: { quantity } }) =>
          Math.round(Number(quantity.value) * (quantity.unit === 'kg' ? 100_000 : 100)),
        )
        expect(told).toEqual(grams > 0 ? [grams] : [])
      }),
    )
  })
})

describe('a loop over all sites', () => {
  const edge = (from: string, to: string, lotId?: string) =>
    told<Passage['edge']>({ from, to, quantity: kg('1'), at: noon, ...(lotId !== undefined && { lotId }) })

  test('leads back over a shipment with the same lot', () => {
    const edges = [
      edge('lot:lyon/A', 'shipment:lyon/SH-1', 'A'),
      edge('shipment:lyon/SH-1', 'lot:cork/R', 'A'),
      edge('lot:cork/R', 'lot:lyon/A'),
    ]
    expect(loopsAcrossSites('lot:lyon/A', edges, 'forward')).toEqual([{ from: 'lot:cork/R', to: 'lot:lyon/A' }])
    const back = edges.toSpliced(2, 1, edge('lot:cork/R', 'shipment:lyon/SH-1', 'A'))
    expect(loopsAcrossSites('lot:lyon/A', back, 'forward')).toEqual([{ from: 'lot:cork/R', to: 'shipment:lyon/SH-1' }])
  })

  test('is none if another lot is in the same shipment', () => {
    const edges = [
      edge('lot:lyon/A', 'shipment:lyon/SH-1', 'A'),
      edge('shipment:lyon/SH-1', 'lot:lyon/B', 'A'),
      edge('lot:lyon/B', 'shipment:lyon/SH-1', 'B'),
      edge('shipment:lyon/SH-1', 'customer:ACME', 'B'),
    ]
    expect(loopsAcrossSites('lot:lyon/A', edges, 'forward')).toEqual([])
  })
})
