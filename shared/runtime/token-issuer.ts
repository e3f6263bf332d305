import type { TokenIssuer } from '../http/sign-in.ts'
import { environment, variable } from './environment.ts'

/** The issuer whose sign-ins count as signatures at this site. */
export const tokenIssuer = (): TokenIssuer => ({
  issuer: environment(variable.issuer),
  audience: environment(variable.audience),
  keysUrl: environment(variable.keys),
  rolesClaim: environment(variable.rolesClaim),
})
