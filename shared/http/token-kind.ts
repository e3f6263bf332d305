import { type Claims, namesIn, tokenIdIn } from './token-claims.ts'

/** The claims in which issuers name the client: Cognito and RFC 9068, OpenID Connect, Okta, Entra v1. */
const clientClaims = ['client_id', 'azp', 'cid', 'appid'] as const

/** The id of the client that a token was issued to. */
export const clientIn = (claims: Claims): string | undefined =>
  clientClaims.map((name) => tokenIdIn(claims[name])).find((id) => id !== undefined)

/**
 * Whether a client has got the token for itself, by its own credentials (RFC 6749, 4.4): nobody has signed in. Each issuer tells by another mark, none
 * of which is a group.
 */
export function isOfClient(claims: Claims): boolean {
  const { sub } = claims
  const client = clientIn(claims)
  return (
    // RFC 9068, 2.2: the subject is the client. Cognito, Okta and most others.
    clientClaims.some((name) => sub !== undefined && claims[name] === sub) ||
    // Auth0.
    claims.gty === 'client-credentials' ||
    (client !== undefined && sub === `${client}@clients`) ||
    // Entra: `idtyp` is optional there, but only an app's subject is its object id, and only a person's token has `scp`.
    claims.idtyp === 'app' ||
    (sub !== undefined && claims.oid === sub && claims.scp === undefined && claims.idtyp !== 'user') ||
    // Keycloak: the account of a service has a name made of its client, and the address that the client called from.
    (client !== undefined &&
      claims.preferred_username === `service-account-${client.toLowerCase()}` &&
      ['clientHost', 'clientAddress', 'clientId'].some((name) => typeof claims[name] === 'string'))
  )
}

const accessHeaders: readonly unknown[] = ['at+jwt', 'application/at+jwt']
const plainHeaders: readonly unknown[] = [undefined, 'jwt']

/**
 * Whether a token is an access token, as far as it can be told. Cognito says so in `token_use`, Keycloak in the claim `typ`, RFC 9068 in the header
 * `typ`. An ID token of another issuer is known by the claims that bind it to its sign-in.
 */
export function isAccessToken(claims: Claims, { typ }: Claims): boolean {
  if (claims.token_use !== undefined) return claims.token_use === 'access'
  const header = typeof typ === 'string' ? typ.toLowerCase() : typ
  if (accessHeaders.includes(header)) return true
  if (!plainHeaders.includes(header)) return false
  const [kind] = namesIn(claims.typ)
  if (kind !== undefined) return kind === 'Bearer'
  return claims.nonce === undefined && claims.at_hash === undefined && claims.c_hash === undefined
}

/**
 * The id of the sign-in that a token comes from, the same for all its tokens: of access, refreshed, ID. Cognito names it; another issuer tells it by
 * the person and the time.
 */
export function signInIdIn(claims: Claims): string | undefined {
  const origin = tokenIdIn(claims.origin_jti)
  if (origin !== undefined) return `sign-in/${encodeURIComponent(origin)}`
  const subject = tokenIdIn(claims.sub)
  const time = signInTimeIn(claims)
  return subject === undefined || time === undefined ? undefined : `sign-in/${encodeURIComponent(subject)}/${time}`
}

/** The last second of the year 9999: a later one is no time that a fact can have. */
const lastSecond = 253_402_300_799

/** When the person signed in, in seconds since 1970. The time of the token itself is no substitute: a refreshed token is always fresh. */
export const signInTimeIn = ({ auth_time: time }: Claims): number | undefined =>
  typeof time === 'number' && Number.isInteger(time) && time >= 0 && time <= lastSecond ? time : undefined
