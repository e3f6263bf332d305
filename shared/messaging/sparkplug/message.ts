import type { EdgeNode } from '../../domain/equipment/edge-node.ts'
import { envelope, jsonOf } from '../device-message.ts'
import { readSparkplugTopic, sparkplugTopics } from './names.ts'
import type { Arrived } from './turn.ts'

/** What a lane brings of an edge node: one of its messages, or that something of it has waited long enough. */
export interface FromNode {
  readonly node: NodeName
  readonly heard: Arrived | { readonly at: number }
}
export type NodeName = Pick<EdgeNode, 'groupId' | 'edgeNodeId'>

/** The broker speaks for a node that is gone, and has no client id. */
const nobody = 'N/A'

/** Reads what the topic rule of Sparkplug has sent, or {@link wakeOf}. A fault is final: the same bytes never become valid. */
export function readNodeMessage(text: string): FromNode | { readonly fault: string } {
  const json = jsonOf(text)
  const outer = envelope.safeParse(json)
  if (!outer.success) return wakeIn(json) ?? { fault: 'The message did not come through the topic rule of this site.' }
  const { payload, topic, clientId, receivedAt } = outer.data
  const place = readSparkplugTopic(topic)
  if ('fault' in place) return place
  const { groupId, edgeNodeId, kind, deviceId } = place
  if (clientId !== edgeNodeId && !(kind === 'NDEATH' && clientId === nobody))
    return { fault: `${clientId} published for ${edgeNodeId}; an edge node speaks for itself and its devices only.` }
  const heard = { kind, payload, receivedAt, ...(deviceId !== undefined && { deviceId }) }
  return { node: { groupId, edgeNodeId }, heard }
}

/** The envelope of a message, as the topic rule makes it. */
export const envelopeOf = (
  { groupId, edgeNodeId }: NodeName,
  { kind, deviceId, payload, receivedAt }: Arrived,
): string =>
  JSON.stringify({
    payload,
    topic: sparkplugTopics.ofNode({ groupId, edgeNodeId }, kind, deviceId),
    clientId: edgeNodeId,
    receivedAt,
  })

/** What Andon sends itself, to look after what waits. It has no payload, so it cannot have come from a topic rule. */
export const wakeOf = (node: NodeName, at: number): string =>
  JSON.stringify({ topic: sparkplugTopics.ofNode(node, 'WAKE'), wakeAt: at })

function wakeIn(json: unknown): FromNode | undefined {
  if (typeof json !== 'object' || json === null || !('wakeAt' in json) || !('topic' in json)) return undefined
  const [, groupId = '', , edgeNodeId = ''] = String(json.topic).split('/')
  return { node: { groupId, edgeNodeId }, heard: { at: Number(json.wakeAt) } }
}
