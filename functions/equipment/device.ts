import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { readDeviceMessage } from '../../shared/messaging/device-message.ts'
import { now } from '../../shared/runtime/clock.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { site, store } from '../../shared/runtime/plant.ts'
import { trimmed } from '../../shared/storage/trimmed.ts'
import { processDeviceMessage } from '../../shared/usecases/equipment/devices.ts'

const queue = trimmed(new SQSClient({ cacheMiddleware: true }))
const refusedMessages = environment(variable.refusedMessages)
const clockTolerance = Number(environment(variable.deviceClockTolerance))

/** Messages of one piece of equipment are taken one after the other, those of several in parallel; each message fails alone. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const lanes = Map.groupBy(event.Records, (record) => laneOf(record))
  const failed = await Promise.all([...lanes.values()].map(takeInTurn))
  return { batchItemFailures: failed.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) }
}

const laneOf = ({ body }: SQSRecord): string => /"topic":"([^"]*)\//.exec(body)?.[1] ?? ''

async function takeInTurn(records: readonly SQSRecord[]): Promise<SQSRecord[]> {
  const failed: SQSRecord[] = []
  for (const record of records) {
    try {
      const reason = await take(record.body)
      if (reason !== undefined) await refuse(record.body, reason)
    } catch (error) {
      logger.warn('A device message will be tried again', { messageId: record.messageId, error: error as Error })
      failed.push(record)
    }
  }
  return failed
}

/** @returns the reason why the message can never be used, if there is one */
async function take(body: string): Promise<string | undefined> {
  const reading = await readDeviceMessage(body, site)
  if ('fault' in reading) return reading.fault
  const taken = await processDeviceMessage(store, { site, ...reading, at: now(), clockTolerance })
  return taken.taken ? undefined : taken.reason
}

async function refuse(body: string, reason: string): Promise<void> {
  await queue.send(
    new SendMessageCommand({
      QueueUrl: refusedMessages,
      MessageBody: body,
      MessageAttributes: { reason: { DataType: 'String', StringValue: reason.slice(0, 1000) } },
    }),
  )
}
