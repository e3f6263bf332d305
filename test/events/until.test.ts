import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { untilFields } from '../../events/until.ts'

type Schema = {
  readonly properties?: Record<string, Schema>
  readonly anyOf?: readonly Schema[]
  readonly format?: string
}

interface Parameter {
  readonly in?: string
  readonly name?: string
  readonly schema?: Schema
}

const documentOf = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../docs/${name}.json`, import.meta.url), 'utf8'))

/** The names of the properties and parameters that take a date without a time where an instant would do, anywhere in a document. */
function takingDates(node: unknown): Set<string> {
  if (typeof node !== 'object' || node === null) return new Set()
  const { properties = {} } = node as Schema
  const parameter = node as Parameter
  const isParameter = parameter.in !== undefined && parameter.name !== undefined && parameter.schema !== undefined
  const named = { ...properties, ...(isParameter && { [parameter.name ?? '']: parameter.schema ?? {} }) }
  const here = Object.entries(named).filter(([, { anyOf = [] }]) => {
    const formats = anyOf.map(({ format }) => format)
    return formats.includes('date') && formats.includes('date-time')
  })
  return new Set([...here.map(([name]) => name), ...Object.values(node).flatMap((it) => [...takingDates(it)])])
}

describe('a field that takes a date for an instant', () => {
  test('has a name by which the edge replaces the date', () => {
    const names = takingDates(documentOf('openapi'))
    expect([...names].sort()).toEqual([...untilFields].sort())
  })

  test('is in no fact, because the edge has replaced it', () => {
    expect(takingDates(documentOf('asyncapi'))).toEqual(new Set())
  })
})
