import { type ConsoleHosting, type Site, stageOf } from './site.ts'

/** Nobody owns a domain of `.example`: a browser that is sent there shows an error, with what it was sent with in its address bar. */
const nowhere = (site: string) => `https://${site}.andon.example/`

/** The page of the console that takes the answer of a sign-in. */
const signedIn = 'signed-in'

/** Addresses of the console, as Cognito compares them: letter for letter. */
export interface ConsoleUrls {
  /** The opening page: a person is sent there after a sign-out. */
  readonly home: readonly string[]
  /** A person is sent there after a sign-in, with the code. */
  readonly signedIn: readonly string[]
}

/**
 * Where a person is sent back to after a sign-in and after a sign-out: to the console that AWS serves, and to every other that the file names.
 * @param served the name of the console that AWS serves, which may be a token of the CDK.
 * @throws for an address that Cognito refuses, and for one of this machine in production, where any program on it would get the code of the sign-in.
 */
export function consoleUrlsOf(site: Pick<Site, 'site' | 'stage' | 'consoleUrls'>, served?: string): ConsoleUrls {
  const { consoleUrls = served === undefined ? [nowhere(site.site)] : undefined } = site
  if (consoleUrls?.length === 0) throw new Error(`${site.site} names no console: leave consoleUrls out, or name one.`)
  const own = served === undefined ? [] : [`https://${served}/`]
  const further = (consoleUrls ?? []).map((url) => placeOf(url, site))
  const home = [...new Set([...own, ...further])]
  return { home, signedIn: home.map((url) => url + signedIn) }
}

function placeOf(url: string, site: Pick<Site, 'site' | 'stage'>): string {
  const { protocol, hostname, hash, pathname, search, href } = parsed(url, site.site)
  const local = hostname === 'localhost'
  if (hash !== '' || (protocol !== 'https:' && !(protocol === 'http:' && local)))
    throw new Error(`The console of ${site.site} has to be at an https address without a fragment, not at ${url}.`)
  if (pathname !== '/' || search !== '')
    throw new Error(`The console of ${site.site} has a host of its own and no path: ${url} names one.`)
  if (local && stageOf(site) === 'production')
    throw new Error(
      `The console of ${site.site} cannot be at ${url}: localhost is for other stages than production, see staged() in infra/sites/site.ts.`,
    )
  return href
}

function parsed(url: string, site: string): URL {
  if (!URL.canParse(url)) throw new Error(`The console of ${site} has the address "${url}", which is no URL.`)
  return new URL(url)
}

/** Regions whose buckets take no log of CloudFront ("Configure standard logging (legacy)"): those that an account has to switch on. */
const withoutLog = /^(af|il|me|mx)-|^ap-(east|south-2|southeast-[3-7])|^ca-west-|^eu-(south|central-2)/

/**
 * How AWS serves the console of the site; undefined where it does not.
 * @throws for a setting that CloudFront refuses, after minutes of a deployment.
 */
export function hostingOf({ site, region, console = {} }: Pick<Site, 'site' | 'region' | 'console'>) {
  if (console === false) return undefined
  const { domain, accessLogDays, webAcl }: ConsoleHosting = console
  const demand = (holds: boolean, sentence: string) => {
    if (!holds) throw new Error(`The console of ${site} ${sentence}`)
  }
  if (domain !== undefined) {
    demand(
      /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(domain.name),
      `has the name "${domain.name}": give a name in small letters without https:// and without a path.`,
    )
    demand(
      /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/.test(domain.certificate),
      `has the certificate ${domain.certificate}: CloudFront takes the ARN of one of ACM in us-east-1.`,
    )
  }
  if (accessLogDays !== undefined) {
    demand(
      Number.isInteger(accessLogDays) && accessLogDays > 0,
      `keeps its log for ${accessLogDays} days: give a whole number of days above 0.`,
    )
    demand(!withoutLog.test(region), `cannot have a log in ${region}: CloudFront writes into no bucket there.`)
  }
  if (webAcl !== undefined)
    demand(
      /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/.test(webAcl),
      `has the web ACL ${webAcl}: CloudFront takes the ARN of one of the scope CLOUDFRONT, in us-east-1.`,
    )
  return console
}
