import * as z from 'zod'

export type Json = Record<string, unknown>

/** `sent`: what a client may send; fields with a default are optional. `told`: what a client gets; these fields are present. */
type Side = 'sent' | 'told'

export interface SchemaBook {
  /** The JSON Schema of one side; a reference, if the schema has an id. */
  schemaOf(schema: z.ZodType, side: Side): Json
  /**
   * The document with its references, and the schemas that they name. A schema with different sides, or with a reference to one, has two names:
   * `Step` for `sent`, `StepTold` for `told`.
   */
  bound(document: Json): { readonly document: Json; readonly schemas: Json }
}

/** Converts schemas to JSON Schema and collects each schema with an id once, under `prefix`. */
export function schemaBook(prefix: string): SchemaBook {
  const named: Record<Side, Map<string, string>> = { sent: new Map(), told: new Map() }
  const marked = (schema: Json, side: Side): string =>
    JSON.stringify(schema, (key, value) =>
      key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', `${side}:`) : value,
    )
  return {
    schemaOf(schema, side) {
      const { $schema: _dialect, $defs = {}, ...rest } = jsonSchemaOf(schema, side)
      for (const [name, definition] of Object.entries($defs as Record<string, Json>))
        named[side].set(name, marked(withoutId(definition), side))
      return JSON.parse(marked(rest, side))
    },
    bound(document) {
      const differs = differing(named)
      const target = (side: string, name: string) =>
        `${prefix}${side === 'told' && differs.has(name) ? `${name}Told` : name}`
      const bind = (text: string): Json =>
        JSON.parse(text.replace(/"\$ref":"(sent|told):(\w+)"/g, (_, side, name) => `"$ref":"${target(side, name)}"`))
      const schemas: Record<string, Json> = {}
      for (const [name, text] of named.sent) schemas[name] = bind(text)
      for (const [name, text] of named.told)
        if (differs.has(name)) schemas[`${name}Told`] = bind(text)
        else schemas[name] ??= bind(text)
      return { document: bind(JSON.stringify(document)), schemas }
    },
  }
}

function jsonSchemaOf(schema: z.ZodType, side: Side): Json {
  const io = side === 'sent' ? 'input' : 'output'
  return z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: side === 'told' ? asBeforeTransform : ignore,
  }) as Json
}

const ignore = () => undefined

/** A string that is normalised when it is parsed has the schema of its normal form: an instant is still an instant. */
function asBeforeTransform({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: object }): void {
  const { def } = zodSchema._zod
  if (def.type !== 'pipe' || def.out._zod.def.type !== 'transform') return
  const { $schema: _dialect, ...before } = z.toJSONSchema(def.in as z.ZodType, { io: 'input', unrepresentable: 'any' })
  Object.assign(jsonSchema, before)
}

/** The id of a schema becomes its key and is not repeated inside. */
const withoutId = ({ id: _name, ...schema }: Json): Json => schema

/** The names of schemas whose two sides differ, themselves or by a reference. */
function differing({ sent, told }: Record<Side, ReadonlyMap<string, string>>): ReadonlySet<string> {
  const shared = [...told.keys()].filter((name) => sent.has(name))
  const plain = (text = '') => text.replaceAll(/"\$ref":"(sent|told):/g, '"$ref":"')
  const found = new Set(shared.filter((name) => plain(sent.get(name)) !== plain(told.get(name))))
  const leadsTo = (name: string) => [...(told.get(name) ?? '').matchAll(/"\$ref":"told:(\w+)"/g)].map(([, to]) => to)
  for (let size = -1; size !== found.size; ) {
    size = found.size
    for (const name of shared) if (leadsTo(name).some((to) => to !== undefined && found.has(to))) found.add(name)
  }
  return found
}
