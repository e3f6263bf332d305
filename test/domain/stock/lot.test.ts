import { describe, expect, test } from 'vitest'
import { receiveLot as receiveBody } from '../../../events/material.ts'
import type { Material } from '../../../shared/domain/master-data.ts'
import { type Lot, statusOf } from '../../../shared/domain/stock/lot.ts'
import { receiveLot } from '../../../shared/domain/stock/receiving.ts'
import { synchronizeLot, synchronizeSublot } from '../../../shared/domain/stock/stock-news.ts'
import { decideLot } from '../../../shared/domain/stock/usage-decision.ts'
import { codes, dec, later, lot, noon, olga, quinn, signed, unsigned } from '../../support/given.ts'

const sucrose = { materialId: 'SUCROSE', name: 'Sucrose', unit: 'kg' } as Material
const body = receiveBody.parse({
  lotId: 'SUC-1',
  materialId: 'SUCROSE',
  quantity: { value: '120.500', unit: 'kg' },
  supplierLot: 'S-77',
})

describe('a lot', () => {
  test('comes in under quarantine', () => {
    expect(receiveLot(undefined, body, { material: sucrose }, noon)).toMatchObject({
      fact: {
        type: 'andon.lot.received.v1',
        data: { status: 'quarantine' },
        about: { type: 'material', id: 'SUCROSE' },
      },
      changes: [
        {
          change: 'create-lot',
          lot: { quantity: '120.500', remaining: '120.500', status: 'quarantine', supplierLot: 'S-77' },
        },
      ],
    })
  })

  test('comes in once, of a known material, in its dimension', () => {
    expect(codes(receiveLot(lot(), body, { material: { ...sucrose, unit: 'L' } }, noon))).toEqual([
      'already-exists',
      'unit-mismatch',
    ])
    expect(codes(receiveLot(undefined, body, { material: undefined }, noon))).toEqual(['not-found'])
  })

  test.each([
    ['released', lot(), 'released'],
    ['all of it was consumed', lot({ remaining: '0.000', left: { consumed: '100' } }), 'consumed'],
    ['nothing came in yet', lot({ quantity: '0', remaining: '0' }), 'released'],
    ['it expires this instant', lot({ expiresAt: noon }), 'expired'],
    ['it expires a millisecond later', lot({ expiresAt: later(0.001) }), 'released'],
    ['expired in quarantine', lot({ status: 'quarantine', expiresAt: noon }), 'expired'],
    ['rejected and expired', lot({ status: 'rejected', expiresAt: noon, remaining: '0' }), 'rejected'],
    ['shipped and empty', lot({ status: 'shipped', remaining: '0' }), 'shipped'],
  ])('is shown, when %s, in its public status', (_when, found, status) => {
    expect(statusOf(found, noon)).toBe(status)
  })

  test('is decided by a signature of quality', () => {
    expect(
      decideLot(lot({ status: 'quarantine' }), { status: 'released', reason: 'It is pure' }, signed(), noon),
    ).toMatchObject({
      fact: { type: 'andon.lot.status-changed.v1', data: { status: 'released', reason: 'It is pure' } },
      changes: [{ change: 'set-lot', lotId: 'SUC-1', set: { status: 'released' } }],
      spent: ['token-1'],
    })
    expect(decideLot(lot({ holds: ['H-1'] }), { status: 'rejected' }, signed(), noon).outcome).toBe('accepted')
  })

  test('is not decided for what it is already, on hold, out of the house or unsigned', () => {
    expect(codes(decideLot(lot({ holds: ['H-1'] }), { status: 'released' }, unsigned, noon))).toEqual([
      'lot-wrong-status',
      'lot-on-hold',
      'signature-missing',
    ])
    expect(codes(decideLot(lot({ status: 'shipped' }), { status: 'rejected' }, signed(), noon))).toEqual([
      'lot-wrong-status',
    ])
  })
})

describe('a rejected lot', () => {
  const rejected = lot({ status: 'rejected', rejectedBy: quinn.id })

  test('says who rejected it, wherever that was signed', () => {
    expect(decideLot(lot(), { status: 'rejected' }, signed(quinn), noon)).toMatchObject({
      changes: [{ set: { status: 'rejected', rejectedBy: 'quinn' } }],
    })
    const unsignedHere = { violations: [], signatures: [], spent: [] }
    expect(decideLot(lot(), { status: 'rejected', rejectedBy: 'olga' }, unsignedHere, noon)).toMatchObject({
      changes: [{ set: { status: 'rejected', rejectedBy: 'olga' } }],
    })
  })

  test('is released for a reason, by somebody else', () => {
    const release = (reason: string | undefined, who: typeof quinn) =>
      decideLot(rejected, { status: 'released', reason }, signed(who), noon)
    expect(codes(release(undefined, quinn))).toEqual(['reason-missing', 'signature-same-person'])
    expect(codes(release('It was another sample', quinn))).toEqual(['signature-same-person'])
    expect(release('It was another sample', olga).outcome).toBe('accepted')
  })
})

test('a lot past its expiry or its retest date is not released, but rejected', () => {
  const past = lot({ status: 'quarantine', expiresAt: noon, retestAt: noon })
  expect(codes(decideLot(past, { status: 'released' }, signed(), noon))).toEqual(['lot-expired', 'lot-retest-due'])
  expect(decideLot(past, { status: 'rejected' }, signed(), noon).outcome).toBe('accepted')
})

describe('what the ERP says of stock', () => {
  const { lotId, materialId } = lot()
  const quantity = { value: dec('5'), unit: 'kg' } as const
  const news = { lotId, materialId, status: 'released', quantity } as const
  const part = { ...news, sublotId: 'A' as Parameters<typeof synchronizeSublot>[2]['sublotId'] }

  test('brings a new lot in as the ERP vouches for it', () => {
    expect(synchronizeLot(undefined, sucrose, { lotId, materialId }, noon)).toMatchObject({
      changes: [{ change: 'create-lot', lot: { quantity: '0', unit: 'kg', status: 'quarantine' } }],
    })
    expect(synchronizeLot(undefined, sucrose, { ...news, expiresAt: later(60) }, noon)).toMatchObject({
      changes: [{ lot: { quantity: '5', status: 'released', expiresAt: later(60) } }],
    })
  })

  test('sets status and expiry of a known lot, and never its balance', () => {
    expect(synchronizeLot(lot(), sucrose, news, noon)).toMatchObject({
      fact: { type: 'andon.lot.synchronized.v1', data: { quantity } },
      changes: [{ change: 'set-lot', set: { status: 'released' } }],
    })
  })

  test('releases neither what an order made, which is released with its batch, nor what is held, and repeats what is so', () => {
    const made = { orderId: 'O-1' as Lot['orderId'], status: 'quarantine' } as Partial<Lot>
    expect(codes(synchronizeLot(lot(made), sucrose, news, noon))).toEqual(['lot-wrong-status'])
    expect(codes(synchronizeLot(lot({ status: 'quarantine', holds: ['H-1'] }), sucrose, news, noon))).toEqual([
      'lot-on-hold',
    ])
    expect(synchronizeLot(lot({ orderId: 'O-1' as Lot['orderId'], holds: ['H-1'] }), sucrose, news, noon).outcome).toBe(
      'accepted',
    )
    expect(synchronizeLot(lot({ status: 'quarantine' }), sucrose, news, noon)).toMatchObject({
      changes: [{ change: 'set-lot', unlessHeld: true }],
    })
    const held = { ...lot(), sublotId: part.sublotId, status: 'rejected', holds: ['H-1'] } as const
    expect(codes(synchronizeSublot(lot(), held, part))).toEqual(['sublot-on-hold'])
  })

  test('is refused where it cannot be told in the unit of the lot, or measures something else', () => {
    const litres = { ...news, quantity: { value: dec('5'), unit: 'L' } } as const
    expect(codes(synchronizeLot(undefined, sucrose, litres, noon))).toEqual(['unit-mismatch'])
    const some = (value: string, unit: 't' | 'ug') => ({ ...part, quantity: { value: dec(value), unit } })
    expect(codes(synchronizeSublot(lot(), undefined, some('999999999999999', 't')))).toEqual(['unit-mismatch'])
    expect(codes(synchronizeSublot(lot(), undefined, some('0.0001', 'ug')))).toEqual(['unit-mismatch'])
    const full = lot({ quantity: '999999999999999' })
    expect(codes(synchronizeSublot(full, undefined, part))).toEqual(['unit-mismatch'])
  })

  test('is refused for an unknown material and for a lot of another', () => {
    const other = { ...news, materialId: 'SALT' as typeof materialId }
    expect(codes(synchronizeLot(lot(), undefined, other, noon))).toEqual(['not-found', 'lot-wrong-material'])
    expect(codes(synchronizeSublot(undefined, undefined, part))).toEqual(['lot-unknown'])
    const litres = { ...part, materialId: other.materialId, quantity: { value: dec('5'), unit: 'L' as const } }
    expect(codes(synchronizeSublot(lot(), undefined, litres))).toEqual(['lot-wrong-material', 'unit-mismatch'])
  })

  test('brings a new sublot in, in the unit of its lot', () => {
    expect(synchronizeSublot(lot({ unit: 'g' }), undefined, part)).toMatchObject({
      fact: { type: 'andon.sublot.received.v1', data: { quantity: { value: '5000', unit: 'g' } } },
      changes: [
        { change: 'create-sublot', sublot: { quantity: '5000', remaining: '5000', unit: 'g' } },
        { change: 'fill', value: '5000', inSublots: true },
      ],
    })
  })

  test('sets what it says of a known sublot, and writes nothing where it says nothing', () => {
    const known = { ...lot(), sublotId: part.sublotId }
    expect(synchronizeSublot(lot(), known, part)).toMatchObject({
      changes: [{ change: 'set-sublot', sublotId: 'A', set: { status: 'released' } }],
    })
    expect(synchronizeSublot(lot(), known, { lotId, materialId, sublotId: part.sublotId })).toMatchObject({
      changes: [],
    })
  })
})
