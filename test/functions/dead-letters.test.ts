import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { messagesOf, redrive } from '../../functions/administration/dead-letters.ts'
import { openJournal } from '../../local/journal.ts'
import { type Queue, sqsService, startQueues } from '../../local/sqs.ts'

const sqs = mockClient(SQSClient)
const plan = (name: string, isFifo = false) => ({ name, url: name, arn: name, visibilitySeconds: 30, isFifo })
let folder: string
let queues: Map<string, Queue>
const queue = (name: string) => {
  const found = queues.get(name)
  if (found === undefined) throw new Error(`There is no queue ${name}.`)
  return found
}
const bodies = (name: string) =>
  queue(name)
    .all()
    .map(({ body }) => body)

const caller = {
  name: 'administration-http',
  arn: '',
  roleArn: '',
  policies: [],
  file: '',
  exported: 'handler',
  environment: {},
  timeoutSeconds: 15,
  memoryMb: 1024,
  logGroup: '',
}
const call = { caller, path: '/', query: new URLSearchParams(), body: Buffer.alloc(0), headers: {} }

/** The queues of the local plant behind the client of the functions. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'andon-letters-'))
  const plans = [plan('source'), plan('dead'), plan('lanes', true), plan('dead-lanes', true)]
  queues = startQueues(plans, openJournal(join(folder, 'queues.jsonl')), 1)
  const service = sqsService(queues)
  const answer = (operation: string) => async (input: object) => {
    const answered = await service.answer({ ...call, operation, json: { ...input } })
    return 'json' in answered ? answered.json : undefined
  }
  sqs.reset()
  sqs.on(ReceiveMessageCommand).callsFake(answer('ReceiveMessage'))
  sqs.on(SendMessageCommand).callsFake(answer('SendMessage'))
  sqs.on(DeleteMessageCommand).callsFake(answer('DeleteMessage'))
  sqs.on(ChangeMessageVisibilityBatchCommand).callsFake(answer('ChangeMessageVisibilityBatch'))
})
afterEach(() => {
  for (const it of queues.values()) it.stop()
  rmSync(folder, { recursive: true, force: true })
})

const line = { name: 'dead', url: 'dead', source: 'source' } as const

test('what was put aside is read without taking anything away', async () => {
  for (let number = 0; number < 25; number += 1) queue('dead').send(`message ${number}`)
  expect(await messagesOf(line)).toHaveLength(25)
  expect(queue('dead').ready()).toBe(25)
})

test('one message goes back to where it came from, as it was, and the others stay', async () => {
  for (let number = 0; number < 12; number += 1) queue('dead').send(`message ${number}`)
  const attributes = { reason: { DataType: 'String', StringValue: 'too hot' } }
  const { id } = queue('dead').send('wanted', { attributes })
  expect(await redrive(line, id)).toBe(true)
  expect(queue('source').all()).toMatchObject([{ body: 'wanted', attributes }])
  expect(bodies('dead')).not.toContain('wanted')
  expect(queue('dead').ready()).toBe(12)
  expect(await redrive(line, id)).toBe(false)
  expect(bodies('source')).toEqual(['wanted'])
})

test('a message of a machine goes back into the lane of that machine', async () => {
  const group = 'PRESS-1'
  const { id } = queue('dead-lanes').send('late', { group, deduplicationId: 'first' })
  expect(await redrive({ name: 'lanes', url: 'dead-lanes', source: 'lanes', isFifo: true }, id)).toBe(true)
  expect(queue('lanes').all()).toMatchObject([{ body: 'late', group }])
})

test('what no queue gave up is not sent anywhere', async () => {
  const { id } = queue('dead').send('refused')
  expect(await redrive({ name: 'refused', url: 'dead' }, id)).toBe(false)
  expect(bodies('dead')).toEqual(['refused'])
})
