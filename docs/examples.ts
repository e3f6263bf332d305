import { readdirSync, readFileSync } from 'node:fs'
import type { Json } from '../events/json-schema.ts'

/** A call to a plant and its answer. PDFs and sign-ins are left out. */
export interface Example {
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly mediaType: string
  readonly answer?: unknown
}

const folder = new URL('examples/', import.meta.url)

/** By the name of the operation. */
export const examples: Readonly<Record<string, Example>> = Object.fromEntries(
  readdirSync(folder).map((file) => [
    file.replace(/\.json$/, ''),
    JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
  ]),
)

const eventExample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../events/examples/${name}.json`, import.meta.url), 'utf8'))
const answered = (...names: readonly string[]): unknown[] => names.map((name) => examples[name]?.answer)

/** By the name of the message. */
export const messageExamples: Readonly<Record<string, readonly unknown[]>> = {
  ...Object.fromEntries(['state', 'count', 'sample', 'alarm', 'command'].map((name) => [name, [eventExample(name)]])),
  weight: [{ value: '1255.5', unit: 'g', occurredAt: '2026-03-02T12:00:00.000Z', stable: false }],
  health: [
    {
      occurredAt: '2026-03-02T12:00:10.000Z',
      version: '0.1.0',
      startedAt: '2026-03-01T05:58:00.000Z',
      connectedSince: '2026-03-02T11:59:40.000Z',
      backlog: { messages: 1240, bytes: 471_200, oldestAt: '2026-03-02T11:12:03.000Z' },
      mostBytes: 1_000_000_000,
      lost: { samples: 0, others: 0 },
      machines: [
        { name: 'OVEN-1', lastHeardAt: '2026-03-02T12:00:09.000Z', waiting: 1240, lost: 0 },
        { name: 'SLICER-1', waiting: 0, lost: 0, trouble: 'opc.tcp://10.20.0.31:4840 of SLICER-1 does not answer.' },
      ],
    },
  ],
  facts: [answered('startOrder', 'startStep')],
  fact: answered('releaseLot', 'consume', 'placeHold'),
  'andon.hold.crossed.v1': [
    {
      to: 'cork',
      lotId: 'SYRUP-7',
      origin: { site: 'lyon', lotId: 'SYRUP-7', holdId: 'H-12' },
      reason: 'The supplier recalls the sugar',
      purpose: 'recall',
    },
  ],
}

/** The ids in the path of an example, by their names in the template. */
export function idsIn(template: string, path: string): Readonly<Record<string, string>> {
  const parts = path.split('/')
  return Object.fromEntries(
    template.split('/').flatMap((part, index) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1]
      return name === undefined ? [] : [[name, parts[index] ?? '']]
    }),
  )
}

export function exemplified(document: Json): Json {
  const paths = document.paths as Record<string, Record<string, Operation>>
  return {
    ...document,
    paths: Object.fromEntries(
      Object.entries(paths).map(([template, methods]) => [
        template,
        Object.fromEntries(Object.entries(methods).map(([method, it]) => [method, withExample(template, it)])),
      ]),
    ),
  }
}

interface Operation extends Json {
  readonly operationId: string
  readonly parameters: readonly (Json & { readonly in: string; readonly name: string })[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, Json & { readonly content?: Content }>>
}
type Content = Readonly<Record<string, Json>>

function withExample(template: string, operation: Operation): Operation {
  const example = examples[operation.operationId]
  if (example === undefined) return operation
  const { path, query = {}, body, mediaType, answer } = example
  const given: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    path: idsIn(template, path),
    query,
    header: { 'Idempotency-Key': 'c0ffee00-0000-4000-8000-000000000001' },
  }
  const shown = (content: Content, name: string, value: unknown): Content =>
    name in content && value !== undefined ? { ...content, [name]: { ...content[name], example: value } } : content
  const sent = typeof body === 'string' ? 'application/xml' : 'application/json'
  return {
    ...operation,
    parameters: operation.parameters.map((it) => {
      const value = given[it.in]?.[it.name]
      return value === undefined ? it : { ...it, example: value }
    }),
    ...(operation.requestBody && {
      requestBody: { ...operation.requestBody, content: shown(operation.requestBody.content, sent, body) },
    }),
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, response]) => [
        status,
        response.content && status.startsWith('2')
          ? { ...response, content: shown(response.content, mediaType, answer) }
          : response,
      ]),
    ),
  }
}
