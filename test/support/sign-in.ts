import { createHash, randomBytes } from 'node:crypto'
import type { Tokens } from '../../local/identity.ts'

/** An answer of a token endpoint. */
export interface Told extends Partial<Tokens> {
  readonly error?: string
  readonly error_description?: string
  readonly token_type?: string
  readonly expires_in?: number
}

/** A browser without scripts at the sign-in of a plant: it keeps the cookie and follows no redirect by itself. */
export function browserAt(plantUrl: string, site = 'lyon') {
  const issuer = `${plantUrl}/local/issuers/${site}`
  const verifier = randomBytes(32).toString('base64url')
  const redirectUri = `${plantUrl}/signed-in`
  let cookie = ''
  const send = async (url: string | URL, init: RequestInit = {}) => {
    const response = await fetch(url, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } })
    const set = response.headers.get('set-cookie')?.split(';')[0]
    if (set !== undefined) cookie = set
    return response
  }
  /** What a console asks; `undefined` leaves a parameter out. */
  const asked = (more: Readonly<Record<string, string | undefined>> = {}) => {
    const parameters = {
      response_type: 'code',
      client_id: 'UserPoolClient',
      redirect_uri: redirectUri,
      scope: 'openid',
      state: 'state-1',
      nonce: 'nonce-1',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...more,
    }
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value)
    return query
  }
  const authorize = (more: Readonly<Record<string, string | undefined>> = {}) =>
    send(`${issuer}/oauth2/authorize?${asked(more)}`)
  /** Presses the button of a person on the page of the sign-in. */
  const press = (user: string, more: Readonly<Record<string, string | undefined>> = {}, headers = {}) =>
    send(`${issuer}/login?${asked(more)}`, { method: 'POST', body: new URLSearchParams({ user }), headers })
  const token = (form: Readonly<Record<string, string>>) =>
    fetch(`${issuer}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'UserPoolClient', ...form }),
    })
  const byCode = (code: string, more: Readonly<Record<string, string>> = {}) =>
    token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier, ...more })
  return { issuer, redirectUri, verifier, asked, send, authorize, press, token, byCode }
}

/** Where a redirect leads, with its query as an object. */
export function ledTo(response: Response): { readonly place: string; readonly query: Record<string, string> } {
  const { origin, pathname, searchParams } = new URL(response.headers.get('location') ?? '', response.url)
  return { place: origin + pathname, query: Object.fromEntries(searchParams) }
}

/** The claims of a token, unverified. */
export const claimsOf = (token: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString('utf8'))
