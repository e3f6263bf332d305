import type { StepDuration } from '../../../events/calendar.ts'
import { fractionOf, times } from '../../../events/fraction.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Amount, Quantity } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import { type Order, type Snapshot, statusOfOrder, type Units } from '../orders/order.ts'
import { mostToCome } from '../orders/units.ts'
import { decimalOf, isMore, roundedUp, sameDimension, secondsIn, shareOf } from '../quantity.ts'
import { milliseconds } from './capacity.ts'
import type { Ranked } from './rank.ts'

/** An order that is released and not complete, with what the schedule needs. */
export interface OpenOrder extends Ranked {
  readonly quantity: Quantity
  /** A product without a family is its own family. */
  readonly family: string
  /** On hold or paused, so no step may start. */
  readonly held: boolean
  readonly steps: readonly OpenStep[]
}

export interface OpenStep
  extends Pick<
    Step,
    | 'stepId'
    | 'after'
    | 'workCenter'
    | 'equipmentClass'
    | 'capabilities'
    | 'qualifications'
    | 'duration'
    | 'transferBatch'
  > {
  readonly flow?: Step['flow']
  readonly progress: 'waiting' | 'completed' | Begun
  /** What comes to the step, if that is less than the order's quantity because units were scrapped before it. */
  readonly quantity?: Amount
}

export interface Begun {
  readonly startedAt: Instant
  readonly equipmentId?: string
  /** In the order's unit; absent unless the step counts units. */
  readonly units?: Pick<Units, 'finished' | 'scrapped'>
}

export function openOrder(order: Order, snapshot: Snapshot): OpenOrder {
  const progressOf = (stepId: string): OpenStep['progress'] => {
    const progress = order.status === 'created' ? undefined : order.steps[stepId]
    return progress?.status === 'running' ? progress : progress ? 'completed' : 'waiting'
  }
  const comingTo = order.status === 'created' ? () => order.quantity.value : mostToCome(order, snapshot)
  return {
    orderId: order.orderId,
    ...(order.priority !== undefined && { priority: order.priority }),
    ...(order.dueAt !== undefined && { dueAt: order.dueAt }),
    quantity: order.quantity,
    family: familyOf(order),
    held: statusOfOrder(order) === 'held',
    steps: snapshot.steps.map((step) => {
      const coming = comingTo(step)
      return {
        ...step,
        progress: progressOf(step.stepId),
        ...(isMore(order.quantity.value, coming) && { quantity: { ...order.quantity, value: coming } }),
      }
    }),
  }
}

/** The steps in the order of the recipe, but each after its predecessors. */
export function inOrder(steps: readonly OpenStep[]): readonly OpenStep[] {
  const byId = new Map<string, OpenStep>(steps.map((step) => [step.stepId, step]))
  const visited = new Set<OpenStep>()
  const sorted: OpenStep[] = []
  const visit = (step: OpenStep | undefined): void => {
    if (!step || visited.has(step)) return
    visited.add(step)
    for (const id of step.after) visit(byId.get(id))
    sorted.push(step)
  }
  for (const step of steps) visit(step)
  return sorted
}

export const familyOf = (order: Order): string =>
  (order.status === 'created' ? undefined : order.family) ?? order.product

/**
 * The working time of a step for a quantity, in milliseconds, rounded up to the second; 0 if the recipe has no duration.
 * @returns undefined if the duration is for a quantity of another dimension than the order's; Infinity beyond 15 digits
 */
export function workOf(duration: StepDuration | undefined, quantity: Amount): number | undefined {
  const fixed = duration?.fixed ? milliseconds(duration.fixed) : 0
  if (!duration?.perQuantity) return fixed
  const { time, per } = duration.perQuantity
  if (!sameDimension(quantity.unit, per.unit)) return undefined
  const seconds = roundedUp(times(fractionOf(secondsIn(time)), shareOf(quantity, per)), 0)
  return fixed + (isMore(seconds, longest) ? Number.POSITIVE_INFINITY : Number(seconds) * 1000)
}

/** The greatest number of seconds whose milliseconds a number holds exactly (2^53 - 1): 285,000 years. */
const longest = decimalOf(9_007_199_254_740)
