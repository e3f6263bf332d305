import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Answer } from '../../shared/client/client.ts'

type Refusing = { readonly code?: { readonly enum?: readonly string[] } }
type Content = Readonly<Record<string, { readonly schema?: { readonly properties?: Refusing } }>>
type Headers = Readonly<Record<string, { readonly required: boolean }>>
type Told = { readonly $ref?: string; readonly content?: Content; readonly headers?: Headers }
type Responses = Readonly<Record<string, Told>>
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Responses }>>>>
  readonly components: { readonly responses: Responses }
}

const names = ['openapi.json', 'openapi-enterprise.json'] as const
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })

interface Operation {
  readonly method: string
  readonly path: string
  readonly pattern: RegExp
  readonly document: string
  readonly responses: Responses
  readonly shared: Responses
}

const operations: readonly Operation[] = names.flatMap((name) => {
  const document: Document = JSON.parse(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8'))
  ajv.addSchema(document, name)
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({
      method: method.toUpperCase(),
      path,
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      document: name,
      responses,
      shared: document.components.responses,
    })),
  )
})

/** The operations at a path, of a site or of the enterprise: `/v1/containers/sscc` before `/v1/containers/{containerId}`. */
function operationsAt(method: string, path: string): Operation[] {
  const found = operations.filter((it) => it.method === method && it.pattern.test(path))
  const parts = ({ path: template }: Operation) => template.split('{').length
  return found.filter((it) => parts(it) === Math.min(...found.map(parts)))
}

const compiled = new Map<string, ValidateFunction>()
function validatorAt(pointer: string): ValidateFunction {
  const known = compiled.get(pointer) ?? ajv.compile({ $ref: pointer })
  compiled.set(pointer, known)
  return known
}

/** Headers that clients depend on: an answer must have each one that the document states, and no other. */
const headersThatMatter = ['ETag', 'Location', 'Idempotency-Replayed', 'Retry-After']

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))

/** Differences between an answer and the document of the API, as sentences. */
function faultsOf(
  operation: Operation,
  { status, headers, text }: Pick<Answer, 'status' | 'headers' | 'text'>,
): string[] {
  const { document, path, method, responses, shared } = operation
  const key = String(status) in responses ? String(status) : 'default'
  if (key === 'default' && status < 400) return [`the document tells of no ${status}`]
  const own = responses[key] ?? {}
  const { $ref } = own
  const { content, headers: toldHeaders = {} } = ($ref === undefined ? own : shared[$ref.split('/').at(-1) ?? '']) ?? {}
  const wrongHeaders = headersThatMatter.filter((name) =>
    headers.has(name) ? !(name in toldHeaders) : toldHeaders[name]?.required,
  )
  if (wrongHeaders.length > 0) return [`the document tells otherwise of the headers ${wrongHeaders.join(', ')}`]
  const mediaType = (headers.get('content-type') ?? '').split(';')[0]?.trim() ?? ''
  const told = content?.[mediaType]
  if (told === undefined) return [`the document tells of no ${mediaType || 'answer without media type'} with ${status}`]
  if (told.schema === undefined) return []
  const others = codesUntold(told.schema, text)
  if (others.length > 0) return [`the document does not tell that it refuses with ${others.join(', ')}`]
  const place = $ref ?? `#/paths/${escaped(path)}/${method.toLowerCase()}/responses/${key}`
  const validate = validatorAt(`${document}${place}/content/${escaped(mediaType)}/schema`)
  if (validate(JSON.parse(text))) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || 'the answer'} ${message} ${JSON.stringify(params)}`,
  )
}

/** The reasons of a refusal with a code that the document does not list for the operation. */
function codesUntold({ properties }: { readonly properties?: Refusing }, text: string): string[] {
  const codes = properties?.code?.enum
  if (codes === undefined) return []
  const { violations }: { violations: readonly { readonly code: string }[] } = JSON.parse(text)
  return violations.map(({ code }) => code).filter((code) => !codes.includes(code))
}

/** Every answer of Andon has these headers. API Gateway answers without them, in words of its own. */
function unguarded({ headers, text }: Pick<Answer, 'headers' | 'text'>): string[] {
  if (/^\{"message":"[^"]*"\}$/.test(text)) return []
  const guards = ['cache-control', 'strict-transport-security', 'x-content-type-options']
  return guards.filter((name) => !headers.has(name)).map((name) => `the answer has no ${name}`)
}

/** @throws when an answer of the API differs from its document, down to the last field. */
export function checkAnswer(method: string, url: string, answer: Pick<Answer, 'status' | 'headers' | 'text'>): void {
  const path = url.split('?')[0] ?? ''
  const checked = operationsAt(method, path).map((operation) => [...unguarded(answer), ...faultsOf(operation, answer)])
  const [first] = checked
  if (first === undefined || checked.some((faults) => faults.length === 0)) return
  // The fault with the longest path is the most exact; alternatives of a union that do not apply have faults higher up.
  const depth = (fault: string) => (fault.split(' ')[0] ?? '').split('/').length
  const told = [...first].sort((one, other) => depth(other) - depth(one)).slice(0, 8)
  throw new Error(
    `${method} ${path} answered ${answer.status} otherwise than its document tells:\n${told.join('\n')}\n${answer.text.slice(0, 2000)}`,
  )
}

/** The same as `fetch`; it also checks every answer against the document. */
export async function checkedFetch(url: string, request: RequestInit): Promise<Response> {
  const response = await fetch(url, request)
  const { status, headers } = response
  checkAnswer(request.method ?? 'GET', new URL(url).pathname, { status, headers, text: await response.clone().text() })
  return response
}
