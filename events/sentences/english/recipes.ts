import type { Sentences } from '../sentence.ts'
import type { Amount } from '../words.ts'
import { allOf, amount } from './words.ts'

/** A part of the procedure of a recipe: a step, or what holds steps. */
export type PartNamed =
  | { readonly stepId: string }
  | { readonly procedureId: string; readonly level: 'unit-procedure' | 'operation' }

interface StepNamed {
  readonly stepId: string
}

interface ItemNamed {
  readonly stepId: string
  readonly item: string
}
interface LineNamed extends StepNamed {
  readonly lineId: string
}

interface TimerNamed extends StepNamed {
  readonly timerId: string
}

interface CalculationNamed extends StepNamed {
  readonly item: string
  /** In the text of the expression, from 1. */
  readonly position: number
}

interface ParameterNamed {
  readonly parameterId: string
}

interface VersionNamed {
  readonly recipeId: string
  readonly version: string
}

/** Where a yield has to lie, in percent. */
export interface YieldLimits {
  readonly low: string
  readonly high: string
}

const partOf = (part: PartNamed): string =>
  'stepId' in part ? `Step ${part.stepId}` : `The ${part.level} ${part.procedureId}`
const lineOf = (p: LineNamed): string => `Material line ${p.lineId} of step ${p.stepId}`
const itemOf = (p: ItemNamed): string => `${p.item} of step ${p.stepId}`
const timerOf = (p: TimerNamed): string => `Timer ${p.timerId} of step ${p.stepId}`
const calculationOf = (p: CalculationNamed): string => `The expression of ${p.item} in step ${p.stepId}`
const spoken = (status: string): string => (status === 'in-review' ? 'in review' : status)
const versionOf = (p: VersionNamed): string => `Version ${p.version} of ${p.recipeId}`

const wrongStatus = (needed: string, cure: string) => (p: VersionNamed & { status: string }) =>
  `${versionOf(p)} is ${spoken(p.status)}, not ${needed}; ${cure}.`
const yieldLimits = (what: string, { low, high }: YieldLimits) =>
  `The yield of ${what} has to be ${low} % at least and ${high} % at most, which no yield is; correct the limits.`
const noEquipment = (asks: string) => (p: StepNamed) =>
  `Step ${p.stepId} ${asks}, but names no work center or equipment class.`

const noDensity = (what: string, materials: readonly string[]) =>
  `The balance of ${what} compares kilograms with litres of ${allOf(materials)}, which ${materials.length > 1 ? 'have' : 'has'} no density; give it with PUT /v1/materials/{materialId}.`

export const recipes = {
  'recipe-wrong-status/not-a-draft': wrongStatus('a draft', 'write a new version'),
  'recipe-wrong-status/not-in-review': wrongStatus('in review', 'submit it first'),
  'recipe-wrong-status/nothing-to-return': wrongStatus('in review', 'only what waits for an approval is returned'),
  'recipe-wrong-status/retired': (p: VersionNamed) => `${versionOf(p)} is retired already; nothing is left to do.`,
  'already-exists/recipe-version': (p: VersionNamed & { status: string }) =>
    `${versionOf(p)} exists already, in status ${spoken(p.status)}; import it under another version.`,
  'not-found/no-version-before': (p: VersionNamed) =>
    `No version of ${p.recipeId} had been approved before version ${p.version}; name one with ?against=.`,
  'signature-wrong-role/not-an-author': (p: { signer: string }) =>
    `${p.signer} did not write this version; its author signs its submission.`,
  'signature-same-person/author': (p: { signer: string }) =>
    `${p.signer} wrote this version; another person has to sign.`,
  'signature-same-person/signed-before': (p: { signer: string }) =>
    `${p.signer} has signed this version; another person has to sign.`,
  'signature-missing/people': (p: VersionNamed & { needed: number; people: readonly string[] }) =>
    `${versionOf(p)} needs the signatures of ${p.needed} people; with this one there are ${p.people.length} (${allOf(p.people)}). Have another person review it, signed.`,

  'recipe-invalid/fewer-signatures': (p: { recipeId: string; needed: number }) =>
    `Versions of ${p.recipeId} have needed ${p.needed} signatures; this one may not need fewer.`,
  'recipe-invalid/other-purpose': (p: { recipeId: string; purpose: string; others: string }) =>
    `The versions of ${p.recipeId} are for ${p.others}, and this one is for ${p.purpose}; give it a recipe of its own.`,
  'recipe-invalid/more-faults': (p: { more: number }) => `There are ${p.more} more faults; mend these first.`,
  'recipe-invalid/too-large': (p: { atMost: number }) =>
    `With each step after all the steps that it waits for, the recipe has more than ${p.atMost} bytes; let fewer wait for fewer.`,
  'recipe-invalid/too-large-for-order': (p: { quantity: Amount; atMost: number }) =>
    `With its lines for ${amount(p.quantity)}, the recipe has more than ${p.atMost} bytes; divide it into several recipes.`,

  'recipe-invalid/batch-size-dimensions': () =>
    'The batch size mixes units of different dimensions; give it in one unit.',
  'recipe-invalid/batch-size-units': () => 'The three batch sizes must be in one unit.',
  'recipe-invalid/batch-size-order': () => 'The batch size must rise from min over nominal to max.',
  'recipe-invalid/batch-size-product': (p: { unit: string; product: string; measured: string }) =>
    `The batch size is in ${p.unit}; the product ${p.product} is measured in ${p.measured}.`,
  'recipe-invalid/batch-size-density': (p: { unit: string; product: string; measured: string }) =>
    `The batch size is in ${p.unit}; the product ${p.product} is measured in ${p.measured} and has no density. Give it one with PUT /v1/materials/${p.product}, or write the batch size in ${p.measured}.`,
  'recipe-invalid/balance-of-order': (p: { materials: readonly string[] }) => noDensity('the order', p.materials),
  'recipe-invalid/balance-of-step': (p: StepNamed & { materials: readonly string[] }) =>
    noDensity(`step ${p.stepId}`, p.materials),
  'recipe-invalid/yield-of-order': (p: YieldLimits) => yieldLimits('the order', p),
  'recipe-invalid/yield-of-step': (p: YieldLimits & StepNamed) => yieldLimits(`step ${p.stepId}`, p),

  'recipe-invalid/same-step-id': (p: StepNamed) => `Two steps have the same stepId ${p.stepId}.`,
  'recipe-invalid/same-procedure-id': (p: { id: string }) =>
    `${p.id} is the id of two procedures, or of a procedure and a step.`,
  'recipe-invalid/same-line-id': (p: { lineId: string }) => `Two material lines have the same lineId ${p.lineId}.`,
  'recipe-invalid/within-unknown': (p: PartNamed & { within: string }) =>
    `${partOf(p)} is within ${p.within}, which is no procedure of the recipe.`,
  'recipe-invalid/within-lower': (p: PartNamed & { within: string; holder: string }) =>
    `${partOf(p)} is within the ${p.holder} ${p.within}, which does not stand above it.`,
  'recipe-invalid/after-unknown': (p: PartNamed & { after: string }) =>
    `${partOf(p)} comes after ${p.after}, which the recipe does not have.`,
  'recipe-invalid/empty-procedure': (p: PartNamed) => `${partOf(p)} holds no step.`,
  'recipe-invalid/ring': (p: { steps: readonly string[] }) => `The steps ${p.steps.join(', ')} wait for each other.`,
  'recipe-invalid/never-reached': (p: StepNamed & { cause: string }) =>
    `Step ${p.stepId} is never reached: it waits, through others, for ${p.cause}, which never ends.`,
  'recipe-invalid/rework-yield': () =>
    'Only the steps of a rework come into an order; ask for yield and balance in one of them.',
  'recipe-invalid/rework-units': (p: StepNamed) => `Step ${p.stepId} counts units; a rework works on the whole batch.`,
  'recipe-invalid/rework-long-id': (p: StepNamed & { atMost: number }) =>
    `The id ${p.stepId} is longer than the ${p.atMost} characters that a step of a rework may have.`,

  'recipe-invalid/equipment-class-unknown': (p: StepNamed & { equipmentClass: string }) =>
    `Step ${p.stepId} needs the equipment class ${p.equipmentClass}, which is not defined at this site.`,
  'recipe-invalid/no-equipment-for-kind': (p: StepNamed & { kind: string }) => noEquipment(`is a ${p.kind}`)(p),
  'recipe-invalid/no-equipment-for-capabilities': noEquipment('asks for capabilities'),
  'recipe-invalid/no-equipment-for-set-up': noEquipment('needs a set-up'),
  'recipe-invalid/no-equipment-to-clean': noEquipment('leaves its equipment dirty'),
  'recipe-invalid/no-equipment-to-charge': noEquipment('charges containers'),
  'recipe-invalid/charge-of-units': (p: StepNamed) =>
    `Step ${p.stepId} charges containers and counts units; a charge is for the whole batch.`,
  'recipe-invalid/same-charge': (p: StepNamed & { from: string }) =>
    `Step ${p.stepId} names ${p.from} twice in charges; name all its lines in one.`,
  'recipe-invalid/charge-not-before': (p: StepNamed & { from: string }) =>
    `Step ${p.stepId} charges the containers of ${p.from}, which does not come before it.`,
  'recipe-invalid/charges-nothing': (p: StepNamed & { from: string }) =>
    `Step ${p.stepId} charges the containers of ${p.from}, which weighs nothing; give a line of ${p.from} a weighing.`,
  'recipe-invalid/charges-no-line': (p: StepNamed & { from: string; lineId: string }) =>
    `Step ${p.stepId} charges the containers of line ${p.lineId}, which is no weighed line of ${p.from}.`,
  'recipe-invalid/charged-twice': (p: StepNamed & { from: string; lineId: string; other: string }) =>
    `Steps ${p.other} and ${p.stepId} both charge the containers of line ${p.lineId} of ${p.from}; a container goes into one vessel.`,
  'recipe-invalid/cleaning-without-time': (p: StepNamed) =>
    `Step ${p.stepId} is a cleaning; say with cleanFor how long its equipment is clean after it.`,
  'recipe-invalid/time-without-cleaning': (p: StepNamed) =>
    `Step ${p.stepId} says how long its equipment is clean after it, but is no cleaning.`,

  'recipe-invalid/no-tolerance': (p: LineNamed) => `${lineOf(p)} has no tolerance; say how much more or less is right.`,
  'recipe-invalid/line-unit': (p: LineNamed & { unit: string; materialId: string; measured: string }) =>
    `Line ${p.lineId} of step ${p.stepId} is in ${p.unit}; ${p.materialId} is measured in ${p.measured}.`,
  'recipe-invalid/line-density': (p: LineNamed & { unit: string; materialId: string; measured: string }) =>
    `Line ${p.lineId} of step ${p.stepId} is in ${p.unit}; ${p.materialId} is measured in ${p.measured} and has no density. Give it one with PUT /v1/materials/${p.materialId}, or write the line in ${p.measured}.`,
  'recipe-invalid/makes-product': (p: LineNamed & { product: string }) =>
    `Line ${p.lineId} of step ${p.stepId} makes ${p.product}, which is the product itself.`,
  'recipe-invalid/makes-nothing': (p: StepNamed & { kind: string }) =>
    `Step ${p.stepId} is a ${p.kind}; it makes nothing whose yield or balance could be asked for.`,
  'recipe-invalid/booked-not-consumed': (p: LineNamed & { use: string }) =>
    `Line ${p.lineId} of step ${p.stepId} is a ${p.use}; only what is consumed is booked.`,
  'recipe-invalid/too-many-booked': (p: StepNamed & { booked: number; atMost: number }) =>
    `Step ${p.stepId} books ${p.booked} lines when it is completed; ${p.atMost} are possible.`,
  'recipe-invalid/same-scrap-code': (p: StepNamed & { reasonCode: string }) =>
    `Step ${p.stepId} knows the reason ${p.reasonCode} twice.`,
  'recipe-invalid/alternate-itself': (p: { lineId: string; materialId: string }) =>
    `Material line ${p.lineId} names its own material ${p.materialId} as an alternate.`,
  'recipe-invalid/alternate-twice': (p: { lineId: string; materialId: string }) =>
    `Material line ${p.lineId} names the alternate ${p.materialId} twice.`,
  'recipe-invalid/alternate-of-made': (p: { lineId: string }) =>
    `Material line ${p.lineId} is made, not consumed; it can have no alternates.`,
  'recipe-invalid/fixed-unit-part': (p: LineNamed) =>
    `${lineOf(p)} is fixed, but is built into each unit; leave out fixed or perUnit.`,
  'recipe-invalid/fixed-compensator': (p: LineNamed & { compensates: string }) =>
    `${lineOf(p)} compensates line ${p.compensates}; make both fixed, or neither.`,
  'recipe-invalid/scaled-nothing': (p: StepNamed & { item: string }) =>
    `${p.item} of step ${p.stepId} is scaled, but has no target and no limit; give one, or leave out scaled.`,
  'recipe-invalid/expression-unreadable': (p: CalculationNamed & { found: string }) =>
    p.found === ''
      ? `${calculationOf(p)} ends too early, at position ${p.position}.`
      : `${calculationOf(p)} cannot be read at position ${p.position}, "${p.found}".`,
  'recipe-invalid/expression-name': (p: CalculationNamed & { name: string }) =>
    `${calculationOf(p)} names ${p.name} at position ${p.position}; no such result is in the step or, as stepId.parameterId, in a step before it. A minus needs spaces around it.`,
  'recipe-invalid/expression-ambiguous': (p: CalculationNamed & { name: string }) =>
    `${calculationOf(p)} names ${p.name} at position ${p.position}, which is more than one result; rename one of them.`,
  'recipe-invalid/expression-of-units': (p: CalculationNamed & { name: string }) =>
    `${calculationOf(p)} names ${p.name} at position ${p.position}, of which each unit has its own; a calculation has one value in the step.`,
  'recipe-invalid/expression-line': (p: CalculationNamed & { lineId: string }) =>
    `${calculationOf(p)} names line ${p.lineId} at position ${p.position}; the step consumes no such line.`,
  'recipe-invalid/expression-dimensions': (p: CalculationNamed & { sign: string }) =>
    `${calculationOf(p)} has ${p.sign} at position ${p.position} between values that do not measure the same.`,
  'recipe-invalid/expression-scale': (p: CalculationNamed & { sign: string }) =>
    `${calculationOf(p)} has ${p.sign} at position ${p.position} with a temperature on a scale, which has only mean, min, max and a difference in K.`,
  'recipe-invalid/expression-division': (p: CalculationNamed) =>
    `${calculationOf(p)} divides at position ${p.position} by what is always zero.`,
  'recipe-invalid/expression-unit': (p: StepNamed & { item: string; unit: string; measures: string }) =>
    `The expression of ${p.item} in step ${p.stepId} measures ${p.measures}, which has no value in ${p.unit}.`,
  'recipe-invalid/expression-factors': (p: StepNamed & { item: string; most: number }) =>
    `The expression of ${p.item} in step ${p.stepId} multiplies and divides more than ${p.most} values with each other, those of the calculations that it names included; make it shorter.`,
  'recipe-invalid/scaled-unit': (p: StepNamed & { item: string; unit: string }) =>
    `${p.item} of step ${p.stepId} is scaled, but a value in ${p.unit} does not depend on the quantity; leave out scaled.`,
  'recipe-invalid/scaled-kind': (p: StepNamed & { item: string; kind: string }) =>
    `${p.item} of step ${p.stepId} is scaled, but a ${p.kind} does not depend on the quantity; leave out scaled.`,
  'recipe-invalid/scaled-too-great': (p: StepNamed & { item: string; max: Amount }) =>
    `For the greatest batch of ${amount(p.max)}, ${p.item} of step ${p.stepId} has more digits than a value can have; choose a greater unit.`,

  'recipe-invalid/weighed-not-consumed': (p: LineNamed) =>
    `${lineOf(p)} is weighed, but is not consumed; only what is consumed is weighed.`,
  'recipe-invalid/weighed-and-backflush': (p: LineNamed) =>
    `${lineOf(p)} is weighed, which cannot be with backflush: a completion has no scale.`,
  'recipe-invalid/weighed-and-early': (p: LineNamed) =>
    `${lineOf(p)} is weighed, which cannot be with early: it is weighed while the step runs.`,
  'recipe-invalid/weighed-and-alternates': (p: LineNamed) =>
    `${lineOf(p)} is weighed, which cannot be with alternates: it counts by the content of its own material.`,
  'recipe-invalid/compensates-no-active': (p: LineNamed & { compensates: string }) =>
    `${lineOf(p)} compensates ${p.compensates}, which is no active of the same step.`,
  'recipe-invalid/compensated-twice': (p: LineNamed & { compensates: string; others: readonly string[] }) =>
    `${lineOf(p)} compensates ${p.compensates}, as ${allOf(p.others)} ${p.others.length > 1 ? 'do' : 'does'}; one line compensates an active.`,
  'recipe-invalid/compensator-unit': (p: LineNamed & { unit: string; compensates: string; activeUnit: string }) =>
    `${lineOf(p)} is in ${p.unit} and compensates ${p.compensates}, which is in ${p.activeUnit}.`,

  'recipe-invalid/unit-part-not-consumed': (p: LineNamed) => `${lineOf(p)} is part of each unit, but is not consumed.`,
  'recipe-invalid/unit-part-not-drawn': (p: LineNamed) =>
    `${lineOf(p)} is part of each unit, so that it is neither booked nor weighed: only a draw says which unit it goes into.`,
  'recipe-invalid/unit-part-of-no-piece': (p: LineNamed & { unit: string }) =>
    `${lineOf(p)} is part of each unit, but the product is made in ${p.unit}, not in pieces.`,
  'recipe-invalid/unit-part-unit': (p: LineNamed & { unit: string; partUnit: string }) =>
    `${lineOf(p)} is in ${p.unit}, but the part of each unit in ${p.partUnit}.`,
  'recipe-invalid/unit-part-optional': (p: LineNamed) =>
    `${lineOf(p)} is part of each unit, but the step may be left out.`,
  'recipe-invalid/unit-part-of-rework': (p: LineNamed) =>
    `${lineOf(p)} is part of each unit; rework builds into those that there are, and adds no part.`,

  'recipe-invalid/transfer-of-batch': (p: { stepId: string }) =>
    `Step ${p.stepId} passes on everything at its end, so it has no transfer batch; give it flow "units", or leave transferBatch out.`,
  'recipe-invalid/transfer-unit': (p: { stepId: string; unit: string; made: string }) =>
    `The transfer batch of step ${p.stepId} is in ${p.unit}, but the product is made in ${p.made}.`,
  'recipe-invalid/per-unit-of-batch': (p: ItemNamed) =>
    `${itemOf(p)} is asked of each unit, but the step works on the whole batch; give it flow "units", or say per "step".`,
  'recipe-invalid/per-unit-of-no-piece': (p: ItemNamed & { unit: string }) =>
    `${itemOf(p)} is asked of each unit, but the product is made in ${p.unit}; say per "step", or every so many.`,
  'recipe-invalid/per-unit-optional': (p: ItemNamed) =>
    `${itemOf(p)} is asked of each unit, but the step may be left out.`,
  'recipe-invalid/per-piece-repeated': (p: ItemNamed) =>
    `${itemOf(p)} repeats the whole step, so it is asked of the whole step; say per "step".`,

  'recipe-invalid/same-result-id': (p: StepNamed & { id: string }) =>
    `Two parameters or checks of step ${p.stepId} have the same id ${p.id}.`,
  'recipe-invalid/limits-crossed': (p: ParameterNamed & { low: string; high: string }) =>
    `The low limit of ${p.parameterId}, ${p.low}, is above its high limit, ${p.high}.`,
  'recipe-invalid/target-outside': (p: ParameterNamed & { target: string }) =>
    `The target of ${p.parameterId}, ${p.target}, is outside its own limits.`,
  'recipe-invalid/device-without-equipment': (p: ParameterNamed) =>
    `${p.parameterId} comes from a device, but the step names no work center or equipment class.`,
  'recipe-invalid/repeat-until-unknown': (p: StepNamed & { until: string }) =>
    `Step ${p.stepId} is repeated until ${p.until}, which is no check of it and no parameter that a person records.`,
  'recipe-invalid/same-timer-id': (p: TimerNamed) => `Two timers of step ${p.stepId} have the same id ${p.timerId}.`,
  'recipe-invalid/timer-of-units': (p: TimerNamed & { from: string }) =>
    `${timerOf(p)} runs from ${p.from}; both count units, and no unit has a clock of its own.`,
  'recipe-invalid/timer-not-before': (p: TimerNamed & { from: string }) =>
    `${timerOf(p)} runs from ${p.from}, which does not come before it.`,
  'recipe-invalid/timer-blocks': (p: TimerNamed) =>
    `${timerOf(p)} would block for good once its time is over; let another person sign for it (block-unless-signed), or warn.`,
  'recipe-invalid/timer-of-many': (p: TimerNamed) =>
    `${timerOf(p)} has more than one of while, outside and until; make a timer for each.`,
  'recipe-invalid/timer-rule': (p: TimerNamed & { rule: string }) =>
    `${timerOf(p)} is ${p.rule}; while needs at-least, outside and until need at-most.`,
  'recipe-invalid/timer-from': (p: TimerNamed & { from: string }) =>
    `${timerOf(p)} is about values during the step and cannot run from ${p.from}; leave from out.`,
  'recipe-invalid/timer-silence': (p: TimerNamed) => `${timerOf(p)} has a silence, which only while and outside use.`,
  'recipe-invalid/timer-repeated': (p: TimerNamed) =>
    `${timerOf(p)} is about values, and its step is repeated; the values of its rounds are one trend.`,
  'recipe-invalid/timer-parameter': (p: TimerNamed & { parameterId: string }) =>
    `${timerOf(p)} is about ${p.parameterId}, which is no parameter of the step that a device measures.`,
  'recipe-invalid/timer-no-limits': (p: TimerNamed & { parameterId: string }) =>
    `${timerOf(p)} needs limits: give low or high, here or for ${p.parameterId}.`,
  'recipe-invalid/timers-crossed': (p: TimerNamed) => `${timerOf(p)} asks for more time than another one of it leaves.`,
  'recipe-invalid/same-person-not-before': (p: StepNamed & { earlier: string }) =>
    `Step ${p.stepId} is not for those who did ${p.earlier}, but ${p.earlier} does not come before it.`,
  'recipe-invalid/same-meaning': (p: StepNamed & { meaning: string }) =>
    `Step ${p.stepId} asks for two signatures as ${p.meaning}; give each a meaning of its own.`,
} as const satisfies Sentences
