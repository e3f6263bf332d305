import type { Site } from './sites/site.ts'

/** Requests that an HTTP API accepts in a second, and in one burst. */
export interface RequestRate {
  readonly perSecond: number
  readonly burst: number
}

type Limited = Pick<Site, 'region' | 'account' | 'requestsPerSecond' | 'accountRequestsPerSecond'>

/**
 * One site is designed for 1,000 commands a second (docs/scale.md): 200 terminals with two requests a second are 400, machines do not use this API,
 * and the rest is for a shift change and an ERP that sends its day at once.
 */
const usualPerSecond = 1000

/** In these regions AWS gives an account a quarter of its usual quota ("Amazon API Gateway quotas"). */
const smallRegions: ReadonlySet<string> = new Set([
  'af-south-1',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'mx-central-1',
])

/** Requests a second of all APIs of an account in one region: the default of AWS, or what AWS has granted ("Amazon API Gateway quotas"). */
const quotaOf = ({ region, accountRequestsPerSecond }: Limited): number =>
  accountRequestsPerSecond ?? (smallRegions.has(region) ? 2500 : 10_000)

/** The burst is twice the rate, and at most half of the account's quota. */
export function requestRateOf(of: Limited): RequestRate {
  const perSecond = of.requestsPerSecond ?? usualPerSecond
  return { perSecond, burst: Math.min(2 * perSecond, quotaOf(of) / 2) }
}

/**
 * API Gateway accepts any rate for a stage and stops the account at its quota. Sites that share an account and a region would take requests from each
 * other, unnoticed until both are busy.
 * @throws when the rates of one account and region exceed its quota, or a rate is not a whole number above 0
 */
export function demandRates(files: readonly Limited[]): void {
  for (const { requestsPerSecond } of files)
    if (requestsPerSecond !== undefined && !(Number.isInteger(requestsPerSecond) && requestsPerSecond > 0))
      throw new Error(`requestsPerSecond is ${requestsPerSecond}; a site takes a whole number of requests above 0.`)
  for (const together of Map.groupBy(files, ({ account, region }) => `${account}/${region}`).values()) {
    const asked = together.reduce((sum, file) => sum + requestRateOf(file).perSecond, 0)
    const quota = Math.max(...together.map(quotaOf))
    if (asked > quota)
      throw new Error(
        `The APIs in ${together[0]?.region} ask for ${asked} requests a second and AWS gives the account ${quota}. Give some a smaller requestsPerSecond or an account of their own, or have the quota raised and name it as accountRequestsPerSecond.`,
      )
  }
}
