import { canonical } from '../domain/canonical.ts'
import { violation } from '../domain/refusal.ts'
import { digest } from '../usecases/commit/chain.ts'
import { Problem } from './problem.ts'

/** A list as its caller asked for it: the operation, the ids of its path and its filters, as parsed. */
export interface List {
  readonly operationId: string
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
}

/** 72 bits: enough to tell lists apart and to find damage. It is no secret, see `positionIn`. */
const markLength = 12

const markOf = ({ operationId, path, query: { limit: _limit, cursor: _cursor, ...filters } }: List, position: string) =>
  digest(canonical({ operationId, path, filters, position })).slice(0, markLength)

/** The cursor of a page that ended at this position. It belongs to this list only; the number of items may change from page to page. */
export const cursorAfter = (list: List, position: string): string =>
  Buffer.from(markOf(list, position) + position).toString('base64url')

/**
 * The position in a cursor of this list. A caller can forge a cursor, because its mark is no secret. It then begins elsewhere in a list that the
 * caller may read anyway: every list keeps what it shows within its filters, whatever the position.
 * @throws Problem (400) if the cursor is damaged or belongs to another list
 */
export function positionIn(list: List, cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const position = text.slice(markLength)
  if (position === '' || cursorAfter(list, position) !== cursor) throw foreignCursor()
  return position
}

export const foreignCursor = (): Problem =>
  new Problem('invalid-request', [violation('invalid-request/cursor', { field: 'cursor' }, 'query#/cursor')])

/** The query with the position of the page before in place of its cursor. */
export function opened<Query extends Readonly<Record<string, unknown>>>(list: List & { readonly query: Query }): Query {
  const { query } = list
  return typeof query.cursor === 'string' ? { ...query, cursor: positionIn(list, query.cursor) } : query
}

/** The answer of a list with a cursor in place of the position at which its page ended. */
export function sealed(list: List, json: unknown): unknown {
  const isPage = typeof json === 'object' && json !== null && 'nextCursor' in json
  return isPage && typeof json.nextCursor === 'string'
    ? { ...json, nextCursor: cursorAfter(list, json.nextCursor) }
    : json
}
