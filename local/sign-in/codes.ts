import { createHash, randomBytes } from 'node:crypto'
import type { PlantClock } from '../clock.ts'
import type { SignIn } from '../identity.ts'
import type { Person } from '../people.ts'
import type { ConsoleClient } from './client.ts'

/** What a browser remembers at the issuer: who has signed in there last. */
export interface BrowserSession {
  readonly person: Person
  readonly signIn: SignIn
}

/** A code and what its owner has to prove. */
interface Issued extends BrowserSession {
  readonly client: ConsoleClient
  readonly redirectUri: string
  readonly challenge: string
  readonly nonce: string | undefined
  readonly until: number
  spent: boolean
}

export interface Presented {
  readonly client: ConsoleClient
  readonly code: string
  readonly redirectUri: string
  readonly verifier: string
}

/** `again`: the code was spent before. Whoever has it now or had it then is no owner, so its sign-in ends (RFC 6749, 4.1.2). */
type Redeemed =
  | { readonly kind: 'given'; readonly session: BrowserSession; readonly nonce: string | undefined }
  | { readonly kind: 'refused' }
  | { readonly kind: 'again'; readonly signIn: SignIn }

/** RFC 6749 (4.1.2) recommends ten minutes at most; a browser needs a second. */
const codeSeconds = 60
/** As managed login of Cognito remembers a browser. */
export const sessionSeconds = 3600

export interface Codes {
  issue(session: BrowserSession, asked: Pick<Issued, 'client' | 'redirectUri' | 'challenge' | 'nonce'>): string
  redeem(presented: Presented): Redeemed
}

const secret = () => randomBytes(32).toString('base64url')

/** Codes of the authorization endpoint. Each is taken once, whether its owner can prove it or not. */
export function keepCodes(clock: PlantClock): Codes {
  const issued = new Map<string, Issued>()
  return {
    issue(session, asked) {
      for (const [code, { until }] of issued) if (until < seconds(clock)) issued.delete(code)
      const code = secret()
      issued.set(code, { ...session, ...asked, until: seconds(clock) + codeSeconds, spent: false })
      return code
    },
    redeem({ client, code, redirectUri, verifier }) {
      const found = issued.get(code)
      if (found === undefined) return { kind: 'refused' }
      if (found.spent) return { kind: 'again', signIn: found.signIn }
      found.spent = true
      const { person, signIn, nonce } = found
      const isOwner =
        found.client.id === client.id && found.redirectUri === redirectUri && found.challenge === challengeOf(verifier)
      return isOwner && seconds(clock) <= found.until
        ? { kind: 'given', session: { person, signIn }, nonce }
        : { kind: 'refused' }
    },
  }
}

export interface Browsers {
  /** Remembers a sign-in, and gives what the browser is known by. */
  remember(session: BrowserSession): string
  of(known: string | undefined): BrowserSession | undefined
  forget(known: string | undefined): void
}

/** Who has signed in at which browser. A restart of the plant forgets it. */
export function keepBrowsers(clock: PlantClock): Browsers {
  const sessions = new Map<string, BrowserSession>()
  const isOver = ({ signIn }: BrowserSession) => seconds(clock) >= signIn.at + sessionSeconds
  return {
    remember(session) {
      for (const [known, earlier] of sessions) if (isOver(earlier)) sessions.delete(known)
      const known = secret()
      sessions.set(known, session)
      return known
    },
    of(known) {
      const session = known === undefined ? undefined : sessions.get(known)
      return session === undefined || isOver(session) ? undefined : session
    },
    forget: (known) => void (known !== undefined && sessions.delete(known)),
  }
}

export const seconds = (clock: PlantClock): number => Math.floor(clock.now().getTime() / 1000)

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')
