import * as zod from '#zod'

/*
 * Replaces zod in every bundle: it notes how a schema is made, and makes it on first use. A cold function serves one route; to make the schemas of
 * its other routes and of all facts that it imports takes longer than its own code. Only what Andon uses of zod is here: a bundle that uses more does
 * not build (test/architecture.test.ts finds what the build does not see). `===`, `in` and spreading see a late schema and not the schema that it
 * stands for; `.shape` and `.unwrap()` give the schema.
 */

type Made = Record<PropertyKey, unknown>
type Maker = (...given: never[]) => unknown

/** A schema that is not made yet. Reading any other property makes it and reads that of the schema. */
interface Late {
  readonly make: () => Made
  made: Made | undefined
}

const likeASchema = Object.create(
  new Proxy({}, { get: (_, name, late: Late): unknown => Reflect.get(schemaOf(late), name) }),
)

const late = (make: () => Made): Late => ({ __proto__: likeASchema, make, made: undefined }) as Late

function schemaOf(late: Late): Made {
  late.made ??= late.make()
  return late.made
}

/**
 * Makes the late schemas in the arguments of a zod call: alone, in lists and in shapes. A getter stays a getter, because a schema refers to itself by
 * one.
 */
function inFull(given: unknown): unknown {
  if (given === null || typeof given !== 'object') return given
  const prototype: unknown = Object.getPrototypeOf(given)
  if (prototype === likeASchema) return schemaOf(given as Late)
  if (Array.isArray(given)) return given.map(inFull)
  if (prototype !== Object.prototype) return given
  const full = {}
  for (const [name, { get, value, ...rest }] of Object.entries(Object.getOwnPropertyDescriptors(given)))
    Object.defineProperty(
      full,
      name,
      get ? { ...rest, get: () => inFull(get.call(given)) } : { ...rest, value: inFull(value) },
    )
  return full
}

/** Methods that make a schema from a schema, and so can wait with it. Any other method makes the schema first. */
const waiting = [
  ...['array', 'brand', 'default', 'extend', 'loose', 'max', 'meta', 'min', 'nullable', 'omit', 'optional', 'partial'],
  ...['pick', 'pipe', 'refine', 'regex', 'superRefine', 'transform', 'trim'],
]
for (const name of waiting)
  likeASchema[name] = function (this: Late, ...given: unknown[]): Late {
    return late(() => {
      const from = schemaOf(this)
      return (from[name] as (...given: unknown[]) => Made).apply(from, given.map(inFull))
    })
  }

const lately = <Of extends Maker>(maker: Of): Of =>
  ((...given: unknown[]) => late(() => Reflect.apply(maker, undefined, given.map(inFull)) as Made)) as unknown as Of

export const array = lately(zod.array)
export const base64url = lately(zod.base64url)
export const boolean = lately(zod.boolean)
export const discriminatedUnion = lately(zod.discriminatedUnion)
export const int = lately(zod.int)
export const iso = { date: lately(zod.iso.date), datetime: lately(zod.iso.datetime) }
export const literal = lately(zod.literal)
export const looseObject = lately(zod.looseObject)
export const number = lately(zod.number)
export const object = lately(zod.object)
export const record = lately(zod.record)
export const strictObject = lately(zod.strictObject)
export const string = lately(zod.string)
export const union = lately(zod.union)
export const unknown = lately(zod.unknown)
export const url = lately(zod.url)
const oneOf = lately(zod.enum)

export { oneOf as enum }
export const NEVER = zod.NEVER
