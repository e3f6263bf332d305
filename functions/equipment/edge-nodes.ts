import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'
import { edgeNodeKey } from '../../shared/domain/equipment/edge-node.ts'
import { type FromNode, readNodeMessage } from '../../shared/messaging/sparkplug/message.ts'
import { sparkplugTopics } from '../../shared/messaging/sparkplug/names.ts'
import { rebirthCommand } from '../../shared/messaging/sparkplug/sparkplug-b.ts'
import { type Surroundings, takeFromNode } from '../../shared/messaging/sparkplug/take.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { store } from '../../shared/runtime/plant.ts'
import { trimmed } from '../../shared/storage/trimmed.ts'

const iot = trimmed(new IoTDataPlaneClient({ cacheMiddleware: true }))
const queue = trimmed(new SQSClient({ cacheMiddleware: true }))
const deviceMessages = environment(variable.deviceMessages)

type Deps = Omit<Surroundings, 'askForRebirth' | 'wakeAfter'>

/**
 * Takes the messages of a lane of edge nodes: those of each node in their order, and nothing of a node after one of its messages has failed.
 * @returns the messages that failed, which come again
 */
export async function takeEdgeNodes(records: readonly SQSRecord[], deps: Deps): Promise<SQSRecord[]> {
  const read = records.map((record) => ({ record, reading: readNodeMessage(record.body) }))
  const failed: SQSRecord[] = []
  for (const { record, reading } of read)
    if ('fault' in reading) await deps.refuse(record.body, reading.fault).catch(() => failed.push(record))
  const readable = read.flatMap(({ record, reading }) => ('fault' in reading ? [] : [{ record, message: reading }]))
  for (const ofNode of Map.groupBy(readable, ({ message }) => edgeNodeKey(message.node)).values())
    failed.push(...(await takeInOrder(ofNode, deps)))
  return failed
}

interface Readable {
  readonly record: SQSRecord
  readonly message: FromNode
}

async function takeInOrder(messages: readonly Readable[], deps: Deps): Promise<SQSRecord[]> {
  try {
    const ofNode = messages.map(({ message }) => message)
    const { taken, error } = await takeFromNode(store, ofNode, { ...deps, askForRebirth: ask(deps), wakeAfter })
    const left = messages.slice(taken).map(({ record }) => record)
    if (left.length > 0) warn(left, error)
    return left
  } catch (error) {
    const all = messages.map(({ record }) => record)
    warn(all, error)
    return all
  }
}

function warn(records: readonly SQSRecord[], error: unknown): void {
  const messageIds = records.map(({ messageId }) => messageId)
  logger.warn('Messages of an edge node will be tried again', { messageIds, error: error as Error })
}

const ask =
  ({ clock }: Deps): Surroundings['askForRebirth'] =>
  async (node) => {
    const topic = sparkplugTopics.ofNode(node, 'NCMD')
    await iot.send(new PublishCommand({ topic, qos: 1, payload: rebirthCommand(Date.parse(clock())) }))
  }

/** Over the first queue, because a FIFO queue delays no single message. */
const wakeAfter: Surroundings['wakeAfter'] = async (milliseconds, wake) => {
  await queue.send(
    new SendMessageCommand({
      QueueUrl: deviceMessages,
      MessageBody: wake,
      DelaySeconds: Math.ceil(milliseconds / 1000),
    }),
  )
}
