import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Trend } from '../equipment/trend.ts'
import { type Finding, finding } from '../orders/gate.ts'
import { type BoundOrder, isOver, type RunningStep, type Snapshot, type StepProgress } from '../orders/order.ts'
import { balancesOfOrder, balancesOfStep, objectionToBalance } from './mass-balance.ts'
import { countsDiffer, countsPermission } from './unit-counts.ts'
import { objectionToYield, yieldOfOrder, yieldOfStep } from './yield.ts'

/** A step that ends now, with its order and snapshot. */
export interface StepEnd {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
  readonly step: Step
  readonly running: RunningStep
  /** What devices have measured during the step. */
  readonly trends?: readonly Trend[] | undefined
}

/** Yields and balances outside limits at the end of a step; at the last step, also those of the order and its counts. */
export const yieldAndBalanceFindings = (end: StepEnd): (Finding | undefined)[] => [
  ...yieldFindings(end),
  ...balanceFindings(end),
  orderCounts(end.order, end.snapshot, end.step, end.running),
]

const yieldFindings = ({ order, snapshot, step, running }: StepEnd): (Finding | undefined)[] => [
  objectionToYield(step.yield, yieldOfStep(order, snapshot, step, running), order, step),
  orderYield(order, snapshot, step),
]

const balanceFindings = ({ order, snapshot, step, running }: StepEnd): (Finding | undefined)[] => [
  objectionToBalance(step.balance, balancesOfStep(step, running, snapshot), snapshot, step),
  orderBalance(order, snapshot, step),
]

/** Yields and balances of the order outside limits when its last step is skipped, because no later step can correct them. */
export const yieldAndBalanceWithout = (order: BoundOrder, snapshot: Snapshot, step: Step): (Finding | undefined)[] => [
  orderYield(order, snapshot, step),
  orderBalance(order, snapshot, step),
  orderCounts(order, snapshot, step, { status: 'skipped' }),
]

/** The counts of the order with this end of its last step. */
const orderCounts = (order: BoundOrder, snapshot: Snapshot, step: Step, end: StepProgress): Finding | undefined =>
  isLast(order, snapshot, step)
    ? countsDiffer({ ...order, steps: { ...order.steps, [step.stepId]: end } }, snapshot)
    : undefined

const orderYield = (order: BoundOrder, snapshot: Snapshot, step: Step): Finding | undefined =>
  isLast(order, snapshot, step) ? objectionToYield(snapshot.yield, yieldOfOrder(order), order, order) : undefined

const orderBalance = (order: BoundOrder, snapshot: Snapshot, step: Step): Finding | undefined =>
  isLast(order, snapshot, step)
    ? objectionToBalance(snapshot.balance, balancesOfOrder(order, snapshot), snapshot, order)
    : undefined

/** Yield and balance of an order outside limits after a correction, once all its steps are over: no later step judges them again. */
export const findingsAfter = (order: BoundOrder, snapshot: Snapshot): Violation[] =>
  snapshot.steps.every(({ stepId }) => isOver(order.steps[stepId])) ? findingsOfOrder(order, snapshot) : []

/** Yield and balance of the whole order outside limits, as it is now. */
export const findingsOfOrder = (order: BoundOrder, snapshot: Snapshot): Violation[] =>
  [
    objectionToYield(snapshot.yield, yieldOfOrder(order), order, order),
    objectionToBalance(snapshot.balance, balancesOfOrder(order, snapshot), snapshot, order),
  ].flatMap((it) => it?.violation ?? [])

/** After its last step, an order has no more input or output. */
const isLast = ({ steps }: BoundOrder, snapshot: Snapshot, { stepId }: Step): boolean =>
  snapshot.steps.every((it) => it.stepId === stepId || isOver(steps[it.stepId]))

/** Whether the completion itself changes the result: by finishing units (yield) or by backflush (balance). */
const completionSays = ({ flow, materials }: Step) => ({
  yield: flow === 'units',
  balance: materials.some(({ backflush }) => backflush !== undefined),
})

/** The {@link yieldAndBalanceFindings} that the completion does not change, so that they are known before it. */
export function foreseenFindings(end: StepEnd): (Finding | undefined)[] {
  const still = completionSays(end.step)
  return [
    ...(still.yield ? [orderYield(end.order, end.snapshot, end.step)] : yieldFindings(end)),
    ...(still.balance ? [] : balanceFindings(end)),
    ...(still.yield ? [] : [orderCounts(end.order, end.snapshot, end.step, end.running)]),
  ]
}

/** The other findings, which an override can let pass before the completion. */
export function yieldAndBalancePermissions({
  order,
  snapshot,
  step,
}: Omit<StepEnd, 'running'>): (Finding | undefined)[] {
  const still = completionSays(step)
  const { stepId, yield: range, balance } = step
  const { orderId } = order
  return [
    still.yield && range ? finding(range, 'yield-out-of-range/step-permission', { stepId }, 'yield:step') : undefined,
    still.yield && isLast(order, snapshot, step) ? countsPermission(order) : undefined,
    still.balance && balance ? finding(balance, 'balance-open/step-permission', { stepId }, 'balance:step') : undefined,
    still.balance && snapshot.balance && isLast(order, snapshot, step)
      ? finding(snapshot.balance, 'balance-open/order-permission', { orderId }, 'balance:order')
      : undefined,
  ]
}
