import { createHash, randomUUID } from 'node:crypto'
import { DiskFault } from './disk.ts'
import type { Journal } from './journal.ts'
import { waitingRoom } from './waiting-room.ts'
import { type Service, ServiceError } from './wire.ts'

export interface QueuePlan {
  readonly name: string
  readonly url: string
  readonly arn: string
  readonly visibilitySeconds: number
  /** Hands out one batch of a message group at a time. */
  readonly isFifo?: boolean
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
  /** The message group and the id that makes a repeated sending one message, of a FIFO queue. */
  readonly group?: string
  readonly deduplicationId?: string
  /** The queue that gave the message up, and after how many receptions. */
  readonly givenUpBy?: { readonly queue: string; readonly receiveCount: number }
  receiveCount: number
  firstReceivedAt?: number
  receipt?: string
}

export interface Sending extends Partial<Pick<Message, 'attributes' | 'senderId' | 'group' | 'deduplicationId'>> {
  /** Seconds during which nobody receives it. */
  readonly delay?: number | undefined
}

export interface Queue {
  readonly plan: QueuePlan
  /** @throws DiskFault when the message cannot be kept; then the queue does not have it. */
  send(body: string, more?: Sending): Message
  /**
   * Takes a message that another queue has given up, once.
   * @throws DiskFault
   */
  bury(message: Message, from: string): void
  /** At most `limit` messages, hidden from others until they are deleted or their visibility timeout ends. */
  receive(limit: number, hiddenSeconds?: number): Message[]
  delete(message: Message): void
  /** Hands a message that was received out again, at once. */
  giveBack(message: Message): void
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
  const waiting = waitingRoom(plan.isFifo === true, found)
  const hidden = new Map<Message, NodeJS.Timeout>()
  const listeners: (() => void)[] = []
  const arrived = () => {
    for (const listener of listeners) listener()
  }
  const put = (message: Message) => {
    // On the disk first: whoever sent it takes it for kept as soon as this returns.
    journal.append({ sent: message, to: plan.arn })
    waiting.add(message)
    arrived()
  }
  const putLater = (message: Message, delay: number) => {
    journal.append({ sent: message, to: plan.arn })
    hidden.set(
      message,
      setTimeout(
        () => {
          hidden.delete(message)
          waiting.add(message)
          arrived()
        },
        delay * 1000 * timeScale,
      ),
    )
  }
  /** For entries whose loss only brings a message once more. The plant stops at the fault. */
  const note = (entry: QueueEntry) => {
    try {
      journal.append(entry)
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error
    }
  }
  const has = (id: string) => [...waiting.all(), ...hidden.keys()].some((message) => message.id === id)
  const reappear = (message: Message) => {
    hidden.delete(message)
    waiting.comeBack(message)
    arrived()
  }
  const forget = (message: Message) => {
    clearTimeout(hidden.get(message))
    hidden.delete(message)
    waiting.leave(message)
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
  const sent = deduplication(found)

  return {
    plan,
    send(body, { attributes = {}, senderId = 'local', group, deduplicationId, delay = 0 } = {}) {
      const fifo = plan.isFifo === true ? { group, deduplicationId } : {}
      const message: Message = {
        id: randomUUID(),
        body,
        attributes,
        senderId,
        sentAt: Date.now(),
        receiveCount: 0,
        ...fifo,
      }
      const before = sent.like(message)
      if (before !== undefined) return before
      if (delay > 0) putLater(message, delay)
      else put(message)
      sent.remember(message)
      return message
    },
    bury({ receiveCount, ...message }, from) {
      const { id, body, attributes, senderId, sentAt, group } = message
      // A plant that was killed between the two entries of a move finds the message in both queues.
      if (has(id)) return
      const givenUpBy = { queue: from, receiveCount }
      put({ id, body, attributes, senderId, sentAt, receiveCount: 0, givenUpBy, ...(group && { group }) })
    },
    receive(limit, hiddenSeconds) {
      const taken: Message[] = []
      while (taken.length < limit) {
        const message = waiting.next(taken[0])
        if (message === undefined) break
        if (plan.redrive !== undefined && message.receiveCount >= plan.redrive.maxReceiveCount) {
          if (giveUp(message, plan.redrive.deadLetterArn)) continue
          waiting.comeBack(message)
          break
        }
        message.receiveCount += 1
        message.firstReceivedAt ??= Date.now()
        message.receipt = randomUUID()
        note({ received: message.id, count: message.receiveCount, to: plan.arn })
        hidden.set(
          message,
          setTimeout(
            () => reappear(message),
            hiddenSeconds === undefined ? plan.visibilitySeconds * 1000 * timeScale : hiddenSeconds * 1000,
          ),
        )
        taken.push(message)
      }
      return taken
    },
    delete: (message) => {
      if (!hidden.has(message)) return
      forget(message)
      // The last message of a batch opens its group.
      if (plan.isFifo === true) arrived()
    },
    giveBack: (message) => {
      if (!hidden.has(message)) return
      clearTimeout(hidden.get(message))
      reappear(message)
    },
    ready: () => waiting.ready(),
    all: () => [...waiting.all(), ...hidden.keys()],
    onArrival: (listener) => {
      listeners.push(listener)
    },
    stop() {
      for (const timer of hidden.values()) clearTimeout(timer)
    },
  }
}

/** SQS takes a message with the same deduplication id once in five minutes. */
const deduplicationMs = 5 * 60_000

function deduplication(found: readonly Message[]) {
  const sent = new Map<string, Message>()
  const remember = (message: Message) => {
    if (message.deduplicationId !== undefined) sent.set(message.deduplicationId, message)
  }
  found.forEach(remember)
  return {
    remember,
    /** The message that was sent before with the same id. */
    like(message: Message): Message | undefined {
      for (const [id, { sentAt }] of sent) {
        if (sentAt > message.sentAt - deduplicationMs) break
        sent.delete(id)
      }
      return message.deduplicationId === undefined ? undefined : sent.get(message.deduplicationId)
    },
  }
}

/** The IAM action of each call that functions make, in the AWS JSON protocol. */
const actions: Readonly<Record<string, string>> = {
  SendMessage: 'sqs:SendMessage',
  SendMessageBatch: 'sqs:SendMessage',
  ReceiveMessage: 'sqs:ReceiveMessage',
  DeleteMessage: 'sqs:DeleteMessage',
  ChangeMessageVisibilityBatch: 'sqs:ChangeMessageVisibility',
}

export function sqsService(queues: ReadonlyMap<string, Queue>): Service {
  const queueOf = (url: unknown): Queue => {
    const queue = [...queues.values()].find((candidate) => candidate.plan.url === url)
    if (queue === undefined)
      throw new ServiceError(400, 'QueueDoesNotExist', 'The specified queue does not exist.', 'com.amazonaws.sqs#')
    return queue
  }
  const received = (queue: Queue, receipt: unknown) => queue.all().find((message) => message.receipt === receipt)
  const operations: Readonly<Record<string, (queue: Queue, json: Entry, from: string) => object>> = {
    SendMessage: (queue, json, from) => sent(queue, json, from),
    SendMessageBatch: (queue, json, from) => ({
      Successful: (json.Entries as Entry[]).map((entry) => ({ Id: entry.Id, ...sent(queue, entry, from) })),
      Failed: [],
    }),
    ReceiveMessage: (queue, { MaxNumberOfMessages = 1, VisibilityTimeout }) => ({
      Messages: queue
        .receive(Number(MaxNumberOfMessages), VisibilityTimeout === undefined ? undefined : Number(VisibilityTimeout))
        .map(asReceived),
    }),
    DeleteMessage: (queue, { ReceiptHandle }) => {
      const message = received(queue, ReceiptHandle)
      if (message) queue.delete(message)
      return {}
    },
    // Functions only end the time in which a message is hidden.
    ChangeMessageVisibilityBatch: (queue, json) => {
      const entries = json.Entries as Entry[]
      for (const { ReceiptHandle } of entries) {
        const message = received(queue, ReceiptHandle)
        if (message) queue.giveBack(message)
      }
      return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] }
    },
  }
  return {
    needs: ({ operation, json }) => {
      const action = actions[operation]
      if (action === undefined) throw ServiceError.unknown('sqs', operation)
      return [{ action, resource: queueOf(json.QueueUrl).plan.arn }]
    },
    answer: async ({ operation, json, caller }) => ({
      json: operations[operation]?.(queueOf(json.QueueUrl), json, caller.name) ?? {},
    }),
  }
}

function sent(queue: Queue, entry: Entry, senderId: string) {
  const message = queue.send(String(entry.MessageBody), {
    attributes: (entry.MessageAttributes ?? {}) as Record<string, MessageAttribute>,
    senderId,
    delay: Number(entry.DelaySeconds ?? 0),
    ...groupOf(queue, entry),
  })
  return { MessageId: message.id, MD5OfMessageBody: md5(message.body) }
}

const asReceived = ({ id, receipt, body, attributes, sentAt, group }: Message) => ({
  MessageId: id,
  ReceiptHandle: receipt,
  Body: body,
  MD5OfBody: md5(body),
  MessageAttributes: attributes,
  Attributes: { SentTimestamp: String(sentAt), ...(group !== undefined && { MessageGroupId: group }) },
})

/** What a FIFO queue asks of each message, and no other queue has. */
function groupOf({ plan }: Queue, { MessageGroupId: group, MessageDeduplicationId: deduplicationId }: Entry) {
  if (plan.isFifo !== true) return {}
  if (typeof group !== 'string' || typeof deduplicationId !== 'string')
    throw new ServiceError(
      400,
      'MissingParameter',
      'A message of a FIFO queue has a MessageGroupId and a MessageDeduplicationId.',
      'com.amazonaws.sqs#',
    )
  return { group, deduplicationId }
}

type Entry = Readonly<Record<string, unknown>>

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
