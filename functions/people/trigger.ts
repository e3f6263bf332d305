import { AdminGetUserCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda'
import { personClaim, rolesWithSecondFactor, withheldClaim } from '../../events/names.ts'
import { trimmed } from '../../shared/storage/trimmed.ts'

// Cognito waits five seconds for a trigger, and calls it three times at most.
const cognito = trimmed(new CognitoIdentityProviderClient({ cacheMiddleware: true, maxAttempts: 2 }))

const guarded: ReadonlySet<string> = new Set(rolesWithSecondFactor)

/**
 * Completes the tokens of a sign-in before Cognito signs them: the person's id in the plant, and no role that asks for a second factor where the
 * person has none. A renewed sign-in passes here too, so that a factor that was removed takes the roles with it within the hour.
 */
export const handler = async (event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> => {
  const { userPoolId, userName, request } = event
  const groups = request.groupConfiguration.groupsToOverride ?? []
  const withheld = groups.filter((name) => guarded.has(name))
  if (withheld.length > 0 && (await hasSecondFactor(userPoolId, userName))) withheld.length = 0
  const claimsToAddOrOverride = {
    [personClaim]: request.userAttributes['custom:person'] || userName,
    ...(withheld.length > 0 && { [withheldClaim]: withheld.join(' ') }),
  }
  return {
    ...event,
    response: {
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: { claimsToAddOrOverride },
        accessTokenGeneration: { claimsToAddOrOverride },
        // Cognito replaces the groups by this list as a whole.
        groupOverrideDetails: {
          ...request.groupConfiguration,
          groupsToOverride: groups.filter((name) => !withheld.includes(name)),
        },
      },
    },
  }
}

/** @throws when Cognito does not answer: then the sign-in fails, and is tried again. */
async function hasSecondFactor(UserPoolId: string, Username: string): Promise<boolean> {
  const { UserMFASettingList = [] } = await cognito.send(new AdminGetUserCommand({ UserPoolId, Username }))
  return UserMFASettingList.includes('SOFTWARE_TOKEN_MFA')
}
