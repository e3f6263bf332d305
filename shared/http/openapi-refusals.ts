import * as z from 'zod'
import type { Json, SchemaBook } from '../../events/json-schema.ts'
import { type RefusalCode, refusals } from '../../events/refusals.ts'
import { violation } from '../../events/violation.ts'
import type { AnsweredRoute } from './answer.ts'

interface Refusal {
  readonly name: string
  readonly description: string
  /** API Gateway may send this status itself, with a body of its own, before a request reaches Andon. */
  readonly byGateway?: true
}

const byStatus: Readonly<Record<string, Refusal>> = {
  400: { name: 'InvalidRequest', description: 'The request cannot be read; each fault names its place.' },
  401: { name: 'Unauthorized', description: 'No token that is good here.', byGateway: true },
  403: { name: 'Forbidden', description: 'The roles of the caller do not include one that may do this.' },
  404: { name: 'NotFound', description: 'There is no such thing at this site.' },
  409: { name: 'Refused', description: 'A rule of the plant refuses it; every reason is named at once.' },
  412: { name: 'Stale', description: 'It has changed since the version that If-Match names.' },
  413: { name: 'TooLarge', description: 'The body is larger than this operation reads.', byGateway: true },
  415: { name: 'UnsupportedMediaType', description: 'This operation does not read that media type.' },
  422: {
    name: 'Unprocessable',
    description:
      'The Idempotency-Key came with another request before, the command changes too much at once, or the answer is larger than one response.',
  },
  428: {
    name: 'PreconditionRequired',
    description: 'Without If-Match, the request would drop fields of the definition; each is named.',
  },
  503: { name: 'Busy', description: 'Nothing was changed; send the same request again.', byGateway: true },
}

const codesOf = (status: number) =>
  (Object.keys(refusals) as RefusalCode[]).filter((code) => refusals[code].status === status)

/** The problem (RFC 9457) of a status, with the codes of that status. */
const problemOf = (codes: readonly RefusalCode[], status: z.ZodType, id: string) =>
  z
    .strictObject({
      type: z.string().meta({ format: 'uri-reference' }),
      title: z.string(),
      status,
      detail: z.string(),
      instance: z.string(),
      code: z.enum(codes as [RefusalCode, ...RefusalCode[]]),
      violations: z.array(violation),
    })
    .meta({ id })

const problemWith = (status: number) =>
  problemOf(codesOf(status), z.literal(status), `${byStatus[status]?.name}Problem`)

/** A refusal by a rule of the plant, with the codes of the rules that apply to this operation. */
const refusalByRule = (codes: readonly RefusalCode[], book: SchemaBook): Json => ({
  description: byStatus[409]?.description,
  headers: { 'Idempotency-Replayed': replayed },
  content: {
    'application/problem+json': {
      schema: { ...book.schemaOf(problemWith(409), 'told'), properties: { code: { enum: codes } } },
    },
  },
})

const gatewayRefusal = z.strictObject({ message: z.string() }).meta({ id: 'GatewayRefusal' })

/** The responses of all refusals, each under one name for all operations. */
export function refusalResponses(book: SchemaBook): Record<string, Json> {
  const inOwnWords = { 'application/json': { schema: book.schemaOf(gatewayRefusal, 'told') } }
  const named = Object.entries(byStatus).map(([text, { name, description, byGateway }]) => {
    const status = Number(text)
    const problem = problemWith(status)
    const headers = {
      ...([400, 403, 409, 412, 428].includes(status) && { 'Idempotency-Replayed': replayed }),
      ...(status === 503 && { 'Retry-After': retryAfter }),
    }
    return [
      name,
      {
        description,
        ...(Object.keys(headers).length > 0 && { headers }),
        content: {
          'application/problem+json': { schema: book.schemaOf(problem, 'told') },
          ...(byGateway && inOwnWords),
        },
      },
    ]
  })
  const any = problemOf(Object.keys(refusals) as RefusalCode[], z.int(), 'Problem')
  return {
    ...Object.fromEntries(named),
    Problem: {
      description: 'Refused by Andon, with every reason; or by API Gateway, such as 429, in its own words.',
      content: { 'application/problem+json': { schema: book.schemaOf(any, 'told') }, ...inOwnWords },
    },
  }
}

/** The same header on answers that accept and on answers that refuse. */
export const replayed: Json = {
  description: '`true`: this answer was given before, to the same command with the same Idempotency-Key.',
  required: false,
  schema: { type: 'string', const: 'true' },
}
const retryAfter: Json = {
  description: 'After how many seconds to send it again; Andon names it, API Gateway does not.',
  required: false,
  schema: { type: 'string', pattern: '^\\d+$' },
}

/** The statuses with which an operation refuses, with the codes of its rules. */
export function refusalsOf(route: AnsweredRoute, book: SchemaBook): Record<string, Json> {
  const { method, path, query, body, roles, refuses = [] } = route
  const byRule = refuses.filter((code) => refusals[code].status === 409)
  const reads = method === 'GET'
  const takes = !reads || query !== undefined || path.includes('{')
  const statuses = [
    ...(takes ? [400] : []),
    ...(roles === 'public' ? [] : [401, 403]),
    ...(takes ? [404] : []),
    ...(reads ? [] : [409]),
    ...(!reads && body ? [412] : []),
    ...(reads ? [] : [413, 415]),
    ...(takes && method !== 'PUT' ? [422] : []),
    ...(method === 'PUT' ? [428] : []),
    ...(roles === 'public' ? [] : [503]),
  ]
  const responses = statuses.map((status) => [
    String(status),
    { $ref: `#/components/responses/${byStatus[status]?.name}` },
  ])
  return {
    ...Object.fromEntries(responses),
    ...(!reads && byRule.length > 0 && { 409: refusalByRule(byRule, book) }),
    default: { $ref: '#/components/responses/Problem' },
  }
}
