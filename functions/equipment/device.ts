import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { laneOf, type Reading, readDeviceMessage } from '../../shared/messaging/device-message.ts'
import { isEdgeNodeLane } from '../../shared/messaging/sparkplug/names.ts'
import { now } from '../../shared/runtime/clock.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { shiftPlan } from '../../shared/runtime/shifts.ts'
import { keepHealth } from '../../shared/storage/gateway-store.ts'
import { trimmed } from '../../shared/storage/trimmed.ts'
import { carriedOn } from '../../shared/usecases/commit/carried-on.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import { isTelemetry, keepTelemetry, processDeviceMessage } from '../../shared/usecases/equipment/devices.ts'
import { gatewayFault } from '../../shared/usecases/equipment/gateways.ts'
import type { Heard } from '../../shared/usecases/equipment/heard.ts'
import type { Kept } from '../../shared/usecases/equipment/trends.ts'

const queue = trimmed(new SQSClient({ cacheMiddleware: true }))
const refusedMessages = environment(variable.refusedMessages)
const timeZone = environment(variable.timeZone)
const shifts = shiftPlan()
const clockTolerance = Number(environment(variable.deviceClockTolerance))

/** Messages of one piece of equipment, or of one edge node, are taken one after the other, those of several in parallel; each message fails alone. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const lanes = Map.groupBy(event.Records, ({ body }) => laneOf(body))
  const failed = await Promise.all(
    [...lanes].map(([lane, records]) =>
      (isEdgeNodeLane(lane) ? takeFromNodes(records) : takeInTurn(records)).catch(allAgain(records)),
    ),
  )
  return { batchItemFailures: failed.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) }
}

/** What hinders a whole lane, such as a throttled table, hinders no other one. */
const allAgain = (records: readonly SQSRecord[]) => (error: unknown) => {
  logger.warn('The messages of a device will be tried again', { messages: records.length, error: error as Error })
  return [...records]
}

/** Most devices do not speak Sparkplug, so what reads it is loaded on demand. */
async function takeFromNodes(records: readonly SQSRecord[]): Promise<SQSRecord[]> {
  const { takeEdgeNodes } = await import('./edge-nodes.ts')
  return takeEdgeNodes(records, { site, timeZone, shifts, clock: now, clockTolerance, refuse })
}

async function takeInTurn(records: readonly SQSRecord[]): Promise<SQSRecord[]> {
  const failed: SQSRecord[] = []
  const readings = await Promise.all(records.map(({ body }) => readDeviceMessage(body, site)))
  // The messages of a device are about the same machine, and mostly about one order.
  const known = carriedOn(store)
  const sound = await Promise.all(readings.map((it) => withoutImpostor(known, it)))
  const heard = sound.map((it): Heard | undefined =>
    'message' in it ? { site, timeZone, shifts, ...it, clock: now, clockTolerance } : undefined,
  )
  const kept = await keptAtOnce(
    known,
    heard.flatMap((it) => it ?? []),
  )
  for (const [index, record] of records.entries()) {
    try {
      const reason = await take(known, sound[index], heard[index], kept)
      if (reason !== undefined) await refuse(record.body, reason)
    } catch (error) {
      logger.warn('A device message will be tried again', { messageId: record.messageId, error: error as Error })
      failed.push(record)
    }
  }
  return failed
}

/** What a gateway published for an equipment is a fault, unless the definition of the equipment names it. */
async function withoutImpostor(known: Store, reading: Reading): Promise<Reading> {
  if (!('message' in reading) || reading.gateway === undefined) return reading
  const fault = await gatewayFault(known, reading.gateway, reading.equipmentId)
  return fault === undefined ? reading : { fault }
}

/** One write for all counts and samples of a device, and one for each trend. If it fails, each message tries for itself. */
async function keptAtOnce(known: Store, heard: readonly Heard[]): Promise<Kept | undefined> {
  const telemetry = heard.filter(isTelemetry)
  const of = new Set(telemetry.map(({ equipmentId }) => equipmentId))
  if (telemetry.length < 2 || of.size > 1) return undefined
  return keepTelemetry(known, telemetry).catch(() => undefined)
}

/** @returns the reason why the message can never be used, if there is one */
async function take(
  known: Store,
  reading: Reading | undefined,
  heard: Heard | undefined,
  kept: Kept | undefined,
): Promise<string | undefined> {
  if (reading && 'health' in reading) await keepHealth(table, reading, site)
  if (heard === undefined) return reading && 'fault' in reading ? reading.fault : undefined
  const taken = await processDeviceMessage(known, heard, kept)
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
