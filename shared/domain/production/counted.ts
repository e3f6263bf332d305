import type { EquipmentId, LotId, StepId } from '../../../events/identifiers.ts'
import type { Produce } from '../../../events/order.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Circumstances } from '../caller.ts'
import type { Decision } from '../decision.ts'
import type { BoundOrder, RunningStep } from '../orders/order.ts'
import { isMore, sameDimension, subtract, zero } from '../quantity.ts'
import type { Found } from './output.ts'
import { produce } from './production.ts'

/** What the counter of an equipment says of a step in all. */
export interface CountOf {
  readonly equipmentId: EquipmentId
  readonly stepId: StepId
  /** Pieces that the counter rejected, by its reason, which may be empty; undefined for good pieces. */
  readonly rejectedAs?: string
  readonly total: Decimal
}

/** The name of a counter in the progress of a step. */
export const counterName = ({ equipmentId, rejectedAs }: Pick<CountOf, 'equipmentId' | 'rejectedAs'>): string =>
  rejectedAs === undefined ? equipmentId : `${equipmentId}/${rejectedAs}`

/** What of a count is not booked yet, as an output; undefined if the step does not run, if all of it is, or if the product is not counted in pieces. */
export function outputCounted(order: BoundOrder, count: CountOf): Produce | undefined {
  const progress = order.steps[count.stepId]
  const { unit } = order.quantity
  if (order.status !== 'running' || progress?.status !== 'running') return undefined
  const booked = progress.bookedCounts?.[counterName(count)] ?? zero
  // Late messages may move pieces to another order; what was booked then waits until the counter has come as far again.
  if (!isMore(count.total, booked) || !sameDimension(unit, '{each}' as typeof unit)) return undefined
  const { stepId, rejectedAs, total } = count
  const quantity = { value: subtract(total, booked), unit }
  const made = { stepId, lotId: lotToFill(order), quantity }
  if (rejectedAs === undefined) return { ...made, use: 'produced' }
  return { ...made, use: 'scrap', ...(rejectedAs !== '' && { reasonCode: rejectedAs }) }
}

/** The lot that the order's people or counters began last; without one, a lot with the name of the order. */
export const lotToFill = ({ orderId, produced }: BoundOrder): LotId =>
  (Object.entries(produced).findLast(([, { materialId }]) => materialId === undefined)?.[0] ?? orderId) as LotId

/** Books the output, and remembers up to where the counter is booked, so that no piece is booked twice. */
export function produceCounted(found: Found, body: Produce, count: CountOf, circumstances: Circumstances): Decision {
  const decision = produce(found, body, circumstances)
  if (decision.outcome === 'refused' || decision.fact.type !== 'andon.material.produced.v1') return decision
  const { equipmentId, total } = count
  return {
    ...decision,
    fact: { ...decision.fact, data: { ...decision.fact.data, counted: { equipmentId, total } } },
    changes: decision.changes.map((it) =>
      it.change === 'save' && it.kind === 'order' && it.value.status !== 'created'
        ? { ...it, value: withCounted(it.value, count) }
        : it,
    ),
  }
}

function withCounted(order: BoundOrder, count: CountOf): BoundOrder {
  const progress = order.steps[count.stepId]
  if (progress?.status !== 'running') return order
  const bookedCounts: RunningStep['bookedCounts'] = { ...progress.bookedCounts, [counterName(count)]: count.total }
  return { ...order, steps: { ...order.steps, [count.stepId]: { ...progress, bookedCounts } } }
}
