import type { Decimal } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Occupancy } from '../equipment/machine.ts'
import type { Snapshot } from '../orders/order.ts'
import { decimalOf, isZero, millisecondsIn, quotient, sameDimension } from '../quantity.ts'
import type { Run } from './shift-log.ts'

/** A use of equipment by a step, with what the step plans for a piece. Undefined if the order's recipe has no such step. */
export function runIn({ orderId, stepId, from, to }: Occupancy, { product, steps }: Snapshot): Run | undefined {
  const step = steps.find((it) => it.stepId === stepId)
  if (!step) return undefined
  const pieceMs = plannedRuntimeOf(step)
  return {
    orderId: orderId as Run['orderId'],
    stepId: step.stepId,
    product,
    from: Date.parse(from),
    ...(to !== undefined && { to: Date.parse(to) }),
    ...(pieceMs !== undefined && { pieceMs }),
  }
}

/**
 * The planned runtime per item in milliseconds (ISO 22400-2, PRI): the one of the step, else its planned duration for a number of pieces. Undefined for
 * a step that is not planned by pieces.
 */
export function plannedRuntimeOf({ runtimePerItem, duration }: Step): Decimal | undefined {
  if (runtimePerItem) return decimalOf(millisecondsIn(runtimePerItem))
  const { time, per } = duration?.perQuantity ?? {}
  if (!time || !per || !sameDimension(per.unit, '{each}' as typeof per.unit) || isZero(per.value)) return undefined
  return quotient(decimalOf(millisecondsIn(time)), per.value)
}
