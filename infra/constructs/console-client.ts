import { CfnManagedLoginBranding, OAuthScope, UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { personClaim } from '../../events/names.ts'
import type { ConsoleUrls } from '../sites/console.ts'
import type { OidcIssuer } from '../sites/site.ts'
import { freeze } from './frozen.ts'
import { type Identity, readable, writable } from './identity.ts'

/**
 * The client with which people sign in. It is in the stack of the console's name, because Cognito sends people back to that name letter for letter.
 * People sign in at managed login. A script that plays a person proves the password (SRP) and sends it to nobody.
 */
export class ConsoleClient extends Construct {
  readonly id: string

  constructor(scope: Construct, id: string, { pool }: Identity, { home, signedIn }: ConsoleUrls) {
    super(scope, id)
    const client = new UserPoolClient(this, 'Client', {
      userPool: pool,
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID],
        callbackUrls: [...signedIn],
        logoutUrls: [...home],
      },
      generateSecret: false,
      preventUserExistenceErrors: true,
      // Tokens name their sign-in (`origin_jti`), by which a sign-in signs once.
      enableTokenRevocation: true,
      readAttributes: readable,
      writeAttributes: writable,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      // The longest shift: a sign-in on a terminal does not last into the next shift.
      refreshTokenValidity: Duration.hours(12),
    })
    freeze(client, 'UserPoolClient')
    this.id = client.userPoolClientId
    // Without a style, Cognito answers that the pages of a client are not available.
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: pool.userPoolId,
      clientId: this.id,
      useCognitoProvidedValues: true,
    })
  }
}

/** Who signs people in: the user pool, unless the file of the site names an issuer of the company. */
export function tokensOf(
  { pool, erp }: Identity,
  client: string,
  { region, oidcIssuer }: { readonly region: string; readonly oidcIssuer?: OidcIssuer | undefined },
): OidcIssuer {
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${pool.userPoolId}`
  return (
    oidcIssuer ?? {
      issuer,
      audience: client,
      clients: [erp.userPoolClientId],
      rolesClaim: 'cognito:groups',
      personClaim,
      keysUrl: `${issuer}/.well-known/jwks.json`,
    }
  )
}
