import type { EquipmentClassId, EquipmentId, MaterialId, PersonId } from '../../events/identifiers.ts'
import type {
  EquipmentClassDefinition,
  EquipmentDefinition,
  MaterialDefinition,
  PersonDefinition,
} from '../../events/recipe.ts'

export type Equipment = EquipmentDefinition & { readonly equipmentId: EquipmentId }
export type EquipmentClass = EquipmentClassDefinition & { readonly equipmentClassId: EquipmentClassId }
export type Material = MaterialDefinition & { readonly materialId: MaterialId }
export type Person = PersonDefinition & {
  readonly personId: PersonId
  /** False for somebody who has clocked on before being defined: listed, under the name that the token said, which no signature prints. */
  readonly isDefined?: false | undefined
}
