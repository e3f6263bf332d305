import { AdminGetUserCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { setFunctionEnvironment } from '../support/function-environment.ts'

const cognito = mockClient(CognitoIdentityProviderClient)
setFunctionEnvironment()
const { handler } = await import('../../functions/people/trigger.ts')

type Groups = PreTokenGenerationV2TriggerEvent['request']['groupConfiguration']

/** The event as Cognito sends it for a sign-in at its pages. */
const signIn = (
  groups: readonly string[],
  attributes: Readonly<Record<string, string>> = {},
  groupConfiguration: Groups = { groupsToOverride: [...groups], iamRolesToOverride: [] },
): PreTokenGenerationV2TriggerEvent => ({
  version: '2',
  triggerSource: 'TokenGeneration_HostedAuth',
  region: 'eu-west-3',
  userPoolId: 'eu-west-3_Aa1Bb2Cc3',
  userName: 'ada',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
  request: {
    userAttributes: {
      sub: '0e4d7c1a-5b1f-4d8e-9a53-6f3d1f6f7c11',
      'cognito:user_status': 'CONFIRMED',
      name: 'Ada Moreau',
      ...attributes,
    },
    groupConfiguration,
    scopes: ['openid'],
  },
  response: { claimsAndScopeOverrideDetails: {} },
})

const completed = async (event: PreTokenGenerationV2TriggerEvent) =>
  (await handler(event)).response.claimsAndScopeOverrideDetails

beforeEach(() => {
  cognito.reset()
  cognito.on(AdminGetUserCommand).resolves({ Username: 'ada' })
})

describe('A token', () => {
  it('names the person by the attribute that an administrator set', async () => {
    const { accessTokenGeneration, idTokenGeneration } = await completed(
      signIn(['operator'], { 'custom:person': 'P-117' }),
    )
    expect(accessTokenGeneration).toEqual({ claimsToAddOrOverride: { 'andon:person': 'P-117' } })
    expect(idTokenGeneration).toEqual(accessTokenGeneration)
  })

  it.each<Record<string, string>>([{}, { 'custom:person': '' }])(
    'names the person by the user name where there is no attribute: %j',
    async (attributes) => {
      const { accessTokenGeneration } = await completed(signIn(['operator'], attributes))
      expect(accessTokenGeneration?.claimsToAddOrOverride).toEqual({ 'andon:person': 'ada' })
    },
  )

  it('keeps the groups of a person who needs no second factor, without a question to Cognito', async () => {
    const { groupOverrideDetails } = await completed(signIn(['operator', 'supervisor']))
    expect(groupOverrideDetails).toEqual({ groupsToOverride: ['operator', 'supervisor'], iamRolesToOverride: [] })
    expect(cognito.commandCalls(AdminGetUserCommand)).toHaveLength(0)
  })

  it.each(['quality', 'admin'])('has no role %s for a person without a second factor, and says so', async (role) => {
    const details = await completed(signIn(['operator', role]))
    expect(details.groupOverrideDetails?.groupsToOverride).toEqual(['operator'])
    expect(details.accessTokenGeneration?.claimsToAddOrOverride).toEqual({
      'andon:person': 'ada',
      'andon:withheld': role,
    })
    expect(cognito.commandCalls(AdminGetUserCommand)[0]?.args[0].input).toEqual({
      UserPoolId: 'eu-west-3_Aa1Bb2Cc3',
      Username: 'ada',
    })
  })

  it('has an empty list of groups where all of them wait for a second factor', async () => {
    const details = await completed(signIn(['quality', 'admin']))
    expect(details.groupOverrideDetails?.groupsToOverride).toEqual([])
    expect(details.accessTokenGeneration?.claimsToAddOrOverride?.['andon:withheld']).toBe('quality admin')
  })

  it('has every role of a person with an authenticator', async () => {
    cognito.on(AdminGetUserCommand).resolves({ Username: 'ada', UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] })
    const details = await completed(signIn(['quality', 'admin']))
    expect(details.groupOverrideDetails?.groupsToOverride).toEqual(['quality', 'admin'])
    expect(details.accessTokenGeneration?.claimsToAddOrOverride).toEqual({ 'andon:person': 'ada' })
  })

  it('has no role for a second factor that is none of ours', async () => {
    cognito.on(AdminGetUserCommand).resolves({ Username: 'ada', UserMFASettingList: ['SMS_MFA'] })
    const details = await completed(signIn(['quality']))
    expect(details.groupOverrideDetails?.groupsToOverride).toEqual([])
  })

  it('is not given where Cognito does not say whether there is a second factor', async () => {
    cognito.on(AdminGetUserCommand).rejects(new Error('Too many requests'))
    await expect(handler(signIn(['quality']))).rejects.toThrow('Too many requests')
  })

  it('is complete for a person in no group', async () => {
    const details = await completed(signIn([], {}, {}))
    expect(details.groupOverrideDetails?.groupsToOverride).toEqual([])
  })

  it('leaves the rest of the event as Cognito sent it', async () => {
    const event = signIn(['operator'])
    expect(await handler(event)).toEqual({ ...event, response: expect.anything() })
  })
})
