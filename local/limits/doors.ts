import { type Limit, like, noLonger, within } from './limit.ts'

const pool = 'AWS::Cognito::UserPool'
const client = 'AWS::Cognito::UserPoolClient'
const api = 'AWS::ApiGatewayV2::Api'

const inSeconds = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const

/** CreateUserPoolClient: how long each kind of token may be valid, in seconds, with the unit where none is given. */
const validities = [
  ['AccessTokenValidity', 'AccessToken', 'hours', 300, 86_400],
  ['IdTokenValidity', 'IdToken', 'hours', 300, 86_400],
  ['RefreshTokenValidity', 'RefreshToken', 'days', 3600, 315_360_000],
] as const

interface Client {
  readonly AllowedOAuthFlows?: readonly string[]
  readonly AllowedOAuthFlowsUserPoolClient?: boolean
  readonly AllowedOAuthScopes?: readonly unknown[]
  readonly CallbackURLs?: readonly string[]
  readonly LogoutURLs?: readonly string[]
  readonly ExplicitAuthFlows?: readonly string[]
  readonly GenerateSecret?: boolean
  readonly TokenValidityUnits?: Readonly<Record<string, keyof typeof inSeconds>>
}

/** Quotas and API references of HTTP APIs and of Cognito's user pools. */
export const doorLimits: readonly Limit[] = [
  {
    type: 'AWS::ApiGatewayV2::Integration',
    broken: ({ TimeoutInMillis = 30_000 }) =>
      Number(TimeoutInMillis) > 30_000 &&
      `waits ${TimeoutInMillis} ms; an HTTP API answers after 30,000 at the latest.`,
  },
  noLonger(api, 'Name', 128),
  noLonger(api, 'Description', 1024),
  like(
    'AWS::ApiGatewayV2::Stage',
    'StageName',
    /^(\$default|[\w-]{1,128})$/,
    '$default, or 1 to 128 letters, digits, _ and -',
  ),
  {
    type: 'AWS::ApiGatewayV2::Authorizer',
    broken: ({ JwtConfiguration, AuthorizerType }) => {
      const { Audience = [] } = (JwtConfiguration ?? {}) as { readonly Audience?: readonly unknown[] }
      return (
        AuthorizerType === 'JWT' &&
        (Audience.length === 0 || Audience.length > 50) &&
        `has ${Audience.length} audiences; an HTTP API takes 1 to 50.`
      )
    },
  },
  like(
    'AWS::ApiGatewayV2::Route',
    'RouteKey',
    /^(\$default|(ANY|GET|HEAD|OPTIONS|PATCH|POST|PUT|DELETE) \/\S*)$/,
    'a method and a path, or $default',
  ),
  {
    // "The pre token generation Lambda trigger": access tokens are changed in the Essentials and Plus plans only.
    type: pool,
    broken: ({ LambdaConfig, UserPoolTier = 'ESSENTIALS' }) => {
      const { PreTokenGenerationConfig: trigger } = (LambdaConfig ?? {}) as {
        readonly PreTokenGenerationConfig?: { readonly LambdaVersion?: string }
      }
      return (
        trigger !== undefined &&
        trigger.LambdaVersion !== 'V1_0' &&
        UserPoolTier === 'LITE' &&
        'changes access tokens by a trigger, which the Lite plan does not.'
      )
    },
  },
  {
    type: pool,
    broken: ({ Schema }) => {
      const attributes = (Schema ?? []) as readonly { readonly Name?: string }[]
      if (attributes.length > 50) return `has ${attributes.length} attributes of its own; Cognito takes 50.`
      const wrong = attributes.find(({ Name = '' }) => Name.length > 20)
      return wrong && `has the attribute ${wrong.Name}; its name may have 20 characters.`
    },
  },
  within(pool, 'Policies.PasswordPolicy.MinimumLength', 6, 99),
  within(pool, 'Policies.PasswordPolicy.TemporaryPasswordValidityDays', 0, 365),
  noLonger('AWS::Cognito::UserPoolGroup', 'GroupName', 128),
  {
    type: 'AWS::Cognito::UserPoolResourceServer',
    broken: ({ Scopes }) => ((Scopes ?? []) as unknown[]).length > 100 && 'has more than 100 scopes.',
  },
  like(
    'AWS::Cognito::UserPoolDomain',
    'Domain',
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    '1 to 63 small letters, digits and -',
  ),
  like(
    'AWS::Cognito::UserPoolDomain',
    'Domain',
    /^(?!.*(aws|amazon|cognito))/,
    'without the words aws, amazon and cognito',
  ),
  {
    type: client,
    broken: (properties) => {
      const { AllowedOAuthFlows: flows = [], AllowedOAuthFlowsUserPoolClient: may, ...rest } = properties as Client
      const { AllowedOAuthScopes: scopes = [], CallbackURLs: urls = [], GenerateSecret = false } = rest
      if (flows.length === 0) return undefined
      if (may !== true) return 'has OAuth flows without AllowedOAuthFlowsUserPoolClient.'
      if (scopes.length === 0) return 'has OAuth flows without a scope.'
      if (!flows.includes('client_credentials')) return urls.length === 0 && 'signs people in without a callback URL.'
      if (flows.length > 1) return 'has client credentials beside other flows; Cognito takes them alone.'
      return !GenerateSecret && 'has client credentials without a secret.'
    },
  },
  {
    type: client,
    broken: (properties) => {
      const { CallbackURLs = [], LogoutURLs = [] } = properties as Client
      if (CallbackURLs.length > 100 || LogoutURLs.length > 100) return 'has more than 100 callback or logout URLs.'
      const isRight = (url: string) =>
        /^(https:\/\/|http:\/\/localhost(:\d+)?(\/|$)|(?!http:)[a-z][a-z0-9+.-]*:\/\/)/.test(url)
      const wrong = [...CallbackURLs, ...LogoutURLs].filter((url) => typeof url === 'string')
      const bad = wrong.find((url) => !isRight(url) || url.includes('#') || url.length > 1024)
      return bad !== undefined && `has the URL ${bad}; Cognito takes https, or http://localhost, without a fragment.`
    },
  },
  {
    type: client,
    broken: (properties) => {
      const { ExplicitAuthFlows = [] } = properties as Client
      const old = ExplicitAuthFlows.filter((flow) => !flow.startsWith('ALLOW_'))
      return (
        old.length > 0 && old.length < ExplicitAuthFlows.length && 'mixes old and new names of authentication flows.'
      )
    },
  },
  {
    type: client,
    broken: (properties) => {
      const units = (properties as Client).TokenValidityUnits ?? {}
      for (const [name, token, unit, least, most] of validities) {
        const value = properties[name]
        const seconds = Number(value) * inSeconds[units[token] ?? unit]
        if (value !== undefined && (seconds < least || seconds > most))
          return `has the ${name} ${value} ${units[token] ?? unit}; Cognito takes ${least} to ${most} seconds.`
      }
      return undefined
    },
  },
]
