import type { ChangeEffect } from '../../../events/change.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import { all, type Check, clear, given, none, upon } from '../check.ts'
import type { Accepted } from '../decision.ts'
import type { Densities } from '../density.ts'
import { type Effective, scheduled, versionInForce } from '../effective.ts'
import type { ChangeRequest } from '../orders/change-request.ts'
import { withoutOverrides } from '../orders/gate.ts'
import { type BoundOrder, type Order, revisionOf, type Snapshot, underWay, wrongStatus } from '../orders/order.ts'
import { isAboutOrder } from '../orders/rule.ts'
import { densitiesOf } from '../recipes/line-densities.ts'
import { type Recipe, recipeSubject } from '../recipes/recipe.ts'
import { reasons, violation } from '../refusal.ts'
import { isSame } from '../same.ts'
import { executable, outsideBatchSize } from './order-release.ts'
import { objectionsToSplit, parted } from './remainder.ts'
import { incompatibilities, revised } from './revision.ts'
import { withBranchesOf } from './rework.ts'
import { snapshotOf } from './snapshot.ts'
import { differenceOf, type StepDifference } from './step-difference.ts'

/** The present state that a change is judged against. */
export interface Affected {
  readonly order: Order
  readonly snapshot: Snapshot | undefined
  /** The new version, and the versions that new orders take. */
  readonly recipe: Recipe | undefined
  readonly effective: Effective | undefined
  /** An order that already has the id planned for the remainder. */
  readonly remainder: Order | undefined
  /** Of the materials of the new version. What the order has counted by stays. */
  readonly densities?: Densities | undefined
}

type Wanted = Pick<ChangeRequest, 'version' | 'revision'> & { readonly effect: ChangeEffect }

/** An order under way, its snapshot and the new version. */
interface Changeable {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
  readonly recipe: Recipe
}

/** Every reason why the change could not be applied now. */
export const objectionsToChange = (wanted: Wanted, on: Affected, at: Instant): readonly Violation[] =>
  changeable(wanted, on, at).against

/**
 * Whether the change could be applied now, whoever signs it; used by preview, proposal, review and approval. A hold blocks only a remainder, which
 * would escape the hold: a change often cures the reason of a hold.
 */
export function changeable(wanted: Wanted, on: Affected, at: Instant): Check<Changeable> {
  const { order, snapshot } = on
  if (order.status === 'created' || !snapshot || !underWay(order))
    return none(wrongStatus(order, ['released', 'running', 'held'], 'change-under-way'))
  const { recipeId, product } = order
  const recipe = executable(on.recipe, { recipeId, version: wanted.version }, product, 'production', at)
  return all({
    order: given(order, revisionOf(snapshot) !== wanted.revision && outdated(order)),
    snapshot: given(snapshot),
    recipe,
    effect: upon(recipe, (it) => clear(objectionsToEffect(wanted, { order, snapshot, recipe: it }, on, at))),
  })
}

function objectionsToEffect(
  { version, effect }: Wanted,
  { order, snapshot, recipe }: Changeable,
  { effective, remainder, densities }: Affected,
  at: Instant,
): Violation[] {
  const ref = `recipe:${order.recipeId}@${version}`
  const same =
    order.version === version && violation('change-without-effect/order', { orderId: order.orderId, version }, ref)
  switch (effect) {
    case 'next-batch':
      return reasons(
        versionInForce(effective, at) === version && violation('change-without-effect/new-orders', { version }, ref),
      )
    case 'remaining-quantity':
      return reasons(same, objectionsToSplit(order, snapshot, recipe, remainder, densities))
    case 'immediately':
      return reasons(
        same,
        outsideBatchSize(order.quantity, recipe),
        incompatibilities(order, snapshot, procedureAfter(order, snapshot, recipe, densities)),
      )
  }
}

const outdated = ({ orderId }: Order): Violation => violation('change-outdated', { orderId }, `order:${orderId}`)

/** The snapshot by the new version, with the order's own lines and rework branches. */
const procedureAfter = (
  order: BoundOrder,
  before: Snapshot,
  recipe: Recipe,
  densities: Densities | undefined,
): Snapshot =>
  withBranchesOf(
    order,
    before,
    snapshotOf({ ...before, quantity: order.quantity, exact: order.exact }, recipe, before, {
      ...densities,
      ...densitiesOf(before),
    }),
  )

/** The effect of the change on the procedure that it was proposed for, step by step. */
export const differenceMade = (
  { order, recipe, densities }: Pick<Affected, 'order' | 'recipe' | 'densities'>,
  before: Snapshot | undefined,
): StepDifference | undefined =>
  order.status !== 'created' && recipe && before
    ? differenceOf(before.steps, procedureAfter(order, before, recipe, densities).steps)
    : undefined

interface CarriedOut {
  readonly told: Pick<
    Extract<Accepted['fact'], { type: 'andon.change.approved.v1' }>['data'],
    'exceptionId' | 'quantity' | 'remainder'
  >
  readonly about: NonNullable<Accepted['fact']['about']>
  readonly changes: readonly Change[]
}

export function carriedOut(
  change: ChangeRequest,
  { order, snapshot, recipe }: Changeable,
  { effective, densities }: Pick<Affected, 'effective' | 'densities'>,
  exceptionId: string,
  at: Instant,
): CarriedOut {
  const because = { type: 'change', id: change.changeId } as const
  const toReview = (it: BoundOrder): BoundOrder => ({
    ...it,
    exceptions: [...(it.exceptions ?? []), exceptionId],
  })
  switch (change.effect) {
    case 'next-batch':
      return {
        told: {},
        about: recipeSubject(recipe),
        changes: [
          { change: 'save', kind: 'effective', id: recipe.recipeId, value: scheduled(effective, recipe, at, at) },
        ],
      }
    case 'immediately': {
      const after = procedureAfter(order, snapshot, recipe, densities)
      const changed = toReview(withoutStaleOverrides(order, snapshot, after))
      return {
        told: { exceptionId },
        about: recipeSubject(recipe),
        changes: revised(changed, snapshot, after, because, at),
      }
    }
    case 'remaining-quantity': {
      const { remainderOrderId } = change
      const { remainder, ...kept } = parted(order, snapshot, recipe, remainderOrderId, at, densities)
      return {
        told: {
          exceptionId,
          quantity: kept.order.quantity,
          remainder: { orderId: remainderOrderId, quantity: remainder.order.quantity },
        },
        about: { type: 'order', id: remainderOrderId },
        changes: [
          ...revised(toReview(kept.order), snapshot, kept.snapshot, because, at),
          saveOrder(remainder.order),
          { change: 'save', kind: 'snapshot', id: remainderOrderId, value: remainder.snapshot },
        ],
      }
    }
  }
}

/** Without overrides of steps that change, because they were signed for the old steps. */
function withoutStaleOverrides(order: BoundOrder, before: Snapshot, after: Snapshot): BoundOrder {
  const { removed, changed } = differenceOf(before.steps, after.steps)
  let left = order
  for (const { stepId } of [...removed, ...changed]) left = { ...left, ...withoutOverrides(left, stepId) }
  if (isSame(before.yield, after.yield) && isSame(before.balance, after.balance)) return left
  for (const { stepId } of before.steps) left = { ...left, ...withoutOverrides(left, stepId, isAboutOrder) }
  return left
}
