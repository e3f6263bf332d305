import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import type { PlantClock } from './clock.ts'
import { asProxyAnswer, type Claims, decode, eventOf, type Matched, type ProxyAnswer } from './http-event.ts'
import type { HttpApiPlan, JwtPlan, RoutePlan } from './http-plan.ts'
import { FunctionFailed, type Functions } from './lambda.ts'

export type HttpApi = (request: IncomingMessage, response: ServerResponse) => void

/** The limit of API Gateway; a larger body does not reach the function. */
const largestBody = 10 * 1024 * 1024

/** An HTTP API of API Gateway: routes, JWT authorizer, throttle, events of payload format 2.0. */
export function openHttpApi(
  plan: HttpApiPlan,
  functions: Functions,
  clock: PlantClock,
  keys: () => Promise<JSONWebKeySet>,
): HttpApi {
  const match = router(plan.routes)
  const authorize = authorizer(keys, clock)
  const admits = throttle(plan.throttle)

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(`http://plant${request.url ?? '/'}`)
    const matched = match(request.method ?? 'GET', url.pathname)
    if (matched === undefined) return refuse(response, 404, 'Not Found')
    if (!admits()) return refuse(response, 429, 'Too Many Requests')
    const { route } = matched
    const claims = route.authorizer === undefined ? undefined : await authorize(request, route.authorizer)
    if (route.authorizer !== undefined && claims === undefined)
      return refuse(response, 401, 'Unauthorized', { 'www-authenticate': 'Bearer' })
    const body = await readBody(request)
    if (body === undefined) return refuse(response, 413, 'Request Entity Too Large', { connection: 'close' })
    const event = eventOf(plan, matched, request, url, body, claims, clock.now())
    const expiry = startExpiry(route.timeoutMilliseconds)
    const invoked = functions.invoke(route.functionArn, event).catch((error: unknown) => {
      if (error instanceof FunctionFailed) return failed
      throw error
    })
    const answer = await Promise.race([invoked, expiry.over]).finally(expiry.stop)
    // The plant has ended meanwhile, and answered.
    if (response.headersSent) return
    if (answer === failed) return refuse(response, 500, 'Internal Server Error')
    if (answer === expired) return refuse(response, 503, 'Service Unavailable')
    reply(response, answer)
  }
  return (request, response) => {
    serve(request, response).catch(() => {
      if (response.writableEnded) return
      if (response.headersSent) response.destroy()
      else refuse(response, 500, 'Internal Server Error')
    })
  }
}

const failed = Symbol('failed')
const expired = Symbol('expired')

/** The timer must stop with the answer; otherwise it keeps the request in memory for half a minute. */
function startExpiry(milliseconds: number): { over: Promise<typeof expired>; stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<typeof expired>()
  const timer = setTimeout(resolve, milliseconds, expired).unref()
  return { over: promise, stop: () => clearTimeout(timer) }
}

/** The most specific route wins: a literal segment before a parameter, and the greedy `{proxy+}` last. */
function router(routes: readonly RoutePlan[]): (method: string, path: string) => Matched | undefined {
  const compiled = routes.map((route) => {
    const [method, path] = route.key === '$default' ? ['ANY', '/{proxy+}'] : route.key.split(' ')
    return { route, method: String(method), segments: String(path).split('/').slice(1) }
  })
  const weight = (segment: string) => (segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0')
  const rank = ({ segments, method }: { segments: string[]; method: string }) =>
    segments.map(weight).join('') + (method === 'ANY' ? '1' : '0')
  compiled.sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  return (method, path) => {
    const given = path.split('/').slice(1)
    for (const candidate of compiled) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue
      const parameters = parametersIn(candidate.segments, given)
      if (parameters !== undefined) return { route: candidate.route, parameters }
    }
    return undefined
  }
}

function parametersIn(wanted: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {}
  for (const [index, segment] of wanted.entries()) {
    if (segment.endsWith('+}')) {
      parameters[segment.slice(1, -2)] = given.slice(index).map(decode).join('/')
      return given.length > index ? parameters : undefined
    }
    const found = given[index]
    if (found === undefined || found === '') return undefined
    if (segment.startsWith('{')) parameters[segment.slice(1, -1)] = decode(found)
    else if (segment !== decode(found)) return undefined
  }
  return given.length === wanted.length ? parameters : undefined
}

function authorizer(keys: () => Promise<JSONWebKeySet>, clock: PlantClock) {
  const known = new Map<string, Claims>()
  let find: ReturnType<typeof createLocalJWKSet> | undefined
  return async (request: IncomingMessage, { issuer, audience }: JwtPlan): Promise<Claims | undefined> => {
    const token = (request.headers.authorization ?? '').replace(/^Bearer\s+/i, '')
    if (token === '') return undefined
    const cached = known.get(token)
    if (cached !== undefined && Number(cached.exp) * 1000 > clock.now().getTime()) return cached
    find ??= createLocalJWKSet(await keys())
    try {
      const { payload } = await jwtVerify(token, find, { issuer, requiredClaims: ['exp'], currentDate: clock.now() })
      const meant = payload.aud === undefined ? [payload.client_id] : [payload.aud].flat()
      if (!meant.some((name) => audience.includes(String(name)))) return undefined
      if (known.size > 1000) known.clear()
      known.set(token, payload)
      return payload
    } catch {
      return undefined
    }
  }
}

/** The token bucket of a stage. */
function throttle(limit: HttpApiPlan['throttle']): () => boolean {
  if (limit === undefined) return () => true
  let left = limit.burst
  let last = Date.now()
  return () => {
    const now = Date.now()
    left = Math.min(limit.burst, left + ((now - last) / 1000) * limit.rate)
    last = now
    if (left < 1) return false
    left -= 1
    return true
  }
}

/** The body, or undefined when it is too large. The rest of a large body is read and dropped, so that the refusal arrives. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('error', reject)
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > largestBody) resolve(undefined)
      else chunks.push(chunk)
    })
  })
}

function reply(response: ServerResponse, answer: unknown): void {
  const proxy = asProxyAnswer(answer)
  if (proxy === undefined) refuse(response, 500, 'Internal Server Error')
  else send(response, proxy)
}

function send(response: ServerResponse, proxy: ProxyAnswer): void {
  const bytes = Buffer.from(proxy.body ?? '', proxy.isBase64Encoded === true ? 'base64' : 'utf8')
  const headers: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(proxy.headers ?? {})) headers[name.toLowerCase()] = String(value)
  headers['content-type'] ??= 'text/plain; charset=utf-8'
  if (proxy.cookies !== undefined) headers['set-cookie'] = [...proxy.cookies]
  headers['content-length'] = String(bytes.length)
  headers['apigw-requestid'] = randomUUID()
  response.writeHead(proxy.statusCode ?? 200, headers)
  response.end(bytes)
}

function refuse(response: ServerResponse, status: number, message: string, headers: Record<string, string> = {}): void {
  const body = JSON.stringify({ message })
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'apigw-requestid': randomUUID(),
    ...headers,
  })
  response.end(body)
}
