import type { Instant } from '../../../events/identifiers.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { Circumstances } from '../../domain/caller.ts'
import type { Accepted } from '../../domain/decision.ts'
import * as issuing from '../../domain/execution/order-release.ts'
import type { BoundOrder, Order, Snapshot } from '../../domain/orders/order.ts'
import type { Recipe } from '../../domain/recipes/recipe.ts'
import { type Refused, refuse, violation } from '../../domain/refusal.ts'
import { openOrder } from '../../domain/schedule/open-order.ts'
import { asked, type Promised, promise } from '../../domain/schedule/promise.ts'
import { ref, type Store } from '../commit/store.ts'
import { densitiesFor, inForce } from '../recipes/recipes.ts'
import { type OpenOrderNow, type Overview, plantNow } from './plan.ts'
import { type Shortfall, shortfallOf } from './shortages.ts'

/** An order that somebody would like to make. */
export interface Wish {
  readonly recipeId: string
  readonly version?: string | undefined
  readonly quantity: Quantity
  readonly priority?: number | undefined
}

export interface PromiseMade extends Promised, Shortfall {
  readonly outcome: 'promised'
  readonly recipe: Recipe
}

/** By when this could be made, by the plan of this instant. It is refused for every reason for which its release would be. Nothing is written. */
export async function promiseOf(
  store: Store,
  overview: Overview,
  wish: Wish,
  circumstances: Circumstances,
  timeZone: string,
): Promise<PromiseMade | Refused> {
  const [asking, { open, ...floor }] = await Promise.all([
    wishedFor(store, wish, circumstances),
    plantNow(store, overview, circumstances.at, timeZone),
  ])
  if (asking.outcome === 'refused') return asking
  const { recipe, released } = asking
  const promised = promise(floor, openOrder(released.order, released.snapshot))
  const { short, unchecked } = await shortfallOf(store, promised.plan, [...open, released])
  return { outcome: 'promised', recipe, ...promised, short: short.filter((it) => it.orderId === asked), unchecked }
}

/** The order of the wish, as its release would make it. */
async function wishedFor(
  store: Store,
  wish: Wish,
  circumstances: Circumstances,
): Promise<Refused | { readonly outcome: 'wished'; readonly recipe: Recipe; readonly released: OpenOrderNow }> {
  const recipe = await recipeFor(store, wish, circumstances.at)
  const { recipeId, version } = wish
  if (!recipe)
    return refuse([
      violation('recipe-not-approved/none', { recipeId, ...(version !== undefined && { version }) }, 'query#/recipeId'),
    ])
  const decision = await releaseOf(store, recipe, wish, circumstances)
  if (decision.outcome === 'refused') return decision
  const released = savedBy(decision)
  if (!released) throw new Error('A release saves an order that is bound to a snapshot.')
  return { outcome: 'wished', recipe, released }
}

async function recipeFor(store: Store, { recipeId, version }: Wish, at: Instant): Promise<Recipe | undefined> {
  if (version !== undefined) return (await store.load({ recipe: ref.recipe(recipeId, version) })).recipe?.value
  return inForce(store, (await store.load({ effective: ref.effective(recipeId) })).effective?.value, at)
}

/** The decision that would release the order, which nobody commits. */
async function releaseOf(store: Store, recipe: Recipe, { quantity, priority }: Wish, circumstances: Circumstances) {
  const { product, recipeId, version } = recipe
  const [{ material }, densities] = await Promise.all([
    store.load({ material: ref.material(product) }),
    densitiesFor(store, recipe),
  ])
  const order: Order = {
    orderId: asked,
    recipeId,
    version,
    product,
    quantity,
    ...(priority !== undefined && { priority }),
    status: 'created',
    createdAt: circumstances.at,
    holds: [],
  }
  return issuing.releaseOrder(order, recipe, material?.value, circumstances, densities)
}

function savedBy({ changes }: Accepted): OpenOrderNow | undefined {
  let [order, snapshot]: [BoundOrder | undefined, Snapshot | undefined] = [undefined, undefined]
  for (const it of changes) {
    if (it.change !== 'save') continue
    if (it.kind === 'order' && it.value.status !== 'created') order = it.value
    if (it.kind === 'snapshot') snapshot = it.value
  }
  return order && snapshot && { order, snapshot }
}
