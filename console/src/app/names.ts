import { mayCall, type Operation } from '../api/client.ts'
import { useAll, useHere } from '../api/plant.tsx'
import { type Found, found } from './find.ts'

/** As many as can be looked through at a glance; more letters leave fewer. */
const mostShown = 6

/** What people know by its name rather than by its id, if its name or id has that text in it. */
export function useNamed(text: string | undefined): readonly Found[] {
  const { roles } = useHere().session
  const may = (operation: Operation) => text !== undefined && mayCall(operation, roles)
  const materials = useAll(['material', 'list'], (plant, page) => plant.listMaterials(page), may('listMaterials'))
  const equipment = useAll(['equipment', 'list'], (plant, page) => plant.listEquipment(page), may('listEquipment'))
  const people = useAll(['person', 'list'], (plant, page) => plant.listPersons(page), may('listPersons'))
  if (text === undefined) return []
  return [
    ...(equipment.data?.items ?? []).map(({ equipmentId, name }) => found('equipment', equipmentId, name)),
    ...(materials.data?.items ?? []).map(({ materialId, name }) => found('material', materialId, name)),
    ...(people.data?.items ?? []).map(({ personId, name }) => found('person', personId, name)),
  ]
    .filter(({ id, name = '' }) => `${id} ${name}`.toLowerCase().includes(text))
    .slice(0, mostShown)
}
