import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { familyOf, openOrder, workOf } from '../../../shared/domain/schedule/open-order.ts'
import {
  createdOrder,
  dec,
  kg,
  later,
  litres,
  noon,
  order,
  running,
  snapshot,
  type Told,
  told,
} from '../../support/given.ts'

type Duration = NonNullable<Parameters<typeof workOf>[0]>
const perQuantity = (seconds: string, per: object = kg('1'), more: object = {}) =>
  told<Duration>({
    perQuantity: { time: { value: seconds, unit: 's' }, per } as Told<Duration>['perQuantity'],
    spansBreaks: false,
    ...more,
  })
const of = (quantity: object) => told<Parameters<typeof workOf>[1]>(quantity as Told<Parameters<typeof workOf>[1]>)

describe('an order as the schedule knows it', () => {
  test('has its urgency, its quantity, its family and its steps with how far they are', () => {
    const weigh = running({ equipmentId: 'MIXER-1' })
    const found = openOrder(order({ priority: 2, dueAt: later(60), steps: { weigh } }), snapshot())
    expect(found).toMatchObject({
      orderId: 'O-1',
      priority: 2,
      dueAt: later(60),
      quantity: kg('100'),
      family: 'SYRUP',
      held: false,
    })
    expect(found.steps.map(({ stepId, progress }) => [stepId, progress])).toEqual([
      ['weigh', weigh],
      ['mix', 'waiting'],
    ])
    expect(found.steps[1]).toMatchObject({ after: ['weigh'], equipmentClass: 'mixer' })
  })

  test('counts a step as completed that was completed or skipped', () => {
    const steps = { weigh: { status: 'completed' }, mix: { status: 'skipped' } } as const
    expect(
      openOrder(order({ steps } as Parameters<typeof order>[0]), snapshot()).steps.map(({ progress }) => progress),
    ).toEqual(['completed', 'completed'])
  })

  test('has what still comes to each step after units were scrapped before it', () => {
    const units = { started: dec('90'), finished: dec('40'), scrapped: dec('2') }
    const steps = { weigh: running({ units }) }
    const found = openOrder(order({ steps }), snapshot())
    expect(found.steps.map(({ quantity }) => quantity)).toEqual([undefined, kg('98')])
    expect(found.steps[0]?.progress).toMatchObject({ units })
  })

  test('says nothing of a priority or a due date that it does not have', () => {
    expect(Object.keys(openOrder(order(), snapshot()))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/priority|dueAt/)]),
    )
  })

  test('is held where a hold rests on it, or it is paused', () => {
    const held = (more: Parameters<typeof order>[0]) => openOrder(order(more), snapshot()).held
    expect([held({ holds: ['H-1'] }), held({ status: 'paused' }), held({})]).toEqual([true, true, false])
  })

  test('waits with every step before it is released', () => {
    expect(openOrder(createdOrder(), snapshot()).steps.map(({ progress }) => progress)).toEqual(['waiting', 'waiting'])
  })

  test('is of the family of its product, which is its own where it has none', () => {
    expect([familyOf(order({ family: 'SWEET' })), familyOf(order()), familyOf(createdOrder())]).toEqual([
      'SWEET',
      'SYRUP',
      'SYRUP',
    ])
  })
})

describe('the working time of a step', () => {
  test('is nothing where the recipe tells none, and the fixed part where it tells no other', () => {
    expect(workOf(undefined, of(kg('100')))).toBe(0)
    expect(workOf(told<Duration>({ fixed: { value: '1.5', unit: 'min' }, spansBreaks: false }), of(kg('100')))).toBe(
      90_000,
    )
  })

  test('grows with the quantity, rounded up to the second, on top of the fixed part', () => {
    expect(workOf(perQuantity('1', kg('3')), of(kg('100')))).toBe(34_000)
    expect(workOf(perQuantity('1', kg('3')), of(kg('99')))).toBe(33_000)
    expect(workOf(perQuantity('1', kg('3'), { fixed: { value: '1', unit: 'min' } }), of(kg('99')))).toBe(93_000)
  })

  test('is told for a quantity in any unit of the same dimension, and is unknown in another', () => {
    expect(workOf(perQuantity('1', { value: '500', unit: 'g' }), of(kg('100')))).toBe(200_000)
    expect(workOf(perQuantity('3600', { value: '1', unit: '[lb_av]' }), of(kg('0.45359237')))).toBe(3_600_000)
    expect(workOf(perQuantity('1', kg('0.45359237')), of({ value: '3', unit: '[lb_av]' }))).toBe(3_000)
    expect(workOf(perQuantity('1', litres('1')), of(kg('100')))).toBeUndefined()
    expect(workOf(perQuantity('1', litres('1'), { fixed: { value: '1', unit: 'h' } }), of(kg('100')))).toBeUndefined()
  })

  test('has no end where its milliseconds are more than a number says exactly', () => {
    expect(workOf(perQuantity('1'), of(kg('9007199254740')))).toBe(9_007_199_254_740_000)
    expect(workOf(perQuantity('1'), of(kg('9007199254741')))).toBe(Number.POSITIVE_INFINITY)
  })

  test('never gets shorter when more is made, and is whole seconds', () => {
    const amount = fc.integer({ min: 1, max: 100_000 })
    fc.assert(
      fc.property(amount, amount, amount, amount, (one, other, seconds, per) => {
        const duration = perQuantity(String(seconds), kg(String(per)))
        const [less, more] = [Math.min(one, other), Math.max(one, other)].map((it) =>
          workOf(duration, of(kg(String(it)))),
        )
        expect(less).toBeLessThanOrEqual(more ?? Number.NaN)
        expect((less ?? Number.NaN) % 1000).toBe(0)
        expect(less).toBeGreaterThanOrEqual((Math.min(one, other) * seconds * 1000) / per - 0.001)
      }),
    )
  })
})

test('a running step says since when and where it runs', () => {
  const { steps } = openOrder(order({ steps: { weigh: running() } }), snapshot())
  expect(steps[0]?.progress).toMatchObject({ startedAt: noon })
})
