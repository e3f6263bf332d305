import type { EquipmentId } from '../../../events/identifiers.ts'
import type { Equipment } from '../master-data.ts'

export type Level = Equipment['level']

/**
 * Where an equipment stands in the hierarchy, known as soon as anything names it: a line may be told of its machines before it is
 * defined itself. Whoever places an equipment writes its own place and its parent's, so that two who place it at once cannot both pass.
 */
export interface Place {
  readonly equipmentId: EquipmentId
  /** Unless it has only been named as a parent so far. */
  readonly level?: Level
  readonly children: Readonly<Record<string, Level>>
}
