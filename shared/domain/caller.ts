import type { Actor } from '../../events/envelope.ts'
import type { Instant, Role } from '../../events/identifiers.ts'

/** The person or system behind a command, as data. The edge reads it from a token, a certificate or a workflow. */
export interface Caller extends Actor {
  readonly roles: readonly Role[]
  /** The id of the sign-in of the session, of which no token counts as a signature. */
  readonly signIn?: string
}

/** The time and the caller of a command, as data: the domain reads no clock and no token. */
export interface Circumstances {
  /** When the act happened: the time of its decision, unless it is booked late. */
  readonly at: Instant
  /** The act says when it happened. */
  readonly late?: LateBooking | undefined
  readonly caller: Caller
  /** The zone of the site (an IANA name), for what ends with its local day; UTC by default. */
  readonly timeZone?: string | undefined
  /** The names to print of those who sign, by person, as the plant has defined them; none where nothing is signed. */
  readonly printedNames?: PrintedNames
}

/** When an act is recorded that happened before, and what it says about that. */
export interface LateBooking {
  readonly recordedAt: Instant
  readonly occurredAt?: Instant | undefined
  readonly lateReason?: string | undefined
}

export type PrintedNames = ReadonlyMap<string, string>
