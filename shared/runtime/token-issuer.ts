import { environment, variable } from './environment.ts'

export interface TokenIssuer {
  readonly issuer: string
  readonly audience: string
  readonly keysUrl: string
  readonly rolesClaim: string
}

/** The issuer whose sign-ins count as signatures at this site. */
export const tokenIssuer = (): TokenIssuer => ({
  issuer: environment(variable.issuer),
  audience: environment(variable.audience),
  keysUrl: environment(variable.keys),
  rolesClaim: environment(variable.rolesClaim),
})
