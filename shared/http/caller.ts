import type { Role } from '../../events/identifiers.ts'
import { roles } from '../../events/names.ts'
import type { Caller } from '../domain/caller.ts'

export type Claims = Readonly<Record<string, unknown>>

/** API Gateway passes an array claim as `[quality operator]`; a token that a function reads itself has a true array. */
export function rolesIn(claim: unknown): Role[] {
  const names = Array.isArray(claim)
    ? claim.map(String)
    : String(claim ?? '')
        .replace(/^\[|\]$/g, '')
        .split(/[\s,]+/)
  return roles.filter((role) => names.includes(role))
}

export function callerOf(claims: Claims, rolesClaim: string): Caller {
  const id = String(claims.sub ?? '')
  const granted = rolesIn(claims[rolesClaim])
  return {
    kind: granted.includes('integration') ? 'integration' : 'person',
    id,
    name: String(claims.name ?? claims.username ?? id),
    roles: granted,
    ...(typeof claims.jti === 'string' && { tokenId: claims.jti }),
  }
}
