import type { StepId } from '../../../events/identifiers.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { type Change, saveOrder, saveSerial } from '../change.ts'
import {
  type BoundOrder,
  type Order,
  type Snapshot,
  type Units,
  underWay,
  withPreIssue,
  wrongStatus,
} from '../orders/order.ts'
import { arrived, unitsOf } from '../orders/units.ts'
import { notOfOrder } from '../production/installation.ts'
import type { Deviation } from '../quality/deviation.ts'
import type { Reworked } from '../quality/disposition.ts'
import { isMore, isZero, one, subtract, zero } from '../quantity.ts'
import { namesUnits, namingBefore } from '../recipes/per.ts'
import { waitsOf } from '../recipes/procedure.ts'
import { reasons, violation } from '../refusal.ts'
import { type Serial, unitNamed } from '../stock/serial.ts'

/**
 * Brings one unit back to steps that it goes through again: their results of it are cleared, and those of the steps behind them. The counts of
 * these steps follow, so that the unit is under way again. A step that was over starts anew for it, with what it took and counted before. Nothing
 * changes for other units.
 */
export function reworkUnit(
  { deviationId, subject }: Deviation,
  { order, snapshot, unit }: { order: Order | undefined; snapshot: Snapshot | undefined; unit: Serial | undefined },
  stepIds: readonly StepId[],
): Reworked {
  if (subject.type !== 'unit' || !order)
    return refused([violation('disposition-unfit/no-unit', { deviationId }, 'rework/stepIds')])
  if (order.status === 'created' || !snapshot || !underWay(order))
    return refused([wrongStatus(order, ['released', 'running', 'held'], 'rework-under-way')])
  const { orderId, product } = order
  const { serial } = unitNamed(subject.id)
  if (!unit || unit.orderId !== orderId) return refused([notOfOrder({ orderId, product, serial }, unit)])
  const again = stepsAgain(snapshot, unit, stepIds)
  const found = reasons(
    stepIds.flatMap((stepId, index) => unfitStep(snapshot, stepId, `rework/stepIds/${index}`)),
    begunBehind(order, snapshot, again).map((stepId) =>
      violation('disposition-unfit/batch-begun', { serial, stepId }, `step:${stepId}`),
    ),
  )
  if (found.length > 0) return refused(found)
  return {
    violations: [],
    ofUnit: { orderId, materialId: unit.materialId, serial: unit.sublotId, stepIds: [...stepIds] },
    changes: changesOf(order, snapshot, unit, again),
  }
}

const refused = (violations: readonly Violation[]): Reworked => ({ violations, changes: [] })

function unfitStep(snapshot: Snapshot, stepId: StepId, ref: string): Violation[] {
  const { orderId } = snapshot
  const step = snapshot.steps.find((it) => it.stepId === stepId)
  if (!step) return [violation('step-unknown/in-recipe', { orderId, stepId }, ref)]
  return namesUnits(snapshot, step) ? [] : [violation('disposition-unfit/step-counts', { stepId }, ref)]
}

/** The steps named, and those behind them in which the unit has been. */
const stepsAgain = (snapshot: Snapshot, unit: Serial, stepIds: readonly StepId[]): Step[] =>
  snapshot.steps.filter(
    (step) =>
      unit.steps?.[step.stepId] !== undefined &&
      (stepIds.includes(step.stepId) || namingBefore(snapshot, step).some(({ stepId }) => stepIds.includes(stepId))),
  )

/** Steps behind them that work on all units at once and have begun: the unit has become part of something. */
function begunBehind(order: BoundOrder, snapshot: Snapshot, again: readonly Step[]): StepId[] {
  const waits = waitsOf({ procedures: [], steps: snapshot.steps })
  return snapshot.steps
    .filter(
      (step) =>
        !namesUnits(snapshot, step) &&
        order.steps[step.stepId] !== undefined &&
        again.some(({ stepId }) => waits.get(step.stepId)?.has(stepId)),
    )
    .map(({ stepId }) => stepId)
}

function changesOf(order: BoundOrder, snapshot: Snapshot, unit: Serial, again: readonly Step[]): Change[] {
  const ids = new Set<string>(again.map(({ stepId }) => stepId))
  const left = Object.entries(unit.steps ?? {}).filter(([stepId]) => !ids.has(stepId))
  const open = again.reduce((it, step) => reopened(it, snapshot, step), order)
  const after = again.reduce((it, { stepId }) => withoutFinished(it, stepId, unit), open)
  return [
    saveOrder(again.reduce((it, step) => withoutStarted(it, snapshot, step), after)),
    saveSerial({ ...unit, steps: Object.fromEntries(left) }),
  ]
}

/** A step that was over waits again, with what it had at its end. All that came to it is finished or was scrapped. */
function reopened(order: BoundOrder, snapshot: Snapshot, step: Step): BoundOrder {
  const { [step.stepId]: progress, ...steps } = order.steps
  if (progress?.status !== 'completed') return order
  const { finished = zero, took: consumed = {}, exact, workers = [] } = progress
  const started = arrived(order, snapshot, step)
  const units = { started, finished, scrapped: subtract(started, finished) }
  return withPreIssue({ ...order, steps }, step.stepId, { consumed, ...(exact && { exact }), workers, units })
}

/** The unit is in the step again; in one that has to start anew, it waits to begin. */
function withoutFinished(order: BoundOrder, stepId: string, unit: Serial): BoundOrder {
  const units = unitsOf(order, stepId)
  if (unit.steps?.[stepId]?.left !== 'finished' || isZero(units.finished)) return order
  const isWaiting = order.steps[stepId] === undefined
  return counting(order, stepId, {
    ...units,
    finished: subtract(units.finished, one),
    ...(isWaiting && { started: subtract(units.started, one) }),
  })
}

function counting(order: BoundOrder, stepId: string, units: Units): BoundOrder {
  const [progress, before] = [order.steps[stepId], order.preIssued?.[stepId]]
  if (progress?.status === 'running') return { ...order, steps: { ...order.steps, [stepId]: { ...progress, units } } }
  return before ? withPreIssue(order, stepId, { ...before, units }) : order
}

/** No more units have begun in a step than have come to it, and the unit comes to a later step again. */
function withoutStarted(order: BoundOrder, snapshot: Snapshot, step: Step): BoundOrder {
  const units = unitsOf(order, step.stepId)
  const most = arrived(order, snapshot, step)
  return isMore(units.started, most) ? counting(order, step.stepId, { ...units, started: most }) : order
}
