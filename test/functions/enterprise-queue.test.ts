import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { type DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { kg } from '../support/commands.ts'
import { eventOf, said } from '../support/crossing.ts'
import { setFunctionEnvironment } from '../support/function-environment.ts'
import { noon } from '../support/given.ts'

setFunctionEnvironment()
const { handler } = await import('../../functions/enterprise/queue.ts')
const { table } = await import('../../shared/runtime/enterprise.ts')

const dynamodb = mockClient(table.client as DynamoDBDocumentClient)
const events = mockClient(EventBridgeClient)
const record = (messageId: string, receipt: Parameters<typeof eventOf>[0]): SQSRecord =>
  recordOf(messageId, eventOf(receipt))
const recordOf = (messageId: string, body: string): SQSRecord => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1772452800000',
    SenderId: 'AIDAEXAMPLE',
    ApproximateFirstReceiveTimestamp: '1772452800001',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-3:123456789012:SiteNews',
  awsRegion: 'eu-west-3',
})
const batch = (...Records: SQSRecord[]): SQSEvent => ({ Records })
const shipped = (lotId: string) =>
  said('lyon', 'andon.lot.shipped.v1', {
    lotId,
    materialId: 'SUGAR',
    quantity: kg('4'),
    shipmentId: 'S-1',
    to: { type: 'customer', id: 'ACME' },
  })
const items = () => dynamodb.commandCalls(PutCommand).map((call) => call.args[0].input.Item)

beforeEach(() => {
  dynamodb.reset()
  dynamodb.on(PutCommand).callsFake(({ Item }) => {
    if (JSON.stringify(Item).includes('SLOW'))
      throw new ProvisionedThroughputExceededException({ $metadata: {}, message: 'slow down' })
    return {}
  })
})

describe('what hears the sites', () => {
  test('keeps each movement under where it began, and in the index under where it ended unless that is an end', async () => {
    expect(await handler(batch(record('m1', { ...shipped('L-1'), factId: 'F-1' })))).toEqual({ batchItemFailures: [] })
    expect(items()).toMatchObject([
      {
        pk: 'FROM#lot:lyon/L-1',
        sk: 'TO#shipment:lyon/S-1@L-1#lyon#lot#ANY#0#F-1',
        qpk: 'INTO#shipment:lyon/S-1@L-1',
        kind: 'movement',
      },
      { pk: 'FROM#shipment:lyon/S-1@L-1', sk: 'TO#customer:ACME#lyon#lot#ANY#1#F-1' },
    ])
    expect(items()[1]).not.toHaveProperty('qpk')
  })

  test('has each fact fail for itself, so that the queue brings again only what was not kept', async () => {
    const records = [record('m1', shipped('L-1')), record('m2', shipped('SLOW')), record('m3', shipped('L-2'))]
    expect(await handler(batch(...records))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] })
  })

  test('leaves what it cannot read to the queue, which puts it aside for people after five tries', async () => {
    const unknown = record('m2', { ...shipped('L-1'), type: 'andon.lot.shipped.v2' })
    const answer = await handler(batch(recordOf('m1', 'no JSON'), unknown, record('m3', shipped('L-1'))))
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }] })
    expect(items()).toHaveLength(2)
  })
})

describe('of a hold on a lot that other sites have received from', () => {
  const subject = { type: 'lot', id: 'L-1' }
  const placed = said('lyon', 'andon.hold.placed.v1', { holdId: 'H-1', subject, reason: 'Glass' })
  const words = () =>
    events
      .commandCalls(PutEventsCommand)
      .map((call) => call.args[0].input.Entries?.map((it) => JSON.parse(it.Detail ?? '')))

  beforeEach(() => {
    events.reset()
    events.on(PutEventsCommand).resolves({ Entries: [] })
    dynamodb.on(UpdateCommand).resolves({ Attributes: { holdId: 'H-1', since: noon, reason: 'Glass' } })
    const items = Array.from({ length: 12 }, (_, index) => ({ card: { site: 'cork', lotId: `C-${index}`, at: noon } }))
    dynamodb.on(QueryCommand).callsFake(({ ExpressionAttributeValues: { ':prefix': prefix } }) => ({
      Items: prefix === 'RECEIVED#' ? items : [],
    }))
  })

  test('tells each of them on its own bus, ten at a time, and remembers whom', async () => {
    expect(await handler(batch(record('m1', placed)))).toEqual({ batchItemFailures: [] })
    expect(words().map((portion) => portion?.length)).toEqual([10, 2])
    expect(events.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]).toEqual({
      Source: 'andon.enterprise',
      DetailType: 'andon.hold.crossed.v1',
      Detail: JSON.stringify({
        to: 'cork',
        lotId: 'C-0',
        origin: { site: 'lyon', lotId: 'L-1', holdId: 'H-1' },
        reason: 'Glass',
      }),
      EventBusName: 'facts',
    })
    expect(items().map((item) => item?.sk)).toContain('TOLD#H-1#lot:cork/C-11')
  })

  test('tells it again when the bus has not taken all of it', async () => {
    events
      .on(PutEventsCommand)
      .resolvesOnce({ Entries: [{}, { ErrorCode: 'ThrottlingException' }] })
      .resolves({ Entries: [] })
    expect(await handler(batch(record('m1', placed)))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] })
    expect(await handler(batch(record('m1', placed)))).toEqual({ batchItemFailures: [] })
    expect(words().slice(-2).flat()).toHaveLength(12)
  })
})
