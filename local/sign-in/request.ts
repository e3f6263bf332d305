import type { ConsoleClient, ConsoleClients } from './client.ts'

/** What a client asks of the authorization endpoint, when it may. */
export interface AuthorizationRequest {
  readonly client: ConsoleClient
  readonly redirectUri: string
  readonly state: string | undefined
  readonly nonce: string | undefined
  /** The S256 challenge of PKCE (RFC 7636). */
  readonly challenge: string
  /** `silent` shows no page; `again` shows it to whoever is signed in, too. */
  readonly page: 'silent' | 'again' | 'if-needed'
  /** A sign-in of more than so many seconds ago does not count. */
  readonly maxAge: number | undefined
  readonly loginHint: string | undefined
}

/** The codes of RFC 6749 (4.1.2.1) and OpenID Connect Core 1.0 (3.1.2.6). */
export interface OAuthError {
  readonly error: string
  readonly error_description: string
}

/**
 * `stranger`: the request names no client that there is, or no address of it, so that nobody may be sent there.
 * `wrong`: the client is told, at its address.
 */
export type Judged =
  | { readonly kind: 'right'; readonly request: AuthorizationRequest }
  | { readonly kind: 'stranger'; readonly fault: 'client' | 'redirect' }
  | {
      readonly kind: 'wrong'
      readonly redirectUri: string
      readonly state: string | undefined
      readonly told: OAuthError
    }

const prompts = ['none', 'login', 'select_account', 'consent']
/** A hash of 32 bytes in base64url. */
const challengePattern = /^[A-Za-z0-9_-]{43}$/

/** Judges a request to the authorization endpoint. PKCE is demanded, as RFC 9700 (2.1.1) does of a client in a browser. */
export function judge(query: URLSearchParams, clients: ConsoleClients): Judged {
  const client = clientNamed(clients, only(query, 'client_id'))
  if (client === undefined) return { kind: 'stranger', fault: 'client' }
  const redirectUri = only(query, 'redirect_uri')
  if (redirectUri === undefined || !client.redirects.includes(redirectUri))
    return { kind: 'stranger', fault: 'redirect' }
  const state = only(query, 'state')
  const told = faultOf(query, client)
  if (told !== undefined) return { kind: 'wrong', redirectUri, state, told }
  const prompt = query.get('prompt')
  const maxAge = query.get('max_age')
  return {
    kind: 'right',
    request: {
      client,
      redirectUri,
      state,
      nonce: query.get('nonce') ?? undefined,
      challenge: query.get('code_challenge') ?? '',
      page: prompt === 'none' ? 'silent' : prompt !== null || maxAge === '0' ? 'again' : 'if-needed',
      maxAge: maxAge === null ? undefined : Number(maxAge),
      loginHint: query.get('login_hint') ?? undefined,
    },
  }
}

export const clientNamed = (clients: ConsoleClients, id: string | null | undefined): ConsoleClient | undefined =>
  clients.find((client) => client?.id === id)

function faultOf(query: URLSearchParams, client: ConsoleClient): OAuthError | undefined {
  const twice = repeated(query)
  if (twice !== undefined) return fault('invalid_request', `${twice} is there more than once.`)
  if (query.has('request')) return fault('request_not_supported', 'Send the parameters themselves.')
  if (query.has('request_uri')) return fault('request_uri_not_supported', 'Send the parameters themselves.')
  const type = query.get('response_type')
  if (type === null) return fault('invalid_request', 'response_type is missing; it is code.')
  if (type !== 'code') return fault('unsupported_response_type', 'response_type is code here.')
  if ((query.get('response_mode') ?? 'query') !== 'query')
    return fault('invalid_request', 'The answer is sent in the query; leave response_mode out.')
  const scopes = (query.get('scope') ?? client.scopes.join(' ')).split(' ')
  if (!scopes.includes('openid') || scopes.some((scope) => !client.scopes.includes(scope)))
    return fault('invalid_scope', `scope may be ${client.scopes.join(' ')}.`)
  if (!query.has('code_challenge')) return fault('invalid_request', 'code_challenge is missing (PKCE, RFC 7636).')
  if (query.get('code_challenge_method') !== 'S256') return fault('invalid_request', 'code_challenge_method is S256.')
  if (!challengePattern.test(query.get('code_challenge') ?? ''))
    return fault('invalid_request', 'code_challenge is the SHA-256 of the verifier in base64url, 43 characters.')
  const wanted = query.get('prompt')?.split(' ') ?? []
  if (wanted.some((prompt) => !prompts.includes(prompt)))
    return fault('invalid_request', `prompt may be ${prompts.join(', ')}.`)
  if (wanted.includes('none') && wanted.length > 1) return fault('invalid_request', 'prompt=none stands alone.')
  if (!/^\d{1,9}$/.test(query.get('max_age') ?? '0'))
    return fault('invalid_request', 'max_age is a whole number of seconds.')
  return undefined
}

/** The name of a parameter that is there twice, which RFC 6749 (3.1) forbids. */
export const repeated = (query: URLSearchParams): string | undefined =>
  [...query.keys()].find((name, index, all) => all.indexOf(name) < index)

export const fault = (error: string, error_description: string): OAuthError => ({ error, error_description })

function only(query: URLSearchParams, name: string): string | undefined {
  const [value, second] = query.getAll(name)
  return second === undefined ? value : undefined
}
