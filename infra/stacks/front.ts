import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnOutput, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { BrokerAddress } from '../constructs/broker-address.ts'
import { ConsoleClient, tokensOf } from '../constructs/console-client.ts'
import { ConsoleFront } from '../constructs/console-front.ts'
import { addressesOf } from '../constructs/console-paths.ts'
import { acknowledgeDeploymentFunctions } from '../constructs/deployment-role.ts'
import { freeze } from '../constructs/frozen.ts'
import type { Identity } from '../constructs/identity.ts'
import { consoleUrlsOf } from '../sites/console.ts'
import type { ConsoleHosting, OidcIssuer, Site } from '../sites/site.ts'
import { exportForGood } from './export-for-good.ts'

export interface FrontStackProps {
  /** A site, or the enterprise under its own name. */
  readonly of: Pick<Site, 'site' | 'stage' | 'region' | 'oidcIssuer' | 'consoleUrls'>
  readonly identity: Identity
  /** A site has work centers with terminals, the enterprise has none. */
  readonly hasTerminals: boolean
  /** The console that AWS serves; absent where it serves none. */
  readonly console?: { readonly hosting: ConsoleHosting; readonly screens: string } | undefined
}

/** What a console that is served needs to know besides its tokens. */
export interface ServedConsole {
  readonly front: ConsoleFront
  readonly broker: string
}

/**
 * The names under which a site is reached: of its API, and of its console. They come before what runs, and after the people: Cognito has to know the name
 * of the console, the console the address of the API and of the sign-in, and what runs the client of the console. In one stack, none of them waits for
 * itself.
 */
export class FrontStack extends Stack {
  /** Its address and id. The stack of what runs gives it its routes. */
  readonly api: { readonly id: string; readonly endpoint: string }
  readonly tokens: OidcIssuer
  readonly console: ServedConsole | undefined

  constructor(scope: Construct, id: string, { of, identity, hasTerminals, console }: FrontStackProps) {
    super(scope, id, {
      description: `Andon, ${of.site}: the names of the API and of the console`,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    })
    const api = new HttpApi(this, 'Api', { createDefaultStage: false, description: 'Andon' })
    freeze(api, 'Api')
    this.api = { id: api.apiId, endpoint: api.apiEndpoint }
    this.console = console && this.serve(console, of, identity)
    const urls = consoleUrlsOf(of, this.console?.front.name)
    const { id: person } = new ConsoleClient(this, 'SignIn', { identity, urls, of: 'person' })
    const terminal = hasTerminals
      ? new ConsoleClient(this, 'TerminalSignIn', { identity, urls, of: 'terminal' }).id
      : undefined
    this.tokens = tokensOf(identity, { person, terminal }, of)
    exportForGood(this, [api.apiId, api.apiEndpoint, person, ...(terminal ? [terminal] : [])])
    this.tell('ApiUrl', api.apiEndpoint, 'The API')
    this.tell('IdentityClientId', person, 'The client of the console: a sign-in of a person')
    if (terminal) this.tell('TerminalClientId', terminal, 'The client of terminals that stay signed in')
    this.tell('SignedInUrl', urls.signedIn[0] ?? '', 'Where a sign-in comes back to')
    if (this.console) this.tell('ConsoleUrl', `https://${this.console.front.name}/`, 'The console')
  }

  private serve(
    { hosting, screens }: NonNullable<FrontStackProps['console']>,
    { site, region, oidcIssuer }: FrontStackProps['of'],
    identity: Identity,
  ): ServedConsole {
    const broker = new BrokerAddress(this, 'Broker').host
    acknowledgeDeploymentFunctions(this)
    const ofPool = [
      // The documents of this pool alone: at the address of the service, anybody has pools.
      `https://cognito-idp.${region}.amazonaws.com/${identity.pool.userPoolId}/`,
      identity.domain.baseUrl(),
    ]
    const signIn = oidcIssuer ? [new URL(oidcIssuer.issuer).origin, ...(oidcIssuer.console?.origins ?? [])] : ofPool
    const front = new ConsoleFront(this, 'Console', {
      owner: site,
      hosting,
      apiEndpoint: this.api.endpoint,
      files: addressesOf(screens),
      connectTo: [...signIn, `wss://${broker}`],
    })
    return { front, broker }
  }

  private tell(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description }).overrideLogicalId(name)
  }
}
