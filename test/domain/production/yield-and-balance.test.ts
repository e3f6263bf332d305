import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../shared/domain/orders/gate.ts'
import {
  foreseenFindings,
  yieldAndBalanceFindings,
  yieldAndBalancePermissions,
  yieldAndBalanceWithout,
} from '../../../shared/domain/production/yield-and-balance.ts'
import { aLine, aStep, because, codes, dec, each, kg, order, running, snapshot, whyNot } from '../../support/given.ts'
import { floorOf } from '../../support/recipes.ts'

const range = (more: object = {}) =>
  ({ lowPercent: dec('95'), highPercent: dec('101'), policy: 'block', ...more }) as const

describe('the yield of an order', () => {
  const rules = { yield: range({ policy: 'block-unless-signed' }) }
  const twoSteps = () => {
    const floor = floorOf([aStep('mix'), aStep('fill', { after: ['mix'], skip: { policy: 'off' } })], {}, rules)
    floor.start('mix')
    floor.make('mix', '80')
    return floor
  }

  test('is checked at the last step, while more can still be made', () => {
    const floor = twoSteps()
    expect(codes(floor.complete('mix'))).toEqual([])
    floor.start('fill')
    expect(floor.complete('fill')).toMatchObject({ violations: [{ code: 'yield-out-of-range', ref: 'yield:order' }] })
    floor.make('fill', '15', { lotId: 'SYR-2' })
    expect(codes(floor.complete('fill'))).toEqual([])
  })

  test('is checked even if the last step is skipped', () => {
    const floor = twoSteps()
    floor.complete('mix')
    expect(codes(floor.skip('fill'))).toEqual(['yield-out-of-range'])
    floor.override('yield:order', 'fill')
    expect(codes(floor.skip('fill'))).toEqual([])
  })
})

describe('a yield that the completion itself changes', () => {
  test('can be overridden before the units that break it are reported', () => {
    const step = aStep('fill', { flow: 'units', yield: range({ policy: 'block-unless-signed' }) })
    const floor = floorOf([step], { quantity: each('100') })
    floor.start('fill')
    floor.make('fill', '90')
    floor.override('yield:step', 'fill')
    expect(codes(floor.complete('fill', { quantity: each('90'), scrapped: each('10') }))).toEqual([])
  })
})

describe('the yields and balances at the end of a step', () => {
  const rules = { yield: range(), balance: { tolerancePercent: dec('2'), policy: 'block' } } as const
  const refs = (found: readonly (Finding | undefined)[]) => found.flatMap((it) => it?.violation.ref ?? [])
  /** Nothing came out of 100 kg, so that every rule that is asked is broken. */
  const ending = (more: Parameters<typeof aStep>[1] = {}, others: Parameters<typeof order>[0] = {}) => {
    const step = aStep('mix', { ...rules, materials: [aLine({ lineId: '10' })], ...more })
    const first = running({ consumed: { '10': '100' } })
    return {
      order: order({ steps: { mix: first }, inputs: { 'SUC-1': kg('100') }, ...others }),
      snapshot: snapshot({ ...rules, steps: [step, aStep('fill')] }),
      step,
      running: first,
    }
  }
  const last = { steps: { mix: running({ consumed: { '10': '100' } }), fill: { status: 'skipped' } } } as const
  const all = ['yield:step', 'yield:order', 'balance:step', 'balance:order']
  const counting = { flow: 'units' } as const
  const booking = { materials: [aLine({ lineId: '10', backflush: 'standard' })] }

  test('are its own, and those of the order when every other step is over', () => {
    expect(refs(yieldAndBalanceFindings(ending()))).toEqual(['yield:step', 'balance:step'])
    expect(refs(yieldAndBalanceFindings(ending({}, last)))).toEqual(all)
    const open = { steps: { ...last.steps, fill: running() } }
    expect(refs(yieldAndBalanceFindings(ending({}, open)))).toEqual(['yield:step', 'balance:step'])
  })

  test('are those of the order alone where the step is left out', () => {
    const left = (others: Parameters<typeof order>[0]) => {
      const end = ending({}, others)
      return refs(yieldAndBalanceWithout(end.order, end.snapshot, end.step))
    }
    expect(left(last)).toEqual(['yield:order', 'balance:order'])
    expect(left({})).toEqual([])
  })

  test('are foreseen where the completion changes nothing about them', () => {
    expect(refs(foreseenFindings(ending({}, last)))).toEqual(all)
    expect(refs(foreseenFindings(ending(counting, last)))).toEqual(['yield:order', 'balance:step', 'balance:order'])
    expect(refs(foreseenFindings(ending(booking, last)))).toEqual(['yield:step', 'yield:order'])
  })

  test('can be overridden in advance if they cannot be foreseen, so each is one or the other', () => {
    for (const more of [{}, counting, booking, { ...counting, ...booking }]) {
      const end = ending(more, last)
      const both = [...refs(foreseenFindings(end)), ...refs(yieldAndBalancePermissions(end))]
      // What the units of this completion come to is not foreseen.
      expect(both.sort()).toEqual([...all, ...('flow' in more ? ['counts:order'] : [])].sort())
    }
    const found = yieldAndBalancePermissions(ending({ ...counting, ...booking }, last))
    expect(whyNot(found.flatMap((it) => it?.violation ?? []))).toEqual([
      because('yield-out-of-range/step-permission', { stepId: 'mix' }, 'yield:step'),
      because('counts-differ/permission', { orderId: 'O-1' }, 'counts:order'),
      because('balance-open/step-permission', { stepId: 'mix' }, 'balance:step'),
      because('balance-open/order-permission', { orderId: 'O-1' }, 'balance:order'),
    ])
    expect(refs(yieldAndBalancePermissions(ending({ ...counting, ...booking })))).toEqual([
      'yield:step',
      'balance:step',
    ])
  })
})
