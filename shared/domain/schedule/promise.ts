import { type Instant, orderId } from '../../../events/identifiers.ts'
import { alwaysOpen, type Span } from './calendar.ts'
import type { OpenOrder } from './open-order.ts'
import { type Considered, instantOf, type Operation } from './order-plan.ts'
import type { PlantNow } from './plant-time.ts'
import type { Ranked } from './rank.ts'
import { type Plan, type PlannedOrder, schedule } from './schedule.ts'
import { earliestSlot } from './timeline.ts'

/** The last id there can be: an order that is only asked about comes after every other one of its rank. */
export const asked = orderId.parse('z'.repeat(64))

/** What a step waits for: a unit that another order has, a person who is busy, the opening of its units, the end of their maintenance. */
export const waitCauses = ['unit', 'qualification', 'calendar', 'maintenance'] as const
export type WaitCause = (typeof waitCauses)[number]

/** An operation of the order, and why it does not end earlier. */
export interface Link extends Operation {
  /** When the steps before it let it begin. */
  readonly readyAt: Instant
  /** Without any of these it would end earlier; empty if only its own work and the steps before it count. */
  readonly waitsFor: readonly WaitCause[]
  /** The orders that have its units or people meanwhile. */
  readonly behind: readonly string[]
}

export interface Promised {
  /** The plan with the order in it. */
  readonly plan: Plan
  /** Absent if something prevents its end. */
  readonly end?: Instant
  /** The operations that decide the end, in the order of time: an earlier end of any of them could bring the order forward. */
  readonly chain: readonly Link[]
  /** The orders that would be late, later, or without a place in the plan because of this one; none if it ranks last. */
  readonly delayed: readonly Delayed[]
}

/** Without an end, the order would have no place within the horizon of the plan any more. */
export interface Delayed extends Omit<Ranked, 'family'> {
  readonly plannedEnd?: Instant
  readonly lateBySeconds?: number
}

/**
 * By when an order could be done if it were released now, after all orders of its rank, and what decides it.
 * @param order its id is {@link asked}
 */
export function promise(floor: PlantNow, order: OpenOrder): Promised {
  const considered = new Map<string, Considered>()
  const plan = schedule({ ...floor, orders: [...floor.orders, order] }, (it) => {
    if (it.order === order) considered.set(it.step.stepId, it)
  })
  const end = plan.orders.find((it) => it.orderId === order.orderId)?.plannedEnd
  const rank = plan.orders.findIndex((it) => it.orderId === order.orderId)
  const harmed = plan.orders
    .slice(rank + 1)
    .filter(({ plannedEnd, lateBySeconds }) => plannedEnd === undefined || lateBySeconds !== undefined)
  const before = new Map(harmed.length > 0 ? schedule(floor).orders.map((it) => [it.orderId, it]) : [])
  return {
    plan,
    ...(end !== undefined && { end }),
    chain: chainOf(plan, order.orderId, considered),
    delayed: harmed.filter((it) => isWorse(it, before.get(it.orderId))).map(delayedBy),
  }
}

/** Late, later, or without a place in the plan, and was not. A late place is better than none. */
export function isWorse({ plannedEnd, lateBySeconds = 0 }: PlannedOrder, before: PlannedOrder | undefined): boolean {
  const hadNone = before !== undefined && before.plannedEnd === undefined
  return !hadNone && (plannedEnd === undefined ? before !== undefined : lateBySeconds > (before?.lateBySeconds ?? 0))
}

const delayedBy = ({ orderId: id, priority, dueAt, plannedEnd, lateBySeconds }: PlannedOrder): Delayed => ({
  orderId: id,
  ...(priority !== undefined && { priority }),
  ...(dueAt !== undefined && { dueAt }),
  ...(plannedEnd !== undefined && { plannedEnd }),
  ...(lateBySeconds !== undefined && { lateBySeconds }),
})

/** From the operation that ends last, back to the one that waits for something else than the steps before it; none for an order without an end. */
export function chainOf(plan: Plan, orderId: string, considered: ReadonlyMap<string, Considered>): Link[] {
  if (plan.orders.find((it) => it.orderId === orderId)?.plannedEnd === undefined) return []
  const own = plan.operations.filter((it) => it.orderId === orderId)
  const chain: Link[] = []
  for (let it = lastOf(own); it; ) {
    const found: Considered | undefined = considered.get(it.stepId)
    if (!found) break
    const link = linkOf(it, found, plan)
    chain.unshift(link)
    if (link.waitsFor.some((cause) => cause === 'unit' || cause === 'qualification')) break
    it = lastOf(own.filter(({ stepId }) => found.step.after.some((id) => id === stepId)))
  }
  return chain
}

const lastOf = (operations: readonly Operation[]): Operation | undefined =>
  operations.toSorted((one, other) => (one.to < other.to ? 1 : -1))[0]

function linkOf(operation: Operation, considered: Considered, { at, horizon, operations }: Plan): Link {
  const { demand, booking, units, people, order } = considered
  const waitsFor = waits(considered, { from: Date.parse(at), to: Date.parse(horizon) })
  const [ready, starts] = [instantOf(demand.ready), instantOf(booking.setUpFrom)]
  const has = (taken: Operation): boolean =>
    (waitsFor.includes('unit') && units.some(({ equipmentId }) => equipmentId === taken.equipmentId)) ||
    (waitsFor.includes('qualification') && people.some(({ personId }) => personId === taken.personId))
  const behind = operations
    .filter((it) => it.orderId !== order.orderId && it.to > ready && (it.setUpFrom ?? it.from) < starts && has(it))
    .map((it) => it.orderId)
  return { ...operation, readyAt: ready, waitsFor, behind: [...new Set(behind)] }
}

/** Each cause without which the step would end earlier. Where only several of them together hold it up, these. */
function waits(considered: Considered, time: Span): readonly WaitCause[] {
  const { to } = considered.booking
  const helps = (causes: readonly WaitCause[]) => endWithout(causes, considered, time) < to
  const alone = waitCauses.filter((cause) => helps([cause]))
  if (alone.length > 0 || !helps(waitCauses)) return alone
  return waitCauses.reduce<readonly WaitCause[]>((needed, cause) => {
    const others = needed.filter((it) => it !== cause)
    return helps(others) ? others : needed
  }, waitCauses)
}

function endWithout(causes: readonly WaitCause[], { demand, units, people }: Considered, time: Span): number {
  const anybody = causes.includes('qualification')
  const ends = units.map(({ time: unit }) => {
    const freed = {
      ...unit,
      ...(causes.includes('unit') && { bookings: [] }),
      ...(causes.includes('calendar') && { opening: alwaysOpen(time) }),
      ...(causes.includes('maintenance') && { maintenance: [] }),
    }
    const slot = earliestSlot(freed, anybody ? { ...demand, qualifications: [] } : demand, anybody ? [] : people)
    return slot?.booking.to ?? Number.POSITIVE_INFINITY
  })
  return Math.min(...ends)
}
