import type { EquipmentId } from '../../../events/identifiers.ts'
import type { SparkplugMapping } from '../../../events/sparkplug.ts'

/** The name of an edge node's own metrics among those of its devices. */
export const nodeItself = ''

/** The equipment behind a Sparkplug edge node, by device id; {@link nodeItself} for the metrics of the node. Found by the topic alone. */
export interface EdgeNode {
  readonly groupId: string
  readonly edgeNodeId: string
  readonly equipment: Readonly<Record<string, EquipmentId>>
}

export const edgeNodeKey = ({ groupId, edgeNodeId }: Pick<EdgeNode, 'groupId' | 'edgeNodeId'>): string =>
  `${groupId}/${edgeNodeId}`

/** What an edge node has said of itself since its birth. Times are in milliseconds since 1970. */
export interface EdgeSession {
  readonly status: 'unborn' | 'alive' | 'dead'
  /** The last birth, also of a node that has died since: the same birth does not bring it back. */
  readonly birth?: { readonly bdSeq?: string; readonly at: number }
  /** The sequence number of the next message, 0 to 255. */
  readonly expected: number
  /** The newest time of the node's clock, and when it reached us. */
  readonly newest: number
  readonly heardAt: number
  /** The devices that were born and have not died, with the time of their birth. */
  readonly devices: Readonly<Record<string, number>>
  /** Devices that lived before the node was born again and have not been born again themselves. */
  readonly owed?: readonly string[]
  /** Messages that came too early, and since when the first one waits. */
  readonly held: readonly EarlyMessage[]
  readonly waitingSince?: number
  /** When the node was last asked for a birth that has not come. */
  readonly askedAt?: number
  /** The last value of what a message of Andon is made from, by device. */
  readonly known: Readonly<Record<string, KnownOfDevice>>
}

export interface EarlyMessage {
  readonly kind: 'NBIRTH' | 'NDEATH' | 'NDATA' | 'DBIRTH' | 'DDEATH' | 'DDATA'
  /** Absent for a message of the node itself. */
  readonly deviceId?: string
  /** Base64. */
  readonly payload: string
  readonly receivedAt: number
}

export interface KnownOfDevice {
  /** The value of the state as the device said it. */
  readonly state?: string
  /** The newest time of a state that was told. */
  readonly stateAt?: number
  readonly reason?: string
  readonly mode?: string
  readonly good?: string
  readonly reject?: string
  /** By metric. */
  readonly alarms?: readonly (readonly [metric: string, value: string])[]
}

/** The metrics of a birth, which data names by their aliases. */
export interface EdgeBirth {
  /** Equal to the time in {@link EdgeSession.devices}, or the birth is no longer in force. */
  readonly at: number
  readonly metrics: readonly (readonly [name: string, type: number, alias?: string])[]
}

export const edgeBirthKey = (node: Pick<EdgeNode, 'groupId' | 'edgeNodeId'>, deviceId: string): string =>
  `${edgeNodeKey(node)}/${deviceId}`

export const newSession: EdgeSession = {
  status: 'unborn',
  expected: 0,
  newest: 0,
  heardAt: 0,
  devices: {},
  held: [],
  known: {},
}

/** A device may be called `constructor`. */
export const own = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

export const deviceIn = ({ deviceId }: Pick<SparkplugMapping, 'deviceId'>): string => deviceId ?? nodeItself
