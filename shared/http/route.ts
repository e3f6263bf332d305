import type * as z from 'zod'
import type { Role } from '../../events/identifiers.ts'

export type Method = 'GET' | 'POST' | 'PUT'

/**
 * One operation of the public API, as data: the router, the API Gateway routes, the authorisation tests and the OpenAPI
 * document are all made from it.
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
  readonly body?: z.ZodType
  /** Media types other than JSON that the route reads itself. */
  readonly consumes?: readonly string[]
  readonly answer?: z.ZodType
  /** Where a POST that makes something new leaves it: `/v1/orders/{id}`. */
  readonly creates?: string
  /** Media types that it can answer with besides JSON. */
  readonly produces?: readonly string[]
  /** The largest body that it reads, in bytes; 256 KiB unless told. */
  readonly maxBytes?: number
}
