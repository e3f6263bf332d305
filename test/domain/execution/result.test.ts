import { describe, expect, test } from 'vitest'
import type { EquipmentId } from '../../../events/identifiers.ts'
import { recordResult as resultBody } from '../../../events/order.ts'
import { judgeResult } from '../../../shared/domain/execution/result.ts'
import { recordResult } from '../../../shared/domain/execution/result-recording.ts'
import { noAlerts } from '../../../shared/domain/quality/alerts.ts'
import {
  ada,
  by,
  codes,
  draftOf,
  later,
  mixerSays,
  noon,
  order,
  person,
  running,
  snapshot,
} from '../../support/given.ts'

const ids = { deviationId: 'dev-1', holdId: 'hold-1', alerts: noAlerts } as Parameters<typeof recordResult>[2]
const mixing = (more: object = {}) => order({ steps: { weigh: { status: 'completed' }, mix: running() }, ...more })
const record = (body: object, found = mixing()) =>
  recordResult(
    { order: found, snapshot: snapshot(), person: person() },
    // What a device measures is typed with a reason only.
    resultBody.parse({
      stepId: 'mix',
      ...('parameterId' in body && body.parameterId === 'temperature' && { reason: 'The probe is being replaced' }),
      ...body,
    }),
    ids,
    by(ada),
  )

describe('a result within its limits', () => {
  test.each([
    [
      { parameterId: 'temperature', value: '35' },
      { parameterId: 'temperature', low: '35', high: '45', unit: 'Cel' },
    ],
    [
      { parameterId: 'temperature', value: '45.000' },
      { parameterId: 'temperature', value: '45.000' },
    ],
    [
      { parameterId: 'temperature', value: '313.15', unit: 'K' },
      { value: '40', unit: 'Cel' },
    ],
    [{ parameterId: 'density', value: '1200000000000' }, { low: '1.2' }],
    [
      { checkId: 'clear', value: 'pass' },
      { checkId: 'clear', value: 'pass' },
    ],
  ])('%j is recorded and completes nothing else', (body, data) => {
    const id = ('parameterId' in body ? body.parameterId : body.checkId) ?? ''
    expect(record(body)).toMatchObject({
      outcome: 'accepted',
      fact: { type: 'andon.result.recorded.v1', data: { ...data, inSpec: true } },
      changes: [
        { kind: 'order', value: { status: 'running', holds: [], steps: { mix: { results: { [id]: true } } } } },
      ],
    })
  })
})

describe('a result outside its limits', () => {
  test.each([
    ['a hair above', { parameterId: 'temperature', value: '45.000000000001' }],
    ['a hair below', { parameterId: 'temperature', value: '34.999999999999' }],
    ['in another unit', { parameterId: 'temperature', value: '400', unit: 'K' }],
    ['of a check', { checkId: 'clear', value: 'fail' }],
  ])('%s opens a deviation and holds the order in the same commit', (_how, body) => {
    const id = ('parameterId' in body ? body.parameterId : body.checkId) ?? ''
    const decision = record(body)
    expect(decision).toMatchObject({
      outcome: 'accepted',
      fact: { type: 'andon.deviation.opened.v1', about: { type: 'deviation', id: 'dev-1' } },
      changes: [
        {
          kind: 'deviation',
          value: { status: 'open', orderId: 'O-1', holds: ['hold-1'], breach: { parameterId: id } },
        },
        { kind: 'hold', value: { status: 'active', subject: { type: 'order', id: 'O-1' }, placedBy: 'ada' } },
        {
          kind: 'order',
          value: {
            holds: ['hold-1'],
            deviations: { 'dev-1': 'open' },
            breaches: { [`mix/${id}`]: 'dev-1' },
            steps: { mix: { results: { [id]: false } } },
          },
        },
      ],
    })
  })

  test('says in words what was measured, where, and what is allowed', () => {
    const measured = {
      ...resultBody.parse({ stepId: 'mix', parameterId: 'temperature', value: '61.5' }),
      equipmentId: 'MIXER-1' as EquipmentId,
      measuredAt: later(-5),
    }
    const step = draftOf().steps[1]
    if (!step) throw new Error('The recipe has two steps.')
    const decision = judgeResult(mixing(), step, measured, ids, by(mixerSays))
    expect(decision).toMatchObject({
      fact: {
        data: {
          title: 'temperature 61.5 Cel in step mix of order O-1',
          description: `Measured at ${later(-5)} on MIXER-1: temperature 61.5 Cel; allowed is 35 to 45 Cel.`,
        },
      },
    })
  })

  test('is only recorded if the policy warns and a reason is given', () => {
    expect(codes(record({ parameterId: 'acidity', value: '3.9' }))).toEqual(['reason-missing'])
    expect(record({ parameterId: 'acidity', value: '3.9', reason: 'Citric acid of another lot' })).toMatchObject({
      fact: { type: 'andon.result.recorded.v1', data: { inSpec: false, reason: 'Citric acid of another lot' } },
      changes: [{ value: { holds: [], steps: { mix: { results: { acidity: false } } } } }],
    })
  })

  test('is only recorded where the policy is off', () => {
    expect(record({ parameterId: 'colour', value: '9' })).toMatchObject({
      fact: { type: 'andon.result.recorded.v1', data: { inSpec: false } },
    })
  })

  test('is only recorded if another person may override it, and the step waits for that', () => {
    const steps = draftOf().steps.map((step) => ({
      ...step,
      parameters: step.parameters.map((it) => ({ ...it, policy: 'block-unless-signed' as const })),
    }))
    const decision = recordResult(
      { order: mixing(), snapshot: snapshot({ steps }), person: person() },
      resultBody.parse({ stepId: 'mix', parameterId: 'density', value: '1' }),
      ids,
      by(ada),
    )
    expect(decision).toMatchObject({
      fact: { type: 'andon.result.recorded.v1', data: { inSpec: false } },
      changes: [{ value: { holds: [], steps: { mix: { results: { density: false } } } } }],
    })
  })

  test('that was measured before its step ended still counts afterwards', () => {
    const step = draftOf().steps[1]
    if (!step) throw new Error('The recipe has two steps.')
    const over = order({ status: 'completed', steps: { weigh: { status: 'completed' }, mix: { status: 'completed' } } })
    const warm = resultBody.parse({ stepId: 'mix', parameterId: 'temperature', value: '61.5' })
    const measured = { ...warm, measuredAt: noon }
    const decision = judgeResult(over, step, measured, ids, by(mixerSays))
    expect(decision).toMatchObject({ changes: [{}, {}, { value: { steps: over.steps, holds: ['hold-1'] } }] })
  })
})

describe('a value that a device measures', () => {
  const typed = (manualEntry: 'block' | 'warn' | 'off', reason?: string) => {
    const steps = draftOf().steps.map((step) => ({
      ...step,
      parameters: step.parameters.map((it) => ({ ...it, manualEntry })),
    }))
    return recordResult(
      { order: mixing(), snapshot: snapshot({ steps }), person: person() },
      resultBody.parse({ stepId: 'mix', parameterId: 'temperature', value: '40', ...(reason && { reason }) }),
      ids,
      by(ada),
    )
  }

  test('is typed by a person only as the recipe allows, and is marked', () => {
    expect(codes(typed('block', 'The probe is out'))).toEqual(['parameter-from-device'])
    expect(codes(typed('warn'))).toEqual(['reason-missing'])
    const data = { manual: true, reason: 'The probe is out' }
    expect(typed('warn', 'The probe is out')).toMatchObject({ fact: { data } })
    expect(typed('off')).toMatchObject({ fact: { data: { manual: true } } })
  })
})

describe('a result that cannot be read', () => {
  test.each(['warm', '1e3', '+4', '.5', '01', '1,5', '1.0000000000001', ''])('"%s" is no number', (value) => {
    const body = { stepId: 'mix', parameterId: 'density', value } as ReturnType<typeof resultBody.parse>
    const decision = recordResult({ order: mixing(), snapshot: snapshot(), person: person() }, body, ids, by(ada))
    expect(codes(decision)).toEqual(['invalid-request'])
  })

  test('is refused with every other reason', () => {
    const held = mixing({ holds: ['H-1'], steps: {} })
    expect(codes(record({ parameterId: 'density', value: '1', unit: 'm' }, held))).toEqual([
      'order-on-hold',
      'step-not-running',
      'unit-mismatch',
    ])
    expect(codes(record({ checkId: 'clear', value: 'maybe' }))).toEqual(['invalid-request'])
    expect(codes(record({ parameterId: 'taste', value: '1' }))).toEqual(['parameter-unknown'])
  })

  test('is for either a parameter or a check', () => {
    const parse = (more: object) => resultBody.safeParse({ stepId: 'mix', value: '1', ...more }).success
    expect(parse({ parameterId: 'density' })).toBe(true)
    expect(parse({})).toBe(false)
    expect(parse({ parameterId: 'density', checkId: 'clear' })).toBe(false)
  })
})
