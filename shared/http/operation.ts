import type { Instant } from '../../events/identifiers.ts'
import type { Language } from '../../events/sentences/words.ts'
import type { SignatureRequest } from '../../events/signature.ts'
import type { Caller } from '../domain/caller.ts'
import type { BodyOf, Ids, JsonOf, PathOf, QueryOf, Route } from './route.ts'

/** A call of an operation, with everything that its route declares, parsed and checked. */
export interface Call<Path extends Ids = Ids, Query = unknown, Body = unknown> {
  readonly route: Route
  readonly path: Path
  readonly query: Query
  readonly body: Body
  /** The JSON of the body as it came, before defaults filled it. */
  readonly sent?: unknown
  readonly signature: SignatureRequest | undefined
  /** The header, lower case. */
  readonly header: (name: string) => string | undefined
  readonly caller: Caller
  readonly at: Instant
  /** The language of the answer, by `Accept-Language`. */
  readonly language: Language
}

export interface Answer<Json = unknown> {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: Json
  /** Sent unchanged; the headers give its media type. */
  readonly text?: string
  /** Sent unchanged, in place of a text. */
  readonly bytes?: Uint8Array
}

/** The function that serves a route. It may use fewer fields of the call than the route declares. */
export interface Operation<Path extends Ids = Ids, Query = unknown, Body = unknown, Json = unknown> {
  (call: Call<Path, Query, Body>): Promise<Answer<Json>>
  /**
   * The parts of the path and the fields of the body that the operation reads. It has no value at run time. The compiler compares it with the route,
   * so that a use case of another route, which reads other fields, does not compile.
   */
  readonly reads?: Readonly<Record<keyof Path | FieldsOf<Body>, true>>
}

type FieldsOf<Body> = Body extends object ? keyof Body : never

/** The operations of a table, by route: each takes what its route parses and answers what its schema allows. */
export type Operations<Routes extends readonly Route[]> = {
  readonly [Of in Routes[number] as Of['operationId']]: Operation<
    PathOf<Of['path']>,
    QueryOf<Of>,
    BodyOf<Of>,
    JsonOf<Of>
  >
}

/**
 * A table of operations in which no operation answers a field that the schema of its route lacks, at any depth; a loose schema takes any field. Write
 * an operation as `(async (call) => …) satisfies Operating['getLot']`: its answer type is inferred, and an annotation would hide extra fields.
 */
export type Exact<Routes extends readonly Route[], Given> = {
  readonly [Name in keyof Given]: Extract<Routes[number], { readonly operationId: Name }> extends infer Of extends Route
    ? [Of] extends [never]
      ? `No route is called ${Name & string}`
      : [Surplus<JsonIn<Given[Name]>, JsonOf<Of>>] extends [never]
        ? unknown
        : `The schema of the answer lacks ${Surplus<JsonIn<Given[Name]>, JsonOf<Of>>}`
    : never
}

type JsonIn<Given> = Given extends (call: never) => Promise<infer Answered>
  ? Answered extends { readonly json?: infer Json }
    ? Json
    : never
  : never

/** The fields that a schema lacks, as `items.note`. */
type Surplus<Given, Taken> = Given extends string | number | boolean | null | undefined
  ? never
  : unknown extends Taken
    ? never
    : Given extends readonly (infer Item)[]
      ? Surplus<Item, ItemOf<Taken>>
      : Exclude<keyof Given & string, FieldsOf<Taken>> | SurplusIn<Given, Taken, keyof Given & FieldsOf<Taken> & string>

type SurplusIn<Given, Taken, Fields extends keyof Given & string> = {
  [Field in Fields]-?: `${Field}.${Surplus<Given[Field], FieldOf<Taken, Field>>}`
}[Fields]

type ItemOf<Taken> = Taken extends readonly (infer Item)[] ? Item : never
type FieldOf<Taken, Field> = Taken extends object ? (Field extends keyof Taken ? Taken[Field] : never) : never
