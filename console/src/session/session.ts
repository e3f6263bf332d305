import type { Role } from '../../../events/identifiers.ts'

/** Who is signed in. The token is renewed by itself. */
export interface Session {
  readonly personId: string
  readonly name: string
  readonly roles: readonly Role[]
  token(): Promise<string>
  /** A fresh sign-in of a person for one signature, beside the session, which goes on. @returns the token that the signature carries. */
  sign(personId: string): Promise<string>
  signOut(): Promise<void>
}
