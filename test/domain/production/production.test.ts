import { describe, expect, test } from 'vitest'
import type { LotId, MaterialId, OrderId } from '../../../events/identifiers.ts'
import { produce as produceBody } from '../../../events/order.ts'
import { materialDefinition } from '../../../events/recipe.ts'
import { decideBatch } from '../../../shared/domain/execution/batch.ts'
import { moveOrder } from '../../../shared/domain/execution/transition.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { produce } from '../../../shared/domain/production/production.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import {
  ada,
  aStep,
  by,
  codes,
  dec,
  later,
  lot,
  noon,
  order,
  person,
  running,
  saved,
  signed,
  snapshot,
} from '../../support/given.ts'
import { spoken } from '../../support/words.ts'

const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const
const line = (lineId: string, materialId: string, use: 'consumed' | 'by-product' | 'co-product') => ({
  lineId,
  materialId,
  quantity: kg('10'),
  use,
  tolerance: { minusPercent: '0', plusPercent: '0' },
})
const distil = aStep('distil', {
  materials: [
    line('10', 'MASH', 'consumed'),
    line('20', 'STILLAGE', 'by-product'),
    line('30', 'HEADS', 'co-product'),
    line('40', 'TAILS', 'co-product'),
  ],
})

const producing = (
  body: object,
  found: { lot?: Lot; order?: Partial<BoundOrder>; step?: object; shelfLifeDays?: number } = {},
) =>
  produce(
    {
      order: order({ steps: { distil: running(found.step ?? {}) }, ...found.order }),
      snapshot: snapshot({ steps: [{ ...distil, ...found.step }] }),
      person: undefined,
      lot: found.lot,
      material: found.shelfLifeDays
        ? {
            ...materialDefinition.parse({ name: 'Stillage', unit: 'kg', shelfLifeDays: found.shelfLifeDays }),
            materialId: 'STILLAGE' as MaterialId,
          }
        : undefined,
    },
    produceBody.parse({ stepId: 'distil', lotId: 'L-1', quantity: kg('4'), ...body }),
    by(ada),
  )
const ofOrder = (materialId: string, more: Partial<Lot> = {}): Lot =>
  lot({
    lotId: 'L-1' as LotId,
    orderId: 'O-1' as OrderId,
    materialId: materialId as MaterialId,
    status: 'quarantine',
    ...more,
  })

describe('what is made of the product', () => {
  const making = (more: object = {}, found?: Lot, frozen = snapshot({ shelfLifeDays: 30 }), produced = {}) =>
    produce(
      { order: order({ steps: { mix: running() }, produced }), snapshot: frozen, person: person(), lot: found },
      produceBody.parse({ stepId: 'mix', lotId: 'SYR-1', quantity: { value: '99.5', unit: 'kg' }, ...more }),
      by(ada),
    )

  const ofOrder = lot({
    lotId: 'SYR-1' as LotId,
    orderId: 'O-1' as OrderId,
    materialId: 'SYRUP' as MaterialId,
  })

  test('makes a lot of the product, in quarantine, with its shelf life', () => {
    expect(making()).toMatchObject({
      fact: {
        type: 'andon.material.produced.v1',
        data: { materialId: 'SYRUP', use: 'produced' },
        about: { id: 'SYR-1' },
      },
      changes: [
        { kind: 'order', value: { produced: { 'SYR-1': { value: '99.5', unit: 'kg' } } } },
        {
          change: 'create-lot',
          lot: {
            lotId: 'SYR-1',
            materialId: 'SYRUP',
            status: 'quarantine',
            orderId: 'O-1',
            quantity: '99.5',
            remaining: '99.5',
            expiresAt: '2026-04-01T12:00:00.000Z',
          },
        },
      ],
    })
  })

  test('adds to a lot that the order made before, in the unit of the lot', () => {
    const made = { ...ofOrder, status: 'quarantine' } as const
    const produced = { 'SYR-1': { value: '100', unit: 'kg' } }
    expect(making({ quantity: { value: '500', unit: 'g' } }, made, snapshot(), produced)).toMatchObject({
      changes: [
        { value: { produced: { 'SYR-1': { value: '100.5', unit: 'kg' } } } },
        { change: 'add-stock', lotId: 'SYR-1', value: '0.5', unlessHeld: true },
      ],
    })
  })

  test('never adds to a lot that is held, purchased or of another order', () => {
    const made = { ...ofOrder, status: 'quarantine' } as const
    expect(codes(making({}, { ...made, holds: ['H-1'] }))).toEqual(['lot-on-hold'])
    for (const status of ['released', 'rejected'] as const)
      expect(codes(making({}, { ...made, status }))).toEqual(['lot-wrong-status'])
    expect(codes(making({}, lot()))).toEqual(['lot-of-another-order'])
    expect(codes(making({}, lot({ orderId: 'O-2' as OrderId })))).toEqual(['lot-of-another-order'])
  })

  test('of scrap is recorded and becomes no stock', () => {
    const decision = making({ use: 'scrap' })
    expect(decision).toMatchObject({ fact: { data: { use: 'scrap' } }, changes: [{ kind: 'order' }] })
    expect(decision.outcome === 'accepted' && decision.changes).toHaveLength(1)
  })

  test('is in the dimension of the product', () => {
    expect(codes(making({ quantity: { value: '5', unit: 'L' } }))).toEqual(['unit-mismatch'])
  })
})

describe('a by-product or co-product', () => {
  test('is a lot of its own material, in quarantine, that belongs to the order', () => {
    const decision = producing({ use: 'by-product' }, { shelfLifeDays: 2 })
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.material.produced.v1',
        data: { materialId: 'STILLAGE', use: 'by-product', lineId: '20' },
        about: { type: 'lot', id: 'L-1' },
      },
      changes: [
        { value: { produced: { 'L-1': { value: '4', unit: 'kg', materialId: 'STILLAGE' } } } },
        {
          change: 'create-lot',
          lot: { materialId: 'STILLAGE', status: 'quarantine', orderId: 'O-1', expiresAt: later(2 * 86_400) },
        },
      ],
    })
    expect(saved(decision, 'order')).toMatchObject({
      steps: { distil: { outputs: [{ use: 'by-product', materialId: 'STILLAGE', value: '4', unit: 'kg' }] } },
    })
  })

  test('is of the named line if the step has several', () => {
    expect(codes(producing({ use: 'co-product' }))).toEqual(['line-unknown'])
    expect(codes(producing({ use: 'co-product', lineId: '20' }))).toEqual(['line-unknown'])
    expect(producing({ use: 'co-product', lineId: '40' })).toMatchObject({ fact: { data: { materialId: 'TAILS' } } })
  })

  test('must be listed by the step', () => {
    expect(codes(producing({ use: 'by-product' }, { step: { materials: [] } }))).toEqual(['line-unknown'])
  })

  test('fills its own lot, and never one of another material', () => {
    const produced = { 'L-1': { ...kg('4'), materialId: 'STILLAGE' as MaterialId } }
    expect(producing({ use: 'by-product' }, { lot: ofOrder('STILLAGE'), order: { produced } })).toMatchObject({
      changes: [
        { value: { produced: { 'L-1': { value: '8', materialId: 'STILLAGE' } } } },
        { change: 'add-stock', value: '4', unlessHeld: true },
      ],
    })
    expect(codes(producing({ use: 'by-product' }, { lot: ofOrder('SYRUP') }))).toEqual(['lot-wrong-material'])
    expect(codes(producing({}, { lot: ofOrder('STILLAGE') }))).toEqual(['lot-wrong-material'])
  })

  test('is in the dimension of its line', () => {
    expect(codes(producing({ use: 'by-product', quantity: { value: '4', unit: 'L' } }))).toEqual(['unit-mismatch'])
  })

  test('does not complete an order by itself, and is decided with the batch', () => {
    const made = saved(producing({ use: 'by-product' }), 'order') as BoundOrder
    const over = { ...made, steps: { distil: { status: 'completed' } } } as const
    const frozen = snapshot({ steps: [distil] })
    expect(codes(moveOrder(over, 'complete', frozen, undefined, by(ada)))).toEqual(['nothing-produced'])
    const both = { ...over, produced: { ...over.produced, 'SYR-1': kg('90') } }
    expect(codes(moveOrder(both, 'complete', frozen, undefined, by(ada)))).toEqual([])
    expect(
      decideBatch({ ...both, status: 'completed', endedAt: noon }, [], 'released', undefined, signed()),
    ).toMatchObject({
      fact: { data: { lots: ['L-1', 'SYR-1'] } },
    })
  })
})

describe('scrap', () => {
  test('is counted by its material, and becomes no stock', () => {
    const first = producing({ use: 'scrap' })
    expect(first.outcome === 'accepted' && first.changes).toHaveLength(1)
    expect(saved(first, 'order')).toMatchObject({ scrapped: { SYRUP: kg('4') }, produced: {} })
    const again = producing(
      { use: 'scrap', quantity: { value: '500', unit: 'g' } },
      { order: { scrapped: { SYRUP: kg('4') } } },
    )
    expect(saved(again, 'order')).toMatchObject({ scrapped: { SYRUP: kg('4.5') } })
  })

  test('of a line is of the material of the line', () => {
    const spilt = producing({ use: 'scrap', lineId: '10' })
    expect(spilt).toMatchObject({ fact: { data: { materialId: 'MASH', lineId: '10' } } })
    expect(saved(spilt, 'order')).toMatchObject({ scrapped: { MASH: kg('4') } })
    expect(codes(producing({ use: 'scrap', lineId: '99' }))).toEqual(['line-unknown'])
  })

  test('may name a held or decided lot, which does not change, but not one of another order', () => {
    expect(
      codes(producing({ use: 'scrap' }, { lot: ofOrder('SYRUP', { holds: ['H-1'], status: 'rejected' }) })),
    ).toEqual([])
    expect(codes(producing({ use: 'scrap' }, { lot: lot({ lotId: 'L-1' as LotId }) }))).toEqual([
      'lot-of-another-order',
    ])
  })

  test('needs a scrap code of the step, and none if the step has none', () => {
    const step = { scrapCodes: ['SPILLED', 'BURNT'] }
    expect(codes(producing({ use: 'scrap' }, { step }))).toEqual(['reason-missing'])
    expect(codes(producing({ use: 'scrap', reasonCode: 'LOST' }, { step }))).toEqual(['reason-code-unknown'])
    expect(producing({ use: 'scrap', reasonCode: 'BURNT' }, { step })).toMatchObject({
      fact: { data: { reasonCode: 'BURNT' } },
    })
    expect(producing({ use: 'scrap', reasonCode: 'LOST' })).toMatchObject({ fact: { data: { reasonCode: 'LOST' } } })
  })
})

describe('a sample', () => {
  test('leaves the order’s lot, to its account `sampled`', () => {
    const decision = producing(
      { use: 'sample', quantity: { value: '250', unit: 'g' } },
      { lot: ofOrder('SYRUP'), order: { sampled: { 'L-1': kg('1') } } },
    )
    expect(decision).toMatchObject({
      fact: { data: { use: 'sample', materialId: 'SYRUP', quantity: { value: '250', unit: 'g' } } },
      changes: [
        { value: { sampled: { 'L-1': kg('1.25') }, produced: {} } },
        { change: 'issue', lotId: 'L-1', value: '0.25', into: 'sampled', unless: ['held'], at: noon },
      ],
    })
  })

  test('of a lot in sublots must name one of them', () => {
    expect(
      spoken(producing({ use: 'sample' }, { lot: ofOrder('SYRUP', { inSublots: lot().remaining }) })),
    ).toMatchObject({
      violations: [
        {
          code: 'sublot-missing',
          detail: expect.stringContaining('sample one of them with POST /v1/lots/L-1/sample.'),
        },
      ],
    })
  })

  test('needs a lot that exists, is not held, has enough and was made by the order', () => {
    expect(codes(producing({ use: 'sample' }))).toEqual(['lot-unknown'])
    expect(
      codes(producing({ use: 'sample' }, { lot: ofOrder('SYRUP', { holds: ['H-1'], remaining: dec('1') }) })),
    ).toEqual(['lot-on-hold', 'lot-insufficient'])
    expect(codes(producing({ use: 'sample' }, { lot: lot({ lotId: 'L-1' as LotId }) }))).toEqual([
      'lot-of-another-order',
    ])
  })
})

test('names a line only for by-products, co-products and scrap, and a reason only for scrap', () => {
  const isRead = (body: object) =>
    produceBody.safeParse({ stepId: 'distil', lotId: 'L-1', quantity: kg('4'), ...body }).success
  expect(isRead({ lineId: '20' })).toBe(false)
  expect(isRead({ lineId: '20', use: 'sample' })).toBe(false)
  expect(isRead({ lineId: '20', use: 'scrap' })).toBe(true)
  expect(isRead({ reasonCode: 'SPILLED', use: 'by-product' })).toBe(false)
})
