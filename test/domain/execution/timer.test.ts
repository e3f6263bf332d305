import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aStep, codes } from '../../support/given.ts'
import { floorOf } from '../../support/recipes.ts'
import { histories } from '../../support/seeded.ts'
import { spoken } from '../../support/words.ts'

const minutes = (value: string) => ({ value, unit: 'min' }) as const

describe('a step with a time of its own', () => {
  const cooking = () =>
    floorOf([
      aStep('cook', {
        timers: [
          { timerId: 'long-enough', rule: 'at-least', duration: minutes('20') },
          { timerId: 'not-burnt', rule: 'at-most', duration: minutes('30'), policy: 'warn' },
        ],
      }),
    ])
  const completedAfter = (seconds: number, reason?: string) => {
    const floor = cooking()
    floor.start('cook')
    floor.clock(seconds)
    return floor.complete('cook', reason === undefined ? {} : { reason })
  }

  test('is completed within its limits, inclusive', () => {
    expect(codes(completedAfter(1200))).toEqual([])
    expect(codes(completedAfter(1800))).toEqual([])
    expect(spoken(completedAfter(1199.999))).toMatchObject({
      violations: [
        {
          code: 'timer-running',
          ref: 'timer:long-enough',
          detail:
            '20 min have to pass after the start of step cook (2026-03-02T12:00:00.000Z); it has been 1199.999 s. Wait for the rest.',
        },
      ],
    })
  })

  test('is completed late with a reason, if the recipe warns', () => {
    expect(codes(completedAfter(1800.001))).toEqual(['reason-missing'])
    expect(completedAfter(1800.001, 'The crane was busy')).toMatchObject({
      fact: { data: { reason: 'The crane was busy', warnings: [{ code: 'timer-exceeded', ref: 'timer:not-burnt' }] } },
    })
  })
})

describe('a step with a time since another', () => {
  const coating = () =>
    floorOf([
      aStep('mix', { skip: { policy: 'off' } }),
      aStep('coat', {
        after: ['mix'],
        timers: [
          { timerId: 'rested', rule: 'at-least', duration: minutes('5'), from: 'mix' },
          { timerId: 'fresh', rule: 'at-most', duration: { value: '2', unit: 'h' }, from: 'mix' },
        ],
      }),
    ])
  const startedAfter = (seconds: number) => {
    const floor = coating()
    floor.start('mix')
    floor.clock(60)
    floor.complete('mix')
    floor.clock(60 + seconds)
    return codes(floor.start('coat'))
  }

  test('starts between its limits, counted from the completion', () => {
    expect(startedAfter(299)).toEqual(['timer-running'])
    expect(startedAfter(300)).toEqual([])
    expect(startedAfter(7200)).toEqual([])
    expect(startedAfter(7201)).toEqual(['timer-exceeded'])
  })

  test('starts at once after a skipped step', () => {
    const floor = coating()
    floor.skip('mix')
    expect(codes(floor.start('coat'))).toEqual([])
  })
})

test('a limit is kept exactly if the instants are that far apart, in any unit', () => {
  const units = { s: 1, min: 60, h: 3600, d: 86_400 } as const
  fc.assert(
    fc.property(
      fc.constantFrom('s', 'min', 'h', 'd'),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 0, max: 500_000_000 }),
      fc.constantFrom('at-least', 'at-most'),
      (unit, value, milliseconds, rule) => {
        const timers = [{ timerId: 'span', rule, duration: { value: String(value), unit } }] as const
        const floor = floorOf([aStep('wait', { timers: [...timers] })])
        floor.start('wait')
        floor.clock(milliseconds / 1000)
        const limit = value * units[unit] * 1000
        const kept = rule === 'at-least' ? milliseconds >= limit : milliseconds <= limit
        expect(codes(floor.complete('wait')).length === 0).toBe(kept)
      },
    ),
    { numRuns: histories(500) },
  )
})
