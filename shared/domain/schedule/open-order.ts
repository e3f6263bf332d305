import type { StepDuration } from '../../../events/calendar.ts'
import { fractionOf, times } from '../../../events/fraction.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import { type Order, type Snapshot, statusOfOrder } from '../orders/order.ts'
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
    'stepId' | 'after' | 'workCenter' | 'equipmentClass' | 'capabilities' | 'qualifications' | 'duration'
  > {
  readonly progress: 'waiting' | 'completed' | Begun
}

export interface Begun {
  readonly startedAt: Instant
  readonly equipmentId?: string
}

export function openOrder(order: Order, snapshot: Snapshot): OpenOrder {
  const progressOf = (stepId: string): OpenStep['progress'] => {
    const progress = order.status === 'created' ? undefined : order.steps[stepId]
    return progress?.status === 'running' ? progress : progress ? 'completed' : 'waiting'
  }
  return {
    orderId: order.orderId,
    ...(order.priority !== undefined && { priority: order.priority }),
    ...(order.dueAt !== undefined && { dueAt: order.dueAt }),
    quantity: order.quantity,
    family: familyOf(order),
    held: statusOfOrder(order) === 'held',
    steps: snapshot.steps.map((step) => ({ ...step, progress: progressOf(step.stepId) })),
  }
}

export const familyOf = (order: Order): string =>
  (order.status === 'created' ? undefined : order.family) ?? order.product

/**
 * The working time of a step for a quantity, in milliseconds, rounded up to the second; 0 if the recipe has no duration.
 * @returns undefined if the duration is for a quantity of another dimension than the order's; Infinity beyond 15 digits
 */
export function workOf(duration: StepDuration | undefined, quantity: Quantity): number | undefined {
  const fixed = duration?.fixed ? milliseconds(duration.fixed) : 0
  if (!duration?.perQuantity) return fixed
  const { time, per } = duration.perQuantity
  if (!sameDimension(quantity.unit, per.unit)) return undefined
  const seconds = roundedUp(times(fractionOf(secondsIn(time)), shareOf(quantity, per)), 0)
  return fixed + (isMore(seconds, longest) ? Number.POSITIVE_INFINITY : Number(seconds) * 1000)
}

/** The greatest number of seconds whose milliseconds a number holds exactly (2^53 - 1): 285,000 years. */
const longest = decimalOf(9_007_199_254_740)
