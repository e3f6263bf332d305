import type { EquipmentId } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { SparkplugMapping } from '../../../events/sparkplug.ts'
import type { Change } from '../change.ts'
import type { Equipment } from '../master-data.ts'
import { violation } from '../refusal.ts'
import { deviceIn, type EdgeNode, edgeNodeKey, own } from './edge-node.ts'

/** The node of a new definition as it is, and the one that the old definition leaves, if that is another one. */
export interface EdgeNodes {
  readonly node?: EdgeNode | undefined
  readonly nodeLeft?: EdgeNode | undefined
}

/** A topic has to lead to one equipment. */
export function sparkplugFault(
  { equipmentId, sparkplug }: Pick<Equipment, 'equipmentId' | 'sparkplug'>,
  { node }: EdgeNodes,
): Violation | undefined {
  if (!sparkplug) return undefined
  const bearer = node && own(node.equipment, deviceIn(sparkplug))
  if (bearer === undefined || bearer === equipmentId) return undefined
  const name = [edgeNodeKey(sparkplug), ...(sparkplug.deviceId === undefined ? [] : [sparkplug.deviceId])].join('/')
  return violation('already-exists/sparkplug', { name, equipmentId: bearer }, 'body#/sparkplug')
}

/** The names that a definition gives up and takes. */
export function named(
  { equipmentId, sparkplug }: Pick<Equipment, 'equipmentId' | 'sparkplug'>,
  before: Equipment | undefined,
  { node, nodeLeft }: EdgeNodes,
): Change[] {
  const old = before?.sparkplug
  const isSame = old && sparkplug && edgeNodeKey(old) === edgeNodeKey(sparkplug)
  if (isSame && deviceIn(old) === deviceIn(sparkplug) && node) return []
  return [
    ...(nodeLeft && old ? [saveNode(without(nodeLeft, old))] : []),
    ...(sparkplug ? [saveNode(withName(isSame && node ? without(node, old) : node, sparkplug, equipmentId))] : []),
  ]
}

const without = (node: EdgeNode, mapping: SparkplugMapping): EdgeNode => {
  const { [deviceIn(mapping)]: _, ...equipment } = node.equipment
  return { ...node, equipment }
}

const withName = (node: EdgeNode | undefined, mapping: SparkplugMapping, equipmentId: EquipmentId): EdgeNode => ({
  groupId: mapping.groupId,
  edgeNodeId: mapping.edgeNodeId,
  equipment: { ...node?.equipment, [deviceIn(mapping)]: equipmentId },
})

const saveNode = (value: EdgeNode): Change => ({ change: 'save', kind: 'edgeNode', id: edgeNodeKey(value), value })
