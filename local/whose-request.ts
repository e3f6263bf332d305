import type { IncomingMessage } from 'node:http'

/** Where a request goes, without its host; undefined if it names no path, as that of no browser does. */
export function addressOf({ url = '/' }: IncomingMessage): URL | undefined {
  return url.startsWith('/') ? new URL(`http://plant${url}`) : undefined
}

/** Names of this machine. A page whose own name leads here, too (DNS rebinding), sends that name. */
const namesHere = ['127.0.0.1', 'localhost', '[::1]'] as const

/** A status and a sentence for whoever is not answered. */
export interface Turned {
  readonly status: 403 | 421
  readonly message: string
}

/** The path below which each issuer of this plant is. */
export const issuersPath = '/local/issuers/'

/**
 * Why a request for a door of a local plant, which asks for no password, gets no more than a sentence. Scripts send no origin. An issuer says itself what
 * a page of elsewhere may ask: tokens for a code, as at Cognito.
 */
export function turnedAway(request: IncomingMessage, path: string): Turned | undefined {
  const { host, origin } = request.headers
  if (!addressesOf(request).includes(host ?? ''))
    return {
      status: 421,
      message: `This is a plant on this machine alone, and not ${host ?? 'a host without a name'}.`,
    }
  return path.startsWith(issuersPath) || isOwnPage(request)
    ? undefined
    : { status: 403, message: `A page of ${origin} may not ask this here.` }
}

/** Whether it comes from a page of this plant, or from no page at all. */
export function isOwnPage(request: IncomingMessage): boolean {
  const { origin } = request.headers
  return origin === undefined || addressesOf(request).some((it) => origin === `http://${it}`)
}

/** The hosts of this plant, with the port that the request has reached. */
function addressesOf({ socket: { localPort } }: IncomingMessage): readonly string[] {
  return namesHere.map((name) => (localPort === 80 ? name : `${name}:${localPort}`))
}
