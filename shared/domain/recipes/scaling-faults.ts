import type { Parameter, RecipeDraft, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { decimalOf, dimensionOf, isMore, isRepresentable, isZero, magnitude } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'
import { activeOf } from './line.ts'
import { scaledStep } from './scaling.ts'

/** The greatest duration that can be written has six digits before the point. */
const longestDuration = decimalOf(999_999)

/** What of a step cannot follow the quantity of an order, or not as far as the greatest batch. */
export const scalingFaults = ({ batchSize }: RecipeDraft, step: Step): Violation[] =>
  reasons(
    step.materials.flatMap((line) => fixedFaults(line, step)),
    step.parameters.filter(({ scaled }) => scaled).flatMap((it) => parameterFaults(it, step)),
    (step.calculations ?? [])
      .filter(({ scaled }) => scaled)
      .flatMap((it) => parameterFaults({ ...it, parameterId: it.calculationId }, step, 'calculations')),
    step.timers
      .filter(({ scaled }) => scaled)
      .flatMap((it) => (step.kind === 'production' ? [] : notScaled(it.timerId, step))),
    tooGreat(step, scaledStep(step, { part: batchSize.max, whole: batchSize.nominal }), batchSize),
  )

function fixedFaults(line: Step['materials'][number], { stepId, materials }: Step): Violation[] {
  const { lineId, fixed = false, perUnit } = line
  const [here, ref] = [{ stepId, lineId }, `steps/${stepId}/materials/${lineId}`]
  const active = activeOf(line, materials)
  return reasons(
    fixed && perUnit && violation('recipe-invalid/fixed-unit-part', here, ref),
    active &&
      fixed !== (active.fixed ?? false) &&
      violation('recipe-invalid/fixed-compensator', { ...here, compensates: active.lineId }, ref),
  )
}

function parameterFaults(
  { parameterId, unit, target, low, high }: Pick<Parameter, 'parameterId' | 'unit' | 'target' | 'low' | 'high'>,
  step: Step,
  list: 'parameters' | 'calculations' = 'parameters',
): Violation[] {
  const { stepId, kind } = step
  const [here, ref] = [{ stepId, item: parameterId }, `steps/${stepId}/${list}/${parameterId}`]
  const hasValue = target !== undefined || low !== undefined || high !== undefined
  return reasons(
    kind !== 'production' && notScaled(parameterId, step),
    !hasValue && violation('recipe-invalid/scaled-nothing', here, ref),
    dependsOnNoAmount(unit) && violation('recipe-invalid/scaled-unit', { ...here, unit }, ref),
  )
}

const notScaled = (item: string, { stepId, kind }: Step): Violation[] => [
  violation('recipe-invalid/scaled-kind', { stepId, item, kind }, `steps/${stepId}`),
]

/** Twice the amount has twice the volume, but neither twice the temperature nor twice the pH. */
const dependsOnNoAmount = (unit: Step['parameters'][number]['unit']): boolean =>
  dimensionOf(unit) === 'temperature' || unit === '[pH]'

function tooGreat({ stepId }: Step, greatest: Step, { max }: RecipeDraft['batchSize']): Violation[] {
  const ref = `steps/${stepId}`
  const fault = (item: string) => violation('recipe-invalid/scaled-too-great', { stepId, item, max }, ref)
  return reasons(
    greatest.materials.filter(({ quantity }) => !isRepresentable(quantity.value)).map(({ lineId }) => fault(lineId)),
    greatest.parameters
      .filter(({ target, low, high }) =>
        [target, low, high].some((it) => it !== undefined && !isZero(it) && !isRepresentable(magnitude(it))),
      )
      .map(({ parameterId }) => fault(parameterId)),
    (greatest.calculations ?? [])
      .filter(({ low, high }) =>
        [low, high].some((it) => it !== undefined && !isZero(it) && !isRepresentable(magnitude(it))),
      )
      .map(({ calculationId }) => fault(calculationId)),
    greatest.timers
      .filter(({ duration }) => isMore(duration.value, longestDuration))
      .map(({ timerId }) => fault(timerId)),
  )
}
