import type { MaterialId } from '../../../events/identifiers.ts'
import type { Amount, Decimal, Unit } from '../../../events/quantity.ts'
import { type BoundOrder, isProduct, type Output } from '../orders/order.ts'
import { add, convert, zero } from '../quantity.ts'

/** Adds an output; outputs of the same use and material are summed. */
export function withOutput(outputs: readonly Output[] = [], more: Output): Output[] {
  const isAlike = ({ use, materialId, unit }: Output) =>
    use === more.use && materialId === more.materialId && convert(more.value, more.unit, unit) !== undefined
  if (!outputs.some(isAlike)) return [...outputs, more]
  return outputs.map((it) => (isAlike(it) ? { ...it, value: sum([it, more], it.unit) } : it))
}

/** The sum in this unit; amounts of another dimension are left out. */
export const sum = (amounts: readonly Amount[], unit: Unit): Decimal =>
  amounts.reduce((total, it) => add(total, convert(it.value, it.unit, unit) ?? zero), zero)

/** The product that the order has made so far, with samples, in the unit of the order. */
export const madeBy = ({ produced, quantity }: BoundOrder): Decimal =>
  sum(Object.values(produced).filter(isProduct), quantity.unit)

export const outputOf = (outputs: readonly Output[], materialId: MaterialId, unit: Unit): Decimal =>
  sum(
    outputs.filter((it) => it.materialId === materialId && (it.use === 'produced' || it.use === 'scrap')),
    unit,
  )
