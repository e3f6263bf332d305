import { useMaterials } from '../../../api/named.ts'
import { useAll } from '../../../api/plant.tsx'
import type { Option } from '../../../look/pick.tsx'

interface Known {
  readonly materials: readonly Option[]
  readonly workCenters: readonly Option[]
  readonly classes: readonly Option[]
}

/** What the plant has, of what a recipe can refer to. */
export function useKnown(): Known {
  const materials = useMaterials().options
  const equipment = useAll(['equipment', 'list'], (plant, page) => plant.listEquipment(page))
  const classes = useAll(['class', 'list'], (plant, page) => plant.listEquipmentClasses(page))
  return {
    materials,
    workCenters: (equipment.data?.items ?? [])
      .filter(({ level }) => level === 'work-center')
      .map(({ equipmentId: id, name: word }) => ({ id, word })),
    classes: (classes.data?.items ?? []).map(({ equipmentClassId: id, name: word }) => ({ id, word })),
  }
}
