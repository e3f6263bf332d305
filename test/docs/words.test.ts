import { describe, expect, it } from 'vitest'
import { described } from '../../docs/describe.ts'
import { documents } from '../../docs/generate.ts'
import { wordFiles, words } from '../../docs/words/index.ts'
import type { Json } from '../../events/json-schema.ts'

/** Every property and every parameter in a document that nothing is said of. */
function unsaid(value: unknown, place: string): string[] {
  if (Array.isArray(value)) return value.flatMap((it, index) => unsaid(it, `${place}/${index}`))
  if (typeof value !== 'object' || value === null) return []
  const node = value as Json
  const isParameter = typeof node.name === 'string' && typeof node.in === 'string'
  return [
    ...(isParameter && node.description === undefined ? [`${place} ${node.name}`] : []),
    ...Object.entries(node).flatMap(([key, it]) => {
      const inside = unsaid(it, `${place}/${key}`)
      if (key !== 'properties') return inside
      const silent = Object.entries(it as Record<string, Json>).filter(([, schema]) => schema.description === undefined)
      return [...silent.map(([name]) => `${place} ${name}`), ...inside]
    }),
  ]
}

const names = ['openapi.json', 'openapi-enterprise.json', 'asyncapi.json'] as const

describe('The words of the documents', () => {
  it.each(names)('say what each property and each parameter of %s means', (name) => {
    expect(unsaid(documents[name](), '')).toEqual([])
  })

  it('hold nothing that no document says', () => {
    const used = new Set<string>()
    for (const name of names) described(documents[name](), used)
    expect(Object.keys(words).filter((key) => !used.has(key))).toEqual([])
  })

  it('are each in one file: a name of two meanings has that of its schema before it', () => {
    const all = Object.values(wordFiles).flatMap((file) => Object.keys(file))
    expect(all.filter((name, place) => all.indexOf(name) !== place)).toEqual([])
  })

  it('are sentences', () => {
    expect(Object.entries(words).filter(([, text]) => !/[.)]$/.test(text))).toEqual([])
  })
})
