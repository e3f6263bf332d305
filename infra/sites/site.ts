import type { Sharing, Shift } from '../../events/labour.ts'

/** An issuer of tokens that the company already has; without one, the site gets a Cognito user pool of its own. */
export interface OidcIssuer {
  /** As it stands in the `iss` claim, `https://login.example/realms/plant`. */
  readonly issuer: string
  readonly audience: string
  /** The claim that lists the roles of the person. */
  readonly rolesClaim: string
  /** Where the issuer publishes its signing keys (JWKS). */
  readonly keysUrl: string
}

/** All that one plant has of its own. Two sites differ in these values and in nothing else. */
export interface Site {
  /** Stands in every MQTT topic, stack name and fact: lower case, no separators but the hyphen. */
  readonly site: string
  /** Batches that quality releases, or counted pieces. Both run on the same functions. */
  readonly kind: 'process' | 'discrete'
  /** IANA name: the days and shifts of the plant are reckoned in it. */
  readonly timeZone: string
  /** The shifts of a day, by the clock on the plant's wall: a clock-off that is missing is flagged at the end of each. */
  readonly shifts: readonly Shift[]
  /** How time counts that somebody gives to several things at once; `equal-share` unless told. */
  readonly labourSharing?: Sharing
  /**
   * The GS1 company prefix, of 4 to 12 digits, under which the site numbers containers (SSCC). Sites that share the prefix of one company
   * extend it here, each by digits of its own, so that no two of them make the same number.
   */
  readonly gs1CompanyPrefix?: string
  /**
   * A web address of the company's own, without a slash at its end, under which things without a GS1 key are named in what leaves the
   * house; an address of `andon.example` unless told, which nobody owns.
   */
  readonly nameBase?: string
  /** AWS region. */
  readonly region: string
  /** AWS account number; whoever deploys decides when it is absent. */
  readonly account?: string
  /**
   * Requests that its API takes in a second, 1,000 unless told; twice as many may come at once. What is above it is answered 429, and is no
   * alarm. What it costs to go on above 1,000 stands in docs/scale.md.
   */
  readonly requestsPerSecond?: number
  /** What AWS has granted all APIs of the account in the region together, where it is more than its default. */
  readonly accountRequestsPerSecond?: number
  /** Gets what the people who run the system must act upon. */
  readonly alarmEmail?: string
  /** Gets what the people of the plant must know: deviations, releases, rejections. */
  readonly noticeEmail?: string
  readonly oidcIssuer?: OidcIssuer
  /** Encrypts the table with a KMS key that the site can revoke, at about one dollar a month and a fee per call. */
  readonly customerManagedKey?: boolean
}
