import * as z from 'zod'
import { equipmentId, identifier, instant, lineId, materialId, parameterId, role, stepId } from './identifiers.ts'
import { decimal, quantity, signedDecimal, unit } from './quantity.ts'
import { meaning } from './signature.ts'

/** What a limit or a check does when it is not met. `block` is the rule; anything softer is written into the recipe. */
export const policy = z.enum(['block', 'block-unless-signed', 'warn', 'off'])
export type Policy = z.infer<typeof policy>

/** How a rule of a step is enforced. An override of `block-unless-signed` opens a deviation, unless the recipe says that it need not. */
const enforced = { policy: policy.default('block'), deviationOnOverride: z.boolean().optional() }

const text = (longest: number) => z.string().trim().min(1).max(longest)

/** How much more or less than the line's quantity is right, in percent of it. */
const tolerance = z.strictObject({ minusPercent: decimal, plusPercent: decimal })

const materialLine = z.strictObject({
  lineId,
  materialId,
  quantity,
  tolerance: tolerance.default({ minusPercent: '0', plusPercent: '0' }),
  use: z.enum(['consumed', 'by-product']).default('consumed'),
  ...enforced,
})

/** An amount of time, in `s`, `min`, `h` or `d`. */
export const duration = quantity.refine(({ unit }) => ['s', 'min', 'h', 'd'].includes(unit), {
  path: ['unit'],
  message: 'must be a unit of time: "s", "min", "h" or "d"',
})

export const parameter = z.strictObject({
  parameterId,
  name: text(200).optional(),
  unit,
  target: signedDecimal.optional(),
  low: signedDecimal.optional(),
  high: signedDecimal.optional(),
  source: z.enum(['operator', 'device']),
  /** Whether a person may type what a device measures; `warn` lets them, with a reason. */
  manualEntry: policy.default('warn'),
  ...enforced,
})
export type Parameter = z.infer<typeof parameter>

/** Answered with `pass` or `fail`; one that asks whether the instruction was read, with `confirmed`. */
export const check = z.strictObject({
  checkId: parameterId,
  question: text(500),
  kind: z.enum(['pass-fail', 'read-confirm']).default('pass-fail'),
  ...enforced,
})
export type Check = z.infer<typeof check>

/**
 * A span that a step has to keep. Without `from` it runs from the step's own start and is asked when the step is completed; with it,
 * from the completion of that step, and is asked when this one starts.
 */
export const timer = z.strictObject({
  timerId: parameterId,
  rule: z.enum(['at-least', 'at-most']),
  duration,
  from: stepId.optional(),
  ...enforced,
})
export type Timer = z.infer<typeof timer>

/** A qualification by its id, at any level, or with the level that it takes. */
const neededQualification = z.union([
  identifier,
  z.strictObject({ qualificationId: identifier, level: z.int().min(1).max(10) }),
])

export const step = z
  .strictObject({
    stepId,
    name: text(200),
    /** A set-up prepares its equipment for the product; a cleaning makes it clean for `cleanFor`. */
    kind: z.enum(['production', 'set-up', 'cleaning']).default('production'),
    instruction: text(10_000).optional(),
    /** Pictures and documents that belong to the instruction. */
    documents: z
      .array(z.strictObject({ title: text(200), kind: z.enum(['picture', 'document']), href: z.url().max(2000) }))
      .max(20)
      .default([]),
    after: z.array(stepId).max(50).default([]),
    workCenter: equipmentId.optional(),
    equipmentClass: identifier.optional(),
    capabilities: z.array(identifier).max(20).default([]),
    /** The equipment has to be set up for the product of the order. */
    needsSetUp: z.boolean().optional(),
    cleanFor: duration.optional(),
    /** The equipment has to be cleaned after this step. */
    leavesDirty: z.boolean().optional(),
    qualifications: z.array(neededQualification).max(20).default([]),
    /** Nobody who worked on one of these steps may do this one. */
    notBySamePersonAs: z.array(stepId).max(20).default([]),
    materials: z.array(materialLine).max(100).default([]),
    parameters: z.array(parameter).max(100).default([]),
    checks: z.array(check).max(100).default([]),
    timers: z.array(timer).max(20).default([]),
    signatures: z
      .array(z.strictObject({ meaning, role, ...enforced }))
      .max(5)
      .default([]),
    /** The step is done again for as long as this parameter or check fails, `atMost` rounds in all. */
    repeat: z.strictObject({ until: parameterId, atMost: z.int().min(2).max(100) }).optional(),
    /** Whether the step may be left out; without it, it may not. */
    skip: z.strictObject(enforced).optional(),
    /** `units`: a step after it may start on the units that are finished, while the rest are still worked on. */
    flow: z.enum(['batch', 'units']).default('batch'),
  })
  .meta({ id: 'Step' })
export type Step = z.infer<typeof step>

/** The master recipe (ISA-88) or routing of one product. */
export const recipeDraft = z
  .strictObject({
    product: materialId,
    /** A rework recipe is no order's: quality adds its steps to an order, by disposition. */
    purpose: z.enum(['production', 'rework']).default('production'),
    batchSize: z.strictObject({ min: quantity, nominal: quantity, max: quantity }),
    steps: z.array(step).min(1).max(500),
  })
  .meta({ id: 'RecipeDraft' })
export type RecipeDraft = z.infer<typeof recipeDraft>
export type Purpose = RecipeDraft['purpose']

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
