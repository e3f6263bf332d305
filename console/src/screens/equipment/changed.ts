import type { Plant, Told } from '../../api/client.ts'

/** What somebody has defined; whether it is fit follows from it. */
export type Definition = Omit<Told<'getEquipment'>, 'equipmentId' | 'calibration' | 'cleaning'>

export type Changed = { readonly [Field in keyof Definition]?: Definition[Field] | undefined }

/** Defines equipment anew with other values of some fields. What another person changes meanwhile is refused, not overwritten. */
export async function changed(plant: Plant, equipmentId: string, change: (definition: Definition) => Changed) {
  const read = await plant.getEquipment({ equipmentId })
  if (!read.ok) return read
  const { equipmentId: _id, calibration: _calibration, cleaning: _cleaning, ...definition } = read.body
  return plant.defineEquipment({ equipmentId }, { ...definition, ...change(definition) } as Definition, {
    ifMatch: read.headers.get('etag') ?? '',
  })
}
