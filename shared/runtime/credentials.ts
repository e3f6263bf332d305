import { fromEnv } from '@aws-sdk/credential-provider-env'

/**
 * Replaces the SDK's chain of credential providers in every bundle: Lambda gives a function its credentials in the environment, and the unused
 * providers (profiles, SSO, web identity, instance metadata) are 85 KB.
 */
export const defaultProvider = () => fromEnv()
