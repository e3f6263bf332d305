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
export type Person = PersonDefinition & { readonly personId: PersonId }
