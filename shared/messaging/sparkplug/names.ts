import type { EarlyMessage, EdgeNode } from '../../domain/equipment/edge-node.ts'

export const sparkplugB = 'spBv1.0'

/** What an edge node may publish (Sparkplug 3.0, chapter 4): about itself, and about its devices. */
const aboutNode = ['NBIRTH', 'NDEATH', 'NDATA'] as const
const aboutDevice = ['DBIRTH', 'DDEATH', 'DDATA'] as const

export interface SparkplugTopic
  extends Pick<EdgeNode, 'groupId' | 'edgeNodeId'>,
    Pick<EarlyMessage, 'kind' | 'deviceId'> {
  readonly version: typeof sparkplugB
}

/** The parts of a topic that an edge node publishes on, or a fault. */
export function readSparkplugTopic(topic: string): SparkplugTopic | { readonly fault: string } {
  const [version, groupId, kind, edgeNodeId, deviceId, ...rest] = topic.split('/')
  const node = aboutNode.find((it) => it === kind)
  const device = aboutDevice.find((it) => it === kind)
  const isWhole = deviceId === undefined ? node !== undefined : device !== undefined && deviceId !== ''
  if (version !== sparkplugB || !groupId || !edgeNodeId || !isWhole || rest.length > 0)
    return {
      fault: `The topic ${topic} is not one of Sparkplug: a node publishes ${aboutNode.join(', ')} on ${sparkplugB}/{group}/{message}/{node}, and ${aboutDevice.join(', ')} with /{device} behind it.`,
    }
  return {
    version: sparkplugB,
    groupId,
    edgeNodeId,
    kind: (node ?? device) as SparkplugTopic['kind'],
    ...(deviceId !== undefined && { deviceId }),
  }
}

/** Where the lanes of edge nodes begin, which no equipment can be called. */
const lane = `${sparkplugB}/`

/**
 * The lane of a message from the topic rule of Sparkplug: its edge node, because all messages of a node have one order. A group id may have letters that
 * SQS takes in no name of a lane, and the name of a thing is its own in every group.
 */
export function edgeNodeLane(text: string): string | undefined {
  const [, rest] = /"topic":"spBv1\.0\/([^"]*)"/.exec(text) ?? []
  if (rest === undefined) return undefined
  const [, , edgeNodeId = ''] = rest.split('/')
  return lane + (/^[A-Za-z0-9:_-]{1,64}$/.exec(edgeNodeId)?.[0] ?? 'no-edge-node')
}

export const isEdgeNodeLane = (name: string): boolean => name.startsWith(lane)

export const sparkplugTopics = {
  ofNode: (
    { groupId, edgeNodeId }: Pick<EdgeNode, 'groupId' | 'edgeNodeId'>,
    kind: string,
    deviceId?: string,
  ): string => `${sparkplugB}/${groupId}/${kind}/${edgeNodeId}${deviceId === undefined ? '' : `/${deviceId}`}`,
  stateOfHost: (hostId: string): string => `${sparkplugB}/STATE/${hostId}`,
}

/** Andon as the primary host application of a site. */
export const hostIdOf = (site: string): string => `andon-${site}`
