import type * as z from 'zod'
import { equipmentClassId, equipmentId, materialId, personId } from '../../events/identifiers.ts'
import {
  equipmentClassDefinition,
  equipmentDefinition,
  materialDefinition,
  personDefinition,
} from '../../events/recipe.ts'
import type { Answer, CallOptions } from '../../shared/client/client.ts'
import type { SiteClient } from '../demo/client.ts'

interface ListPage {
  readonly items: readonly object[]
  readonly nextCursor?: string | undefined
}

/** A kind of definition that one PUT replaces whole: its files in the folder, and its operations of the API. */
export interface Kind {
  readonly name: 'equipment class' | 'equipment' | 'material' | 'person'
  /** The name of its files, without `.csv` or `.json`. */
  readonly file: string
  readonly id: string
  /** The definition with its id. */
  readonly schema: z.ZodObject
  readonly list: (
    client: SiteClient,
    query: { readonly limit: string; readonly cursor?: string },
  ) => Promise<Answer<ListPage>>
  readonly read: (client: SiteClient, id: string) => Promise<Answer<object>>
  readonly write: (client: SiteClient, id: string, definition: unknown, options: CallOptions) => Promise<Answer>
}

/** A material with its id, as recipes refer to it. */
export const material = materialDefinition.extend({ materialId })

/** In the order in which they are applied: what others refer to comes first. */
export const kinds: readonly Kind[] = [
  {
    name: 'equipment class',
    file: 'equipment-classes',
    id: 'equipmentClassId',
    schema: equipmentClassDefinition.extend({ equipmentClassId }),
    list: (client, query) => client.listEquipmentClasses(query),
    read: (client, id) => client.getEquipmentClass({ equipmentClassId: id }),
    write: (client, id, definition, options) =>
      client.defineEquipmentClass({ equipmentClassId: id }, equipmentClassDefinition.parse(definition), options),
  },
  {
    name: 'material',
    file: 'materials',
    id: 'materialId',
    schema: material,
    list: (client, query) => client.listMaterials(query),
    read: (client, id) => client.getMaterial({ materialId: id }),
    write: (client, id, definition, options) =>
      client.defineMaterial({ materialId: id }, materialDefinition.parse(definition), options),
  },
  {
    name: 'equipment',
    file: 'equipment',
    id: 'equipmentId',
    schema: equipmentDefinition.extend({ equipmentId }),
    list: (client, query) => client.listEquipment(query),
    read: (client, id) => client.getEquipment({ equipmentId: id }),
    write: (client, id, definition, options) =>
      client.defineEquipment({ equipmentId: id }, equipmentDefinition.parse(definition), options),
  },
  {
    name: 'person',
    file: 'people',
    id: 'personId',
    schema: personDefinition.extend({ personId }),
    list: (client, query) => client.listPersons(query),
    read: (client, id) => client.getPerson({ personId: id }),
    write: (client, id, definition, options) =>
      client.definePerson({ personId: id }, personDefinition.parse(definition), options),
  },
]
