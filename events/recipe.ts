import * as z from 'zod'
import { calendar, maintenanceWindow, setUp, stepDuration, timeSpan } from './calendar.ts'
import { fault } from './fault.ts'
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
import { scale } from './scale.ts'
import { meaning, signatureRequest } from './signature.ts'

/** What a limit or a check does when it is not met. `block` is the rule; anything softer is written into the recipe. */
export const policy = z.enum(['block', 'block-unless-signed', 'warn', 'off'])
export type Policy = z.infer<typeof policy>

/** How a rule of a step is enforced. An override of `block-unless-signed` opens a deviation, unless the recipe says that it need not. */
const enforced = { policy: policy.default('block'), deviationOnOverride: z.boolean().optional() }

const text = (longest: number) => z.string().trim().min(1).max(longest)

/** How much more or less than the line's quantity is right, in percent of it. */
const tolerance = z.strictObject({ minusPercent: decimal, plusPercent: decimal })

/** A line that is weighed into containers, and not merely consumed. */
const weighedLine = z.strictObject({
  /** Whether a person may type what the scale shows; `warn` lets them, with a reason. */
  manualEntry: policy.default('warn'),
  /** Whether a second person has to verify each container. */
  verify: policy.default('off'),
})

/**
 * How the line takes part in the compensation of potency. Of an active, amounts count as what they are worth at `basis` percent (100
 * unless told), which is frozen with the recipe; a compensator takes the place that the active leaves or needs.
 */
const potencyRole = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.literal('active'),
    basis: decimal.refine((text) => /[1-9]/.test(text), fault('more-than-zero')).optional(),
  }),
  z.strictObject({ role: z.literal('compensator'), of: lineId }),
])
/**
 * How much of the line is built into each unit of the product before that unit is made: exactly that, unless a tolerance is told. Without
 * it nobody has to say which unit a draw went into.
 */
const perUnit = z.strictObject({ quantity, tolerance: tolerance.optional(), ...enforced })

/** Another material that may stand in for that of a line. */
const alternate = z.strictObject({
  materialId,
  /** How much of it replaces one unit of the line's material; 1 unless told. */
  factor: decimal.refine((value) => /[1-9]/.test(value), fault('more-than-zero')).optional(),
})

/** Where what was made has to lie, in percent of what was asked for; the limits themselves are right. */
const yieldRange = z.strictObject({ lowPercent: decimal, highPercent: decimal, ...enforced })
export type YieldRange = z.infer<typeof yieldRange>

/** How far what came out may be from what went in, in percent of what went in. */
const balanceRule = z.strictObject({ tolerancePercent: decimal, ...enforced })
export type BalanceRule = z.infer<typeof balanceRule>

const materialLine = z.strictObject({
  lineId,
  materialId,
  quantity,
  /** Without it no amount but the exact one is right, and a version whose consumed line lacks it is not submitted. */
  tolerance: tolerance.optional(),
  use: z.enum(['consumed', 'by-product', 'co-product']).default('consumed'),
  /** The only materials that may be used instead. */
  alternates: z.array(alternate).max(9).optional(),
  /** Whether it may be drawn before the step starts; `block` unless told. */
  early: policy.optional(),
  /** What a draw from another lot than the next one meets; `off` unless told, for only a line that asks for it pays the question. */
  picking: policy.optional(),
  /** Booked when the step is completed: the quantity above in proportion to what was made, or the one that is told then. */
  backflush: z.enum(['standard', 'actual']).optional(),
  weighing: weighedLine.optional(),
  potency: potencyRole.optional(),
  perUnit: perUnit.optional(),
  ...enforced,
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
  duration: timeSpan,
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
    /** Steps, or procedures, each of which stands for all of its steps. */
    after: z.array(stepId).max(50).default([]),
    within: procedureId.optional(),
    workCenter: equipmentId.optional(),
    equipmentClass: identifier.optional(),
    capabilities: z.array(identifier).max(20).default([]),
    /** The equipment has to be set up for the product of the order. */
    needsSetUp: z.boolean().optional(),
    cleanFor: timeSpan.optional(),
    /** The equipment has to be cleaned after this step. */
    leavesDirty: z.boolean().optional(),
    qualifications: z.array(neededQualification).max(20).default([]),
    /** Nobody who worked on one of these steps may do this one. */
    notBySamePersonAs: z.array(stepId).max(20).default([]),
    /** For the schedule; without it, the step is planned as taking no time. */
    duration: stepDuration.optional(),
    materials: z.array(materialLine).max(100).default([]),
    parameters: z.array(parameter).max(100).default([]),
    checks: z.array(check).max(100).default([]),
    timers: z.array(timer).max(20).default([]),
    signatures: z
      .array(z.strictObject({ meaning, role, ...enforced }))
      .max(5)
      .default([]),
    /** Product that the step made, of what came to it. */
    yield: yieldRange.optional(),
    /** What the step turned out against what was consumed in it. */
    balance: balanceRule.optional(),
    /** The reasons for which something is scrapped in this step; with a list, one of them has to be given. */
    scrapCodes: z.array(identifier).min(1).max(100).optional(),
    /** The step is done again for as long as this parameter or check fails, `atMost` rounds in all. */
    repeat: z.strictObject({ until: parameterId, atMost: z.int().min(2).max(100) }).optional(),
    /** Whether the step may be left out; without it, it may not. */
    skip: z.strictObject(enforced).optional(),
    /** `units`: a step after it may start on the units that are finished, while the rest are still worked on. */
    flow: z.enum(['batch', 'units']).default('batch'),
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
    /** A rework recipe is no order's: quality adds its steps to an order, by disposition. */
    purpose: z.enum(['production', 'rework']).default('production'),
    batchSize: z.strictObject({ min: quantity, nominal: quantity, max: quantity }),
    procedures: z.array(procedure).max(200).default([]),
    steps: z.array(step).min(1).max(500),
    /** Product that the order made, of what it asks for; judged when its last step ends. */
    yield: yieldRange.optional(),
    /** What the order turned out against what it consumed; judged when its last step ends. */
    balance: balanceRule.optional(),
    /** How many different people have to have signed before the version is approved; docs/adr/0011-recipe-life.md. */
    signaturesNeeded: z.int().min(1).max(3).default(1),
  })
  .meta({ id: 'RecipeDraft' })
export type RecipeDraft = z.infer<typeof recipeDraft>
export type Purpose = RecipeDraft['purpose']

/**
 * A recipe is one item of the table, and so is the fact that tells it: 409,600 bytes, less 110,000 for the faults that the fact of an
 * import names and less 9,600 for keys, signatures, holds and the chain. An item is never larger than the JSON of what it holds.
 */
export const largestRecipeBytes = 290_000
const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length
export const isTooLarge = (value: unknown): boolean => bytesOf(value) > largestRecipeBytes

const tooLarge = fault('recipe-too-large', { bytes: largestRecipeBytes })
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

/** The equipment hierarchy of ISA-95 part 1. A storage zone stands beside the work centers, a storage unit beside the work units. */
export const equipmentLevels = [
  'enterprise',
  'site',
  'area',
  'work-center',
  'storage-zone',
  'work-unit',
  'storage-unit',
  'equipment-module',
] as const
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
  scale: scale.optional(),
})
export type EquipmentDefinition = z.infer<typeof equipmentDefinition>

export const materialDefinition = z.strictObject({
  name: text(200),
  unit,
  type: z.enum(['raw', 'intermediate', 'finished', 'packaging', 'consumable']).default('raw'),
  shelfLifeDays: z.int().min(1).max(36_500).optional(),
  /** The content in percent for which the quantities of a recipe are written; 100 unless told. */
  potencyBasis: decimal.optional(),
  /** What may be done with a lot whose expiry has passed. */
  expiryPolicy: policy.exclude(['off']).default('block'),
  /** Which lot is proposed first: the one that expires first, or the one that came first. */
  issueRule: z.enum(['fefo', 'fifo']).default('fefo'),
  /** Whether what is left of several lots may become one. */
  merging: z.enum(['forbidden', 'allowed']).default('forbidden'),
  /** What a place has to offer for it to be stored there, such as `cold`. */
  storage: z.array(identifier).max(20).default([]),
  hazards: z.array(text(64)).max(50).default([]),
  /** Its GS1 trade item number, of 8, 12, 13 or 14 digits: what a scanner reads on it. */
  gtin: z.string().min(1).max(14).optional(),
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
        retrainingDueAt: instant.optional(),
      }),
    )
    .max(200)
    .default([]),
})
export type PersonDefinition = z.infer<typeof personDefinition>
