import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Caller } from '../domain/caller.ts'
import type { SignIn } from '../domain/signature.ts'
import type { TokenIssuer } from '../runtime/token-issuer.ts'
import { callerOf, type TokenFault } from './caller.ts'
import { signInTimeIn } from './token-kind.ts'

type SignInFault = Extract<SignIn, { readonly valid: false }>['fault']

/** A verified token: its claims and who has got it, or why it is not valid. */
type Verified =
  | { readonly claims: JWTPayload; readonly caller: Caller | TokenFault }
  | { readonly fault: 'expired' | 'not-of-site' | 'other-site' }

/**
 * Verifies tokens of the site's issuer: issuer, audience, expiry and signing key.
 * @param audiences the clients whose tokens count
 */
export function tokenVerifier(
  issuer: TokenIssuer,
  audiences: readonly string[] = [issuer.audience],
): (token: string) => Promise<Verified> {
  // Made on first use: a function that reads no signature never fetches keys.
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined
  return async (token) => {
    try {
      keys ??= createRemoteJWKSet(new URL(issuer.keysUrl))
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer: issuer.issuer,
        algorithms: ['RS256', 'ES256'],
        requiredClaims: ['exp'],
      })
      if (!isFor(payload, audiences)) return { fault: 'other-site' }
      return { claims: payload, caller: callerOf(payload, issuer, { ...protectedHeader }) }
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { fault: 'expired' }
      if (error instanceof errors.JOSEError) return { fault: 'not-of-site' }
      throw error
    }
  }
}

/** As API Gateway's authorizer does: `client_id` counts where there is no `aud`, as in Cognito's access tokens. */
const isFor = ({ aud, client_id: client }: JWTPayload, audiences: readonly string[]): boolean =>
  (aud === undefined ? [client] : [aud].flat()).some((it) => typeof it === 'string' && audiences.includes(it))

/** Reads a sign-in token for a signature. */
export function signInReader(issuer: TokenIssuer): (token: string) => Promise<SignIn> {
  const verify = tokenVerifier(issuer)
  return async (token) => {
    const verified = await verify(token)
    if ('fault' in verified) return { valid: false, fault: verified.fault }
    const { claims, caller } = verified
    if (typeof caller === 'string') return { valid: false, fault: faultOf[caller] }
    if (caller.kind !== 'person') return { valid: false, fault: 'client' }
    const time = signInTimeIn(claims)
    if (caller.signIn === undefined || time === undefined) return { valid: false, fault: 'incomplete' }
    return {
      valid: true,
      personId: caller.id,
      roles: caller.roles,
      signedInAt: new Date(time * 1000).toISOString(),
      signIn: caller.signIn,
    }
  }
}

const faultOf: Readonly<Record<TokenFault, SignInFault>> = {
  ids: 'ids',
  'not-access': 'not-access',
  'no-person': 'incomplete',
}
