import type { Decimal, Quantity } from '../../../events/quantity.ts'
import { add, isZero, zero } from '../quantity.ts'

/** The reserved quantity of each lot, for one order, in the lot's unit. The lot has the sum over all orders. */
export type Reserved = Readonly<Record<string, Quantity>>

export interface Reserving {
  readonly reserved?: Reserved
}

export const reservedIn = ({ reserved }: Reserving, lotId: string): Decimal => reserved?.[lotId]?.value ?? zero

export const isReservedFor = (order: Reserving, lotId: string): boolean => order.reserved?.[lotId] !== undefined

/** The order with more of a lot reserved, or less if the value is negative. */
export function reserving<Order extends Reserving>(
  order: Order,
  lotId: string,
  { value, unit }: { readonly value: Decimal; readonly unit: Quantity['unit'] },
): Order {
  const { reserved, ...rest } = order
  const { [lotId]: before, ...others } = reserved ?? {}
  const after = add(before?.value ?? zero, value)
  const next = isZero(after) ? others : { ...others, [lotId]: { value: after, unit } }
  return (Object.keys(next).length > 0 ? { ...rest, reserved: next } : rest) as Order
}
