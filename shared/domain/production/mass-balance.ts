import type { Density } from '../../../events/density.ts'
import { decimalsOf, type Fraction, nought, plus } from '../../../events/fraction.ts'
import type { Decimal, Unit } from '../../../events/quantity.ts'
import type { BalanceRule, Step } from '../../../events/recipe.ts'
import { exactlyIn } from '../density.ts'
import { type Measured, measured } from '../measured.ts'
import { type Finding, finding } from '../orders/gate.ts'
import { totalOf } from '../orders/line-totals.ts'
import type { BoundOrder, RunningStep, Snapshot } from '../orders/order.ts'
import {
  baseUnitOf,
  type Dimension,
  dimensionOf,
  isMore,
  isZero,
  magnitude,
  nearest,
  percentage,
  percentOf,
  subtract,
  zero,
} from '../quantity.ts'
import { materialsOf } from '../recipes/line.ts'
import { densitiesOf } from '../recipes/line-densities.ts'

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
  /** A sum has no end as a decimal and was rounded to twelve. */
  readonly rounded?: true
  /** The densities by which litres count in it. */
  readonly densities?: readonly Counted[]
  /** The materials that cannot count in the mass balance beside it, because they have no density. */
  readonly without?: readonly string[]
}
type Counted = Density & { readonly materialId: string }

/** An amount of a material that went in or came out. */
export type Mass = Measured & { readonly materialId?: string | undefined; readonly density?: Density | undefined }

/**
 * The balance of each dimension with any movement. Litres count in kilograms by the density of their own material, if anything is in kilograms or if
 * all that is in litres has a density. Nothing else is set off against another dimension, and pieces never are.
 */
export function balancesOf(inputs: readonly Mass[], outputs: readonly Mass[]): Balance[] {
  const all = [...inputs, ...outputs]
  const volumes = all.filter((it) => dimensionOf(it.unit) === 'volume')
  const byMass = all.some((it) => dimensionOf(it.unit) === 'mass') || volumes.every(({ density }) => density)
  const isCounted = (it: Mass) => byMass && it.density !== undefined && dimensionOf(it.unit) === 'volume'
  const placeOf = (it: Mass): Dimension => (isCounted(it) ? 'mass' : dimensionOf(it.unit))
  const places = [...new Set(all.map(placeOf))]
  return places.map((dimension) => {
    const own = all.filter((it) => placeOf(it) === dimension)
    const unit = own.some(isCounted) ? 'kg' : baseUnitOf(own[0]?.unit ?? '1')
    const total = (amounts: readonly Mass[]) =>
      amounts
        .filter((it) => placeOf(it) === dimension)
        .reduce((sum, it) => plus(sum, exactlyIn(it.density, it, unit) ?? nought), nought)
    const [into, out] = [total(inputs), total(outputs)]
    const balance = { in: withEveryDigit(into), out: withEveryDigit(out) }
    const difference = subtract(balance.in, balance.out)
    const percent = percentage(difference, balance.in)
    const densities = densitiesIn(own.filter(isCounted))
    const without = dimension === 'volume' && places.includes('mass') ? materialsIn(own) : []
    return {
      dimension,
      unit,
      ...balance,
      difference,
      ...(percent !== undefined && { percent }),
      ...([into, out].some((it) => decimalsOf(it) === undefined) && { rounded: true }),
      ...(densities.length > 0 && { densities }),
      ...(without.length > 0 && { without }),
    }
  })
}

/** Every digit of a sum that ends; else twelve decimals. */
const withEveryDigit = (exact: Fraction): Decimal => nearest(exact, decimalsOf(exact))

const materialsIn = (amounts: readonly Mass[]): string[] => [
  ...new Set(amounts.flatMap(({ materialId }) => materialId ?? [])),
]

const densitiesIn = (amounts: readonly Mass[]): Counted[] =>
  materialsIn(amounts).flatMap((materialId) => {
    const density = amounts.find((it) => it.materialId === materialId)?.density
    return density ? { materialId, ...density } : []
  })

/** What the densities of an order are taken from. */
type Frozen = Pick<Snapshot, 'product' | 'density' | 'steps'>

/**
 * The amounts with the frozen densities of their materials. What only set-up and cleaning use does not come out with the product: without a density it
 * needs none, and so is not named.
 */
export const withDensity = (
  amounts: readonly (Measured & { readonly materialId?: string | undefined })[],
  frozen: Frozen,
): Mass[] => {
  const densities = densitiesOf(frozen)
  const ofProduction = frozen.steps.filter(({ kind }) => kind === 'production').flatMap(({ materials }) => materials)
  const others = frozen.steps.flatMap(({ materials }) => materials.flatMap(materialsOf))
  const aside = new Set<string>(others)
  for (const id of [frozen.product, ...ofProduction.flatMap(materialsOf)]) aside.delete(id)
  return amounts.map(({ materialId, ...amount }) => {
    const density = materialId === undefined ? undefined : densities[materialId]
    const isNamed = materialId !== undefined && (density !== undefined || !aside.has(materialId))
    return { ...amount, ...(isNamed && { materialId }), density }
  })
}

/**
 * The balance of a running step. An active counts by its mass, not by its content. The content of rejected containers counts as input and output.
 * Samples are left out, because they were part of an earlier output.
 */
export function balancesOfStep(step: Step, running: RunningStep, frozen: Frozen): Balance[] {
  const { outputs = [] } = running
  const amountsOf = (...sums: readonly ('weighed' | 'consumed' | 'rejected')[]) =>
    step.materials.flatMap(({ lineId, materialId, quantity: { unit } }) => {
      const sum = sums.find((it) => running[it]?.[lineId] !== undefined)
      return sum ? [{ ...measured(totalOf(running, sum, lineId), unit), materialId }] : []
    })
  const lost = amountsOf('rejected')
  const outputOf = outputs.filter(({ use }) => use !== 'sample')
  return balancesOf(
    withDensity([...amountsOf('weighed', 'consumed'), ...lost], frozen),
    withDensity([...outputOf, ...lost], frozen),
  )
}

export function balancesOfOrder(
  { product, quantity, inputs = {}, rejected = {}, produced, scrapped = {}, lost: pieces = {} }: BoundOrder,
  frozen: Frozen,
): Balance[] {
  const lost = Object.values(rejected)
  // What was made and then scrapped is in both sums.
  const twice = { materialId: product, value: subtract(zero, pieces.made ?? zero), unit: quantity.unit }
  const made = Object.values(produced).map((it) => ({ materialId: product, ...it }))
  const scrap = Object.entries(scrapped).map(([materialId, it]) => ({ ...it, materialId }))
  return balancesOf(
    withDensity([...Object.values(inputs), ...lost], frozen),
    withDensity([...made, ...scrap, ...lost, ...(isZero(twice.value) ? [] : [twice])], frozen),
  )
}

/** The dimension in which the product counts: by its density, that of mass, where there is a balance of mass. */
const dimensionOfProduct = (balances: readonly Balance[], { productUnit, density }: Snapshot): Dimension => {
  const dimension = dimensionOf(productUnit)
  const isWeighed = density !== undefined && dimension === 'volume' && balances.some((it) => it.dimension === 'mass')
  return isWeighed ? 'mass' : dimension
}

/** Whether a dimension is checked: it has input and output, or it is the product's dimension and has input. */
const isAskedFor = ({ dimension, in: into, out }: Balance, ofProduct: Dimension): boolean =>
  !isZero(into) && (!isZero(out) || dimension === ofProduct)

/** A finding if output and input differ by more than the limit in any dimension, or cannot be compared for want of a density. */
export function objectionToBalance(
  rule: BalanceRule | undefined,
  balances: readonly Balance[],
  snapshot: Snapshot,
  of: WholeOrStep,
): Finding | undefined {
  if (!rule) return undefined
  const without = balances.flatMap((it) => it.without ?? [])
  if (without.length > 0)
    return 'stepId' in of
      ? finding(rule, 'balance-open/step-density', { stepId: of.stepId, materials: without }, 'balance:step')
      : finding(rule, 'balance-open/order-density', { orderId: of.orderId, materials: without }, 'balance:order')
  const ofProduct = dimensionOfProduct(balances, snapshot)
  const open = balances.filter(
    (it) => isAskedFor(it, ofProduct) && isMore(magnitude(it.difference), percentOf(rule.tolerancePercent, it.in)),
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
