import type { StepId } from '../../../events/identifiers.ts'
import type { ClockEntry } from '../../../events/labour.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveOrder } from '../change.ts'
import { all, clear, decide, given, none, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { withException } from '../orders/amendment.ts'
import type { Finding } from '../orders/gate.ts'
import {
  type BoundOrder,
  isOver,
  isProduct,
  type Order,
  type Snapshot,
  type StepProgress,
  wrongStatus,
} from '../orders/order.ts'
import { needOf } from '../production/backflush-takes.ts'
import { unitsUnfinished } from '../production/begun-units.ts'
import { madeBy } from '../production/output.ts'
import { givingBack } from '../production/reservation.ts'
import { unitsLacking } from '../production/unit.ts'
import { findingsOfOrder } from '../production/yield-and-balance.ts'
import { isZero, zero } from '../quantity.ts'
import { distinct, reasons, violation } from '../refusal.ts'
import type { Sublot } from '../stock/lot.ts'
import type { Serial } from '../stock/serial.ts'
import { lackingAtEnd } from './ending.ts'

/**
 * Ends an order that has begun, in one act, with less than it was to make. A step that runs ends as it is, a step that has not started is not done.
 * Whatever an ordinary completion would have asked for becomes an exception that quality reviews before it releases the batch. It is refused while units
 * with parts in them are still on the benches.
 * @param units sublots of the units that the order has made
 * @param begun the records of the units on the benches that a refusal names
 * @param exceptionIdOf the id of the exception for a step, or for the order as a whole
 * @param clocks the open labour entries for the order, which the fact names
 */
export function closeShort(
  order: Order,
  snapshot: Snapshot | undefined,
  units: readonly Sublot[],
  reason: string,
  exceptionIdOf: (stepId?: string) => string,
  { at, caller }: Circumstances,
  clocks: readonly ClockEntry[] = [],
  begun: readonly Serial[] = [],
): Decision {
  const { orderId, product } = order
  const underWay = hasBegun(order)
    ? given(
        order,
        !Object.values(order.produced).some(isProduct) && violation('nothing-produced', { orderId, product }),
      )
    : none(wrongStatus(order, ['running', 'held'], 'to-close-short'))
  const frozen = upon(underWay, () =>
    present(snapshot, () => wrongStatus(order, ['running', 'held'], 'to-close-short')),
  )
  const both = all({ order: underWay, snapshot: frozen })
  const onBenches = upon(both, ({ order, snapshot }) => clear(unitsUnfinished(order, snapshot, begun)))
  return decide({ both, onBenches }, ({ both: { order, snapshot } }) => {
    const ends = snapshot.steps
      .filter(({ stepId }) => !isOver(order.steps[stepId]))
      .map(({ stepId }) => ({ stepId, state: endOf(order.steps[stepId]), exceptionId: exceptionIdOf(stepId) }))
    const missing = missingIn(order, snapshot, units, at)
    const { order: freed, changes, told } = givingBack(order)
    const ended: BoundOrder = {
      ...freed,
      status: 'completed',
      endedAt: at,
      closedShort: true,
      steps: { ...order.steps, ...Object.fromEntries(ends.map(({ stepId }) => [stepId, cutShort(order, stepId)])) },
    }
    const exceptionId = exceptionIdOf()
    const { unit } = order.quantity
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.order.closed-short.v1',
        data: {
          orderId,
          status: 'completed',
          reason,
          asked: order.quantity,
          made: { value: madeBy(order), unit },
          exceptionId,
          ...(ends.length > 0 && { steps: ends }),
          ...(missing.length > 0 && { warnings: missing }),
          ...told,
          ...(clocks.length > 0 && { openLabour: [...clocks] }),
        },
      },
      changes: [
        saveOrder(
          [exceptionId, ...ends.map((it) => it.exceptionId)].reduce<BoundOrder>(
            (all, id) => withException(all, id, caller),
            ended,
          ),
        ),
        ...changes,
      ],
    }
  })
}

const hasBegun = (order: Order): order is Extract<BoundOrder, { status: 'running' | 'paused' }> =>
  order.status === 'running' || order.status === 'paused'

const endOf = (progress: StepProgress | undefined) => (progress ? 'ended' : 'not-done') as 'ended' | 'not-done'

/** What is kept of a step that did not come to its own end. */
function cutShort({ steps }: BoundOrder, stepId: StepId): StepProgress {
  const progress = steps[stepId]
  if (progress?.status !== 'running') return { status: 'not-done' }
  return {
    status: 'ended',
    workers: progress.workers,
    ...(progress.late && { late: true }),
    ...(progress.units && { finished: progress.units.finished }),
  }
}

/** What the completion of its running steps and of the order would have asked for. */
function missingIn(order: BoundOrder, snapshot: Snapshot, units: readonly Sublot[], at: string): readonly Violation[] {
  const ofSteps = snapshot.steps.flatMap((step): (Finding | undefined)[] => {
    const running = order.steps[step.stepId]
    return running?.status === 'running' ? lackingAtEnd({ order, snapshot, step, running }, at) : []
  })
  return distinct(
    reasons(
      ofSteps.flatMap((it) => it?.violation ?? []),
      unitsLacking(order, units),
      findingsOfOrder(order, snapshot),
      notBooked(order, snapshot),
    ),
  )
}

/** Lines that the completion of a step would still have booked; what was used of them has to be counted. */
const notBooked = (order: BoundOrder, { steps }: Snapshot): Violation[] =>
  steps.flatMap((step: Step) => {
    const running = order.steps[step.stepId]
    if (running?.status !== 'running') return []
    return step.materials
      .filter((line) => line.backflush === 'actual' || !isZero(needOf(line, step, order, running) ?? zero))
      .map(({ lineId, materialId }) =>
        violation('line-incomplete/not-booked', { stepId: step.stepId, lineId, materialId }, `line:${lineId}`),
      )
  })
