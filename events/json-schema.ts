import * as z from 'zod'

export type Json = Record<string, unknown>

/**
 * Turns schemas into JSON Schema as a client may send it (a field with a default may be left out), and gathers those that have a name
 * of their own once, under `prefix`.
 */
export function schemaBook(prefix: string): {
  readonly schemas: Record<string, Json>
  schemaOf(schema: z.ZodType): Json
} {
  const schemas: Record<string, Json> = {}
  const schemaOf = (schema: z.ZodType): Json => {
    const {
      $schema: _dialect,
      $defs = {},
      ...rest
    } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json
    for (const [name, definition] of Object.entries($defs as Record<string, Json>))
      schemas[name] ??= referred(definition, prefix)
    const id = schema.meta()?.id
    if (id === undefined) return referred(rest, prefix)
    schemas[id] ??= referred(rest, prefix)
    return { $ref: `${prefix}${id}` }
  }
  return { schemas, schemaOf }
}

function referred(schema: Json, prefix: string): Json {
  const text = JSON.stringify(schema, (key, value) => (key === 'id' && typeof value === 'string' ? undefined : value))
  return JSON.parse(text.replaceAll('"$ref":"#/$defs/', `"$ref":"${prefix}`)) as Json
}
