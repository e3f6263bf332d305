import type { EquipmentClassId, EquipmentId, MaterialId, PersonId } from '../../events/identifiers.ts'
import type {
  EquipmentClassDefinition,
  EquipmentDefinition,
  MaterialDefinition,
  PersonDefinition,
} from '../../events/recipe.ts'
import type { Past } from './past.ts'

export type Equipment = EquipmentDefinition & {
  readonly equipmentId: EquipmentId
  readonly past?: Past<EquipmentThen> | undefined
}
/** What decides whether equipment may begin a step. */
export type EquipmentThen = Pick<
  EquipmentDefinition,
  | 'equipmentClass'
  | 'capabilities'
  | 'calibratedAt'
  | 'calibrationDueAt'
  | 'cleanUntil'
  | 'maintenance'
  | 'regularMaintenance'
>
export type EquipmentClass = EquipmentClassDefinition & { readonly equipmentClassId: EquipmentClassId }
export type Material = MaterialDefinition & { readonly materialId: MaterialId }
export type Person = PersonDefinition & {
  readonly personId: PersonId
  /** False for somebody who has clocked on before being defined: listed, under the name that the token said, which no signature prints. */
  readonly isDefined?: false | undefined
  readonly past?: Past<PersonDefinition['qualifications']> | undefined
}
