import { describe, expect, test } from 'vitest'
import type { Fact } from '../../../events/envelope.ts'
import {
  completeStep as completeBody,
  correctResult as correctBody,
  recordResult as resultBody,
} from '../../../events/order.ts'
import { correctResult } from '../../../shared/domain/execution/result-correction.ts'
import { recordResult } from '../../../shared/domain/execution/result-recording.ts'
import { completeStep } from '../../../shared/domain/execution/step-completion.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { noAlerts } from '../../../shared/domain/quality/alerts.ts'
import {
  accepted,
  ada,
  aStep,
  by,
  codes,
  fact,
  kg,
  order,
  person,
  quinn,
  running,
  saved,
  snapshot,
} from '../../support/given.ts'

const ids = { deviationId: 'dev-1', holdId: 'hold-1', exceptionId: 'ex-1', alerts: noAlerts } as Parameters<
  typeof correctResult
>[4]
const limits = { low: '0.5', high: '1.5' } as const
type Policy = 'block' | 'warn' | 'block-unless-signed'

/** The density of a mixture, from two results; the step after it computes with them and with the density. */
function plantOf({ first = 'block', second = 'block' }: { readonly first?: Policy; readonly second?: Policy } = {}) {
  const mix = aStep('mix', {
    parameters: [
      { parameterId: 'm', unit: 'kg', source: 'operator' },
      { parameterId: 'v', unit: 'L', source: 'operator' },
      { parameterId: 'note', unit: 'Cel', source: 'operator' },
    ],
    calculations: [{ calculationId: 'q', expression: 'm / v', unit: 'kg/L', ...limits, policy: first }],
  })
  const fill = aStep('fill', {
    after: ['mix'],
    parameters: [{ parameterId: 'f', unit: '1', source: 'operator' }],
    calculations: [
      { calculationId: 'y', expression: 'mix.m / mix.v', unit: 'kg/L', ...limits, policy: second },
      { calculationId: 'z', expression: 'mix.q * f', unit: 'kg/L', ...limits, policy: second },
    ],
  })
  const steps = [mix, fill]
  const floorOf = (found: BoundOrder) => ({ order: found, snapshot: snapshot({ steps }), person: person() })
  let found = order({ quantity: kg('100'), steps: { mix: running() } })
  let sequence = 0
  const facts = new Map<string, Fact>()
  const record = (stepId: string, parameterId: string, value: string) => {
    const body = resultBody.parse({ stepId, parameterId, value, reason: 'as shown' })
    const decision = recordResult(floorOf(found), body, { ...ids, sequence: ++sequence }, by(ada))
    const told = accepted(decision).fact
    found = saved(decision, 'order') as BoundOrder
    if (told.type !== 'andon.result.recorded.v1') throw new Error(told.type)
    const { warnings: _none, ...data } = told.data
    facts.set(parameterId, fact(told.type, data, { factId: parameterId, sequence }))
  }
  const complete = (stepId: string) => {
    const decision = completeStep({ ...floorOf(found), trends: [] }, undefined, stepId, completeBody.parse({}), by(ada))
    if (decision.outcome === 'accepted') found = saved(decision, 'order') as BoundOrder
    return decision
  }
  const correct = (parameterId: string, value: string) => {
    const body = correctBody.parse({ value, reason: 'Misread' })
    const decision = correctResult(floorOf(found), facts.get(parameterId), parameterId, body, ids, by(quinn))
    found = saved(decision, 'order') as BoundOrder
    return accepted(decision)
  }
  const start = (stepId: string) => {
    found = { ...found, steps: { ...found.steps, [stepId]: running() } }
  }
  record('mix', 'm', '80')
  record('mix', 'v', '100')
  record('mix', 'note', '20')
  complete('mix')
  return { record, complete, correct, start, now: () => found }
}

describe('a result that is corrected after its step', () => {
  test('computes anew what depends on it, in every step, and names what leaves its limits', () => {
    const plant = plantOf({ first: 'block-unless-signed', second: 'block-unless-signed' })
    plant.start('fill')
    plant.record('fill', 'f', '1')
    const { fact } = plant.correct('m', '8')
    expect(fact).toMatchObject({
      type: 'andon.result.corrected.v1',
      data: {
        exceptionId: 'ex-1',
        calculated: [
          { stepId: 'mix', calculationId: 'q', value: '0.08', inSpec: false },
          { stepId: 'fill', calculationId: 'y', value: '0.08', inSpec: false },
          { stepId: 'fill', calculationId: 'z', value: '0.08', inSpec: false },
        ],
        warnings: ['q', 'y', 'z'].map((item) => ({
          code: 'parameter-out-of-limits',
          params: { item, result: { value: '0.08', unit: 'kg/L' } },
        })),
      },
    })
    expect(plant.now().steps.fill).toMatchObject({ results: { z: false } })
  })

  test('leaves a running step with the verdict of now', () => {
    const plant = plantOf({ first: 'warn', second: 'block-unless-signed' })
    plant.start('fill')
    plant.record('fill', 'f', '1')
    plant.correct('m', '8')
    expect(codes(plant.complete('fill'))).toEqual(['parameter-out-of-limits', 'parameter-out-of-limits'])
    plant.correct('m', '90')
    expect(plant.now().steps.fill).toMatchObject({ results: { z: true } })
    expect(accepted(plant.complete('fill')).fact.data).toMatchObject({
      calculated: [{ calculationId: 'y', value: '0.9' }],
    })
  })

  test('holds the order by a calculation that blocks, and the deviation names the others', () => {
    const plant = plantOf()
    plant.start('fill')
    const { fact } = plant.correct('m', '8')
    expect(fact).toMatchObject({
      type: 'andon.deviation.opened.v1',
      data: {
        title: 'q 0.08 kg/L in step mix of order O-1; y 0.08 kg/L in step fill of order O-1',
        breach: { stepId: 'mix', parameterId: 'q', cause: { parameterId: 'm', value: '8' } },
        corrects: { was: '80' },
      },
    })
    expect(plant.now().holds).toEqual(['hold-1'])
    expect(codes(plant.complete('fill'))).toContain('parameter-out-of-limits')
  })

  test('holds the order by a calculation of another step, and says which result is the cause', () => {
    const plant = plantOf({ first: 'warn' })
    plant.start('fill')
    plant.record('fill', 'f', '1')
    const { fact } = plant.correct('m', '8')
    expect(fact.data).toMatchObject({
      breach: { stepId: 'fill', parameterId: 'z', cause: { stepId: 'mix', parameterId: 'm' } },
      title: expect.stringMatching(/^z 0\.08 .* step fill .*; q 0\.08 .* step mix .*; y 0\.08/),
    })
  })

  test('names a calculation of a step that is over as well, and one that has no value any more', () => {
    const plant = plantOf({ first: 'block-unless-signed', second: 'warn' })
    plant.start('fill')
    plant.record('fill', 'f', '1')
    accepted(plant.complete('fill'))
    expect(plant.correct('v', '0').fact.data).toMatchObject({
      warnings: [
        { code: 'parameter-missing', params: { item: 'q', stepId: 'mix' } },
        { code: 'parameter-missing', params: { item: 'y', stepId: 'fill' } },
      ],
    })
  })

  test('says nothing of calculations that it does not change, or that come back into their limits', () => {
    const plant = plantOf({ first: 'block-unless-signed' })
    expect(plant.correct('note', '21').fact.data).not.toHaveProperty('calculated')
    expect(plant.correct('m', '8').fact.data).toMatchObject({ warnings: [{ params: { item: 'q' } }] })
    const { fact } = plant.correct('m', '90')
    expect(fact.data).toMatchObject({ calculated: [{ calculationId: 'q', value: '0.9', inSpec: true }] })
    expect(fact.data).not.toHaveProperty('warnings')
  })
})
