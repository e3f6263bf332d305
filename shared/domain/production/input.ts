import { type Fraction, fractionOf } from '../../../events/fraction.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Decimal, Quantity } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { withBooked } from '../measured.ts'
import { weighingsOf, withWeighings } from '../orders/charges.ts'
import { joinedBy, workedOn } from '../orders/gate.ts'
import { withoutTotal, withTotal } from '../orders/line-totals.ts'
import { type BoundOrder, type PreIssue, withPreIssue } from '../orders/order.ts'
import { isRepresentable, subtract, zero } from '../quantity.ts'
import type { Line } from '../recipes/line.ts'
import { violation } from '../refusal.ts'
import type { Lot } from '../stock/lot.ts'
import { reserving } from '../stock/reserved.ts'

export const nothingYet: PreIssue = { consumed: {}, workers: [] }

/** Refuses a quantity with too many digits in the unit of the line. */
export const notRepresentable = (
  { lineId, quantity: { unit: lineUnit } }: Line,
  counted: Decimal,
  quantity: Quantity,
): Violation | undefined =>
  isRepresentable(counted)
    ? undefined
    : violation('unit-mismatch/line-precision', { quantity, lineId, lineUnit }, 'quantity')

/**
 * The order after an issue: its inputs from the lot, since when, and what is still reserved there.
 * @param exact the quantity as it was said, in the unit of the lot
 */
export function afterDraw(
  order: BoundOrder,
  { lotId, materialId, unit }: Lot,
  value: Decimal,
  fromReservation: Decimal,
  at: Instant,
  exact: Fraction = fractionOf(value),
): BoundOrder {
  const before = order.inputs?.[lotId]
  // Of issues that are booked in any order, the first one counts.
  const since = before?.at !== undefined && before.at < at ? before.at : at
  const inputs = {
    ...order.inputs,
    [lotId]: { ...withBooked(before, { value, exact }, unit), at: since, materialId },
  }
  return reserving({ ...order, inputs }, lotId, { value: subtract(zero, fromReservation), unit })
}

/** The order with a new total in a line of a pre-issued or running step, or of one whose containers are still to be charged. */
export function withLine(
  order: BoundOrder,
  stepId: string,
  lineId: string,
  total: Fraction,
  { caller, at }: Pick<Circumstances, 'caller'> & { readonly at?: Instant },
): BoundOrder {
  const progress = order.steps[stepId]
  const weighings = weighingsOf(progress)
  const totals = <Of extends PreIssue>(of: Of) =>
    total.over === 0n ? withoutTotal(of, 'consumed', lineId) : withTotal(of, 'consumed', lineId, total)
  if (weighings) {
    const worked = workedOn(weighings, caller, at)
    const after = withWeighings(progress, totals(worked))
    return { ...order, steps: { ...order.steps, [stepId]: after } }
  }
  const before = order.preIssued?.[stepId] ?? nothingYet
  const after = totals(before)
  const isEmpty = Object.keys(after.consumed).length === 0 && !before.units
  const workers = joinedBy(before.workers, caller)
  return withPreIssue(order, stepId, isEmpty ? undefined : { ...after, workers })
}
