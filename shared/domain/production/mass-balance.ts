import type { Amount, Decimal, Unit } from '../../../events/quantity.ts'
import type { BalanceRule, Step } from '../../../events/recipe.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { BoundOrder, RunningStep, Snapshot } from '../orders/order.ts'
import {
  add,
  baseUnitOf,
  type Dimension,
  dimensionOf,
  inBaseUnit,
  isMore,
  isZero,
  magnitude,
  percentage,
  percentOf,
  subtract,
  zero,
} from '../quantity.ts'

/** A step or its whole order: the subject of a yield or balance. */
export type WholeOrStep = Pick<Step, 'stepId'> | Pick<BoundOrder, 'orderId'>

/** Input and output in one dimension, in its base unit (mass in kg, volume in L, count in pieces), exact. */
export interface Balance {
  readonly dimension: Dimension
  readonly unit: Unit
  readonly in: Decimal
  readonly out: Decimal
  /** Input minus output: missing if positive, surplus if negative. */
  readonly difference: Decimal
  /** Output in percent of input, to four decimals; absent without input. */
  readonly percent?: Decimal
}

/** The balance of each dimension with any movement. Mass, volume and count are never set off against each other. */
export function balancesOf(inputs: readonly Amount[], outputs: readonly Amount[]): Balance[] {
  const dimensions = [...new Set([...inputs, ...outputs].map(({ unit }) => dimensionOf(unit)))]
  return dimensions.map((dimension) => {
    const own = ({ unit }: Amount) => dimensionOf(unit) === dimension
    const total = (amounts: readonly Amount[]) =>
      amounts.filter(own).reduce((sum, amount) => add(sum, inBaseUnit(amount)), zero)
    const [into, out] = [total(inputs), total(outputs)]
    const [first] = [...inputs, ...outputs].filter(own)
    const difference = subtract(into, out)
    const percent = percentage(difference, into)
    return {
      dimension,
      unit: baseUnitOf(first?.unit ?? '1'),
      in: into,
      out,
      difference,
      ...(percent !== undefined && { percent }),
    }
  })
}

/**
 * The balance of a running step. An active counts by its mass, not by its content. The content of rejected containers counts as input and output.
 * Samples are left out, because they were part of an earlier output.
 */
export function balancesOfStep(
  step: Step,
  { consumed, weighed = {}, rejected = {}, outputs = [] }: RunningStep,
): Balance[] {
  const amountsOf = (values: Readonly<Record<string, Decimal>>): Amount[] =>
    step.materials.flatMap(({ lineId, quantity: { unit } }) => {
      const value = values[lineId]
      return value === undefined ? [] : [{ value, unit }]
    })
  const lost = amountsOf(rejected)
  const outputOf = outputs.filter(({ use }) => use !== 'sample')
  return balancesOf([...amountsOf({ ...consumed, ...weighed }), ...lost], [...outputOf, ...lost])
}

export function balancesOfOrder({ inputs = {}, rejected = {}, produced, scrapped = {} }: BoundOrder): Balance[] {
  const lost = Object.values(rejected)
  return balancesOf(
    [...Object.values(inputs), ...lost],
    [...Object.values(produced), ...Object.values(scrapped), ...lost],
  )
}

/** Whether a dimension is checked: it has input and output, or it is the product's dimension and has input. */
const isAskedFor = ({ dimension, in: into, out }: Balance, { productUnit }: Snapshot): boolean =>
  !isZero(into) && (!isZero(out) || dimension === dimensionOf(productUnit))

/** A finding if output and input differ by more than the limit in any dimension. */
export function objectionToBalance(
  rule: BalanceRule | undefined,
  balances: readonly Balance[],
  snapshot: Snapshot,
  of: WholeOrStep,
): Finding | undefined {
  if (!rule) return undefined
  const open = balances.filter(
    (it) => isAskedFor(it, snapshot) && isMore(magnitude(it.difference), percentOf(rule.tolerancePercent, it.in)),
  )
  if (open.length === 0) return undefined
  const balance = {
    open: open.map(({ in: into, out, unit, percent }) => ({
      in: { value: into, unit },
      out: { value: out, unit },
      percent,
    })),
    tolerancePercent: rule.tolerancePercent,
  }
  return 'stepId' in of
    ? finding(rule, 'balance-open/step', { stepId: of.stepId, ...balance }, 'balance:step')
    : finding(rule, 'balance-open/order', { orderId: of.orderId, ...balance }, 'balance:order')
}
