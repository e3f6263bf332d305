import { describe, expect, test } from 'vitest'
import type { MaterialId } from '../../../events/identifiers.ts'
import { decideBatch } from '../../../shared/domain/execution/batch-decision.ts'
import { moveOrder } from '../../../shared/domain/execution/transition.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { distil, ofOrder, producing } from '../../support/distillation.ts'
import { ada, by, codes, kg, noon, saved, signed, snapshot } from '../../support/given.ts'

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
          lot: { materialId: 'STILLAGE', status: 'quarantine', orderId: 'O-1', expiresAt: '2026-03-05T00:00:00.000Z' },
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
