import { describe, expect, test } from 'vitest'
import { trendWith } from '../../../shared/domain/equipment/trend.ts'
import { windowsOf } from '../../../shared/domain/equipment/windows.ts'
import { completeStep } from '../../../shared/domain/execution/step-completion.ts'
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
const ended = (seconds: number, more: object = {}) =>
  completeStep(
    {
      order: order({ steps: { mix: running({ startedAt: noon }) } }),
      snapshot: snapshot({ steps: [{ ...step, ...more }] }),
      person: person(),
      trends: trend ? [trend] : [],
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
  test('does not end before the last of them, because what came after would count for it', () => {
    expect(ended(19, { timers: [] })).toMatchObject({
      violations: [
        { code: 'late-booking', variant: 'before-value', params: { parameterId: 'TEMP', until: later(20) } },
      ],
    })
    expect(ended(20, { timers: [] })).toMatchObject({
      outcome: 'accepted',
      fact: { data: { values: [{ count: 3, last: { at: later(20) } }] } },
    })
  })

  test('does not end before the last of them either where a timer counts them', () => {
    expect(ended(19)).toMatchObject({
      violations: [{ code: 'late-booking', variant: 'before-value', params: { until: later(20) } }],
    })
    expect(ended(20)).toMatchObject({ outcome: 'accepted' })
  })
})
