import type { EquipmentId } from '../../../events/identifiers.ts'
import type { Equipment } from '../master-data.ts'

export type Level = Equipment['level']

/**
 * The position of equipment in the hierarchy. It exists as soon as anything names the equipment, because a line may be named by its machines before
 * it is defined. A definition writes its own place and its parent's, so two simultaneous definitions cannot both pass.
 */
export interface Place {
  readonly equipmentId: EquipmentId
  /** Undefined as long as the equipment is only named as a parent. */
  readonly level?: Level
  readonly children: Readonly<Record<string, Level>>
}
