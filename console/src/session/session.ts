import type { Role } from '../../../events/identifiers.ts'

/** Who is signed in. The token is renewed by itself. */
export interface Session {
  readonly personId: string
  readonly name: string
  readonly roles: readonly Role[]
  /** Nobody is there: this is a terminal, which looks, and waits for a person. */
  readonly isTerminal: boolean
  /** Whether this browser stays signed in at its work center when nobody is there; absent where the site has no client for it. */
  readonly terminal?: TerminalKeeping
  token(): Promise<string>
  /** A new token, because the plant does not take the present one any more; the sign-in page comes when there is none. */
  renewed(): Promise<string>
  /**
   * A fresh sign-in for one signature, beside the session, which goes on.
   * @param personId who signs; without it whoever comes, as the second person does
   */
  sign(personId: string | undefined): Promise<SignedIn>
  /** Another person takes over this tab, at the place where it is. @param personId who, if a badge has said so. */
  change(personId?: string): Promise<void>
  /** The person leaves. A browser that is kept as a terminal stays where it is, and waits for the next one. */
  signOut(): Promise<void>
}

export interface TerminalKeeping {
  readonly isKept: boolean
  /** Signs this browser in for good, with an account that only looks. The person at it stays. */
  keep(): Promise<void>
  /** This browser is no terminal any more. */
  end(): Promise<void>
}

/** Who has signed in for a signature, and the token that the signature carries. */
export interface SignedIn {
  readonly name: string
  readonly token: string
}
