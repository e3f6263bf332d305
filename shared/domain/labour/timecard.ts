import type { EntryId, Instant, PersonId } from '../../../events/identifiers.ts'
import type { Stretch } from '../../../events/labour.ts'
import type { clockStops } from '../../../events/names.ts'

/** A period of one person's time. Without `to` it is open, and its length unknown. */
export interface Entry extends Stretch {
  readonly entryId: EntryId
  readonly personId: PersonId
  /** Earlier values, oldest first: a correction removes nothing from the record. */
  readonly corrections: readonly Correction[]
  /** Its shift ended without a clock-off. */
  readonly missing?: { readonly shiftId: string; readonly shiftEndedAt: Instant }
  /** Nobody has said when it ended; a correction removes this. */
  readonly stoppedBy?: (typeof clockStops)[number]
}

export interface Correction {
  readonly was: Stretch
  readonly reason: string
  readonly at: Instant
  readonly by: string
}

/** The open entries of a person. The chain of the person's facts belongs to it. */
export interface Timecard {
  readonly personId: PersonId
  readonly open: readonly Entry[]
  /** The entry that was stopped last without a clock-off, until the next clock-on. A clock-off after it names what to correct. */
  readonly stopped?: { readonly entryId: EntryId; readonly at: Instant }
}

export const emptyTimecard = (personId: PersonId): Timecard => ({ personId, open: [] })
