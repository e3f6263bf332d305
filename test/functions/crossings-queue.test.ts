import { BatchGetCommand, type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { SQSEvent } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { setFunctionEnvironment } from '../support/function-environment.ts'

setFunctionEnvironment()
const { handler } = await import('../../functions/crossings/queue.ts')
const { table } = await import('../../shared/runtime/plant.ts')

const dynamodb = mockClient(table.client as DynamoDBDocumentClient)

/** A record as the queue hands it on from the rule on the bus. */
const record = (messageId: string, detail: object): SQSEvent['Records'][number] => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  body: JSON.stringify({
    version: '0',
    id: messageId,
    'detail-type': 'andon.hold.crossed.v1',
    source: 'andon.enterprise',
    account: '123456789012',
    time: '2026-03-02T12:00:00Z',
    region: 'eu-west-3',
    resources: [],
    detail,
  }),
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1772452800000',
    SenderId: 'AIDAEXAMPLE',
    ApproximateFirstReceiveTimestamp: '1772452800001',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-3:123456789012:Crossings',
  awsRegion: 'eu-west-3',
})
const crossing = (lotId: string) => ({
  to: 'lyon',
  lotId,
  origin: { site: 'cork', lotId: 'BASE-1', holdId: 'H-7' },
})
const lot = (lotId: string, from: string) => ({
  pk: `LOT#${lotId}`,
  sk: 'LOT',
  kind: 'lot',
  sequence: 1,
  hash: 'hash-of-its-receipt',
  lotId,
  materialId: 'SUCROSE',
  unit: 'kg',
  quantity: '5',
  remaining: '5',
  loose: '5',
  origin: { site: 'cork', lotId: from },
})

beforeEach(() => {
  dynamodb.reset()
  dynamodb.on(TransactWriteCommand).resolves({})
  dynamodb.on(BatchGetCommand).callsFake(({ RequestItems }) => {
    const keys: { pk: string }[] = RequestItems.plant.Keys
    const here = [lot('GOOD', 'BASE-1'), lot('OTHER', 'BASE-2')]
    return { Responses: { plant: here.filter(({ pk }) => keys.some((key) => key.pk === pk)) } }
  })
})

test('holds what it can and gives back what it cannot: a bad message fails alone', async () => {
  const Records = [
    record('a lot that is not here', crossing('LATE')),
    record('no message at all', { holdId: 'H-7' }),
    record('a lot from elsewhere', crossing('OTHER')),
    record('a lot from there', crossing('GOOD')),
  ]
  const answer = await handler({ Records })
  expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
    'a lot that is not here',
    'no message at all',
    'a lot from elsewhere',
  ])
  const [written, ...more] = dynamodb.commandCalls(TransactWriteCommand).map((call) => call.args[0].input)
  expect(more).toEqual([])
  expect(JSON.stringify(written?.TransactItems)).toContain('andon.hold.placed.v1')
})
