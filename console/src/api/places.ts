import type { Option } from '../look/pick.tsx'
import type { Told } from './client.ts'
import { useAll } from './plant.tsx'

type Listed = Told<'listEquipment'>['items'][number]

/** Where stock is usually put comes first. */
const ranks: Readonly<Partial<Record<Listed['level'], number>>> = { 'storage-unit': 0, 'storage-zone': 1 }
const noStore: ReadonlySet<Listed['level']> = new Set(['enterprise', 'site', 'area'])

interface Places {
  /** Where stock can be put, storage first. */
  readonly options: readonly Option[]
  readonly nameOf: (equipmentId: string) => string
}

/** The places of the plant: its equipment, whose ids are on their labels. */
export function usePlaces(): Places {
  const { data } = useAll(['equipment', 'list'], (plant, page) => plant.listEquipment(page))
  const items = data?.items ?? []
  const names = new Map<string, string>(items.map(({ equipmentId, name }) => [equipmentId, name]))
  const rankOf = ({ level }: Listed) => ranks[level] ?? 2
  return {
    options: items
      .filter(({ level }) => !noStore.has(level))
      .toSorted((one, other) => rankOf(one) - rankOf(other) || one.name.localeCompare(other.name))
      .map(({ equipmentId: id, name: word }) => ({ id, word })),
    nameOf: (equipmentId) => names.get(equipmentId) ?? equipmentId,
  }
}
