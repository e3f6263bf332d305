import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import type { Fact, Receipt } from '../../events/envelope.ts'
import { topics } from '../../shared/messaging/topics.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { site } from '../../shared/runtime/plant.ts'
import { factOf, type Item } from '../../shared/storage/items.ts'
import { plainItem } from '../../shared/storage/table-client.ts'
import { waitOf } from '../../shared/storage/wait-store.ts'
import { answerWait, answerWaitsAfter, startWorkflowsOf } from './workflows.ts'

const events = new EventBridgeClient({})
const iot = new IoTDataPlaneClient({})
const bus = environment(variable.bus)

/**
 * Carries what was committed on: to the bus, to those who watch, to the workflows that begin with it or wait for it. Records come
 * in the order of their subject and may come again; whoever listens knows a fact by its id.
 */
export const handler = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  for (const record of event.Records) {
    try {
      await carry(record)
    } catch (error) {
      const sequenceNumber = record.dynamodb?.SequenceNumber ?? ''
      logger.warn('A record of the table will be tried again', { sequenceNumber, error: error as Error })
      // The mapping goes on from the first that failed, so that nothing overtakes it.
      return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] }
    }
  }
  return { batchItemFailures: [] }
}

async function carry(record: DynamoDBRecord): Promise<void> {
  const image = record.dynamodb?.NewImage
  if (!image) return
  const item: Item = plainItem(image as Record<string, AttributeValue>)
  if (item.kind === 'wait') return answerWait(waitOf(item))
  // A fact is written once; whatever touches its item later has nothing to tell.
  if (item.kind !== 'fact' || record.eventName !== 'INSERT') return
  const fact = factOf(item)
  await Promise.all([publish(fact), show(fact), startWorkflowsOf(fact), answerWaitsAfter(fact)])
}

async function publish(fact: Fact): Promise<void> {
  const entry = {
    Source: 'andon',
    DetailType: fact.type,
    Detail: JSON.stringify(told(fact)),
    EventBusName: bus,
    Time: new Date(fact.recordedAt),
  }
  const answer = await events.send(new PutEventsCommand({ Entries: [entry] }))
  if (answer.FailedEntryCount)
    throw new Error(`The bus did not take fact ${fact.factId}: ${answer.Entries?.[0]?.ErrorMessage}`)
}

/** A message to IoT Core holds 128 KB; a recipe may be larger, and those who watch can read it. */
const largestMessage = 120_000

async function show(fact: Fact): Promise<void> {
  const whole = JSON.stringify(told(fact))
  const payload = whole.length > largestMessage ? JSON.stringify({ ...told(fact), data: {} }) : whole
  await iot.send(new PublishCommand({ topic: topics.liveFacts(site), qos: 1, payload: Buffer.from(payload) }))
}

function told(fact: Fact): Receipt {
  const { requestHash: _request, previousHash: _previous, ...rest } = fact
  return rest
}
