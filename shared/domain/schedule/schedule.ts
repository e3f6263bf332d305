import type { Instant } from '../../../events/identifiers.ts'
import { type Infeasible, lateness } from './infeasible.ts'
import type { OpenOrder } from './open-order.ts'
import { type Considered, instantOf, type Operation, type OrderPlan, planOrder } from './order-plan.ts'
import { type PlantNow, type PlantTime, plantTime } from './plant-time.ts'
import { byRank, type Ranked } from './rank.ts'

export interface PlannedOrder extends Omit<Ranked, 'family'> {
  /** Absent if something prevents its end. */
  readonly plannedEnd?: Instant
  readonly lateBySeconds?: number
  /** Steps whose recipe has no duration; they are planned to take no time. */
  readonly withoutDuration?: readonly string[]
}

export interface Plan {
  readonly at: Instant
  /** The latest end of any planned step. */
  readonly horizon: Instant
  /** In order of time. */
  readonly operations: readonly Operation[]
  /** In order of urgency. */
  readonly orders: readonly PlannedOrder[]
  readonly infeasible: readonly Infeasible[]
}

/** A year (366 days); a plan further ahead has no use. */
const horizonMs = 366 * 24 * 60 * 60 * 1000

/**
 * The finite-capacity forward schedule of a site, by a serial schedule-generation scheme (R. Kolisch, Serial and parallel resource-constrained
 * project scheduling methods revisited, 1996). Running work stays in place. Then the orders are planned in the order of {@link byRank}. Each step,
 * after its predecessors or after their first units, takes the earliest possible end on a unit that may run it, with a qualified person. Planned steps
 * are never moved, so an order's plan does not depend on orders after it.
 * @param watch is told of each step before it takes its place
 */
export function schedule(floor: PlantNow, watch?: (it: Considered) => void): Plan {
  const from = Date.parse(floor.at)
  const orders = floor.orders.toSorted(byRank)
  const plant = plantTime({ ...floor, orders }, { from, to: from + horizonMs })
  const taken = plant.begin()
  const plans = orders.map((order) => ({ order, plan: planOrder(plant, taken, order, watch) }))
  return {
    at: floor.at,
    horizon: instantOf(plant.time.to),
    operations: plans.flatMap(({ plan }) => plan.operations).sort(byTime),
    orders: plans.map(({ order, plan }) => outcome(order, plan)),
    infeasible: plans.flatMap(({ order, plan }) => [...plan.obstacles, ...missedDueDate(plant, order, plan)]),
  }
}

const byTime = (one: Operation, other: Operation): number =>
  one.from < other.from ? -1 : one.from > other.from ? 1 : byRank(one, other) || (one.stepId < other.stepId ? -1 : 1)

function outcome({ orderId, priority, dueAt, steps }: OpenOrder, { end }: OrderPlan): PlannedOrder {
  const untimed = steps.filter(({ progress, duration }) => progress === 'waiting' && !duration).map((it) => it.stepId)
  return {
    orderId,
    ...(priority !== undefined && { priority }),
    ...(dueAt !== undefined && { dueAt }),
    ...(end !== undefined && { plannedEnd: end }),
    ...(end !== undefined && dueAt !== undefined && end > dueAt && { lateBySeconds: seconds(dueAt, end) }),
    ...(untimed.length > 0 && { withoutDuration: untimed }),
  }
}

const seconds = (from: Instant, to: Instant): number => Math.ceil((Date.parse(to) - Date.parse(from)) / 1000)

function missedDueDate(plant: PlantTime, order: OpenOrder, { end }: OrderPlan): Infeasible[] {
  const { orderId, dueAt } = order
  if (dueAt === undefined || end === undefined || end <= dueAt) return []
  return [lateness(orderId, dueAt, end, planOrder(plant, plant.begin(), order).end)]
}
