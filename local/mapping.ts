import type { Functions } from './lambda.ts'
import type { Pattern } from './patterns.ts'
import { type Message, md5, type Queue } from './sqs.ts'

export interface QueueMappingPlan {
  readonly functionArn: string
  readonly batchSize: number
  readonly windowSeconds: number
  readonly filters: readonly Pattern[]
  readonly reportsItems: boolean
  readonly concurrency: number
  readonly region: string
}

/** Lambda's poller for a queue: batches, filters, partial failures. A message that is not deleted comes back after its visibility timeout. */
export function pollQueue(queue: Queue, plan: QueueMappingPlan, functions: Functions): { stop(): void } {
  let inFlight = 0
  let window: NodeJS.Timeout | undefined
  let stopped = false

  const handle = async (messages: readonly Message[]) => {
    inFlight += 1
    try {
      const failed = await deliver(messages, plan, queue, functions)
      for (const message of messages) if (!failed.has(message.id)) queue.delete(message)
    } catch {
      // The function failed as a whole and has logged why: nothing is deleted, so the whole batch comes back.
    }
    inFlight -= 1
    gather()
  }
  const take = () => {
    clearTimeout(window)
    window = undefined
    while (!stopped && inFlight < plan.concurrency && queue.ready() > 0) {
      const received = queue.receive(plan.batchSize)
      const wanted = received.filter((message) => passes(message, plan.filters))
      for (const message of received) if (!wanted.includes(message)) queue.delete(message)
      if (wanted.length > 0) void handle(wanted)
    }
  }
  const gather = () => {
    if (stopped || queue.ready() === 0 || inFlight >= plan.concurrency) return
    if (queue.ready() >= plan.batchSize) take()
    else window ??= setTimeout(take, plan.windowSeconds * 1000)
  }
  queue.onArrival(gather)
  gather()
  return {
    stop() {
      stopped = true
      clearTimeout(window)
    },
  }
}

/** The ids of the messages that the function reports as failed. */
async function deliver(
  messages: readonly Message[],
  plan: QueueMappingPlan,
  queue: Queue,
  functions: Functions,
): Promise<ReadonlySet<string>> {
  const answer = await functions.invoke(plan.functionArn, {
    Records: messages.map((message) => record(message, queue, plan.region)),
  })
  if (!plan.reportsItems) return new Set()
  return namedFailures(
    answer,
    messages.map(({ id }) => id),
  )
}

/**
 * The items that a batch answer names as failed (`ReportBatchItemFailures`). An answer that names an unknown item, or has another shape, fails the
 * whole batch, as on Lambda.
 */
export function namedFailures(answer: unknown, ids: readonly string[]): ReadonlySet<string> {
  if (answer === null || answer === undefined) return new Set()
  const failures = (answer as { batchItemFailures?: unknown }).batchItemFailures
  if (failures === undefined || failures === null) return new Set()
  if (!Array.isArray(failures)) return new Set(ids)
  const named = failures.map((failure) => String((failure as { itemIdentifier?: unknown }).itemIdentifier))
  return new Set(named.every((id) => ids.includes(id)) ? named : ids)
}

function passes(message: Message, filters: readonly Pattern[]): boolean {
  if (filters.length === 0) return true
  const seen = { body: parsed(message.body), messageAttributes: message.attributes }
  return filters.some((filter) => filter(seen))
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

function record(message: Message, queue: Queue, region: string): object {
  return {
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentAt),
      SenderId: message.senderId,
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      ...(message.group !== undefined && {
        MessageGroupId: message.group,
        MessageDeduplicationId: message.deduplicationId,
      }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, value]) => [
        name,
        {
          stringValue: value.StringValue,
          binaryValue: value.BinaryValue,
          stringListValues: [],
          binaryListValues: [],
          dataType: value.DataType,
        },
      ]),
    ),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.plan.arn,
    awsRegion: region,
  }
}
