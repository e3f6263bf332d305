import { type OidcIssuer, type Site, stageOf } from './site.ts'

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
 * Where a person is sent back to after a sign-in and after a sign-out.
 * @throws for an address that Cognito refuses, and for one of this machine in production, where any program on it would get the code of the sign-in.
 */
export function consoleUrlsOf(site: Pick<Site, 'site' | 'stage' | 'consoleUrls'>): ConsoleUrls {
  const urls = site.consoleUrls ?? [nowhere(site.site)]
  if (urls.length === 0) throw new Error(`${site.site} names no console: leave consoleUrls out, or name one.`)
  const home = urls.map((url) => {
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
  })
  return { home, signedIn: home.map((url) => new URL(signedIn, url).href) }
}

function parsed(url: string, site: string): URL {
  if (!URL.canParse(url)) throw new Error(`The console of ${site} has the address "${url}", which is no URL.`)
  return new URL(url)
}

/** `console.json` beside the pages of the console: what it has to know before anybody has signed in. There is nothing secret in it. */
export interface ConsoleSettings {
  readonly site: string
  readonly region: string
  /** The issuer of the tokens; `/.well-known/openid-configuration` below it names its endpoints. */
  readonly authority: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** The claim of an access token with the id of the person, which stands in the client id of MQTT. */
  readonly personClaim: string
  readonly rolesClaim: string
  /** What the groups in that claim mean; without it, they have the names of the roles. */
  readonly roleNames?: OidcIssuer['roleNames']
  /** The live topics; absent where a stage has none. */
  readonly mqtt?: {
    /** An address of WebSockets, or a path at the console's own. */
    readonly url: string
    /** The authorizer that AWS IoT is to ask, in the user name: `?x-amz-customauthorizer-name=<authorizer>`. The password is the access token. */
    readonly authorizer: string
    /** What every live topic begins with. */
    readonly topics: string
  }
  /** Without passwords, with the routes below `/local`. */
  readonly local: boolean
}
