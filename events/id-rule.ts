/**
 * A business id: letters, digits, dot, underscore and hyphen, so that it fits paths, topics and keys. Kept apart from the schemas, for functions that
 * load none.
 */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** Ids are keys of plain objects, so an id may not be a property that every object has, such as `constructor`. */
export const isReserved = (id: string): boolean => id in Object.prototype

/**
 * The id of a lot: an id as above, or what GS1 lets a label print under AI 10, such as `24/117`: 1 to 20 characters of its set 82 (GS1 General
 * Specifications 3.4.2 and 7.11). The set has no `#`, `@`, `~`, space or control character, which keys, names and paths use as separators.
 */
export const lotIdPattern = /^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63}|[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20})$/

/**
 * An id as a part of a path or of a ref: `24~2F117` for `24/117`. API Gateway decodes `%2F` before it looks for the route and ends a path at a decoded
 * `?`, so percent-encoding cannot bring them; `~` is in no id and passes every gateway as it is. An id of dots would be another path.
 */
export const idInPath = (id: string): string =>
  /^\.+$/.test(id) ? escaped(id, /\./g) : escaped(id, /[^A-Za-z0-9._@-]/g)

const escaped = (id: string, unsafe: RegExp): string =>
  id.replace(unsafe, (it) => `~${it.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

/** The id that {@link idInPath} has written. What it cannot have written stays as it is, and is no id. */
export function idFromPath(part: string): string {
  const id = part.replace(/~([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
  return idInPath(id) === part ? id : part
}
