import type { Step } from '../../../events/recipe.ts'
import { type Finding, finding } from '../orders/gate.ts'
import { isOver, type ReleasedOrder, type RunningStep, type Snapshot } from '../orders/order.ts'
import { balancesOfOrder, balancesOfStep, objectionToBalance } from './mass-balance.ts'
import { objectionToYield, yieldOfOrder, yieldOfStep } from './yield.ts'

/** What a step and its order come to when the step ends now. */
export interface Ending {
  readonly order: ReleasedOrder
  readonly snapshot: Snapshot
  readonly step: Step
  readonly running: RunningStep
}

const ofStep = ({ stepId }: Step, rule: 'yield' | 'balance') => ({ what: `step ${stepId}`, ref: `${rule}:step` })
const ofOrder = ({ orderId }: Pick<ReleasedOrder, 'orderId'>, rule: 'yield' | 'balance') => ({
  what: `order ${orderId}`,
  ref: `${rule}:order`,
})

/** The yields and balances that stand against the end of a step; those of the order too, when nothing comes after it. */
export const yieldAndBalanceFindings = (end: Ending): (Finding | undefined)[] => [
  ...yieldFindings(end),
  ...balanceFindings(end),
]

const yieldFindings = ({ order, snapshot, step, running }: Ending): (Finding | undefined)[] => [
  objectionToYield(step.yield, yieldOfStep(order, snapshot, step, running), order, ofStep(step, 'yield')),
  orderYield(order, snapshot, step),
]

const balanceFindings = ({ order, snapshot, step, running }: Ending): (Finding | undefined)[] => [
  objectionToBalance(step.balance, balancesOfStep(step, running), snapshot, ofStep(step, 'balance')),
  orderBalance(order, snapshot, step),
]

/** What stands against leaving out the last step of an order: that nobody can make good afterwards. */
export const yieldAndBalanceWithout = (
  order: ReleasedOrder,
  snapshot: Snapshot,
  step: Step,
): (Finding | undefined)[] => [orderYield(order, snapshot, step), orderBalance(order, snapshot, step)]

const orderYield = (order: ReleasedOrder, snapshot: Snapshot, step: Step): Finding | undefined =>
  isLast(order, snapshot, step)
    ? objectionToYield(snapshot.yield, yieldOfOrder(order), order, ofOrder(order, 'yield'))
    : undefined

const orderBalance = (order: ReleasedOrder, snapshot: Snapshot, step: Step): Finding | undefined =>
  isLast(order, snapshot, step)
    ? objectionToBalance(snapshot.balance, balancesOfOrder(order), snapshot, ofOrder(order, 'balance'))
    : undefined

/** Once its last step is over, nothing more goes into an order or comes out of it. */
const isLast = ({ steps }: ReleasedOrder, snapshot: Snapshot, { stepId }: Step): boolean =>
  snapshot.steps.every((it) => it.stepId === stepId || isOver(steps[it.stepId]))

/** Whether the completion itself still says what the rule is about: the units that it finishes, or what it books. */
const completionSays = ({ flow, materials }: Step) => ({
  yield: flow === 'units',
  balance: materials.some(({ backflush }) => backflush !== undefined),
})

/** Of the {@link turnoutFindings}, those that nothing in the completion itself will change: they stand before it. */
export function foreseenFindings(end: Ending): (Finding | undefined)[] {
  const still = completionSays(end.step)
  return [
    ...(still.yield ? [orderYield(end.order, end.snapshot, end.step)] : yieldFindings(end)),
    ...(still.balance ? [] : balanceFindings(end)),
  ]
}

/** The others: they can be let pass before the completion that breaks them. */
export function yieldAndBalancePermissions({
  order,
  snapshot,
  step,
}: Omit<Ending, 'running'>): (Finding | undefined)[] {
  const still = completionSays(step)
  const { yield: range } = step
  const wouldBeOpen = (rule: Step['balance'], { what, ref }: ReturnType<typeof ofStep>) =>
    rule && finding(rule, 'balance-open', `The balance of ${what} would be open.`, ref)
  return [
    ...(still.yield && range
      ? [
          finding(
            range,
            'yield-out-of-range',
            `The yield of step ${step.stepId} would be outside its range.`,
            ofStep(step, 'yield').ref,
          ),
        ]
      : []),
    ...(still.balance ? [wouldBeOpen(step.balance, ofStep(step, 'balance'))] : []),
    ...(still.balance && isLast(order, snapshot, step)
      ? [wouldBeOpen(snapshot.balance, ofOrder(order, 'balance'))]
      : []),
  ]
}
