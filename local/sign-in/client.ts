import type { Role } from '../../events/identifiers.ts'
import { type Variable, variable } from '../../shared/runtime/environment.ts'
import type { TokenShape } from '../identity.ts'
import type { Template } from '../template.ts'

/** A client of the console as the issuer knows it. */
export interface ConsoleClient {
  readonly id: string
  readonly scopes: readonly string[]
  /** Where a sign-in may be sent back to, letter for letter. */
  readonly redirects: readonly string[]
  /** Where a person may be sent after a sign-out. */
  readonly signOuts: readonly string[]
  readonly accessSeconds: number
  /** For how long after a sign-in its tokens can be renewed. */
  readonly renewableSeconds: number
}

/** Those of a site: of whoever works at a screen, and of terminals that stay signed in. */
export type ConsoleClients = readonly [person: ConsoleClient, terminal?: ConsoleClient]

const secondsOf: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 }

/**
 * The clients of the console in the template. Their pages are at the plant's own address, also where a browser calls this machine `localhost`.
 * @param url of the plant
 */
export function consoleClients(template: Template, url: string): ConsoleClients {
  const terminal = settingIn(template, variable.terminalClient)
  const person = consoleClient(template, audienceOf(template)[0], url)
  return terminal === undefined ? [person] : [person, consoleClient(template, terminal, url)]
}

function consoleClient(template: Template, id: string, url: string): ConsoleClient {
  const client = clientOf(template, id)
  const { CallbackURLs = [], LogoutURLs = [], AllowedOAuthScopes = [] } = client
  const local = new URL(url)
  local.hostname = 'localhost'
  const here = (urls: readonly string[]) => {
    const paths = [...new Set(urls.map((it) => new URL(it).pathname))]
    return [new URL(url), local].flatMap(({ origin }) => paths.map((path) => origin + path))
  }
  return {
    id,
    scopes: AllowedOAuthScopes,
    redirects: here(CallbackURLs),
    signOuts: here(LogoutURLs),
    accessSeconds: lifetime(client, 'AccessToken', 3600),
    renewableSeconds: lifetime(client, 'RefreshToken', 12 * 3600),
  }
}

/** The clients that the API's authorizer expects, and the claims in which the functions look for a person and for roles. */
export function tokenShape(template: Template): TokenShape {
  const settingOf = (name: Variable) => settingIn(template, name)
  const named = settingOf(variable.roleNames)
  const roleNames: Record<string, Role> = JSON.parse(named ?? '{}')
  return {
    clients: audienceOf(template),
    rolesClaim: settingOf(variable.rolesClaim) ?? 'cognito:groups',
    personClaim: settingOf(variable.personClaim) ?? 'andon:person',
    groupOf: (role) => Object.keys(roleNames).find((name) => roleNames[name] === role) ?? role,
    ...(named !== undefined && { roleNames }),
  }
}

/** What the functions of the template are told by this variable. */
function settingIn(template: Template, name: Variable): string | undefined {
  const environments = template.of('AWS::Lambda::Function').map(({ properties }) => {
    const environment = properties.Environment as { Variables?: Record<string, string> } | undefined
    return environment?.Variables ?? {}
  })
  return environments.find((it) => it[name] !== undefined)?.[name]
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

/** The client with this id at which a browser signs in by a code. That of a company's own issuer is not in the template; it is like the first of the pool. */
function clientOf(template: Template, id: string): PoolClient {
  const clients = template.of('AWS::Cognito::UserPoolClient').filter(({ properties }) => {
    const { AllowedOAuthFlows = [] }: PoolClient = properties
    return AllowedOAuthFlows.includes('code')
  })
  return (clients.find(({ ref }) => ref === id) ?? clients[0])?.properties ?? {}
}

function lifetime(client: PoolClient, token: 'AccessToken' | 'RefreshToken', otherwise: number): number {
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
