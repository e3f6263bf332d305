import { AccountRecovery, CfnUserPoolGroup, FeaturePlan, Mfa, UserPool } from 'aws-cdk-lib/aws-cognito'
import { CfnOutput, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { roles } from '../../events/names.ts'
import type { OidcIssuer, Site } from '../sites/site.ts'
import { freeze } from './frozen.ts'

/**
 * Who signs people in: the company's own issuer if the site file names one, else a user pool with a group per role. The pool exists in both cases, and
 * costs nothing while nobody signs in: a site that moves to its own issuer is updated while its functions still refer to the pool.
 */
export class Identity extends Construct {
  readonly tokens: OidcIssuer
  /** What other stacks may know of the pool. */
  readonly shared: readonly string[]

  constructor(scope: Construct, id: string, { oidcIssuer, region }: Pick<Site, 'oidcIssuer' | 'region'>) {
    super(scope, id)
    const { pool, client } = this.userPool()
    this.shared = [pool.userPoolId, client.userPoolClientId]
    const issuer = `https://cognito-idp.${region}.amazonaws.com/${pool.userPoolId}`
    this.tokens = oidcIssuer ?? {
      issuer,
      audience: client.userPoolClientId,
      rolesClaim: 'cognito:groups',
      personClaim: 'andon:person',
      keysUrl: `${issuer}/.well-known/jwks.json`,
    }
  }

  private userPool() {
    const pool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: false,
      signInAliases: { username: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.NONE,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.ESSENTIALS,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    freeze(pool, 'UserPool')
    Validations.of(pool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason:
          'Operators sign in at shared terminals, gloved, many times a shift; a second factor (TOTP) is set per person.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason:
          'Accounts are made by an administrator and used from inside the plant, where the location signals of the Plus plan mean little; a site that wants them names its own OIDC issuer.',
      },
    )
    for (const role of roles)
      new CfnUserPoolGroup(this, `Role-${role}`, { userPoolId: pool.userPoolId, groupName: role })
    const client = pool.addClient('Client', {
      authFlows: { userSrp: true },
      disableOAuth: true,
      generateSecret: false,
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      // The longest shift: a sign-in on a terminal does not last into the next shift.
      refreshTokenValidity: Duration.hours(12),
    })
    freeze(client, 'UserPoolClient')
    new CfnOutput(this, 'SignInClientId', { value: client.userPoolClientId })
    new CfnOutput(this, 'SignInPoolId', { value: pool.userPoolId })
    return { pool, client }
  }
}
