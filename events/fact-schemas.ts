import type { Json } from './json-schema.ts'

/** The two forms of each fact in documents. */
const forms = ['Fact', 'Receipt'] as const

/**
 * The schemas with the common fields of all facts moved to `FactEnvelope` and `ReceiptEnvelope`: each type adds its name and data, and allows no
 * other fields. Without this, two thirds of the document would repeat itself.
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
