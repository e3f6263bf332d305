import type { Density } from '../../../events/density.ts'
import type { Unit } from '../../../events/quantity.ts'
import type { BalanceRule, RecipeDraft, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { dimensionOf } from '../quantity.ts'
import { violation } from '../refusal.ts'

/** What of a recipe decides whether its balances can be formed. */
type Balanced = Pick<RecipeDraft, 'product'> & {
  readonly balance?: BalanceRule | undefined
  readonly unit: Unit
  readonly steps: readonly Step[]
}

/** The density of a material, or that the plant does not know the material yet. */
export type KnownDensity = (materialId: string) => Density | undefined | 'unknown'

/**
 * Every balance that would compare kilograms with litres of a material without density. What only set-up and cleaning use does not come out with the
 * product, so it needs none.
 */
export function balanceFaults({ product, unit, balance, steps }: Balanced, densityOf: KnownDensity): Violation[] {
  const production = steps.filter(({ kind }) => kind === 'production')
  const ofOrder = lacking([{ materialId: product, unit }, ...production.flatMap(amountsOf)], balance, densityOf)
  return [
    ...(ofOrder.length > 0 ? [violation('recipe-invalid/balance-of-order', { materials: ofOrder }, 'balance')] : []),
    ...production.flatMap((step) => {
      const { stepId } = step
      const materials = lacking(amountsOf(step), step.balance, densityOf)
      return materials.length > 0
        ? violation('recipe-invalid/balance-of-step', { stepId, materials }, `steps/${stepId}/balance`)
        : []
    }),
  ]
}

const amountsOf = ({ materials }: Step) => materials.map(({ materialId, quantity: { unit } }) => ({ materialId, unit }))

function lacking(
  amounts: readonly { readonly materialId: string; readonly unit: Unit }[],
  rule: BalanceRule | undefined,
  densityOf: KnownDensity,
): string[] {
  if (!rule || rule.policy === 'off' || !amounts.some(({ unit }) => dimensionOf(unit) === 'mass')) return []
  const volumes = amounts.filter(({ unit }) => dimensionOf(unit) === 'volume')
  return [...new Set(volumes.map(({ materialId }) => materialId))].filter((it) => densityOf(it) === undefined)
}
