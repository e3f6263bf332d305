import type { Role } from '../../events/identifiers.ts'
import { roles, withheldClaim } from '../../events/names.ts'
import type { VariantOf } from '../../events/sentences/english.ts'
import type { Caller } from '../domain/caller.ts'
import type { TokenClaims } from '../runtime/token-issuer.ts'
import { type Claims, idFor, legibleIn, namesIn, scopesIn, tokenIdIn } from './token-claims.ts'
import { clientIn, isAccessToken, isOfClient, signInIdIn } from './token-kind.ts'

/** Why the token of a request, though it is valid, says not who calls. */
export type TokenFault = VariantOf<'unauthorized'>

/** The scope by which a user pool lets a machine in: scope `integration` of the resource server `andon`. */
const integrationScope = 'andon/integration'

/**
 * The person or the machine behind a token. The kind follows from the way the token was got, never from a group: a person in a group `integration` is a
 * person without that role, and a machine has that role or none.
 * @param header of the token
 */
export function callerOf(claims: Claims, issuer: TokenClaims, header: Claims): Caller | TokenFault {
  const subject = tokenIdIn(claims.sub)
  const ids = [claims.jti, claims.origin_jti].filter((id) => id !== undefined)
  if (subject === undefined || ids.some((id) => tokenIdIn(id) === undefined)) return 'ids'
  if (!isAccessToken(claims, header)) return 'not-access'
  return isOfClient(claims) ? machine(subject, claims, issuer) : person(claims, issuer)
}

function machine(subject: string, claims: Claims, { rolesClaim, roleNames }: TokenClaims): Caller {
  const id = idFor(clientIn(claims) ?? subject)
  const scopes = scopesIn(claims)
  const granted = rolesNamed([...namesIn(claims[rolesClaim]), ...scopes], roleNames)
  const isIntegration = granted.includes('integration') || scopes.includes(integrationScope)
  return {
    kind: 'integration',
    id,
    name: legibleIn(claims.name) ?? id,
    roles: isIntegration ? ['integration'] : [],
  }
}

function person(claims: Claims, issuer: TokenClaims): Caller | TokenFault {
  const { rolesClaim, roleNames, personClaim } = issuer
  const named = legibleIn(claims[personClaim])
  if (named === undefined) return 'no-person'
  const id = idFor(named)
  const signIn = signInIdIn(claims)
  const isTerminal = isOfTerminal(claims, issuer)
  // The user pool leaves these roles out of the groups; if it ever did not, they are none here either.
  const withheld = String(claims[withheldClaim] ?? '').split(' ')
  const granted = rolesNamed(namesIn(claims[rolesClaim]), roleNames).filter(
    (role) => role !== 'integration' && !withheld.includes(role),
  )
  return {
    kind: 'person',
    id,
    name: legibleIn(claims.name) ?? id,
    roles: isTerminal ? granted.slice(0, 1).map(() => 'viewer') : granted,
    ...(signIn !== undefined && !isTerminal && { signIn }),
  }
}

/** A terminal stays signed in for months, and whoever walks by stands before it: it looks and signs nothing, and each act waits for the sign-in of a person. */
const isOfTerminal = (claims: Claims, { terminalClient }: TokenClaims): boolean =>
  terminalClient !== undefined && (clientIn(claims) === terminalClient || namesIn(claims.aud).includes(terminalClient))

/** The roles that these names of groups mean. A name means a role as a whole or not at all. */
function rolesNamed(names: readonly string[], roleNames: TokenClaims['roleNames']): Role[] {
  const meant = new Map<string, Role>(roleNames ? Object.entries(roleNames) : roles.map((role) => [role, role]))
  const granted = new Set(names.map((name) => meant.get(name)))
  return roles.filter((role) => granted.has(role))
}
