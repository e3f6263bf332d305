import type { LotId } from '../../../events/identifiers.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { Change } from '../change.ts'
import { add, ceiling, isMore, isZero, proportion, subtract } from '../quantity.ts'

/** What of each lot is set aside for an order, in the lot's unit. The lot itself keeps the sum over all orders. */
export type SetAside = Readonly<Record<string, Quantity>>

export interface Reserving {
  readonly reserved?: SetAside
}

export const setAsideIn = ({ reserved }: Reserving, lotId: string): string => reserved?.[lotId]?.value ?? '0'

export const isReservedFor = (order: Reserving, lotId: string): boolean => order.reserved?.[lotId] !== undefined

/** The same thing with so much more of a lot set aside for it, or, below zero, less. */
export function settingAside<Order extends Reserving>(
  order: Order,
  lotId: string,
  { value, unit }: { readonly value: string; readonly unit: Quantity['unit'] },
): Order {
  const { reserved, ...rest } = order
  const { [lotId]: before, ...others } = reserved ?? {}
  const after = add(before?.value ?? '0', value)
  const next = isZero(after) ? others : { ...others, [lotId]: { value: after, unit } }
  return (Object.keys(next).length > 0 ? { ...rest, reserved: next } : rest) as Order
}

/** An order that ends needs nothing more: all that is set aside for it is free for others in the same commit. */
export function givingBack<Order extends Reserving>({ reserved = {}, ...order }: Order) {
  const lots = Object.entries(reserved)
  return {
    order,
    changes: lots.map(([lotId, { value }]): Change => ({ change: 'reserve', lotId, value: subtract('0', value) })),
    told: lots.length > 0 ? { unreserved: lots.map(([lotId, quantity]) => ({ lotId: lotId as LotId, quantity })) } : {},
  }
}

/**
 * What is set aside, shared between an order that is parted and the order of its rest: the part that goes on has its share of each lot,
 * counting what it has drawn, and the rest has what is left over. No lot changes, because the sum does not.
 */
export function partedStock(
  { reserved = {}, inputs = {} }: Reserving & { readonly inputs?: SetAside },
  { part, whole }: { readonly part: string; readonly whole: string },
): { readonly kept: Reserving; readonly rest: Reserving } {
  let [kept, rest]: [Reserving, Reserving] = [{}, {}]
  for (const [lotId, { value, unit }] of Object.entries(reserved)) {
    const drawn = inputs[lotId]?.value ?? '0'
    const exact = subtract(proportion(add(value, drawn), part, whole), drawn)
    // A piece is set aside for one of them or for the other.
    const share = unit === '{each}' ? ceiling(exact) : exact
    const keeps = isMore('0', share) ? '0' : isMore(share, value) ? value : share
    kept = settingAside(kept, lotId, { value: keeps, unit })
    rest = settingAside(rest, lotId, { value: subtract(value, keeps), unit })
  }
  return { kept, rest }
}
