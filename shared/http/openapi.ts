import * as z from 'zod'
import { type Json, schemaBook } from '../../events/json-schema.ts'
import { refusals } from '../../events/refusals.ts'
import { violation } from '../../events/violation.ts'
import type { Route } from './route.ts'

/** The OpenAPI 3.1 document of the routes that the handlers serve, of a site unless told. */
export function openApi(
  routes: readonly Route[],
  version: string,
  summary = 'The HTTP surface of one site.',
  description = 'Every POST takes an Idempotency-Key and answers the fact that it made; sent again, it answers the same with `Idempotency-Replayed: true`. A command that the plant refuses answers 409 with every reason at once.',
): Json {
  const book = schemaBook('#/components/schemas/')
  book.schemas.Problem = book.schemaOf(problem)
  const paths: Record<string, Json> = {}
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, book.schemaOf) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Andon',
      version,
      summary,
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ bearer: [] }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: book.schemas,
      responses: {
        Problem: {
          description: 'Refused, with every reason (RFC 9457)',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  }
}

const codes = Object.keys(refusals) as [string, ...string[]]
const problem = z.object({
  type: z.string().meta({ format: 'uri-reference', description: 'The page about the code, at this API' }),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.enum(codes),
  violations: z.array(violation),
})

type SchemaOf = (schema: z.ZodType) => Json

function operation(route: Route, schemaOf: SchemaOf): Json {
  const { operationId, summary, tag, roles, method, body, consumes } = route
  const content = body
    ? { 'application/json': { schema: schemaOf(body) } }
    : Object.fromEntries(
        (consumes ?? []).map((mediaType) => [
          mediaType,
          { schema: { type: mediaType.endsWith('json') ? 'object' : 'string' } },
        ]),
      )
  return {
    operationId,
    summary,
    tags: [tag],
    ...(roles === 'public' && { security: [] }),
    description:
      roles === 'public'
        ? 'No token needed.'
        : roles === 'anyone'
          ? 'Any role of the site.'
          : `Roles: ${roles.join(', ')}.`,
    parameters: [...pathParameters(route.path), ...queryParameters(route, schemaOf), ...headerParameters(method)],
    ...(Object.keys(content).length > 0 && { requestBody: { required: true, content } }),
    responses: {
      [route.creates ? '201' : '200']: success(route, schemaOf),
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

function success({ answer, produces, method }: Route, schemaOf: SchemaOf): Json {
  const json = answer ? { 'application/json': { schema: schemaOf(answer) } } : {}
  const others = Object.fromEntries((produces ?? []).map((mediaType) => [mediaType, {}]))
  return {
    description: method === 'GET' ? 'As it is now' : 'Done: the fact that the command made',
    content: { ...json, ...others },
  }
}

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))

function queryParameters({ query }: Route, schemaOf: SchemaOf): Json[] {
  if (!query) return []
  const { properties = {}, required = [] } = schemaOf(query) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

const headerParameters = (method: Route['method']): Json[] => {
  if (method === 'GET') return []
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: method === 'POST',
    schema: { type: 'string', minLength: 8, maxLength: 128 },
  }
  return [key, { name: 'If-Match', in: 'header', required: false, schema: { type: 'string' } }]
}
