import { beforeEach, describe, expect, test } from 'vitest'
import type { LotId } from '../../../events/identifiers.ts'
import { clockOn as clockOnBody } from '../../../events/labour.ts'
import { produce as produceBody } from '../../../events/order.ts'
import { english } from '../../../events/sentences/english.ts'
import type { Machine } from '../../../shared/domain/equipment/machine.ts'
import { exceptionsOf } from '../../../shared/domain/execution/batch-decision.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import type { Outcome } from '../../../shared/usecases/commit/command.ts'
import * as batches from '../../../shared/usecases/execution/batches.ts'
import * as labour from '../../../shared/usecases/labour/labour.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import * as reservation from '../../../shared/usecases/production/reservation.ts'
import * as deviations from '../../../shared/usecases/quality/deviations.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import {
  command,
  furnish,
  mixingOrder,
  production,
  refusal,
  startedOrder,
  startStep,
  taken,
} from '../../support/commands.ts'
import { ada, kg, olga, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

const path = { orderId: 'O-1' }
let store: MemoryStore
beforeEach(async () => {
  store = memoryStore()
  await furnish(store)
})
const orderIn = () => store.state()['order O-1'] as BoundOrder
const lotIn = (lotId: string) => store.state()[`lot ${lotId}`] as Lot
const facts = () => store.factsOf({ type: 'order', id: 'O-1' })
const make = async (lotId: string, value: string) =>
  taken(await output.produce(store, command(ada, production(lotId, value)), path))
const closeShort = () => orders.closeShort(store, command(olga, { reason: 'The customer needs no more' }), path)
const release = (lotId: string) =>
  usageDecision.releaseLot(store, command(quinn, {}, { signature: signedBy(quinn, 'released') }), { lotId })
const closeOrder = () => orders.closeOrder(store, command(olga, {}), path)
const review = async (exceptionId: string) =>
  taken(
    await batches.reviewException(
      store,
      command(quinn, { comment: 'Seen' }, { signature: signedBy(quinn, 'reviewed') }),
      { ...path, exceptionId },
    ),
  )
const said = (outcome: Outcome) =>
  'violations' in outcome ? outcome.violations.map(({ code, variant }) => [code, variant].join('/')) : [outcome.outcome]

describe('an order that is closed short', () => {
  test('ends in one act: steps, machine and reservations, and what it made waits for quality', async () => {
    await mixingOrder(store, 'O-1')
    await make('SYR-1', '60')
    const { fact } = taken(await closeShort())
    expect(fact).toMatchObject({
      type: 'andon.order.closed-short.v1',
      data: {
        status: 'completed',
        asked: kg('100'),
        made: kg('60'),
        steps: [{ stepId: 'mix', state: 'ended' }],
      },
    })
    expect(orderIn()).toMatchObject({
      status: 'completed',
      closedShort: true,
      steps: { weigh: { status: 'completed' }, mix: { status: 'ended' } },
    })
    expect(orderIn().reserved).toBeUndefined()
    expect((store.state()['machine MIXER-1'] as Machine).occupancies.filter(({ to }) => to === undefined)).toEqual([])
    const missing = (fact.data as { warnings: readonly { code: string }[] }).warnings.map(({ code }) => code)
    expect(missing).toEqual(expect.arrayContaining(['parameter-missing']))
    const exceptions = exceptionsOf(orderIn(), facts(), english).filter(({ kind }) => kind === 'closed-short')
    expect(exceptions).toMatchObject([{ status: 'to-review' }, { status: 'to-review' }])
    expect(exceptions[0]?.title).toMatch(/^Olga Petrova closed order O-1 short, at 60 kg of 100 kg: The customer/)
    const letGo = () =>
      batches.releaseBatch(store, command(quinn, {}, { signature: signedBy(quinn, 'released') }), path)
    expect(said(await letGo())).toEqual(['exception-not-reviewed/', 'exception-not-reviewed/'])
    for (const { exceptionId } of exceptions) await review(exceptionId)
    taken(await letGo())
    taken(await closeOrder())
  })

  test('names the steps that were not done', async () => {
    const steps = await startedAndMade()
    expect(steps).toEqual([
      { stepId: 'weigh', state: 'ended' },
      { stepId: 'mix', state: 'not-done' },
    ])
  })

  test('has made something; an order that made nothing, or has not begun, is aborted', async () => {
    await mixingOrder(store, 'O-1')
    expect(said(await closeShort())).toEqual(['nothing-produced/'])
    taken(await orders.abortOrder(store, command(olga, { reason: 'Nothing came of it' }), path))
    expect(said(await closeShort())).toEqual(['order-wrong-status/to-close-short'])
  })

  async function startedAndMade() {
    await startedOrder(store, 'O-1')
    taken(await startStep(store, 'O-1', 'weigh'))
    const body = produceBody.parse({ stepId: 'weigh', lotId: 'SYR-1', quantity: kg('60') })
    taken(await output.produce(store, command(ada, body), path))
    taken(await reservation.reserveLot(store, command(olga, { lotId: 'SUC-1' as LotId, quantity: kg('5') }), path))
    const { fact } = taken(await closeShort())
    expect(fact).toMatchObject({ data: { unreserved: [{ lotId: 'SUC-1', quantity: kg('5') }] } })
    expect(orderIn().reserved).toBeUndefined()
    const { steps } = fact.data as { steps: readonly { stepId: string; state: string; exceptionId: string }[] }
    return steps.map(({ exceptionId: _id, ...step }) => step)
  }
})

describe('an order that ends while people are on the clock for it', () => {
  const clockOn = async (work: object) =>
    taken(await labour.clockOn(store.timesheet)(store, command(ada, clockOnBody.parse(work))))
  beforeEach(async () => {
    await mixingOrder(store, 'O-1')
    await make('SYR-1', '60')
    await clockOn({ activity: 'production', orderId: 'O-1', stepId: 'mix' })
    await clockOn({ activity: 'meeting' })
  })

  test.each([
    ['closed short', closeShort],
    ['aborted', () => orders.abortOrder(store, command(olga, { reason: 'The mixer broke' }), path)],
  ])('is %s, and the answer names them', async (_, end) => {
    const { fact } = taken(await end())
    expect(fact.data).toMatchObject({ openLabour: [{ personId: 'ada', activity: 'production', stepId: 'mix' }] })
  })

  test('is closed, and the answer names who still is', async () => {
    taken(await closeShort())
    for (const { exceptionId } of exceptionsOf(orderIn(), facts(), english).filter(({ kind }) => kind !== 'warning'))
      await review(exceptionId)
    taken(await batches.releaseBatch(store, command(quinn, {}, { signature: signedBy(quinn, 'released') }), path))
    const { fact } = taken(await closeOrder())
    expect(fact.data).toMatchObject({ openLabour: [{ personId: 'ada', orderId: 'O-1' }] })
  })
})

describe('the good lots of an aborted order', () => {
  beforeEach(async () => {
    await mixingOrder(store, 'O-1')
    await make('SYR-1', '60')
    await make('SYR-2', '1')
  })
  const abort = async () => taken(await orders.abortOrder(store, command(olga, { reason: 'The mixer broke' }), path))

  test('are decided by quality one by one, and the order is closed when all of them are', async () => {
    expect(said(await release('SYR-1'))).toEqual(['lot-wrong-status/made-by-order'])
    await abort()
    taken(await release('SYR-1'))
    expect(lotIn('SYR-1')).toMatchObject({ status: 'released' })
    expect(said(await closeOrder())).toEqual(['order-wrong-status/batch-undecided'])
    const reject = command(quinn, { reason: 'Too little' }, { signature: signedBy(quinn, 'rejected') })
    taken(await usageDecision.rejectLot(store, reject, { lotId: 'SYR-2' }))
    taken(await closeOrder())
  })

  test('stay where they are while the record of the order does not allow it', async () => {
    const body = {
      subject: { type: 'order', id: 'O-1' },
      title: 'Wrong colour',
      description: 'It is yellow',
    } as const
    taken(await deviations.openDeviation(store, command(olga, body)))
    await abort()
    expect(refusal(await release('SYR-1'))).toEqual(expect.arrayContaining(['deviation-open']))
    expect(lotIn('SYR-1')).toMatchObject({ status: 'quarantine' })
  })

  test('are not released any more once the whole batch is rejected', async () => {
    await abort()
    const reject = command(quinn, { reason: 'No use' }, { signature: signedBy(quinn, 'rejected') })
    taken(await batches.rejectBatch(store, reject, path))
    expect(said(await release('SYR-1'))).toEqual(['batch-decided/'])
  })
})
