import type { Decimal } from '../../../events/quantity.ts'
import type { Step, YieldRange } from '../../../events/recipe.ts'
import { exactSum, type Measured, measured } from '../measured.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { BoundOrder, RunningStep, Snapshot } from '../orders/order.ts'
import { arrived } from '../orders/units.ts'
import { isMore, isZero, percentage, percentOf, zero } from '../quantity.ts'
import type { WholeOrStep } from './mass-balance.ts'
import { keptOf } from './output.ts'

/** The product made, and the quantity required; decimals in the unit of the order. */
export interface Yield {
  readonly made: Decimal
  readonly asked: Decimal
  /** `made` in percent of `asked`, to four decimals (21 CFR 211.103); absent if nothing was required. */
  readonly percent?: Decimal
}

export const yieldOf = (made: Decimal, asked: Decimal): Yield => {
  const percent = percentage(made, asked)
  return { made, asked, ...(percent !== undefined && { percent }) }
}

export const yieldOfOrder = (order: BoundOrder): Yield => yieldOf(keptOf(order), order.quantity.value)

/** The yield of a step: its finished units, or else the product made in it, of what arrived at the step. */
export function yieldOfStep(order: BoundOrder, snapshot: Snapshot, step: Step, running: RunningStep): Yield {
  return yieldOf(madeIn(order, step, running), arrived(order, snapshot, step))
}

/** The finished units of a step, or else the product made in it; in the unit of the order. */
export function madeIn(order: BoundOrder, step: Step, running: Pick<RunningStep, 'outputs' | 'units'>): Decimal {
  return madeExactly(order, step, running).value
}

/** The same with its exact value, if the unit of the order has rounded it. */
export function madeExactly(
  { quantity: { unit } }: BoundOrder,
  { flow }: Step,
  { outputs = [], units }: Pick<RunningStep, 'outputs' | 'units'>,
): Measured {
  if (flow === 'units') return { value: units?.finished ?? zero, unit }
  const produced = outputs.filter(({ use }) => use === 'produced')
  return measured(exactSum(produced, unit), unit)
}

/** A finding if the yield is outside its range; the limits are inside. */
export function objectionToYield(
  range: YieldRange | undefined,
  { made, asked, percent }: Yield,
  { quantity: { unit } }: BoundOrder,
  of: WholeOrStep,
): Finding | undefined {
  if (!range || isZero(asked)) return undefined
  const { lowPercent, highPercent } = range
  if (!isMore(percentOf(lowPercent, asked), made) && !isMore(made, percentOf(highPercent, asked))) return undefined
  const outside = {
    made: { value: made, unit },
    asked: { value: asked, unit },
    percent,
    low: lowPercent,
    high: highPercent,
  }
  return 'stepId' in of
    ? finding(range, 'yield-out-of-range/step', { stepId: of.stepId, ...outside }, 'yield:step')
    : finding(range, 'yield-out-of-range/order', { orderId: of.orderId, ...outside }, 'yield:order')
}
