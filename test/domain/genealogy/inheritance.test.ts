import { describe, expect, test } from 'vitest'
import {
  completeSpread,
  endInheritance,
  type Heir,
  inheritHold,
  startSpread,
} from '../../../shared/domain/genealogy/inheritance.ts'
import { type Alerts, noAlerts } from '../../../shared/domain/quality/alerts.ts'
import { aHold, createdOrder, later, lot, noon, order } from '../../support/given.ts'

const ofLot = (more: Parameters<typeof lot>[0] = {}): Heir => ({ type: 'lot', value: lot({ lotId: 'SYR-1', ...more }) })
const ofOrder = (more: Parameters<typeof order>[0] = {}): Heir => ({ type: 'order', value: order(more) })
const descent = { from: { type: 'lot', id: 'SUC-1' }, level: 2 } as const
const spreading: Alerts = { materials: {}, spreading: { 'H-1': aHold().subject, 'H-2': { type: 'lot', id: 'SALT-1' } } }

describe('inheriting a hold', () => {
  test('holds a lot made of held material, as long as the hold is active', () => {
    expect(inheritHold(ofLot({ holds: ['H-9'] }), aHold(), descent)).toEqual({
      outcome: 'accepted',
      fact: { type: 'andon.lot.hold-inherited.v1', data: { lotId: 'SYR-1', holdId: 'H-1', from: descent.from } },
      changes: [
        { change: 'hold-lot', lotId: 'SYR-1', holdId: 'H-1' },
        { change: 'require-unchanged', kind: 'hold', id: 'H-1' },
      ],
      pointers: [{ about: { type: 'hold', id: 'H-1' }, card: descent }],
    })
  })

  test('adds the hold to an order under way', () => {
    const heir = ofOrder({ holds: ['H-9'] })
    expect(inheritHold(heir, aHold(), descent)).toMatchObject({
      fact: { type: 'andon.order.hold-inherited.v1', data: { orderId: 'O-1', holdId: 'H-1', from: descent.from } },
      changes: [
        { change: 'save', kind: 'order', id: 'O-1', value: { ...heir.value, holds: ['H-9', 'H-1'] } },
        { change: 'require-unchanged', kind: 'hold', id: 'H-1' },
      ],
    })
  })

  test('happens once', () => {
    expect(inheritHold(ofLot({ holds: ['H-1'] }), aHold(), descent)).toBe('nothing')
    expect(inheritHold(ofOrder({ holds: ['H-1'] }), aHold(), descent)).toBe('nothing')
  })

  test('ends with the hold', () => {
    expect(inheritHold(ofLot(), aHold({ status: 'released' }), descent)).toBe('nothing')
  })

  test.each([
    ['released', true],
    ['running', true],
    ['paused', true],
    ['completed', false],
    ['closed', false],
    ['aborted', false],
  ] as const)('is of an order that is %s: %s', (status, inherits) => {
    expect(inheritHold(ofOrder({ status }), aHold(), descent) !== 'nothing').toBe(inherits)
  })

  test('does not concern an order without issues', () => {
    expect(inheritHold({ type: 'order', value: createdOrder() }, aHold(), descent)).toBe('nothing')
  })

  test('concerns a lot of any status, because some of it may be elsewhere', () => {
    expect(inheritHold(ofLot({ status: 'shipped', remaining: '0' }), aHold(), descent)).not.toBe('nothing')
  })
})

describe('the end of an inherited hold', () => {
  test('leaves a lot with its other holds', () => {
    expect(endInheritance(ofLot({ holds: ['H-1', 'H-9'] }), aHold({ status: 'released' }))).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.hold-ended.v1',
        data: { lotId: 'SYR-1', holdId: 'H-1' },
        about: { type: 'hold', id: 'H-1' },
      },
      changes: [{ change: 'unhold-lot', lotId: 'SYR-1', holdId: 'H-1' }],
    })
  })

  test('leaves an order with its other holds, whether or not it is still under way', () => {
    const heir = ofOrder({ status: 'completed', holds: ['H-1', 'H-9'] })
    expect(endInheritance(heir, aHold())).toMatchObject({
      fact: { type: 'andon.order.hold-ended.v1', data: { orderId: 'O-1', holdId: 'H-1' }, about: { id: 'H-1' } },
      changes: [{ change: 'save', kind: 'order', value: { ...heir.value, holds: ['H-9'] } }],
    })
  })

  test('changes nothing without the hold', () => {
    expect(endInheritance(ofLot({ holds: ['H-9'] }), aHold())).toBe('nothing')
  })
})

describe('a hold that is being inherited', () => {
  test('is in the alerts, so that every command checks it', () => {
    expect(startSpread(aHold(), { ...spreading, spreading: {} })).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.hold.spread-started.v1',
        data: { holdId: 'H-1', subject: aHold().subject },
        about: aHold().subject,
      },
      changes: [
        { change: 'save', kind: 'alerts', id: 'site', value: { materials: {}, spreading: { 'H-1': aHold().subject } } },
      ],
    })
  })

  test('is added once, not after all have inherited it, and not when it is released', () => {
    expect(startSpread(aHold(), spreading)).toBe('nothing')
    expect(startSpread(aHold({ spreadAt: noon }), noAlerts)).toBe('nothing')
    expect(startSpread(aHold({ status: 'released' }), noAlerts)).toBe('nothing')
  })

  test('leaves the alerts when all descendants have inherited it', () => {
    expect(completeSpread(aHold(), spreading, { at: later(60) })).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.hold.spread-completed.v1',
        data: { holdId: 'H-1', subject: aHold().subject },
        about: aHold().subject,
      },
      changes: [
        {
          change: 'save',
          kind: 'alerts',
          id: 'site',
          value: { materials: {}, spreading: { 'H-2': { type: 'lot', id: 'SALT-1' } } },
        },
        { change: 'save', kind: 'hold', id: 'H-1', value: aHold({ spreadAt: later(60) }) },
      ],
    })
    expect(completeSpread(aHold(), noAlerts, { at: noon })).toBe('nothing')
  })
})
