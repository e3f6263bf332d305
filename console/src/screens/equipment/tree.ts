import type { Told } from '../../api/client.ts'
import type { Level } from './levels.ts'

export type Listed = Told<'listEquipment'>['items'][number]

/** An equipment in the tree, and how deep it stands there. */
export interface Placed {
  readonly equipment: Listed
  readonly depth: number
}

/** Production stands before storage. */
const ranks: Readonly<Record<Level, number>> = {
  enterprise: 0,
  site: 1,
  area: 2,
  'work-center': 3,
  'work-unit': 4,
  'equipment-module': 5,
  'storage-zone': 6,
  'storage-unit': 7,
}

/** All equipment, each behind what it is part of. What names a part that is not there stands at the top. */
export function treeOf(items: readonly Listed[]): readonly Placed[] {
  const ids = new Set<string>(items.map(({ equipmentId }) => equipmentId))
  const parts = Map.groupBy<string, Listed>(items, ({ parentId }) =>
    parentId !== undefined && ids.has(parentId) ? parentId : '',
  )
  const below = (parentId: string, depth: number): Placed[] =>
    (parts.get(parentId) ?? [])
      .toSorted((one, other) => ranks[one.level] - ranks[other.level] || one.name.localeCompare(other.name))
      .flatMap((equipment) => [{ equipment, depth }, ...below(equipment.equipmentId, depth + 1)])
  return below('', 0)
}

/** The ids of all that an equipment is part of, the nearest first. */
export function above(equipmentId: string, items: readonly Listed[]): readonly string[] {
  const parents = new Map<string, string | undefined>(items.map((it) => [it.equipmentId, it.parentId]))
  const found: string[] = []
  for (let id = parents.get(equipmentId); id !== undefined && !found.includes(id); id = parents.get(id)) found.push(id)
  return found
}
