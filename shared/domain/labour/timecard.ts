import type { EntryId, Instant, PersonId } from '../../../events/identifiers.ts'
import type { Stretch } from '../../../events/labour.ts'

/** A stretch of one person's time. Without `to` it is open: how long it is, nobody knows yet. */
export interface Entry extends Stretch {
  readonly entryId: EntryId
  readonly personId: PersonId
  /** What it said before, oldest first: a correction takes nothing off the record. */
  readonly corrections: readonly Correction[]
  /** The shift in which it was begun ended, and nobody clocked off. */
  readonly missing?: { readonly shiftId: string; readonly shiftEndedAt: Instant }
}

export interface Correction {
  readonly was: Stretch
  readonly reason: string
  readonly at: Instant
  readonly by: string
}

/** What a person is on the clock for now. The chain of the person's facts hangs on it. */
export interface Timecard {
  readonly personId: PersonId
  readonly open: readonly Entry[]
}

export const emptyTimecard = (personId: PersonId): Timecard => ({ personId, open: [] })
