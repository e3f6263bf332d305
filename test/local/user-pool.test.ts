import { describe, expect, it } from 'vitest'
import { CannotStart } from '../../local/cannot-start.ts'
import { readTemplate, type Stack } from '../../local/template.ts'
import { startUserPool } from '../../local/user-pool.ts'

const stand = {
  account: '123456789012',
  issuer: 'http://127.0.0.1:4000/local/issuers/lyon',
  queueUrl: (name: string) => `http://wire/${name}`,
}
const trigger = 'arn:aws:lambda:eu-west-3:123456789012:function:people-trigger'
const config = { PreTokenGenerationConfig: { LambdaArn: trigger, LambdaVersion: 'V2_0' } }
const permission = {
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: trigger,
    Principal: 'cognito-idp.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': ['UserPool', 'Arn'] },
  },
}

/** A pool with this configuration, and what its function is sent. */
function poolOf(
  LambdaConfig: object | undefined,
  answer: object = {},
  others: Stack['template']['Resources'] = { May: permission },
) {
  const sent: unknown[] = []
  const Properties = LambdaConfig === undefined ? {} : { LambdaConfig }
  const Resources = { UserPool: { Type: 'AWS::Cognito::UserPool', Properties }, ...others }
  const template = readTemplate([{ name: 'State', template: { Resources } }], 'eu-west-3', stand)
  const invoke = async (arn: string, event: unknown) => {
    sent.push(event)
    expect(arn).toBe(trigger)
    return { response: { claimsAndScopeOverrideDetails: answer } }
  }
  return { sent, pool: startUserPool(template, () => ({ invoke })) }
}

const access = {
  sub: 's',
  username: 'ada',
  client_id: 'c',
  scope: 'openid',
  'cognito:groups': ['operator'],
  'andon:person': 'ada',
}
const signedIn = { access, id: { sub: 's', name: 'Ada Moreau', 'cognito:groups': ['operator'], 'andon:person': 'ada' } }

describe('The user pool of the local plant', () => {
  it('calls its trigger with the event of Cognito, and takes groups and claims from the answer alone', async () => {
    const more = { claimsToAddOrOverride: { 'andon:person': 'P-1' } }
    const { pool, sent } = poolOf(config, {
      accessTokenGeneration: more,
      groupOverrideDetails: { groupsToOverride: ['viewer'] },
    })
    expect(await pool.complete(signedIn, 'TokenGeneration_HostedAuth')).toEqual({
      access: {
        sub: 's',
        username: 'ada',
        client_id: 'c',
        scope: 'openid',
        'cognito:groups': ['viewer'],
        'andon:person': 'P-1',
      },
      id: { sub: 's', name: 'Ada Moreau', 'cognito:groups': ['viewer'] },
    })
    expect(sent).toMatchObject([
      {
        version: '2',
        triggerSource: 'TokenGeneration_HostedAuth',
        region: 'eu-west-3',
        userPoolId: 'UserPool',
        userName: 'ada',
        request: {
          userAttributes: { name: 'Ada Moreau', 'custom:person': 'ada' },
          groupConfiguration: { groupsToOverride: ['operator'] },
          scopes: ['openid'],
        },
      },
    ])
  })

  it('leaves out all groups where the answer has none, as Cognito does', async () => {
    const { access: completed } = await poolOf(config).pool.complete(signedIn, 'TokenGeneration_RefreshTokens')
    expect(completed).not.toHaveProperty('cognito:groups')
  })

  it('changes nothing without a trigger, nor for the issuer of a company', async () => {
    expect(await poolOf(undefined).pool.complete(signedIn, 'TokenGeneration_HostedAuth')).toBe(signedIn)
    const company = { access: { sub: 's' }, id: { sub: 's' } }
    const { pool, sent } = poolOf(config)
    expect(await pool.complete(company, 'TokenGeneration_HostedAuth')).toBe(company)
    expect(sent).toEqual([])
  })

  it.each([
    [{ PreTokenGeneration: trigger }, { May: permission }, 'has a trigger that the local plant does not call'],
    [{ ...config, PreSignUp: trigger }, { May: permission }, 'has a trigger that the local plant does not call'],
    [
      { PreTokenGenerationConfig: { LambdaArn: trigger, LambdaVersion: 'V1_0' } },
      { May: permission },
      'it knows PreTokenGenerationConfig of V2_0',
    ],
    [config, {}, 'may not call its trigger'],
  ])('does not start with what it cannot do: %j', (wrong, others, sentence) => {
    expect(() => poolOf(wrong, {}, others)).toThrow(CannotStart)
    expect(() => poolOf(wrong, {}, others)).toThrow(sentence)
  })
})
