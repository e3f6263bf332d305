import type { Step, YieldRange } from '../../../events/recipe.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { ReleasedOrder, RunningStep, Snapshot } from '../orders/order.ts'
import { arrived } from '../orders/units.ts'
import { format, isMore, isZero, percentage, percentOf } from '../quantity.ts'
import { madeBy, sum } from './output.ts'

/** Product that was made, and what was to be made of it; decimals in the unit of the order. */
export interface Yield {
  readonly made: string
  readonly asked: string
  /** `made` of `asked`, to four decimals (21 CFR 211.103); absent where nothing was asked for. */
  readonly percent?: string
}

export const yieldOf = (made: string, asked: string): Yield => {
  const percent = percentage(made, asked)
  return { made, asked, ...(percent !== undefined && { percent }) }
}

export const yieldOfOrder = (order: ReleasedOrder): Yield => yieldOf(madeBy(order), order.quantity.value)

/** Of a step that counts units, those that it finished; of any other, the product that was made in it. Asked is what came to it. */
export function yieldOfStep(order: ReleasedOrder, snapshot: Snapshot, step: Step, running: RunningStep): Yield {
  const produced = (running.outputs ?? []).filter(({ use }) => use === 'produced')
  const made = step.flow === 'units' ? (running.units?.finished ?? '0') : sum(produced, order.quantity.unit)
  return yieldOf(made, arrived(order, snapshot, step))
}

/** That the yield lies outside its range; the limits themselves are within. */
export function objectionToYield(
  range: YieldRange | undefined,
  { made, asked, percent }: Yield,
  { quantity: { unit } }: ReleasedOrder,
  { what, ref }: { readonly what: string; readonly ref: string },
): Finding | undefined {
  if (!range || isZero(asked)) return undefined
  const { lowPercent, highPercent } = range
  if (!isMore(percentOf(lowPercent, asked), made) && !isMore(made, percentOf(highPercent, asked))) return undefined
  const told = `${format({ value: made, unit })} of ${format({ value: asked, unit })}, ${percent} %`
  return finding(
    range,
    'yield-out-of-range',
    `The yield of ${what} is ${told}; it has to be ${lowPercent} to ${highPercent} %.`,
    ref,
  )
}
