import { describe, expect, test } from 'vitest'
import type { LotId, MaterialId, OrderId } from '../../../events/identifiers.ts'
import { produce as produceBody } from '../../../events/order.ts'
import { produce } from '../../../shared/domain/production/production.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import { ada, by, codes, kg, lot, order, person, running, snapshot } from '../../support/given.ts'

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
            expiresAt: '2026-04-02T00:00:00.000Z',
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

test('names a line only for by-products, co-products and scrap, and a reason only for scrap', () => {
  const isRead = (body: object) =>
    produceBody.safeParse({ stepId: 'distil', lotId: 'L-1', quantity: kg('4'), ...body }).success
  expect(isRead({ lineId: '20' })).toBe(false)
  expect(isRead({ lineId: '20', use: 'sample' })).toBe(false)
  expect(isRead({ lineId: '20', use: 'scrap' })).toBe(true)
  expect(isRead({ reasonCode: 'SPILLED', use: 'by-product' })).toBe(false)
})
