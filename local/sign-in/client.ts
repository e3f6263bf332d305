import type { Role } from '../../events/identifiers.ts'
import { variable } from '../../shared/runtime/environment.ts'
import type { TokenShape } from '../identity.ts'
import type { Template } from '../template.ts'

/** The console as the issuer knows it. */
export interface ConsoleClient {
  readonly id: string
  readonly scopes: readonly string[]
  /** Where a sign-in may be sent back to, letter for letter. */
  readonly redirects: readonly string[]
  /** Where a person may be sent after a sign-out. */
  readonly signOuts: readonly string[]
  readonly accessSeconds: number
}

const secondsOf: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 }

/**
 * The client of the console in the template. Its pages are at the plant's own address, also where a browser calls this machine `localhost`.
 * @param url of the plant
 */
export function consoleClient(template: Template, url: string): ConsoleClient {
  const { CallbackURLs = [], LogoutURLs = [], AllowedOAuthScopes = [] } = clientOf(template)
  const local = new URL(url)
  local.hostname = 'localhost'
  const here = (urls: readonly string[]) => {
    const paths = [...new Set(urls.map((it) => new URL(it).pathname))]
    return [new URL(url), local].flatMap(({ origin }) => paths.map((path) => origin + path))
  }
  return {
    id: audienceOf(template)[0],
    scopes: AllowedOAuthScopes,
    redirects: here(CallbackURLs),
    signOuts: here(LogoutURLs),
    accessSeconds: lifetime(template, 'AccessToken', 3600),
  }
}

/** The clients that the API's authorizer expects, and the claims in which the functions look for a person and for roles. */
export function tokenShape(template: Template): TokenShape {
  const environments = template.of('AWS::Lambda::Function').map(({ properties }) => {
    const environment = properties.Environment as { Variables?: Record<string, string> } | undefined
    return environment?.Variables ?? {}
  })
  const settingOf = (name: string) => environments.find((it) => it[name] !== undefined)?.[name]
  const named = settingOf(variable.roleNames)
  const roleNames: Record<string, Role> = JSON.parse(named ?? '{}')
  return {
    clients: audienceOf(template),
    rolesClaim: settingOf(variable.rolesClaim) ?? 'cognito:groups',
    personClaim: settingOf(variable.personClaim) ?? 'andon:person',
    groupOf: (role) => Object.keys(roleNames).find((name) => roleNames[name] === role) ?? role,
    ...(named !== undefined && { roleNames }),
    renewableSeconds: lifetime(template, 'RefreshToken', 12 * 3600),
  }
}

interface PoolClient {
  readonly CallbackURLs?: readonly string[]
  readonly LogoutURLs?: readonly string[]
  readonly AllowedOAuthScopes?: readonly string[]
  readonly AllowedOAuthFlows?: readonly string[]
  readonly AccessTokenValidity?: number
  readonly RefreshTokenValidity?: number
  readonly TokenValidityUnits?: Readonly<Record<string, string>>
}

/** The one client at which a person signs in by a code. A template without people has none. */
function clientOf(template: Template): PoolClient {
  const clients = template.of('AWS::Cognito::UserPoolClient').map(({ properties }): PoolClient => properties)
  return clients.find(({ AllowedOAuthFlows = [] }) => AllowedOAuthFlows.includes('code')) ?? {}
}

function lifetime(template: Template, token: 'AccessToken' | 'RefreshToken', otherwise: number): number {
  const client = clientOf(template)
  const validity = client[`${token}Validity`]
  const unit = secondsOf[client.TokenValidityUnits?.[token] ?? '']
  return validity === undefined || unit === undefined ? otherwise : validity * unit
}

function audienceOf(template: Template): readonly [string, ...string[]] {
  const [authorizer] = template.of('AWS::ApiGatewayV2::Authorizer')
  const jwt = authorizer?.properties.JwtConfiguration as { Audience?: string[] } | undefined
  const [client = 'andon', ...machines] = jwt?.Audience ?? []
  return [client, ...machines]
}
