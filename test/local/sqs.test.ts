import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DiskFault } from '../../local/disk.ts'
import { type Journal, openJournal } from '../../local/journal.ts'
import { type QueueEntry, startQueues } from '../../local/sqs.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'andon-queues-'))
  file = join(folder, 'queues.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const plan = (name: string) => ({ name, url: name, arn: name, visibilitySeconds: 0.01 })
const plans = [{ ...plan('messages'), redrive: { deadLetterArn: 'dead', maxReceiveCount: 2 } }, plan('dead')]

function open(journal: Journal<QueueEntry> = openJournal(file)) {
  const queues = startQueues(plans, journal, 1)
  const queue = (name: string) => {
    const found = queues.get(name)
    if (found === undefined) throw new Error(`There is no queue ${name}.`)
    return found
  }
  return { messages: queue('messages'), dead: queue('dead') }
}

/** A journal whose disk becomes full after so many entries. */
function fullAfter(count: number): Journal<QueueEntry> {
  const journal = openJournal<QueueEntry>(file)
  let left = count
  return {
    ...journal,
    append(entry) {
      if (left === 0) throw new DiskFault('The disk is full.')
      left -= 1
      journal.append(entry)
    },
  }
}

const bodies = (queue: { all(): { body: string }[] }) => queue.all().map(({ body }) => body)

test('a message that cannot be kept is refused, and nobody receives it', () => {
  const { messages } = open(fullAfter(1))
  messages.send('first')
  expect(() => messages.send('second')).toThrow(DiskFault)
  expect(bodies(messages)).toEqual(['first'])
  expect(messages.receive(10).map(({ body }) => body)).toEqual(['first'])
  messages.stop()
})

test('a message that was received as the disk filled comes back after a restart', () => {
  const before = open(fullAfter(1))
  before.messages.send('first')
  const [message] = before.messages.receive(1)
  if (message === undefined) throw new Error('Nothing was received.')
  before.messages.delete(message)
  expect(bodies(before.messages)).toEqual([])
  before.messages.stop()
  expect(bodies(open().messages)).toEqual(['first'])
})

// Entries: sent, received, received, then the two of the move: to the dead letters, and gone from its queue.
test.each([3, 4, 5])(
  'a message that is given up as the disk fills after %i entries is in one of the queues, once',
  async (entries) => {
    const before = open(fullAfter(entries))
    before.messages.send('bad')
    for (let round = 0; round < 3; round += 1) {
      before.messages.receive(1)
      await pause(30)
    }
    before.messages.stop()
    const after = open()
    for (let round = 0; round < 3; round += 1) {
      after.messages.receive(1)
      await pause(30)
    }
    expect(bodies(after.messages)).toEqual([])
    expect(bodies(after.dead)).toEqual(['bad'])
    after.messages.stop()
    expect(bodies(open().dead)).toEqual(['bad'])
  },
)

test('a message with a delay is received when it is over, and not before', async () => {
  const { messages } = open()
  messages.send('later', { delay: 0.05 })
  expect(bodies(messages)).toEqual(['later'])
  expect(messages.receive(10)).toEqual([])
  await new Promise<void>((resolve) => messages.onArrival(resolve))
  expect(messages.receive(10).map(({ body }) => body)).toEqual(['later'])
  messages.stop()
})
