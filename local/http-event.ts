import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { HttpApiPlan, RoutePlan } from './http-plan.ts'

export type Claims = Readonly<Record<string, unknown>>

export interface Matched {
  readonly route: RoutePlan
  readonly parameters: Readonly<Record<string, string>>
}

/** The event of a request, in payload format 2.0. */
export function eventOf(
  plan: HttpApiPlan,
  { route, parameters }: Matched,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  claims: Claims | undefined,
  now: Date,
): object {
  const headers = Object.fromEntries(
    Object.entries(request.headersDistinct)
      .filter(([name]) => name !== 'cookie')
      .map(([name, values]) => [name, (values ?? []).join(',')]),
  )
  const path = decode(url.pathname)
  const query = queryOf(url.searchParams)
  const text = isText(headers['content-type'])
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: path,
    rawQueryString: url.search.slice(1),
    ...(request.headers.cookie === undefined ? {} : { cookies: request.headers.cookie.split(/;\s*/) }),
    headers,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: plan.account,
      apiId: plan.id,
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims: asStrings(claims), scopes: null } } }),
      domainName: request.headers.host ?? '127.0.0.1',
      domainPrefix: plan.id,
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.key,
      stage: '$default',
      time: requestTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(parameters).length === 0 ? {} : { pathParameters: parameters }),
    ...(body.length === 0 ? {} : { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  }
}

/** Payload format 2.0 joins several values of one name in one string. */
function queryOf(search: URLSearchParams): Record<string, string> | undefined {
  if (search.size === 0) return undefined
  return Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name).join(',')]))
}

/** API Gateway passes every claim as text: a list as `[a b]`, whatever spaces its items have, and an object as `map[name:value]`. */
function asStrings(claims: Claims): Record<string, string> {
  const text = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(text).join(' ')}]`
    if (typeof value !== 'object' || value === null) return String(value)
    const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
    return `map[${entries.map(([name, it]) => `${name}:${text(it)}`).join(' ')}]`
  }
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, text(value)]))
}

function isText(contentType: string | undefined): boolean {
  if (contentType === undefined) return true
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  return type.startsWith('text/') || /^application\/(json|xml|javascript)$/.test(type) || /\+(json|xml)$/.test(type)
}

/** `12/Mar/2026:19:03:58 +0000` */
function requestTime(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}

export interface ProxyAnswer {
  readonly statusCode?: number
  readonly headers?: Readonly<Record<string, string | number | boolean>>
  readonly cookies?: readonly string[]
  readonly body?: string
  readonly isBase64Encoded?: boolean
}

/** Without a status code the whole answer is the body; API Gateway calls it the inferred response. */
export function asProxyAnswer(answer: unknown): ProxyAnswer | undefined {
  if (typeof answer === 'object' && answer !== null && 'statusCode' in answer) {
    const proxy = answer as ProxyAnswer
    const whole = Number.isInteger(proxy.statusCode) && (proxy.body === undefined || typeof proxy.body === 'string')
    return whole ? proxy : undefined
  }
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) }
}

/** A text with an invalid encoding is returned unchanged. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
