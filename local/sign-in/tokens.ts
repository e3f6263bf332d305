import type { DeskAnswer } from '../front.ts'
import type { Tokens } from '../identity.ts'
import type { ConsoleClient, ConsoleClients } from './client.ts'
import type { Codes } from './codes.ts'
import { type Endpoints, type IssuerParts, readForm } from './endpoint.ts'
import { clientNamed, fault, type OAuthError, repeated } from './request.ts'

/** RFC 7636, 4.1. */
const verifierPattern = /^[A-Za-z0-9._~-]{43,128}$/

/** A page of another address may ask, too: a page at `localhost` speaks to an issuer at `127.0.0.1`, and Cognito is always elsewhere. */
export const anyOrigin = { 'access-control-allow-origin': '*' }
const secret = { ...anyOrigin, 'cache-control': 'no-store', pragma: 'no-cache' }

/** What gives, tells and takes tokens (RFC 6749, 5 and 6; RFC 7009; OpenID Connect Core 1.0, 5.3). */
export function tokenEndpoints({ site, identity, clients, shape }: IssuerParts, codes: Codes): Endpoints {
  const byCode = async (form: URLSearchParams, client: ConsoleClient): Promise<DeskAnswer> => {
    const [code, redirectUri, verifier] = ['code', 'redirect_uri', 'code_verifier'].map((name) => form.get(name) ?? '')
    if (!code || !redirectUri || !verifier)
      return refuse(fault('invalid_request', 'code, redirect_uri and code_verifier have to be there.'))
    if (!verifierPattern.test(verifier))
      return refuse(fault('invalid_request', 'code_verifier has 43 to 128 letters, digits and -._~'))
    const redeemed = codes.redeem({ client, code, redirectUri, verifier })
    if (redeemed.kind === 'again') identity.endSignIn(redeemed.signIn.id)
    if (redeemed.kind !== 'given')
      return refuse(fault('invalid_grant', 'The code is spent, too old, or of another request.'))
    const { session, nonce } = redeemed
    const expiresIn = client.accessSeconds
    const asked = { expiresIn, client, signIn: session.signIn, ...(nonce !== undefined && { nonce }) }
    return given(await identity.signIn(session.person, site, shape, asked), expiresIn)
  }
  const byRefreshToken = async (form: URLSearchParams, client: ConsoleClient): Promise<DeskAnswer> => {
    const token = form.get('refresh_token')
    if (!token) return refuse(fault('invalid_request', 'refresh_token is missing.'))
    const tokens = await identity.refresh(token, site, client.accessSeconds, client.id)
    if (tokens === undefined) return refuse(fault('invalid_grant', 'The sign-in of this token is over: sign in again.'))
    return given(tokens, client.accessSeconds)
  }
  return {
    'POST oauth2/token': async (request) => {
      const asked = askedOf(await readForm(request), clients)
      if ('error' in asked) return refuse(asked)
      const { form, client } = asked
      const grant = form.get('grant_type')
      if (grant === 'authorization_code') return byCode(form, client)
      if (grant === 'refresh_token') return byRefreshToken(form, client)
      if (grant === null) return refuse(fault('invalid_request', 'grant_type is missing.'))
      return refuse(fault('unsupported_grant_type', 'grant_type is authorization_code or refresh_token.'))
    },
    'POST oauth2/revoke': async (request) => {
      const asked = askedOf(await readForm(request), clients)
      if ('error' in asked) return refuse(asked)
      const token = asked.form.get('token')
      if (!token) return refuse(fault('invalid_request', 'token is missing.'))
      await identity.revoke(token, site)
      return { json: {}, headers: secret }
    },
    'GET oauth2/userInfo': async ({ headers }) => {
      const [, token = ''] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? []
      const person = await identity.userInfo(token, site)
      if (person !== undefined) return { json: person, headers: secret }
      const json = fault('invalid_token', 'Send an access token of a person: Authorization: Bearer ...')
      return { status: 401, json, headers: { ...secret, 'www-authenticate': 'Bearer error="invalid_token"' } }
    },
  }
}

interface AskedForm {
  readonly form: URLSearchParams
  readonly client: ConsoleClient
}

function askedOf(form: URLSearchParams | undefined, clients: ConsoleClients): AskedForm | OAuthError {
  if (form === undefined) return fault('invalid_request', 'Send a form: application/x-www-form-urlencoded.')
  const twice = repeated(form)
  if (twice !== undefined) return fault('invalid_request', `${twice} is there more than once.`)
  if (!form.has('client_id')) return fault('invalid_request', 'client_id is missing.')
  const client = clientNamed(clients, form.get('client_id'))
  return client ? { form, client } : fault('invalid_client', 'There is no such client, or none without a secret.')
}

const given = (tokens: Tokens, expires_in: number): DeskAnswer => ({
  json: { ...tokens, token_type: 'Bearer', expires_in },
  headers: secret,
})

const refuse = (json: OAuthError): DeskAnswer => ({ status: 400, json, headers: secret })
