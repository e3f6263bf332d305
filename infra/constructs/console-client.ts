import { CfnManagedLoginBranding, OAuthScope, UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { personClaim } from '../../events/names.ts'
import type { ConsoleUrls } from '../sites/console.ts'
import type { OidcIssuer } from '../sites/site.ts'
import { freeze } from './frozen.ts'
import { type Identity, readable, writable } from './identity.ts'

interface SignInClient {
  readonly identity: Identity
  readonly urls: ConsoleUrls
  /**
   * `person`: whoever works at the screen. `terminal`: a browser that stays at its work center, with whomever it is signed in for; its tokens only look
   * (shared/http/caller.ts).
   */
  readonly of: 'person' | 'terminal'
}

const kinds = {
  // The longest shift: a sign-in at a terminal does not last into the next shift.
  person: { lasts: Duration.hours(12), name: 'UserPoolClient' },
  // A terminal is signed in when it is set up, and again when it is replaced or its account is closed.
  terminal: { lasts: Duration.days(400), name: 'TerminalUserPoolClient' },
} as const

/**
 * A client of the console. It is in the stack of the console's name, because Cognito sends people back to that name letter for letter.
 * People sign in at managed login. A script that plays a person proves the password (SRP) and sends it to nobody.
 */
export class ConsoleClient extends Construct {
  readonly id: string

  constructor(scope: Construct, id: string, { identity: { pool }, urls: { home, signedIn }, of }: SignInClient) {
    super(scope, id)
    const { lasts, name } = kinds[of]
    const client = new UserPoolClient(this, 'Client', {
      userPool: pool,
      // Without a list of flows, Cognito would allow SRP.
      authFlows: of === 'person' ? { userSrp: true } : { userPassword: false },
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
      refreshTokenValidity: lasts,
    })
    freeze(client, name)
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
  clients: { readonly person: string; readonly terminal: string | undefined },
  { region, oidcIssuer }: { readonly region: string; readonly oidcIssuer?: OidcIssuer | undefined },
): OidcIssuer {
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${pool.userPoolId}`
  return (
    oidcIssuer ?? {
      issuer,
      audience: clients.person,
      clients: [erp.userPoolClientId],
      ...(clients.terminal !== undefined && { terminal: clients.terminal }),
      rolesClaim: 'cognito:groups',
      personClaim,
      keysUrl: `${issuer}/.well-known/jwks.json`,
    }
  )
}
