import type * as z from 'zod'
import type { Violation } from '../../events/refusals.ts'
import type { Language } from '../../events/sentences/words.ts'
import type { PathOf, Route } from '../http/route.ts'

/** Why a plant says no, as RFC 9457 has it (docs/problems). */
export interface ProblemAnswer {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: Violation['code']
  readonly violations: readonly Violation[]
}

/** What the plant answers: what the operation gives, or why it says no. */
export type Answer<Json> =
  | {
      readonly ok: true
      readonly status: number
      readonly headers: Headers
      readonly json: Json
      readonly text: string
    }
  | {
      readonly ok: false
      readonly status: number
      readonly headers: Headers
      readonly problem: ProblemAnswer
      readonly text: string
    }

/** Leaves out what there is nothing to say for, and makes optional what may be left out. */
type Said<Part extends string, Value> = [keyof Value] extends [never]
  ? unknown
  : Partial<Value> extends Value
    ? { readonly [Name in Part]?: Value }
    : { readonly [Name in Part]: Value }

/** The ids of a path as texts: whoever calls has them from an answer, or from a person. */
type Written<Path> = { readonly [Name in keyof Path]: string }
type QueryIn<Of extends Route> = Of extends { readonly query: infer Query extends z.ZodType } ? z.input<Query> : unknown
type BodyIn<Of extends Route> = Of extends { readonly body: infer Body extends z.ZodType } ? z.input<Body> : unknown
type JsonOut<Of extends Route> = Of extends { readonly answer?: infer Schema }
  ? z.output<Extract<Schema, z.ZodType>>
  : unknown

/** What one call says besides who calls. */
export type Asked<Of extends Route> = Said<'path', Written<PathOf<Of['path']>>> &
  Said<'query', QueryIn<Of>> &
  Said<'body', BodyIn<Of>> & {
    /** The Idempotency-Key: the same for each repetition of a command; a new one unless told. */
    readonly key?: string
    /** The ETag of the version that was read and is to be replaced. */
    readonly ifMatch?: string
    /** A media type other than JSON. */
    readonly accept?: string
    /** A text of a media type that the route reads itself, such as B2MML. */
    readonly sent?: { readonly type: string; readonly text: string }
  }

/** Every operation of some routes by its name. */
export type Client<Routes extends readonly Route[]> = {
  readonly [Of in Routes[number] as Of['operationId']]: object extends Asked<Of>
    ? (asked?: Asked<Of>) => Promise<Answer<JsonOut<Of>>>
    : (asked: Asked<Of>) => Promise<Answer<JsonOut<Of>>>
}

export interface Caller {
  /** Where the API is: `https://…` without a path. */
  readonly url: string
  /** Asked before each call, so that it may sign in again. */
  readonly token: () => string | Promise<string>
  readonly newKey: () => string
  readonly language?: Language
  readonly fetch?: typeof fetch
}

/**
 * A client of a plant, made from the very routes that it serves: a wrong path, query or body does not compile. Where the routes are typed as
 * `Answered<typeof routes, typeof answers>`, what comes back is typed, too.
 */
export function clientOf<const Routes extends readonly Route[]>(routes: Routes, caller: Caller): Client<Routes> {
  const operations = routes.map((route) => [route.operationId, (asked = {}) => send(route, asked, caller)] as const)
  // Each of them stands under the name of its route, whose types the signature of this function gives it.
  return Object.fromEntries(operations) as Client<Routes>
}

interface AskedOfAny {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly key?: string
  readonly ifMatch?: string
  readonly accept?: string
  readonly sent?: { readonly type: string; readonly text: string }
}

async function send(
  { method, path }: Route,
  asked: AskedOfAny,
  { url, token, newKey, language, fetch: call = fetch }: Caller,
): Promise<Answer<unknown>> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(asked.path?.[name] ?? ''))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(asked.query ?? {})) if (value !== undefined) query.set(name, String(value))
  const said = await call(`${url}${filled}${query.size > 0 ? `?${query}` : ''}`, {
    method,
    headers: {
      authorization: `Bearer ${await token()}`,
      accept: asked.accept ?? 'application/json',
      ...(language && { 'accept-language': language }),
      ...(method !== 'GET' && { 'content-type': asked.sent?.type ?? 'application/json' }),
      ...(method === 'POST' && { 'idempotency-key': asked.key ?? newKey() }),
      ...(asked.ifMatch !== undefined && { 'if-match': asked.ifMatch }),
    },
    ...(method !== 'GET' && { body: asked.sent?.text ?? JSON.stringify(asked.body ?? {}) }),
  })
  const { status, headers } = said
  const text = await said.text()
  const json = (headers.get('content-type') ?? '').includes('json') ? (JSON.parse(text) as unknown) : undefined
  if (said.ok) return { ok: true, status, headers, json, text }
  return { ok: false, status, headers, problem: json as ProblemAnswer, text }
}
