import type * as z from 'zod'
import { idInPath } from '../../events/id-rule.ts'
import type { ToldViolation } from '../../events/refusals.ts'
import type { Language } from '../../events/sentences/words.ts'
import type { Nothing, PathOf, Route, Shown } from '../http/route.ts'

/** Why a plant refuses, by RFC 9457 (docs/problems). */
export interface ProblemAnswer {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: ToldViolation['code']
  readonly violations: readonly ToldViolation[]
}

interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/**
 * The answer of the plant: the body of the operation, or the problem that says why the plant refuses. A gateway before the plant, which refuses
 * requests without a token, gives no problem.
 */
export type Answer<Body = unknown> =
  | (Answered & { readonly ok: true; readonly body: Body; readonly problem?: undefined })
  | (Answered & { readonly ok: false; readonly body?: undefined; readonly problem?: ProblemAnswer })

export interface CallOptions {
  /** The Idempotency-Key: the same for each repetition of a command; default: a new one. */
  readonly key?: string
  /** The ETag of the version that the call replaces. */
  readonly ifMatch?: string
  /** A media type other than JSON. */
  readonly accept?: string
  /** The media type of a text body; default: the first that the route consumes. */
  readonly contentType?: string
}

/** The ids of a path as texts, from an answer or from a person. */
type Ids<Path extends string> = { readonly [Name in keyof PathOf<Path>]: string }

/** The content of a call besides its ids: its body, its query, or a text of a media type that the route consumes. */
export type SaidTo<Of extends Route> = Of extends { readonly body: infer Body extends z.ZodType }
  ? Shown<z.input<Body>>
  : Of extends { readonly query: infer Query extends z.ZodType }
    ? Readonly<z.input<Query>>
    : Of extends { readonly consumes: readonly string[] }
      ? string
      : never

/** An argument is optional if all of its fields are. */
type Argument<Value> = [Value] extends [never] ? [] : Nothing extends Value ? [said?: Value] : [said: Value]

/** The arguments of a call: the ids of the path if it has any, the body or the query if there is one, and the options. */
export type ArgumentsOf<Of extends Route> = keyof PathOf<Of['path']> extends never
  ? [...said: Argument<SaidTo<Of>>, options?: CallOptions]
  : [ids: Ids<Of['path']>, ...said: Argument<SaidTo<Of>>, options?: CallOptions]

/** The JSON answer of a route. A route without a schema answers in text or in the format of another standard, so its type is unknown. */
type BodyOut<Of extends Route> = Of extends { readonly answer?: infer Schema }
  ? [Extract<Schema, z.ZodType>] extends [never]
    ? unknown
    : z.output<Extract<Schema, z.ZodType>>
  : unknown

/** The operations of routes, by name. */
export type Client<Routes extends readonly Route[]> = {
  readonly [Of in Routes[number] as Of['operationId']]: (...asked: ArgumentsOf<Of>) => Promise<Answer<BodyOut<Of>>>
}

export interface Caller {
  /** Where the API is: `https://…` without a path. */
  readonly url: string
  /** Called before each request, so that it may sign in again. */
  readonly token: () => string | Promise<string>
  readonly newKey?: () => string
  readonly language?: Language
  readonly fetch?: (url: string, request: RequestInit) => Promise<Response>
}

/**
 * A client of a plant, made from the routes that the plant serves: a wrong id, query or body does not compile. If the routes are typed as
 * `Answered<typeof routes, typeof answers>`, the answers are typed, too.
 */
export function clientOf<const Routes extends readonly Route[]>(routes: Routes, caller: Caller): Client<Routes> {
  const operations = routes.map((route) => [route.operationId, (...asked: unknown[]) => send(route, asked, caller)])
  // Each operation stands under the name of its route; the signature of this function gives it the types of that route.
  return Object.fromEntries(operations) as Client<Routes>
}

async function send(
  { method, path, body, query, consumes }: Route,
  asked: readonly unknown[],
  { url, token, newKey = () => crypto.randomUUID(), language, fetch: call = fetch }: Caller,
): Promise<Answer> {
  const rest = [...asked]
  const ids = (path.includes('{') ? rest.shift() : {}) as Readonly<Record<string, string>>
  const said = body !== undefined || query !== undefined || consumes !== undefined ? rest.shift() : undefined
  const { key, ifMatch, accept = 'application/json', contentType } = (rest.shift() ?? {}) as CallOptions
  const target = path.replace(/\{(\w+)\}/g, (_, name) => idInPath(ids[name] ?? ''))
  const search = new URLSearchParams()
  if (query !== undefined)
    for (const [name, value] of Object.entries(said ?? {})) if (value !== undefined) search.set(name, String(value))
  const answer = await call(`${url}${target}${search.size > 0 ? `?${search}` : ''}`, {
    method,
    headers: {
      authorization: `Bearer ${await token()}`,
      accept,
      ...(language && { 'accept-language': language }),
      ...(method !== 'GET' && { 'content-type': contentType ?? consumes?.[0] ?? 'application/json' }),
      ...(method === 'POST' && { 'idempotency-key': key ?? newKey() }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    ...(method !== 'GET' && { body: typeof said === 'string' ? said : JSON.stringify(said ?? {}) }),
  })
  const { ok, status, headers } = answer
  const text = await answer.text()
  const mediaType = headers.get('content-type') ?? ''
  const json: unknown = mediaType.includes('json') ? JSON.parse(text) : undefined
  if (ok) return { ok, status, headers, body: json, text }
  return { ok, status, headers, text, ...(mediaType.includes('problem+json') && { problem: json as ProblemAnswer }) }
}
