import { describe, expect, test } from 'vitest'
import type { LotId, MaterialId, OrderId } from '../../../events/identifiers.ts'
import { consume as consumeBody, produce as produceBody } from '../../../events/order.ts'
import { consume } from '../../../shared/domain/production/consumption.ts'
import { produce } from '../../../shared/domain/production/production.ts'
import type { Lot, Sublot } from '../../../shared/domain/stock/lot.ts'
import { ada, by, codes, later, lot, noon, order, person, running, snapshot } from '../../support/given.ts'

const consuming = (more: object = {}, found: { lot?: Lot; sublot?: Sublot; consumed?: object } = {}) =>
  consume(
    {
      order: order({ steps: { weigh: running({ consumed: found.consumed ?? {} }) } }),
      snapshot: snapshot(),
      person: person(),
      lot: found.lot ?? lot(),
      sublot: found.sublot,
    },
    consumeBody.parse({
      stepId: 'weigh',
      lineId: '0010',
      lotId: 'SUC-1',
      quantity: { value: '25', unit: 'kg' },
      ...more,
    }),
    by(ada),
  )

describe('a consumption', () => {
  test('adds to its line and draws from its lot, each in its own unit', () => {
    const grams = lot({ unit: 'g', quantity: '100000', remaining: '100000' })
    expect(
      consuming({ quantity: { value: '0.0245', unit: 't' } }, { lot: grams, consumed: { '0010': '0.5' } }),
    ).toMatchObject({
      outcome: 'accepted',
      fact: {
        type: 'andon.material.consumed.v1',
        data: { orderId: 'O-1', materialId: 'SUCROSE', quantity: { value: '0.0245', unit: 't' } },
        about: { type: 'lot', id: 'SUC-1' },
      },
      changes: [
        { kind: 'order', value: { steps: { weigh: { consumed: { '0010': '25' } } } } },
        { change: 'draw', lotId: 'SUC-1', value: '24500', at: noon },
      ],
    })
  })

  test('may come to the upper bound of the tolerance exactly, in as many parts as it takes', () => {
    const part = (value: string) =>
      codes(consuming({ quantity: { value, unit: 'kg' } }, { consumed: { '0010': '25.4' } }))
    expect(part('0.1')).toEqual([])
    expect(part('0.100000000001')).toEqual(['line-over-tolerance'])
  })

  test('may take the last of a lot exactly', () => {
    const left = (remaining: string) => codes(consuming({}, { lot: lot({ remaining }) }))
    expect(left('25')).toEqual([])
    expect(left('24.999999999999')).toEqual(['lot-insufficient'])
  })

  test('may take from a lot until the very instant of its expiry', () => {
    expect(codes(consuming({}, { lot: lot({ expiresAt: later(0.001) }) }))).toEqual([])
    expect(codes(consuming({}, { lot: lot({ expiresAt: noon }) }))).toEqual(['lot-expired'])
  })

  test('names a sublot where the stock lies in sublots, and draws from both', () => {
    const sublot = { ...lot(), sublotId: 'A', remaining: '25' } as unknown as Sublot
    const whole = lot({ inSublots: '100' })
    expect(codes(consuming({}, { lot: whole }))).toEqual(['sublot-missing'])
    expect(consuming({ sublotId: 'A' }, { lot: whole, sublot })).toMatchObject({
      changes: [{ kind: 'order' }, { change: 'draw', lotId: 'SUC-1', sublotId: 'A', value: '25' }],
    })
    const bad = { ...sublot, status: 'rejected', expiresAt: noon, remaining: '24' } as Sublot
    expect(codes(consuming({ sublotId: 'A' }, { lot: whole, sublot: bad }))).toEqual([
      'sublot-not-released',
      'lot-expired',
      'lot-insufficient',
    ])
  })

  test('is for the material of its line only', () => {
    expect(codes(consuming({ lineId: '0020' }))).toEqual(['line-over-tolerance', 'lot-wrong-material'])
  })
})

describe('a production', () => {
  const producing = (more: object = {}, found?: Lot, frozen = snapshot({ shelfLifeDays: 30 }), produced = {}) =>
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

  test('makes a lot of the product, in quarantine, that expires after its shelf life', () => {
    expect(producing()).toMatchObject({
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
    expect(producing({ quantity: { value: '500', unit: 'g' } }, made, snapshot(), produced)).toMatchObject({
      changes: [
        { value: { produced: { 'SYR-1': { value: '100.5', unit: 'kg' } } } },
        { change: 'fill', lotId: 'SYR-1', value: '0.5', unlessHeld: true },
      ],
    })
  })

  test('never fills a lot that is held, bought or of another order', () => {
    const made = { ...ofOrder, status: 'quarantine' } as const
    expect(codes(producing({}, { ...made, holds: ['H-1'] }))).toEqual(['lot-on-hold'])
    for (const status of ['released', 'rejected'] as const)
      expect(codes(producing({}, { ...made, status }))).toEqual(['lot-wrong-status'])
    expect(codes(producing({}, lot()))).toEqual(['lot-of-another-order'])
    expect(codes(producing({}, lot({ orderId: 'O-2' as OrderId })))).toEqual(['lot-of-another-order'])
  })

  test('of scrap is on the record and becomes no stock', () => {
    const decision = producing({ use: 'scrap' })
    expect(decision).toMatchObject({ fact: { data: { use: 'scrap' } }, changes: [{ kind: 'order' }] })
    expect(decision.outcome === 'accepted' && decision.changes).toHaveLength(1)
  })

  test('is in the dimension of the product', () => {
    expect(codes(producing({ quantity: { value: '5', unit: 'L' } }))).toEqual(['unit-mismatch'])
  })
})
