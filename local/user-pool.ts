import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda'
import { CannotStart } from './cannot-start.ts'
import type { Complete } from './identity.ts'
import type { Functions } from './lambda.ts'
import { placeOf } from './plans.ts'
import type { Template } from './template.ts'
import { type Service, ServiceError } from './wire.ts'

/** What the local plant has of the site's user pool: its trigger, and who has registered a second factor. */
export interface UserPool {
  readonly complete: Complete
  readonly service: Service
  /** Everybody has an authenticator, until it is taken away here. */
  setSecondFactor(user: string, registered: boolean): void
}

const groupsClaim = 'cognito:groups'

/**
 * @param functions asked for when a person signs in: the functions start after the pool
 * @param personClaim the claim that the site reads; of a company's own issuer it is another one, and the pool completes nothing
 */
export function startUserPool(
  template: Template,
  functions: () => Pick<Functions, 'invoke'>,
  personClaim = 'andon:person',
): UserPool {
  const without = new Set<string>()
  const [pool] = template.of('AWS::Cognito::UserPool')
  const trigger = triggerOf(template)
  return {
    async complete(signedIn, triggerSource) {
      const { access, id } = signedIn
      if (trigger === undefined || !(personClaim in access)) return signedIn
      const event: PreTokenGenerationV2TriggerEvent = {
        version: '2',
        triggerSource,
        region: template.region,
        userPoolId: pool?.ref ?? '',
        userName: String(access.username),
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: String(access.client_id) },
        request: {
          userAttributes: {
            sub: String(access.sub),
            'cognito:user_status': 'CONFIRMED',
            name: String(id.name),
            'custom:person': String(access[personClaim]),
          },
          groupConfiguration: { groupsToOverride: namesIn(access[groupsClaim]), iamRolesToOverride: [] },
          scopes: String(access.scope).split(' '),
        },
        response: { claimsAndScopeOverrideDetails: {} },
      }
      const { response } = (await functions().invoke(trigger, event)) as PreTokenGenerationV2TriggerEvent
      const { accessTokenGeneration, idTokenGeneration, groupOverrideDetails } = response.claimsAndScopeOverrideDetails
      // Without details of groups, or with empty ones, Cognito leaves them all out.
      const groups = groupOverrideDetails?.groupsToOverride ?? []
      const completed = (claims: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) => {
        const { [groupsClaim]: _groups, [personClaim]: _person, ...rest } = claims
        return { ...rest, ...(groups.length > 0 && { [groupsClaim]: groups }), ...more }
      }
      return {
        access: completed(access, accessTokenGeneration?.claimsToAddOrOverride),
        id: completed(id, idTokenGeneration?.claimsToAddOrOverride),
      }
    },
    service: {
      needs({ operation }) {
        if (operation !== 'AdminGetUser') throw ServiceError.unknown('user-pool', operation)
        return [{ action: 'cognito-idp:AdminGetUser', resource: pool?.arn ?? '' }]
      },
      async answer({ json: { Username } }) {
        const registered = !without.has(String(Username))
        return { json: { Username, ...(registered && { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] }) } }
      },
    },
    setSecondFactor(user, registered) {
      if (registered) without.delete(user)
      else without.add(user)
    },
  }
}

/** The function that completes tokens, which Cognito has to be allowed to call. */
function triggerOf(template: Template): string | undefined {
  const [pool] = template.of('AWS::Cognito::UserPool')
  const config = pool?.properties.LambdaConfig as
    | { PreTokenGenerationConfig?: { LambdaArn: string; LambdaVersion: string } }
    | undefined
  const { PreTokenGenerationConfig: trigger, ...others } = config ?? {}
  if (pool === undefined || config === undefined) return undefined
  if (trigger?.LambdaVersion !== 'V2_0' || Object.keys(others).length > 0)
    throw new CannotStart(
      `${placeOf(pool)} has a trigger that the local plant does not call; it knows PreTokenGenerationConfig of V2_0.`,
    )
  const called = template
    .of('AWS::Lambda::Permission')
    .some(
      ({ properties: { Principal, FunctionName, SourceArn } }) =>
        Principal === 'cognito-idp.amazonaws.com' && FunctionName === trigger.LambdaArn && SourceArn === pool.arn,
    )
  if (!called)
    throw new CannotStart(`${placeOf(pool)} may not call its trigger: ${trigger.LambdaArn} has no permission for it.`)
  return trigger.LambdaArn
}

const namesIn = (claim: unknown): string[] => (Array.isArray(claim) ? claim.map(String) : [])
