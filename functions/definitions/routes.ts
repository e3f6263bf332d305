import * as z from 'zod'
import { receipt } from '../../events/envelope.ts'
import { nothing } from '../../events/order.ts'
import { equipmentDefinition, materialDefinition, personDefinition, recipeDraft } from '../../events/recipe.ts'
import { signatureRequest } from '../../events/signature.ts'
import type { Route } from '../../shared/http/route.ts'
import { listOf, paging } from '../lists.ts'

const tag = 'Definitions'
const engineers = ['engineer', 'admin'] as const

export const routes = [
  {
    operationId: 'defineEquipment',
    method: 'PUT',
    path: '/v1/equipment/{equipmentId}',
    summary: 'Define an equipment and its place in the hierarchy',
    tag,
    roles: engineers,
    body: equipmentDefinition,
    answer: receipt,
  },
  {
    operationId: 'getEquipment',
    method: 'GET',
    path: '/v1/equipment/{equipmentId}',
    summary: 'Read the definition of an equipment',
    tag,
    roles: 'anyone',
    answer: equipmentDefinition.extend({ equipmentId: z.string() }),
  },
  {
    operationId: 'defineMaterial',
    method: 'PUT',
    path: '/v1/materials/{materialId}',
    summary: 'Define a material',
    tag,
    roles: ['engineer', 'integration', 'admin'],
    body: materialDefinition,
    answer: receipt,
  },
  {
    operationId: 'getMaterial',
    method: 'GET',
    path: '/v1/materials/{materialId}',
    summary: 'Read the definition of a material',
    tag,
    roles: 'anyone',
    answer: materialDefinition.extend({ materialId: z.string() }),
  },
  {
    operationId: 'definePerson',
    method: 'PUT',
    path: '/v1/persons/{personId}',
    summary: 'Define a person and what they are qualified for',
    tag,
    roles: ['supervisor', 'engineer', 'admin'],
    body: personDefinition,
    answer: receipt,
  },
  {
    operationId: 'getPerson',
    method: 'GET',
    path: '/v1/persons/{personId}',
    summary: 'Read a person and their qualifications',
    tag,
    roles: 'anyone',
    answer: personDefinition.extend({ personId: z.string() }),
  },
  {
    operationId: 'listPersons',
    method: 'GET',
    path: '/v1/persons',
    summary: 'List persons, all or those with a qualification that ends within so many days',
    tag,
    roles: 'anyone',
    query: z.strictObject({
      ...paging,
      expiringWithin: z
        .string()
        .regex(/^([1-9]\d{0,2})$/, 'must be a whole number of days from 1 to 999')
        .transform(Number)
        .optional(),
    }),
    answer: listOf(personDefinition.extend({ personId: z.string() })),
  },
  {
    operationId: 'draftRecipe',
    method: 'PUT',
    path: '/v1/recipes/{recipeId}/versions/{version}',
    summary: 'Write the draft of a recipe version',
    tag,
    roles: engineers,
    body: recipeDraft,
    answer: receipt,
  },
  {
    operationId: 'getRecipe',
    method: 'GET',
    path: '/v1/recipes/{recipeId}/versions/{version}',
    summary: 'Read a recipe version',
    tag,
    roles: 'anyone',
    answer: recipeDraft
      .extend({ recipeId: z.string(), version: z.string(), status: z.string(), authorId: z.string() })
      .loose(),
  },
  {
    operationId: 'submitRecipe',
    method: 'POST',
    path: '/v1/recipes/{recipeId}/versions/{version}/submit',
    summary: 'Submit a draft for approval; every fault in it is named',
    tag,
    roles: engineers,
    body: nothing,
    answer: receipt,
  },
  {
    operationId: 'approveRecipe',
    method: 'POST',
    path: '/v1/recipes/{recipeId}/versions/{version}/approve',
    summary: 'Approve a version with the signature of a second person',
    tag,
    roles: ['quality'],
    body: z.strictObject({ signature: signatureRequest }),
    answer: receipt,
  },
  {
    operationId: 'retireRecipe',
    method: 'POST',
    path: '/v1/recipes/{recipeId}/versions/{version}/retire',
    summary: 'Retire a version; running orders keep their snapshot',
    tag,
    roles: ['engineer', 'quality', 'admin'],
    body: nothing,
    answer: receipt,
  },
] as const satisfies readonly Route[]
