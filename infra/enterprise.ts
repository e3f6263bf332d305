import type { Site } from './sites/site.ts'

/** What the sites of the company have in common: region, account, request rate, sign-in, addresses. Each field means the same as of a site. */
export type Enterprise = Pick<
  Site,
  | 'stage'
  | 'region'
  | 'account'
  | 'requestsPerSecond'
  | 'accountRequestsPerSecond'
  | 'oidcIssuer'
  | 'consoleUrls'
  | 'alarmEmail'
  | 'customerManagedKey'
  | 'restoredTable'
>

/**
 * The company of the sites in infra/sites: `cdk deploy 'Andon-enterprise/*'`. A company of one site sets `undefined`, because it has nothing to
 * share.
 */
export const enterprise: Enterprise | undefined = {
  region: 'eu-west-3',
  // Traces of a few people: a recall makes some hundred requests, one after the other.
  requestsPerSecond: 100,
  alarmEmail: 'andon-alarms@enterprise.example',
  customerManagedKey: true,
}
