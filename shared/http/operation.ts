import type { Instant } from '../../events/identifiers.ts'
import type { SignatureRequest } from '../../events/signature.ts'
import type { Caller } from '../domain/caller.ts'
import type { BodyOf, Ids, JsonOf, PathOf, QueryOf, Route } from './route.ts'

/** One call of an operation, with everything read and checked that its route declares. */
export interface Call<Path extends Ids = Ids, Query = unknown, Body = unknown> {
  readonly route: Route
  readonly path: Path
  readonly query: Query
  readonly body: Body
  readonly signature: SignatureRequest | undefined
  /** The header, lower case. */
  readonly header: (name: string) => string | undefined
  readonly caller: Caller
  readonly at: Instant
}

export interface Answer<Json = unknown> {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: Json
  /** Sent as it is; the headers name its media type. */
  readonly text?: string
  /** Sent as they are, in place of a text. */
  readonly bytes?: Uint8Array
}

/** What serves a route. A function that names no use case may read as little of the call as it needs. */
export interface Operation<Path extends Ids = Ids, Query = unknown, Body = unknown, Json = unknown> {
  (call: Call<Path, Query, Body>): Promise<Answer<Json>>
  /**
   * The parts of the path and the fields of the body that the operation reads. It has no value: the compiler compares it with what the
   * route declares, so that a use case which ignores some of it is seen to be the use case of another route.
   */
  readonly reads?: Readonly<Record<keyof Path | FieldsOf<Body>, true>>
}

type FieldsOf<Body> = Body extends object ? keyof Body : never

/** For each route of a table the operation of its name, which takes what that very route parses and gives what it answers. */
export type Operations<Routes extends readonly Route[]> = {
  readonly [Of in Routes[number] as Of['operationId']]: Operation<
    PathOf<Of['path']>,
    QueryOf<Of>,
    BodyOf<Of>,
    JsonOf<Of>
  >
}
