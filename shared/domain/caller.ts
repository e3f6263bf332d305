import type { Actor } from '../../events/envelope.ts'
import type { Instant, Role } from '../../events/identifiers.ts'

/** The person or system behind a command, as data. The edge reads it from a token, a certificate or a workflow. */
export interface Caller extends Actor {
  readonly roles: readonly Role[]
  /** The id of the session's access token, which never counts as a signature. */
  readonly tokenId?: string
}

/** The time and the caller of a command, as data: the domain reads no clock and no token. */
export interface Circumstances {
  readonly at: Instant
  readonly caller: Caller
}
