import type { RecipeDraft, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { placeOf } from '../equipment/fitness.ts'
import { reasons, violation } from '../refusal.ts'
import { isWeighed } from './line.ts'

/** A step charges containers from weighed lines of steps before it into its equipment, and no container is charged in two steps. */
export function chargeFaults({ steps }: RecipeDraft, step: Step, before: ReadonlySet<string>): Violation[] {
  const { stepId, charges = [] } = step
  if (charges.length === 0) return []
  const ref = `steps/${stepId}/charges`
  const own = charges.map(({ from }) => from)
  const twice = [...new Set(own.filter((from, index) => own.indexOf(from) !== index))]
  const earlier = steps.slice(0, steps.indexOf(step))
  return reasons(
    placeOf(step) === undefined && violation('recipe-invalid/no-equipment-to-charge', { stepId }, ref),
    step.flow === 'units' && violation('recipe-invalid/charge-of-units', { stepId }, ref),
    twice.map((from) => violation('recipe-invalid/same-charge', { stepId, from }, `${ref}/${from}`)),
    charges.flatMap(({ from, lineIds }) => {
      const at = `${ref}/${from}`
      if (!before.has(from)) return [violation('recipe-invalid/charge-not-before', { stepId, from }, at)]
      const weighed = steps.find((it) => it.stepId === from)?.materials.filter(isWeighed) ?? []
      const strange = lineIds?.filter((id) => !weighed.some((it) => it.lineId === id)) ?? []
      const taken = (other: string) => (lineIds ?? weighed.map(({ lineId }) => lineId)).some((id) => id === other)
      return reasons(
        weighed.length === 0 && violation('recipe-invalid/charges-nothing', { stepId, from }, at),
        weighed.length > 0 &&
          strange.map((lineId) => violation('recipe-invalid/charges-no-line', { stepId, from, lineId }, at)),
        earlier.flatMap((other) =>
          linesOf(other, from, weighed)
            .filter(taken)
            .map((lineId) =>
              violation('recipe-invalid/charged-twice', { stepId, from, lineId, other: other.stepId }, at),
            ),
        ),
      )
    }),
  )
}

/** The weighed lines of `from` that a step charges. */
const linesOf = ({ charges = [] }: Step, from: string, weighed: Step['materials']): string[] =>
  charges
    .filter((it) => it.from === from)
    .flatMap(({ lineIds }): readonly string[] => lineIds ?? weighed.map(({ lineId }) => lineId))
