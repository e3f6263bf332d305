import type { Edge } from '../domain/genealogy/genealogy.ts'
import type { Point } from '../domain/stock/destination.ts'

const columns = ['record', 'type', 'site', 'id', 'from', 'to', 'quantity', 'unit', 'orderId', 'at'] as const
type Row = Partial<Record<(typeof columns)[number], string>>
type Many<Each> = AsyncIterable<Each> | Iterable<Each>

/**
 * A trace as a table (RFC 4180, UTF-8), in pieces of one line each: the nodes, then the edges; the column `record` tells which. Both may come as
 * pages that are still being read.
 */
export async function* csvOf({
  nodes,
  edges,
}: {
  readonly nodes: Many<Point>
  readonly edges: Many<Edge>
}): AsyncGenerator<string> {
  yield csvLine(columns)
  for await (const { type, site, id } of nodes)
    yield lineOf({ record: 'node', type, id, ...(site !== undefined && { site }) })
  for await (const { from, to, quantity, orderId, at } of edges)
    yield lineOf({ record: 'edge', from, to, quantity: quantity.value, unit: quantity.unit, orderId, at })
}

const lineOf = (row: Row): string => csvLine(columns.map((column) => row[column] ?? ''))

export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`

/**
 * A cell that a spreadsheet shows as text: a text that it would run as a formula gets an apostrophe in front (OWASP, CSV injection). A plain number
 * stays a number.
 */
export function csvCell(text: string): string {
  const safe = /^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
