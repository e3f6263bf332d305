import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packContainer as packBody } from '../../../events/container.ts'
import type { ContainerId, EquipmentId, LotId, ShipmentId } from '../../../events/identifiers.ts'
import type { Change } from '../../../shared/domain/change.ts'
import type { Accepted, Decision } from '../../../shared/domain/decision.ts'
import type { Material } from '../../../shared/domain/master-data.ts'
import type { Container } from '../../../shared/domain/stock/container.ts'
import { shipContainer, yetToLeave } from '../../../shared/domain/stock/container-shipment.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import { makeContainer, moveContainer, packContainer, unpackContainer } from '../../../shared/domain/stock/packing.ts'
import { aContainer, aUnit, foundUnit, nowhere, pumps, unitIn } from '../../support/containers.ts'
import { ada, by, codes, dec, house, noon } from '../../support/given.ts'

const id = (text: string) => text as ContainerId
const rack = { equipmentId: 'RACK-1', capabilities: ['dry'] }
const dry = { materialId: 'PUMP', name: 'Pump', unit: '{each}', storage: ['cold'] } as unknown as Material
const nothing = { units: [], containers: [] }
const accepted = (decision: Decision): Accepted => {
  if (decision.outcome === 'accepted') return decision
  throw new Error(JSON.stringify(decision))
}

/** How many items of a transaction a decision is, with its fact. */
const itemsOf = ({ changes, pointers = [] }: Accepted): number =>
  1 + pointers.length + changes.reduce((sum, it) => sum + (it.change === 'draw-packed' ? 1 + it.units.length : 1), 0)

describe('a container', () => {
  test('has an SSCC, which digits alone have to be, or a number with a letter in it', () => {
    const make = (number: string) =>
      codes(makeContainer(undefined, { containerId: id(number), kind: 'case' }, undefined))
    expect(make('395212340000000014')).toEqual([])
    expect(make('C-4711')).toEqual([])
    for (const number of ['395212340000000015', '4711', '1'.repeat(30)])
      expect(make(number)).toEqual(['barcode-invalid'])
  })

  test('is made once, at a place that there is', () => {
    const body = { containerId: id('CASE-1'), kind: 'case', location: 'RACK-1' as EquipmentId } as const
    expect(codes(makeContainer(aContainer(), body, undefined))).toEqual(['already-exists', 'equipment-unknown'])
    expect(makeContainer(undefined, body, rack)).toMatchObject({
      changes: [{ kind: 'container', value: { status: 'open', location: 'RACK-1', units: [], containers: [] } }],
    })
  })

  test('takes units and containers, which name it from then on, and is found from each lot and container', () => {
    const inner = aContainer({ containerId: id('CASE-2'), location: 'RACK-2' as EquipmentId })
    const body = packBody.parse({
      units: [unitIn('S-1'), unitIn('S-2')].map(({ lotId, sublotId }) => ({ lotId, sublotId })),
      containers: ['CASE-2'],
    })
    const units = [foundUnit(aUnit('S-1')), foundUnit(aUnit('S-2'))]
    const found = packContainer(aContainer(), units, [{ containerId: id('CASE-2'), container: inner }], body, nowhere)
    expect(found).toMatchObject({
      fact: {
        type: 'andon.container.packed.v1',
        data: { units: [{ sublotId: 'S-1' }, { sublotId: 'S-2' }], containers: ['CASE-2'] },
      },
      changes: [
        { kind: 'container', id: 'CASE-1', value: { units: [unitIn('S-1'), unitIn('S-2')], containers: ['CASE-2'] } },
        { change: 'pack', sublotId: 'S-1', containerId: 'CASE-1' },
        { change: 'pack', sublotId: 'S-2', containerId: 'CASE-1' },
        { kind: 'container', id: 'CASE-2', value: { parentId: 'CASE-1' } },
      ],
      pointers: [
        { about: { type: 'lot', id: 'PUMP-7' }, card: { quantity: { value: '2' }, sublotIds: ['S-1', 'S-2'] } },
        { about: { type: 'container', id: 'CASE-2' }, card: { containerId: 'CASE-1' } },
      ],
    })
    // Where it stands is from now on where the outer one stands.
    expect(JSON.stringify(accepted(found).changes)).not.toContain('RACK-2')
  })

  test('takes nothing that is held, packed, gone or unknown, and says so of each', () => {
    const held = pumps({ holds: ['H-1'] })
    const units = [
      foundUnit(aUnit('S-1'), held),
      foundUnit(aUnit('S-2', { containerId: id('CASE-9') })),
      foundUnit(aUnit('S-3', { remaining: dec('0') })),
      { ...foundUnit(aUnit('S-4')), sublot: undefined },
      { ...foundUnit(aUnit('S-5')), lot: undefined, sublot: undefined },
    ]
    const around = { ...nowhere, lots: [held], sublots: [aUnit('S-6', { holds: ['H-2'] })] }
    expect(codes(packContainer(aContainer(), units, [], { units: [], containers: [] }, around))).toEqual([
      'sublot-packed',
      'lot-insufficient',
      'sublot-unknown',
      'lot-unknown',
      'lot-on-hold',
      'sublot-on-hold',
    ])
  })

  test('takes stock in whatever status', () => {
    const rejected = foundUnit(aUnit('S-1', { status: 'rejected' }), pumps({ status: 'quarantine', expiresAt: noon }))
    expect(codes(packContainer(aContainer(), [rejected], [], nothing, nowhere))).toEqual([])
  })

  test('stands, with all that is in it, only where every material of it may be stored', () => {
    const at = aContainer({ location: 'RACK-1' as EquipmentId })
    const around = { ...nowhere, place: rack, lots: [pumps()], materials: [dry] }
    expect(codes(packContainer(at, [foundUnit()], [], nothing, around))).toEqual(['storage-unfit'])
    expect(codes(moveContainer(at, { to: 'RACK-1' as EquipmentId }, around))).toEqual(['storage-unfit'])
    expect(codes(moveContainer(at, { to: 'RACK-9' as EquipmentId }, { ...around, place: undefined }))).toEqual([
      'equipment-unknown',
    ])
    const held = { ...nowhere, place: rack, lots: [pumps({ holds: ['H-1'] })] }
    expect(codes(moveContainer(at, { to: 'RACK-1' as EquipmentId }, held))).toEqual(['lot-on-hold'])
  })

  test('gives out what lies in it, held or not, to where it stands', () => {
    const box = aContainer({ units: [unitIn('S-1'), unitIn('S-2')], location: 'RACK-1' as EquipmentId })
    const units = [foundUnit(aUnit('S-1', { containerId: id('CASE-1') }), pumps({ holds: ['H-1'] }))]
    expect(unpackContainer(box, units, [], { units: [unitIn('S-1')], containers: [] })).toMatchObject({
      changes: [
        { kind: 'container', value: { units: [unitIn('S-2')] } },
        { change: 'unpack', sublotId: 'S-1', containerId: 'CASE-1', location: 'RACK-1' },
      ],
    })
  })
})

describe('the shipment of a container', () => {
  const body = { shipmentId: 'SH-1' as ShipmentId, to: { type: 'customer', id: 'ACME' } } as const
  const ship = (container: Container, units: Parameters<typeof shipContainer>[0]['units'], inner: Container[] = []) =>
    shipContainer({ container, inner, units, shipment: undefined }, house, body, by(ada))
  const packed = (serial: string, lot: Lot = pumps(), more: object = {}) => ({
    lot,
    sublot: aUnit(serial, { containerId: id('CASE-1'), ...more }),
    containerId: 'CASE-1',
  })
  const two = aContainer({ units: [unitIn('S-1'), unitIn('S-2')] })

  test('draws each lot once, and leaves under each lot what a shipment of its own would', () => {
    expect(ship(two, [packed('S-1'), packed('S-2')])).toMatchObject({
      changes: [
        { kind: 'container', value: { status: 'shipped', shipmentId: 'SH-1' } },
        {
          change: 'draw-packed',
          lotId: 'PUMP-7',
          units: [
            { sublotId: 'S-1', value: '1', containerId: 'CASE-1' },
            { sublotId: 'S-2', value: '1', containerId: 'CASE-1' },
          ],
          unless: ['held', 'unreleased', 'expired', 'incomplete'],
          to: ['shipment:SH-1'],
        },
        { kind: 'shipment', value: { lines: [{ sublotId: 'S-1' }, { sublotId: 'S-2' }] } },
      ],
      pointers: [
        {
          about: { type: 'lot', id: 'PUMP-7' },
          card: {
            type: 'andon.lot.shipped.v1',
            quantity: { value: '2', unit: '{each}' },
            shipmentId: 'SH-1',
            to: body.to,
          },
        },
      ],
    })
  })

  test('is refused for everything that keeps any of it in the house, each once', () => {
    const bad = pumps({ holds: ['H-1'], status: 'quarantine', expiresAt: noon })
    expect(codes(ship(two, [packed('S-1', bad), packed('S-2', bad, { status: 'rejected' })]))).toEqual([
      'lot-on-hold',
      'lot-expired',
      'lot-not-released',
      'sublot-not-released',
    ])
  })

  test('is refused when all of it together is more than is not reserved, though each part were not', () => {
    const scarce = pumps({ reserved: dec('49') })
    expect(codes(ship(two, [packed('S-1', scarce), packed('S-2', scarce)]))).toEqual(['lot-reserved'])
  })

  test('is of something', () => expect(codes(ship(aContainer(), []))).toEqual(['container-empty']))

  test('looks into no container that left before', () => {
    const gone = aContainer({
      containerId: id('CASE-2'),
      status: 'shipped',
      units: [unitIn('S-9')],
      parentId: id('CASE-1'),
    })
    const outer = aContainer({ units: [unitIn('S-1')], containers: [gone.containerId] })
    const { units, open, inner } = yetToLeave(outer, () => gone)
    expect([units, open.length, inner.length]).toEqual([[{ ...unitIn('S-1'), containerId: 'CASE-1' }], 1, 1])
  })
})

test('no act on a container is more than one transaction takes, and what was packed can leave', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(sizes, fc.nat({ max: 40 }), (perLot, kept) => {
      const lots = perLot.map((_, index) => pumps({ lotId: `L-${index}` as LotId }))
      const every = lots.flatMap((lot, index) =>
        Array.from({ length: perLot[index] ?? 0 }, (_, number) => ({
          lot,
          sublot: aUnit(`S-${number}`, { lotId: lot.lotId }),
          lotId: lot.lotId,
          sublotId: aUnit(`S-${number}`).sublotId,
        })),
      )
      let box = aContainer()
      const into = (change: Change | undefined) => {
        if (change?.change === 'save' && change.kind === 'container') box = change.value
      }
      for (let from = 0; from < every.length; from += 40) {
        const units = every.slice(from, from + Math.max(1, 40 - kept))
        const inner = Array.from({ length: Math.min(kept, 40 - units.length) }, (_, number) => {
          const containerId = id(`INNER-${from}-${number}`)
          return { containerId, container: aContainer({ containerId }) }
        })
        // Whatever lots lie in those, none of them is held, either.
        const around = { ...nowhere, lots: [...new Set(units.map(({ lot }) => lot)), ...lots.slice(0, kept)] }
        const decision = packContainer(box, units, inner, nothing, around)
        if (decision.outcome === 'refused') {
          expect(codes(decision)).toEqual(['container-full'])
          continue
        }
        expect(itemsOf(decision)).toBeLessThanOrEqual(100)
        into(decision.changes[0])
      }
      if (box.units.length === 0) return
      const inside = every.filter((it) =>
        box.units.some((unit) => unit.lotId === it.lotId && unit.sublotId === it.sublotId),
      )
      const emptied = unpackContainer(box, inside, [], nothing)
      expect(itemsOf(accepted(emptied))).toBeLessThanOrEqual(100)
      const units = inside.map(({ lot, sublot }) => ({ lot, sublot, containerId: box.containerId }))
      const to = { type: 'customer', id: 'ACME' } as const
      const shipped = shipContainer(
        { container: box, inner: [], units, shipment: undefined },
        house,
        { shipmentId: 'SH-1' as ShipmentId, to },
        by(ada),
      )
      expect(itemsOf(accepted(shipped))).toBeLessThanOrEqual(100)
    }),
  )
})
