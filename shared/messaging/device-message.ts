import * as z from 'zod'
import { type DeviceMessage, deviceMessages } from '../../events/device.ts'
import { type GatewayHealth, gatewayHealth } from '../../events/gateway.ts'
import { type EquipmentId, equipmentId as equipmentIdSchema, type Instant } from '../../events/identifiers.ts'
import { faultsOf } from '../usecases/schema-faults.ts'
import { saidOf } from '../usecases/telling.ts'
import { textFaults } from '../usecases/text-faults.ts'
import { edgeNodeLane } from './sparkplug/names.ts'
import { readTopic } from './topics.ts'

/** The end of the year 9999, the last that RFC 3339 can write. */
const latest = 253_402_300_799_999

/** The message from the topic rule: the unchanged payload, and the sender, topic and time. */
export const envelope = z.object({
  payload: z.string(),
  topic: z.string(),
  clientId: z.string(),
  receivedAt: z.int().min(0).max(latest),
})

export type Reading =
  | {
      readonly equipmentId: EquipmentId
      readonly message: DeviceMessage
      readonly receivedAt: Instant
      /** The gateway that published it, if it was not the device itself. */
      readonly gateway?: string
    }
  | { readonly gateway: string; readonly health: GatewayHealth; readonly receivedAt: Instant }
  | { readonly fault: string }

/** Reads one message of a device. A fault is final: the same bytes never become valid. */
export async function readDeviceMessage(text: string, site: string): Promise<Reading> {
  const outer = envelope.safeParse(jsonOf(text))
  if (!outer.success) return { fault: 'The message did not come through the topic rule of this site.' }
  const { payload, topic, clientId } = outer.data
  const receivedAt = new Date(outer.data.receivedAt).toISOString()
  const place = readTopic(topic, site)
  if ('fault' in place) return place
  const { sender } = place
  const subject = equipmentIdSchema.safeParse('equipmentId' in place ? place.equipmentId : sender)
  if (!subject.success) return { fault: await faultsSaid(subject.error, 'topic', sender) }
  if (clientId !== sender) return { fault: `${clientId} published for ${sender}; a device speaks for itself only.` }
  const content = jsonOf(Buffer.from(payload, 'base64').toString('utf8'))
  if (content === undefined) return { fault: `The payload on ${topic} is not JSON.` }
  const texts = textFaults(content, 'payload')
  if (texts.length > 0) return { fault: `The payload on ${topic} cannot be recorded. ${await saidOf(texts)}` }
  if (!('equipmentId' in place)) {
    const health = gatewayHealth.safeParse(content)
    if (!health.success) return { fault: await unreadable(topic, health.error, content) }
    return { gateway: sender, health: health.data, receivedAt }
  }
  const parsed = deviceMessages[place.message].safeParse(content)
  if (!parsed.success) return { fault: await unreadable(topic, parsed.error, content) }
  const message = { name: place.message, ...parsed.data } as DeviceMessage
  return {
    equipmentId: subject.data,
    message,
    receivedAt,
    ...(sender !== place.equipmentId && { gateway: sender }),
  }
}

/**
 * The lane of a message from the topic rule: its edge node, or its equipment, and if a gateway speaks for it, that one with it, so that no gateway fills
 * the lane of a machine that is not its own. Topics that name none share one.
 */
export const laneOf = (text: string): string => edgeNodeLane(text) ?? equipmentLane(text) ?? 'no-equipment'

const equipmentLane = (text: string): string | undefined =>
  /"topic":"[^/"]*\/[^/"]*\/((?:[A-Za-z0-9][A-Za-z0-9._-]{0,63}\/){1,2})/.exec(text)?.[1]?.slice(0, -1)

const unreadable = async (topic: string, error: z.ZodError, content: unknown): Promise<string> =>
  `The payload on ${topic} cannot be read. ${await faultsSaid(error, 'payload', content)}`

/** The first ten faults of a schema, as sentences; a wrongly configured device has the same fault many times. */
const faultsSaid = ({ issues }: z.ZodError, at: string, whole: unknown): Promise<string> =>
  saidOf(issues.flatMap((issue) => faultsOf(issue, at, whole)).slice(0, 10))

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
