import type { Instant } from '../../../events/identifiers.ts'

/** What decides which of two orders comes first. */
export interface Ranked {
  readonly orderId: string
  readonly priority?: number
  readonly dueAt?: Instant
}

/** After every priority that an order can have, which ends at 999, and after every instant. */
const [lowestPriority, latest] = [1000, '~']

/**
 * The plant's order of urgency: priority 1 before 2, then the earlier due date, then the id, so that it is the same on every reading.
 * An order without a priority, or without a due date, comes after those that have one.
 */
export const byRank = (one: Ranked, other: Ranked): number =>
  (one.priority ?? lowestPriority) - (other.priority ?? lowestPriority) ||
  compare(one.dueAt ?? latest, other.dueAt ?? latest) ||
  compare(one.orderId, other.orderId)

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
