import * as z from 'zod'
import { calendarDay } from '../../events/calendar.ts'
import {
  equipmentClassId,
  equipmentId,
  identifier,
  instant,
  materialId,
  personId,
  recipeId,
} from '../../events/identifiers.ts'
import { unit } from '../../events/quantity.ts'
import { receiptOf } from '../../events/receipt.ts'
import {
  equipmentClassDefinition,
  equipmentDefinition,
  equipmentLevels,
  materialDefinition,
  personDefinition,
  recipeDocument,
  recipeDraft,
  recipeStatus,
  recipeVersion,
} from '../../events/recipe.ts'
import { signature } from '../../events/signature.ts'
import { violation } from '../../events/violation.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { listOf } from '../lists.ts'
import type { routes } from './routes.ts'

/** Calibration and cleaning of a piece of equipment, by its definition and by what was done since. */
export const fitness = {
  calibration: z.enum(['not-required', 'valid', 'due']),
  cleaning: z.enum(['not-required', 'clean', 'not-clean']),
}

const equipment = equipmentDefinition.extend({ equipmentId, ...fitness }).meta({ id: 'Equipment' })
const equipmentListed = z
  .strictObject({
    equipmentId,
    name: z.string(),
    level: z.enum(equipmentLevels),
    parentId: equipmentId.optional(),
    equipmentClass: identifier.optional(),
    calibrationDueAt: instant.optional(),
    cleanUntil: instant.optional(),
    hasPlans: z.literal(true).optional(),
  })
  .meta({ id: 'EquipmentListed' })
const equipmentClass = equipmentClassDefinition.extend({ equipmentClassId }).meta({ id: 'EquipmentClass' })
const material = materialDefinition.extend({ materialId }).meta({ id: 'Material' })
const materialListed = z
  .strictObject({ materialId, name: z.string(), unit, type: materialDefinition.shape.type })
  .meta({ id: 'MaterialListed' })
const person = personDefinition.extend({ personId, isDefined: z.literal(false).optional() }).meta({ id: 'Person' })

const recipe = recipeDraft
  .extend({
    recipeId,
    version: recipeVersion,
    status: recipeStatus,
    authorId: z.string(),
    authors: z.array(z.string()),
    before: recipeVersion.optional(),
    submittedAt: instant.optional(),
    signatures: z.array(signature),
    effectiveFrom: instant.optional(),
    holds: z.array(z.string()),
  })
  .meta({ id: 'Recipe' })
const recipeListed = z
  .strictObject({
    recipeId,
    version: recipeVersion,
    status: recipeStatus,
    product: materialId,
    purpose: recipeDraft.shape.purpose,
    /** Who wrote it last. */
    authorId: z.string(),
    /** What it consumes, and what may be used instead. */
    uses: z.array(materialId),
    effectiveFrom: instant.optional(),
  })
  .meta({ id: 'RecipeListed' })

const difference = z.strictObject({
  change: z.enum(['added', 'removed', 'changed', 'reordered']),
  path: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  says: z.string(),
})

export const answers = {
  defineEquipment: receiptOf('andon.equipment.defined.v1'),
  getEquipment: equipment,
  listEquipment: listOf(equipmentListed),
  listDays: z.strictObject({ equipmentId, items: z.array(calendarDay) }),
  /** Empty if the file has nothing new. */
  importDays: z.union([receiptOf('andon.equipment.defined.v1'), z.strictObject({})]),
  defineEquipmentClass: receiptOf('andon.class.defined.v1'),
  getEquipmentClass: equipmentClass,
  listEquipmentClasses: listOf(equipmentClass),
  defineMaterial: receiptOf('andon.material.defined.v1'),
  getMaterial: material,
  listMaterials: listOf(materialListed),
  definePerson: receiptOf('andon.person.defined.v1'),
  getPerson: person,
  listPersons: listOf(person),
  listRecipes: listOf(recipeListed),
  listRecipeVersions: listOf(recipeListed),
  draftRecipe: receiptOf('andon.recipe.drafted.v1'),
  getRecipe: recipe,
  diffRecipe: z.strictObject({
    recipeId,
    version: recipeVersion,
    against: recipeVersion,
    differences: z.array(difference),
  }),
  getRecipeFaults: z.strictObject({ recipeId, version: recipeVersion, violations: z.array(violation) }),
  exportRecipe: recipeDocument,
  importRecipe: receiptOf('andon.recipe.imported.v1'),
  submitRecipe: receiptOf('andon.recipe.submitted.v1'),
  reviewRecipe: receiptOf('andon.recipe.reviewed.v1'),
  returnRecipe: receiptOf('andon.recipe.returned.v1'),
  approveRecipe: receiptOf('andon.recipe.approved.v1'),
  retireRecipe: receiptOf('andon.recipe.retired.v1'),
} as const satisfies Answers<typeof routes>
