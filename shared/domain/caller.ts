import type { Actor } from '../../events/envelope.ts'
import type { Instant, Role } from '../../events/identifiers.ts'

/** Who asks, as data: the edge has read it from a token, a certificate or a workflow. */
export interface Caller extends Actor {
  readonly roles: readonly Role[]
  /** The session's own token, which never counts as a signature. */
  readonly tokenId?: string
}

/** The circumstances of a command that the domain may not look up by itself. */
export interface Circumstances {
  readonly at: Instant
  readonly caller: Caller
}
