import { describe, expect, test } from 'vitest'
import { consume as consumeBody } from '../../../events/order.ts'
import type { Snapshot } from '../../../shared/domain/orders/order.ts'
import { consume, type IssueContext } from '../../../shared/domain/production/consumption.ts'
import {
  ada,
  aLine,
  announced,
  aStep,
  because,
  by,
  codes,
  each,
  kg,
  lot,
  noon,
  order,
  person,
  running,
  saved,
  snapshot,
  whyNot,
} from '../../support/given.ts'

describe('building into a unit', () => {
  const tolerance = { minusPercent: '0', plusPercent: '100' }
  const perUnit = { quantity: kg('1'), tolerance }
  const frozen: Snapshot = {
    ...snapshot({ steps: [{ ...aStep('weigh'), materials: [aLine({ tolerance, perUnit })] }, aStep('mix')] }),
    productUnit: '{each}',
  }
  const into = (more: Partial<IssueContext['into']> = {}): IssueContext['into'] => ({
    consumptionId: 'C-1',
    serial: 'S-1',
    unit: announced(),
    sublot: undefined,
    ...more,
  })
  const building = (body: object = {}, found: Partial<IssueContext> = {}) =>
    consume(
      {
        order: order({ product: 'PUMP', quantity: each('10'), steps: { weigh: running() } }),
        snapshot: frozen,
        person: person(),
        lot: lot(),
        sublot: undefined,
        into: into(),
        ...found,
      },
      consumeBody.parse({
        stepId: 'weigh',
        lineId: '0010',
        lotId: 'SUC-1',
        quantity: kg('1'),
        into: 'S-1',
        ...body,
      }),
      by(ada),
    )

  test('must name the unit, if every unit has a component of the line', () => {
    expect(whyNot(building({}, { into: undefined }))).toEqual([
      because('unit-missing/into', { lineId: '0010' }, 'into'),
    ])
  })

  test('adds the component to the unit, and the order has one unit begun', () => {
    const decision = building()
    expect(decision).toMatchObject({
      fact: { data: { into: { materialId: 'PUMP', lotId: 'PUMP-7', serial: 'S-1' } } },
      changes: [
        { kind: 'order', value: { begun: ['S-1'] } },
        { change: 'issue', intoUnit: true },
        { kind: 'serial', id: 'PUMP@S-1' },
      ],
    })
    expect(saved(decision, 'serial').components).toEqual([
      {
        consumptionId: 'C-1',
        orderId: 'O-1',
        stepId: 'weigh',
        lineId: '0010',
        materialId: 'SUCROSE',
        lotId: 'SUC-1',
        quantity: kg('1'),
        counted: kg('1'),
        at: noon,
        by: { id: 'ada', name: 'Ada Moreau' },
      },
    ])
  })

  test('is refused where the unit is not the order’s, even if there is no stock to build in', () => {
    const unknown = because('unit-unknown', { orderId: 'O-1', product: 'PUMP', serial: 'S-1' }, 'unit:PUMP/S-1')
    expect(whyNot(building({}, { into: into({ unit: undefined }) }))).toEqual([unknown])
    expect(codes(building({}, { into: into({ unit: undefined }), lot: undefined }))).toEqual([
      'unit-unknown',
      'lot-unknown',
    ])
  })

  test('exceeds the tolerance of the unit before that of the line', () => {
    expect(building({ quantity: kg('2') }).outcome).toBe('accepted')
    expect(whyNot(building({ quantity: kg('2.1') }))).toEqual([
      because(
        'line-over-tolerance/unit',
        { serial: 'S-1', lineId: '0010', total: kg('2.1'), most: kg('2') },
        'piece:0010@S-1',
      ),
    ])
  })

  test('exceeds the tolerance of the unit although somebody signed for more on the line', () => {
    const line = aLine({ tolerance, perUnit, policy: 'block-unless-signed' })
    const signable = { ...frozen, steps: [{ ...aStep('weigh'), materials: [line] }, aStep('mix')] }
    const more = (ref: string) => {
      const overrides = { [`weigh/${ref}`]: { by: 'quinn', code: 'line-over-tolerance' } }
      const passed = order({ product: 'PUMP', quantity: each('10'), steps: { weigh: running() }, overrides })
      return building({ quantity: kg('2.1') }, { snapshot: signable, order: passed })
    }
    expect(codes(more('over:0010'))).toEqual(['line-over-tolerance'])
    expect(more('piece:0010@S-1').outcome).toBe('accepted')
    // What somebody signed for one unit lets no other one pass.
    expect(codes(more('piece:0010@S-2'))).toEqual(['line-over-tolerance'])
  })
})
