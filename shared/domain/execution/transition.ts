import type { Instant } from '../../../events/identifiers.ts'
import type { ClockEntry } from '../../../events/labour.ts'
import type { PrioritizeOrder } from '../../../events/order.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveOrder } from '../change.ts'
import { clear, decide, given, none, upon } from '../check.ts'
import type { Accepted, Decision } from '../decision.ts'
import { orderOnHold } from '../on-hold.ts'
import { beforeRelease, objectionsToTime } from '../orders/late-booking.ts'
import {
  type BoundOrder,
  type CreatedOrder,
  deviationOpen,
  isOver,
  isProduct,
  lotsOf,
  type Order,
  openDeviations,
  type ReleasedOrder,
  type Snapshot,
  statusOfOrder,
  unbegun,
  underWay,
  wrongStatus,
} from '../orders/order.ts'
import { unitsUnfinished } from '../production/begun-units.ts'
import { givingBack } from '../production/reservation.ts'
import { unitsLacking } from '../production/unit.ts'
import { isZero } from '../quantity.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import type { Lot, Sublot } from '../stock/lot.ts'
import type { Serial } from '../stock/serial.ts'

/** Ranks and due dates decide the schedule of a site, so both can change as long as there is something to schedule. */
export function prioritizeOrder(order: Order, { priority, dueAt, reason }: PrioritizeOrder): Decision {
  if (order.status !== 'created' && !underWay(order))
    return refuse([wrongStatus(order, ['created', 'released', 'running', 'held'], 'nothing-to-plan')])
  const { priority: oldRank, dueAt: oldDue, ...rest } = order
  const rank = priority === undefined ? oldRank : (priority ?? undefined)
  const due = dueAt === undefined ? oldDue : (dueAt ?? undefined)
  const planned = { ...(rank !== undefined && { priority: rank }), ...(due !== undefined && { dueAt: due }) }
  return {
    outcome: 'accepted',
    fact: { type: 'andon.order.prioritized.v1', data: { orderId: order.orderId, ...planned, reason } },
    changes: [saveOrder({ ...rest, ...planned } as Order)],
  }
}

export type Transition = 'start' | 'pause' | 'resume' | 'abort' | 'complete' | 'close'

/** ISA-88 procedural states that a person commands. */
const transitions = {
  start: { from: ['released'], to: 'running', fact: 'andon.order.started.v1' },
  pause: { from: ['running'], to: 'paused', fact: 'andon.order.paused.v1' },
  resume: { from: ['paused'], to: 'running', fact: 'andon.order.resumed.v1' },
  abort: { from: ['released', 'running', 'paused'], to: 'aborted', fact: 'andon.order.aborted.v1' },
  complete: { from: ['running'], to: 'completed', fact: 'andon.order.completed.v1' },
  close: { from: ['completed', 'aborted'], to: 'closed', fact: 'andon.order.closed.v1' },
} as const

/** Nothing of the order is left to withdraw, because it was withdrawn or aborted before. */
export const isWithdrawn = (order: Order): boolean =>
  order.status === 'aborted' || (order.status === 'closed' && order.startedAt === undefined)

/** Withdraws an order that has not begun. One that has begun is aborted or closed short by a person, who sees what lies on the floor. */
export function cancelOrder(order: Order, reason: string, { at }: Circumstances): Decision {
  if (order.status !== 'created' && !isUntouched(order))
    return refuse([wrongStatus(order, ['created', 'released'], underWay(order) ? 'cancel-under-way' : 'cancel-ended')])
  const { order: freed, changes, told } = givingBack(order)
  const withdrawn = withdrawnAt(freed, at)
  return {
    outcome: 'accepted',
    fact: { type: 'andon.order.cancelled.v1', data: { orderId: order.orderId, status: 'aborted', reason, ...told } },
    changes: [saveOrder(withdrawn), ...changes],
  }
}

/** Released, and nothing is issued to it yet. */
const isUntouched = (order: BoundOrder): order is ReleasedOrder =>
  order.status === 'released' &&
  [order.steps, order.produced, order.preIssued, order.rejected].every((it = {}) => Object.keys(it).length === 0) &&
  Object.values(order.inputs ?? {}).every(({ value }) => isZero(value))

function withdrawnAt(order: CreatedOrder | ReleasedOrder, at: Instant): BoundOrder {
  if (order.status === 'released') return { ...order, status: 'aborted', endedAt: at }
  const { materials: _materials, allocations: _allocations, foreseenVersion: _foreseen, ...rest } = order
  const version = order.version ?? 'none'
  return { ...rest, ...unbegun, status: 'aborted', version, endedAt: at, decision: 'rejected' }
}

/**
 * @param units sublots of the units that the order has made
 * @param lots the lots that it has made
 * @param clocks the open labour entries for the order, which the fact of its end names; people clock off after the work
 * @param begun the records of the units on the benches that a refusal names
 */
export function moveOrder(
  order: Order,
  transition: Transition,
  snapshot: Snapshot | undefined,
  reason: string | undefined,
  circumstances: Circumstances,
  units: readonly Sublot[] = [],
  lots: readonly Lot[] = [],
  clocks: readonly ClockEntry[] = [],
  begun: readonly Serial[] = [],
): Decision {
  const { at } = circumstances
  const { from } = transitions[transition]
  const fits = (from as readonly string[]).includes(order.status)
  const elsewhere = () => wrongStatus(order, from, `to-${transition}`)
  const released = order.status === 'created' ? none(elsewhere()) : given(order, !fits && elsewhere())
  const checks = {
    time: clear(objectionsToTime(circumstances)),
    order: upon(released, (it) => given(it, beforeRelease(it, circumstances))),
    // A held order may only be paused or aborted.
    free: clear(transition !== 'abort' && transition !== 'pause' && orderOnHold(order)),
    done: upon(released, (it) =>
      clear(
        transition === 'complete' && snapshot && unfinished(it, snapshot, units, begun),
        transition === 'close' && unitsUnfinished(it, snapshot, begun),
        transition === 'close' && undecided(it, lots),
      ),
    ),
  }
  return decide(checks, ({ order }) => moved(order, transition, reason, at, clocks))
}

function moved(
  order: BoundOrder,
  transition: Transition,
  reason: string | undefined,
  at: Instant,
  clocks: readonly ClockEntry[],
): Accepted {
  const { to, fact } = transitions[transition]
  const ends = to === 'completed' || to === 'aborted'
  const stopped = ends ? givingBack(order) : { order, changes: [], told: {} }
  const after = inState(stopped.order, to, at)
  return {
    outcome: 'accepted',
    fact: {
      type: fact,
      data: {
        orderId: order.orderId,
        status: statusOfOrder(after),
        ...(reason !== undefined && { reason }),
        ...stopped.told,
        ...(clocks.length > 0 && { openLabour: [...clocks] }),
      },
    },
    changes: [saveOrder(after), ...stopped.changes],
  }
}

function inState(order: BoundOrder, to: (typeof transitions)[Transition]['to'], at: Instant): BoundOrder {
  switch (to) {
    case 'running':
    case 'paused':
      return { ...order, status: to, startedAt: 'startedAt' in order ? (order.startedAt ?? at) : at }
    case 'completed':
    case 'aborted':
      return { ...order, status: to, endedAt: at }
    case 'closed':
      return { ...order, status: to, endedAt: 'endedAt' in order ? order.endedAt : at }
  }
}

/** A batch with output is decided by quality before it is closed; that of an aborted order as a whole or lot by lot. */
function undecided(order: BoundOrder, lots: readonly Pick<Lot, 'lotId' | 'status'>[]): Violation | undefined {
  const { orderId, status, decision } = order
  const isDecided = (lotId: string) => lots.some((lot) => lot.lotId === lotId && lot.status !== 'quarantine')
  const isOpen = status === 'completed' || (status === 'aborted' && !lotsOf(order).every(isDecided))
  return isOpen && decision === undefined
    ? violation('order-wrong-status/batch-undecided', { orderId }, `order:${orderId}`)
    : undefined
}

function unfinished(
  order: BoundOrder,
  snapshot: Snapshot,
  units: readonly Sublot[],
  begun: readonly Serial[],
): Violation[] {
  const { orderId, product } = order
  const ref = `order:${orderId}`
  const open = snapshot.steps.map(({ stepId }) => stepId).filter((stepId) => !isOver(order.steps[stepId]))
  return reasons(
    open.length > 0 && violation('steps-incomplete', { orderId, steps: open }, ref),
    !Object.values(order.produced).some(isProduct) && violation('nothing-produced', { orderId, product }, ref),
    unitsUnfinished(order, snapshot, begun),
    unitsLacking(order, units),
    openDeviations(order)
      .filter((id) => !order.lotDeviations?.some((it) => it === id))
      .map(deviationOpen),
  )
}
