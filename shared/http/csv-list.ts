import { csvLine } from '../messaging/csv.ts'
import type { Answer } from './operation.ts'
import type { Route } from './route.ts'

/** Whether the caller asks for this list as CSV. */
export const wantsCsv = ({ columns }: Route, accept: string | undefined): boolean =>
  columns !== undefined && (accept ?? '').toLowerCase().includes('text/csv')

/** The page of a list as it was asked for: its address, with the query as it was sent. */
export interface Asked {
  readonly path: string
  readonly query: Readonly<Record<string, string | undefined>>
}

/**
 * A page of a list as CSV, with a line of headings. A table has no place for the cursor, so the next page is a link of relation `next` (RFC 8288).
 * @param json the page, with its cursor as it is sent
 */
export function csvOfList({ operationId, columns = [] }: Route, json: unknown, { path, query }: Asked): Answer {
  const { items = [], nextCursor } = json as { readonly items?: readonly unknown[]; readonly nextCursor?: string }
  const next = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, cursor: nextCursor }))
    if (value !== undefined) next.set(name, value)
  return {
    text: [columns, ...items.map((item) => columns.map((column) => cellAt(item, column.split('.'))))]
      .map(csvLine)
      .join(''),
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${operationId}.csv"`,
      ...(nextCursor !== undefined && { link: `<${path}?${next}>; rel="next"` }),
    },
  }
}

function cellAt(value: unknown, [name, ...rest]: readonly string[]): string {
  if (Array.isArray(value)) return value.map((it) => cellAt(it, name === undefined ? [] : [name, ...rest])).join(' ')
  if (value === undefined || value === null) return ''
  if (name === undefined) return String(value)
  return cellAt((value as Readonly<Record<string, unknown>>)[name], rest)
}
