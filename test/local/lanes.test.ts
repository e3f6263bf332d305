import { afterEach, expect, test } from 'vitest'
import { openJournal } from '../../local/journal.ts'
import type { Functions } from '../../local/lambda.ts'
import { pollQueue } from '../../local/mapping.ts'
import { type Queue, type QueueEntry, startQueues } from '../../local/sqs.ts'
import { waitingRoom } from '../../local/waiting-room.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

const noisy = 10_000
const inBatch = 10
const atOnce = 50

interface Event {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[]
}

/** The batches of a queue in the order in which the function got them, each as the devices of its messages. */
async function batchesUntilNeighbour(isFifo: boolean): Promise<{ readonly before: number; readonly most: number }> {
  const plan = { name: 'lanes', url: 'url', arn: `arn:${isFifo}`, visibilitySeconds: 60, isFifo }
  const queue = startQueues([plan], openJournal<QueueEntry>(undefined), 1).get(plan.arn) as Queue
  let before = 0
  let most = 0
  const running = new Map<string, number>()
  const { promise: neighbour, resolve: heard } = Promise.withResolvers<void>()
  const functions = {
    async invoke(_: string, event: unknown) {
      const devices = new Set((event as Event).Records.map(({ body }) => body))
      before += devices.has('QUIET') ? 0 : 1
      if (devices.has('QUIET')) heard()
      for (const device of devices) {
        running.set(device, (running.get(device) ?? 0) + 1)
        most = Math.max(most, running.get(device) ?? 0)
      }
      await new Promise((resolve) => setImmediate(resolve))
      for (const device of devices) running.set(device, (running.get(device) ?? 0) - 1)
      return { batchItemFailures: [] }
    },
  } as Functions
  for (let number = 0; number < noisy; number += 1)
    queue.send('NOISY', { group: 'NOISY', deduplicationId: `noisy ${number}` })
  queue.send('QUIET', { group: 'QUIET', deduplicationId: 'quiet' })
  const mapping = {
    functionArn: 'device',
    batchSize: inBatch,
    windowSeconds: 0,
    filters: [],
    reportsItems: true,
    concurrency: atOnce,
    region: 'eu-west-3',
  }
  const poll = pollQueue(queue, mapping, functions)
  stops.push(poll.stop, queue.stop)
  await neighbour
  return { before, most }
}

test('a machine is heard in the second batch, though another has 10,000 messages before it', async () => {
  const { before, most } = await batchesUntilNeighbour(true)
  expect(before).toBe(1)
  expect(most).toBe(1)
})

test('without lanes it would wait for all of them, fifty batches of one machine at once', async () => {
  const { before, most } = await batchesUntilNeighbour(false)
  expect(before).toBe(noisy / inBatch)
  expect(most).toBe(atOnce)
})

test('messages that come back keep their places in their lane, and their lane waits for them alone', () => {
  const [a1, a2, a3, b1] = ['A', 'A', 'A', 'B'].map((group, number) => ({ group, number }))
  if (!(a1 && a2 && a3 && b1)) throw new Error('There are four messages.')
  const room = waitingRoom(true, [a1, a2, a3, b1])
  expect([room.next(undefined), room.next(a1)]).toEqual([a1, a2])
  expect(room.ready()).toBe(1)
  expect(room.next(undefined)).toBe(b1)
  expect(room.next(undefined)).toBeUndefined()
  room.comeBack(a2)
  room.comeBack(a1)
  expect(room.all()).toEqual([a1, a2, a3])
  expect(room.next(undefined)).toBe(a1)
  room.leave(a1)
  expect(room.next(undefined)).toBe(a2)
})

test('a message that is sent twice to a FIFO queue is in it once', () => {
  const plan = { name: 'lanes', url: 'url', arn: 'arn', visibilitySeconds: 60, isFifo: true }
  const queue = startQueues([plan], openJournal<QueueEntry>(undefined), 1).get('arn') as Queue
  const first = queue.send('one', { group: 'A', deduplicationId: '1' })
  expect(queue.send('one', { group: 'A', deduplicationId: '1' }).id).toBe(first.id)
  queue.send('two', { group: 'A', deduplicationId: '2' })
  expect(queue.ready()).toBe(2)
})
