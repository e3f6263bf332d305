import { type Fraction, fractionOf, inverse, minus, times } from '../../../events/fraction.ts'
import type { Instant, OrderId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Densities } from '../density.ts'
import { orderOnHold } from '../on-hold.ts'
import {
  type Asked,
  type BoundOrder,
  branchOf,
  exactQuantity,
  type Order,
  type Snapshot,
  unbegun,
} from '../orders/order.ts'
import { arrived, unitsOf } from '../orders/units.ts'
import { madeBy } from '../production/output.ts'
import { asCompensated } from '../production/potency.ts'
import { splitReservations } from '../production/reservation.ts'
import { add, decimalOf, exactText, isMore, isZero, least, subtract, zero } from '../quantity.ts'
import { boundsOf } from '../recipes/line.ts'
import { densitiesOf } from '../recipes/line-densities.ts'
import { namesUnits } from '../recipes/per.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { reasons, violation } from '../refusal.ts'
import { ofExact, outsideBatchSize, placesIn } from './order-release.ts'
import { isTooLarge, largestSnapshotBytes, partOf, snapshotOf } from './snapshot.ts'

/** An order divided into what its steps have begun, which it keeps, and the remainder, which another order makes. */
export interface OrderSplit {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
  readonly remainder: { readonly order: BoundOrder; readonly snapshot: Snapshot }
}

/**
 * The quantity of the order that its steps have begun, in its unit. A batch step begins all that has arrived, a step that counts pieces those that it
 * has started. A step that names its pieces is started for all that may come; it has begun those that left it or have parts.
 */
export function begunOf(order: BoundOrder, snapshot: Snapshot): Decimal {
  const begunIn = (step: Step): Decimal => {
    const progress = order.steps[step.stepId]
    const { started, finished, scrapped } = unitsOf(order, step.stepId)
    if (progress?.status === 'skipped') return zero
    if (progress === undefined) return add(finished, scrapped)
    if (step.flow !== 'units' || progress.status !== 'running') return arrived(order, snapshot, step)
    return namesUnits(snapshot, step) ? more(add(finished, scrapped), withParts(order)) : started
  }
  return snapshot.steps
    .filter(({ kind, stepId }) => kind === 'production' && !branchOf(snapshot, stepId))
    .map(begunIn)
    .reduce(more, zero)
}

const more = (one: Decimal, other: Decimal): Decimal => (isMore(one, other) ? one : other)

/** The units that have parts, made or not yet made. */
const withParts = (order: BoundOrder): Decimal => add(madeBy(order), decimalOf(order.begun?.length ?? 0))

/** The order of another quantity. A step that names its pieces expects no more of them than the order makes. */
export const ofQuantity = (
  { ordered: _before, exact: _beforeToo, ...order }: BoundOrder,
  snapshot: Snapshot,
  { quantity, exact }: Asked,
): BoundOrder => ({
  ...order,
  quantity,
  ...(exact !== undefined && { exact }),
  steps: {
    ...order.steps,
    ...Object.fromEntries(
      snapshot.steps.flatMap((step) => {
        const progress = order.steps[step.stepId]
        if (progress?.status !== 'running' || !progress.units || !namesUnits(snapshot, step)) return []
        const units = { ...progress.units, started: least(progress.units.started, quantity.value) }
        return [[step.stepId, { ...progress, units }]]
      }),
    ),
  },
})

/** Every reason why the remainder cannot become an order of another version. */
export function objectionsToSplit(
  order: BoundOrder,
  snapshot: Snapshot,
  recipe: Recipe,
  existing: Order | undefined,
  densities?: Densities,
): Violation[] {
  const { orderId, quantity } = order
  const ref = `order:${orderId}`
  const begun = begunOf(order, snapshot)
  const left = subtract(order.quantity.value, begun)
  const held = orderOnHold(order)
  if (!snapshot.steps.some(({ flow }) => flow === 'units'))
    return reasons(held, violation('remainder-unavailable/no-units', { orderId }, ref))
  if (isZero(begun)) return reasons(held, violation('remainder-unavailable/nothing-begun', { orderId }, ref))
  if (!isMore(left, zero))
    return reasons(held, violation('remainder-unavailable/all-begun', { orderId, quantity }, ref))
  const { kept, rest } = snapshotsOf(order, snapshot, recipe, remainderIdOf(order), densities)
  return reasons(
    held,
    outsideBatchSize({ ...order.quantity, value: left }, recipe),
    tooMuchFor(order, kept).map((lineId) =>
      violation('remainder-unavailable/line-too-full', { lineId, begun: { ...quantity, value: begun } }, ref),
    ),
    (isTooLarge(kept) || isTooLarge(rest)) &&
      violation('remainder-unavailable/too-large', { orderId, atMost: largestSnapshotBytes }, ref),
    existing && violation('already-exists/remainder', { orderId: existing.orderId }, `order:${existing.orderId}`),
  )
}

/** Lines of running or pre-issued steps that already contain more than the begun part of the order may take. */
export function tooMuchFor(order: BoundOrder, { steps }: Snapshot): string[] {
  return steps.flatMap((step) => {
    const progress = order.steps[step.stepId] ?? order.preIssued?.[step.stepId]
    if (!progress || !('consumed' in progress)) return []
    return step.materials
      .map((line) => asCompensated(line, step, progress))
      .filter((line) => line.policy !== 'off' && isMore(progress.consumed[line.lineId] ?? zero, boundsOf(line).most))
      .map(({ lineId }) => lineId)
  })
}

/** The snapshot of what is begun, by the order's own version, and that of the remainder, by the recipe. */
function snapshotsOf(
  order: BoundOrder,
  snapshot: Snapshot,
  recipe: Recipe,
  remainderId: OrderId,
  densities?: Densities,
): { readonly kept: Snapshot; readonly rest: Snapshot } {
  const part = fractionOf(begunOf(order, snapshot))
  const rest = ofExact(minus(exactQuantity(order), part), order.quantity.unit)
  const whole = snapshot.portion?.whole ?? exactText(exactQuantity(order))
  const portion = { part: exactText(exactQuantity(rest)), whole }
  const asked = snapshot.asked && { asked: snapshot.asked, portion }
  return {
    kept: partOf(snapshot, order, part),
    rest: snapshotOf({ orderId: remainderId, ...rest, ...asked }, recipe, snapshot, {
      ...densities,
      ...densitiesOf(snapshot),
    }),
  }
}

/** Divides an order without {@link objectionsToSplit}: it keeps what has begun. Both quantities add up to the original one. */
export const parted = (
  order: BoundOrder,
  snapshot: Snapshot,
  recipe: Recipe,
  remainderId: OrderId,
  at: Instant,
  densities?: Densities,
): OrderSplit =>
  dividedAt(
    order,
    fractionOf(begunOf(order, snapshot)),
    snapshotsOf(order, snapshot, recipe, remainderId, densities),
    remainderId,
    at,
  )

/** Divides an order without objections: it keeps a part, with its share of the reserved stock, and another order makes the rest. */
export function dividedAt(
  order: BoundOrder,
  part: Fraction,
  snapshots: { readonly kept: Snapshot; readonly rest: Snapshot },
  remainderId: OrderId,
  at: Instant,
): OrderSplit {
  const { unit, value } = order.quantity
  const kept = ofExact(part, unit)
  const rest = {
    ...ofExact(minus(exactQuantity(order), part), unit),
    // Both add up, whatever was rounded.
    quantity: { value: subtract(value, kept.quantity.value), unit },
  }
  const { reserved: _shared, ...unreserved } = order
  const stock = splitReservations(order, times(part, inverse(exactQuantity(order))))
  const { product, recipeId, dueAt, priority } = order
  return {
    order: {
      ...ofQuantity(unreserved, snapshots.kept, kept),
      ...stock.kept,
      remainders: [...(order.remainders ?? []), remainderId],
    },
    snapshot: snapshots.kept,
    remainder: {
      order: {
        orderId: remainderId,
        recipeId,
        version: snapshots.rest.version,
        product,
        ...rest,
        ...(dueAt !== undefined && { dueAt }),
        ...(priority !== undefined && { priority }),
        createdAt: at,
        holds: [],
        status: 'released',
        releasedAt: at,
        ...placesIn(snapshots.rest),
        ...(order.family !== undefined && { family: order.family }),
        ...unbegun,
        ...stock.rest,
        remainderOf: order.orderId,
      },
      snapshot: snapshots.rest,
    },
  }
}

/** The id of the remainder order: this order's id and a number. */
export const remainderIdOf = (order: Order): OrderId => {
  const before = order.status === 'created' ? [] : (order.remainders ?? [])
  return `${order.orderId}.${before.length + 1}` as OrderId
}
