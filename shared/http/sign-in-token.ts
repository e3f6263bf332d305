import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import type { SignIn } from '../domain/signature.ts'
import type { TokenIssuer } from '../runtime/token-issuer.ts'
import { rolesIn } from './caller.ts'

/** Reads a sign-in token for a signature; checks its issuer, audience, expiry and signing key. */
export function signInReader(issuer: TokenIssuer): (token: string) => Promise<SignIn> {
  // Made on first use: a function that reads no signature never fetches keys.
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined
  return async (token) => {
    try {
      keys ??= createRemoteJWKSet(new URL(issuer.keysUrl))
      const { payload } = await jwtVerify(token, keys, { issuer: issuer.issuer, algorithms: ['RS256', 'ES256'] })
      if (!isFor(payload, issuer.audience)) return { valid: false, fault: 'other-site' }
      return signInOf(payload, issuer.rolesClaim)
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { valid: false, fault: 'expired' }
      if (error instanceof errors.JOSEError) return { valid: false, fault: 'not-of-site' }
      throw error
    }
  }
}

/** An access token of Cognito names its client in `client_id` and has no `aud`. */
export const isFor = (payload: JWTPayload, audience: string): boolean =>
  [payload.aud, payload.client_id].flat().includes(audience)

function signInOf(payload: JWTPayload, rolesClaim: string): SignIn {
  const { sub, jti, iat } = payload
  const signedInAt = Number(payload.auth_time ?? iat)
  if (!sub || !jti || !Number.isFinite(signedInAt)) {
    return {
      valid: false,
      fault: 'incomplete',
    }
  }
  return {
    valid: true,
    personId: sub,
    name: String(payload.name ?? payload.username ?? sub),
    roles: rolesIn(payload[rolesClaim]),
    signedInAt: new Date(signedInAt * 1000).toISOString(),
    tokenId: jti,
  }
}
