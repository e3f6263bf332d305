import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Language } from '../../events/sentences/words.ts'
import type { PlantClock } from '../clock.ts'
import type { DeskAnswer } from '../front.ts'
import { isMachine, personOf } from '../identity.ts'
import { isOwnPage, issuersPath } from '../whose-request.ts'
import { type BrowserSession, type Codes, keepBrowsers, keepCodes, seconds, sessionSeconds } from './codes.ts'
import { type Endpoints, type IssuerParts, readForm } from './endpoint.ts'
import { pageHeaders, refusedPage, signInPage } from './page.ts'
import { type AuthorizationRequest, clientNamed, judge } from './request.ts'
import { anyOrigin, tokenEndpoints } from './tokens.ts'
import { languageOf, words } from './words.ts'

/**
 * Answers below the issuers: keys and discovery of any site, whose tokens a test may send, and the sign-in of the plant's own.
 */
export function openIssuers(parts: IssuerParts): (request: IncomingMessage) => Promise<DeskAnswer> {
  const { site, identity } = parts
  const endpoints = openSignIn(parts)
  return async (request) => {
    const url = new URL(`http://plant${request.url ?? '/'}`)
    const [name = '', ...rest] = url.pathname.slice(issuersPath.length).split('/')
    const path = rest.join('/')
    if (request.method === 'OPTIONS')
      return { json: {}, headers: { ...anyOrigin, 'access-control-allow-headers': 'authorization' } }
    if (request.method === 'GET' && path === '.well-known/jwks.json')
      return { json: { keys: [await identity.publicKeyOf(name)] }, headers: anyOrigin }
    if (request.method === 'GET' && path === '.well-known/openid-configuration')
      return { json: discovery(identity.issuerOf(name)), headers: anyOrigin }
    const endpoint = endpoints[`${request.method} ${path}`]
    if (endpoint !== undefined && name === site) return endpoint(request, url)
    const message = `There is no ${request.method} ${path} at the issuer of ${name}; GET .well-known/openid-configuration says what ${site} has.`
    return { status: 404, json: { message } }
  }
}

/**
 * The sign-in of a browser: authorization code with PKCE, at a page that lists the people of the demo plant.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html
 */
function openSignIn(parts: IssuerParts): Endpoints {
  const { site, clock, identity, clients } = parts
  const codes = keepCodes(clock)
  const browsers = keepBrowsers(clock)
  const path = new URL(identity.issuerOf(site)).pathname
  const cookie = cookieOf(path, new URL(identity.issuerOf(site)).port)

  const refusal = (request: IncomingMessage, url: URL, say: (language: Language) => string, status = 400) => {
    const language = languageIn(request, url)
    return { status, html: refusedPage(site, language, say(language)), headers: pageHeaders(language, []) }
  }
  /** Goes on with a request that is right; every other one is answered. */
  const judged = (
    request: IncomingMessage,
    url: URL,
    goOn: (asked: AuthorizationRequest) => Promise<DeskAnswer> | DeskAnswer,
  ) => {
    const found = judge(url.searchParams, clients)
    if (found.kind === 'right') return goOn(found.request)
    if (found.kind === 'wrong') return sendBack(found.redirectUri, found.state, { ...found.told })
    return refusal(request, url, (language) =>
      found.fault === 'client' ? words[language].client : words[language].redirect(clients[0].redirects),
    )
  }
  const showPage = (request: IncomingMessage, url: URL, hint: string | undefined, unknown?: string) => {
    const language = languageIn(request, url)
    const expected = personHere(hint)
    return {
      status: unknown === undefined ? 200 : 400,
      html: signInPage({
        site,
        language,
        action: `${path}/login${url.search}`,
        expected,
        unknown,
        hasEnded: url.searchParams.get('why') === 'ended',
      }),
      headers: pageHeaders(language, clients[0].redirects),
    }
  }

  return {
    'GET oauth2/authorize': (request, url) =>
      judged(request, url, (asked) => {
        const session = browsers.of(cookie.in(request))
        const isRecent = session !== undefined && isWithin(asked.maxAge, session, clock)
        if (isRecent && asked.page !== 'again') return withCode(codes, session, asked)
        if (asked.page === 'silent') {
          const error_description = 'Nobody has signed in here, or not recently enough.'
          return sendBack(asked.redirectUri, asked.state, { error: 'login_required', error_description })
        }
        return { status: 302, location: `${path}/login${url.search}` }
      }),
    'GET login': (request, url) => judged(request, url, ({ loginHint }) => showPage(request, url, loginHint)),
    'POST login': (request, url) =>
      judged(request, url, async (asked) => {
        // A page of another place may send this form, too, and would sign a person in who has not asked for it.
        if (!isOwnPage(request)) return refusal(request, url, (language) => words[language].otherPage, 403)
        const user = (await readForm(request))?.get('user') ?? ''
        const person = personHere(user)
        if (person === undefined) return showPage(request, url, asked.loginHint, user.trim())
        const session = { person, signIn: { id: randomUUID(), at: seconds(clock) } }
        browsers.forget(cookie.in(request))
        return {
          ...withCode(codes, session, asked),
          status: 303,
          headers: { 'cache-control': 'no-store', 'set-cookie': cookie.of(browsers.remember(session)) },
        }
      }),
    'GET logout': (request, url) => {
      const { searchParams: query } = url
      const to = query.get('logout_uri')
      const client = clientNamed(clients, query.get('client_id'))
      if (client === undefined) return refusal(request, url, (language) => words[language].client)
      if (to === null) {
        // Without an address to go to, Cognito signs out and lets somebody else sign in.
        return judged(request, url, () => signedOut(request, `${path}/login${url.search}`))
      }
      if (!client.signOuts.includes(to))
        return refusal(request, url, (language) => words[language].signOut(client.signOuts))
      return signedOut(request, to)
    },
    ...tokenEndpoints(parts, codes),
  }

  function signedOut(request: IncomingMessage, location: string): DeskAnswer {
    browsers.forget(cookie.in(request))
    return { status: 302, location, headers: { 'set-cookie': cookie.none } }
  }
}

/** The discovery document (OpenID Connect Discovery 1.0), with what a user pool with a domain says. */
export const discovery = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/oauth2/authorize`,
  token_endpoint: `${issuer}/oauth2/token`,
  userinfo_endpoint: `${issuer}/oauth2/userInfo`,
  revocation_endpoint: `${issuer}/oauth2/revoke`,
  end_session_endpoint: `${issuer}/logout`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  code_challenge_methods_supported: ['S256'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['code'],
  scopes_supported: ['openid'],
  subject_types_supported: ['public'],
  token_endpoint_auth_methods_supported: ['none'],
})

/** A user pool takes Ada and ada for the same. A system signs in by its own secret, not at a page. */
function personHere(user: string | undefined) {
  const person = personOf(user?.trim().toLowerCase())
  return person === undefined || isMachine(person) ? undefined : person
}

const isWithin = (maxAge: number | undefined, { signIn }: BrowserSession, clock: PlantClock): boolean =>
  maxAge === undefined || seconds(clock) - signIn.at <= maxAge

function withCode(
  codes: Codes,
  session: BrowserSession,
  { client, redirectUri, state, challenge, nonce }: AuthorizationRequest,
) {
  const code = codes.issue(session, { client, redirectUri, challenge, nonce })
  return sendBack(redirectUri, state, { code })
}

function sendBack(redirectUri: string, state: string | undefined, told: Readonly<Record<string, string>>) {
  const location = new URL(redirectUri)
  for (const [name, value] of Object.entries({ ...told, ...(state !== undefined && { state }) }))
    location.searchParams.set(name, value)
  return { status: 302, location: location.href, headers: { 'cache-control': 'no-store' } }
}

const languageIn = ({ headers }: IncomingMessage, { searchParams }: URL) =>
  languageOf(headers['accept-language'], searchParams.get('lang') ?? searchParams.get('ui_locales'))

/** A browser sends a cookie to every port of a host: the port in its name keeps two plants of one machine apart. */
function cookieOf(path: string, port: string) {
  const name = `andon-sign-in-${port}`
  const set = (value: string, maxAge: number) =>
    `${name}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax`
  return {
    in: ({ headers }: IncomingMessage) =>
      (headers.cookie ?? '')
        .split(/;\s*/)
        .find((it) => it.startsWith(`${name}=`))
        ?.slice(name.length + 1),
    of: (known: string) => set(known, sessionSeconds),
    none: set('', 0),
  }
}
