import type { Decimal } from '../../../events/quantity.ts'
import type { Check, Parameter, Per, Step } from '../../../events/recipe.ts'
import { decimalOf, isMultiple } from '../quantity.ts'
import { waitsOf } from './procedure.ts'

/** A parameter or check of a step, with what it is answered for. */
export interface Item {
  readonly id: string
  readonly item: Parameter | Check
  readonly per: 'step' | 'unit'
}

/** Whether it is answered for the whole step or for a unit: for each of them, or for every so many. */
export const perOf = ({ flow }: Pick<Step, 'flow'>, { per }: { readonly per?: Per | undefined }): Item['per'] =>
  typeof per === 'object' ? 'unit' : (per ?? (flow === 'units' ? 'unit' : 'step'))

/**
 * Whether the item is asked of the unit that leaves the step next.
 * @param before how many have left it, finished
 */
export const isAskedAfter = (before: Decimal, { per }: { readonly per?: Per | undefined }): boolean =>
  typeof per !== 'object' || isMultiple(before, decimalOf(per.every))

export const itemsOf = (step: Step): Item[] => [
  ...step.parameters.map((item) => ({ id: item.parameterId, item, per: perOf(step, item) })),
  ...step.checks.map((item) => ({ id: item.checkId, item, per: perOf(step, item) })),
]

export const itemsPerUnit = (step: Step): Item[] => itemsOf(step).filter(({ per }) => per === 'unit')

interface Routing {
  readonly steps: readonly Step[]
}

/** The steps before a step, directly or not, in which each unit leaves by its serial number. */
export const namingBefore = ({ steps }: Routing, { stepId }: Pick<Step, 'stepId'>): Step[] => {
  const waits = waitsOf({ procedures: [], steps })
  return steps.filter(
    (step) => waits.get(stepId)?.has(step.stepId) && step.flow === 'units' && isNaming(steps, waits, step),
  )
}

/** Whether units leave the step by their serial numbers: it measures each of them or gives each its parts, or a step before it does. */
export const namesUnits = ({ steps }: Routing, step: Step): boolean =>
  step.flow === 'units' && isNaming(steps, waitsOf({ procedures: [], steps }), step)

const isNaming = (steps: readonly Step[], waits: ReturnType<typeof waitsOf>, { stepId }: Step): boolean =>
  steps.some(
    (it) => (it.stepId === stepId || waits.get(stepId)?.has(it.stepId)) && it.flow === 'units' && isAboutUnits(it),
  )

/** Each unit has its own results or parts in the step, so a count does not say which of them are done. */
const isAboutUnits = (step: Step): boolean =>
  itemsPerUnit(step).length > 0 || step.materials.some(({ perUnit }) => perUnit !== undefined)
