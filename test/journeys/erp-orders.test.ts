import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedRecipe, type Crew, crewOf, kg, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'
import type { UntypedAnswer } from '../support/untyped.ts'

const plant = useSharedPlant()
let crew: Crew
let token: string

beforeAll(async () => {
  crew = await crewOf(plant().url)
  token = await plant().token('sap')
  accepted(await crew.erik.defineMaterial({ materialId: 'LOAF' }, { name: 'Loaf', unit: 'kg' }))
  await approvedRecipe(crew, 'LOAF', [{ stepId: 'bake' }])
})

interface Asked {
  readonly state?: string
  readonly value?: string
  readonly unit?: string
  readonly priority?: string
  readonly around?: string
}

const amount = (value: string, unit: string) =>
  `<Quantity><QuantityString>${value}</QuantityString><DataType>decimal</DataType><UnitOfMeasure>${unit}</UnitOfMeasure></Quantity>`

/** A schedule of V0401 with one request. */
const schedule = (id: string, { state = '', value = '100', unit = 'KG', priority = '5', around = '' }: Asked = {}) =>
  `<SyncProductionSchedule xmlns="http://www.wbf.org/xml/B2MML-V0401" releaseID=""><ApplicationArea><CreationDateTime>2027-01-04T22:00:00Z</CreationDateTime></ApplicationArea>
<DataArea><Sync/><ProductionSchedule><ID>NIGHT</ID><ProductionRequest><ID>${id}</ID><ProductProductionRuleID>LOAF</ProductProductionRuleID><Priority>${priority}</Priority>
<SegmentRequirement><ID>1</ID><MaterialProducedRequirement><MaterialDefinitionID>LOAF</MaterialDefinitionID>${amount(value, unit)}</MaterialProducedRequirement></SegmentRequirement>
${state}</ProductionRequest>${around}</ProductionSchedule></DataArea></SyncProductionSchedule>`

/** A job list of V7 with one job. */
const jobs = (id: string, status: string) =>
  `<SyncJobList xmlns="http://www.mesa.org/xml/B2MML" releaseID="V0701"><ApplicationArea><CreationDateTime>2027-01-04T22:00:00Z</CreationDateTime></ApplicationArea>
<DataArea><Sync/><JobList><ID>L1</ID><WorkType>Production</WorkType><JobOrder><ID>${id}</ID><WorkType>Production</WorkType><WorkMasterID>LOAF</WorkMasterID><Priority>5</Priority><DispatchStatus>${status}</DispatchStatus>
<MaterialRequirement><ID>m1</ID><MaterialDefinitionID>LOAF</MaterialDefinitionID><MaterialUse>Produced</MaterialUse>${amount('100', 'KG')}</MaterialRequirement></JobOrder></JobList></DataArea></SyncJobList>`

async function send(body: string, key: string = randomUUID()): Promise<UntypedAnswer['body']> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/xml', 'idempotency-key': key }
  const answer = await fetch(`${plant().url}/v1/erp/b2mml`, { method: 'POST', headers, body })
  return answer.json()
}

const statusOf = async (orderId: string) => {
  const answer = await crew.vera.getOrder({ orderId })
  return answer.ok ? answer.body.status : answer.status
}
const factsOf = async (orderId: string) => (await read(crew.vera.getAudit({ subject: `order:${orderId}` }))).items
const nothing = (orderId: string) => ({ accepted: [{ object: `order:${orderId}`, factId: '' }], refused: [] })
const otherState = (value: string) => `<RequestState OtherValue="${value}">Other</RequestState>`

test('a due date of an ERP without a time ends with its day at the site', async () => {
  const dated = schedule('LOAF-DATED').replace(
    '<SegmentRequirement>',
    '<EndTime>2026-12-24</EndTime><SegmentRequirement>',
  )
  expect((await send(dated)).refused).toEqual([])
  expect((await read(crew.vera.getOrder({ orderId: 'LOAF-DATED' }))).dueAt).toBe('2026-12-24T23:00:00.000Z')
  // The same message tomorrow changes nothing.
  expect(await send(dated)).toMatchObject(nothing('LOAF-DATED'))
})

describe('the nightly schedule of an ERP', () => {
  const orderId = 'LOAF-1'
  const acts = [
    ['is created', async () => undefined],
    [
      'has another rank',
      () => crew.paula.prioritizeOrder({ orderId }, { priority: 1, reason: 'The van leaves early' }),
    ],
    ['is released', () => crew.paula.releaseOrder({ orderId })],
    ['runs', () => crew.ada.startOrder({ orderId })],
    ['is paused', () => crew.olga.pauseOrder({ orderId }, { reason: 'Shift meeting' })],
    ['is aborted', () => crew.olga.abortOrder({ orderId }, { reason: 'The oven is cold' })],
    ['is closed', () => crew.paula.closeOrder({ orderId })],
  ] as const

  test('changes nothing at any moment in the life of an order, and leaves no fact', async () => {
    expect(await send(schedule(orderId))).toMatchObject({ accepted: [{ object: `order:${orderId}` }], refused: [] })
    for (const [_what, act] of acts) {
      const done = await act()
      if (done) accepted(done)
      const [before, facts] = [await read(crew.vera.getOrder({ orderId })), await factsOf(orderId)]
      expect(await send(schedule(orderId))).toMatchObject(nothing(orderId))
      expect(await read(crew.vera.getOrder({ orderId }))).toEqual(before)
      expect(await factsOf(orderId)).toEqual(facts)
    }
  })

  test('changes a due order before its release, and after it says which operation does', async () => {
    await send(schedule('LOAF-2'))
    const changed = await send(schedule('LOAF-2', { value: '120' }))
    expect(changed.accepted).toMatchObject([{ factId: expect.stringMatching(/./) }])
    expect((await read(crew.vera.getOrder({ orderId: 'LOAF-2' }))).quantity).toEqual(kg('120'))
    accepted(await crew.paula.releaseOrder({ orderId: 'LOAF-2' }))
    const { refused } = await send(schedule('LOAF-2', { value: '140', priority: '2' }))
    expect(refused[0].violations).toMatchObject([
      { ref: 'quantity', detail: expect.stringContaining('POST /v1/orders/LOAF-2/change-quantity') },
      { ref: 'priority', detail: expect.stringContaining('POST /v1/orders/LOAF-2/prioritize') },
    ])
    expect(await send(schedule('LOAF-2', { value: '120' }))).toMatchObject(nothing('LOAF-2'))
  })
})

describe('an order that the ERP cancels', () => {
  test.each([
    ['a state of V0401', (id: string) => schedule(id, { state: otherState('Cancelled') })],
    [
      'the state of the schedule around it',
      (id: string) => schedule(id, { around: '<ScheduleState>Cancelled</ScheduleState>' }),
    ],
    ['a dispatch status of V7', (id: string) => jobs(id, 'Cancelled')],
    ['a dispatch status that aborts', (id: string) => jobs(id, 'Aborted')],
  ])('by %s is never made, and ends while it has not begun', async (_how, message) => {
    const id = `LOAF-${randomUUID().slice(0, 8)}`
    expect(await send(message(id))).toMatchObject(nothing(id))
    expect(await statusOf(id)).toBe(404)
    await send(schedule(id))
    const done = await send(message(id))
    expect(done.refused).toEqual([])
    expect(await statusOf(id)).toBe('aborted')
    expect(await send(message(id))).toMatchObject(nothing(id))
    expect(await factsOf(id)).toHaveLength(2)
  })

  test('ends after its release as long as nothing has begun', async () => {
    await send(schedule('LOAF-3'))
    accepted(await crew.paula.releaseOrder({ orderId: 'LOAF-3' }))
    expect((await send(jobs('LOAF-3', 'Cancelled'))).refused).toEqual([])
    expect(await statusOf('LOAF-3')).toBe('aborted')
  })

  test('is answered with what can be done, and by whom, once it runs', async () => {
    await send(schedule('LOAF-4'))
    accepted(await crew.paula.releaseOrder({ orderId: 'LOAF-4' }))
    accepted(await crew.ada.startOrder({ orderId: 'LOAF-4' }))
    const { refused } = await send(jobs('LOAF-4', 'Cancelled'))
    expect(refused[0].violations).toMatchObject([
      { code: 'order-wrong-status', detail: expect.stringMatching(/supervisor.*\/abort.*\/close-short/) },
    ])
    expect(await statusOf('LOAF-4')).toBe('running')
  })
})

describe('a state that the ERP repeats', () => {
  test.each(['Forecast', 'Released', 'Waiting', 'Pending', 'Ready', 'Dispatched'])(
    '%s makes an order',
    async (state) => {
      const id = `LOAF-${state}`
      expect((await send(jobs(id, state))).refused).toEqual([])
      expect(await statusOf(id)).toBe('created')
    },
  )

  test.each(['Running', 'Held', 'Suspended', 'Completed', 'Closed'])(
    '%s makes none, and is refused by name',
    async (state) => {
      const { refused } = await send(jobs(`LOAF-${state}`, state))
      expect(refused).toMatchObject([{ violations: [{ code: 'not-found', detail: expect.stringContaining(state) }] }])
      expect(await statusOf(`LOAF-${state}`)).toBe(404)
    },
  )

  test('is accepted while it is true, and refused by name while it is not', async () => {
    expect(await send(jobs('LOAF-4', 'Running'))).toMatchObject(nothing('LOAF-4'))
    const { refused } = await send(jobs('LOAF-4', 'Completed'))
    expect(refused).toMatchObject([
      { violations: [{ code: 'order-wrong-status', detail: expect.stringContaining('Completed') }] },
    ])
  })

  test('that nobody knows, or of a part of an order, is refused by name', async () => {
    const unknown = await send(schedule('LOAF-5', { state: otherState('Postponed') }))
    expect(unknown.refused).toMatchObject([{ violations: [{ detail: expect.stringContaining('Postponed') }] }])
    const part = schedule('LOAF-5').replace(
      '</SegmentRequirement>',
      `<SegmentState>Cancelled</SegmentState></SegmentRequirement>`,
    )
    expect((await send(part)).refused).toMatchObject([
      { violations: [{ detail: expect.stringContaining('SegmentState') }] },
    ])
    expect(await statusOf('LOAF-5')).toBe(404)
  })
})

test('an amount in a unit that its material is not measured in makes no order', async () => {
  const { refused } = await send(schedule('LOAF-6', { unit: 'L' }))
  expect(refused).toMatchObject([{ violations: [{ code: 'unit-mismatch', ref: 'quantity/unit' }] }])
  expect(await statusOf('LOAF-6')).toBe(404)
})
