import { type Site, stageOf } from './site.ts'

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
