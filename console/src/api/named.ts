import type { Told } from './client.ts'
import { useAll, useMay } from './plant.tsx'

type Material = Told<'listMaterials'>['items'][number]

interface Named {
  readonly id: string
  readonly word: string
}

interface Materials {
  readonly options: readonly Named[]
  readonly of: (materialId: string) => Material | undefined
}

export function useMaterials(): Materials {
  const { data } = useAll(['material', 'list'], (plant, page) => plant.listMaterials(page))
  const items: readonly Material[] = data?.items ?? []
  const known = new Map<string, Material>(items.map((it) => [it.materialId, it]))
  return {
    options: items.map(({ materialId: id, name: word }) => ({ id, word })),
    of: (materialId) => known.get(materialId),
  }
}

/** The name of a person by id; the id for those who may not read people. */
export function usePeople(): (personId: string) => string {
  const may = useMay('listPersons')
  const { data } = useAll(['person', 'list'], (plant, page) => plant.listPersons(page), may)
  const names = new Map<string, string>((data?.items ?? []).map(({ personId, name }) => [personId, name]))
  return (personId) => names.get(personId) ?? personId
}
