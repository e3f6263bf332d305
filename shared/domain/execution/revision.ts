import type { Instant } from '../../../events/identifiers.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import {
  type Because,
  isProduct,
  type ReleasedOrder,
  revisionOf,
  type Snapshot,
  supersededKey,
} from '../orders/order.ts'
import { unitLines } from '../production/unit.ts'
import { violation } from '../refusal.ts'
import { isSame } from '../same.ts'
import { placesIn } from './releasing.ts'
import { fieldsThatDiffer } from './step-difference.ts'

/**
 * A snapshot is one item of the table, 409,600 bytes at most (DynamoDB), less 9,600 for its keys, its chain and why it was superseded. An
 * item is never larger than the JSON of what it holds; packed, it is far smaller.
 */
const largestSnapshotBytes = 400_000
export const isTooLarge = (snapshot: Snapshot): boolean =>
  new TextEncoder().encode(JSON.stringify(snapshot)).length > largestSnapshotBytes

/** Puts a snapshot in the place of another and keeps that one; the order names its new one, so that who read the old one is told. */
export function revised(
  order: ReleasedOrder,
  before: Snapshot,
  after: Snapshot,
  because: Because,
  at: Instant,
): Change[] {
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
 * Every step that stands in the way of another procedure. What was begun is the same before and after, so that the record shows what was
 * executed; what is still to come asks nothing of a completed step that the order does not remember.
 */
export function incompatibilities(order: ReleasedOrder, before: Snapshot, after: Snapshot): Violation[] {
  const begun = before.steps.filter(({ stepId }) => order.steps[stepId] !== undefined || order.preIssued?.[stepId])
  const toCome = after.steps.filter(({ stepId }) => order.steps[stepId] === undefined)
  return [
    ...begun.flatMap((step) => notTheSame(order, step, after)),
    ...toCome.flatMap((step) => forgotten(order, step)),
    ...partsOfMadeUnits(order, before, after),
    ...twice(after).map((id) => inTheWay(id, `Two steps would be called ${id}.`)),
    ...(isTooLarge(after) ? [tooLarge(order)] : []),
  ]
}

/** What a unit that is made lacks was judged by the lines as they were, and is judged again by nobody. */
function partsOfMadeUnits(order: ReleasedOrder, before: Snapshot, after: Snapshot): Violation[] {
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
      : inTheWay(
          (one ?? other)?.stepId ?? '',
          `Units are made, and version ${after.version} changes what each has of line ${lineId}; let the change take effect at the next batch, or rework the units.`,
        )
  })
}

const inTheWay = (stepId: string, detail: string): Violation =>
  violation('change-incompatible', detail, `step:${stepId}`)

const tooLarge = ({ orderId }: ReleasedOrder): Violation =>
  violation(
    'change-incompatible',
    `With the rework that it has, order ${orderId} would become too large.`,
    `order:${orderId}`,
  )

function notTheSame(order: ReleasedOrder, step: Step, { version, steps }: Snapshot): Violation[] {
  const { stepId } = step
  const state = order.steps[stepId]?.status ?? 'drawn for'
  const other = steps.find((it) => it.stepId === stepId)
  if (!other) return [inTheWay(stepId, `Step ${stepId} is ${state}, and version ${version} does not have it.`)]
  const fields = fieldsThatDiffer(step, other).map(({ field }) => field)
  if (fields.length === 0) return []
  return [inTheWay(stepId, `Step ${stepId} is ${state}, and version ${version} changes its ${fields.join(', ')}.`)]
}

/** A completed step keeps when it ended, and who worked on it, only if a step of its own version asked for that. */
function forgotten(order: ReleasedOrder, { stepId, timers, notBySamePersonAs }: Step): Violation[] {
  const lacks = (id: string, kept: 'completedAt' | 'workers'): boolean => {
    const progress = order.steps[id]
    return progress?.status === 'completed' && progress[kept] === undefined
  }
  const asks = (what: string, id: string) =>
    inTheWay(
      stepId,
      `Step ${stepId} asks ${what} step ${id}, which the order has not kept: no step asked for it before.`,
    )
  return [
    ...timers.flatMap(({ from }) =>
      from !== undefined && lacks(from, 'completedAt') ? [asks('for the end of', from)] : [],
    ),
    ...notBySamePersonAs.filter((id) => lacks(id, 'workers')).map((id) => asks('who worked on', id)),
  ]
}

const twice = ({ steps }: Snapshot): string[] => {
  const ids = steps.map(({ stepId }) => stepId)
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))]
}
