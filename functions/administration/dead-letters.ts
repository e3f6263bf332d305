import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { trimmed } from '../../shared/storage/trimmed.ts'

/** A queue of messages that were put aside, as the stack tells it in a variable. */
export interface Line {
  /** The section of the runbook that is about it. */
  readonly name: string
  readonly url: string
  /** The queue that gave them up; a message of another origin cannot simply be sent again. */
  readonly source?: string
  readonly isFifo?: true
}

const client = trimmed(new SQSClient({ cacheMiddleware: true }))

/** SQS hands out ten messages at a time. A hundred are more than a person reads, and ten calls of 20 ms each. */
const mostRead = 100
const atOnce = 10
/** Seconds. Longer than the reading takes, so that each call gets other messages; then they are shown again. */
const hiddenFor = 20

/**
 * The messages of a line, at most a hundred, each until `keep` has seen it. SQS has no other way to read than to receive: what was received is hidden
 * from others until it is given back.
 */
async function walk(line: Line, keep: (message: Message) => Promise<boolean>): Promise<void> {
  const taken: Message[] = []
  for (let isMore = true; isMore && taken.length < mostRead; ) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: line.url,
        MaxNumberOfMessages: atOnce,
        VisibilityTimeout: hiddenFor,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp', 'MessageGroupId'],
      }),
    )
    isMore = Messages.length > 0
    for (const message of Messages) {
      if (await keep(message)) taken.push(message)
      else isMore = false
    }
  }
  await giveBack(line, taken)
}

async function giveBack({ url }: Line, messages: readonly Message[]): Promise<void> {
  for (let from = 0; from < messages.length; from += atOnce)
    await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: messages.slice(from, from + atOnce).map(({ ReceiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout: 0,
        })),
      }),
    )
}

export async function messagesOf(line: Line): Promise<readonly Message[]> {
  const found: Message[] = []
  await walk(line, async (message) => {
    found.push(message)
    return true
  })
  return found
}

/** Sends the message to the queue that gave it up, and takes it out of the line. False if it is not there. */
export async function redrive(line: Line, messageId: string): Promise<boolean> {
  const { source, isFifo } = line
  if (source === undefined) return false
  let isDone = false
  await walk(line, async (message) => {
    if (message.MessageId !== messageId) return true
    await client.send(
      new SendMessageCommand({
        QueueUrl: source,
        MessageBody: message.Body,
        MessageAttributes: message.MessageAttributes,
        ...(isFifo && {
          MessageGroupId: message.Attributes?.MessageGroupId,
          // The id that it was first sent with is no longer known; whoever reads it knows a message that comes twice.
          MessageDeduplicationId: messageId,
        }),
      }),
    )
    await client.send(new DeleteMessageCommand({ QueueUrl: line.url, ReceiptHandle: message.ReceiptHandle }))
    isDone = true
    return false
  })
  return isDone
}
