import type { Amount, Unit } from '../../../events/quantity.ts'
import type { BalanceRule, Step } from '../../../events/recipe.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { ReleasedOrder, RunningStep, Snapshot } from '../orders/order.ts'
import {
  add,
  baseUnitOf,
  type Dimension,
  dimensionOf,
  format,
  inBaseUnit,
  isMore,
  isZero,
  magnitude,
  percentage,
  percentOf,
  subtract,
} from '../quantity.ts'

/** What went in and what came out of one dimension, in its base unit (mass in kg, volume in L, count in pieces), exactly. */
export interface Balance {
  readonly dimension: Dimension
  readonly unit: Unit
  readonly in: string
  readonly out: string
  /** `in` less `out`: what is missing, and below zero what there is too much. */
  readonly difference: string
  /** Of what went in, to four decimals; absent where nothing did. */
  readonly percent?: string
}

/** The balance of each dimension in which anything moved: mass is not weighed against volume, nor either against a count. */
export function balancesOf(inputs: readonly Amount[], outputs: readonly Amount[]): Balance[] {
  const dimensions = [...new Set([...inputs, ...outputs].map(({ unit }) => dimensionOf(unit)))]
  return dimensions.map((dimension) => {
    const own = ({ unit }: Amount) => dimensionOf(unit) === dimension
    const total = (amounts: readonly Amount[]) =>
      amounts.filter(own).reduce((sum, amount) => add(sum, inBaseUnit(amount)), '0')
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
 * The balance of a step by what the order remembers of it while it runs: of an active its mass, and not what that counts for. What a
 * rejected container held went in and came out. A sample was turned out before it was taken.
 */
export function balancesOfStep(
  step: Step,
  { consumed, weighed = {}, rejected = {}, outputs = [] }: RunningStep,
): Balance[] {
  const amountsOf = (values: Readonly<Record<string, string>>): Amount[] =>
    step.materials.flatMap(({ lineId, quantity: { unit } }) => {
      const value = values[lineId]
      return value === undefined ? [] : [{ value, unit }]
    })
  const lost = amountsOf(rejected)
  const turnedOut = outputs.filter(({ use }) => use !== 'sample')
  return balancesOf([...amountsOf({ ...consumed, ...weighed }), ...lost], [...turnedOut, ...lost])
}

/** The same of the whole order. */
export function balancesOfOrder({ inputs = {}, rejected = {}, produced, scrapped = {} }: ReleasedOrder): Balance[] {
  const lost = Object.values(rejected)
  return balancesOf(
    [...Object.values(inputs), ...lost],
    [...Object.values(produced), ...Object.values(scrapped), ...lost],
  )
}

/**
 * The dimensions in which a balance can be asked for at all: something went in, and something came out of it. In that of the product all
 * that went in has to have become something.
 */
const isAskedFor = ({ dimension, in: into, out }: Balance, { productUnit }: Snapshot): boolean =>
  !isZero(into) && (!isZero(out) || dimension === dimensionOf(productUnit))

/** That what came out is further from what went in than the rule allows, in any dimension; the tolerance itself is within. */
export function objectionToBalance(
  rule: BalanceRule | undefined,
  balances: readonly Balance[],
  snapshot: Snapshot,
  { what, ref }: { readonly what: string; readonly ref: string },
): Finding | undefined {
  if (!rule) return undefined
  const open = balances.filter(
    (it) => isAskedFor(it, snapshot) && isMore(magnitude(it.difference), percentOf(rule.tolerancePercent, it.in)),
  )
  if (open.length === 0) return undefined
  const told = open.map(
    (it) =>
      `${format({ value: it.in, unit: it.unit })} went in and ${format({ value: it.out, unit: it.unit })} came out, ${it.percent} % apart`,
  )
  return finding(
    rule,
    'balance-open',
    `The balance of ${what} is open: ${told.join('; ')}; ${rule.tolerancePercent} % are allowed.`,
    ref,
  )
}
