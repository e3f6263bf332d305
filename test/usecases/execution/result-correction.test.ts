import { beforeEach, describe, expect, test } from 'vitest'
import { correctResult } from '../../../events/order.ts'
import { english } from '../../../events/sentences/english.ts'
import type { Caller } from '../../../shared/domain/caller.ts'
import { exceptionsOf } from '../../../shared/domain/execution/batch-decision.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import type { Outcome } from '../../../shared/usecases/commit/command.ts'
import * as results from '../../../shared/usecases/execution/results.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import { command, completedOrder, completeStep, furnish, measured, mixingOrder, taken } from '../../support/commands.ts'
import { ada, mixerSays, noon, olga, quinn } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { pumps, record as recordOfUnit } from '../../support/pieces.ts'
import { unitIn } from '../../support/units.ts'

const path = { orderId: 'O-1' }
let store: MemoryStore
beforeEach(async () => {
  store = memoryStore()
  await furnish(store)
})
const orderIn = () => store.state()['order O-1'] as BoundOrder
const stepIn = (stepId = 'mix') => orderIn().steps[stepId]
const facts = () => store.factsOf({ type: 'order', id: 'O-1' })
const record = async (body: object) =>
  taken(await results.recordResult(store, command(ada, measured(body)), path)).fact.factId
const correct = (resultId: string, value: string, who: Caller = ada, more: object = {}) =>
  results.correctResult(store, command(who, correctResult.parse({ value, reason: 'Mistyped', ...more })), {
    ...path,
    resultId,
  })
const said = (outcome: Outcome) =>
  'violations' in outcome
    ? outcome.violations.map(({ code, variant }) => (variant === undefined ? code : `${code}/${variant}`))
    : [outcome.outcome]
const exceptions = () => exceptionsOf(orderIn(), facts(), english)

describe('a result that was recorded wrongly', () => {
  test('is corrected while its step runs; both facts stay, and the step has the new one', async () => {
    await mixingOrder(store, 'O-1')
    const resultId = await record({ parameterId: 'acidity', value: '45', reason: 'As the meter shows' })
    expect(stepIn()).toMatchObject({ results: { acidity: false } })
    const { fact } = taken(await correct(resultId, '4.5'))
    expect(fact).toMatchObject({
      type: 'andon.result.corrected.v1',
      actor: { name: 'Ada Moreau' },
      data: {
        parameterId: 'acidity',
        value: '4.5',
        inSpec: true,
        corrects: { resultId, was: '45', reason: 'Mistyped' },
      },
    })
    expect(fact.data).not.toHaveProperty('exceptionId')
    expect(stepIn()).toMatchObject({ results: { acidity: true } })
    expect(facts().map(({ type }) => type)).toEqual(
      expect.arrayContaining(['andon.result.recorded.v1', 'andon.result.corrected.v1']),
    )
    expect(exceptions().find(({ kind }) => kind === 'correction')).toMatchObject({
      title: 'Ada Moreau corrected acidity in step mix from 45 to 4.5 [pH]: Mistyped.',
      status: 'for-information',
    })
  })

  test('is corrected by its own id again, and never by that of its correction', async () => {
    await mixingOrder(store, 'O-1')
    const resultId = await record({ parameterId: 'density', value: '1.3' })
    const { fact } = taken(await correct(resultId, '1.25'))
    taken(await correct(resultId, '1.31'))
    expect(said(await correct(fact.factId, '1.2'))).toEqual(['result-unknown'])
    expect(said(await correct('no-such-id', '1.2'))).toEqual(['result-unknown'])
    expect(said(await correct(resultId, 'much'))).toEqual(['invalid-request/parameter-value'])
    expect(said(await correct(resultId, '1', ada, { unit: 'Cel' }))).toEqual(['unit-mismatch/parameter'])
  })

  test('opens what a bad result opens, if the right value is bad', async () => {
    await mixingOrder(store, 'O-1')
    const resultId = await record({ parameterId: 'density', value: '1.3' })
    const { fact } = taken(await correct(resultId, '1.03'))
    expect(fact).toMatchObject({
      type: 'andon.deviation.opened.v1',
      data: { breach: { parameterId: 'density', value: '1.03' }, corrects: { resultId, was: '1.3' } },
    })
    expect(orderIn()).toMatchObject({
      holds: [expect.stringMatching(/^hold/)],
      breaches: { 'mix/density': expect.anything() },
    })
    expect(stepIn()).toMatchObject({ results: { density: false } })
  })

  test('leaves to quality the deviation that the wrong value has opened', async () => {
    await mixingOrder(store, 'O-1')
    const resultId = await record({ parameterId: 'density', value: '0.13' })
    expect(orderIn().holds).toHaveLength(1)
    taken(await correct(resultId, '1.3'))
    expect(stepIn()).toMatchObject({ results: { density: true } })
    expect(Object.values(orderIn().deviations)).toEqual(['open'])
    expect(orderIn().holds).toHaveLength(1)
  })

  test('is a warning that quality reviews, if the recipe only warns of the right value', async () => {
    await mixingOrder(store, 'O-1')
    const resultId = await record({ parameterId: 'acidity', value: '4.5' })
    taken(await correct(resultId, '5.4'))
    const asked = exceptions().flatMap(({ exceptionId, status }) => (status === 'to-review' ? [exceptionId] : []))
    expect(asked).toEqual(['mix.parameter-out-of-limits'])
    expect(orderIn().exceptions).toEqual(asked)
  })

  test('changes the record alone, if a newer result of the item stands', async () => {
    await mixingOrder(store, 'O-1')
    const first = await record({ parameterId: 'acidity', value: '4.2' })
    await record({ parameterId: 'acidity', value: '4.4' })
    taken(await correct(first, '42'))
    expect(stepIn()).toMatchObject({ results: { acidity: true } })
  })

  test('of a check is corrected like one of a parameter', async () => {
    await mixingOrder(store, 'O-1')
    const resultId = await record({ checkId: 'clear', value: 'pass' })
    expect(said(await correct(resultId, 'maybe'))).toEqual(['invalid-request/check-answer'])
    expect(taken(await correct(resultId, 'fail')).fact.type).toBe('andon.deviation.opened.v1')
    taken(await correct(resultId, 'pass'))
    expect(stepIn()).toMatchObject({ results: { clear: true } })
  })

  test('of a device is corrected by quality alone', async () => {
    await mixingOrder(store, 'O-1')
    const sent = { ...measured({ parameterId: 'temperature', value: '400' }), measuredAt: noon, unit: 'Cel' }
    const { stepId: _step, ...sample } = sent
    const { fact } = taken(await results.recordSample(store, command(mixerSays, sample), { ...path, stepId: 'mix' }))
    expect(said(await correct(fact.factId, '40', ada))).toEqual(['forbidden/device-result'])
    expect(said(await correct(fact.factId, '40', olga))).toEqual(['forbidden/device-result'])
    taken(await correct(fact.factId, '40', quinn))
    expect(stepIn()).toMatchObject({ results: { temperature: true } })
  })
})

describe('a result of a step that is over', () => {
  test('is corrected by a supervisor or quality, and quality reviews it, but not who made it', async () => {
    await completedOrder(store, 'O-1', 'SYR-1')
    const resultId = facts().find(({ data }) => 'parameterId' in data && data.parameterId === 'density')?.factId ?? ''
    expect(said(await correct(resultId, '1.25'))).toEqual(['forbidden/step-over'])
    const { fact } = taken(await correct(resultId, '1.25', olga))
    const { exceptionId } = fact.data as { exceptionId: string }
    expect(orderIn().exceptions).toContain(exceptionId)
    expect(orderIn().signers).toMatchObject({ [exceptionId]: 'olga' })
    expect(exceptions().find((it) => it.exceptionId === exceptionId)).toMatchObject({
      kind: 'correction',
      status: 'to-review',
    })
  })

  test('opens a deviation that stops the release, if the right value is bad', async () => {
    await completedOrder(store, 'O-1', 'SYR-1')
    const resultId = facts().find(({ data }) => 'parameterId' in data && data.parameterId === 'density')?.factId ?? ''
    const { exceptions: before } = orderIn()
    const { fact } = taken(await correct(resultId, '1.03', olga))
    const { deviationId } = fact.data as { deviationId: string }
    expect(orderIn()).toMatchObject({
      status: 'completed',
      deviations: { [deviationId]: 'open' },
      signers: { [deviationId]: 'olga' },
    })
    expect(orderIn().exceptions).toEqual(before)
  })

  test('stays as it is once the order is closed', async () => {
    await mixingOrder(store, 'O-1')
    const resultId = await record({ parameterId: 'density', value: '1.3' })
    taken(await orders.abortOrder(store, command(olga, { reason: 'No demand' }), path))
    taken(await correct(resultId, '1.31', olga))
    expect(said(await completeStep(store, 'O-1', 'mix'))).not.toEqual(['done'])
  })
})

describe('the result of a unit', () => {
  test('is corrected on the record of that unit, also after a bad one has put it on hold', async () => {
    store = memoryStore()
    await pumps(store, 2)
    const answer = { stepId: 'tighten', checkId: 'scratch', serial: 'P001' }
    const good = taken(await recordOfUnit(store, { ...answer, value: 'pass' })).fact.factId
    const unitStep = (serial: string) => unitIn(store.state(), 'PUMP', serial)?.steps?.tighten
    const { fact } = taken(await correct(good, 'fail'))
    expect(fact).toMatchObject({ type: 'andon.deviation.opened.v1', data: { breach: { serial: 'P001' } } })
    expect(unitStep('P001')).toMatchObject({ results: { scratch: false } })
    expect(unitStep('P002')).toBeUndefined()
    expect(orderIn().holds).toEqual([])
    taken(await correct(good, 'pass'))
    expect(unitStep('P001')).toMatchObject({ results: { scratch: true } })
  })
})
