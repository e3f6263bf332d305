import type { Json } from './json-schema.ts'

/** The two forms in which a fact of each type is told. */
const forms = ['Fact', 'Receipt'] as const

/**
 * The same schemas with what facts of all types have in common told once, as `FactEnvelope` and `ReceiptEnvelope`: each type adds its name and
 * its data, and is closed. Without this two thirds of the document would say the same hundred times.
 */
export function withEnvelopes(schemas: Json): Json {
  const rest: Json = { ...schemas }
  for (const form of forms) {
    const named = Object.entries(schemas as Record<string, ObjectSchema>).filter(
      ([name, { properties }]) => name.endsWith(form) && properties?.factId !== undefined,
    )
    const [first] = named
    if (!first) continue
    const { properties: { type: _type, data: _data, ...common } = {}, required = [] } = first[1]
    rest[`${form}Envelope`] = {
      type: 'object',
      properties: common,
      required: required.filter((name) => name in common),
    }
    for (const [name, { properties = {} }] of named)
      rest[name] = {
        type: 'object',
        allOf: [{ $ref: `#/components/schemas/${form}Envelope` }],
        properties: { type: properties.type, data: properties.data },
        required: ['type', 'data'],
        unevaluatedProperties: false,
      }
  }
  return rest
}

interface ObjectSchema {
  readonly properties?: Json
  readonly required?: readonly string[]
}
