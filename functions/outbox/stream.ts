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
import { type Wait, waitOf } from '../../shared/storage/wait-store.ts'
import { answerWait, answerWaitsAfter, startWorkflowsOf } from './workflows.ts'

const events = new EventBridgeClient({})
const iot = new IoTDataPlaneClient({})
const bus = environment(variable.bus)

/** A record of the table that has something to tell. */
interface News {
  readonly sequenceNumber: string
  readonly fact?: Fact
  readonly wait?: Wait
}

/**
 * Carries what was committed on: to the bus, to those who watch, to the workflows that begin with it or wait for it. Records come
 * in the order of their subject and may come again; whoever listens knows a fact by its id.
 */
export const handler = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  for (const portion of inPortions(event.Records.flatMap(newsIn))) {
    const refused = await publish(portion)
    for (const news of portion) {
      try {
        if (news.fact && refused.has(news.fact)) throw new Error(refused.get(news.fact))
        await carry(news)
      } catch (error) {
        const { sequenceNumber } = news
        logger.warn('A record of the table will be tried again', { sequenceNumber, error: error as Error })
        // The mapping goes on from the first that failed, so that nothing overtakes it.
        return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] }
      }
    }
  }
  return { batchItemFailures: [] }
}

function newsIn({ dynamodb, eventName }: DynamoDBRecord): News[] {
  const { NewImage: image, SequenceNumber: sequenceNumber = '' } = dynamodb ?? {}
  if (!image) return []
  const item: Item = plainItem(image as Record<string, AttributeValue>)
  if (item.kind === 'wait') return [{ sequenceNumber, wait: waitOf(item) }]
  // A fact is written once; whatever touches its item later has nothing to tell.
  return item.kind === 'fact' && eventName === 'INSERT' ? [{ sequenceNumber, fact: factOf(item) }] : []
}

const carry = ({ fact, wait }: News): Promise<unknown> =>
  wait ? answerWait(wait) : fact ? Promise.all([show(fact), startWorkflowsOf(fact), answerWaitsAfter(fact)]) : none

const none = Promise.resolve()

/** PutEvents takes ten entries and 256 KB; what people write in a recipe is the only large fact, and goes alone. */
const mostEntries = 10
const mostBytes = 200_000

function inPortions(news: readonly News[]): News[][] {
  const portions: News[][] = []
  let room = 0
  for (const one of news) {
    const bytes = one.fact ? Buffer.byteLength(JSON.stringify(one.fact)) : 0
    const last = portions.at(-1)
    if (last && last.length < mostEntries && bytes <= room) last.push(one)
    else portions.push([one])
    room = (portions.at(-1)?.length === 1 ? mostBytes : room) - bytes
  }
  return portions
}

/** Puts the facts on the bus, which keeps no order. Answers the ones that it did not take, each with its reason. */
async function publish(news: readonly News[]): Promise<Map<Fact, string>> {
  const facts = news.flatMap(({ fact }) => fact ?? [])
  if (facts.length === 0) return new Map()
  const entries = facts.map((fact) => ({
    Source: 'andon',
    DetailType: fact.type,
    Detail: JSON.stringify(told(fact)),
    EventBusName: bus,
    Time: new Date(fact.recordedAt),
  }))
  const answers = await events.send(new PutEventsCommand({ Entries: entries })).then(
    (answer) => answer.Entries ?? [],
    (error: Error) => facts.map(() => ({ ErrorCode: error.name, ErrorMessage: error.message })),
  )
  return new Map(
    facts.flatMap((fact, index): [Fact, string][] => {
      const { ErrorCode: code, ErrorMessage: message } = answers[index] ?? {}
      return code === undefined ? [] : [[fact, `The bus did not take fact ${fact.factId}: ${code} ${message ?? ''}`]]
    }),
  )
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
