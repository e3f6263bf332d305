import { describe, expect, test } from 'vitest'
import { mergeLots as mergeBody } from '../../../events/material.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import { mergeLots } from '../../../shared/domain/stock/merging.ts'
import { ada, by, codes, createdLots, kg, later, lot, material, noon } from '../../support/given.ts'

const id = (text: string) => lot({ lotId: text }).lotId
const at = by(ada)

describe('a merge', () => {
  const merge = (lots: readonly (Lot | undefined)[], more: object = {}, of = material({ merging: 'allowed' })) =>
    mergeLots(
      { lotId: id('M-1'), existing: undefined },
      lots,
      of,
      mergeBody.parse({ from: lots.map((it, index) => ({ lotId: it?.lotId ?? `L-${index}`, ...more })) }),
      at,
    )
  const other = (more: Parameters<typeof lot>[0] = {}) =>
    lot({ lotId: 'SUC-2', unit: 'g', quantity: '500', remaining: '500', ...more })

  test('is told of a unit and of an amount at the lot that they are asked of', () => {
    const refs = (more: object) => {
      const decision = merge([lot(), other()], more)
      return decision.outcome === 'refused' ? decision.violations.map(({ ref }) => ref) : []
    }
    expect(refs({ quantity: { value: '1', unit: 'L' } })).toEqual(['from/0/quantity/unit', 'from/1/quantity/unit'])
  })

  test('makes one new lot of all that is left, in the unit of the first', () => {
    const decision = merge([lot({ expiresAt: later(60) }), other({ expiresAt: later(30) })])
    expect(createdLots(decision)).toMatchObject([
      { lotId: 'M-1', quantity: '100.5', unit: 'kg', expiresAt: later(30), parents: ['SUC-1', 'SUC-2'] },
    ])
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.lot.merged.v1',
        data: { quantity: kg('100.5'), from: [{ quantity: kg('100') }, { quantity: kg('0.5') }] },
      },
      changes: [
        {},
        { change: 'issue', value: '100', into: 'parted' },
        { change: 'issue', value: '500', into: 'parted' },
      ],
      pointers: [{ about: { type: 'lot', id: 'SUC-1' }, card: { into: 'M-1' } }, { about: { id: 'SUC-2' } }],
    })
  })

  test('begins anew: received now, under no hold, made of so much of each', () => {
    const [made] = createdLots(merge([lot({ supplierId: 'SUPP', location: 'BAY-1' }), other({ supplierId: 'SUPP' })]))
    expect(made).toMatchObject({
      receivedAt: noon,
      holds: [],
      supplierId: 'SUPP',
      location: 'BAY-1',
      status: 'released',
      madeOf: { 'SUC-1': kg('100'), 'SUC-2': kg('0.5') },
    })
    expect(merge([lot(), other()])).toMatchObject({ changes: [{}, { unless: ['held'], to: ['lot:M-1'] }, {}] })
  })

  test('may take a part of each lot', () => {
    const decision = merge([lot(), other()], { quantity: { value: '250', unit: 'g' } })
    expect(createdLots(decision)).toMatchObject([{ quantity: '0.5' }])
  })

  test.each<[string, readonly (Lot | undefined)[], string[]]>([
    [
      'differ',
      [lot(), other({ materialId: 'SALT', status: 'quarantine', potency: '90' })],
      ['lots-not-alike', 'lots-not-alike', 'lots-not-alike'],
    ],
    ['come from different suppliers', [lot({ supplierId: 'A' }), other({ supplierId: 'B' })], ['lots-not-alike']],
    ['are the same one', [lot(), lot()], ['lots-not-alike']],
    ['are held', [lot({ holds: ['H-1'] }), other()], ['lot-on-hold']],
    [
      'are rejected',
      [lot({ status: 'rejected' }), other({ status: 'rejected' })],
      ['lot-wrong-status', 'lot-wrong-status'],
    ],
    ['are not there', [lot(), undefined], ['lot-unknown']],
    ['are empty', [lot(), other({ remaining: '0' })], ['lot-insufficient']],
  ])('is refused when the lots %s', (_why, lots, expected) => {
    expect(codes(merge(lots))).toEqual(expected)
  })

  test('is refused if a quantity is not exact in the other unit', () => {
    const pounds = other({ unit: '[lb_av]', quantity: '1', remaining: '1' })
    expect(codes(merge([pounds, lot()]))).toEqual(['unit-mismatch'])
    expect(createdLots(merge([lot(), pounds]))).toMatchObject([{ quantity: '100.45359237' }])
  })

  test('is refused if the material does not allow it, or the id exists', () => {
    expect(codes(merge([lot(), other()], {}, material()))).toEqual(['merging-forbidden'])
    const taken = { lotId: id('SUC-1'), existing: lot() }
    const body = mergeBody.parse({ from: [{ lotId: 'SUC-1' }, { lotId: 'SUC-2' }] })
    expect(codes(mergeLots(taken, [lot(), other()], material({ merging: 'allowed' }), body, at))).toEqual([
      'already-exists',
    ])
  })
})
