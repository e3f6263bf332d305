import type * as z from 'zod'
import type * as identifiers from '../../events/identifiers.ts'
import type { Role } from '../../events/identifiers.ts'
import type { SignatureRequest } from '../../events/signature.ts'

export type Method = 'GET' | 'POST' | 'PUT'

/**
 * One operation of the public API, as data: the router, the API Gateway routes, the authorisation tests and the OpenAPI
 * document are all made from it. What it answers stands in the `answers.ts` beside its table, which no function loads.
 */
export interface Route {
  /** The name of the use case that serves it. */
  readonly operationId: string
  readonly method: Method
  /** As API Gateway writes it: `/v1/orders/{orderId}`. The pages of the problems are of no version. */
  readonly path: `/v1/${string}` | `/problems${string}`
  readonly summary: string
  readonly tag: string
  /** Who may call it; `public` asks for no token at all, `anyone` for any role of the site. */
  readonly roles: readonly Role[] | 'anyone' | 'public'
  readonly query?: z.ZodObject
  /** The schema of the JSON body. A route without it takes none, unless it names its own media types. */
  readonly body?: z.ZodType<SentBody>
  /** Media types other than JSON that the route reads itself. */
  readonly consumes?: readonly string[]
  /** Where a POST that makes something new leaves it: `/v1/orders/{id}`. */
  readonly creates?: string
  /** Media types that it can answer with besides JSON. */
  readonly produces?: readonly string[]
  /** The largest body that it reads, in bytes; 256 KiB unless told. */
  readonly maxBytes?: number
}

/** What a body holds once it is parsed. The edge itself reads the signature; everything else is for the use case. */
export type SentBody = Readonly<Record<string, unknown>> & { readonly signature?: SignatureRequest | undefined }

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never

type Identifiers = typeof identifiers

/** A part of a path that is named like a schema of events/identifiers.ts is an id of that kind. */
type IdNamed<Name extends string> = Name extends keyof Identifiers
  ? Identifiers[Name] extends z.ZodType
    ? z.output<Identifiers[Name]>
    : string
  : string

/** What the parts of a path are, by their names. */
export type Ids = Readonly<Record<string, string>>

/** The ids in a path: of `/v1/lots/{lotId}`, `{ lotId: LotId }`. */
export type PathOf<Path extends string> = { readonly [Name in NamesIn<Path>]: IdNamed<Name> }

/** An object without fields. */
export type Nothing = Readonly<Record<never, never>>

/** The query as its schema gives it. A route without a schema reads no query. */
export type QueryOf<Of extends Route> = Of extends { readonly query: infer Query extends z.ZodType }
  ? Readonly<z.output<Query>>
  : Nothing

/** The body as its schema gives it, without the signature; the text itself where the route reads a media type of its own. */
export type BodyOf<Of extends Route> = Of extends { readonly body: infer Body extends z.ZodType }
  ? Unsigned<z.output<Body>>
  : Of extends { readonly consumes: readonly string[] }
    ? string | undefined
    : undefined

type Unsigned<Body> = Body extends unknown ? ('signature' extends keyof Body ? Omit<Body, 'signature'> : Body) : never

/** What may be sent as JSON: what the answer's schema takes, or nothing where there is no schema (see answer.ts). */
export type JsonOf<Of extends Route> = Of extends { readonly answer?: infer Answer }
  ? [Extract<Answer, z.ZodType>] extends [never]
    ? undefined
    : Shown<z.input<Extract<Answer, z.ZodType>>>
  : undefined

/**
 * What fits a schema, however deep it is read-only. A loose object takes further fields of any kind; interfaces fit it too, which have
 * no index signature.
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
