import { gzipSync } from 'node:zlib'
import middy from '@middy/core'
import httpContentNegotiation from '@middy/http-content-negotiation'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import httpRouter from '@middy/http-router'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { languages } from '../../events/sentences/words.ts'
import type { Caller } from '../domain/caller.ts'
import { withDaysEnded } from '../domain/day-end.ts'
import { violation } from '../domain/refusal.ts'
import { now } from '../runtime/clock.ts'
import { environment, variable } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import type { TokenClaims } from '../runtime/token-issuer.ts'
import { authorize } from './authorize.ts'
import { callerOf } from './caller.ts'
import { csvOfList, wantsCsv } from './csv-list.ts'
import { opened, sealed } from './cursor.ts'
import { languageOf } from './language.ts'
import type { Answer, Call, Exact, Operation, Operations } from './operation.ts'
import { parse, parsePath } from './parse.ts'
import { answerProblem, guarded, type HttpAnswer, Problem } from './problem.ts'
import type { Route, SentBody } from './route.ts'
import { type Claims, tokenIn } from './token-claims.ts'

/** `body` is a text until the JSON parser replaces it by its value. */
type Event = APIGatewayProxyEventV2 & {
  readonly requestContext: { readonly authorizer?: { readonly jwt?: { readonly claims: Claims } } }
}

/** The language and the encoding that middy has chosen by the caller's preferences. */
type NegotiatedContext = Context & { readonly preferredLanguage?: string; readonly preferredEncoding?: string }

type HttpFunction = (event: Event, context: Context) => Promise<HttpAnswer>

const largestBody = 256 * 1024

const timeZone = (): string => environment(variable.timeZone)

/** Language and encoding are negotiated; the route has the media types. */
const negotiated = {
  availableLanguages: [...languages],
  parseCharsets: false,
  availableEncodings: ['gzip', 'identity'],
  parseMediaTypes: false,
  failOnMismatch: false,
} satisfies Parameters<typeof httpContentNegotiation>[0]

/**
 * The Lambda handler of a capability: every route of its table, each served by the operation of its name.
 * @param everyPath the paths of the whole API, for the function that gets the requests without a route: it tells a wrong path from a wrong method
 */
export function httpHandler<const Routes extends readonly Route[], Given extends Operations<Routes>>(
  routes: Routes,
  operations: Given & Exact<Routes, Given>,
  issuer: TokenClaims,
  everyPath?: () => Promise<Paths>,
): HttpFunction {
  const table = routes.map((route) => ({
    method: route.method,
    path: route.path,
    // The type of the parameter `operations` ensures that the operation fits the route; the look-up by name loses that type.
    handler: serve(route, Reflect.get(operations, route.operationId) as Operation, issuer),
  }))
  const notFoundResponse = async ({ method, path }: { method: string; path: string }): Promise<never> => {
    const allowed = everyPath ? methodsAt(await everyPath(), path) : []
    // An encoded slash makes a path that looks like another one and is none.
    if (allowed.length === 0 || allowed.includes(method))
      throw new Problem('not-found', [violation('not-found/operation', { path })])
    const wrong = violation('method-not-allowed', { method, path, allowed })
    throw new Problem('method-not-allowed', [wrong], { allow: allowed.join(', ') })
  }
  return middy<Event, HttpAnswer, Error, NegotiatedContext>()
    .use(httpHeaderNormalizer())
    .use(httpContentNegotiation(negotiated))
    .onError(async (request) => {
      const { rawPath } = request.event
      const language = languageOf(request.context.preferredLanguage)
      request.response = await answerProblem(problemOf(request.error, rawPath), rawPath, language)
    })
    .handler(httpRouter<Event, HttpAnswer>({ routes: table, notFoundResponse }))
}

function serve(route: Route, operation: Operation, issuer: TokenClaims) {
  const handler = middy<Event, HttpAnswer, Error, NegotiatedContext>()
  if (route.method !== 'GET') handler.before(refuseLargeBody(route.maxBytes ?? largestBody))
  if (route.body) handler.before(fillEmptyBody).use(httpJsonBodyParser())
  return handler.handler(async (event: Event, context: NegotiatedContext): Promise<HttpAnswer> => {
    const caller = route.roles === 'public' ? nobody : callerBehind(event, issuer)
    authorize(route, caller, { ...event.queryStringParameters, ...event.pathParameters })
    const list = {
      operationId: route.operationId,
      path: parsePath(ownParts(route, event.pathParameters ?? {})),
      query: route.query ? withDaysEnded(parse(route.query, event.queryStringParameters ?? {}, 'query'), timeZone) : {},
    }
    const call: Call = {
      route,
      path: list.path,
      query: opened(list),
      ...(route.body
        ? { ...parted(withDaysEnded(parse(route.body, event.body, 'body'), timeZone)), sent: event.body }
        : { body: textOf(event), signature: undefined }),
      header: (name) => event.headers[name],
      caller,
      at: now(),
      language: languageOf(context.preferredLanguage),
    }
    const { json, ...answer } = await operation(call)
    const told = json === undefined ? undefined : sealed(list, json)
    const shown = wantsCsv(route, call.header('accept'))
      ? csvOfList(route, told, { path: event.rawPath, query: event.queryStringParameters ?? {} })
      : { ...answer, ...(told !== undefined && { json: told }) }
    return fitting(route.columns ? differing(shown) : shown, call, context.preferredEncoding === 'gzip')
  })
}

/** API Gateway also names the whole path, as `proxy`, where no route has fitted. */
const ownParts = ({ path }: Route, parts: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(parts).filter(([name]) => path.includes(`{${name}}`)))

/** The edge reads the signature; the use case gets the rest of the body. */
const parted = ({ signature, ...body }: SentBody) => ({ body, signature })

const textOf = ({ body, isBase64Encoded }: Event): string | undefined =>
  isBase64Encoded ? Buffer.from(String(body), 'base64').toString('utf8') : body

/** Below this, the header costs more than compression saves: about ten network packets. */
const worthPacking = 16 * 1024
/** The bytes that Lambda answers at most, as JSON: a quote or a line break in the body counts twice ("Lambda quotas"). */
const largestAnswer = 6_291_456

/**
 * The answer for Lambda, compressed if it is long and the caller accepts that.
 * @throws Problem if it is still too long
 */
function fitting(
  { status: statusCode = 200, headers = {}, json, text, bytes }: Answer,
  { route }: Call,
  acceptsGzip: boolean,
): HttpAnswer {
  const plain = bytes ?? Buffer.from(text ?? JSON.stringify(json ?? {}))
  const isLong = plain.length >= worthPacking
  const packs = isLong && acceptsGzip
  const body = packs ? gzipSync(plain) : Buffer.from(plain)
  const isBinary = packs || bytes !== undefined
  const answer: HttpAnswer = {
    statusCode,
    headers: {
      ...guarded,
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
      ...(isLong && { vary: both(headers.vary, 'accept-encoding') }),
      ...(packs && { 'content-encoding': 'gzip' }),
    },
    body: body.toString(isBinary ? 'base64' : 'utf8'),
    ...(isBinary && { isBase64Encoded: true }),
  }
  // No character takes more than six in JSON, so only a long body has to be counted.
  if (6 * answer.body.length > largestAnswer && Buffer.byteLength(JSON.stringify(answer)) > largestAnswer)
    throw tooLarge(route, packs)
  return answer
}

/** A list that is also a table: caches must not give the one for the other. */
const differing = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, vary: both(answer.headers?.vary, 'accept') },
})

/** Joins values of `vary`, since an answer may also differ by language. */
const both = (vary: string | undefined, more: string): string => (vary === undefined ? more : `${vary}, ${more}`)

function tooLarge({ operationId: operation, query }: Route, packed: boolean): Problem {
  const pages = query && 'limit' in query.shape
  const key = `answer-too-large${packed ? (pages ? '/pages' : '') : pages ? '/unpacked-pages' : '/unpacked'}` as const
  return new Problem('answer-too-large', [violation(key, { operation }, 'query#/limit')])
}

const refuseLargeBody =
  (maxBytes: number) =>
  async ({ event }: { readonly event: Event }) => {
    const text = event.body ?? ''
    const bytes = event.isBase64Encoded ? Math.floor((text.length * 3) / 4) : Buffer.byteLength(text)
    if (bytes > maxBytes)
      throw new Problem('payload-too-large', [violation('payload-too-large', { bytes, most: maxBytes }, 'body')])
  }

/** A command without any fields may come without a body. */
const fillEmptyBody = async ({ event }: { readonly event: Event }) => {
  if ((event.body ?? '') === '')
    Object.assign(event, { body: '{}', headers: { ...event.headers, 'content-type': 'application/json' } })
}

const nobody: Caller = { kind: 'person', id: '', name: '', roles: [] }

/** The claims by which a token is known to be the one that API Gateway has verified. */
const known = ['iss', 'sub', 'jti', 'origin_jti'] as const

/**
 * Reads the very token that API Gateway has verified. The claims that it passes on are texts, in which a list of groups cannot be told from one group
 * with spaces in its name: `[night shift, operator of nothing]`.
 */
function callerBehind({ headers, requestContext }: Event, issuer: TokenClaims): Caller {
  const verified = requestContext.authorizer?.jwt?.claims
  const token = tokenIn(headers.authorization)
  if (!verified || !token || known.some((name) => verified[name] !== token.claims[name]))
    throw new Problem('unauthorized', [violation('unauthorized', {})])
  const caller = callerOf(token.claims, issuer, token.header)
  if (typeof caller !== 'string') return caller
  const { personClaim } = issuer
  const fault =
    caller === 'no-person'
      ? violation('unauthorized/no-person', { claim: personClaim })
      : violation(`unauthorized/${caller}`, {})
  throw new Problem('unauthorized', [fault])
}

/** The paths of an API and their methods, as its OpenAPI document has them. */
type Paths = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The methods of a path: those of all templates that it fits, `/v1/containers/sscc` and `/v1/containers/{containerId}`. */
const methodsAt = (paths: Paths, path: string): string[] =>
  [
    ...new Set(
      Object.entries(paths)
        .filter(([template]) =>
          new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
        )
        .flatMap(([, methods]) => Object.keys(methods).map((method) => method.toUpperCase())),
    ),
  ].sort()

const throttled = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
])

interface ErrorOfMiddy {
  readonly name?: string
  readonly statusCode?: number
  readonly message?: string
  readonly cause?: { readonly data?: unknown }
}

function problemOf(error: unknown, instance: string): Problem {
  if (error instanceof Problem) return error
  const { name, statusCode, message, cause } = error as ErrorOfMiddy
  // Middy's body parser reports its faults by these two statuses, and a name that it forbids as the data of the cause.
  if (statusCode === 422 && message === 'Forbidden key in JSON body')
    return new Problem('invalid-request', [
      violation('invalid-request/forbidden-name', { name: String(cause?.data) }, 'body'),
    ])
  if (statusCode === 415) return new Problem('unsupported-media-type', [violation('unsupported-media-type', {})])
  if (statusCode === 422) return new Problem('invalid-request', [violation('invalid-request/json', {}, 'body')])
  if (throttled.has(name ?? '')) return busy()
  logger.error('An operation failed', { instance, error: error instanceof Error ? error : new Error(message) })
  return new Problem('internal-fault', [violation('internal-fault', {})])
}

export const busy = (): Problem => new Problem('busy', [violation('busy', {})], { 'retry-after': '1' })
