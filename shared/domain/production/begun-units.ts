import type { StepId, SublotId } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { BoundOrder, Order, Snapshot } from '../orders/order.ts'
import { namesUnits } from '../recipes/per.ts'
import { violation } from '../refusal.ts'
import type { Serial } from '../stock/serial.ts'

/** As many as a person looks for on the benches at once. */
const mostNamed = 20

/** The begun units of an order that a refusal names. */
export const begunNamed = (order: Order): readonly SublotId[] =>
  order.status === 'created' ? [] : (order.begun ?? []).slice(0, mostNamed)

/**
 * A violation if units with parts in them, or in repair, are neither made nor lost. An order does not end with them, and quality does not decide on its
 * batch: they are made, scrapped, emptied, or put back first. Each is named with the step that it is in.
 * @param known the records of the units that are named
 */
export function unitsUnfinished(
  order: BoundOrder,
  snapshot: Snapshot | undefined,
  known: readonly Serial[],
): Violation | undefined {
  const { orderId, begun = [] } = order
  if (begun.length === 0) return undefined
  const units = begunNamed(order).map((serial) => {
    const unit = known.find((it) => it.sublotId === serial)
    const stepId = unit && snapshot && stepOf(order, snapshot, unit)
    return { serial, ...(unit && { lotId: unit.lotId }), ...(stepId !== undefined && { stepId }) }
  })
  return violation('units-unfinished', { orderId, units, others: begun.length - units.length }, `order:${orderId}`)
}

/** The step that a unit is in: the first one that names units and that it has not left, or the one that built its last part into it. */
function stepOf(order: BoundOrder, snapshot: Snapshot, { steps = {}, components = [] }: Serial): StepId | undefined {
  const next = snapshot.steps.find(
    (step) =>
      namesUnits(snapshot, step) &&
      order.steps[step.stepId]?.status !== 'skipped' &&
      steps[step.stepId]?.left === undefined,
  )
  const isThere = next && (order.steps[next.stepId]?.status === 'running' || steps[next.stepId] !== undefined)
  const built = components.findLast(({ orderId = order.orderId }) => orderId === order.orderId)
  return isThere ? next.stepId : (built?.stepId ?? next?.stepId)
}
