import type { Instant } from '../../../events/identifiers.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import { chargedIn, chargeOf, weighingsOf } from '../orders/charges.ts'
import { type Because, type BoundOrder, isProduct, revisionOf, type Snapshot, supersededKey } from '../orders/order.ts'
import { unitLines } from '../production/unit.ts'
import { violation } from '../refusal.ts'
import { isSame } from '../same.ts'
import { placesIn } from './order-release.ts'
import { isTooLarge } from './snapshot.ts'
import { fieldsThatDiffer } from './step-difference.ts'

/** Replaces a snapshot and keeps the old one. The order names the new revision, so that readers of the old one notice. */
export function revised(order: BoundOrder, before: Snapshot, after: Snapshot, because: Because, at: Instant): Change[] {
  const revision = revisionOf(before) + 1
  return [
    saveOrder({ ...order, ...placesIn(after), version: after.version, revision }),
    { change: 'save', kind: 'snapshot', id: order.orderId, value: { ...after, revision } },
    {
      change: 'save',
      kind: 'superseded',
      id: supersededKey(order.orderId, revisionOf(before)),
      value: { ...before, supersededAt: at, because },
    },
  ]
}

/**
 * Every step that prevents another procedure. Begun steps must be the same, so that the record shows what was executed. Future steps may need nothing
 * from completed steps that the order did not keep.
 */
export function incompatibilities(order: BoundOrder, before: Snapshot, after: Snapshot): Violation[] {
  const begun = before.steps.filter(({ stepId }) => order.steps[stepId] !== undefined || order.preIssued?.[stepId])
  const toCome = after.steps.filter(({ stepId }) => order.steps[stepId] === undefined)
  return [
    ...begun.flatMap((step) => notTheSame(order, step, after)),
    ...toCome.flatMap((step) => forgotten(order, before, step)),
    ...partsOfMadeUnits(order, before, after),
    ...twice(after).map((stepId) => violation('change-incompatible/two-steps', { stepId }, `step:${stepId}`)),
    ...(isTooLarge(after) ? [tooLarge(order)] : []),
  ]
}

/** The components of a unit are checked when it is made, by the lines of that time. So these lines may not change afterwards. */
function partsOfMadeUnits(order: BoundOrder, before: Snapshot, after: Snapshot): Violation[] {
  if (!Object.values(order.produced).some(isProduct)) return []
  const partsIn = (snapshot: Snapshot) =>
    new Map(
      unitLines(snapshot).map(({ lineId, materialId, perUnit, stepId }) => [lineId, { materialId, perUnit, stepId }]),
    )
  const [was, is] = [partsIn(before), partsIn(after)]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((lineId) => {
    const [one, other] = [was.get(lineId), is.get(lineId)]
    return isSame(one, other)
      ? []
      : violation(
          'change-incompatible/made-units',
          { version: after.version, lineId },
          `step:${(one ?? other)?.stepId ?? ''}`,
        )
  })
}

const tooLarge = ({ orderId }: BoundOrder): Violation =>
  violation('change-incompatible/too-large', { orderId }, `order:${orderId}`)

function notTheSame(order: BoundOrder, step: Step, { version, steps }: Snapshot): Violation[] {
  const { stepId } = step
  const ref = `step:${stepId}`
  const begun = { stepId, state: order.steps[stepId]?.status ?? 'pre-issued', version }
  const other = steps.find((it) => it.stepId === stepId)
  if (!other) return [violation('change-incompatible/step-gone', begun, ref)]
  const fields = fieldsThatDiffer(step, other).map(({ field }) => field)
  if (fields.length === 0) return []
  return [violation('change-incompatible/step-changed', { ...begun, fields }, ref)]
}

/** A completed step keeps its end, its workers and its weighings only if another step of its own version needs them. */
function forgotten(order: BoundOrder, before: Snapshot, step: Step): Violation[] {
  const { stepId, timers, notBySamePersonAs, charges = [] } = step
  const lacks = (id: string, kept: 'completedAt' | 'workers' | 'dispensed'): boolean => {
    const progress = order.steps[id]
    return progress?.status === 'completed' && progress[kept] === undefined
  }
  const ref = `step:${stepId}`
  return [
    ...timers.flatMap(({ from }) =>
      from !== undefined && lacks(from, 'completedAt')
        ? [violation('change-incompatible/end-not-kept', { stepId, earlier: from }, ref)]
        : [],
    ),
    ...notBySamePersonAs
      .filter((id) => lacks(id, 'workers'))
      .map((earlier) => violation('change-incompatible/workers-not-kept', { stepId, earlier }, ref)),
    ...charges
      .filter(({ from }) => lacks(from, 'dispensed') || isUnkept(order, before, step, from))
      .map(({ from }) => violation('change-incompatible/containers-not-kept', { stepId, earlier: from }, ref)),
  ]
}

/** Whether material was weighed for a line whose containers the step charges, and no step of the old version did. */
const isUnkept = (order: BoundOrder, before: Snapshot, step: Step, from: string): boolean =>
  Object.keys(weighingsOf(order.steps[from])?.consumed ?? {}).some(
    (lineId) => chargeOf(step, from, lineId) !== undefined && chargedIn(before, from, lineId) === undefined,
  )

const twice = ({ steps }: Snapshot): string[] => {
  const ids = steps.map(({ stepId }) => stepId)
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))]
}
