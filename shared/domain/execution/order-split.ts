import { minus } from '../../../events/fraction.ts'
import type { SplitOrder } from '../../../events/order.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveOrder } from '../change.ts'
import { all, clear, decide, given, none, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { exactlyIn } from '../density.ts'
import { orderOnHold } from '../on-hold.ts'
import { type BoundOrder, exactQuantity, type Order, type Snapshot, underWay, wrongStatus } from '../orders/order.ts'
import { partOfPiece } from '../pieces.ts'
import { isMore, isZero, nearest, subtract, zero } from '../quantity.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { reasons, violation } from '../refusal.ts'
import { outsideBatchSize } from './order-release.ts'
import { begunOrMade } from './quantity-change.ts'
import { dividedAt, tooMuchFor } from './remainder.ts'
import { revised } from './revision.ts'
import { isTooLarge, partOf } from './snapshot.ts'

/** The state that a split is judged by: the recipe version tells the batch size, and the id of the new order is free. */
export interface Dividing {
  readonly order: Order
  readonly snapshot: Snapshot | undefined
  readonly recipe: Recipe | undefined
  readonly existing: Order | undefined
}

/**
 * Makes a part of an order that has not begun an order of its own, by the same recipe version. Both quantities add up to the old one, and so do
 * their lines, except the fixed ones, which each order needs whole. Reserved stock is divided between them.
 * @param id the id of the command, which the replaced snapshot names
 */
export function splitOrder(
  { order, snapshot, recipe, existing }: Dividing,
  { orderId: newId, quantity, reason }: SplitOrder,
  id: string,
  { at }: Circumstances,
): Decision {
  const closed = () => wrongStatus(order, ['released', 'running', 'paused'], 'to-split')
  const bound = order.status !== 'created' && underWay(order) ? given(order, orderOnHold(order)) : none(closed())
  const { unit } = order.quantity
  const checks = {
    order: bound,
    snapshot: upon(bound, () => present(snapshot, closed)),
    exact: present(exactlyIn(snapshot?.density, quantity, unit), () =>
      violation('unit-mismatch/order', { unit, given: quantity.unit }, 'quantity/unit'),
    ),
  }
  const divided = upon(all(checks), ({ order, snapshot, exact }) => {
    const part = nearest(exact)
    const kept = subtract(order.quantity.value, part)
    const exactlyKept = minus(exactQuantity(order), exact)
    const most = subtract(order.quantity.value, begunOrMade(order, snapshot))
    const tooMuch = objectionToPart(order, part, most)
    if (tooMuch) return none(tooMuch)
    const snapshots = {
      kept: partOf(snapshot, order, exactlyKept),
      rest: { ...partOf(snapshot, order, exact), orderId: newId },
    }
    return given(
      { ...dividedAt(order, exactlyKept, { ...snapshots, rest: withoutBranches(snapshots.rest) }, newId, at) },
      objections(order, snapshots.kept, kept),
      recipe && [kept, part].flatMap((value) => outsideBatchSize({ value, unit }, recipe) ?? []),
      partOfPiece({ value: part, unit }, 'quantity'),
    )
  })
  const free = clear(
    existing && violation('already-exists/order', { orderId: newId, status: existing.status }, 'orderId'),
  )
  return decide({ ...checks, divided, free }, ({ order, snapshot, divided }) => {
    const { remainder, ...kept } = divided
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.order.split.v1',
        data: {
          orderId: order.orderId,
          was: order.quantity,
          ...exactlyOf(kept.order),
          part: { orderId: newId, ...exactlyOf(remainder.order) },
          ...(reason !== undefined && { reason }),
        },
        about: { type: 'order', id: newId },
      },
      changes: [
        ...revised(kept.order, snapshot, kept.snapshot, { type: 'split', id }, at),
        saveOrder(remainder.order),
        { change: 'save', kind: 'snapshot', id: newId, value: remainder.snapshot },
      ],
    }
  })
}

/** Rework is about what the first order made, so it stays there; the new order begins with its first revision. */
function withoutBranches({ branches = [], revision: _ofFirst, ...snapshot }: Snapshot): Snapshot {
  const reworked = new Set(branches.flatMap(({ stepIds }) => stepIds))
  return { ...snapshot, steps: snapshot.steps.filter(({ stepId }) => !reworked.has(stepId)) }
}

const exactlyOf = ({ quantity, exact }: BoundOrder) => ({ quantity, ...(exact !== undefined && { exact }) })

function objectionToPart(order: BoundOrder, part: Decimal, most: Decimal): Violation | undefined {
  const { orderId } = order
  const amount = (value: Decimal): Amount => ({ value, unit: order.quantity.unit })
  if (!isMore(most, zero)) return violation('change-incompatible/split-begun', { orderId }, 'quantity')
  const rest = subtract(order.quantity.value, part)
  if (isMore(part, most) || isZero(rest))
    return violation(
      'change-incompatible/split-most',
      { orderId, most: amount(most), quantity: order.quantity },
      'quantity',
    )
  return undefined
}

function objections(order: BoundOrder, kept: Snapshot, value: Decimal): Violation[] {
  const { orderId } = order
  const ref = `order:${orderId}`
  return reasons(
    tooMuchFor(order, kept).map((lineId) =>
      violation('change-incompatible/line-too-full', { lineId, quantity: { ...order.quantity, value } }, ref),
    ),
    isTooLarge(kept) && violation('change-incompatible/too-large', { orderId }, ref),
  )
}
