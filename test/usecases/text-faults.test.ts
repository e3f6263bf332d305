import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { examples } from '../../docs/examples.ts'
import { allRoutes } from '../../docs/routes.ts'
import type { Violation } from '../../events/refusals.ts'
import { parse } from '../../shared/http/parse.ts'
import { Problem } from '../../shared/http/problem.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** The texts of a value, each by the names on the way to it. */
const textsIn = (value: Json, way: readonly string[] = []): string[][] =>
  typeof value === 'string'
    ? [[...way]]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, it]) => textsIn(it, [...way, name]))
      : []

/** The same value with another text at the end of the way. */
function replaced(value: Json, [name, ...rest]: readonly string[], text: (old: string) => string): Json {
  if (name === undefined) return text(String(value))
  if (Array.isArray(value)) return value.map((it, at) => (String(at) === name ? replaced(it, rest, text) : it))
  return Object.fromEntries(
    Object.entries(value as object).map(([key, it]) => [key, key === name ? replaced(it, rest, text) : it]),
  )
}

const faultsOf = (schema: z.ZodType, value: Json): readonly Violation[] => {
  try {
    parse(schema, value, 'body')
    return []
  } catch (error) {
    if (error instanceof Problem) return error.violations
    throw error
  }
}

const bodies = allRoutes.flatMap(({ operationId, body: schema }) => {
  const body = examples[operationId]?.body as Json | undefined
  return schema && body !== undefined && textsIn(body).length > 0 ? [{ operationId, schema, body }] : []
})

describe('a text', () => {
  const broken = fc.constantFrom('\ud800', '\udfff', '\udc00\ud800', '\u0000', '\u0007', '\u001b', '\ufffe')

  test.each(bodies.map((it) => [it.operationId, it] as const))(
    'of %s that no record can hold is refused by the name of its field, whichever it is',
    (_, { schema, body }) => {
      for (const way of textsIn(body))
        fc.assert(
          fc.property(broken, fc.nat(), (bad, at) => {
            const put = (old: string) => old.slice(0, at % (old.length + 1)) + bad + old.slice(at % (old.length + 1))
            expect(faultsOf(schema, replaced(body, way, put)).map(({ ref }) => ref)).toEqual([`body#/${way.join('/')}`])
          }),
          { numRuns: 5 },
        )
    },
  )

  const scanned = z.strictObject({ scanned: z.string() })
  test.each(['\u001d010952', '[)>\u001e06\u001d9N\u001e\u0004', 'a\tb\r\nc', '\u{1f600}', '\ufffd', '\u0085'])(
    'may be %j',
    (text) => expect(faultsOf(scanned, { scanned: text })).toEqual([]),
  )

  test('is named within a value as deep as a caller likes, and a body of nothing else has twenty faults', () => {
    let deep: Json = '\ud800'
    for (let level = 0; level < 100_000; level += 1) deep = [deep]
    expect(faultsOf(scanned, deep)).toHaveLength(1)
    expect(
      faultsOf(
        scanned,
        Array.from({ length: 1000 }, () => '\u0000'),
      ),
    ).toHaveLength(20)
  })
})
