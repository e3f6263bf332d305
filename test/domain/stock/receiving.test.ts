import { describe, expect, test } from 'vitest'
import { receiveLot as receiveBody } from '../../../events/material.ts'
import { objectionsToPlace, receiveLot, type Storage } from '../../../shared/domain/stock/receiving.ts'
import { accepted, codes, each, kg, later, litres, lot, material, noon, whyNot } from '../../support/given.ts'

const day = 86_400
const bay: Storage = { equipmentId: 'BAY-1', capabilities: ['dry', 'cold'] }
const body = (more: object = {}) =>
  receiveBody.parse({ lotId: 'SUC-1', materialId: 'SUCROSE', quantity: kg('120.500'), ...more })
const receive = (more: object = {}, around: Partial<Parameters<typeof receiveLot>[2]> = {}) =>
  receiveLot(undefined, body(more), { material: material(), place: bay, site: 'lyon', ...around }, noon)

describe('a lot that is received', () => {
  test('comes in under quarantine, as it is written on the delivery', () => {
    const described = { supplierId: 'SUPP', supplierLot: 'S-77', potency: '98.5', retestAt: later(60) }
    expect(receive({ ...described, location: 'BAY-1', expiresAt: later(99) })).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.received.v1',
        data: { ...body({ ...described, location: 'BAY-1', expiresAt: later(99) }), status: 'quarantine' },
        about: { type: 'material', id: 'SUCROSE' },
      },
      changes: [
        {
          change: 'create-lot',
          lot: {
            lotId: 'SUC-1',
            materialId: 'SUCROSE',
            unit: 'kg',
            quantity: '120.500',
            remaining: '120.500',
            status: 'quarantine',
            holds: [],
            receivedAt: noon,
            expiresAt: later(99),
            location: 'BAY-1',
            ...described,
          },
        },
      ],
    })
  })

  test('is kept in the unit of the delivery, of the dimension of its material', () => {
    const tonnes = { quantity: { value: '1.2', unit: 't' } }
    expect(accepted(receive(tonnes)).changes).toMatchObject([{ lot: { unit: 't', quantity: '1.2' } }])
    expect(whyNot(receive({ quantity: litres('1') }))).toEqual([
      ['unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'kg', told: 'L' }, 'quantity/unit'],
    ])
    expect(whyNot(receive({ quantity: each('1') }))).toEqual([
      ['unit-mismatch/material', { materialId: 'SUCROSE', unit: 'kg', told: '{each}' }, 'quantity/unit'],
    ])
  })

  test('is of a material that is defined, and says nothing of its unit where it is not', () => {
    expect(whyNot(receive({ quantity: litres('1') }, { material: undefined }))).toEqual([
      ['not-found/material-to-define', { materialId: 'SUCROSE' }, 'materialId'],
    ])
  })

  test('comes in once', () => {
    const found = receiveLot(lot(), body(), { material: material() }, noon)
    expect(whyNot(found)).toEqual([['already-exists/lot-received', { lotId: 'SUC-1' }, 'lotId']])
  })

  test('does not come from this site itself; what comes back names its shipment', () => {
    const origin = (site: string) => whyNot(receive({ origin: { site, lotId: 'PRE-1' } }))
    expect(origin('lyon')).toEqual([['shipment-misdirected/own-lot', { lotId: 'PRE-1' }, 'origin/site']])
    expect(origin('cork')).toEqual([])
  })

  test('is refused for every reason at once', () => {
    const all = {
      quantity: litres('1'),
      origin: { site: 'lyon', lotId: 'PRE-1' },
      manufacturedAt: later(60),
      expiresAt: noon,
      location: 'BAY-1',
      sublots: [{ sublotId: 'A', quantity: litres('2') }],
    }
    const around = { material: material(), place: undefined, site: 'lyon' }
    expect(whyNot(receiveLot(lot(), body(all), around, noon)).map(([key]) => key)).toEqual([
      'already-exists/lot-received',
      'unit-mismatch/material-density',
      'shipment-misdirected/own-lot',
      'interval-invalid/lot-dates',
      'equipment-unknown/storage',
      'lot-insufficient/loose',
    ])
  })
})

describe('the expiry of a lot', () => {
  const expiryOf = (more: object, shelfLifeDays?: number) =>
    accepted(receive(more, { material: material({ shelfLifeDays }) })).changes.map((it) =>
      it.change === 'create-lot' ? it.lot.expiresAt : undefined,
    )

  test('follows from when it was made and the shelf life of its material, where the delivery names none', () => {
    const made = { manufacturedAt: later(-day) }
    expect(expiryOf(made, 10)).toEqual(['2026-03-12T00:00:00.000Z'])
    expect(receive(made, { material: material({ shelfLifeDays: 10 }) })).toMatchObject({
      fact: { data: { expiresAt: '2026-03-12T00:00:00.000Z' } },
    })
    const found = { material: material({ shelfLifeDays: 10 }), timeZone: 'Europe/Paris' }
    expect(receive(made, found)).toMatchObject({ fact: { data: { expiresAt: '2026-03-11T23:00:00.000Z' } } })
    expect(expiryOf({ ...made, expiresAt: later(5) }, 10)).toEqual([later(5)])
  })

  test('is open where one of both is not known', () => {
    expect([expiryOf({}, 10), expiryOf({ manufacturedAt: noon })]).toEqual([[undefined], [undefined]])
    expect(accepted(receive()).fact.data).not.toHaveProperty('expiresAt')
  })

  test('comes after its making', () => {
    const dates = { manufacturedAt: noon, expiresAt: noon }
    expect(whyNot(receive(dates))).toEqual([['interval-invalid/lot-dates', { lotId: 'SUC-1', ...dates }, 'expiresAt']])
    expect(codes(receive({ ...dates, expiresAt: later(0.001) }))).toEqual([])
  })
})

describe('a lot that is received in sublots', () => {
  const sublots = (...values: string[]) => ({
    sublots: values.map((value, index) => ({ sublotId: `D-${index}`, quantity: kg(value) })),
  })

  test('is received with them, and the rest is loose', () => {
    expect(receive(sublots('60', '30'))).toMatchObject({
      fact: { data: { sublots: [{ sublotId: 'D-0' }, { sublotId: 'D-1' }] } },
      changes: [
        { change: 'create-lot', lot: { remaining: '120.500', inSublots: '90' } },
        { change: 'create-sublot', sublot: { sublotId: 'D-0', unit: 'kg', quantity: '60', remaining: '60' } },
        { change: 'create-sublot', sublot: { sublotId: 'D-1', remaining: '30' } },
      ],
    })
  })

  test('is refused where they come to more than the delivery, or are named twice', () => {
    expect(codes(receive(sublots('60', '60.5')))).toEqual([])
    expect(whyNot(receive(sublots('60', '60.6')))).toEqual([
      ['lot-insufficient/loose', { lotId: 'SUC-1', parts: kg('120.6'), loose: kg('120.500') }, 'lot:SUC-1'],
    ])
    const twice = { sublots: [...sublots('1').sublots, ...sublots('1').sublots] }
    expect(codes(receive(twice))).toEqual(['already-exists'])
  })
})

describe('a place to store in', () => {
  const cold = material({ storage: ['dry', 'cold', 'locked'] })

  test('has to be there', () => {
    expect(whyNot(objectionsToPlace('BAY-9', undefined, cold))).toEqual([
      ['equipment-unknown/storage', { equipmentId: 'BAY-9' }, 'equipment:BAY-9'],
    ])
  })

  test('offers all that the material asks for, and the refusal names what is missing', () => {
    expect(whyNot(objectionsToPlace('BAY-1', bay, cold))).toEqual([
      ['storage-unfit', { materialId: 'SUCROSE', equipmentId: 'BAY-1', needed: ['locked'] }, 'equipment:BAY-1'],
    ])
    expect(objectionsToPlace('BAY-1', bay, material({ storage: ['cold'] }))).toEqual([])
    expect(objectionsToPlace('BAY-1', { ...bay, capabilities: [] }, undefined)).toEqual([])
  })

  test('is not on hold', () => {
    expect(whyNot(objectionsToPlace('BAY-1', { ...bay, holds: ['H-1', 'H-2'] }, cold))).toEqual([
      ['storage-unfit', expect.objectContaining({ needed: ['locked'] }), 'equipment:BAY-1'],
      ['equipment-on-hold/storage', { equipmentId: 'BAY-1', holds: ['H-1', 'H-2'] }, 'equipment:BAY-1'],
    ])
    expect(objectionsToPlace('BAY-1', { ...bay, holds: [] }, undefined)).toEqual([])
  })

  test('is asked only of a delivery that names one', () => {
    expect(codes(receive({}, { place: undefined }))).toEqual([])
    expect(codes(receive({ location: 'BAY-9' }, { place: undefined }))).toEqual(['equipment-unknown'])
    expect(codes(receive({ quantity: each('3') }, { material: material({ unit: '{each}' }) }))).toEqual([])
  })
})
