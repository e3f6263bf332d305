import type { ReserveLot, UnreserveLot } from '../../../events/consumption.ts'
import type { Instant, LotId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import { type Change, saveOrder } from '../change.ts'
import { clear, decide, given, present, unless, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { isOver, type Order, type Snapshot, underWay, wrongStatus } from '../orders/order.ts'
import { add, ceiling, convert, isMore, isRepresentable, proportion, subtract, zero } from '../quantity.ts'
import { materialsOf } from '../recipes/line.ts'
import { violation } from '../refusal.ts'
import { issuable } from '../stock/issue.ts'
import { type Lot, notExactInLot } from '../stock/lot.ts'
import { isReservedFor, type Reserved, type Reserving, reserving } from '../stock/reserved.ts'

/**
 * A DynamoDB transaction has at most 100 items. The end of an order releases each of its reservations in the same commit, and saves the order, its
 * fact and the machines it leaves: 40 lots leave more than 50 items for these.
 */
export const mostReservedLots = 40

/**
 * Reserves stock of a lot for an order, so that no one else uses it. Stock in quarantine is allowed, because quality may release it before it is
 * issued. Held, rejected or expired stock is not, because it may never be used.
 */
export function reserveLot(
  order: Order,
  snapshot: Snapshot | undefined,
  lot: Lot | undefined,
  { lotId, quantity }: ReserveLot,
  at: Instant,
): Decision {
  const materials =
    order.status !== 'created' && snapshot && underWay(order) ? materialsToCome(order, snapshot) : undefined
  const wanted = { lotId, quantity, materials, unless: ['held', 'expired'], to: [] } as const
  const checks = {
    order: clear(
      order.status !== 'created' &&
        !underWay(order) &&
        wrongStatus(order, ['created', 'released', 'running', 'held'], 'needs-nothing'),
      !isReservedFor(order, lotId) &&
        Object.keys(order.reserved ?? {}).length >= mostReservedLots &&
        violation(
          'too-many-reservations',
          { orderId: order.orderId, atMost: mostReservedLots },
          `order:${order.orderId}`,
        ),
      lot?.status === 'rejected' && violation('lot-wrong-status/to-reserve', { lotId }, `lot:${lotId}`),
    ),
    // A reservation is for the lot, in whichever sublots its stock is.
    stock: unless(issuable(lot, undefined, wanted, at), ({ code }) => code === 'sublot-missing'),
  }
  return decide(checks, ({ stock: { lot, value } }) => {
    const { unit, materialId } = lot
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.order.reserved.v1',
        data: { orderId: order.orderId, lotId, materialId, quantity: { value, unit } },
        about: { type: 'lot', id: lotId },
      },
      changes: [saveOrder(reserving(order, lotId, { value, unit })), { change: 'reserve', lotId, value }],
    }
  })
}

const materialsToCome = (order: Exclude<Order, { status: 'created' }>, { steps }: Snapshot): string[] =>
  steps
    .filter(({ stepId }) => !isOver(order.steps[stepId]))
    .flatMap(({ materials }) => materials.filter(({ use }) => use === 'consumed').flatMap(materialsOf))

export function unreserveLot(order: Order, { lotId, quantity }: UnreserveLot): Decision {
  const about = { lotId, orderId: order.orderId }
  const kept = present(order.reserved?.[lotId], () => violation('not-reserved/nothing', about, `lot:${lotId}`))
  const value = upon(kept, (reserved) =>
    upon(
      present(quantity ? convert(quantity.value, quantity.unit, reserved.unit) : reserved.value, () =>
        violation('unit-mismatch/lot', { lotId, unit: reserved.unit, told: quantity?.unit ?? '' }, 'quantity/unit'),
      ),
      (it) =>
        given(
          it,
          quantity && !isRepresentable(it) && notExactInLot(quantity, { lotId, unit: reserved.unit }, 'quantity'),
          isMore(it, reserved.value) && violation('not-reserved', { ...about, reserved }, `lot:${lotId}`),
        ),
    ),
  )
  return decide({ reserved: kept, value }, ({ reserved, value }) => {
    const less = subtract(zero, value)
    const { unit } = reserved
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.order.unreserved.v1',
        data: { orderId: order.orderId, lotId, quantity: { value, unit } },
        about: { type: 'lot', id: lotId },
      },
      changes: [saveOrder(reserving(order, lotId, { value: less, unit })), { change: 'reserve', lotId, value: less }],
    }
  })
}

/** Reserves reversed stock again, if it was reserved and the order has room for one more lot. */
export const reservedAgain = (order: Order, lotId: string, value: Decimal): Decimal =>
  isReservedFor(order, lotId) || Object.keys(order.reserved ?? {}).length < mostReservedLots ? value : zero

type WithoutReserved<Order> = Order extends unknown ? Omit<Order, 'reserved'> : never

/** An order that ends releases all its reservations in the same commit. */
export function givingBack<Order extends Reserving>({ reserved = {}, ...order }: Order) {
  const lots = Object.entries(reserved)
  return {
    // The order keeps its status, so also its type.
    order: order as WithoutReserved<Order>,
    changes: lots.map(([lotId, { value }]): Change => ({ change: 'reserve', lotId, value: subtract(zero, value) })),
    told: lots.length > 0 ? { unreserved: lots.map(([lotId, quantity]) => ({ lotId: lotId as LotId, quantity })) } : {},
  }
}

/**
 * Divides the reservations between an order and its remainder order. The order keeps its share of each lot, counting what it has issued; the
 * remainder gets the rest. No lot changes, because the sum stays the same.
 */
export function splitReservations(
  { reserved = {}, inputs = {} }: Reserving & { readonly inputs?: Reserved },
  { part, whole }: { readonly part: Decimal; readonly whole: Decimal },
): { readonly kept: Reserving; readonly rest: Reserving } {
  let [kept, rest]: [Reserving, Reserving] = [{}, {}]
  for (const [lotId, { value, unit }] of Object.entries(reserved)) {
    const drawn = inputs[lotId]?.value ?? zero
    const exact = subtract(proportion(add(value, drawn), part, whole), drawn)
    // A piece is reserved for one of the two orders.
    const share = unit === '{each}' ? ceiling(exact) : exact
    const keeps = isMore(zero, share) ? zero : isMore(share, value) ? value : share
    kept = reserving(kept, lotId, { value: keeps, unit })
    rest = reserving(rest, lotId, { value: subtract(value, keeps), unit })
  }
  return { kept, rest }
}
