import type { ChangeQuantity } from '../../../events/order.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { all, clear, decide, given, none, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { bookedIn, exactlyIn } from '../density.ts'
import { type BoundOrder, branchOf, isOver, type Order, type Snapshot, underWay, wrongStatus } from '../orders/order.ts'
import { partOfPiece } from '../pieces.ts'
import { madeBy } from '../production/output.ts'
import { isMore, isZero, nearest, subtract } from '../quantity.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { reasons, violation } from '../refusal.ts'
import { ofExact, outsideBatchSize } from './order-release.ts'
import { begunOf, ofQuantity, tooMuchFor } from './remainder.ts'
import { revised } from './revision.ts'
import { isTooLarge, partOf } from './snapshot.ts'

/**
 * Changes how much an order under way makes, within the batch size of its recipe. Its lines, tolerances and limits follow; lines that the ERP sent
 * follow in proportion. What has begun sets the least quantity, and a step that is over has worked for the old one, so that more is possible only
 * before.
 * @param id the id of the command, which the replaced snapshot names
 */
export function changeQuantity(
  order: Order,
  snapshot: Snapshot | undefined,
  recipe: Recipe | undefined,
  { quantity, reason }: ChangeQuantity,
  id: string,
  { at }: Circumstances,
): Decision {
  const closed = () => wrongStatus(order, ['released', 'running', 'held'], 'to-change-quantity')
  const bound = order.status !== 'created' && underWay(order) ? given(order) : none(closed())
  const { unit } = order.quantity
  const checks = {
    order: bound,
    snapshot: upon(bound, () => present(snapshot, closed)),
    exact: present(exactlyIn(snapshot?.density, quantity, unit), () =>
      violation('unit-mismatch/order', { unit, given: quantity.unit }, 'quantity/unit'),
    ),
  }
  const rescaled = upon(all(checks), ({ order, snapshot, exact }) => {
    const after = partOf(snapshot, order, exact)
    return given(after, objections(order, snapshot, after, nearest(exact)))
  })
  const fits = clear(
    recipe && outsideBatchSize(bookedIn(snapshot?.density, quantity, unit), recipe),
    partOfPiece(quantity, 'quantity'),
  )
  return decide({ ...checks, rescaled, fits }, ({ order, snapshot, exact, rescaled }) => {
    const now = ofExact(exact, unit)
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.order.quantity-changed.v1',
        data: {
          orderId: order.orderId,
          was: order.quantity,
          ...now,
          ...(quantity.unit !== unit && { entered: quantity }),
          reason,
        },
      },
      changes: revised(ofQuantity(order, snapshot, now), snapshot, rescaled, { type: 'quantity', id }, at),
    }
  })
}

function objections(order: BoundOrder, snapshot: Snapshot, after: Snapshot, value: Decimal): Violation[] {
  const { orderId } = order
  const ref = `order:${orderId}`
  const amount = (it: Decimal): Amount => ({ value: it, unit: order.quantity.unit })
  const begun = begunOrMade(order, snapshot)
  const over = snapshot.steps
    .filter(({ kind, stepId }) => kind === 'production' && !branchOf(snapshot, stepId) && isOver(order.steps[stepId]))
    .map(({ stepId }) => stepId)
  return reasons(
    isZero(subtract(value, order.quantity.value)) &&
      violation('change-without-effect/quantity', { orderId, quantity: amount(value) }, 'quantity'),
    isMore(begun, value) &&
      violation('change-incompatible/quantity-begun', { orderId, begun: amount(begun), quantity: amount(value) }, ref),
    isMore(value, order.quantity.value) &&
      over.length > 0 &&
      violation('change-incompatible/quantity-over', { orderId, quantity: order.quantity, steps: over }, ref),
    tooMuchFor(order, after).map((lineId) =>
      violation('change-incompatible/line-too-full', { lineId, quantity: amount(value) }, ref),
    ),
    isTooLarge(after) && violation('change-incompatible/too-large', { orderId }, ref),
  )
}

/** What the steps of the order have begun, or what it has made if that is more; in the order's unit. */
export function begunOrMade(order: BoundOrder, snapshot: Snapshot): Decimal {
  const [begun, made] = [begunOf(order, snapshot), madeBy(order)]
  return isMore(made, begun) ? made : begun
}
