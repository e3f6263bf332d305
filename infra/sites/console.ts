import type { Site } from './site.ts'
import { stageOf } from './site.ts'

/** Nobody owns a domain of `.example`: a browser that is sent there shows an error, with what it was sent with in its address bar. */
const nowhere = (site: string) => `https://${site}.andon.example/`

/**
 * Where a person is sent back to after a sign-in.
 * @throws for an address that Cognito refuses, and for one of this machine in production, where any program on it would get the code of the sign-in.
 */
export function consoleUrlsOf(site: Pick<Site, 'site' | 'stage' | 'consoleUrls'>): readonly string[] {
  const urls = site.consoleUrls ?? [nowhere(site.site)]
  if (urls.length === 0) throw new Error(`${site.site} names no console: leave consoleUrls out, or name one.`)
  for (const url of urls) {
    const { protocol, hostname, hash } = parsed(url, site.site)
    const local = hostname === 'localhost'
    if (hash !== '' || (protocol !== 'https:' && !(protocol === 'http:' && local)))
      throw new Error(`The console of ${site.site} has to be at an https address without a fragment, not at ${url}.`)
    if (local && stageOf(site) === 'production')
      throw new Error(
        `The console of ${site.site} cannot be at ${url}: localhost is for other stages than production, see staged() in infra/sites/site.ts.`,
      )
  }
  return urls
}

function parsed(url: string, site: string): URL {
  if (!URL.canParse(url)) throw new Error(`The console of ${site} has the address "${url}", which is no URL.`)
  return new URL(url)
}
