import { createHash, randomUUID } from 'node:crypto'
import { DiskFault } from './disk.ts'
import type { Journal } from './journal.ts'
import { type Service, ServiceError } from './wire.ts'

export interface QueuePlan {
  readonly name: string
  readonly url: string
  readonly arn: string
  readonly visibilitySeconds: number
  readonly redrive?: { readonly deadLetterArn: string; readonly maxReceiveCount: number }
}

export interface MessageAttribute {
  readonly DataType: string
  readonly StringValue?: string
  readonly BinaryValue?: string
}

export interface Message {
  readonly id: string
  readonly body: string
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly senderId: string
  readonly sentAt: number
  /** The queue that gave the message up, and after how many receptions. */
  readonly givenUpBy?: { readonly queue: string; readonly receiveCount: number }
  receiveCount: number
  firstReceivedAt?: number
  receipt?: string
}

export interface Queue {
  readonly plan: QueuePlan
  /** @throws DiskFault when the message cannot be kept; then the queue does not have it. */
  send(body: string, attributes?: Readonly<Record<string, MessageAttribute>>, senderId?: string): Message
  /**
   * Takes a message that another queue has given up, once.
   * @throws DiskFault
   */
  bury(message: Message, from: string): void
  /** At most `limit` messages, hidden from others until they are deleted or their visibility timeout ends. */
  receive(limit: number): Message[]
  delete(message: Message): void
  /** The number of messages that can be received now. */
  ready(): number
  all(): Message[]
  onArrival(listener: () => void): void
  stop(): void
}

export type QueueEntry =
  | { readonly sent: Message; readonly to: string }
  | { readonly received: string; readonly count: number; readonly to: string }
  | { readonly gone: string; readonly to: string }

/** The queues of a template. `timeScale` shortens their visibility timeouts. */
export function startQueues(
  plans: readonly QueuePlan[],
  journal: Journal<QueueEntry>,
  timeScale: number,
): Map<string, Queue> {
  const queues = new Map<string, Queue>()
  const remembered = remember(journal)
  for (const plan of plans)
    queues.set(plan.arn, startQueue(plan, remembered.get(plan.arn) ?? [], journal, timeScale, queues))
  return queues
}

function remember(journal: Journal<QueueEntry>): Map<string, Message[]> {
  const kept = new Map<string, Map<string, Message>>()
  for (const entry of journal.read()) {
    const queue = kept.get(entry.to) ?? new Map<string, Message>()
    kept.set(entry.to, queue)
    if ('sent' in entry) queue.set(entry.sent.id, entry.sent)
    else if ('gone' in entry) queue.delete(entry.gone)
    else {
      const message = queue.get(entry.received)
      if (message !== undefined) message.receiveCount = entry.count
    }
  }
  journal.replace([...kept].flatMap(([to, queue]) => [...queue.values()].map((sent) => ({ sent, to }))))
  return new Map([...kept].map(([to, queue]) => [to, [...queue.values()]]))
}

function startQueue(
  plan: QueuePlan,
  found: readonly Message[],
  journal: Journal<QueueEntry>,
  timeScale: number,
  queues: ReadonlyMap<string, Queue>,
): Queue {
  const waiting: Message[] = [...found]
  const hidden = new Map<Message, NodeJS.Timeout>()
  const listeners: (() => void)[] = []
  const arrived = () => {
    for (const listener of listeners) listener()
  }
  const put = (message: Message) => {
    // On the disk first: whoever sent it takes it for kept as soon as this returns.
    journal.append({ sent: message, to: plan.arn })
    waiting.push(message)
    arrived()
  }
  /** For entries whose loss only brings a message once more. The plant stops at the fault. */
  const note = (entry: QueueEntry) => {
    try {
      journal.append(entry)
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error
    }
  }
  const has = (id: string) => [...waiting, ...hidden.keys()].some((message) => message.id === id)
  const reappear = (message: Message) => {
    hidden.delete(message)
    waiting.push(message)
    arrived()
  }
  const forget = (message: Message) => {
    clearTimeout(hidden.get(message))
    hidden.delete(message)
    note({ gone: message.id, to: plan.arn })
  }
  /** False when the disk does not take it; then it stays in this queue. */
  const giveUp = (message: Message, deadLetterArn: string): boolean => {
    try {
      queues.get(deadLetterArn)?.bury(message, plan.name)
    } catch (error) {
      if (error instanceof DiskFault) return false
      throw error
    }
    forget(message)
    return true
  }

  return {
    plan,
    send(body, attributes = {}, senderId = 'local') {
      const message = { id: randomUUID(), body, attributes, senderId, sentAt: Date.now(), receiveCount: 0 }
      put(message)
      return message
    },
    bury({ id, body, attributes, senderId, sentAt, receiveCount }, from) {
      // A plant that was killed between the two entries of a move finds the message in both queues.
      if (has(id)) return
      put({ id, body, attributes, senderId, sentAt, receiveCount: 0, givenUpBy: { queue: from, receiveCount } })
    },
    receive(limit) {
      const taken: Message[] = []
      while (taken.length < limit) {
        const message = waiting.shift()
        if (message === undefined) break
        if (plan.redrive !== undefined && message.receiveCount >= plan.redrive.maxReceiveCount) {
          if (giveUp(message, plan.redrive.deadLetterArn)) continue
          waiting.unshift(message)
          break
        }
        message.receiveCount += 1
        message.firstReceivedAt ??= Date.now()
        message.receipt = randomUUID()
        note({ received: message.id, count: message.receiveCount, to: plan.arn })
        hidden.set(
          message,
          setTimeout(() => reappear(message), plan.visibilitySeconds * 1000 * timeScale),
        )
        taken.push(message)
      }
      return taken
    },
    delete: (message) => {
      if (hidden.has(message)) forget(message)
    },
    ready: () => waiting.length,
    all: () => [...waiting, ...hidden.keys()],
    onArrival: (listener) => {
      listeners.push(listener)
    },
    stop() {
      for (const timer of hidden.values()) clearTimeout(timer)
    },
  }
}

/** The two calls that functions make, in the AWS JSON protocol. */
export function sqsService(queues: ReadonlyMap<string, Queue>): Service {
  const queueOf = (url: unknown): Queue => {
    const queue = [...queues.values()].find((candidate) => candidate.plan.url === url)
    if (queue === undefined)
      throw new ServiceError(400, 'QueueDoesNotExist', 'The specified queue does not exist.', 'com.amazonaws.sqs#')
    return queue
  }
  return {
    needs: ({ operation, json }) => {
      if (operation !== 'SendMessage' && operation !== 'SendMessageBatch') throw ServiceError.unknown('sqs', operation)
      return [{ action: 'sqs:SendMessage', resource: queueOf(json.QueueUrl).plan.arn }]
    },
    answer: async ({ operation, json, caller }) => {
      const queue = queueOf(json.QueueUrl)
      const one = (entry: Record<string, unknown>) => {
        const message = queue.send(
          String(entry.MessageBody),
          (entry.MessageAttributes ?? {}) as Record<string, MessageAttribute>,
          caller.name,
        )
        return { MessageId: message.id, MD5OfMessageBody: md5(message.body) }
      }
      if (operation === 'SendMessage') return { json: one(json) }
      const entries = json.Entries as Record<string, unknown>[]
      return { json: { Successful: entries.map((entry) => ({ Id: entry.Id, ...one(entry) })), Failed: [] } }
    },
  }
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
