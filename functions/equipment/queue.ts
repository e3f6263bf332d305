import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { laneOf } from '../../shared/messaging/device-message.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { trimmed } from '../../shared/storage/trimmed.ts'

const queue = trimmed(new SQSClient({ cacheMiddleware: true }))
const lanes = environment(variable.deviceLanes)

/**
 * The bytes of one call to SQS. It takes 1 MiB since August 2025, and took 256 KiB before; a message of a device is 128 KiB at most, in base64 171 KiB,
 * so that each fits alone.
 */
const mostBytes = 256 * 1024

/** Puts each message into the lane of its device, unread: IoT Core cannot, because its rules send to no FIFO queue (ADR 0043). */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const failed = await Promise.all(callsOf(event.Records).map(passOn))
  return { batchItemFailures: failed.flat().map((itemIdentifier) => ({ itemIdentifier })) }
}

function callsOf(records: readonly SQSRecord[]): SQSRecord[][] {
  const calls: SQSRecord[][] = []
  let room = 0
  for (const record of records) {
    const size = Buffer.byteLength(record.body)
    const call = calls.at(-1)
    if (call === undefined || size > room) {
      calls.push([record])
      room = mostBytes - size
    } else {
      call.push(record)
      room -= size
    }
  }
  return calls
}

/** @returns the ids of the messages that could not be passed on, which come again */
async function passOn(records: readonly SQSRecord[]): Promise<string[]> {
  try {
    const { Failed = [] } = await queue.send(
      new SendMessageBatchCommand({
        QueueUrl: lanes,
        Entries: records.map(({ messageId, body }, index) => ({
          Id: String(index),
          MessageBody: body,
          MessageGroupId: laneOf(body),
          // The same for each delivery of the message, so that a repeated one is put into its lane once.
          MessageDeduplicationId: messageId,
        })),
      }),
    )
    if (Failed.length > 0) logger.warn('Device messages found no lane and will be tried again', { failed: Failed })
    return Failed.flatMap(({ Id }) => records[Number(Id)]?.messageId ?? [])
  } catch (error) {
    logger.warn('Device messages found no lane and will be tried again', { error: error as Error })
    return records.map(({ messageId }) => messageId)
  }
}
