import { withEnvelopes } from '../../events/fact-schemas.ts'
import { type Json, type SchemaBook, schemaBook } from '../../events/json-schema.ts'
import type { AnsweredRoute } from './answer.ts'
import { refusalResponses, refusalsOf, replayed } from './openapi-refusals.ts'

export interface About {
  readonly version: string
  readonly summary: string
  readonly description: string
  /** The addresses of the API, for people who try it. */
  readonly servers: readonly { readonly url: string; readonly description: string }[]
  readonly tags: Readonly<Record<string, string>>
  /** The names of reads whose answer has an ETag, which a command sends back with If-Match. */
  readonly versioned: ReadonlySet<string>
}

/** The OpenAPI 3.1 document of the routes. */
export function openApi(routes: readonly AnsweredRoute[], about: About): Json {
  const { version, summary, description, servers, tags } = about
  const book = schemaBook('#/components/schemas/')
  const paths: Record<string, Json> = {}
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, book, about) }
  const { document, schemas } = book.bound({
    openapi: '3.1.0',
    info: {
      title: 'Andon',
      version,
      summary,
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers,
    security: [{ bearer: [] }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name, description: tags[name] })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token of the people of this site. Its groups claim names the roles.',
        },
      },
      responses: refusalResponses(book),
    },
  })
  return { ...document, components: { ...(document.components as Json), schemas: withEnvelopes(schemas) } }
}

function operation(route: AnsweredRoute, book: SchemaBook, { versioned }: About): Json {
  const { operationId, summary, tag, roles, body, consumes } = route
  const content = body
    ? { 'application/json': { schema: book.schemaOf(body, 'sent') } }
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
          : `Roles: ${roles.join(', ')}${route.ownPersonId ? '; any role for one’s own' : ''}.`,
    parameters: [...pathParameters(route.path), ...queryParameters(route, book), ...headerParameters(route)],
    ...(Object.keys(content).length > 0 && { requestBody: { required: true, content } }),
    responses: {
      [route.creates ? '201' : '200']: success(route, book, versioned),
      ...refusalsOf(route, book),
    },
  }
}

function success(route: AnsweredRoute, book: SchemaBook, versioned: ReadonlySet<string>): Json {
  const { answer, produces = [], columns, method, operationId, creates } = route
  const json = answer ? { 'application/json': { schema: book.schemaOf(answer, 'told') } } : {}
  const others = Object.fromEntries([...produces, ...(columns ? ['text/csv'] : [])].map((mediaType) => [mediaType, {}]))
  const headers = {
    ...(versioned.has(operationId) && {
      ETag: header('The version of what was read. Send it with If-Match to change that version and no other.', true),
    }),
    ...(columns && { Link: header('Of a page as CSV: where the next page is, if there may be one.') }),
    ...(creates && { Location: header(`Where it is from now on: ${creates}`, true) }),
    ...(method !== 'GET' && { 'Idempotency-Replayed': replayed }),
  }
  return {
    description: method === 'GET' ? 'As it is now' : 'Done: the fact that the command made',
    ...(Object.keys(headers).length > 0 && { headers }),
    content: { ...json, ...others },
  }
}

const header = (description: string, required = false): Json => ({ description, required, schema: { type: 'string' } })

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: otherInPath[name ?? ''] ?? idInPath,
  }))

/** Every part of a path is an id; see parse.ts. */
const idInPath = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' }
/** Characters of a lot's id that a path cannot have are `~` and two hexadecimal digits: `24~2F117` is lot 24/117. */
const lotInPath = { type: 'string', pattern: '^(?:[A-Za-z0-9._-]|~[2-3][0-9A-F]){1,64}$' }
/** So do those of a fact's id: `person~2Fada~2F6503…`. */
const factInPath = { type: 'string', pattern: '^(?:[A-Za-z0-9._@-]|~[2-7][0-9A-F]){1,600}$' }
const stateInPath = { type: 'string', pattern: '^\\d{8}T\\d{6}\\.\\d{3}Z$' }
const otherInPath: Readonly<Record<string, object>> = { lotId: lotInPath, resultId: factInPath, stateId: stateInPath }

function queryParameters({ query }: AnsweredRoute, book: SchemaBook): Json[] {
  if (!query) return []
  const { properties = {}, required = [] } = book.schemaOf(query, 'sent') as {
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

const headerParameters = ({ method, body }: AnsweredRoute): Json[] => {
  if (method === 'GET') return []
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: method === 'POST',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{8,128}$' },
  }
  const match = {
    name: 'If-Match',
    in: 'header',
    required: false,
    schema: { type: 'string', pattern: '^(\\*|"?\\d+"?)$' },
  }
  return body ? [key, match] : [key]
}
