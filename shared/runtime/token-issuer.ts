import type { Role } from '../../events/identifiers.ts'
import { environment, variable } from './environment.ts'

/** Where a token of the site's issuer says who somebody is. */
export interface TokenClaims {
  /** The claim that lists groups. */
  readonly rolesClaim: string
  /** The role of each group of a company's issuer. Without it, the groups have the names of the roles. */
  readonly roleNames?: Readonly<Record<string, Role>>
  /** The claim with the id of a person. */
  readonly personClaim: string
  /** The client of terminals: its tokens only look, whoever has signed in. */
  readonly terminalClient?: string
}

export interface TokenIssuer extends TokenClaims {
  readonly issuer: string
  readonly audience: string
  readonly keysUrl: string
}

export function tokenClaims(): TokenClaims {
  const roleNames = process.env[variable.roleNames]
  const terminalClient = process.env[variable.terminalClient]
  return {
    rolesClaim: environment(variable.rolesClaim),
    personClaim: environment(variable.personClaim),
    ...(roleNames !== undefined && { roleNames: JSON.parse(roleNames) }),
    ...(terminalClient !== undefined && { terminalClient }),
  }
}

/** The issuer whose sign-ins count as signatures at this site. */
export const tokenIssuer = (): TokenIssuer => ({
  ...tokenClaims(),
  issuer: environment(variable.issuer),
  audience: environment(variable.audience),
  keysUrl: environment(variable.keys),
})
