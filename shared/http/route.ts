import type * as z from 'zod'
import type * as identifiers from '../../events/identifiers.ts'
import type { Role } from '../../events/identifiers.ts'
import type { SignatureRequest } from '../../events/signature.ts'

export type Method = 'GET' | 'POST' | 'PUT'

/**
 * One operation of the public API, as data: the router, the API Gateway routes, the authorisation tests and the OpenAPI document are made from it.
 * The schema of its answer is in `answers.ts` beside its table, which no function loads.
 */
export interface Route {
  readonly operationId: string
  readonly method: Method
  /** In API Gateway's notation: `/v1/orders/{orderId}`. The pages of the problems have no version. */
  readonly path: `/v1/${string}` | `/problems${string}`
  readonly summary: string
  readonly tag: string
  /** Who may call it. `public` needs no token; `anyone` needs any role of the site. */
  readonly roles: readonly Role[] | 'anyone' | 'public'
  /** Anyone may also call it about themselves: where `personId` in the path or the query is the caller's. */
  readonly ownPersonId?: true
  readonly query?: z.ZodObject
  /** The schema of the JSON body. A route without it takes no body, unless it has `consumes`. */
  readonly body?: z.ZodType<SentBody>
  /** Media types other than JSON; the operation parses the text. */
  readonly consumes?: readonly string[]
  /** The location of what a POST creates: `/v1/orders/{id}`. */
  readonly creates?: string
  /** Media types of the answer besides JSON. */
  readonly produces?: readonly string[]
  /**
   * The columns of the list as CSV, which `Accept: text/csv` asks for: paths of fields in an item, as `subject.id`. A path through a list gives all of
   * its values, with a space between.
   */
  readonly columns?: readonly string[]
  /** The largest body in bytes; default 256 KiB. */
  readonly maxBytes?: number
}

/** A parsed body. The edge reads the signature; the use case gets the rest. */
export type SentBody = Readonly<Record<string, unknown>> & { readonly signature?: SignatureRequest | undefined }

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never

type Identifiers = typeof identifiers

/** A part of a path with the name of a schema in events/identifiers.ts is an id of that kind. */
type IdNamed<Name extends string> = Name extends keyof Identifiers
  ? Identifiers[Name] extends z.ZodType
    ? z.output<Identifiers[Name]>
    : string
  : string

export type Ids = Readonly<Record<string, string>>

/** The ids in a path: `{ lotId: LotId }` for `/v1/lots/{lotId}`. */
export type PathOf<Path extends string> = { readonly [Name in NamesIn<Path>]: IdNamed<Name> }

export type Nothing = Readonly<Record<never, never>>

/** The parsed query; empty for a route without a query schema. */
export type QueryOf<Of extends Route> = Of extends { readonly query: infer Query extends z.ZodType }
  ? Readonly<z.output<Query>>
  : Nothing

/** The parsed body without the signature; a plain text for a route with `consumes`. */
export type BodyOf<Of extends Route> = Of extends { readonly body: infer Body extends z.ZodType }
  ? Unsigned<z.output<Body>>
  : Of extends { readonly consumes: readonly string[] }
    ? string | undefined
    : undefined

type Unsigned<Body> = Body extends unknown ? ('signature' extends keyof Body ? Omit<Body, 'signature'> : Body) : never

/** The JSON that an operation may answer: what the answer's schema takes, or none without a schema (see answer.ts). */
export type JsonOf<Of extends Route> = Of extends { readonly answer?: infer Answer }
  ? [Extract<Answer, z.ZodType>] extends [never]
    ? undefined
    : Shown<z.input<Extract<Answer, z.ZodType>>>
  : undefined

/**
 * A value that fits a schema, read-only at every depth. A loose object takes further fields of any kind, and also interfaces, which have no index
 * signature.
 */
export type Shown<Json> = unknown extends Json
  ? Json
  : Json extends readonly unknown[]
    ? { readonly [Index in keyof Json]: Shown<Json[Index]> }
    : Json extends object
      ? string extends keyof Json
        ? unknown extends Json[keyof Json & string]
          ? Named<Json> | (Named<Json> & Readonly<Record<string, unknown>>)
          : { readonly [Name in keyof Json]: Shown<Json[Name]> }
        : { readonly [Name in keyof Json]: Shown<Json[Name]> }
      : Json

/** The fields that a loose object names. */
type Named<Json> = { readonly [Name in keyof Json as string extends Name ? never : Name]: Shown<Json[Name]> }
