import type { DeviceMessage } from '../../../events/device.ts'
import type { SparkplugMapping } from '../../../events/sparkplug.ts'
import { type KnownOfDevice, own } from '../../domain/equipment/edge-node.ts'
import { type After, hear, type Known, wake } from './session.ts'
import { translated } from './translate.ts'
import type { Arrived, Refused } from './turn.ts'

/** A piece of equipment behind an edge node: what Andon calls it, and what its metrics mean. */
export interface Behind {
  readonly equipmentId: string
  readonly mapping: SparkplugMapping
}

/** What one message of an edge node comes to. */
export interface NodeHeard extends Omit<After, 'told'> {
  /** When what led to them arrived, in milliseconds. */
  readonly heardAt: number
  /** In their order. */
  readonly messages: readonly { readonly equipmentId: string; readonly message: DeviceMessage }[]
}

/**
 * Hears a message of an edge node, or without one the passing of time. Pure: the session before, the message with the time of its arrival and the
 * mappings decide everything, so that a cloud and a gateway near the machines come to the same.
 * @param behind by device id, the empty text for the node itself
 */
export function hearNode(
  known: Known,
  heard: Arrived | { readonly at: number },
  behind: ReadonlyMap<string, Behind>,
): NodeHeard {
  const { told, ...after } = 'at' in heard ? wake(known, heard.at) : hear(known, heard)
  const messages: { equipmentId: string; message: DeviceMessage }[] = []
  const unused: string[] = []
  const values: Record<string, KnownOfDevice> = { ...after.session.known }
  for (const it of told) {
    const equipment = behind.get(it.deviceId)
    if (!equipment) continue
    const said = translated(own(values, it.deviceId) ?? {}, equipment.mapping, it)
    Object.defineProperty(values, it.deviceId, {
      value: said.known,
      enumerable: true,
      configurable: true,
      writable: true,
    })
    messages.push(...said.messages.map((message) => ({ equipmentId: equipment.equipmentId, message })))
    unused.push(...said.unused)
  }
  const refused: Refused[] = [...after.refused]
  if (unused.length > 0 && 'kind' in heard) refused.push({ arrived: heard, reason: unused.join(' ') })
  const heardAt = 'at' in heard ? heard.at : heard.receivedAt
  return { ...after, session: { ...after.session, known: values }, heardAt, messages, refused }
}
