import type { RecipeDraft, Step, Timer, YieldRange } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { placeOf } from '../equipment/fitness.ts'
import { watchedBy } from '../equipment/windows.ts'
import { isMore, isWithin, sameDimension, secondsIn } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'
import { calculationFaults, factorsIn } from './calculation-faults.ts'
import { chargeFaults } from './charge-faults.ts'
import type { Line } from './line.ts'
import { activeOf, isWeighed, mostBooked } from './line.ts'
import { type Item, itemsOf } from './per.ts'
import { waitsOf } from './procedure.ts'
import { scaledStep } from './scaling.ts'
import { scalingFaults } from './scaling-faults.ts'

export const repeated = (ids: readonly string[]): string[] => {
  const seen = new Set<string>()
  return [...new Set(ids.filter((id) => seen.has(id) || !seen.add(id)))]
}

export const strangers = (after: readonly string[], known: ReadonlySet<string>): string[] =>
  after.filter((id) => !known.has(id))

/** Faults within steps; recipe-faults.ts checks the order of the steps. */
export function stepsFaults(recipe: RecipeDraft): Violation[] {
  const { procedures, steps } = recipe
  const known = new Set<string>([...procedures.map((it) => it.procedureId), ...steps.map((it) => it.stepId)])
  const waits = waitsOf(recipe)
  const factors = factorsIn(recipe, waits)
  const counting = new Set<string>(steps.filter(({ flow }) => flow === 'units').map(({ stepId }) => stepId))
  return steps.flatMap((step) => {
    const before = waits.get(step.stepId) ?? new Set()
    return [
      ...ownFaults(recipe, step, known),
      ...enforcementFaults(recipe, step, before, counting),
      ...equipmentFaults(step),
      ...chargeFaults(recipe, step, before),
      ...scalingFaults(recipe, step),
      ...transferFaults(recipe, step),
      ...yieldAndBalanceFaults(recipe, step),
      ...calculationFaults(recipe, step, before, factors),
    ]
  })
}

function ownFaults(recipe: RecipeDraft, step: Step, known: ReadonlySet<string>): Violation[] {
  const { stepId, after, materials, parameters, checks, calculations = [] } = step
  const ref = `steps/${stepId}`
  const names = [
    ...parameters.map((it) => it.parameterId),
    ...checks.map((it) => it.checkId),
    ...calculations.map((it) => it.calculationId),
  ]
  return reasons(
    strangers(after, known).map((id) => violation('recipe-invalid/after-unknown', { stepId, after: id }, ref)),
    repeated(names).map((id) => violation('recipe-invalid/same-result-id', { stepId, id }, ref)),
    materials
      .filter((it) => it.use === 'consumed' && it.tolerance === undefined && it.backflush !== 'standard')
      .map(({ lineId }) => violation('recipe-invalid/no-tolerance', { stepId, lineId }, `${ref}/materials/${lineId}`)),
    materials.flatMap((it) => weighingFaults(it, step)),
    materials.flatMap((it) => unitFaults(it, step, recipe)),
    materials.flatMap((line) => alternateFaults(line, `${ref}/materials/${line.lineId}`)),
    parameters.flatMap((it) => parameterFaults(it, step)),
    itemsOf(step).flatMap((it) => perFaults(it, step, recipe)),
  )
}

/** A weighed line is consumed. A compensator belongs to one active of its step, and no other line compensates that active. */
function weighingFaults(line: Line, { stepId, materials }: Step): Violation[] {
  const { lineId, use, potency, quantity } = line
  const [here, ref] = [{ stepId, lineId }, `steps/${stepId}/materials/${lineId}`]
  const active = activeOf(line, materials)
  const others = materials.filter((it) => it !== line && active !== undefined && activeOf(it, materials) === active)
  return reasons(
    use !== 'consumed' && isWeighed(line) && violation('recipe-invalid/weighed-not-consumed', here, ref),
    (['backflush', 'early', 'alternates'] as const)
      .filter((rule) => isWeighed(line) && line[rule] !== undefined)
      .map((rule) => violation(`recipe-invalid/weighed-and-${rule}`, here, ref)),
    potency?.role === 'compensator' &&
      active?.potency?.role !== 'active' &&
      violation('recipe-invalid/compensates-no-active', { ...here, compensates: potency.of }, ref),
    active &&
      others.length > 0 &&
      violation(
        'recipe-invalid/compensated-twice',
        { ...here, compensates: active.lineId, others: others.map((it) => it.lineId) },
        ref,
      ),
    active &&
      !sameDimension(active.quantity.unit, quantity.unit) &&
      violation(
        'recipe-invalid/compensator-unit',
        { ...here, unit: quantity.unit, compensates: active.lineId, activeUnit: active.quantity.unit },
        ref,
      ),
  )
}

/** A line with a component for every unit is consumed into pieces, each issue for a named unit. */
function unitFaults(line: Line, { stepId, skip }: Step, { batchSize, purpose }: RecipeDraft): Violation[] {
  const { lineId, perUnit, use, backflush, quantity } = line
  if (!perUnit) return []
  const [here, ref] = [{ stepId, lineId }, `steps/${stepId}/materials/${lineId}`]
  return reasons(
    use !== 'consumed' && violation('recipe-invalid/unit-part-not-consumed', here, ref),
    (backflush !== undefined || isWeighed(line)) && violation('recipe-invalid/unit-part-not-drawn', here, ref),
    batchSize.nominal.unit !== '{each}' &&
      violation('recipe-invalid/unit-part-of-no-piece', { ...here, unit: batchSize.nominal.unit }, ref),
    !sameDimension(perUnit.quantity.unit, quantity.unit) &&
      violation(
        'recipe-invalid/unit-part-unit',
        { ...here, unit: quantity.unit, partUnit: perUnit.quantity.unit },
        ref,
      ),
    skip !== undefined && violation('recipe-invalid/unit-part-optional', here, ref),
    purpose === 'rework' && violation('recipe-invalid/unit-part-of-rework', here, ref),
  )
}

/** Results of each unit need a step that counts units, and units that have numbers. */
function perFaults({ id: item, per }: Item, step: Step, { batchSize }: RecipeDraft): Violation[] {
  const { stepId, flow, skip, repeat } = step
  const { unit: made } = batchSize.nominal
  const [here, ref] = [{ stepId, item }, `steps/${stepId}`]
  const isPerUnit = per === 'unit'
  return reasons(
    isPerUnit && flow === 'batch' && violation('recipe-invalid/per-unit-of-batch', here, ref),
    isPerUnit && made !== '{each}' && violation('recipe-invalid/per-unit-of-no-piece', { ...here, unit: made }, ref),
    isPerUnit && skip !== undefined && violation('recipe-invalid/per-unit-optional', here, ref),
    per !== 'step' && repeat?.until === item && violation('recipe-invalid/per-piece-repeated', here, ref),
  )
}

/** Units move on before the step is over only from a step that counts them, in a unit that the product is counted in. */
const transferFaults = ({ batchSize }: RecipeDraft, { stepId, flow, transferBatch }: Step): Violation[] => {
  const { unit: made } = batchSize.nominal
  const ref = `steps/${stepId}/transferBatch`
  if (!transferBatch) return []
  const { unit } = transferBatch
  return reasons(
    flow === 'batch' && violation('recipe-invalid/transfer-of-batch', { stepId }, ref),
    !sameDimension(unit, made) && violation('recipe-invalid/transfer-unit', { stepId, unit, made }, ref),
  )
}

const alternateFaults = ({ lineId, materialId, alternates = [], use }: Line, ref: string): Violation[] =>
  reasons(
    repeated([materialId, ...alternates.map((it) => it.materialId)]).map((id) =>
      violation(
        id === materialId ? 'recipe-invalid/alternate-itself' : 'recipe-invalid/alternate-twice',
        { lineId, materialId: id },
        ref,
      ),
    ),
    use !== 'consumed' && alternates.length > 0 && violation('recipe-invalid/alternate-of-made', { lineId }, ref),
  )

/** Output rules that no step could keep, and lines that could never be booked or made. */
function yieldAndBalanceFaults({ product }: RecipeDraft, step: Step): Violation[] {
  const { stepId, kind, materials, scrapCodes = [] } = step
  const ref = `steps/${stepId}`
  const booked = materials.filter(({ backflush }) => backflush !== undefined)
  return reasons(
    yieldFaults(step.yield, stepId),
    kind !== 'production' &&
      (step.yield || step.balance) &&
      violation('recipe-invalid/makes-nothing', { stepId, kind }, ref),
    materials
      .filter(({ use, materialId }) => use !== 'consumed' && materialId === product)
      .map(({ lineId }) =>
        violation('recipe-invalid/makes-product', { stepId, lineId, product }, `${ref}/materials/${lineId}`),
      ),
    booked
      .filter(({ use }) => use !== 'consumed')
      .map(({ lineId, use }) =>
        violation('recipe-invalid/booked-not-consumed', { stepId, lineId, use }, `${ref}/materials/${lineId}`),
      ),
    booked.length > mostBooked &&
      violation('recipe-invalid/too-many-booked', { stepId, booked: booked.length, atMost: mostBooked }, ref),
    repeated(scrapCodes).map((reasonCode) =>
      violation('recipe-invalid/same-scrap-code', { stepId, reasonCode }, `${ref}/scrapCodes`),
    ),
  )
}

/** @param stepId the step of the yield; undefined for the yield of the order */
export function yieldFaults(range: YieldRange | undefined, stepId?: string): Violation | undefined {
  if (!range || !isMore(range.lowPercent, range.highPercent)) return undefined
  const limits = { low: range.lowPercent, high: range.highPercent }
  return stepId === undefined
    ? violation('recipe-invalid/yield-of-order', limits, 'yield')
    : violation('recipe-invalid/yield-of-step', { ...limits, stepId }, `steps/${stepId}/yield`)
}

function parameterFaults(parameter: Step['parameters'][number], step: Step): Violation[] {
  const { parameterId, target, low, high, source } = parameter
  const ref = `steps/${step.stepId}/parameters/${parameterId}`
  const found: Violation[] = []
  if (low !== undefined && high !== undefined && isMore(low, high))
    found.push(violation('recipe-invalid/limits-crossed', { parameterId, low, high }, ref))
  else if (target !== undefined && !isWithin(target, low, high))
    found.push(violation('recipe-invalid/target-outside', { parameterId, target }, ref))
  return reasons(
    found,
    source === 'device' &&
      placeOf(step) === undefined &&
      violation('recipe-invalid/device-without-equipment', { parameterId }, ref),
  )
}

/** Timers, signatures and repetitions that could never be kept, or that refer to nothing. */
function enforcementFaults(
  { batchSize }: RecipeDraft,
  step: Step,
  before: ReadonlySet<string>,
  counting: ReadonlySet<string>,
): Violation[] {
  const { stepId, timers, signatures, notBySamePersonAs, repeat, parameters, checks } = step
  const ref = `steps/${stepId}`
  const repeatable = [
    ...parameters.filter(({ source }) => source === 'operator').map(({ parameterId }) => parameterId),
    ...checks.map(({ checkId }) => checkId),
  ]
  const { min, nominal, max } = batchSize
  // A duration is in proportion to the quantity or independent of it, so two that cross at any quantity cross at the least or the greatest.
  const crossing = new Set(
    [min, nominal, max].flatMap((part) => crossingIn(scaledStep(step, { part, whole: nominal }).timers)),
  )
  return reasons(
    repeated(timers.map(({ timerId }) => timerId)).map((timerId) =>
      violation('recipe-invalid/same-timer-id', { stepId, timerId }, ref),
    ),
    timers.flatMap(({ timerId, from }) =>
      from !== undefined && step.flow === 'units' && counting.has(from)
        ? [violation('recipe-invalid/timer-of-units', { stepId, timerId, from }, `${ref}/timers/${timerId}`)]
        : [],
    ),
    timers.flatMap(({ timerId, from }) =>
      from !== undefined && !before.has(from)
        ? [violation('recipe-invalid/timer-not-before', { stepId, timerId, from }, `${ref}/timers/${timerId}`)]
        : [],
    ),
    timers
      .filter((it) => it.rule === 'at-most' && it.policy === 'block' && watchedBy(it) === undefined)
      .map(({ timerId }) => violation('recipe-invalid/timer-blocks', { stepId, timerId }, `${ref}/timers/${timerId}`)),
    timers.flatMap((timer) => valueTimerFaults(timer, step)),
    [...crossing].map((timerId) =>
      violation('recipe-invalid/timers-crossed', { stepId, timerId }, `${ref}/timers/${timerId}`),
    ),
    notBySamePersonAs
      .filter((id) => !before.has(id))
      .map((earlier) => violation('recipe-invalid/same-person-not-before', { stepId, earlier }, ref)),
    repeated(signatures.map(({ meaning }) => meaning)).map((meaning) =>
      violation('recipe-invalid/same-meaning', { stepId, meaning }, ref),
    ),
    repeat !== undefined &&
      !repeatable.includes(repeat.until) &&
      violation('recipe-invalid/repeat-until-unknown', { stepId, until: repeat.until }, ref),
  )
}

/** The ids of timers that ask for more time than another one from the same step allows. */
const crossingIn = (timers: Step['timers']): string[] =>
  timers
    .filter(
      (one) =>
        watchedBy(one) === undefined &&
        one.rule === 'at-least' &&
        timers.some(
          (other) =>
            watchedBy(other) === undefined &&
            other.rule === 'at-most' &&
            other.from === one.from &&
            isMore(secondsIn(one.duration), secondsIn(other.duration)),
        ),
    )
    .map(({ timerId }) => timerId)

/** A timer about values is about one device parameter of its step, and about values that it could be inside and outside of. */
function valueTimerFaults(timer: Timer, { stepId, parameters, repeat }: Step): Violation[] {
  const { timerId, rule, from, silence, while: inside, outside, until } = timer
  const range = watchedBy(timer)
  const [here, ref] = [{ stepId, timerId }, `steps/${stepId}/timers/${timerId}`]
  if (!range) return reasons(silence && violation('recipe-invalid/timer-silence', here, ref))
  const parameter = parameters.find((it) => it.parameterId === range.parameterId && it.source === 'device')
  const [low, high] =
    range.low === undefined && range.high === undefined ? [parameter?.low, parameter?.high] : [range.low, range.high]
  return reasons(
    [inside, outside, until].filter((it) => it !== undefined).length > 1 &&
      violation('recipe-invalid/timer-of-many', here, ref),
    rule !== (inside ? 'at-least' : 'at-most') && violation('recipe-invalid/timer-rule', { ...here, rule }, ref),
    from !== undefined && !until && violation('recipe-invalid/timer-from', { ...here, from }, ref),
    silence && until && violation('recipe-invalid/timer-silence', here, ref),
    repeat !== undefined && violation('recipe-invalid/timer-repeated', here, ref),
    !parameter && violation('recipe-invalid/timer-parameter', { ...here, parameterId: range.parameterId }, ref),
    parameter &&
      low === undefined &&
      high === undefined &&
      violation('recipe-invalid/timer-no-limits', { ...here, parameterId: range.parameterId }, ref),
    // Limits that the timer has from its parameter are judged there.
    range.low !== undefined &&
      range.high !== undefined &&
      isMore(range.low, range.high) &&
      violation(
        'recipe-invalid/limits-crossed',
        { parameterId: range.parameterId, low: range.low, high: range.high },
        ref,
      ),
  )
}

/** A step with equipment rules must name its equipment. */
function equipmentFaults(step: Step): Violation[] {
  const { stepId, kind, cleanFor, capabilities, needsSetUp, leavesDirty } = step
  const ref = `steps/${stepId}`
  const nowhere = placeOf(step) === undefined
  return reasons(
    nowhere && kind !== 'production' && violation('recipe-invalid/no-equipment-for-kind', { stepId, kind }, ref),
    nowhere && capabilities.length > 0 && violation('recipe-invalid/no-equipment-for-capabilities', { stepId }, ref),
    nowhere && needsSetUp && violation('recipe-invalid/no-equipment-for-set-up', { stepId }, ref),
    nowhere && leavesDirty && violation('recipe-invalid/no-equipment-to-clean', { stepId }, ref),
    kind === 'cleaning' && cleanFor === undefined && violation('recipe-invalid/cleaning-without-time', { stepId }, ref),
    kind !== 'cleaning' && cleanFor !== undefined && violation('recipe-invalid/time-without-cleaning', { stepId }, ref),
  )
}
