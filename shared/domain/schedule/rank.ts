import type { Instant } from '../../../events/identifiers.ts'

export interface Ranked {
  readonly orderId: string
  readonly priority?: number
  readonly dueAt?: Instant
  /** Of its product. */
  readonly family?: string
}

/** After every priority (999 at most), every instant and every family. */
const [lowestPriority, latest, noFamily] = [1000, '~', '\uffff']

/**
 * The urgency of orders: lowest priority number first, then the earlier due date. Those that are due together go family by family, which saves set-ups, then by
 * id, so that every reading gives the same order. Orders without a priority or due date come last.
 */
export const byRank = (one: Ranked, other: Ranked): number =>
  (one.priority ?? lowestPriority) - (other.priority ?? lowestPriority) ||
  compare(one.dueAt ?? latest, other.dueAt ?? latest) ||
  compare(one.family ?? noFamily, other.family ?? noFamily) ||
  compare(one.orderId, other.orderId)

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
