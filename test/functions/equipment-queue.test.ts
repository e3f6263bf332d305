import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { setFunctionEnvironment } from '../support/function-environment.ts'

setFunctionEnvironment()
const { handler } = await import('../../functions/equipment/queue.ts')
const sqs = mockClient(SQSClient)

function record(messageId: string, topic: string, size = 10): SQSRecord {
  return {
    messageId,
    receiptHandle: `handle of ${messageId}`,
    body: JSON.stringify({ payload: 'x'.repeat(size), topic, clientId: 'any', receivedAt: 1_772_452_800_000 }),
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
const calls = () => sqs.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input)

beforeEach(() => {
  sqs.reset()
  sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] })
})

describe('the lanes of devices', () => {
  test('take each message as it came, by its equipment, and once however often it is delivered', async () => {
    const records = [record('m1', 'andon/lyon/PRESS-1/state'), record('m2', 'andon/lyon/SCALE_2.b/sample')]
    expect(await handler({ Records: records })).toEqual({ batchItemFailures: [] })
    expect(calls()).toHaveLength(1)
    expect(calls()[0]).toMatchObject({
      QueueUrl: process.env.DEVICE_LANES_QUEUE_URL,
      Entries: [
        { MessageBody: records[0]?.body, MessageGroupId: 'PRESS-1', MessageDeduplicationId: 'm1' },
        { MessageBody: records[1]?.body, MessageGroupId: 'SCALE_2.b', MessageDeduplicationId: 'm2' },
      ],
    })
  })

  test('take all messages of an edge node of Sparkplug, whatever its group and its devices are called', async () => {
    const topics = ['spBv1.0/Halle 3 ü/NBIRTH/EDGE-1', 'spBv1.0/G/DDATA/EDGE-1/press', 'spBv1.0/G/NDATA/not a name']
    await handler({ Records: topics.map((topic, index) => record(`m${index}`, topic)) })
    const lanes = calls()[0]?.Entries?.map(({ MessageGroupId }) => MessageGroupId)
    expect(lanes).toEqual(['spBv1.0/EDGE-1', 'spBv1.0/EDGE-1', 'spBv1.0/no-edge-node'])
    // What SQS takes as the name of a lane.
    for (const lane of lanes ?? []) expect(lane).toMatch(/^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/)
  })

  test('are of a gateway and its equipment together, so that it fills no lane of a machine that is not its own', async () => {
    await handler({ Records: [record('m1', 'andon/lyon/GW-1/PRESS-1/state'), record('m2', 'andon/lyon/GW-1/health')] })
    expect(calls()[0]?.Entries?.map(({ MessageGroupId }) => MessageGroupId)).toEqual(['GW-1/PRESS-1', 'GW-1'])
  })

  test.each([
    ['names no equipment', 'andon/lyon/line:7/state'],
    ['is longer than an id may be', `andon/lyon/${'L'.repeat(65)}/state`],
    ['is short', 'andon/lyon'],
  ])('share one where a topic %s', async (_, topic) => {
    await handler({ Records: [record('m1', topic)] })
    expect(calls()[0]?.Entries?.[0]?.MessageGroupId).toBe('no-equipment')
  })

  test('are filled by as many calls as the size of the messages asks, in their order', async () => {
    const largest = 175_000
    const sizes = [largest, largest, 10, 10]
    await handler({ Records: sizes.map((size, index) => record(`m${index}`, 'andon/lyon/PRESS-1/sample', size)) })
    const ids = calls().map(({ Entries }) => Entries?.map((it) => it.MessageDeduplicationId))
    expect(ids).toEqual([['m0'], ['m1', 'm2', 'm3']])
  })

  test('name the messages that SQS did not take, and all of a call that failed', async () => {
    const records = ['m1', 'm2', 'm3'].map((id) => record(id, 'andon/lyon/PRESS-1/state'))
    sqs.on(SendMessageBatchCommand).resolvesOnce({
      Successful: [],
      Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false }],
    })
    expect(await handler({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] })
    sqs.on(SendMessageBatchCommand).rejects(new Error('no way there'))
    const { batchItemFailures } = await handler({ Records: records })
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m1', 'm2', 'm3'])
  })
})
