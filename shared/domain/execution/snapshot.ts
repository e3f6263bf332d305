import type { Fraction } from '../../../events/fraction.ts'
import type { OrderLine } from '../../../events/order.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { OrderedStep } from '../../../events/recipe.ts'
import { type Densities, exactlyIn, isMassAndVolume } from '../density.ts'
import { type Asked, branchOf, exactQuantity, type Snapshot } from '../orders/order.ts'
import { exactText, one } from '../quantity.ts'
import type { Line } from '../recipes/line.ts'
import { withDensities } from '../recipes/line-densities.ts'
import { flattened } from '../recipes/procedure.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { ofQuantity, type Share, scaledLine, scaledStep } from '../recipes/scaling.ts'

/** What an order says of its snapshot. */
type Ordered = Pick<Snapshot, 'orderId' | 'asked' | 'portion'> & {
  readonly quantity: Quantity
  readonly exact?: string | undefined
}

/**
 * The recipe version for the quantity of this order. Lines that the ERP sent stay as sent, or their portion if other orders make the rest; without a
 * portion for `fixed` lines, which each batch needs whole.
 * @param densities those of the recipe's materials that have one
 */
export function snapshotOf(
  order: Ordered,
  recipe: Recipe,
  product: (Pick<Snapshot, 'shelfLifeDays'> & { readonly serialised?: boolean | undefined }) | undefined,
  densities: Densities = {},
): Snapshot {
  const { orderId, quantity, exact, asked, portion } = order
  const { nominal } = recipe.batchSize
  const share = { part: { ...quantity, exact }, whole: nominal }
  const steps = flattened(recipe).map((step) => withSentLines(withDensities(scaledStep(step, share), densities), order))
  const density = densities[recipe.product]
  return {
    orderId,
    recipeId: recipe.recipeId,
    version: recipe.version,
    product: recipe.product,
    productUnit: nominal.unit,
    ...(product?.shelfLifeDays !== undefined && { shelfLifeDays: product.shelfLifeDays }),
    ...(product?.serialised && { serialised: true }),
    ...(density && { density }),
    procedures: recipe.procedures,
    steps,
    ...(recipe.yield && { yield: recipe.yield }),
    ...(recipe.balance && { balance: recipe.balance }),
    ...(asked && { asked }),
    ...(portion && { portion }),
  }
}

function withSentLines(step: OrderedStep, { quantity: { unit }, asked = [], portion }: Ordered): OrderedStep {
  const share: Share | undefined =
    portion && step.kind === 'production'
      ? { part: { value: one, unit, exact: portion.part }, whole: { value: one, unit, exact: portion.whole } }
      : undefined
  return {
    ...step,
    materials: step.materials.map((line) => {
      const sent = sentFor(line, asked)
      if (!sent) return line
      const asSent = sentLine(line, sent)
      return share && !line.fixed ? scaledLine(asSent, share) : asSent
    }),
  }
}

/** A line as the ERP sent it. One in kilograms of a line in litres stays one in litres, by the density, so that its other amounts keep their unit. */
function sentLine(line: Line, { quantity }: OrderLine): Line {
  const { exact: _ofRecipe, ...rest } = line
  const { unit } = line.quantity
  const exact = isMassAndVolume(quantity.unit, unit) ? exactlyIn(line.density, quantity, unit) : undefined
  return exact ? ofQuantity(rest, exact) : { ...rest, quantity }
}

/** Another version may use the line number for another material. */
const sentFor = (line: OrderedStep['materials'][number], asked: readonly OrderLine[]): OrderLine | undefined =>
  asked.find(({ lineId, materialId }) => lineId === line.lineId && materialId === line.materialId)

/** The snapshot for a share of the order's quantity. Rework stays whole, because it concerns what was made. */
export const snapshotFor = (snapshot: Snapshot, share: Share): Snapshot => ({
  ...snapshot,
  steps: snapshot.steps.map((step) => (branchOf(snapshot, step.stepId) ? step : scaledStep(step, share))),
})

/** The snapshot for another quantity of the order, exact in its unit; lines that the ERP sent follow in proportion. */
export function partOf(snapshot: Snapshot, order: Asked, exact: Fraction): Snapshot {
  const { quantity } = order
  const part = exactText(exact)
  const whole = exactText(exactQuantity(order))
  const after = snapshotFor(snapshot, { part: { ...quantity, exact: part }, whole: { ...quantity, exact: whole } })
  return { ...after, ...(snapshot.asked && { portion: { part, whole: snapshot.portion?.whole ?? whole } }) }
}

/**
 * A snapshot is one table item: 409,600 bytes at most (DynamoDB), less 9,600 for keys, chain and the reason of replacement. An item is never larger
 * than its JSON; compressed, it is far smaller.
 */
export const largestSnapshotBytes = 400_000
export const isTooLarge = (snapshot: Snapshot): boolean =>
  new TextEncoder().encode(JSON.stringify(snapshot)).length > largestSnapshotBytes
