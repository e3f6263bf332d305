import type { Meaning } from '../../events/signature.ts'
import { clientWith, type SiteClient, signIn } from '../demo/client.ts'

/** Who works at the plant: each speaks to its API as the person that they are. */
export interface Staff {
  as(user: string): Promise<SiteClient>
  /** A signature with a fresh sign-in, and a second person beside the first where two are wanted. */
  signed(meaning: Meaning, user: string, second?: string): Promise<Signed>
}

interface Signed {
  readonly signature: { readonly meaning: Meaning; readonly signer: string; readonly verifier?: string }
}

/** A sign-in is good for most of a day, as one at a terminal that stays signed in. */
const session = { expiresIn: 80_000, renewAfterMs: 75_000_000 }

export function staffOf(url: string, now: () => Date): Staff {
  const clients = new Map<string, { readonly client: SiteClient; readonly since: number }>()
  return {
    async as(user) {
      const known = clients.get(user)
      if (known !== undefined && now().getTime() - known.since < session.renewAfterMs) return known.client
      const client = clientWith(url, await signIn(url, user, session.expiresIn))
      clients.set(user, { client, since: now().getTime() })
      return client
    },
    async signed(meaning, user, second) {
      const [signer, verifier] = await Promise.all([signIn(url, user), second && signIn(url, second)])
      return { signature: { meaning, signer, ...(verifier && { verifier }) } }
    },
  }
}
