import { describe, expect, test } from 'vitest'
import { trendWith } from '../../../shared/domain/equipment/trend.ts'
import { windowsOf } from '../../../shared/domain/equipment/windows.ts'
import { completeStep } from '../../../shared/domain/execution/step-completion.ts'
import type { RunningStep } from '../../../shared/domain/orders/order.ts'
import { ada, aStep, by, dec, later, noon, order, person, running, snapshot } from '../../support/given.ts'

const step = aStep('mix', {
  parameters: [{ parameterId: 'TEMP', unit: 'Cel', low: '62', high: '66', source: 'device', policy: 'off' }],
  timers: [
    {
      timerId: 'dissolved',
      rule: 'at-least',
      duration: { value: '10', unit: 's' },
      while: { parameterId: 'TEMP' },
    },
  ],
})
const of = { orderId: 'O-1', stepId: 'mix', parameterId: 'TEMP' }
const points = [0, 10, 20].map((seconds) => ({ at: Date.parse(later(seconds)), value: dec('64') }))
const trend = trendWith(undefined, of, points, windowsOf(step, 'TEMP'))
const ended = (
  seconds: number,
  more: object = {},
  {
    trends = [trend],
    progress = running({ startedAt: noon }),
  }: { trends?: (typeof trend)[]; progress?: RunningStep } = {},
) =>
  completeStep(
    {
      order: order({ steps: { mix: progress } }),
      snapshot: snapshot({ steps: [{ ...step, ...more }] }),
      person: person(),
      trends: trends.flatMap((it) => it ?? []),
    },
    undefined,
    'mix',
    {},
    {
      ...by(ada),
      at: later(seconds),
      late: { recordedAt: later(3600), occurredAt: later(seconds), lateReason: 'No network' },
    },
  )

describe('a step with values of devices', () => {
  test('ends when it ended, with what was measured until then', () => {
    expect(ended(19, { timers: [] })).toMatchObject({
      outcome: 'accepted',
      fact: {
        data: {
          values: [{ count: 2, sum: '128', last: { at: later(10) }, secondsInside: '10', highest: { value: '64' } }],
        },
      },
    })
    expect(ended(20, { timers: [] })).toMatchObject({
      outcome: 'accepted',
      fact: { data: { values: [{ count: 3, last: { at: later(20) } }] } },
    })
  })

  test('has no time inside the window from after its end', () => {
    expect(ended(9)).toMatchObject({
      violations: [{ code: 'timer-running', params: { inside: { value: '0', unit: 's' } } }],
    })
    expect(ended(10)).toMatchObject({ outcome: 'accepted' })
  })

  const asked = { parameters: [{ ...step.parameters[0], policy: 'block' }], timers: [] }
  const stands = (results: object) => running({ startedAt: noon, ...results })

  test('stands as its values stood at its end', () => {
    const heated = [60, 64, 70].map((value, index) => ({
      at: Date.parse(later(index * 10 + 2)),
      value: dec(String(value)),
    }))
    const standsAt = (seconds: number, changedAt: number, isGood: boolean) =>
      ended(seconds, asked, {
        trends: [trendWith(undefined, of, heated, windowsOf(step, 'TEMP'))],
        progress: stands({ results: { TEMP: isGood }, measuredAt: { TEMP: later(changedAt) } }),
      })
    // At its end it was inside, and what it was when it was booked does not count.
    expect(standsAt(15, 22, false)).toMatchObject({
      outcome: 'accepted',
      fact: { data: { values: [{ excursions: 1 }] } },
    })
    expect(standsAt(5, 22, false)).toMatchObject({ violations: [{ code: 'parameter-out-of-limits' }] })
    expect(standsAt(1, 22, false)).toMatchObject({ violations: [{ code: 'parameter-missing' }] })
    expect(standsAt(25, 22, false)).toMatchObject({ violations: [{ code: 'parameter-out-of-limits' }] })
  })

  const many = (last: number, value: (second: number) => number) =>
    trendWith(
      undefined,
      of,
      Array.from({ length: last + 1 }, (_, second) => ({
        at: Date.parse(later(second)),
        value: dec(String(value(second))),
      })),
      windowsOf(step, 'TEMP'),
    )

  test('ends within a time whose values are kept together, to the second of its time inside', () => {
    const hour = many(3600, (second) => (second <= 1800 ? 64 : 65))
    const half = ended(1800, { timers: [] }, { trends: [hour] })
    expect(half).toMatchObject({
      fact: { data: { values: [{ secondsInside: '1800', approximate: true }] } },
    })
    expect(half).toMatchObject({ fact: { data: { values: [{ count: 1800 }] } } })
  })

  test('does not end within a time of which only the sums are kept', () => {
    const restless = many(600, (second) => (second % 2 === 0 ? 64 : 70))
    expect(ended(100, { timers: [] }, { trends: [restless] })).toMatchObject({
      violations: [{ code: 'late-booking', variant: 'before-value' }],
    })
    expect(ended(500, { timers: [] }, { trends: [restless] })).toMatchObject({
      fact: { data: { values: [{ count: 501, excursions: 250 }] } },
    })
  })
})
