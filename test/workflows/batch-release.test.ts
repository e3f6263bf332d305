import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedRecipe, codesOf, crewOf, kg, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'
import { complete, completed, type Desk, deskOf, making, statesOf, toSignature } from './desk.ts'

const plant = useSharedPlant()
let desk: Desk

beforeAll(async () => {
  const crew = await crewOf(plant().url)
  desk = deskOf(plant(), crew)
  await approvedRecipe(crew, 'BOIL', [{ stepId: 'make' }])
})

const ask = ['Is the record complete?', 'What does the batch wait for?']
const forRecord = [...ask, 'Wait for the record to be completed']
const forReview = [...ask, 'Wait for the exceptions to be reviewed']

/** A deviation on the order, reported, decided and closed. */
async function settled(deviationId: string, orderId: string): Promise<void> {
  await desk.report(deviationId, `order:${orderId}`)
  await desk.classify(deviationId)
  await desk.decide(deviationId, 'use-as-is')
  expect((await desk.ended(deviationId)).status).toBe('SUCCEEDED')
}

/** What the end of every release leaves on the order's record: one word to the ERP, in the workflow's own name. */
async function expectErpTold(orderId: string): Promise<void> {
  expect(await desk.factsOf(`order:${orderId}`, 'andon.performance.reported.v1')).toMatchObject([
    { actor: { kind: 'workflow', id: 'BatchRelease' }, data: { href: `/v1/erp/performance/${orderId}` } },
  ])
  expect((await read(desk.crew.vera.verifyAudit({ subject: `order:${orderId}` }))).intact).toBe(true)
}

describe.concurrent('a batch without exceptions', () => {
  test.each(['released', 'rejected'] as const)(
    'is %s with its quality signature, and its lots with it',
    async (decision) => {
      const orderId = `STRAIGHT-${decision}`
      const first = await making(desk, orderId, 'BOIL')
      const second = `LOT-2-${orderId}`
      const made = { stepId: 'make', lotId: second, quantity: kg('5') }
      accepted(await desk.crew.ada.produce({ orderId }, made))
      await complete(desk, orderId)
      await desk.waitsIn(orderId, 'Wait for the quality signature')
      for (const lotId of [first, second]) expect((await desk.lot(lotId)).status).toBe('quarantine')

      accepted(await desk.sign(orderId, decision))

      const execution = await desk.ended(orderId)
      expect([execution.status, statesOf(execution)]).toEqual(['SUCCEEDED', toSignature])
      for (const lotId of [first, second]) {
        expect((await desk.lot(lotId)).status).toBe(decision)
        const [changed, ...again] = await desk.factsOf(`lot:${lotId}`, 'andon.lot.status-changed.v1')
        expect(changed).toMatchObject({ actor: { kind: 'workflow' }, data: { status: decision } })
        expect(again).toEqual([])
      }
      expect(await desk.order(orderId)).toMatchObject({ status: 'completed', decision })
      await expectErpTold(orderId)
      accepted(await desk.crew.paula.closeOrder({ orderId }))
    },
  )

  test('is released when quality signs before the workflow waits for it', async () => {
    const lotId = await completed(desk, 'FAST', 'BOIL')
    accepted(await desk.sign('FAST', 'released'))
    const execution = await desk.ended('FAST')
    expect([execution.status, statesOf(execution)]).toEqual(['SUCCEEDED', toSignature])
    expect((await desk.lot(lotId)).status).toBe('released')
    await expectErpTold('FAST')
  })

  test('does not bring back a lot of it that quality has rejected by itself', async () => {
    const lotId = await completed(desk, 'PARTLY', 'BOIL')
    const because = { reason: 'Its drum leaks', ...(await desk.crew.sign('quinn', 'rejected')) }
    accepted(await desk.crew.quinn.rejectLot({ lotId }, because))
    accepted(await desk.sign('PARTLY', 'released'))
    expect((await desk.ended('PARTLY')).status).toBe('SUCCEEDED')
    expect((await desk.lot(lotId)).status).toBe('rejected')
  })
})

describe.concurrent('a batch with a deviation', () => {
  test('waits for its review, and for nothing else of it after that', async () => {
    const lotId = await making(desk, 'REVIEWED', 'BOIL')
    await settled('dev-REVIEWED', 'REVIEWED')
    await complete(desk, 'REVIEWED')
    await desk.waitsIn('REVIEWED', 'Wait for the exceptions to be reviewed')
    expect(codesOf(await desk.sign('REVIEWED', 'released'))).toEqual(['exception-not-reviewed'])
    await desk.review('REVIEWED', 'dev-REVIEWED')
    await desk.waitsIn('REVIEWED', 'Wait for the quality signature')
    accepted(await desk.sign('REVIEWED', 'released'))
    const execution = await desk.ended('REVIEWED')
    expect([execution.status, statesOf(execution)]).toEqual(['SUCCEEDED', [...forReview, ...toSignature]])
    expect((await desk.lot(lotId)).status).toBe('released')
    await expectErpTold('REVIEWED')
  })

  test('that was reviewed before its completion waits for the signature at once', async () => {
    await making(desk, 'BEFORE', 'BOIL')
    await settled('dev-BEFORE', 'BEFORE')
    await desk.review('BEFORE', 'dev-BEFORE')
    await complete(desk, 'BEFORE')
    await desk.waitsIn('BEFORE', 'Wait for the quality signature')
    accepted(await desk.sign('BEFORE', 'released'))
    expect(statesOf(await desk.ended('BEFORE'))).toEqual(toSignature)
  })

  test('that is reported while the reviewer is at work waits for the record, then for that review too', async () => {
    const orderId = 'REOPENED'
    const lotId = await making(desk, orderId, 'BOIL')
    await settled('dev-FIRST', orderId)
    await complete(desk, orderId)
    await desk.waitsIn(orderId, 'Wait for the exceptions to be reviewed')
    await desk.report('dev-SECOND', `order:${orderId}`)
    await desk.waitsIn('dev-SECOND', 'Wait for the classification')
    await desk.review(orderId, 'dev-FIRST')
    await desk.waitsIn(orderId, 'Wait for the record to be completed')
    await desk.inherits(lotId, (await desk.deviation('dev-SECOND')).holds)
    expect(codesOf(await desk.sign(orderId, 'released'))).toEqual([
      'deviation-open',
      'exception-not-reviewed',
      'hold-open',
      'order-on-hold',
    ])
    await desk.classify('dev-SECOND')
    await desk.decide('dev-SECOND', 'use-as-is')
    await desk.waitsIn(orderId, 'Wait for the exceptions to be reviewed')
    await desk.review(orderId, 'dev-SECOND')
    await desk.waitsIn(orderId, 'Wait for the quality signature')
    await desk.carries(lotId, [])
    accepted(await desk.sign(orderId, 'released'))
    const execution = await desk.ended(orderId)
    expect(execution.status).toBe('SUCCEEDED')
    expect(statesOf(execution)).toEqual([...forReview, ...forRecord, ...forReview, ...toSignature])
    expect(await desk.lot(lotId)).toMatchObject({ status: 'released', holds: [] })
    await expectErpTold(orderId)
  })

  test('that holds the order alone waits for the record until the hold is released', async () => {
    const orderId = 'HELD'
    const lotId = await making(desk, orderId, 'BOIL')
    await settled('dev-HELD', orderId)
    await complete(desk, orderId)
    await desk.waitsIn(orderId, 'Wait for the exceptions to be reviewed')
    const hold = { holdId: 'hold-HELD', subject: { type: 'order', id: orderId }, reason: 'A paper is missing' } as const
    accepted(await desk.crew.quinn.placeHold(hold))
    await desk.review(orderId, 'dev-HELD')
    await desk.waitsIn(orderId, 'Wait for the record to be completed')
    const release = { reason: 'The paper was found', ...(await desk.crew.sign('quinn', 'released')) }
    accepted(await desk.crew.quinn.releaseHold({ holdId: 'hold-HELD' }, release))
    await desk.waitsIn(orderId, 'Wait for the quality signature')
    // The end of a hold reaches what was made a moment after it.
    await desk.carries(lotId, [])
    accepted(await desk.sign(orderId, 'released'))
    expect(statesOf(await desk.ended(orderId))).toEqual([...forReview, ...forRecord, ...toSignature])
  })

  test('is rejected without a review', async () => {
    const lotId = await making(desk, 'UNREVIEWED', 'BOIL')
    await settled('dev-UNREVIEWED', 'UNREVIEWED')
    await complete(desk, 'UNREVIEWED')
    await desk.waitsIn('UNREVIEWED', 'Wait for the exceptions to be reviewed')
    accepted(await desk.sign('UNREVIEWED', 'rejected'))
    const execution = await desk.ended('UNREVIEWED')
    expect([execution.status, statesOf(execution)]).toEqual(['SUCCEEDED', [...forReview, ...toSignature]])
    expect((await desk.lot(lotId)).status).toBe('rejected')
    await expectErpTold('UNREVIEWED')
  })
})

describe.concurrent('an aborted order', () => {
  test('cannot be released, and its lots are rejected with the signature', async () => {
    const lotId = await making(desk, 'ABORTED', 'BOIL')
    accepted(await desk.crew.olga.abortOrder({ orderId: 'ABORTED' }, { reason: 'The kettle is leaking' }))
    await desk.waitsIn('ABORTED', 'Wait for the quality signature')
    expect(codesOf(await desk.sign('ABORTED', 'released'))).toEqual(['order-wrong-status'])
    accepted(await desk.sign('ABORTED', 'rejected'))
    const execution = await desk.ended('ABORTED')
    expect([execution.status, statesOf(execution)]).toEqual(['SUCCEEDED', toSignature])
    expect((await desk.lot(lotId)).status).toBe('rejected')
    expect(await desk.order('ABORTED')).toMatchObject({ status: 'aborted', decision: 'rejected' })
    await expectErpTold('ABORTED')
  })

  test('that a disposition has scrapped is signed off like any other', async () => {
    const lotId = await making(desk, 'SCRAPPED', 'BOIL')
    await desk.report('dev-SCRAPPED', 'order:SCRAPPED')
    await desk.classify('dev-SCRAPPED')
    await desk.decide('dev-SCRAPPED', 'scrap')
    expect((await desk.ended('dev-SCRAPPED')).status).toBe('SUCCEEDED')
    await desk.waitsIn('SCRAPPED', 'Wait for the quality signature')
    accepted(await desk.sign('SCRAPPED', 'rejected'))
    expect((await desk.ended('SCRAPPED')).status).toBe('SUCCEEDED')
    expect(await desk.factsOf(`lot:${lotId}`, 'andon.lot.status-changed.v1')).toHaveLength(1)
    expect(await desk.lot(lotId)).toMatchObject({ status: 'rejected', holds: [] })
  })
})
