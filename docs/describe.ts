import type { Json } from '../events/json-schema.ts'
import { words } from './words/index.ts'

/** The meaning of a name in a schema. A schema `XTold` takes the words of `X`. */
export function wordFor(owner: string, name: string): { readonly key: string; readonly text: string } | undefined {
  const keys = [`${groupOf(owner)}.${name}`, name]
  const key = keys.find((it) => it in words)
  return key === undefined ? undefined : { key, text: words[key] ?? '' }
}

function groupOf(owner: string): string {
  if (/(Fact|Receipt)(Envelope)?$/.test(owner)) return 'Fact'
  if (owner.startsWith('device-')) return 'device'
  return /^[A-Z]\w*Problem$|^Problem$/.test(owner) ? 'Problem' : owner.replace(/Told$/, '')
}

/**
 * The document with a description of each property and each parameter. A property without words stays as it is, for the test to find.
 * @param used collects the keys of the words that the document uses
 */
export function described(document: Json, used: Set<string> = new Set()): Json {
  const say = (owner: string, name: string): { description?: string } => {
    const word = wordFor(owner, name)
    if (word === undefined) return {}
    used.add(word.key)
    return { description: word.text }
  }
  const within = (value: unknown, owner: string): unknown => {
    if (Array.isArray(value)) return value.map((it) => within(it, owner))
    if (typeof value !== 'object' || value === null) return value
    const node = value as Json
    const inside = Object.fromEntries(
      Object.entries(node).map(([key, it]) => [
        key,
        key === 'properties' ? properties(it as Record<string, Json>, owner) : within(it, owner),
      ]),
    )
    const isParameter = typeof node.name === 'string' && typeof node.in === 'string'
    return isParameter ? { ...say(owner, String(node.name)), ...inside } : inside
  }
  // The words beside a reference say what the property is here. The schema that it refers to says what it is in general.
  const properties = (them: Record<string, Json>, owner: string): Json =>
    Object.fromEntries(
      Object.entries(them).map(([name, schema]) => [name, { ...say(owner, name), ...(within(schema, owner) as Json) }]),
    )
  const {
    paths = {},
    channels = {},
    components,
    ...rest
  } = document as {
    paths?: Record<string, Record<string, Json>>
    channels?: Record<string, Json>
    components: Record<string, Json>
  }
  const of = (named: Record<string, Json>) =>
    Object.fromEntries(Object.entries(named).map(([name, it]) => [name, within(it, name)]))
  return {
    ...rest,
    ...('paths' in document && {
      paths: Object.fromEntries(
        Object.entries(paths).map(([path, methods]) => [
          path,
          Object.fromEntries(
            Object.entries(methods).map(([method, it]) => [method, within(it, String(it.operationId))]),
          ),
        ]),
      ),
    }),
    ...('channels' in document && { channels: of(channels) }),
    components: { ...components, schemas: of((components.schemas ?? {}) as Record<string, Json>) },
  }
}
