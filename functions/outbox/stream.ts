import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import type { Fact, Receipt } from '../../events/envelope.ts'
import { topics } from '../../shared/messaging/topics.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { site } from '../../shared/runtime/plant.ts'
import { factOf } from '../../shared/storage/fact-items.ts'
import type { Item } from '../../shared/storage/items.ts'
import { plainItem } from '../../shared/storage/table-client.ts'
import { trimmed } from '../../shared/storage/trimmed.ts'
import { type Wait, waitOf } from '../../shared/storage/wait-store.ts'
import { lanesOf, type Piece } from './lanes.ts'
import { answerWait, answerWaitsAfter, startWorkflowsOf } from './workflows.ts'

const events = trimmed(new EventBridgeClient({ cacheMiddleware: true }))
const iot = trimmed(new IoTDataPlaneClient({ cacheMiddleware: true }))
const bus = environment(variable.bus)

/** A record of the table that the outbox sends on: a fact, or a wait of a workflow. */
type News = TellingFact | TellingWait
interface TellingFact extends Piece {
  readonly sequenceNumber: string
  readonly fact: Fact
  /** The text for the bus and the live watchers. */
  readonly text: string
}
interface TellingWait extends Piece {
  readonly sequenceNumber: string
  readonly wait: Wait
}

/**
 * Sends committed facts to the bus, to live watchers and to the workflows that start with them or wait for them. Records of a subject come in order
 * and may come again; a receiver recognises a fact by its id. Records of one subject are sent one after the other, different subjects in parallel.
 * The mapping repeats from the first record that failed, so records that other lanes have sent after it come again.
 */
export const handler = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const news = event.Records.flatMap(newsIn)
  const failed = (await Promise.all(lanesOf(news).map(carryLane))).flat()
  const first = news.find((it) => failed.includes(it))
  return { batchItemFailures: first ? [{ itemIdentifier: first.sequenceNumber }] : [] }
}

function newsIn({ dynamodb, eventName }: DynamoDBRecord): News[] {
  const { NewImage: image, SequenceNumber: sequenceNumber = '' } = dynamodb ?? {}
  if (!image) return []
  const item: Item = plainItem(image as Record<string, AttributeValue>)
  // The facts of a subject are in its partition, and so in one shard.
  const subject = String(item.pk)
  if (item.kind === 'wait') return [{ sequenceNumber, subject, bytes: 0, wait: waitOf(item) }]
  // A fact is written once; later changes of its item are not sent.
  if (item.kind !== 'fact' || eventName !== 'INSERT') return []
  const fact = factOf(item)
  const text = JSON.stringify(told(fact))
  return [{ sequenceNumber, subject, bytes: Buffer.byteLength(text), fact, text }]
}

function told(fact: Fact): Receipt {
  const { requestHash: _request, previousHash: _previous, ...rest } = fact
  return rest
}

/**
 * Sends a lane portion by portion. After a failure, the rest of that subject stops and the other subjects continue.
 * @returns the records that failed
 */
async function carryLane(portions: readonly (readonly News[])[]): Promise<readonly News[]> {
  const failed: News[] = []
  const stopped = new Set<string>()
  for (const portion of portions) {
    for (const news of await carryPortion(portion.filter(({ subject }) => !stopped.has(subject)))) {
      failed.push(news)
      stopped.add(news.subject)
    }
  }
  return failed
}

/** One call to the bus and one message to live watchers, then the workflows. After a record that fails, no record of its subject is sent. */
async function carryPortion(portion: readonly News[]): Promise<readonly News[]> {
  const failed: News[] = []
  const fail = (news: News, error: Error) => {
    logger.warn('A record of the table will be tried again', { sequenceNumber: news.sequenceNumber, error })
    failed.push(news)
  }
  /** Of each subject, the records before its first failure. */
  const goingOn = () => {
    const stopped = new Set<string>()
    return portion.filter((news) => {
      if (failed.includes(news)) stopped.add(news.subject)
      return !stopped.has(news.subject)
    })
  }
  for (const [news, error] of await publish(portion.filter(isFact))) fail(news, error)
  // Whoever is signed in may watch; what people do and when they are at work is for few.
  const shown = goingOn()
    .filter(isFact)
    .filter(({ fact }) => fact.subject.type !== 'person')
  await show(shown).catch((error: Error) => {
    for (const news of shown) fail(news, error)
  })
  const bySubject = Map.groupBy(goingOn(), ({ subject }) => subject)
  await Promise.all([...bySubject.values()].map((own) => oneByOne(own, tellWorkflows, fail)))
  return failed
}

const isFact = (news: News): news is TellingFact => 'fact' in news

async function oneByOne(
  own: readonly News[],
  carry: (news: News) => Promise<unknown>,
  fail: (news: News, error: Error) => void,
): Promise<void> {
  for (const news of own) {
    try {
      await carry(news)
    } catch (error) {
      return fail(news, error as Error)
    }
  }
}

const tellWorkflows = async (news: News): Promise<void> => {
  if (isFact(news)) await Promise.all([startWorkflowsOf(news.fact), answerWaitsAfter(news.fact)])
  else await answerWait(news.wait)
}

/**
 * Puts the facts on the bus, which keeps no order.
 * @returns the facts that the bus did not take, each with its reason
 */
async function publish(news: readonly TellingFact[]): Promise<[TellingFact, Error][]> {
  if (news.length === 0) return []
  const entries = news.map(({ fact, text }) => ({
    Source: 'andon',
    DetailType: fact.type,
    Detail: text,
    EventBusName: bus,
    Time: new Date(fact.recordedAt),
  }))
  const answers = await events.send(new PutEventsCommand({ Entries: entries })).then(
    (answer) => answer.Entries ?? [],
    (error: Error) => news.map(() => ({ ErrorCode: error.name, ErrorMessage: error.message })),
  )
  return news.flatMap((one, index): [TellingFact, Error][] => {
    const { ErrorCode: code, ErrorMessage: message } = answers[index] ?? {}
    if (code === undefined) return []
    return [[one, new Error(`The bus did not take fact ${one.fact.factId}: ${code} ${message ?? ''}`)]]
  })
}

/** A message to IoT Core holds 128 KB. The fact of a recipe may be larger; it goes without its data, which live watchers can read over HTTP. */
const largestMessage = 125_000

/** Live watchers get the facts of a portion in one message: always a list, even of one fact. */
async function show(news: readonly TellingFact[]): Promise<void> {
  if (news.length === 0) return
  const whole = `[${news.map(({ text }) => text).join(',')}]`
  const payload =
    Buffer.byteLength(whole) > largestMessage
      ? JSON.stringify(news.map(({ fact }) => ({ ...told(fact), data: {} })))
      : whole
  await iot.send(new PublishCommand({ topic: topics.liveFacts(site), qos: 1, payload: Buffer.from(payload) }))
}
