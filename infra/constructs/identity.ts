import {
  AccountRecovery,
  CfnUserPoolGroup,
  ClientAttributes,
  FeaturePlan,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito'
import { Aws, CfnOutput, Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { rolesOfPeople } from '../../events/names.ts'
import type { Bundles } from '../bundle.ts'
import type { Site } from '../sites/site.ts'
import { partsOf } from '../stacks/parts.ts'
import type { Alarms } from './alarms.ts'
import { freeze } from './frozen.ts'
import { Handler } from './handler.ts'

export interface IdentityProps extends Pick<Site, 'site'> {
  readonly bundles: Bundles
}

/**
 * The people of a site: a user pool with a group per role. It exists also where the company's own issuer signs people in: a site that moves to its own
 * issuer is updated while its functions still refer to the pool. While nobody signs in it costs its client of the ERP, about six dollars a month. The
 * client of the console is in the stack of the console's name.
 */
export class Identity extends Construct {
  readonly pool: UserPool
  readonly domain: UserPoolDomain
  /** The client of the ERP. */
  readonly erp: UserPoolClient
  /** What other stacks may know of the pool. */
  readonly shared: readonly string[]
  private readonly trigger: Handler | undefined

  constructor(scope: Construct, id: string, props: IdentityProps) {
    super(scope, id)
    const { bundles } = props
    const pool = this.userPool()
    this.pool = pool
    const { part, finish } = partsOf(Stack.of(this), bundles, 'infra/constructs/identity.ts')
    this.trigger = part('people-trigger', (name) => new Handler(this, name, { bundles, timeout: 5 }).readsUsers(pool))
    finish()
    if (this.trigger)
      pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, this.trigger.function, LambdaVersion.V2_0)
    this.erp = erpClient(pool)
    const enrolment = enrolmentClient(pool)
    this.domain = pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: domainPrefix(props.site) },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    })
    const triggers = this.trigger ? [this.trigger.function.functionName] : []
    this.shared = [pool.userPoolId, this.domain.domainName, this.erp.userPoolClientId, ...triggers]
    this.tell('IdentityPoolId', pool.userPoolId, 'The user pool of the people')
    this.tell('EnrolmentClient', enrolment.userPoolClientId, 'The client with which a second factor is registered')
    this.tell(
      'ErpClient',
      this.erp.userPoolClientId,
      'The client of the ERP: client credentials, scope andon/integration',
    )
    this.tell('SignInUrl', this.domain.baseUrl(), 'Where people sign in; /oauth2/token below it gives tokens')
  }

  /** The alarms are in the stack of what runs, and this function is in the stack of the people. */
  watchedBy(alarms: Alarms, scope: Construct): void {
    this.trigger?.watchedBy(alarms, new Construct(scope, 'People'), {
      errorImpact: 'Nobody can sign in or renew a sign-in; who is signed in works on for up to an hour.',
    })
  }

  private userPool(): UserPool {
    const pool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: false,
      signInAliases: { username: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.NONE,
      // It may never be changed: what a person did is in the record under this id.
      customAttributes: { person: new StringAttribute({ mutable: false, maxLen: 64 }) },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.ESSENTIALS,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    freeze(pool, 'UserPool')
    Validations.of(pool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason:
          'A pool demands a second factor of all people or leaves it open; operators sign in gloved at shared terminals, many times a shift. The trigger gives the roles quality and admin only to people with a registered second factor, which Cognito then demands at each sign-in.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason:
          'Accounts are made by an administrator and used from inside the plant, where the location signals of the Plus plan mean little; a site that wants them names its own OIDC issuer.',
      },
    )
    for (const role of rolesOfPeople)
      new CfnUserPoolGroup(this, `Role-${role}`, { userPoolId: pool.userPoolId, groupName: role })
    return pool
  }

  private tell(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description }).overrideLogicalId(name)
  }
}

/** What a client may read of a person, and write: not the id of the person. */
export const readable = new ClientAttributes().withStandardAttributes({ fullname: true }).withCustomAttributes('person')
export const writable = new ClientAttributes().withStandardAttributes({ locale: true })

function erpClient(pool: UserPool) {
  const scope = new ResourceServerScope({
    scopeName: 'integration',
    scopeDescription: 'What the ERP does: orders, materials, receipts',
  })
  const server = pool.addResourceServer('Api', { identifier: 'andon', scopes: [scope] })
  const client = pool.addClient('Erp', {
    // Without a list of flows, Cognito would allow SRP.
    authFlows: { userPassword: false },
    oAuth: { flows: { clientCredentials: true }, scopes: [OAuthScope.resourceServer(server, scope)] },
    generateSecret: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.hours(1),
  })
  freeze(client, 'ErpUserPoolClient')
  return client
}

/**
 * To register a second factor, a person signs in under the eyes of someone with credentials of the account. The API of the plant takes no token of
 * this client.
 */
function enrolmentClient(pool: UserPool) {
  const client = pool.addClient('Enrolment', {
    authFlows: { adminUserPassword: true },
    disableOAuth: true,
    generateSecret: false,
    preventUserExistenceErrors: true,
    readAttributes: readable,
    writeAttributes: writable,
    accessTokenValidity: Duration.minutes(15),
    idTokenValidity: Duration.minutes(15),
    refreshTokenValidity: Duration.hours(1),
  })
  freeze(client, 'EnrolmentUserPoolClient')
  return client
}

/** Words that Cognito refuses in a domain. */
const reserved = /aws|amazon|cognito/

/**
 * The domain of the sign-in pages is unique among all accounts of a region. Eight digits of the id that CloudFormation gives the stack make it so; a
 * person recognizes it by the name of the site.
 */
function domainPrefix(site: string): string {
  const unique = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))))
  return `andon-${reserved.test(site) ? '' : `${site}-`}${unique}`
}
