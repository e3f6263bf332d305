import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Container } from '../../../shared/domain/stock/container.ts'
import { type Load, shipContainer, yetToLeave } from '../../../shared/domain/stock/container-shipment.ts'
import { packContainer, unpackContainer } from '../../../shared/domain/stock/packing.ts'
import { aContainer, aUnit, nowhere, pumps, unitIn } from '../../support/containers.ts'
import {
  accepted,
  ada,
  allSaved,
  by,
  codes,
  each,
  house,
  noon,
  saved,
  shipment,
  type Told,
  told,
  whyNot,
} from '../../support/given.ts'

type Body = Parameters<typeof shipContainer>[2]
const acme = { type: 'customer', id: 'ACME' } as const
const body = (more: Partial<Told<Body>> = {}) => told<Body>({ shipmentId: 'SH-1', to: acme, ...more })
const load = (container: Container, units: Load['units'] = [], more: Partial<Load> = {}): Load => ({
  container,
  inner: [],
  units,
  shipment: undefined,
  ...more,
})
const ship = (of: Load, more: Partial<Told<Body>> = {}) => shipContainer(of, house, body(more), by(ada))
const packed = (serial: string, lot = pumps(), more: Parameters<typeof aUnit>[1] = {}) => ({
  lot,
  sublot: aUnit(serial, { lotId: lot.lotId, containerId: 'CASE-1', ...more }),
  containerId: 'CASE-1',
})
const two = aContainer({ units: [unitIn('S-1'), unitIn('S-2')] })

describe('shipping a container', () => {
  test('takes all that is in it off its lots, and writes it into the shipment', () => {
    const line = (sublotId: string) => ({ lotId: 'PUMP-7', sublotId, materialId: 'PUMP', quantity: each('1') })
    expect(ship(load(two, [packed('S-1'), packed('S-2')]), { reason: 'Order 4711' })).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.container.shipped.v1',
        data: {
          containerId: 'CASE-1',
          shipmentId: 'SH-1',
          to: acme,
          units: [line('S-1'), line('S-2')],
          containers: [],
          reason: 'Order 4711',
        },
      },
      changes: [
        { change: 'save', kind: 'container', id: 'CASE-1', value: { ...two, status: 'shipped', shipmentId: 'SH-1' } },
        {
          change: 'ship-packed',
          lotId: 'PUMP-7',
          units: [
            { sublotId: 'S-1', value: '1', containerId: 'CASE-1' },
            { sublotId: 'S-2', value: '1', containerId: 'CASE-1' },
          ],
          into: 'shipped',
          unless: ['held', 'unreleased', 'expired', 'incomplete'],
          to: ['shipment:SH-1'],
          gone: { shipmentId: 'SH-1' },
          at: noon,
        },
        {
          change: 'save',
          kind: 'shipment',
          id: 'SH-1',
          value: {
            shipmentId: 'SH-1',
            to: acme,
            lines: [line('S-1'), line('S-2')].map((it) => ({
              ...it,
              at: noon,
              containerId: 'CASE-1',
              serial: it.sublotId,
            })),
          },
        },
      ],
      // Under each lot it reads as a shipment of the lot itself.
      pointers: [
        {
          about: { type: 'lot', id: 'PUMP-7' },
          card: {
            type: 'andon.lot.shipped.v1',
            quantity: each('2'),
            materialId: 'PUMP',
            sublotIds: ['S-1', 'S-2'],
            containerId: 'CASE-1',
            shipmentId: 'SH-1',
            to: acme,
          },
        },
      ],
    })
  })

  test('draws from each lot once, and takes the containers inside along', () => {
    const box = aContainer({ containerId: 'BOX-1', parentId: 'CASE-1', units: [unitIn('S-1', 'PUMP-8')] })
    const outer = aContainer({ units: [unitIn('S-1')], containers: ['BOX-1'] })
    const inBox = { ...packed('S-1', pumps({ lotId: 'PUMP-8' }), { containerId: 'BOX-1' }), containerId: 'BOX-1' }
    const decision = ship(load(outer, [packed('S-1'), inBox], { inner: [box] }))
    expect(decision).toMatchObject({ fact: { data: { containers: ['BOX-1'] } } })
    expect(allSaved(decision, 'container').map(({ containerId, status }) => [containerId, status])).toEqual([
      ['CASE-1', 'shipped'],
      ['BOX-1', 'shipped'],
    ])
    const draws = accepted(decision).changes.flatMap((it) => (it.change === 'ship-packed' ? [it] : []))
    expect(draws.map(({ lotId, units }) => [lotId, units])).toEqual([
      ['PUMP-7', [{ sublotId: 'S-1', value: '1', containerId: 'CASE-1' }]],
      ['PUMP-8', [{ sublotId: 'S-1', value: '1', containerId: 'BOX-1' }]],
    ])
  })

  test('comes after what the shipment has already', () => {
    const before = shipment()
    expect(saved(ship(load(two, [packed('S-1'), packed('S-2')], { shipment: before })), 'shipment').lines).toHaveLength(
      3,
    )
  })

  test('may ship to the supplier what no customer gets', () => {
    const bad = pumps({ supplierId: 'SUPP', status: 'rejected', expiresAt: noon })
    const back = load(aContainer({ units: [unitIn('S-1')] }), [packed('S-1', bad, { lacks: ['0010'] })])
    expect(codes(ship(back, { to: { type: 'supplier', id: 'SUPP' } }))).toEqual([])
    expect(codes(ship(back))).toEqual(['lot-expired', 'lot-not-released', 'unit-incomplete'])
  })
})

describe('a container is not shipped', () => {
  const one = aContainer({ units: [unitIn('S-1')] })

  test('where it has left before', () => {
    const gone = aContainer({ ...one, status: 'shipped', shipmentId: 'SH-0' })
    expect(whyNot(ship(load(gone)))).toEqual([
      ['container-closed/shipped', { containerId: 'CASE-1', shipmentId: 'SH-0' }, 'container:CASE-1'],
    ])
  })

  test('where it is empty', () => {
    expect(whyNot(ship(load(aContainer())))).toEqual([
      ['container-empty/ship', { containerId: 'CASE-1' }, 'container:CASE-1'],
    ])
  })

  test('where one inside has left with another shipment, but after one that left with the same', () => {
    const inner = (shipmentId: string) => aContainer({ containerId: 'BOX-1', status: 'shipped', shipmentId })
    const outer = aContainer({ containers: ['BOX-1'] })
    expect(whyNot(ship(load(outer, [], { inner: [inner('SH-2')] })))).toEqual([
      [
        'shipment-misdirected/inner-container',
        { containerId: 'BOX-1', outer: 'CASE-1', shipmentId: 'SH-2' },
        'container:BOX-1',
      ],
    ])
    expect(codes(ship(load(outer, [], { inner: [inner('SH-1')] })))).toEqual([])
  })

  test('if any content may not leave, with each reason once', () => {
    const bad = pumps({ holds: ['H-1'], status: 'quarantine', expiresAt: noon })
    expect(whyNot(ship(load(two, [packed('S-1', bad), packed('S-2', bad, { status: 'rejected' })])))).toEqual([
      ['lot-on-hold', { lotId: 'PUMP-7', holds: ['H-1'] }, 'lot:PUMP-7'],
      ['lot-expired', { lotId: 'PUMP-7', on: noon }, 'lot:PUMP-7'],
      ['lot-not-released', { lotId: 'PUMP-7', status: 'quarantine' }, 'lot:PUMP-7'],
      ['sublot-not-released', { lotId: 'PUMP-7', sublotId: 'S-2', status: 'rejected' }, 'lot:PUMP-7/S-2'],
    ])
  })

  test('if all of it together exceeds what is free, even if each part does not', () => {
    const of = (reserved: string) => {
      const lot = pumps({ reserved })
      return whyNot(ship(load(two, [packed('S-1', lot), packed('S-2', lot)])))
    }
    expect(of('48')).toEqual([])
    expect(of('49')).toEqual([
      ['lot-reserved/shipment', { lotId: 'PUMP-7', leaving: each('2'), free: each('1') }, 'lot:PUMP-7'],
    ])
    const scarce = packed('S-1', pumps({ reserved: '50' }))
    expect(whyNot(ship(load(one, [scarce]))).map(([key]) => key)).toEqual(['lot-reserved/all'])
    // Then each part alone is too much, which is said in its own words.
    expect(of('50').map(([key]) => key)).toEqual(['lot-reserved/all', 'lot-reserved/shipment'])
  })

  test('where the shipment goes to somebody else, or has no room for all of its lines', () => {
    const loaded = (before: ReturnType<typeof shipment>) =>
      whyNot(ship(load(two, [packed('S-1'), packed('S-2')], { shipment: before }))).map(([key]) => key)
    expect(loaded(shipment({ to: { type: 'customer', id: 'OTHER' } }))).toEqual([
      'shipment-misdirected/other-consignee',
    ])
    const full = (count: number) => shipment({ lines: Array(count).fill(shipment().lines[0]) })
    expect([loaded(full(498)), loaded(full(499))]).toEqual([[], ['shipment-misdirected/too-long']])
  })

  test('if it exceeds one transaction', () => {
    const holding = (count: number) => {
      const serials = Array.from({ length: count }, (_, at) => `S-${at}`)
      const lot = pumps({ quantity: '500', remaining: '500', inSublots: '500' })
      return ship(
        load(
          aContainer({ units: serials.map((it) => unitIn(it)) }),
          serials.map((it) => packed(it, lot)),
        ),
      )
    }
    expect(codes(holding(95))).toEqual([])
    expect(whyNot(holding(96))).toEqual([
      ['container-full/ship', { containerId: 'CASE-1', sublots: 96, lots: 1, containers: 1 }, 'container:CASE-1'],
    ])
  })
})

describe('the content of a container still to be shipped', () => {
  test('is all content still in stock, without containers that were shipped before', () => {
    const gone = aContainer({ containerId: 'CASE-2', status: 'shipped', units: [unitIn('S-9')], containers: ['BOX-9'] })
    const box = aContainer({ containerId: 'BOX-1', units: [unitIn('S-2')], containers: ['BOX-2'] })
    const outer = aContainer({ units: [unitIn('S-1')], containers: ['CASE-2', 'BOX-1'] })
    const found = yetToLeave(outer, (id) => [gone, box].find(({ containerId }) => containerId === id))
    expect(found.units).toEqual([
      { ...unitIn('S-1'), containerId: 'CASE-1' },
      { ...unitIn('S-2'), containerId: 'BOX-1' },
    ])
    expect(found.open.map(({ containerId }) => containerId)).toEqual(['CASE-1', 'BOX-1'])
    expect(found.inner.map(({ containerId }) => containerId)).toEqual(['CASE-2', 'BOX-1'])
    expect([found.unread, found.atOnce]).toEqual([['BOX-2'], true])
  })

  test('leaves at once as long as one transaction takes it', () => {
    const holding = (count: number, containers: string[] = []) =>
      yetToLeave(aContainer({ units: Array.from({ length: count }, (_, at) => unitIn(`S-${at}`)), containers }), (id) =>
        aContainer({ containerId: id }),
      ).atOnce
    expect([holding(95), holding(96), holding(94, ['BOX-1']), holding(95, ['BOX-1'])]).toEqual([
      true,
      false,
      true,
      false,
    ])
  })
})

/** How many items of a transaction a decision is, with its fact. */
const itemsOf = ({ changes, pointers = [] }: ReturnType<typeof accepted>): number =>
  1 + pointers.length + changes.reduce((sum, it) => sum + (it.change === 'ship-packed' ? 1 + it.units.length : 1), 0)

test('no act on a container exceeds a transaction, and all that was packed can be shipped', () => {
  const nothing = { units: [], containers: [] }
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(sizes, fc.nat({ max: 40 }), (perLot, kept) => {
      const lots = perLot.map((_, index) => pumps({ lotId: `L-${index}` }))
      const every = lots.flatMap((lot, index) =>
        Array.from({ length: perLot[index] ?? 0 }, (_, number) => {
          const sublot = aUnit(`S-${number}`, { lotId: lot.lotId })
          return { lot, sublot, lotId: lot.lotId, sublotId: sublot.sublotId }
        }),
      )
      let box = aContainer()
      for (let from = 0; from < every.length; from += 40) {
        const units = every.slice(from, from + Math.max(1, 40 - kept))
        const inner = Array.from({ length: Math.min(kept, 40 - units.length) }, (_, number) => {
          const container = aContainer({ containerId: `INNER-${from}-${number}` })
          return { containerId: container.containerId, container }
        })
        // Whatever lots lie in those, none of them is held, either.
        const around = { ...nowhere, lots: [...new Set(units.map(({ lot }) => lot)), ...lots.slice(0, kept)] }
        const decision = packContainer(box, units, inner, nothing, around)
        if (decision.outcome === 'refused') {
          expect(codes(decision)).toEqual(['container-full'])
          continue
        }
        expect(itemsOf(decision)).toBeLessThanOrEqual(100)
        box = saved(decision, 'container')
      }
      if (box.units.length === 0) return
      const inside = every.filter((it) =>
        box.units.some((unit) => unit.lotId === it.lotId && unit.sublotId === it.sublotId),
      )
      const emptied = unpackContainer(box, inside, [], nothing)
      expect(itemsOf(accepted(emptied))).toBeLessThanOrEqual(100)
      const units = inside.map(({ lot, sublot }) => ({ lot, sublot, containerId: box.containerId }))
      expect(itemsOf(accepted(ship(load(box, units))))).toBeLessThanOrEqual(100)
    }),
  )
})
