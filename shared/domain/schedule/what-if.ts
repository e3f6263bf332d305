import type { Infeasible } from './infeasible.ts'
import type { OpenOrder } from './open-order.ts'
import type { Considered } from './order-plan.ts'
import type { PlantNow } from './plant-time.ts'
import { chainOf, isWorse, type Link } from './promise.ts'
import { byRank, type Ranked } from './rank.ts'
import { type Plan, type PlannedOrder, schedule } from './schedule.ts'

/** The place that somebody would like an order to have. */
export type WishedPlace = { readonly before: Ranked } | { readonly after: Ranked }

const [highest, lowest] = [1, 999]

/**
 * The priority with which the order comes before or after the other one, as near to its own rank as it goes: that of the other one if due dates then decide so,
 * or else the next one.
 * @returns undefined if no priority does
 */
export function priorityFor(order: Ranked, place: WishedPlace): number | 'none' | undefined {
  const other = 'before' in place ? place.before : place.after
  const beside = byRank(withPriority(order, other.priority ?? 'none'), other)
  const isThere = 'before' in place ? beside < 0 : beside > 0
  if (isThere) return other.priority ?? 'none'
  if ('before' in place) {
    const above = (other.priority ?? lowest + 1) - 1
    return above < highest ? undefined : above
  }
  if (other.priority === undefined) return undefined
  return other.priority === lowest ? 'none' : other.priority + 1
}

export function withPriority<Order extends Ranked>({ priority: _, ...order }: Order, priority: number | 'none') {
  return { ...order, ...(priority !== 'none' && { priority }) }
}

/** What the plan says of one order. */
export interface Outlook {
  readonly order: PlannedOrder
  /** The operations that decide its end, as a promise has them. */
  readonly chain: readonly Link[]
  readonly infeasible: readonly Infeasible[]
}

/** An order whose end another priority moves. */
export interface MovedOrder {
  readonly before: PlannedOrder
  readonly after: PlannedOrder
  /** It is late, later, or without a place in the plan, and was not. */
  readonly worse: boolean
}

export interface WhatIf {
  readonly now: Outlook
  readonly proposed?: Outlook & { readonly moved: readonly MovedOrder[]; readonly becauseOf: readonly Infeasible[] }
}

/**
 * What decides the end of an order in the plan, and what another priority would change; the order is one of the floor. Nothing is written.
 * @param priority the one to try; undefined to try none
 */
export function whatIf(floor: PlantNow, orderId: string, priority: number | 'none' | undefined): WhatIf {
  const [now, plan] = outlook(floor, orderId)
  if (priority === undefined) return { now }
  const orders = floor.orders.map((it) => (it.orderId === orderId ? withPriority(it, priority) : it))
  const [proposed, other] = outlook({ ...floor, orders: orders as readonly OpenOrder[] }, orderId)
  const before = new Map(plan.orders.map((it) => [it.orderId, it]))
  const moved = other.orders.flatMap((after) => {
    const was = before.get(after.orderId)
    if (!was || (was.plannedEnd === after.plannedEnd && after.orderId !== orderId)) return []
    return [{ before: was, after, worse: isWorse(after, was) }]
  })
  const worse = new Set(moved.filter((it) => it.worse).map(({ after }) => after.orderId))
  const becauseOf = other.infeasible.filter((it) => worse.has(it.orderId))
  return { now, proposed: { ...proposed, moved, becauseOf } }
}

function outlook(floor: PlantNow, orderId: string): readonly [Outlook, Plan] {
  const considered = new Map<string, Considered>()
  const plan = schedule(floor, (it) => {
    if (it.order.orderId === orderId) considered.set(it.step.stepId, it)
  })
  const order = plan.orders.find((it) => it.orderId === orderId) ?? { orderId }
  const infeasible = plan.infeasible.filter((it) => it.orderId === orderId)
  return [{ order, infeasible, chain: chainOf(plan, orderId, considered) }, plan]
}
