import { beforeEach, describe, expect, test } from 'vitest'
import type { DeviationId, StepId } from '../../../events/identifiers.ts'
import { completeStep } from '../../../events/order.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { producedBy } from '../../../shared/domain/production/order-balance.ts'
import type { Deviation } from '../../../shared/domain/quality/deviation.ts'
import type { Serial } from '../../../shared/domain/stock/serial.ts'
import type { Outcome } from '../../../shared/usecases/commit/command.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import * as deviations from '../../../shared/usecases/quality/deviations.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import { command, refusal, startStep, taken } from '../../support/commands.ts'
import { ada, later, olga, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { leave, producePumps, pumpSteps, pumps, record, scratchFree, wrench } from '../../support/pieces.ts'
import { each, unitIn } from '../../support/units.ts'
import { spoken } from '../../support/words.ts'

let store: MemoryStore
let now = 0
const order = () => store.state()['order O-1'] as BoundOrder
const unit = (serial: string) => unitIn(store.state(), 'PUMP', serial) as Serial
const refs = (outcome: Outcome) =>
  outcome.outcome === 'refused' ? outcome.violations.map(({ code, ref }) => `${code} ${ref}`) : outcome.outcome
const tighten = (value: string, serial?: string) => {
  now += 1
  return wrench(store, now, value, serial)
}
/** The unit has both of its results. */
async function passes(serial: string): Promise<void> {
  expect(await tighten('50', serial)).toEqual({ taken: true })
  taken(await scratchFree(store, serial))
}

beforeEach(() => {
  store = memoryStore()
  now = 0
})

describe('a result of one unit', () => {
  beforeEach(() => pumps(store, 4))

  test('passes that unit and no other one', async () => {
    await passes('P001')
    expect(unit('P001').steps).toMatchObject({ tighten: { results: { torque: true, scratch: true } } })
    expect(order().steps.tighten).toMatchObject({ results: {} })
    expect(refs(await leave(store, 'tighten', ['P001', 'P002']))).toEqual([
      'parameter-missing parameter:torque@P002',
      'parameter-missing parameter:scratch@P002',
    ])
    const { fact } = taken(await leave(store, 'tighten', ['P001']))
    expect(fact).toMatchObject({
      type: 'andon.step.progressed.v1',
      data: { serials: ['P001'], finished: each('1'), scrapped: each('0') },
    })
  })

  test('is refused without the serial, and says what to send', async () => {
    const missing = await record(store, { stepId: 'tighten', checkId: 'scratch', value: 'pass' })
    expect(spoken(missing)).toMatchObject({
      violations: [
        {
          code: 'unit-missing',
          ref: 'serial',
          detail: 'Step tighten asks for scratch of each unit; send the serial of the unit that was measured.',
        },
      ],
    })
    expect(refusal(await scratchFree(store, 'P777'))).toEqual(['unit-unknown'])
  })

  test('of a device without a serial is said aloud and judges nothing', async () => {
    expect(await tighten('50')).toEqual({
      taken: false,
      reason: 'Step tighten asks for torque of each unit; send the serial of the unit that was measured.',
    })
    expect(await tighten('50', 'P777')).toMatchObject({ taken: false, reason: expect.stringContaining('P777') })
    expect(order().steps.tighten).toMatchObject({ results: {} })
  })

  test.each([
    ['without a serial', 'block', undefined],
    ['with an unknown serial', 'block', 'P777'],
    ['with a serial that cannot be read', 'block', { unread: 'P 1' }],
    ['that somebody would have to sign for', 'block-unless-signed', 'P777'],
  ] as const)(
    'of a device %s and out of its limits stops the order, for it may be of any unit',
    async (_, policy, serial) => {
      store = memoryStore()
      await pumps(store, 2, pumpSteps({ torque: { policy } }))
      const sentSerial = typeof serial === 'object' ? serial.unread : serial
      await wrench(store, 1, '57', serial)
      const [deviationId] = Object.keys(order().deviations)
      const { breach, subject } = store.state()[`deviation ${deviationId as DeviationId}`] as Deviation
      expect(subject).toEqual({ type: 'order', id: 'O-1' })
      expect(breach).toMatchObject({ parameterId: 'torque', value: '57', ofUnknownUnit: true })
      expect(breach?.sentSerial).toBe(sentSerial)
      expect(order()).toMatchObject({ holds: [expect.anything()], steps: { tighten: { results: {} } } })
      // One deviation tells it until somebody decides.
      await wrench(store, 2, '58', serial)
      expect(Object.keys(order().deviations)).toHaveLength(1)
    },
  )

  test('of a device for an unknown unit is a warning to review where the policy warns, and passes no unit', async () => {
    store = memoryStore()
    await pumps(store, 2, pumpSteps({ torque: { policy: 'warn' } }))
    await tighten('57', 'P777')
    expect(order()).toMatchObject({ holds: [], steps: { tighten: { results: {} } } })
    expect(store.factsOf({ type: 'order', id: 'O-1' }).at(-1)).toMatchObject({
      type: 'andon.result.recorded.v1',
      data: { value: '57', inSpec: false, sentSerial: 'P777', ofUnknownUnit: true, warnings: [expect.anything()] },
    })
    expect(unit('P001').steps).toBeUndefined()
  })

  test('of a device for a unit that is scrapped stops nothing any more', async () => {
    await passes('P001')
    taken(await leave(store, 'tighten', ['P001'], { scrappedSerials: ['P002'] }))
    expect(await tighten('57', 'P002')).toMatchObject({ taken: false, reason: expect.stringContaining('P002') })
    expect(order()).toMatchObject({ holds: [], deviations: {} })
  })

  test('of a device that arrives late does not undo a newer one of that unit, whatever the others are', async () => {
    taken(await scratchFree(store, 'P001'))
    await wrench(store, 5, '50', 'P001', 5)
    await wrench(store, 6, '50', 'P002', 1)
    expect(unit('P002').steps).toMatchObject({ tighten: { results: { torque: true } } })
    await wrench(store, 7, '47', 'P001', 2)
    // The late one was out of its limits all the same, so the unit is held.
    expect(unit('P001')).toMatchObject({
      steps: { tighten: { results: { torque: true } } },
      holds: [expect.anything()],
    })
  })

  test('cannot be changed by a person once the unit has left the step', async () => {
    await passes('P001')
    taken(await leave(store, 'tighten', ['P001']))
    expect(refs(await scratchFree(store, 'P001', 'fail'))).toEqual(['unit-unfit unit:PUMP/P001'])
    expect(refs(await leave(store, 'tighten', ['P001']))).toEqual(['unit-unfit unit:PUMP/P001'])
  })
})

describe('units that leave a step', () => {
  test('are named, each once, and as many as are finished', async () => {
    await pumps(store, 4)
    await passes('P001')
    await passes('P002')
    expect(refs(await leave(store, 'tighten', []))).toEqual(['unit-missing serials'])
    expect(refs(await leave(store, 'tighten', ['P001', 'P001']))).toEqual(['serial-duplicated serials/1'])
    expect(refs(await leave(store, 'tighten', ['P001'], { quantity: each('2') }))).toEqual(['unit-mismatch quantity'])
    taken(await leave(store, 'tighten', [{ from: 'P001', to: 'P002' }], { quantity: each('2') }))
    expect(order().steps.tighten).toMatchObject({ units: { started: '4', finished: '2', scrapped: '0' } })
  })

  test('have left the steps before, also in a step that measures nothing', async () => {
    await pumps(store, 2)
    await passes('P001')
    await passes('P002')
    taken(await leave(store, 'tighten', ['P001']))
    taken(await startStep(store, 'O-1', 'test'))
    const decay = (serial: string) => record(store, { stepId: 'test', parameterId: 'decay', value: '3', serial })
    expect(refs(await decay('P002'))).toEqual(['unit-unfit unit:PUMP/P002'])
    taken(await decay('P001'))
    expect(refs(await leave(store, 'test', ['P002']))).toEqual([
      'unit-unfit unit:PUMP/P002',
      'parameter-missing parameter:decay@P002',
    ])
    taken(await leave(store, 'test', ['P001']))
    taken(await startStep(store, 'O-1', 'pack'))
    expect(refs(await leave(store, 'pack', []))).toEqual(['unit-missing serials'])
    expect(refs(await producePumps(store, 'pack', ['P002']))).toEqual([
      'unit-unfit unit:PUMP/P002',
      'unit-unfit unit:PUMP/P002',
    ])
    taken(await producePumps(store, 'pack', ['P001']))
    taken(await leave(store, 'pack', ['P001']))
  })

  test('that are scrapped are named too, and their step ends with the last one', async () => {
    await pumps(store, 2)
    await passes('P001')
    const { fact } = taken(await leave(store, 'tighten', ['P001'], { scrappedSerials: ['P002'] }))
    expect(fact).toMatchObject({
      type: 'andon.step.completed.v1',
      data: { serials: ['P001'], scrappedSerials: ['P002'], finished: each('1'), scrapped: each('1') },
    })
    expect(unit('P002')).toMatchObject({ status: 'scrapped', steps: { tighten: { left: 'scrapped' } } })
    expect(refusal(await scratchFree(store, 'P002'))).toContain('unit-unfit')
  })

  test('that are scrapped before they are made are scrap of the order, with a reason of the step', async () => {
    const [tightenStep, ...others] = pumpSteps()
    await pumps(store, 3, [{ ...tightenStep, scrapCodes: ['dropped', 'cracked'] }, ...others])
    const lose = (serial: string, more: object) => leave(store, 'tighten', [], { scrappedSerials: [serial], ...more })
    expect(refs(await lose('P001', {}))).toEqual(['reason-missing scrapReasonCode'])
    expect(refs(await lose('P001', { scrapReasonCode: 'bent' }))).toEqual(['reason-code-unknown scrapReasonCode'])
    const { fact } = taken(await lose('P001', { scrapReasonCode: 'dropped' }))
    const there = { lotId: 'LOT-O-1', materialId: 'PUMP', quantity: each('1'), serials: ['P001'] }
    expect(fact.data).toMatchObject({ scrapReasonCode: 'dropped', scrappedUnmade: [there] })
    expect(fact.data).not.toHaveProperty('scrappedStock')
    expect(producedBy(fact)).toEqual([{ ...there, stepId: 'tighten', use: 'scrap', reasonCode: 'dropped' }])
    expect(order().scrapped).toEqual({ PUMP: each('1') })
    expect(order().lost).toBeUndefined()

    const other = { use: 'scrap', reasonCode: 'cracked' }
    taken(await producePumps(store, 'tighten', ['P002'], other))
    expect(order().scrapped).toEqual({ PUMP: each('2') })
    // One that was scrapped as output is only counted here, and has its reason already.
    expect(refs(await lose('P002', {}))).toEqual(['unit-unfit unit:PUMP/P002'])
  })

  test('are counted without their numbers where no step measures them', async () => {
    const [tightenStep, ...others] = pumpSteps({ torque: { per: 'step' }, test: { per: 'step' } })
    await pumps(store, 2, [{ ...tightenStep, checks: [] }, ...others])
    await tighten('50')
    expect(
      refs(
        await record(store, {
          stepId: 'tighten',
          parameterId: 'torque',
          value: '50',
          serial: 'P001',
          reason: 'By hand',
        }),
      ),
    ).toEqual(['unit-unfit serial'])
    taken(await leave(store, 'tighten', []))
    expect(order().steps.tighten).toMatchObject({ status: 'completed', finished: '2' })
  })
})

describe('a unit out of its limits', () => {
  beforeEach(() => pumps(store, 3))

  test('is held alone, with a deviation of its own, while the order and the others go on', async () => {
    taken(await scratchFree(store, 'P001'))
    expect(await tighten('57', 'P001')).toEqual({ taken: true })
    const [deviationId] = Object.keys(order().deviations)
    expect(store.state()[`deviation ${deviationId as DeviationId}`]).toMatchObject({
      subject: { type: 'unit', id: 'PUMP@P001' },
      orderId: 'O-1',
      title: 'torque 57 N.m, unit P001, in step tighten of order O-1',
      breach: { serial: 'P001', value: '57', equipmentId: 'MIXER-1' },
    })
    expect(order()).toMatchObject({ status: 'running', holds: [], breaches: { 'tighten/torque@P001': deviationId } })
    expect(unit('P001').holds).toHaveLength(1)
    // A second bad value of it opens nothing more.
    await tighten('58', 'P001')
    expect(Object.keys(order().deviations)).toHaveLength(1)
    expect(refs(await leave(store, 'tighten', ['P001']))).toEqual([
      'sublot-on-hold unit:PUMP/P001',
      'parameter-out-of-limits parameter:torque@P001',
    ])
    expect(refusal(await producePumps(store, 'tighten', ['P001']))).toContain('sublot-on-hold')
    await passes('P002')
    taken(await leave(store, 'tighten', ['P002']))
  })
})

describe('an override for one unit', () => {
  const override = (ref: string) =>
    execution.overrideStep(
      store,
      command(olga, { ref, reason: 'Tightened by hand and checked' }, { signature: signedBy(olga, 'approved') }),
      { orderId: 'O-1', stepId: 'tighten' },
    )

  test('lets that unit leave and no other one', async () => {
    const signed = { policy: 'block-unless-signed', deviationOnOverride: false }
    await pumps(store, 2, pumpSteps({ torque: signed }))
    for (const serial of ['P001', 'P002']) {
      await tighten('57', serial)
      taken(await scratchFree(store, serial))
    }
    expect(order()).toMatchObject({ deviations: {} })
    expect(refs(await override('parameter:torque'))).toEqual(['unit-missing ref'])
    taken(await override('parameter:torque@P001'))
    expect(refs(await leave(store, 'tighten', ['P001', 'P002']))).toEqual([
      'parameter-out-of-limits parameter:torque@P002',
    ])
    const { fact } = taken(await leave(store, 'tighten', ['P001']))
    expect(fact.data).toMatchObject({ warnings: [{ code: 'parameter-out-of-limits' }] })
    // It is used up with the unit.
    expect(order().overrides).toEqual({})
    taken(await override('parameter:torque@P002'))
    await tighten('50', 'P002')
    // A better result makes it void.
    expect(order().overrides).toEqual({})
  })
})

describe('a unit that is reworked', () => {
  const decide = async (disposition: 'rework' | 'use-as-is', stepIds?: string[]) => {
    const [deviationId = ''] = Object.keys(order().deviations)
    const path = { deviationId }
    const classify = { severity: 'minor', reason: 'One pump only' } as const
    taken(await deviations.classifyDeviation(store, command(quinn, classify), path))
    const body = {
      disposition,
      reason: 'Tighten it again',
      capaRequired: false,
      ...(stepIds && { rework: { stepIds: stepIds as StepId[] } }),
    }
    const signed = command(quinn, body, { signature: signedBy(quinn, 'dispositioned') })
    return [await deviations.dispositionDeviation(store, signed, path), path] as const
  }
  const lift = async () => {
    const [holdId = ''] = unit('P001').holds ?? []
    taken(await holding.liftHold(store, command(quinn, { reason: 'Decided' }), { holdId }))
  }

  test('is measured again in the steps named and in those behind them, and only then leaves them', async () => {
    await pumps(store, 3)
    for (const serial of ['P001', 'P002']) await passes(serial)
    taken(await leave(store, 'tighten', ['P001', 'P002']))
    taken(await startStep(store, 'O-1', 'test'))
    taken(await record(store, { stepId: 'test', parameterId: 'decay', value: '9', serial: 'P001' }))
    const [outcome] = await decide('rework', ['tighten'])
    expect(taken(outcome).fact.data).toMatchObject({
      unitReworked: { orderId: 'O-1', materialId: 'PUMP', serial: 'P001', stepIds: ['tighten'] },
    })
    await lift()
    expect(unit('P001').steps).toEqual({})
    expect(order().steps).toMatchObject({
      tighten: { units: { started: '3', finished: '1' } },
      test: { units: { started: '1', finished: '0' } },
    })
    expect(refusal(await leave(store, 'tighten', ['P001']))).toEqual(['parameter-missing', 'parameter-missing'])
    await passes('P001')
    taken(await leave(store, 'tighten', ['P001']))
    taken(await startStep(store, 'O-1', 'test'))
    for (const serial of ['P001', 'P002'])
      taken(await record(store, { stepId: 'test', parameterId: 'decay', value: '2', serial }))
    taken(await leave(store, 'test', ['P001', 'P002']))
  })

  test('comes back to a step that was over, which starts again for it alone', async () => {
    await pumps(store, 3)
    for (const serial of ['P001', 'P002', 'P003']) await passes(serial)
    taken(await leave(store, 'tighten', ['P001', 'P002', 'P003']))
    expect(order().steps.tighten).toMatchObject({ status: 'completed', finished: '3' })
    taken(await startStep(store, 'O-1', 'test'))
    taken(await record(store, { stepId: 'test', parameterId: 'decay', value: '9', serial: 'P001' }))
    taken((await decide('rework', ['tighten']))[0])
    await lift()
    expect(order()).toMatchObject({
      preIssued: { tighten: { units: { started: '2', finished: '2', scrapped: '0' } } },
      steps: { test: { units: { started: '2' } } },
    })
    expect(order().steps.tighten).toBeUndefined()
    expect(refusal(await leave(store, 'test', ['P001']))).toEqual(['unit-unfit', 'parameter-missing'])
    taken(await startStep(store, 'O-1', 'tighten', 'MIXER-1'))
    await passes('P001')
    taken(await leave(store, 'tighten', ['P001']))
    expect(order().steps.tighten).toMatchObject({ status: 'completed', finished: '3' })
    expect(order().preIssued).toBeUndefined()
    taken(await startStep(store, 'O-1', 'test'))
    for (const serial of ['P001', 'P002', 'P003'])
      taken(await record(store, { stepId: 'test', parameterId: 'decay', value: '2', serial }))
    taken(await leave(store, 'test', ['P001', 'P002', 'P003']))
    expect(order().steps.test).toMatchObject({ status: 'completed', finished: '3' })
  })

  test('goes through steps that know it by its number', async () => {
    await pumps(store, 1)
    await tighten('57', 'P001')
    const [outcome] = await decide('rework', ['tighten', 'nowhere'])
    expect(refs(outcome)).toEqual(['step-unknown rework/stepIds/1'])
  })

  test('is left as it is where quality decides so, and its result counts as good', async () => {
    await pumps(store, 1)
    taken(await scratchFree(store, 'P001'))
    await tighten('57', 'P001')
    const [outcome, path] = await decide('use-as-is')
    taken(outcome)
    await lift()
    taken(await deviations.closeDeviation(store, command(quinn, { reason: 'Applied' }), path))
    expect(unit('P001').steps).toMatchObject({ tighten: { results: { torque: true } } })
    taken(await leave(store, 'tighten', ['P001']))
  })
})

test('three benches at once lose no result', async () => {
  await pumps(store, 3)
  await Promise.all(['P001', 'P002', 'P003'].map((serial) => scratchFree(store, serial)))
  await Promise.all([1, 2, 3].map((index) => wrench(store, index, '50', `P00${index}`)))
  taken(await leave(store, 'tighten', [{ from: 'P001', to: 'P003' }]))
  expect(order().steps.tighten).toMatchObject({ status: 'completed', finished: '3' })
})

test('a unit does not leave a step late before the last value of it', async () => {
  await pumps(store, 2)
  for (const serial of ['P001', 'P002']) taken(await scratchFree(store, serial))
  await wrench(store, 10, '50', 'P001')
  await wrench(store, 20, '50', 'P002')
  const leaves = (serial: string, seconds: number) => {
    const late = { occurredAt: later(seconds), lateReason: 'No network' }
    const body = completeStep.parse({ serials: [serial] })
    const path = { orderId: 'O-1', stepId: 'tighten' }
    return execution.completeStep(store, command(ada, body, { at: later(3600), late }), path)
  }
  expect(spoken(await leaves('P001', 9))).toMatchObject({ violations: [{ code: 'late-booking', ref: 'occurredAt' }] })
  // The values of the other unit are not its own; the step ends with the last one.
  taken(await leaves('P001', 10))
  expect(refusal(await leaves('P002', 15))).toContain('late-booking')
  taken(await leaves('P002', 20))
})
