import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn'
import { BatchGetCommand, DeleteCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Fact } from '../../events/envelope.ts'
import { factItems } from '../../shared/storage/fact-items.ts'
import type { Item } from '../../shared/storage/items.ts'
import { noChain } from '../../shared/usecases/commit/chain.ts'
import { sealed } from '../support/facts.ts'
import { setFunctionEnvironment } from '../support/function-environment.ts'

setFunctionEnvironment()
const { handler } = await import('../../functions/outbox/stream.ts')
const { table } = await import('../../shared/runtime/plant.ts')

const dynamodb = mockClient(table.client as DynamoDBDocumentClient)
const bus = mockClient(EventBridgeClient)
const iot = mockClient(IoTDataPlaneClient)
const workflows = mockClient(SFNClient)

const factOf = (factId: string, type: string, data: object, subject: Fact['subject']): Fact =>
  sealed(
    {
      factId,
      type,
      site: 'lyon',
      subject,
      occurredAt: '2026-03-02T12:00:00.000Z',
      recordedAt: '2026-03-02T12:00:00.100Z',
      actor: { kind: 'person', id: 'ada', name: 'Ada Moreau' },
      data,
      requestHash: 'secret-of-the-request',
    },
    noChain,
  )
const comment = (factId: string, text = 'Fine') =>
  factOf(factId, 'andon.order.commented.v1', { orderId: 'A-1', text }, { type: 'order', id: 'A-1' })
const completed = factOf(
  'fact-completed',
  'andon.order.completed.v1',
  { orderId: 'A-1', status: 'completed' },
  { type: 'order', id: 'A-1' },
)
const opened = factOf(
  'fact-opened',
  'andon.deviation.opened.v1',
  { deviationId: 'dev-1' },
  { type: 'order', id: 'A-1' },
)
const wait = {
  pk: 'WAIT#deviation#dev-1',
  sk: 'WAIT#classification',
  kind: 'wait',
  subject: { type: 'deviation', id: 'dev-1' },
  waitingFor: 'classification',
  token: 'token-1',
  since: '2026-03-02T12:00:00.000Z',
}

/** A record as DynamoDB's stream brings it, with both images. */
function record(sequence: number, item: object, eventName: 'INSERT' | 'MODIFY' | 'REMOVE' = 'INSERT'): DynamoDBRecord {
  const image = marshall(item, { removeUndefinedValues: true }) as Record<string, never>
  const Keys = { pk: image.pk ?? { S: '' }, sk: image.sk ?? { S: '' } }
  return {
    eventID: `event-${sequence}`,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-west-3',
    eventSourceARN: 'arn:aws:dynamodb:eu-west-3:123456789012:table/plant/stream/2026-03-02T00:00:00.000',
    dynamodb: {
      ApproximateCreationDateTime: 1_772_452_800,
      Keys,
      ...(eventName === 'REMOVE' ? { OldImage: image } : { NewImage: image }),
      SequenceNumber: String(sequence),
      SizeBytes: 100,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  }
}
const carried = (...Records: DynamoDBRecord[]) => handler({ Records })
const itemOf = (fact: Fact) => factItems(fact)[0] as Item
const facts = (...told: Fact[]) => told.map((fact, index) => record(index + 1, itemOf(fact)))
const shown = () =>
  iot.commandCalls(PublishCommand).map(({ args: [{ input }] }) => ({
    ...input,
    payload: JSON.parse(Buffer.from(input.payload as Uint8Array).toString()) as Fact[],
  }))
/** The ids of the facts, message by message. */
const shownIds = () => shown().map(({ payload }) => payload.map(({ factId }) => factId))
const failed = (sequence: number) => ({ batchItemFailures: [{ itemIdentifier: String(sequence) }] })
const nothingFailed = { batchItemFailures: [] }
const about = { $metadata: {}, message: 'as AWS says' }

beforeEach(() => {
  for (const client of [dynamodb, bus, iot, workflows]) client.reset()
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: 'event' }] })
  iot.on(PublishCommand).resolves({})
  workflows.on(StartExecutionCommand).resolves({})
  workflows.on(SendTaskSuccessCommand).resolves({})
  dynamodb.on(QueryCommand).resolves({ Items: [] })
  dynamodb.on(DeleteCommand).resolves({})
  const deviation = { deviationId: 'dev-1', status: 'classified', severity: 'major', holds: [] }
  const item = { pk: 'DEVIATION#dev-1', sk: 'DEVIATION', kind: 'deviation', version: 2, doc: deviation }
  dynamodb.on(BatchGetCommand).resolves({ Responses: { plant: [item] } })
})

describe('the outbox', () => {
  test('tells the bus and those who watch of a fact, without what proves the request', async () => {
    expect(await carried(...facts(comment('fact-1')))).toEqual(nothingFailed)
    const [entry] = bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? []
    expect(entry).toMatchObject({ Source: 'andon', DetailType: 'andon.order.commented.v1', EventBusName: 'facts' })
    expect(JSON.parse(entry?.Detail ?? '')).toMatchObject({ factId: 'fact-1', subject: { type: 'order', id: 'A-1' } })
    expect(shown()).toMatchObject([{ topic: 'andon/lyon/live/facts', qos: 1, payload: [{ factId: 'fact-1' }] }])
    expect(`${entry?.Detail}${JSON.stringify(shown())}`).not.toContain('secret-of-the-request')
  })

  test('names the first record of a message that could not be shown, and starts no workflow of what is in it', async () => {
    iot.on(PublishCommand).rejects(new Error('IoT Core is away'))
    expect(await carried(...facts(comment('fact-1'), completed))).toEqual(failed(1))
    expect(workflows.commandCalls(StartExecutionCommand)).toEqual([])
  })

  test('goes on with other subjects where one fails, and names the lowest record that failed', async () => {
    workflows.on(StartExecutionCommand).callsFake(({ name }) => {
      if (name !== 'A-1') throw new Error('Step Functions is away')
      return {}
    })
    const of = (id: string, sequence: number) =>
      factOf(`done-${id}-${sequence}`, 'andon.order.completed.v1', { orderId: id }, { type: 'order', id })
    expect(await carried(...facts(of('B-1', 1), completed, of('C-1', 1)))).toEqual(failed(1))
    const started = workflows.commandCalls(StartExecutionCommand).map((call) => call.args[0].input.name)
    expect(started).toEqual(['B-1', 'A-1', 'C-1'])
  })

  test('takes it as a failure when the bus answers that it took nothing', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] })
    expect(await carried(...facts(comment('fact-1')))).toEqual(failed(1))
    expect(shown()).toEqual([])
  })

  test('puts ten facts on the bus at a time, and those that fit into a call', async () => {
    const told = Array.from({ length: 23 }, (_, index) => comment(`fact-${index}`))
    expect(await carried(...facts(...told))).toEqual(nothingFailed)
    expect(shownIds().map(({ length }) => length)).toEqual([10, 10, 3])
    const sizes = () => bus.commandCalls(PutEventsCommand).map(({ args: [{ input }] }) => input.Entries?.length)
    expect(sizes()).toEqual([10, 10, 3])
    bus.resetHistory()
    await carried(...facts(comment('fact-a'), comment('fact-b', 'x'.repeat(119_800)), comment('fact-c')))
    expect(sizes()).toEqual([1, 1, 1])
    expect(shownIds().flat()).toHaveLength(26)
  })

  test('tries again from the first fact that the bus did not take, and shows those before it', async () => {
    const [taken, refused] = [{ EventId: 'event' }, { ErrorCode: 'ThrottlingException', ErrorMessage: 'Too fast' }]
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [taken, refused, taken] })
    expect(await carried(...facts(comment('fact-1'), comment('fact-2'), comment('fact-3')))).toEqual(failed(2))
    expect(shownIds()).toEqual([['fact-1']])
    bus.on(PutEventsCommand).rejects(new Error('EventBridge is away'))
    expect(await carried(...facts(comment('fact-1')))).toEqual(failed(1))
  })

  test('has nothing to tell of an item that was touched later or removed, or is no fact', async () => {
    const item = itemOf(comment('fact-1'))
    const order = { pk: 'ORDER#A-1', sk: 'ORDER', kind: 'order' }
    expect(await carried(record(1, item, 'MODIFY'), record(2, item, 'REMOVE'), record(3, order))).toEqual(nothingFailed)
    expect([bus.calls(), iot.calls(), workflows.calls()]).toEqual([[], [], []])
  })

  test('shows a fact that is larger than a message without its data', async () => {
    await carried(...facts(comment('fact-1', 'x'.repeat(130_000))))
    expect(shown()).toMatchObject([{ payload: [{ factId: 'fact-1', data: {} }] }])
    expect(bus.commandCalls(PutEventsCommand)).toHaveLength(1)
  })

  test.each([
    [opened, 'DeviationHold', 'dev-1', { deviationId: 'dev-1', site: 'lyon' }],
    [completed, 'BatchRelease', 'A-1', { orderId: 'A-1', site: 'lyon' }],
  ] as const)('starts the workflow of $type under the name of its subject', async (fact, machine, name, input) => {
    expect(await carried(...facts(fact))).toEqual(nothingFailed)
    const [started] = workflows.commandCalls(StartExecutionCommand).map((call) => call.args[0].input)
    expect(started?.stateMachineArn).toMatch(new RegExp(`:${machine}$`))
    expect([started?.name, JSON.parse(started?.input ?? '')]).toEqual([name, input])
  })

  const held = (type: string, data: object) =>
    factOf('fact-held', type, { holdId: 'H-1', ...data }, { type: 'hold', id: 'H-1' })
  const lot = { subject: { type: 'lot', id: 'SUC-1' } }
  const order = { subject: { type: 'order', id: 'A-1' } }

  test.each([
    ['placed on a lot', held('andon.hold.placed.v1', lot), 'H-1.placed'],
    ['placed on an order', held('andon.hold.placed.v1', order), 'H-1.placed'],
    ['released from a lot', held('andon.hold.released.v1', lot), 'H-1.released'],
    [
      'that came with a broken limit',
      held('andon.deviation.opened.v1', { deviationId: 'dev-1', ...order }),
      'H-1.placed',
    ],
  ])('takes a hold %s to what was made of it', async (_, fact, name) => {
    expect(await carried(...facts(fact))).toEqual(nothingFailed)
    const started = workflows.commandCalls(StartExecutionCommand).map((call) => call.args[0].input)
    const [spread] = started.filter((input) => input.stateMachineArn?.endsWith(':HoldSpread'))
    expect(spread?.name).toBe(name)
    const progress = { doing: 'spread', level: 0, after: null, waits: 0 }
    expect(JSON.parse(spread?.input ?? '')).toEqual({ holdId: 'H-1', site: 'lyon', progress })
  })

  test.each(['material', 'sublot', 'equipment', 'recipe'])('takes a hold on a %s nowhere', async (type) => {
    const subject = { type, id: 'X' }
    await carried(...facts(held('andon.hold.placed.v1', { subject })))
    await carried(...facts(held('andon.deviation.opened.v1', { deviationId: 'dev-1', subject })))
    const started = workflows.commandCalls(StartExecutionCommand).map((call) => call.args[0].input.stateMachineArn)
    expect(started.map((arn) => arn?.split(':').at(-1))).toEqual(['DeviationHold'])
  })

  test('carries on a fact of a type that only a newer version knows, and starts nothing with it', async () => {
    const newer = held('andon.hold.placed.v9', lot)
    expect(await carried(...facts(newer))).toEqual(nothingFailed)
    expect(bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]?.DetailType).toBe(newer.type)
    expect(workflows.commandCalls(StartExecutionCommand)).toEqual([])
  })

  test('is content when the workflow of a fact that comes again is there already', async () => {
    workflows.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists(about))
    expect(await carried(...facts(completed))).toEqual(nothingFailed)
  })

  test('tries again when a workflow cannot be started for another reason', async () => {
    workflows.on(StartExecutionCommand).rejects(new Error('Access denied'))
    expect(await carried(...facts(completed))).toEqual(failed(1))
  })

  test('answers a wait whose fact has come already, and forgets it', async () => {
    expect(await carried(record(1, wait))).toEqual(nothingFailed)
    const [answer] = workflows.commandCalls(SendTaskSuccessCommand).map((call) => call.args[0].input)
    expect(answer?.taskToken).toBe('token-1')
    expect(JSON.parse(answer?.output ?? '')).toMatchObject({ severity: 'major' })
    expect(dynamodb.commandCalls(DeleteCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk: 'WAIT#deviation#dev-1', sk: 'WAIT#classification' },
      ExpressionAttributeValues: { ':token': 'token-1' },
    })
  })

  test.each([new TaskTimedOut(about), new TaskDoesNotExist(about)])(
    'forgets a wait that Step Functions has forgotten: $name',
    async (error) => {
      workflows.on(SendTaskSuccessCommand).rejects(error)
      expect(await carried(record(1, wait))).toEqual(nothingFailed)
      expect(dynamodb.commandCalls(DeleteCommand)).toHaveLength(1)
    },
  )

  test('keeps a wait that could not be answered for another reason, and tries again', async () => {
    workflows.on(SendTaskSuccessCommand).rejects(new Error('Step Functions is away'))
    expect(await carried(record(1, wait))).toEqual(failed(1))
    expect(dynamodb.commandCalls(DeleteCommand)).toHaveLength(0)
  })

  test('leaves a wait alone whose fact has not come', async () => {
    const deviation = { deviationId: 'dev-1', status: 'open', holds: [] }
    const item = { pk: 'DEVIATION#dev-1', sk: 'DEVIATION', kind: 'deviation', version: 1, doc: deviation }
    dynamodb.on(BatchGetCommand).resolves({ Responses: { plant: [item] } })
    expect(await carried(record(1, wait))).toEqual(nothingFailed)
    expect([workflows.calls().length, dynamodb.commandCalls(DeleteCommand).length]).toEqual([0, 0])
  })
})
