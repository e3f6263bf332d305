import { describe, expect, it } from 'vitest'
import { personClaim } from '../../events/names.ts'
import { consoleUrlsOf } from '../../infra/sites/console.ts'
import { cork } from '../../infra/sites/cork.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import { type Site, staged } from '../../infra/sites/site.ts'
import { variable } from '../../shared/runtime/environment.ts'
import {
  ofType,
  only,
  propertiesOf,
  smallFunctions,
  stackOf,
  statementsOf,
  synthesized,
  synthesizedCompany,
  synthesizedWith,
} from './synthesized.ts'

const { app, state, front, plant } = synthesized()
const signIn = { ...state, ...front }
const clients = ofType(signIn, 'AWS::Cognito::UserPoolClient')
const client = (id: string) => propertiesOf<Record<string, unknown>>(signIn, id)

describe('A sign-in of a person', () => {
  it('is one at the pages of Cognito, by a code that the client has to fetch, or by a proof of the password, which is sent to nobody', () => {
    expect(client('UserPoolClient')).toMatchObject({
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ['openid'],
      CallbackURLs: ['https://lyon.andon.example/signed-in'],
      LogoutURLs: ['https://lyon.andon.example/'],
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      GenerateSecret: false,
      SupportedIdentityProviders: ['COGNITO'],
    })
    expect(only(state, 'AWS::Cognito::UserPoolDomain').Properties).toMatchObject({ ManagedLoginVersion: 2 })
    // Without a style, Cognito shows no page.
    const styles = ofType(front, 'AWS::Cognito::ManagedLoginBranding').map(([, { Properties }]) => Properties)
    expect(styles).toEqual(
      ['UserPoolClient', 'TerminalUserPoolClient'].map((id) =>
        expect.objectContaining({ ClientId: { Ref: id }, UseCognitoProvidedValues: true }),
      ),
    )
  })

  it('lasts for months at a terminal, where it only looks, and no script proves a password there', () => {
    const { AllowedOAuthFlows, ExplicitAuthFlows, RefreshTokenValidity, TokenValidityUnits } =
      client('TerminalUserPoolClient')
    expect({ AllowedOAuthFlows, ExplicitAuthFlows }).toEqual({
      AllowedOAuthFlows: ['code'],
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
    })
    expect({ RefreshTokenValidity, TokenValidityUnits }).toMatchObject({
      RefreshTokenValidity: 400 * 24 * 60,
      TokenValidityUnits: { RefreshToken: 'minutes' },
    })
    const told = ofType(plant, 'AWS::Lambda::Function').flatMap(([, { Properties }]) => {
      const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Readonly<Record<string, unknown>> }
      return variable.rolesClaim in Variables ? [JSON.stringify(Variables[variable.terminalClient])] : []
    })
    // Whoever reads roles has to know which tokens only look.
    expect(new Set(told).size).toBe(1)
    expect(told[0]).toContain('RefTerminalUserPoolClient')
  })

  it('sends a password to one client alone, on behalf of whoever has credentials of the account', () => {
    expect(client('EnrolmentUserPoolClient')).toMatchObject({
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      AllowedOAuthFlowsUserPoolClient: false,
    })
    expect(JSON.stringify(clients)).not.toMatch(/ALLOW_(USER_PASSWORD|CUSTOM)_AUTH|"implicit"/)
  })

  it('has an id by which it is spent, in every token of it', () => {
    for (const id of ['UserPoolClient', 'TerminalUserPoolClient', 'ErpUserPoolClient'])
      expect(client(id).EnableTokenRevocation, id).toBe(true)
  })

  it('never lets a person write the id under which the record knows people', () => {
    const pool = only(state, 'AWS::Cognito::UserPool').Properties
    expect(pool.Schema).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ Name: 'person', Mutable: false, AttributeDataType: 'String' }),
      ]),
    )
    for (const [id] of clients.filter(([name]) => name !== 'ErpUserPoolClient')) {
      expect(client(id).WriteAttributes, id).toEqual(['locale'])
      expect(client(id).ReadAttributes, id).toEqual(['custom:person', 'name'])
    }
    expect(client('UserPoolClient').AllowedOAuthScopes).not.toContain('aws.cognito.signin.user.admin')
  })

  it('passes no second factor by a device that is remembered', () => {
    const pool = only(state, 'AWS::Cognito::UserPool').Properties
    expect(pool).toMatchObject({ MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] })
    expect(pool.DeviceConfiguration).toBeUndefined()
    expect(JSON.stringify(clients)).not.toContain('ALLOW_USER_AUTH')
  })

  it('is at an address that no other account of the region can have, by the id of the stack', () => {
    const { Domain } = only(state, 'AWS::Cognito::UserPoolDomain').Properties
    expect(JSON.stringify(Domain)).toContain('"andon-lyon-"')
    expect(JSON.stringify(Domain)).toContain('"AWS::StackId"')
  })

  it('is at an address without the name of a site that Cognito would refuse', () => {
    const other = synthesizedWith({ ...cork, site: 'lawson' }, smallFunctions())
    const { Domain } = only(other.state, 'AWS::Cognito::UserPoolDomain').Properties
    expect(JSON.stringify(Domain)).toContain('"andon-"')
    expect(JSON.stringify(Domain)).not.toContain('lawson')
  })
})

describe('The ERP', () => {
  it('has a client of its own with a secret, for the one scope of systems', () => {
    expect(only(state, 'AWS::Cognito::UserPoolResourceServer').Properties).toMatchObject({
      Identifier: 'andon',
      Scopes: [{ ScopeName: 'integration' }],
    })
    const { AllowedOAuthScopes, ...erp } = client('ErpUserPoolClient')
    expect(erp).toMatchObject({ AllowedOAuthFlows: ['client_credentials'], GenerateSecret: true })
    expect(JSON.stringify(AllowedOAuthScopes)).toMatch(/"\/integration"/)
    expect(erp).toMatchObject({ ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] })
    expect(erp.CallbackURLs).toBeUndefined()
  })

  it('reaches the API with its own client, and the client that registers second factors does not', () => {
    const { JwtConfiguration } = only(plant, 'AWS::ApiGatewayV2::Authorizer').Properties
    const { Audience } = JwtConfiguration as { Audience: unknown[] }
    expect(Audience).toHaveLength(3)
    expect(JSON.stringify(Audience[0])).toContain('RefUserPoolClient')
    expect(JSON.stringify(Audience[1])).toContain('RefErpUserPoolClient')
    expect(JSON.stringify(Audience[2])).toContain('RefTerminalUserPoolClient')
  })

  it('has a secret that no output of a stack shows', () => {
    const template = JSON.stringify(
      app
        .synth()
        .getNestedAssembly('assembly-Andon-lyon')
        .stacks.map((it) => it.template),
    )
    expect(template).not.toContain('ClientSecret')
    expect(template).not.toContain('Custom::')
  })
})

describe('The trigger of the user pool', () => {
  it('completes each token of a person, access tokens included', () => {
    expect(only(state, 'AWS::Cognito::UserPool').Properties).toMatchObject({
      UserPoolTier: 'ESSENTIALS',
      LambdaConfig: {
        PreTokenGenerationConfig: { LambdaArn: { 'Fn::GetAtt': ['PeopleTrigger', 'Arn'] }, LambdaVersion: 'V2_0' },
      },
    })
    expect(only(state, 'AWS::Lambda::Permission').Properties).toMatchObject({
      Principal: 'cognito-idp.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['UserPool', 'Arn'] },
    })
    expect(variablesOf(plant, 'OrdersHttp')[variable.personClaim]).toBe(personClaim)
  })

  it('may ask about one user of this pool, and nothing else', () => {
    const own = statementsOf(state, 'PeopleTrigger').filter(
      ({ Action }) => !Action.every((action) => /^(logs|xray):/.test(action)),
    )
    expect(own).toEqual([
      {
        Effect: 'Allow',
        Action: ['cognito-idp:AdminGetUser'],
        Resource: [{ 'Fn::GetAtt': ['UserPool', 'Arn'] }],
      },
    ])
  })

  it('is not waited for by what waits for it: the pool, the function, the policy', () => {
    const { DependsOn = [] } = { DependsOn: undefined, ...state.PeopleTrigger } as { DependsOn?: string[] }
    const [users] =
      ofType(state, 'AWS::IAM::Policy').find(([, it]) => JSON.stringify(it).includes('AdminGetUser')) ?? []
    expect(users).toBeDefined()
    expect(DependsOn).not.toContain(users)
  })

  it('raises alarms in the stack with the topic of all alarms, and by a name that the other stack hands over for good', () => {
    const alarms = ofType(plant, 'AWS::CloudWatch::Alarm').filter(([, it]) =>
      JSON.stringify(it.Properties).includes('RefPeopleTrigger'),
    )
    expect(alarms.map(([, { Properties }]) => Properties.MetricName)).toEqual(['Errors', 'Duration'])
    expect(String(alarms[0]?.[1].Properties.AlarmDescription)).toMatch(/docs\/runbook\.md#people-trigger$/)
    const { hub } = synthesizedCompany({ region: 'eu-west-3' })
    expect(JSON.stringify(ofType(hub, 'AWS::CloudWatch::Alarm'))).toContain('RefPeopleTrigger')
  })

  it('is left out with its file, and the pool stays', () => {
    const small = synthesizedWith(cork, smallFunctions(['live/http']))
    expect(only(small.state, 'AWS::Cognito::UserPool').Properties.LambdaConfig).toBeUndefined()
    expect(ofType(small.state, 'AWS::Lambda::Function')).toEqual([])
  })
})

describe('The outputs of the stack of the people', () => {
  it('have names that do not change with a path', () => {
    const { template } = app
      .synth()
      .getNestedAssembly('assembly-Andon-lyon')
      .getStackByName(stackOf(app, lyon, 'State').stackName)
    const outputs = Object.entries(template.Outputs as Record<string, { Export?: unknown }>)
    expect(outputs.filter(([, it]) => it.Export === undefined).map(([name]) => name)).toEqual([
      'IdentityPoolId',
      'EnrolmentClient',
      'ErpClient',
      'SignInUrl',
    ])
  })
})

describe('The console of a site', () => {
  const at =
    (consoleUrls: readonly string[], site: Site = lyon) =>
    () =>
      consoleUrlsOf({ ...site, consoleUrls }).home
  const validation = staged(lyon, 'validation')

  it('is where the site file says, over https', () => {
    expect(at(['https://andon.lyon.example/'])()).toEqual(['https://andon.lyon.example/'])
    expect(at(['https://andon.lyon.example'])()).toEqual(['https://andon.lyon.example/'])
    expect(at(['https://andon.lyon.example/mes'])).toThrow('has a host of its own and no path')
    expect(at(['https://andon.lyon.example/?from=mes'])).toThrow('has a host of its own and no path')
    expect(at(['http://andon.lyon.example/'])).toThrow('has to be at an https address')
    expect(at(['https://andon.lyon.example/#here'])).toThrow('without a fragment')
    expect(at(['andon.lyon.example'])).toThrow('is no URL')
    expect(at([])).toThrow('names no console')
  })

  it('is on this machine in any stage but production', () => {
    expect(at(['http://localhost:4000/'], validation)()).toEqual(['http://localhost:4000/'])
    for (const url of ['http://localhost:4000/', 'https://localhost/'])
      expect(at([url])).toThrow('localhost is for other stages than production')
  })

  it('is at an address without an owner where the site file is silent', () => {
    expect(consoleUrlsOf(validation).home).toEqual(['https://lyon-validation.andon.example/'])
  })

  it('takes the answer of a sign-in at one page, in each place where it is', () => {
    const consoleUrls = ['https://andon.lyon.example/', 'http://localhost:4000/']
    expect(consoleUrlsOf({ ...validation, consoleUrls })).toEqual({
      home: consoleUrls,
      signedIn: ['https://andon.lyon.example/signed-in', 'http://localhost:4000/signed-in'],
    })
  })
})

function variablesOf(resources: typeof plant, id: string): Record<string, unknown> {
  return propertiesOf<{ Environment: { Variables: Record<string, unknown> } }>(resources, id).Environment.Variables
}
