import { createHash, randomBytes } from 'node:crypto'
import { withheldClaim } from '../../events/names.ts'
import { Mistake } from './mistake.ts'
import type { Pool } from './pool.ts'
import type { Terminal } from './terminal.ts'

const random = () => randomBytes(32).toString('base64url')

/**
 * A sign-in at the pages of Cognito: authorization code with a proof (PKCE, RFC 7636). The browser is sent to the console with the code, and the
 * person brings its address here, so that no program has to listen on this machine.
 * @returns the access token
 */
export async function signInByBrowser(pool: Pool, terminal: Terminal): Promise<string> {
  const { clientId: client_id, signedInUrl: redirect_uri, signInUrl } = pool
  const [state, verifier] = [random(), random()]
  const asked = new URL('/oauth2/authorize', signInUrl)
  asked.search = new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri,
    scope: 'openid',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    // Not the sign-in that the browser remembers for an hour: a signature needs a new one.
    prompt: 'login',
  }).toString()
  terminal.say(`Open this in a browser and sign in:\n\n${asked.href}\n`)
  terminal.say(
    `Then the browser goes to ${redirect_uri}; it may show an error there. Copy the whole address from its address bar.`,
  )
  const code = codeIn(await terminal.ask('Address: '), state)
  const answer = await fetch(new URL('/oauth2/token', signInUrl), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id,
      redirect_uri,
      code,
      code_verifier: verifier,
    }),
  })
  const body: unknown = await answer.json().catch(() => undefined)
  const token = fieldOf(body, 'access_token')
  if (token !== undefined) return token
  throw new Mistake(
    `Cognito gives no token for this code (${fieldOf(body, 'error') ?? answer.status}). A code is good once and for five minutes: sign in again.`,
  )
}

/** The roles that a token lacks until the person has a second factor. */
export function withheldIn(token: string): string | undefined {
  const [, payload = ''] = token.split('.')
  return fieldOf(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')), withheldClaim)
}

function codeIn(address: string, state: string): string {
  if (!URL.canParse(address))
    throw new Mistake('This is no address. Copy all of it, from https:// on, after you have signed in.')
  const query = new URL(address).searchParams
  const error = query.get('error')
  if (error !== null) throw new Mistake(`The sign-in failed: ${query.get('error_description') ?? error}.`)
  const code = query.get('code')
  if (code === null)
    throw new Mistake('This address has no code. Copy the one to which the browser was sent after the sign-in.')
  if (query.get('state') !== state)
    throw new Mistake('This address is of another sign-in. Use the link above, and its answer.')
  return code
}

function fieldOf(value: unknown, name: string): string | undefined {
  const field = typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined
  return typeof field === 'string' ? field : undefined
}
