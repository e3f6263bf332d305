import type { Instant } from '../../events/identifiers.ts'
import type { Circumstances } from './caller.ts'
import { isSame } from './same.ts'

/** A week covers a long weekend without a network. What is older is a correction of the record, which has acts of its own. */
export const mostDaysLate = 7
const dayMs = 86_400_000

/**
 * What held before, for as long as an act can be booked late: a late act is judged by what held at its time, not by what somebody has entered since.
 */
export interface Past<Value> {
  /** From then on it is known what held; absent if it is for as long as an act can be booked late. */
  readonly knownSince?: Instant
  /** What held until when, the oldest first. */
  readonly former?: readonly Former<Value>[]
}

export interface Former<Value> {
  readonly until: Instant
  readonly value: Value
}

/** Twenty changes of one definition within a week are more than any plant makes; with more, the oldest are not known any more. */
const mostFormer = 20

/**
 * The past after a change at an instant.
 * @param before what held until now; undefined if nothing was defined
 */
export function pastAfter<Value>(
  past: Past<Value> | undefined,
  before: Value | undefined,
  after: Value,
  at: Instant,
): Past<Value> | undefined {
  if (before === undefined) return { knownSince: at }
  const earliest = earliestLate(at)
  const recent = (past?.former ?? []).filter(({ until }) => until > earliest)
  const all = isSame(before, after) ? recent : [...recent, { until: at, value: before }]
  const former = all.slice(-mostFormer)
  const dropped = all.at(-mostFormer - 1)
  const since = dropped?.until ?? past?.knownSince
  const knownSince = since !== undefined && since > earliest ? since : undefined
  if (former.length === 0 && knownSince === undefined) return undefined
  return { ...(knownSince !== undefined && { knownSince }), ...(former.length > 0 && { former }) }
}

/** What held at an instant; `unknown` if that was before anything was defined. */
export function heldAt<Value>(past: Past<Value> | undefined, present: Value, at: Instant): Value | 'unknown' {
  if (past?.knownSince !== undefined && at < past.knownSince) return 'unknown'
  const then = past?.former?.find(({ until }) => at < until)
  return then ? then.value : present
}

/** Whether a late act lies before something that it can only follow. */
export const isBefore = (
  { at, late }: Pick<Circumstances, 'at' | 'late'>,
  since: Instant | undefined,
): since is Instant => late !== undefined && since !== undefined && at < since

/** What held at an instant, and each thing that was entered after it, the newest last. */
export function heldSince<Value>(
  past: Past<Value> | undefined,
  present: Value,
  at: Instant,
): { readonly held: Value | 'unknown'; readonly since: readonly Value[] } {
  const later = (past?.former ?? []).filter(({ until }) => at < until).map(({ value }) => value)
  const held = heldAt(past, present, at)
  const all = [...later, present]
  return { held, since: held === 'unknown' ? all : all.slice(1) }
}

/** The earliest time of an act that is booked at an instant. */
export const earliestLate = (at: Instant): Instant => new Date(Date.parse(at) - mostDaysLate * dayMs).toISOString()
