import type { Calculated, Calculation, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { withoutOverrides } from '../orders/gate.ts'
import { type BoundOrder, isOver, type KeptValues, type StepProgress } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { toReview } from '../orders/warning-review.ts'
import { zero } from '../quantity.ts'
import { violation } from '../refusal.ts'
import { calculationsOf, computedIn, computedWith, isAtEnd, isInput, workedIn } from './calculation.ts'

/** A calculation that a correction has brought out of its limits, or left without a value. */
export interface Left {
  readonly step: Step
  readonly calculation: Calculation
  readonly found: Calculated
  /** Nothing judges it again: its step is over, or it is judged with the results of its step. */
  readonly isJudgedNow: boolean
}

/** What a correction changes in the calculations of the order, in whichever steps. */
export interface Recalculation {
  readonly order: BoundOrder
  readonly calculated: readonly Calculated[]
  readonly left: readonly Left[]
}

/** A step that is over with another value of one of its inputs. A device may have measured again since what is corrected. */
export function withInput<Over extends StepProgress>(
  over: Over & { readonly computedFrom?: KeptValues },
  id: string,
  value: KeptValues[string] | undefined,
): Over {
  const { [id]: before, ...others } = over.computedFrom ?? {}
  if (!before || (before.at !== undefined && value?.at !== undefined && before.at > value.at)) return over
  return { ...over, computedFrom: value ? { ...others, [id]: value } : others }
}

/**
 * Computes anew what depends on a correction. The values of a step that is over change as those of a running one do, because the record says what is true.
 * @param before the order without the correction
 * @param after the order with it
 * @param own the running step whose own calculations were computed with its result
 */
export function recalculated(
  before: BoundOrder,
  after: BoundOrder,
  steps: readonly Step[],
  own?: string,
): Recalculation {
  if (steps.every((it) => calculationsOf(it).length === 0)) return { order: after, calculated: [], left: [] }
  const order = settled(after, steps)
  const changed = steps.flatMap((step) => (step.stepId === own ? [] : changedIn(step, before, order)))
  return {
    order: changed.reduce(judgedAnew, order),
    calculated: changed.map(({ found, step }) => ({ ...found, stepId: step.stepId })),
    left: changed.filter(
      ({ was, found, calculation }) => isOutside(found, calculation) && !isOutside(was, calculation),
    ),
  }
}

/** A value of one step may be the input of the next one: again until nothing changes, at most once for each step. */
function settled(order: BoundOrder, steps: readonly Step[]): BoundOrder {
  let next = order
  for (const step of steps) {
    const progress = next.steps[step.stepId]
    const running = workedIn(progress)
    const isKept = progress?.status === 'running' || progress?.status === 'completed'
    if (!isKept || !running || calculationsOf(step).length === 0) continue
    const { values } = computedWith({ order: next, step, running })
    const computedFrom = Object.fromEntries(Object.entries(values).filter(([id]) => isInput(steps, step, id)))
    if (isAlike(computedFrom, running.computedFrom ?? {})) continue
    next = { ...next, steps: { ...next.steps, [step.stepId]: { ...progress, computedFrom } } }
  }
  return next === order ? order : settled(next, steps)
}

const isAlike = (one: KeptValues, other: KeptValues): boolean => {
  const ids = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return ids.every((id) => one[id]?.value === other[id]?.value && one[id]?.unit === other[id]?.unit)
}

interface Changed extends Left {
  readonly was: Calculated | undefined
}

function changedIn(step: Step, before: BoundOrder, after: BoundOrder): Changed[] {
  const [past, now] = [before, after].map((order) => {
    const running = workedIn(order.steps[step.stepId])
    return running ? computedIn({ order, step, running }) : []
  })
  return calculationsOf(step).flatMap((calculation) => {
    const [was, found] = [past, now].map((all) =>
      all?.find(({ calculationId }) => calculationId === calculation.calculationId),
    )
    if (!found || found.missing || JSON.stringify(was) === JSON.stringify(found)) return []
    const isJudgedNow = isOver(after.steps[step.stepId]) || !isAtEnd(calculation, step)
    return { step, calculation, was, found, isJudgedNow }
  })
}

/** Without limits it is information. */
const isOutside = (found: Calculated | undefined, { low, high }: Calculation): boolean =>
  (low !== undefined || high !== undefined) &&
  found !== undefined &&
  (found.inSpec === false || found.dividesByZero === true)

/** A running step has the verdict of now, and an override of the one before is used up. */
function judgedAnew(
  order: BoundOrder,
  { step, calculation: { calculationId }, found, isJudgedNow }: Changed,
): BoundOrder {
  const progress = order.steps[step.stepId]
  if (progress?.status !== 'running' || !isJudgedNow) return order
  const { [calculationId]: _before, ...others } = progress.results
  const results = found.inSpec === undefined ? others : { ...others, [calculationId]: found.inSpec }
  return {
    ...order,
    ...withoutOverrides(order, step.stepId, (it) => it.rule === 'parameter' && it.of === calculationId),
    steps: { ...order.steps, [step.stepId]: { ...progress, results } },
  }
}

/** For the fact of the correction: each calculation that left its limits by it. */
export const namedLeft = ({ left }: Pick<Recalculation, 'left'>): Violation[] =>
  left.map(({ step, calculation, found: { expression, value, unit } }) => {
    const { calculationId: item, policy } = calculation
    const ref = writeRule({ rule: 'parameter', of: item })
    const named = { item, stepId: step.stepId, expression }
    const told =
      value === undefined
        ? violation('parameter-missing/recalculated', named, ref)
        : violation('parameter-out-of-limits/recalculated', { ...named, result: { value: value ?? zero, unit } }, ref)
    return policy === 'warn' ? toReview(told, calculation) : told
  })

/** The same for an amount that was taken back, which holds nothing: quality reviews the reversal. */
export function recomputedAfter(before: BoundOrder, after: BoundOrder, steps: readonly Step[]) {
  const anew = recalculated(before, after, steps)
  return { order: anew.order, left: namedLeft(anew) }
}

/** Those that stop the order, as they would have stopped it when they were computed first. */
export const blockedBy = ({ left }: Pick<Recalculation, 'left'>): Left[] =>
  left.filter((it) => it.isJudgedNow && it.calculation.policy === 'block' && it.found.value !== undefined)
