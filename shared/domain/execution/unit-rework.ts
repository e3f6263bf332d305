import type { StepId } from '../../../events/identifiers.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { type Change, saveOrder, saveSerial } from '../change.ts'
import { type BoundOrder, isOver, type Order, type Snapshot, underWay, wrongStatus } from '../orders/order.ts'
import { arrived } from '../orders/units.ts'
import { notOfOrder } from '../production/installation.ts'
import type { Deviation } from '../quality/deviation.ts'
import type { Reworked } from '../quality/disposition.ts'
import { isMore, one, subtract } from '../quantity.ts'
import { namesUnits, namingBefore } from '../recipes/per.ts'
import { reasons, violation } from '../refusal.ts'
import { type Serial, unitNamed } from '../stock/serial.ts'

/**
 * Brings one unit back to steps that it goes through again: their results of it are cleared, and those of the steps behind them. The counts of
 * these steps follow, so that the unit is under way again. Nothing changes for other units.
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
    again
      .filter((step) => isOver(order.steps[step.stepId]))
      .map(({ stepId }) => violation('disposition-unfit/step-over', { serial, stepId }, `step:${stepId}`)),
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

function changesOf(order: BoundOrder, snapshot: Snapshot, unit: Serial, again: readonly Step[]): Change[] {
  const ids = new Set<string>(again.map(({ stepId }) => stepId))
  const left = Object.entries(unit.steps ?? {}).filter(([stepId]) => !ids.has(stepId))
  const after = again.reduce((it, { stepId }) => withoutFinished(it, stepId, unit), order)
  return [
    saveOrder(again.reduce((it, step) => withoutStarted(it, snapshot, step), after)),
    saveSerial({ ...unit, steps: Object.fromEntries(left) }),
  ]
}

/** The unit is in the step again. */
function withoutFinished(order: BoundOrder, stepId: string, unit: Serial): BoundOrder {
  const progress = order.steps[stepId]
  if (progress?.status !== 'running' || !progress.units || unit.steps?.[stepId]?.left !== 'finished') return order
  const units = { ...progress.units, finished: subtract(progress.units.finished, one) }
  return { ...order, steps: { ...order.steps, [stepId]: { ...progress, units } } }
}

/** No more units have begun in a step than have come to it, and the unit comes to a later step again. */
function withoutStarted(order: BoundOrder, snapshot: Snapshot, step: Step): BoundOrder {
  const progress = order.steps[step.stepId]
  if (progress?.status !== 'running' || !progress.units) return order
  const most = arrived(order, snapshot, step)
  if (!isMore(progress.units.started, most)) return order
  return {
    ...order,
    steps: { ...order.steps, [step.stepId]: { ...progress, units: { ...progress.units, started: most } } },
  }
}
