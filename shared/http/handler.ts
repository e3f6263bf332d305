import { gzipSync } from 'node:zlib'
import middy from '@middy/core'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import httpRouter from '@middy/http-router'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type * as z from 'zod'
import type { Instant } from '../../events/identifiers.ts'
import type { Caller } from '../domain/caller.ts'
import { now } from '../runtime/clock.ts'
import { logger } from '../runtime/logger.ts'
import { type Claims, callerOf } from './caller.ts'
import { parse, parsePath } from './parse.ts'
import { answerProblem, type HttpAnswer, Problem } from './problem.ts'
import type { Route } from './route.ts'

/** One call of an operation, with everything read and checked that its route declares. */
export interface Call {
  readonly route: Route
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
  /** The header, lower case. */
  readonly header: (name: string) => string | undefined
  readonly caller: Caller
  readonly at: Instant
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is; the headers name its media type. */
  readonly text?: string
  /** Sent as they are, in place of a text. */
  readonly bytes?: Uint8Array
}

export type Operation = (call: Call) => Promise<Answer>

type Event = Omit<APIGatewayProxyEventV2, 'body'> & {
  body?: unknown
  requestContext: { authorizer?: { jwt?: { claims: Claims } } }
}

const largestBody = 256 * 1024

/** The Lambda handler of a capability: every route of its table, each served by the operation of its name. */
export function httpHandler<Name extends string>(
  routes: readonly (Route & { readonly operationId: Name })[],
  operations: Readonly<Record<Name, Operation>>,
  rolesClaim: string,
) {
  const table = routes.map((route) => ({
    method: route.method,
    path: route.path,
    handler: serve(route, operations[route.operationId], rolesClaim),
  }))
  const notFoundResponse = ({ path }: { path: string }) => {
    throw new Problem('not-found', [], `There is no operation at ${path}.`)
  }
  return middy()
    .use(httpHeaderNormalizer())
    .onError(async (request) => {
      request.response = problemOf(request.error, (request.event as Event).rawPath)
    })
    .handler(httpRouter({ routes: table, notFoundResponse }) as never)
}

function serve(route: Route, operation: Operation, rolesClaim: string) {
  const handler = middy()
  if (route.method !== 'GET') handler.before(refuseLargeBody(route.maxBytes ?? largestBody))
  if (route.body) handler.use(httpJsonBodyParser())
  return handler.handler(async (input: unknown): Promise<HttpAnswer> => {
    const event = input as Event
    const caller = callerOf(event.requestContext.authorizer?.jwt?.claims ?? {}, rolesClaim)
    authorize(route, caller)
    const call: Call = {
      route,
      path: parsePath(event.pathParameters ?? {}),
      query: route.query
        ? (parse(route.query, event.queryStringParameters ?? {}, 'query') as Record<string, unknown>)
        : {},
      body: route.body
        ? parse(route.body as z.ZodType, event.body, 'body')
        : event.isBase64Encoded
          ? Buffer.from(String(event.body), 'base64').toString('utf8')
          : event.body,
      header: (name) => event.headers[name],
      caller,
      at: now(),
    }
    return fitting(await operation(call), call)
  })
}

/** Below it the header costs more than is saved: about ten packets of a network. */
const worthPacking = 16 * 1024
/** Lambda answers 6 MB; the headers and the frame of the answer take the rest. */
const largestAnswer = 6_000_000

/** The answer as Lambda carries it: packed where it is long and the caller unpacks, and refused where it is longer than that. */
function fitting(
  { status: statusCode = 200, headers = {}, json, text, bytes }: Answer,
  { header, route }: Call,
): HttpAnswer {
  const plain = bytes ?? Buffer.from(text ?? JSON.stringify(json ?? {}))
  const packs = plain.length >= worthPacking && /\bgzip\b/.test(header('accept-encoding') ?? '')
  const body = packs ? gzipSync(plain) : Buffer.from(plain)
  const isBinary = packs || bytes !== undefined
  const sent = body.toString(isBinary ? 'base64' : 'utf8')
  if (Buffer.byteLength(sent) > largestAnswer) throw tooLarge(route, packs)
  return {
    statusCode,
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
      ...(packs && { 'content-encoding': 'gzip', vary: 'accept-encoding' }),
    },
    body: sent,
    ...(isBinary && { isBase64Encoded: true }),
  }
}

const tooLarge = ({ operationId, query }: Route, packed: boolean): Problem =>
  new Problem('answer-too-large', [
    {
      code: 'answer-too-large',
      detail: `${operationId} has more to answer than the 6 MB of one response; ${[
        ...(packed ? [] : ['send Accept-Encoding: gzip']),
        ...(query && 'limit' in query.shape ? ['ask for less with limit and go on with cursor'] : []),
      ].join(', or ')}.`,
      ref: 'query#/limit',
    },
  ])

const refuseLargeBody = (maxBytes: number) => async (request: { event: unknown }) => {
  const event = request.event as Event
  const text = typeof event.body === 'string' ? event.body : ''
  const bytes = event.isBase64Encoded ? Math.floor((text.length * 3) / 4) : Buffer.byteLength(text)
  if (bytes > maxBytes)
    throw new Problem('payload-too-large', [], `The body has ${bytes} bytes; this operation reads ${maxBytes} at most.`)
  // A command without anything to say may come without a body.
  if (text === '')
    Object.assign(event, { body: '{}', headers: { ...event.headers, 'content-type': 'application/json' } })
}

function authorize({ roles, operationId }: Route, caller: Caller): void {
  if (roles === 'public') return
  if (caller.id === '') throw new Problem('unauthorized', [], 'The request has no token of this site.')
  const allowed = roles === 'anyone' ? caller.roles.length > 0 : roles.some((role) => caller.roles.includes(role))
  const needed = roles === 'anyone' ? 'any role of the site' : `the role ${roles.join(' or ')}`
  if (!allowed) throw new Problem('forbidden', [], `${caller.name} may not call ${operationId}; it takes ${needed}.`)
}

const throttled = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
])

function problemOf(error: unknown, instance: string): HttpAnswer {
  if (error instanceof Problem) return answerProblem(error, instance)
  const { name, statusCode, message } = error as { name?: string; statusCode?: number; message?: string }
  // The body parser of middy says what it could not read by these two.
  if (statusCode === 415)
    return answerProblem(new Problem('unsupported-media-type', [], 'The body has to be application/json.'), instance)
  if (statusCode === 422)
    return answerProblem(new Problem('invalid-request', [], 'The body is not well-formed JSON.'), instance)
  if (throttled.has(name ?? '')) return answerProblem(busy(), instance)
  logger.error('An operation failed', { instance, error: error instanceof Error ? error : new Error(message) })
  return answerProblem(
    new Problem(
      'internal-fault',
      [],
      'Andon failed on its side; nothing was changed. Send the same request again, with the same Idempotency-Key.',
    ),
    instance,
  )
}

export const busy = (): Problem =>
  new Problem(
    'busy',
    [],
    'Too many write to the same thing at once; nothing was changed. Send the same request again.',
    { 'retry-after': '1' },
  )
