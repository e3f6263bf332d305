import * as z from 'zod'
import {
  equipmentId,
  identifier,
  instant,
  lineId,
  materialId,
  parameterId,
  procedureId,
  recipeId,
  role,
  siteId,
  stepId,
} from './identifiers.ts'
import { decimal, quantity, signedDecimal, unit } from './quantity.ts'
import { meaning, signatureRequest } from './signature.ts'

/** What a limit or a check does when it is not met. `block` is the rule; anything softer is written into the recipe. */
export const policy = z.enum(['block', 'block-unless-signed', 'warn', 'off'])
export type Policy = z.infer<typeof policy>

const text = (longest: number) => z.string().trim().min(1).max(longest)

/** How much more or less than the line's quantity is right, in percent of it. */
const tolerance = z.strictObject({ minusPercent: decimal, plusPercent: decimal })

const materialLine = z.strictObject({
  lineId,
  materialId,
  quantity,
  /** Without it no amount but the exact one is right, and a version whose consumed line lacks it is not submitted. */
  tolerance: tolerance.optional(),
  use: z.enum(['consumed', 'by-product']).default('consumed'),
})

export const parameter = z.strictObject({
  parameterId,
  name: text(200).optional(),
  unit,
  target: signedDecimal.optional(),
  low: signedDecimal.optional(),
  high: signedDecimal.optional(),
  source: z.enum(['operator', 'device']),
  policy: policy.default('block'),
})
export type Parameter = z.infer<typeof parameter>

export const check = z.strictObject({ checkId: parameterId, question: text(500), policy: policy.default('block') })

export const step = z
  .strictObject({
    stepId,
    name: text(200),
    instruction: text(10_000).optional(),
    /** Steps, or procedures, each of which stands for all of its steps. */
    after: z.array(stepId).max(50).default([]),
    within: procedureId.optional(),
    workCenter: equipmentId.optional(),
    equipmentClass: identifier.optional(),
    qualifications: z.array(identifier).max(20).default([]),
    materials: z.array(materialLine).max(100).default([]),
    parameters: z.array(parameter).max(100).default([]),
    checks: z.array(check).max(100).default([]),
    signatures: z
      .array(z.strictObject({ meaning, role, policy: policy.default('block') }))
      .max(5)
      .default([]),
  })
  .meta({ id: 'Step' })
export type Step = z.infer<typeof step>

/** The levels above the phase, which a step is, highest first (ISA-88.00.01, procedural control model); any may be left out. */
export const procedureLevels = ['unit-procedure', 'operation'] as const

/** A part of the procedure that holds others. What it comes after, all steps in it come after. */
export const procedure = z
  .strictObject({
    procedureId,
    name: text(200),
    level: z.enum(procedureLevels),
    within: procedureId.optional(),
    after: z.array(stepId).max(50).default([]),
  })
  .meta({ id: 'Procedure' })
export type Procedure = z.infer<typeof procedure>

/** The master recipe (ISA-88) or routing of one product. */
export const recipeDraft = z
  .strictObject({
    product: materialId,
    batchSize: z.strictObject({ min: quantity, nominal: quantity, max: quantity }),
    procedures: z.array(procedure).max(200).default([]),
    steps: z.array(step).min(1).max(500),
    /** How many different people have to have signed before the version is approved; docs/adr/0009-recipe-life.md. */
    signaturesNeeded: z.int().min(1).max(3).default(1),
  })
  .meta({ id: 'RecipeDraft' })
export type RecipeDraft = z.infer<typeof recipeDraft>

/**
 * A recipe is one item of the table, and so is the fact that tells it: 409,600 bytes, less 110,000 for the faults that the fact of an
 * import names and less 9,600 for keys, signatures, holds and the chain. An item is never larger than the JSON of what it holds.
 */
export const largestRecipeBytes = 290_000
const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length
export const isTooLarge = (value: unknown): boolean => bytesOf(value) > largestRecipeBytes

const tooLarge = `must come to ${largestRecipeBytes} bytes at most, with all that it leaves to its defaults`
export const draftRecipe = recipeDraft.refine((draft) => !isTooLarge(draft), tooLarge).meta({ id: 'DraftRecipe' })

export const recipeVersion = identifier

/** `approved` waits for the instant at which it takes effect; `superseded` has had its time. Both follow from the clock. */
export const recipeStatuses = ['draft', 'in-review', 'approved', 'effective', 'superseded', 'retired'] as const
export const recipeStatus = z.enum(recipeStatuses)
export type RecipeStatus = z.infer<typeof recipeStatus>

export const submitRecipe = z.strictObject({ signature: signatureRequest.optional() })
export const reviewRecipe = z.strictObject({ comment: text(4000).optional(), signature: signatureRequest })
export const approveRecipe = z.strictObject({ effectiveFrom: instant.optional(), signature: signatureRequest })

/** A recipe version as one plant hands it to another: complete in itself, with the ids of what the other has to have. */
export const recipeDocument = z
  .strictObject({
    format: z.literal('andon-recipe'),
    formatVersion: z.literal(1),
    site: siteId.optional(),
    recipeId,
    version: recipeVersion,
    recipe: draftRecipe,
    refersTo: z
      .strictObject({
        materials: z.array(materialId),
        equipmentClasses: z.array(identifier),
        workCenters: z.array(equipmentId),
        qualifications: z.array(identifier),
      })
      .optional(),
  })
  .meta({ id: 'RecipeDocument' })
export type RecipeDocument = z.infer<typeof recipeDocument>

/** What all equipment of one kind is fit for (ISA-95 part 1, equipment class). */
export const equipmentClassDefinition = z.strictObject({
  name: text(200),
  capabilities: z.array(identifier).max(50).default([]),
})
export type EquipmentClassDefinition = z.infer<typeof equipmentClassDefinition>

/** The equipment hierarchy of ISA-95 part 1, highest first. */
export const equipmentLevels = ['enterprise', 'site', 'area', 'work-center', 'work-unit', 'equipment-module'] as const
export const equipmentDefinition = z.strictObject({
  name: text(200),
  level: z.enum(equipmentLevels),
  parentId: equipmentId.optional(),
  equipmentClass: identifier.optional(),
  capabilities: z.array(identifier).max(50).default([]),
  calibrationDueAt: instant.optional(),
  cleanUntil: instant.optional(),
})
export type EquipmentDefinition = z.infer<typeof equipmentDefinition>

export const materialDefinition = z.strictObject({
  name: text(200),
  unit,
  type: z.enum(['raw', 'intermediate', 'finished', 'packaging', 'consumable']).default('raw'),
  shelfLifeDays: z.int().min(1).max(36_500).optional(),
  potencyBasis: decimal.optional(),
  hazards: z.array(text(64)).max(50).default([]),
})
export type MaterialDefinition = z.infer<typeof materialDefinition>

export const personDefinition = z.strictObject({
  name: text(200),
  qualifications: z
    .array(
      z.strictObject({
        qualificationId: identifier,
        level: z.int().min(1).max(10).optional(),
        validUntil: instant.optional(),
        retrainingDueAt: instant.optional(),
      }),
    )
    .max(200)
    .default([]),
})
export type PersonDefinition = z.infer<typeof personDefinition>
