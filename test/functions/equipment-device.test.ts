import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { BatchGetCommand, type DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { factOf } from '../../shared/storage/fact-items.ts'
import { setFunctionEnvironment } from '../support/function-environment.ts'

setFunctionEnvironment()
const { handler } = await import('../../functions/equipment/device.ts')
const { table } = await import('../../shared/runtime/plant.ts')

const dynamodb = mockClient(table.client as DynamoDBDocumentClient)
const sqs = mockClient(SQSClient)

const machine = (equipmentId: string) => ({
  pk: `MACHINE#${equipmentId}`,
  sk: 'MACHINE',
  kind: 'machine',
  version: 1,
  sequence: 1,
  hash: 'hash-of-the-definition',
  doc: { equipmentId, state: 'unknown', holds: [], occupancies: [], values: {} },
})

/** A record as the queue hands it on from the topic rule: the payload in base64, with where it came from. */
function record(messageId: string, equipmentId: string, payload: unknown, more: object = {}): SQSRecord {
  const body = {
    payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)).toString('base64'),
    topic: `andon/lyon/${equipmentId}/state`,
    clientId: equipmentId,
    receivedAt: 1_772_452_800_000,
    ...more,
  }
  return {
    messageId,
    receiptHandle: `handle of ${messageId}`,
    body: JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1772452800000',
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: '1772452800001',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-3:123456789012:DeviceMessages',
    awsRegion: 'eu-west-3',
  }
}
const batch = (...Records: SQSRecord[]): SQSEvent => ({ Records })
const idle = (sequence: number) => ({ sequence, occurredAt: `2026-03-02T12:00:0${sequence}.000Z`, state: 'idle' })
const written = () =>
  dynamodb
    .commandCalls(TransactWriteCommand)
    .map((call) => factOf(call.args[0].input.TransactItems?.[0]?.Put?.Item ?? {}).factId)

const nameIn = (pk: string) => pk.slice(pk.indexOf('#') + 1)
/** The definition of the oven names the gateway GW-1, that of PRESS-9 names none; no other is there. */
const definition = (equipmentId: string) =>
  ['OVEN-1', 'PRESS-9'].includes(equipmentId)
    ? [
        {
          pk: `EQUIPMENT#${equipmentId}`,
          sk: 'EQUIPMENT',
          kind: 'equipment',
          version: 1,
          doc: { equipmentId, ...(equipmentId === 'OVEN-1' && { gateway: 'GW-1' }) },
        },
      ]
    : []
const through = (gateway: string, equipmentId: string) => ({
  topic: `andon/lyon/${gateway}/${equipmentId}/state`,
  clientId: gateway,
})

const isThrottled = (pk: unknown) => String(pk).endsWith('SLOW')

beforeEach(() => {
  dynamodb.reset()
  sqs.reset()
  sqs.on(SendMessageCommand).resolves({ MessageId: 'kept' })
  dynamodb.on(TransactWriteCommand).resolves({})
  dynamodb.on(BatchGetCommand).callsFake(({ RequestItems }) => {
    const keys: { pk: string }[] = RequestItems.plant.Keys
    if (keys.some(({ pk }) => isThrottled(pk)))
      throw new ProvisionedThroughputExceededException({ $metadata: {}, message: 'slow down' })
    return {
      Responses: {
        plant: keys.flatMap(({ pk }): object[] =>
          pk.startsWith('MACHINE#') ? [machine(nameIn(pk))] : pk.startsWith('EQUIPMENT#') ? definition(nameIn(pk)) : [],
        ),
      },
    }
  })
})

describe('the device function', () => {
  test('puts aside what an edge node cannot have meant, and tries again what the table did not take', async () => {
    const ofNode = (messageId: string, node: string, clientId = node) =>
      record(messageId, '', '', { topic: `spBv1.0/lyon/NDATA/${node}`, clientId })
    const answer = await handler(
      batch(ofNode('m1', 'EDGE-1', 'LIAR'), ofNode('m2', 'EDGE-2/SLOW'), ofNode('m3', 'SLOW')),
    )
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm3' }] })
    const reasons = sqs
      .commandCalls(SendMessageCommand)
      .map((call) => call.args[0].input.MessageAttributes?.reason?.StringValue)
    expect(reasons).toEqual([
      'LIAR published for EDGE-1; an edge node speaks for itself and its devices only.',
      expect.stringMatching(/is not one of Sparkplug/),
    ])
  })

  test('takes every message of a batch', async () => {
    const answer = await handler(batch(record('m1', 'PRESS-1', idle(1)), record('m2', 'PRESS-2', idle(2))))
    expect(answer).toEqual({ batchItemFailures: [] })
    expect(written().sort()).toEqual([
      'device/PRESS-1/state/2026-03-02T12:00:01.000Z/1',
      'device/PRESS-2/state/2026-03-02T12:00:02.000Z/2',
    ])
  })

  test('names only the messages that met a throttled table, which the queue then brings again', async () => {
    const answer = await handler(
      batch(
        record('m1', 'PRESS-1', idle(1)),
        record('m2', 'SLOW', idle(1)),
        record('m3', 'PRESS-1', idle(2)),
        record('m4', 'SLOW', idle(2)),
      ),
    )
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm2' }, { itemIdentifier: 'm4' }])
    expect(written()).toHaveLength(2)
    expect(sqs.calls()).toHaveLength(0)
  })

  test('keeps the counts and samples of a device in one write, as a device sends up to a hundred in a second', async () => {
    dynamodb.on(PutCommand).resolves({})
    const count = (sequence: number) => ({
      sequence,
      occurredAt: `2026-03-02T12:00:0${sequence}.000Z`,
      good: sequence,
      reject: 0,
    })
    const sent = [1, 2, 3, 4].map((sequence) =>
      record(`m${sequence}`, 'PRESS-1', count(sequence), { topic: 'andon/lyon/PRESS-1/count' }),
    )
    expect(await handler(batch(...sent))).toEqual({ batchItemFailures: [] })
    expect(dynamodb.commandCalls(BatchGetCommand)).toHaveLength(1)
    const machines = dynamodb.commandCalls(PutCommand).map((call) => call.args[0].input.Item?.doc)
    expect(machines).toMatchObject([{ counts: { good: '4' } }])
  })

  test('takes the messages of one equipment in their order', async () => {
    await handler(batch(...[1, 2, 3, 4].map((sequence) => record(`m${sequence}`, 'PRESS-1', idle(sequence)))))
    expect(written().map((factId) => factId.at(-1))).toEqual(['1', '2', '3', '4'])
  })

  test('takes what a gateway says for a machine whose definition names it, as if the machine had said it', async () => {
    expect(await handler(batch(record('m1', 'OVEN-1', idle(1), through('GW-1', 'OVEN-1'))))).toEqual({
      batchItemFailures: [],
    })
    expect(written()).toEqual(['device/OVEN-1/state/2026-03-02T12:00:01.000Z/1'])
    expect(sqs.calls()).toHaveLength(0)
  })

  test('tries again what a gateway says while the table is throttled, and nothing of its neighbours', async () => {
    const slow = record('m1', 'SLOW', idle(1), through('GW-1', 'SLOW'))
    const { batchItemFailures } = await handler(batch(slow, record('m2', 'PRESS-1', idle(1))))
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm1' }])
    expect(written()).toHaveLength(1)
  })

  test('keeps the newest health of a gateway, and no fact of it', async () => {
    dynamodb.on(PutCommand).resolves({})
    const at = '2026-03-02T12:00:00.000Z'
    const health = {
      occurredAt: at,
      version: '1.0.0',
      startedAt: at,
      connectedSince: at,
      backlog: { messages: 2, bytes: 600, oldestAt: at },
      mostBytes: 1_000_000,
      lost: { samples: 0, others: 0 },
      machines: [{ name: 'PRESS-1', lastHeardAt: at, waiting: 2, lost: 0 }],
    }
    await handler(batch(record('m1', 'GW-1', health, { topic: 'andon/lyon/GW-1/health' })))
    expect(dynamodb.commandCalls(PutCommand).map((call) => call.args[0].input)).toMatchObject([
      {
        Item: { pk: 'GATEWAY#lyon', sk: 'GATEWAY#GW-1', receivedAt: '2026-03-02T12:00:00.000Z', health },
        ConditionExpression: expect.stringContaining('receivedAt <= :receivedAt'),
      },
    ])
    expect(written()).toEqual([])
  })

  test.each<[string, SQSRecord, RegExp]>([
    ['is not JSON', record('m1', 'PRESS-1', 'running'), /is not JSON/],
    ['lacks its state', record('m1', 'PRESS-1', { sequence: 1 }), /cannot be read\. occurredAt is missing\./],
    [
      'has half of a character',
      record('m1', 'PRESS-1', { ...idle(1), reason: '\ud800' }),
      /cannot be recorded\. reason has half of a character \(U\+D800/,
    ],
    ['is of another device', record('m1', 'PRESS-1', idle(1), { clientId: 'PRESS-2' }), /speaks for itself only/],
    [
      'is of a gateway and a machine that is not its own',
      record('m1', 'OVEN-1', idle(1), through('GW-2', 'OVEN-1')),
      /GW-2 published for OVEN-1, whose definition names the gateway GW-1/,
    ],
    [
      'is of a gateway and a machine that is behind none',
      record('m1', 'PRESS-9', idle(1), through('GW-1', 'PRESS-9')),
      /whose definition names no gateway; set `gateway` of the equipment to GW-1/,
    ],
    [
      'is below the name of another gateway',
      record('m1', 'PRESS-1', idle(1), { ...through('GW-1', 'OVEN-1'), clientId: 'GW-2' }),
      /GW-2 published for GW-1; a device speaks for itself only/,
    ],
    [
      'is a health that lacks its backlog',
      record('m1', 'GW-1', { version: '1' }, { topic: 'andon/lyon/GW-1/health' }),
      /cannot be read\. occurredAt is missing\./,
    ],
    ['came by another way', { ...record('m1', 'PRESS-1', {}), body: '{}' }, /did not come through the topic rule/],
  ])('keeps a message that %s where people look, as it came, with the reason', async (_, message, reason) => {
    const answer = await handler(batch(message, record('m2', 'PRESS-3', idle(1))))
    expect(answer).toEqual({ batchItemFailures: [] })
    expect(written()).toHaveLength(1)
    const [kept, ...others] = sqs.commandCalls(SendMessageCommand).map((call) => call.args[0].input)
    expect(others).toEqual([])
    expect(kept).toMatchObject({ QueueUrl: process.env.REFUSED_MESSAGES_QUEUE_URL, MessageBody: message.body })
    expect(kept?.MessageAttributes?.reason).toMatchObject({
      DataType: 'String',
      StringValue: expect.stringMatching(reason),
    })
  })

  test('gives a message back to its queue when it cannot be kept, so that it is never lost', async () => {
    sqs.on(SendMessageCommand).rejects(new Error('The queue is away'))
    const answer = await handler(batch(record('m1', 'PRESS-1', 'running'), record('m2', 'PRESS-2', idle(1))))
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm1' }])
  })
})
