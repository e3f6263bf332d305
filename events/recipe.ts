import * as z from 'zod'
import {
  calendar,
  calendarDays,
  maintenanceWindow,
  regularMaintenance,
  setUp,
  stepDuration,
  timeSpan,
} from './calendar.ts'
import { density } from './density.ts'
import { machineState } from './device.ts'
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
import { link } from './link.ts'
import { definedPlans, maintenancePlans } from './maintenance-plan.ts'
import { policy } from './policy.ts'
import { decimal, exactValue, quantity, reckoned, signedDecimal, unit } from './quantity.ts'
import { scale } from './scale.ts'
import { meaning, signatureRequest } from './signature.ts'
import { sparkplugMapping } from './sparkplug.ts'
import { pieceCounter, stopReasons } from './stop-reason.ts'
import { until } from './until.ts'

/**
 * How a rule of a step is enforced. An override of `block-unless-signed` opens a deviation, and quality reviews a `warn` that was passed, unless the
 * recipe says otherwise.
 */
const enforced = {
  policy: policy.default('block'),
  deviationOnOverride: z.boolean().optional(),
  review: z.boolean().optional(),
}

const text = (longest: number) => z.string().trim().min(1).max(longest)

/** The allowed deviation from the line's quantity, in percent of it. */
const tolerance = z.strictObject({ minusPercent: decimal, plusPercent: decimal })

/** A line that is weighed into containers. */
const weighedLine = z.strictObject({
  /** Whether a person may type the weight on the scale; `warn` allows it with a reason. */
  manualEntry: policy.default('warn'),
  /** Whether a second person must verify each container. */
  verify: policy.default('off'),
})

/**
 * The role of the line in potency compensation. For an active, quantities count as their equivalent at `basis` percent (100 by default), which is
 * frozen with the recipe. A compensator makes up for what its active has more or less.
 */
const potencyRole = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.literal('active'),
    basis: decimal.refine((text) => /[1-9]/.test(text), fault('more-than-zero')).optional(),
  }),
  z.strictObject({ role: z.literal('compensator'), of: lineId }),
])
/**
 * The quantity of the line that is built into each unit of the product before it is made; exact unless a tolerance is given. Without it, issues need
 * not name a unit.
 */
const perUnit = z.strictObject({ quantity, tolerance: tolerance.optional(), ...enforced })

/** A material that may replace the material of a line. */
const alternate = z.strictObject({
  materialId,
  /** The quantity of it that replaces one unit of the line's material; 1 by default. */
  factor: decimal.refine((value) => /[1-9]/.test(value), fault('more-than-zero')).optional(),
})

/** The allowed yield in percent of the quantity required, limits included. */
const yieldRange = z.strictObject({ lowPercent: decimal, highPercent: decimal, ...enforced })
export type YieldRange = z.infer<typeof yieldRange>

/** The allowed difference between output and input, in percent of input. */
const balanceRule = z.strictObject({ tolerancePercent: decimal, ...enforced })
export type BalanceRule = z.infer<typeof balanceRule>

const materialLine = z.strictObject({
  lineId,
  materialId,
  /** For the nominal batch size; an order has it in proportion to its own quantity. */
  quantity,
  /** The quantity is for each batch, whatever its size. */
  fixed: z.boolean().optional(),
  /** Without a tolerance only the exact quantity is right, and a version with such a consumed line cannot be submitted. */
  tolerance: tolerance.optional(),
  use: z.enum(['consumed', 'by-product', 'co-product']).default('consumed'),
  alternates: z.array(alternate).max(9).optional(),
  /** Whether pre-issue is allowed; `block` by default. */
  early: policy.optional(),
  /** The policy for an issue from a lot other than the next one; `off` by default, because it costs a query. */
  picking: policy.optional(),
  /** Booked at completion of the step: the line's quantity in proportion to the output (`standard`), or the quantity given then (`actual`). */
  backflush: z.enum(['standard', 'actual']).optional(),
  weighing: weighedLine.optional(),
  potency: potencyRole.optional(),
  perUnit: perUnit.optional(),
  ...enforced,
})

/**
 * What a parameter or check is answered for. By default each unit in a step of `flow: units`, and the whole step in a batch step. `every: 10`: the first
 * unit that leaves the step, the eleventh and so on; others may have it as well.
 */
const per = z.union([z.enum(['step', 'unit']), z.strictObject({ every: z.int().min(2).max(100_000) })])
export type Per = z.infer<typeof per>

export const parameter = z.strictObject({
  parameterId,
  name: text(200).optional(),
  unit,
  target: signedDecimal.optional(),
  low: signedDecimal.optional(),
  high: signedDecimal.optional(),
  /** Target and limits are for the nominal batch size and follow the quantity of the order. */
  scaled: z.boolean().optional(),
  source: z.enum(['operator', 'device']),
  /** Whether a person may type what a device measures; `warn` allows it with a reason. */
  manualEntry: policy.default('warn'),
  per: per.optional(),
  ...enforced,
})
export type Parameter = z.infer<typeof parameter>

/**
 * A value computed from others, exactly, and rounded once. The expression has results of the step by their id and those of a step before by
 * `stepId.id`, `consumed(lineId)`, `produced`, `quantity` and numbers, with a unit of UCUM in single quotes: `filled * brix.brix / 66 '%'`;
 * docs/adr/0059-calculations.md.
 */
export const calculation = z.strictObject({
  calculationId: parameterId,
  name: text(200).optional(),
  expression: text(500),
  unit,
  /** How many decimals the value has; 12 by default. */
  decimals: z.int().min(0).max(12).optional(),
  low: signedDecimal.optional(),
  high: signedDecimal.optional(),
  /** Limits are for the nominal batch size and follow the quantity of the order. */
  scaled: z.boolean().optional(),
  ...enforced,
})
export type Calculation = z.infer<typeof calculation>

/** What a calculation came to: the expression with its inputs, and the value. */
export const calculated = z
  .strictObject({
    calculationId: parameterId,
    /** Its step, if a result of another one changed it. */
    stepId: stepId.optional(),
    expression: z.string(),
    inputs: z.array(
      z.strictObject({ name: z.string(), value: z.string(), unit: z.string(), exact: z.string().optional() }),
    ),
    unit: z.string(),
    /** Absent while an input is missing, or if the expression divides by zero or becomes too long. */
    value: reckoned.optional(),
    /** The value before it was rounded, if that changed it. */
    exact: z
      .string()
      .regex(/^-?\d+(\.\d+|\/[1-9]\d*)?$/)
      .optional(),
    low: z.string().optional(),
    high: z.string().optional(),
    inSpec: z.boolean().optional(),
    /** The inputs that have no value yet. */
    missing: z.array(z.string()).min(1).optional(),
    dividesByZero: z.boolean().optional(),
    /** A number on the way to the value, or the value itself, has more digits than are kept. */
    tooLong: z.boolean().optional(),
  })
  .meta({ id: 'Calculated' })
export type Calculated = z.infer<typeof calculated>

/** Answered with `pass` or `fail`; a check that the instruction was read, with `confirmed`. */
export const check = z.strictObject({
  checkId: parameterId,
  question: text(500),
  kind: z.enum(['pass-fail', 'read-confirm']).default('pass-fail'),
  per: per.optional(),
  ...enforced,
})
export type Check = z.infer<typeof check>

/** Values of a device parameter of the step; its own limits where no others are given. */
const valuesWithin = z.strictObject({ parameterId, low: signedDecimal.optional(), high: signedDecimal.optional() })

/**
 * A time limit for a step. Without `from` it runs from the step's own start and is checked at its completion. With `from` it runs from the completion
 * of that step and is checked at this step's start.
 */
export const timer = z.strictObject({
  timerId: parameterId,
  rule: z.enum(['at-least', 'at-most']),
  duration: timeSpan,
  /** The duration is for the nominal batch size and follows the quantity of the order. */
  scaled: z.boolean().optional(),
  from: stepId.optional(),
  /** `at-least`: time counts only between two values that are both within, and not in a silence. */
  while: valuesWithin.optional(),
  /** `at-most`: the time in one piece in which the parameter is outside its limits or silent, after it was inside once. */
  outside: z.strictObject({ parameterId }).optional(),
  /** `at-most`: the time until the first value within, from the start of the step or from the completion of `from`. */
  until: valuesWithin.optional(),
  /** Values further apart have a silence between them; 30 s by default. */
  silence: timeSpan.optional(),
  ...enforced,
})
export type Timer = z.infer<typeof timer>

/**
 * The containers that were dispensed in an earlier step and go into the equipment of this one: those of all its lines, or of these. The step is not
 * complete before each of them is charged.
 */
const charge = z.strictObject({
  from: stepId,
  lineIds: z.array(lineId).min(1).max(100).optional(),
  /** Whether a second person signs each charge as well. */
  witness: z.boolean().optional(),
  ...enforced,
})
export type Charge = z.infer<typeof charge>

/** A required qualification by its id, at any level, or with a minimum level. */
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
    documents: z
      .array(z.strictObject({ title: text(200), kind: z.enum(['picture', 'document']), href: link }))
      .max(20)
      .default([]),
    /** Steps or procedures; a procedure means all its steps. */
    after: z.array(stepId).max(50).default([]),
    within: procedureId.optional(),
    workCenter: equipmentId.optional(),
    equipmentClass: identifier.optional(),
    capabilities: z.array(identifier).max(20).default([]),
    /** The equipment must be set up for the product of the order, or for another one of its family. */
    needsSetUp: z.boolean().optional(),
    cleanFor: timeSpan.optional(),
    /** The equipment must be cleaned after this step. */
    leavesDirty: z.boolean().optional(),
    qualifications: z.array(neededQualification).max(20).default([]),
    /** A person who worked on one of these steps may not do this one. */
    notBySamePersonAs: z.array(stepId).max(20).default([]),
    /** For the schedule; without it, the step is planned to take no time. */
    duration: stepDuration.optional(),
    /** For effectiveness: the time of one piece at full speed (ISO 22400-2, planned runtime per item); by default that of the duration. */
    runtimePerItem: timeSpan.optional(),
    materials: z.array(materialLine).max(100).default([]),
    charges: z.array(charge).min(1).max(20).optional(),
    parameters: z.array(parameter).max(100).default([]),
    checks: z.array(check).max(100).default([]),
    calculations: z.array(calculation).max(20).optional(),
    timers: z.array(timer).max(20).default([]),
    signatures: z
      .array(z.strictObject({ meaning, role, ...enforced }))
      .max(5)
      .default([]),
    /** The product made in the step, of what arrived there. */
    yield: yieldRange.optional(),
    /** The output of the step against its input. */
    balance: balanceRule.optional(),
    /** The scrap codes of this step; with a list, one of them is required. */
    scrapCodes: z.array(identifier).min(1).max(100).optional(),
    /** The step is repeated as long as this parameter or check fails, `atMost` rounds in total. */
    repeat: z.strictObject({ until: parameterId, atMost: z.int().min(2).max(100) }).optional(),
    /** Whether the step may be skipped; without it, it may not. */
    skip: z.strictObject(enforced).optional(),
    /** `units`: the next step may start on finished units while others are still in progress. */
    flow: z.enum(['batch', 'units']).default('batch'),
    /** For the schedule: how many finished units move on together; without it, each piece. The floor may move fewer. */
    transferBatch: quantity.optional(),
  })
  .meta({ id: 'Step' })
export type Step = z.infer<typeof step>

/**
 * A line of an order: `exact` is its quantity before it was rounded, in the line's unit. It keeps the densities of its material and alternates from the
 * release on.
 */
const orderedLine = materialLine.extend({
  exact: exactValue.optional(),
  density: density.optional(),
  alternates: z
    .array(alternate.extend({ density: density.optional() }))
    .max(9)
    .optional(),
})

const signedExact = z.string().regex(/^-?\d+(\.\d+|\/[1-9]\d*)?$/)
/** Target and limits before they were rounded, where that changed them. */
const exactLimits = z.strictObject({
  target: signedExact.optional(),
  low: signedExact.optional(),
  high: signedExact.optional(),
})

/** A step of an order: its lines are for the quantity of the order. What was rounded says its `exact` value, from which another quantity is computed. */
export const orderedStep = step
  .extend({
    materials: z.array(orderedLine),
    parameters: z.array(parameter.extend({ exact: exactLimits.optional() })).max(100),
    calculations: z
      .array(calculation.extend({ exact: exactLimits.optional() }))
      .max(20)
      .optional(),
    timers: z.array(timer.extend({ exact: exactValue.optional() })).max(20),
  })
  .meta({ id: 'OrderedStep' })
export type OrderedStep = z.infer<typeof orderedStep>

/** The levels above the phase, highest first (ISA-88.00.01, procedural control model); each may be left out. A step is a phase. */
export const procedureLevels = ['unit-procedure', 'operation'] as const

/** A part of the procedure that contains others. All its steps come after the parts in its `after`. */
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
    /** A rework recipe is not for orders: quality adds its steps to an order by disposition. */
    purpose: z.enum(['production', 'rework']).default('production'),
    batchSize: z.strictObject({ min: quantity, nominal: quantity, max: quantity }),
    procedures: z.array(procedure).max(200).default([]),
    steps: z.array(step).min(1).max(500),
    /** The product made by the order, of its quantity; checked at the end of its last step. */
    yield: yieldRange.optional(),
    /** The output of the order against its input; checked at the end of its last step. */
    balance: balanceRule.optional(),
    /** The number of different people who must sign before the version is approved; docs/adr/0011-recipe-life.md. */
    signaturesNeeded: z.int().min(1).max(3).default(1),
  })
  .meta({ id: 'RecipeDraft' })
export type RecipeDraft = z.infer<typeof recipeDraft>
export type Purpose = RecipeDraft['purpose']

/**
 * A recipe is one item of the table, and so is its fact: 409,600 bytes, less 110,000 for the faults in the fact of an import and 9,600 for keys,
 * signatures, holds and chain. An item is never larger than its JSON.
 */
export const largestRecipeBytes = 290_000
const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length
export const isTooLarge = (value: unknown): boolean => bytesOf(value) > largestRecipeBytes

const tooLarge = fault('recipe-too-large', { bytes: largestRecipeBytes })
export const draftRecipe = recipeDraft.refine((draft) => !isTooLarge(draft), tooLarge).meta({ id: 'DraftRecipe' })

export const recipeVersion = identifier

/** `approved` waits for its effective date; `superseded` is over. Both follow from the clock. */
export const recipeStatuses = ['draft', 'in-review', 'approved', 'effective', 'superseded', 'retired'] as const
export const recipeStatus = z.enum(recipeStatuses)
export type RecipeStatus = z.infer<typeof recipeStatus>

export const submitRecipe = z.strictObject({ signature: signatureRequest.optional() })
export const reviewRecipe = z.strictObject({ comment: text(4000).optional(), signature: signatureRequest })
export const approveRecipe = z.strictObject({ effectiveFrom: instant.optional(), signature: signatureRequest })

/** A recipe version for another plant: complete, with the ids that the other plant must have. */
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

/** What all equipment of a class can do (ISA-95 part 1, equipment class). */
export const equipmentClassDefinition = z.strictObject({
  name: text(200),
  capabilities: z.array(identifier).max(50).default([]),
  /** The reasons for which equipment of the class stands, as a tree. */
  stopReasons: stopReasons.optional(),
  /** The states of PackML that each mode has. With them, a change that its mode does not allow is flagged; without, none is. */
  modes: z.record(identifier, z.array(machineState).min(1).max(18)).optional(),
  /** Stops of the class that are shorter have no reason asked for; a minute by default. */
  microStop: timeSpan.optional(),
  plans: maintenancePlans.optional(),
})
/** As facts have it: the edge has ended dates with their days. */
export const definedEquipmentClass = equipmentClassDefinition.extend({ plans: definedPlans.optional() })
export type EquipmentClassDefinition = z.infer<typeof equipmentClassDefinition>

/** The equipment hierarchy of ISA-95 part 1. A storage zone is at the level of work centers, a storage unit at the level of work units. */
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
  calibrationDueAt: until.optional(),
  /** When it was calibrated, if that was before the new date is entered: an act that is booked late needs it. */
  calibratedAt: instant.optional(),
  cleanUntil: until.optional(),
  /** By default the calendar of its parent; without any calendar the equipment is always open. */
  calendar: calendar.optional(),
  /** Of its own; for the other dates, those of its parents apply. */
  days: calendarDays.optional(),
  /** Added to that of its parents. */
  maintenance: z.array(maintenanceWindow).max(200).optional(),
  regularMaintenance: z.array(regularMaintenance).max(20).optional(),
  setUps: z.array(setUp).max(500).optional(),
  scale: scale.optional(),
  /** The state of equipment that says nothing for longer is unknown. Without it, a machine may be silent for three days. */
  heartbeat: timeSpan.optional(),
  counter: pieceCounter.optional(),
  /** The unit whose indicators are those of this work center, such as the slowest of a line; by default all of its units add up. */
  measuredBy: equipmentId.optional(),
  /** The OEE that it should reach, as a fraction of 1. */
  oeeTarget: z
    .string()
    .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/, fault('fraction'))
    .brand<'Decimal'>()
    .optional(),
  /** Its own come before those of its class with the same id. */
  plans: maintenancePlans.optional(),
  /** Its name in Sparkplug and what its metrics mean, if it speaks Sparkplug and not the messages of Andon. */
  sparkplug: sparkplugMapping.optional(),
  /** The edge gateway that may speak for it, by the name of its thing. It may always speak for itself. */
  gateway: identifier.optional(),
})
/** As facts have it: the edge has ended dates with their days. */
export const definedEquipment = equipmentDefinition.extend({
  calibrationDueAt: instant.optional(),
  cleanUntil: instant.optional(),
  plans: definedPlans.optional(),
})
export type EquipmentDefinition = z.infer<typeof equipmentDefinition>

export const materialDefinition = z.strictObject({
  name: text(200),
  unit,
  type: z.enum(['raw', 'intermediate', 'finished', 'packaging', 'consumable']).default('raw'),
  shelfLifeDays: z.int().min(1).max(36_500).optional(),
  /** The potency in percent that recipe quantities refer to; 100 by default. */
  potencyBasis: decimal.optional(),
  /** By it, litres of the material count in kilograms and the other way round. An order keeps the one of its release. */
  density: density.optional(),
  /** The policy for stock past its expiry. */
  expiryPolicy: policy.exclude(['off']).default('block'),
  /** Whether quality reviews with the batch that expired stock was used with a reason; it does by default. */
  expiryReview: z.boolean().optional(),
  /** Which lot is proposed first: the one that expires first, or the one received first. */
  issueRule: z.enum(['fefo', 'fifo']).default('fefo'),
  /** Whether lots of this material may be merged. */
  merging: z.enum(['forbidden', 'allowed']).default('forbidden'),
  /** The capabilities that a storage place needs, such as `cold`. */
  storage: z.array(identifier).max(20).default([]),
  hazards: z.array(text(64)).max(50).default([]),
  /** The GS1 trade item number (GTIN) of 8, 12, 13 or 14 digits, which a scanner reads. */
  gtin: z.string().min(1).max(14).optional(),
  /** Whether each piece of it has a serial number, so that orders make and scrap it by number. */
  serialised: z.boolean().optional(),
  /** Products of one family need no set-up between them; a product without a family is its own family. */
  family: identifier.optional(),
})
export type MaterialDefinition = z.infer<typeof materialDefinition>

const heldQualification = z.strictObject({
  qualificationId: identifier,
  level: z.int().min(1).max(10).optional(),
  /** When it begins, if that is not when it is entered. An act that is booked late needs it of a qualification that was entered afterwards. */
  validFrom: instant.optional(),
  validUntil: until.optional(),
  retrainingDueAt: until.optional(),
})
export const personDefinition = z.strictObject({
  name: text(200),
  qualifications: z.array(heldQualification).max(200).default([]),
})
/** As facts have it: the edge has ended dates with their days. */
export const definedPerson = personDefinition.extend({
  qualifications: z
    .array(heldQualification.extend({ validUntil: instant.optional(), retrainingDueAt: instant.optional() }))
    .max(200)
    .default([]),
})
export type PersonDefinition = z.infer<typeof personDefinition>
