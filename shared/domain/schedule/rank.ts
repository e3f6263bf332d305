import type { Instant } from '../../../events/identifiers.ts'

export interface Ranked {
  readonly orderId: string
  readonly priority?: number
  readonly dueAt?: Instant
}

/** After every priority (999 at most) and every instant. */
const [lowestPriority, latest] = [1000, '~']

/**
 * The urgency of orders: lowest priority number first, then the earlier due date, then the id, so that every reading gives the same order. Orders
 * without a priority or due date come last.
 */
export const byRank = (one: Ranked, other: Ranked): number =>
  (one.priority ?? lowestPriority) - (other.priority ?? lowestPriority) ||
  compare(one.dueAt ?? latest, other.dueAt ?? latest) ||
  compare(one.orderId, other.orderId)

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
