import type { Site } from './sites/site.ts'

/** What the sites of the company have in common: where it runs, who signs people in, who is told. As of a site. */
export type Enterprise = Pick<Site, 'region' | 'account' | 'oidcIssuer' | 'alarmEmail' | 'customerManagedKey'>

/**
 * The company whose sites are those of infra/sites: `cdk deploy 'Andon-enterprise/*'`. A company of one site has none of it to tell, and says
 * `undefined` here.
 */
export const enterprise: Enterprise | undefined = {
  region: 'eu-west-3',
  alarmEmail: 'andon-alarms@enterprise.example',
  customerManagedKey: true,
}
