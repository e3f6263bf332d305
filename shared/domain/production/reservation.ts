import type { ReserveLot, UnreserveLot } from '../../../events/consumption.ts'
import type { Density } from '../../../events/density.ts'
import { type Fraction, fractionOf, times } from '../../../events/fraction.ts'
import type { Instant, LotId, MaterialId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import { type Change, saveOrder } from '../change.ts'
import { clear, decide, given, present, unless, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { enteredAs, takenIn } from '../density.ts'
import { isOver, type Order, type Snapshot, underWay, wrongStatus } from '../orders/order.ts'
import { add, convert, isMore, isRepresentable, roundedUp, subtract, zero } from '../quantity.ts'
import { materialsOf } from '../recipes/line.ts'
import { densitiesOf } from '../recipes/line-densities.ts'
import { violation } from '../refusal.ts'
import { issuable } from '../stock/issue.ts'
import { freeOf, type Lot, notExactInLot, notInLot } from '../stock/lot.ts'
import { isReservedFor, type Reserved, type Reserving, reserving } from '../stock/reserved.ts'

/**
 * A DynamoDB transaction has at most 100 items. The end of an order releases each of its reservations in the same commit, and saves the order, its
 * fact and the machines it leaves: 40 lots leave more than 50 items for these.
 */
export const mostReservedLots = 40

/**
 * Reserves stock of a lot for an order, so that no one else uses it. Stock in quarantine is allowed, because quality may release it before it is
 * issued. Held, rejected or expired stock is not, because it may never be used.
 * @param known the density of the lot's material; one that the order counts by comes first
 */
export function reserveLot(
  order: Order,
  snapshot: Snapshot | undefined,
  lot: Lot | undefined,
  { lotId, quantity: told }: ReserveLot,
  at: Instant,
  known?: Density,
): Decision {
  const materials =
    order.status !== 'created' && snapshot && underWay(order) ? materialsToCome(order, snapshot) : undefined
  const density = lot && countedBy(snapshot, lot.materialId, known)
  const quantity = lot ? takenIn(density, told, { value: freeOf(lot), unit: lot.unit }) : told
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
        data: { orderId: order.orderId, lotId, materialId, quantity: { value, unit }, ...enteredAs(told, quantity) },
        about: { type: 'lot', id: lotId },
      },
      changes: [saveOrder(reserving(order, lotId, { value, unit })), { change: 'reserve', lotId, value }],
    }
  })
}

/** The density by which an order counts a material: the one that it froze, else that of the material. */
export const countedBy = (
  snapshot: Snapshot | undefined,
  materialId: string,
  known: Density | undefined,
): Density | undefined => (snapshot && densitiesOf(snapshot)[materialId]) ?? known

const materialsToCome = (order: Exclude<Order, { status: 'created' }>, { steps }: Snapshot): string[] =>
  steps
    .filter(({ stepId }) => !isOver(order.steps[stepId]))
    .flatMap(({ materials }) => materials.filter(({ use }) => use === 'consumed').flatMap(materialsOf))

/** @param of the material of the lot with its density, if the quantity is told in the other of mass and volume */
export function unreserveLot(
  order: Order,
  { lotId, quantity: told }: UnreserveLot,
  of?: { readonly materialId: MaterialId; readonly density: Density | undefined },
): Decision {
  const about = { lotId, orderId: order.orderId }
  const kept = present(order.reserved?.[lotId], () => violation('not-reserved/nothing', about, `lot:${lotId}`))
  const quantity = told && kept.is === 'given' ? takenIn(of?.density, told, kept.value) : told
  const value = upon(kept, (reserved) =>
    upon(
      present(quantity ? convert(quantity.value, quantity.unit, reserved.unit) : reserved.value, () =>
        of && told
          ? notInLot({ lotId, materialId: of.materialId, unit: reserved.unit }, told.unit, 'quantity/unit')
          : violation('unit-mismatch/lot', { lotId, unit: reserved.unit, told: told?.unit ?? '' }, 'quantity/unit'),
      ),
      (it) =>
        given(
          it,
          quantity &&
            !isRepresentable(it) &&
            notExactInLot(told ?? quantity, { lotId, unit: reserved.unit }, 'quantity'),
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
        data: { orderId: order.orderId, lotId, quantity: { value, unit }, ...enteredAs(told, quantity) },
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
  share: Fraction,
): { readonly kept: Reserving; readonly rest: Reserving } {
  let [kept, rest]: [Reserving, Reserving] = [{}, {}]
  for (const [lotId, { value, unit }] of Object.entries(reserved)) {
    const drawn = inputs[lotId]?.value ?? zero
    // A piece is reserved for one of the two orders.
    const ofBoth = roundedUp(times(fractionOf(add(value, drawn)), share), unit === '{each}' ? 0 : undefined)
    const own = subtract(ofBoth, drawn)
    const keeps = isMore(zero, own) ? zero : isMore(own, value) ? value : own
    kept = reserving(kept, lotId, { value: keeps, unit })
    rest = reserving(rest, lotId, { value: subtract(value, keeps), unit })
  }
  return { kept, rest }
}
