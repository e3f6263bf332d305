import * as z from 'zod'
import { calendar, maintenanceWindow, setUp, stepDuration } from './calendar.ts'
import { equipmentId, identifier, instant, lineId, materialId, parameterId, role, stepId } from './identifiers.ts'
import { decimal, quantity, signedDecimal, unit } from './quantity.ts'
import { meaning } from './signature.ts'

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
  tolerance: tolerance.default({ minusPercent: '0', plusPercent: '0' }),
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
    after: z.array(stepId).max(50).default([]),
    workCenter: equipmentId.optional(),
    equipmentClass: identifier.optional(),
    qualifications: z.array(identifier).max(20).default([]),
    /** For the schedule; without it, the step is planned as taking no time. */
    duration: stepDuration.optional(),
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

/** The master recipe (ISA-88) or routing of one product. */
export const recipeDraft = z
  .strictObject({
    product: materialId,
    batchSize: z.strictObject({ min: quantity, nominal: quantity, max: quantity }),
    steps: z.array(step).min(1).max(500),
  })
  .meta({ id: 'RecipeDraft' })
export type RecipeDraft = z.infer<typeof recipeDraft>

export const recipeVersion = identifier
export const recipeStatuses = ['draft', 'in-review', 'approved', 'retired'] as const
export type RecipeStatus = (typeof recipeStatuses)[number]

/** The equipment hierarchy of ISA-95 part 1. */
export const equipmentLevels = ['enterprise', 'site', 'area', 'work-center', 'work-unit', 'equipment-module'] as const
export const equipmentDefinition = z.strictObject({
  name: text(200),
  level: z.enum(equipmentLevels),
  parentId: equipmentId.optional(),
  equipmentClass: identifier.optional(),
  capabilities: z.array(identifier).max(50).default([]),
  calibrationDueAt: instant.optional(),
  cleanUntil: instant.optional(),
  /** What an equipment does not say of its own is that of its parent; without any calendar it is always open. */
  calendar: calendar.optional(),
  maintenance: z.array(maintenanceWindow).max(200).optional(),
  setUps: z.array(setUp).max(500).optional(),
})
export type EquipmentDefinition = z.infer<typeof equipmentDefinition>

export const materialDefinition = z.strictObject({
  name: text(200),
  unit,
  type: z.enum(['raw', 'intermediate', 'finished', 'packaging', 'consumable']).default('raw'),
  shelfLifeDays: z.int().min(1).max(36_500).optional(),
  potencyBasis: decimal.optional(),
  hazards: z.array(text(64)).max(50).default([]),
  /** Products of one family follow one another without a set-up; one without is a family of its own. */
  family: identifier.optional(),
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
      }),
    )
    .max(200)
    .default([]),
})
export type PersonDefinition = z.infer<typeof personDefinition>
