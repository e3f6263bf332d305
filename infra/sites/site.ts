import type { Role } from '../../events/identifiers.ts'
import type { Sharing, Shift } from '../../events/labour.ts'

/** An issuer of tokens of the company; without one, the site gets a Cognito user pool of its own. */
export interface OidcIssuer {
  /** As in the `iss` claim: `https://login.example/realms/plant`. */
  readonly issuer: string
  readonly audience: string
  /** Further clients whose tokens the API takes, such as the client of the ERP. A sign-in for one of them signs nothing. */
  readonly clients?: readonly string[]
  /**
   * The client of terminals: browsers that stay signed in at a work center. Whoever signs in there may look, whatever their groups are, and signs nothing.
   * Without it, a terminal is signed in as the person at it.
   */
  readonly terminal?: string
  /** The claim that lists the groups of a person, or the app roles of a machine. */
  readonly rolesClaim: string
  /** What a name in that claim means here: `{ 'MES-Quality-Lyon': 'quality' }`. Without it, the names are the roles themselves. */
  readonly roleNames?: Readonly<Record<string, Role>>
  /** The claim with the id under which `PUT /v1/persons/{personId}` defines the person; default `sub`. */
  readonly personClaim?: string
  /** Where the issuer publishes its signing keys (JWKS). */
  readonly keysUrl: string
  /** How the console signs people in there; default: as the client that `audience` names, with the scope `openid`. */
  readonly console?: {
    readonly clientId: string
    readonly scopes?: readonly string[]
    /** Origins of its endpoints where they are not the origin of `issuer`, such as `https://graph.example`. The console may connect to no others. */
    readonly origins?: readonly string[]
  }
}

/** How AWS serves the console of a site: by CloudFront, with the API behind the same name (docs/adr/0069-the-console-on-aws.md). */
export interface ConsoleHosting {
  /** A name of the company's own, such as `andon.lyon.example`. Without it, the console has a name that CloudFront gives. */
  readonly domain?: {
    readonly name: string
    /** The ARN of a certificate for the name, of ACM in us-east-1: CloudFront takes none from elsewhere. */
    readonly certificate: string
  }
  /** The places of CloudFront that serve it; default `europe-and-north-america`, which have the lowest price. */
  readonly places?: 'europe-and-north-america' | 'all-but-south-america-and-oceania' | 'all'
  /** Days for which the requests for its pages are kept, with the addresses of those who asked; default: no such log. The API has a log of its own. */
  readonly accessLogDays?: number
  /** The ARN of a web ACL of AWS WAF, of the scope CLOUDFRONT in us-east-1, that judges requests before the console and the API do. */
  readonly webAcl?: string
}

/** The settings of one plant. Two sites differ in these values and in nothing else. */
export interface Site {
  /** Part of every MQTT topic, stack name and fact: lower case, no separators but the hyphen. */
  readonly site: string
  /** `production` unless told. A copy for validation may share the account: see {@link staged}. */
  readonly stage?: string
  /** Process: quality releases batches. Discrete: pieces are counted. Both run on the same functions. */
  readonly kind: 'process' | 'discrete'
  /** IANA name of the time zone for the days and shifts of the plant. */
  readonly timeZone: string
  /** The shifts of a day in local time; a missing clock-off is flagged at the end of each. */
  readonly shifts: readonly Shift[]
  /** How the time of a person counts who works on several things at once; default `equal-share`. */
  readonly labourSharing?: Sharing
  /**
   * Seconds by which the clock of a device may differ from ours, default 120 (ADR 0043). What it measured within them of a step's start or end is
   * judged for the step; a time further ahead is kept and flagged.
   */
  readonly deviceClockTolerance?: number
  /**
   * The group ids of its Sparkplug edge nodes; default: the name of the site. An edge node speaks in no other group, and Andon hears none of another
   * site that shares the account (ADR 0080).
   */
  readonly sparkplugGroups?: readonly string[]
  /**
   * The GS1 company prefix, of 4 to 12 digits, for the numbers of the site's containers (SSCC). Sites that share the prefix of one company extend it
   * here, each by digits of its own, so that no two sites make the same number.
   */
  readonly gs1CompanyPrefix?: string
  /**
   * A web address of the company, without a slash at its end. Exports name things without a GS1 key under it. Default: an address of `andon.example`,
   * a domain without an owner.
   */
  readonly nameBase?: string
  readonly region: string
  /** AWS account number; default: the account of the person who deploys. */
  readonly account?: string
  /**
   * Requests a second that its API accepts, default 1,000; a burst may be twice as many. A request above it is answered 429 and raises no alarm.
   * docs/scale.md has the cost of more than 1,000.
   */
  readonly requestsPerSecond?: number
  /** Requests a second that AWS has granted all APIs of the account in the region, where that is more than its default. */
  readonly accountRequestsPerSecond?: number
  /** Gets the alarms, for the people who run the system. */
  readonly alarmEmail?: string
  /** Gets the notices, for the people of the plant: deviations, releases, rejections. */
  readonly noticeEmail?: string
  readonly oidcIssuer?: OidcIssuer
  /** How AWS serves the console; default: by a name that CloudFront gives. `false` leaves it out (docs/console-on-aws.md#turn-it-off). */
  readonly console?: ConsoleHosting | false
  /**
   * Further places of a console, such as `https://andon.lyon.example/` on servers of the company: managed login sends people back there after a sign-out, and to
   * `signed-in` below it after a sign-in. In a stage other than production also `http://localhost:4000/`.
   */
  readonly consoleUrls?: readonly string[]
  /** Encrypts the table with a KMS key that the site can revoke, at about one dollar a month and a fee per call. */
  readonly customerManagedKey?: boolean
  /**
   * The ARN of the stream of a table that was restored from a backup. The plant then works with that table; the table of the stack stays as evidence
   * (docs/runbook.md#restore-the-record).
   */
  readonly restoredTable?: string
}

type Staged = Pick<Site, 'stage'>

export const sparkplugGroupsOf = ({ site, sparkplugGroups = [site] }: Pick<Site, 'site' | 'sparkplugGroups'>) =>
  sparkplugGroups

export const stageOf = ({ stage = 'production' }: Staged): string => stage

/**
 * A copy of a site in another stage, such as `validation`. Its name ends with the stage, and every name of AWS, topic and fact has that name in it: the
 * copy shares an account with production and takes nothing from it. Its company are the sites of its own stage.
 */
export const staged = (site: Site, stage: string, more: Partial<Site> = {}): Site => ({
  ...site,
  // A restored table is that of production, and so are its edge nodes: a copy has its own.
  restoredTable: undefined,
  sparkplugGroups: undefined,
  ...more,
  site: `${site.site}-${stage}`,
  stage,
})

/** The name of the enterprise: `enterprise`, in another stage than production `enterprise-<stage>`. */
export const enterpriseName = (enterprise: Staged): string =>
  stageOf(enterprise) === 'production' ? 'enterprise' : `enterprise-${stageOf(enterprise)}`
