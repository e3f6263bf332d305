import type { Site } from './sites/site.ts'

/** What the sites of the company have in common: where it runs, what it takes, who signs people in, who is told. As of a site. */
export type Enterprise = Pick<
  Site,
  | 'region'
  | 'account'
  | 'requestsPerSecond'
  | 'accountRequestsPerSecond'
  | 'oidcIssuer'
  | 'alarmEmail'
  | 'customerManagedKey'
>

/**
 * The company whose sites are those of infra/sites: `cdk deploy 'Andon-enterprise/*'`. A company of one site has none of it to tell, and says
 * `undefined` here.
 */
export const enterprise: Enterprise | undefined = {
  region: 'eu-west-3',
  // Traces of a few people: a recall asks some hundred times, one after the other.
  requestsPerSecond: 100,
  alarmEmail: 'andon-alarms@enterprise.example',
  customerManagedKey: true,
}
