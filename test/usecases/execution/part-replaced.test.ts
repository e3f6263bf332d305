import { beforeEach, describe, expect, test } from 'vitest'
import type { MaterialId, StepId } from '../../../events/identifiers.ts'
import { materialDefinition } from '../../../events/recipe.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import type { Serial } from '../../../shared/domain/stock/serial.ts'
import type { Outcome } from '../../../shared/usecases/commit/command.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import { correctResult } from '../../../shared/usecases/execution/results.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import { reverseConsumption } from '../../../shared/usecases/production/reversal.ts'
import { command, refusal, stock, taken } from '../../support/commands.ts'
import { ada, erik, later, noon, olga, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { leave, producePumps, pumpSteps, pumps, record, scratchFree, wrench } from '../../support/pieces.ts'
import { each, install, unitIn } from '../../support/units.ts'

let store: MemoryStore
const order = () => store.state()['order O-1'] as BoundOrder
const unit = (serial: string) => unitIn(store.state(), 'PUMP', serial) as Serial
const refs = (outcome: Outcome) =>
  outcome.outcome === 'refused' ? outcome.violations.map(({ code, ref }) => `${code} ${ref}`) : outcome.outcome
const seal = (into: string, stepId = 'tighten') =>
  install(store, 'O-1', { lineId: '0020', lotId: 'SEAL-1', into, stepId })
const takeOut = (consumptionId: string, more: object = {}) =>
  reverseConsumption(store, command(ada, { consumptionId, reason: 'It leaks', ...more }, { at: later(60) }), {
    orderId: 'O-1',
  })

beforeEach(async () => {
  store = memoryStore()
  const material = materialDefinition.parse({ name: 'Seal', unit: '{each}' })
  taken(await definitions.defineMaterial(store, command(erik, material), { materialId: 'SEAL' as MaterialId }))
  await stock(store, 'SEAL-1', 'SEAL', '20', noon, '{each}')
  const line = {
    lineId: '0020',
    materialId: 'SEAL',
    quantity: each('20'),
    tolerance: { minusPercent: '100', plusPercent: '0' },
    perUnit: { quantity: each('1') },
  }
  const [tighten, ...others] = pumpSteps({ torque: { policy: 'block-unless-signed' } })
  await pumps(store, 2, [{ ...tighten, materials: [line] }, ...others])
})

/** P001 has its seal and both results of its step. */
async function measured(): Promise<string> {
  const { fact } = taken(await seal('P001'))
  expect(await wrench(store, 1, '50', 'P001')).toEqual({ taken: true })
  taken(await scratchFree(store, 'P001'))
  return fact.factId
}

describe('a part that is replaced in a step', () => {
  test('lets the step ask again for what was measured with the old part', async () => {
    const first = await measured()
    const { fact } = taken(await takeOut(first))
    expect(fact.data).toMatchObject({ asksAgain: [{ stepId: 'tighten', items: ['torque', 'scratch'] }] })
    taken(await seal('P001'))
    expect(refs(await leave(store, 'tighten', ['P001']))).toEqual([
      'parameter-missing parameter:torque@P001',
      'parameter-missing parameter:scratch@P001',
    ])
    expect(await wrench(store, 2, '51', 'P001', 61)).toEqual({ taken: true })
    taken(await scratchFree(store, 'P001'))
    taken(await leave(store, 'tighten', ['P001']))
    const results = store
      .factsOf({ type: 'order', id: 'O-1' })
      .filter(({ type }) => type === 'andon.result.recorded.v1')
    expect(results).toHaveLength(4)
  })

  test('is not passed by what was measured while no part was in it', async () => {
    const first = await measured()
    taken(await takeOut(first))
    expect(await wrench(store, 2, '50', 'P001', 30)).toEqual({ taken: true })
    taken(await scratchFree(store, 'P001'))
    taken(await seal('P001'))
    expect(refs(await leave(store, 'tighten', ['P001']))).toEqual([
      'parameter-missing parameter:torque@P001',
      'parameter-missing parameter:scratch@P001',
    ])
  })

  test('is not passed by a value that was measured before and comes late, nor by a correction of it', async () => {
    const first = await measured()
    const [torque] = store
      .factsOf({ type: 'order', id: 'O-1' })
      .filter(({ type }) => type === 'andon.result.recorded.v1')
    taken(await takeOut(first))
    taken(await seal('P001'))
    await wrench(store, 2, '50', 'P001', 59)
    const fix = command(olga, { value: '49', reason: 'A slip' })
    const quality = { ...fix, caller: { ...fix.caller, roles: ['quality'] as const } }
    taken(await correctResult(store, quality, { orderId: 'O-1', resultId: torque?.factId ?? '' }))
    expect(unit('P001').steps?.tighten?.results).toEqual({})
  })

  test('clears no result of another unit, and none of a step that the unit has left', async () => {
    const first = await measured()
    taken(await seal('P002'))
    expect(await wrench(store, 2, '50', 'P002')).toEqual({ taken: true })
    taken(await scratchFree(store, 'P002'))
    taken(await leave(store, 'tighten', ['P001']))
    taken(await execution.startStep(store, command(ada, {}), { orderId: 'O-1', stepId: 'test' }))
    taken(await record(store, { stepId: 'test', parameterId: 'decay', value: '1', serial: 'P001' }))
    const { fact } = taken(await takeOut(first, { stepId: 'test' as StepId }))
    expect(fact.data).toMatchObject({ asksAgain: [{ stepId: 'test', items: ['decay'] }] })
    expect(unit('P001').steps).toMatchObject({
      tighten: { left: 'finished', results: { torque: true, scratch: true } },
      test: { results: {} },
    })
    expect(unit('P002').steps).toMatchObject({ tighten: { results: { torque: true, scratch: true } } })
  })

  test('takes away what was signed for the unit as it was', async () => {
    const first = await measured()
    const body = { ref: 'parameter:torque@P001', reason: 'Within the old limits' }
    await wrench(store, 3, '60', 'P001', 30)
    const signature = signedBy(olga, 'approved')
    taken(await execution.overrideStep(store, command(ada, body, { signature }), { orderId: 'O-1', stepId: 'tighten' }))
    expect(Object.keys(order().overrides ?? {})).toEqual(['tighten/parameter:torque@P001'])
    taken(await takeOut(first))
    taken(await seal('P001'))
    expect(order().overrides).toEqual({})
    expect(refusal(await leave(store, 'tighten', ['P001']))).toContain('parameter-missing')
  })

  test('asks nothing again of a unit that was not measured', async () => {
    const { fact } = taken(await seal('P001'))
    expect(taken(await takeOut(fact.factId)).fact.data).not.toHaveProperty('asksAgain')
    expect(refusal(await producePumps(store, 'tighten', ['P001']))).toContain('unit-incomplete')
  })
})
