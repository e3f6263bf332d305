import { expect, test } from 'vitest'
import * as z from 'zod'
import { allRoutes } from '../../docs/routes.ts'
import { csvOfList, wantsCsv } from '../../shared/http/csv-list.ts'
import type { Route } from '../../shared/http/route.ts'

const route = {
  operationId: 'listCounts',
  method: 'GET',
  path: '/v1/counts',
  summary: 'List the counts',
  tag: 'Test',
  roles: 'anyone',
  columns: ['lotId', 'quantity.value', 'holds', 'parts.lotId', 'note'],
} as const satisfies Route

test('a list is CSV only where it has columns and the caller accepts CSV', () => {
  expect(wantsCsv(route, 'text/csv')).toBe(true)
  expect(wantsCsv(route, 'text/html, Text/CSV;q=0.9')).toBe(true)
  for (const accept of [undefined, '*/*', 'application/json']) expect(wantsCsv(route, accept)).toBe(false)
  const { columns: _columns, ...plain } = route
  expect(wantsCsv(plain, 'text/csv')).toBe(false)
})

test('a line has the fields of an item, a list as its values, and nothing that a spreadsheet would run', () => {
  const items = [
    { lotId: '24/117', quantity: { value: '-5', unit: 'kg' }, holds: ['H-1', 'H-2'], note: '=HYPERLINK("x")' },
    { lotId: '@SUM(A1)', quantity: { value: '5' }, holds: [], parts: [{ lotId: 'A' }, { lotId: 'B' }], note: null },
  ]
  const { text, headers } = csvOfList(route, { items }, { path: '/v1/counts', query: {} })
  expect(text?.split('\r\n')).toEqual([
    'lotId,quantity.value,holds,parts.lotId,note',
    `24/117,-5,H-1 H-2,,"'=HYPERLINK(""x"")"`,
    "'@SUM(A1),5,,A B,",
    '',
  ])
  expect(headers).toEqual({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="listCounts.csv"',
  })
})

test('the next page is a link with the query as it was sent', () => {
  const { headers } = csvOfList(
    route,
    { items: [], nextCursor: 'c2' },
    { path: '/v1/counts', query: { subject: 'lot:24/117', cursor: 'c1' } },
  )
  expect(headers?.link).toBe('</v1/counts?subject=lot%3A24%2F117&cursor=c2>; rel="next"')
})

interface Shape {
  readonly $ref?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
  readonly anyOf?: readonly Shape[]
  readonly $defs?: Readonly<Record<string, Shape>>
}

/** Whether a path names a field of a scalar, in an item of some kind. */
function isCell(whole: Shape, shape: Shape | undefined, path: readonly string[]): boolean {
  if (shape === undefined) return false
  if (shape.$ref) return isCell(whole, whole.$defs?.[shape.$ref.replace('#/$defs/', '')], path)
  if (shape.anyOf) return shape.anyOf.some((it) => isCell(whole, it, path))
  if (shape.items) return isCell(whole, shape.items, path)
  const [name, ...rest] = path
  return name === undefined ? shape.type !== 'object' : isCell(whole, shape.properties?.[name], rest)
}

const tables = allRoutes.filter(({ columns }) => columns !== undefined)

test.each(tables)('each column of $operationId is a field of its items', ({ answer, columns = [] }) => {
  const whole = z.toJSONSchema(answer ?? z.never(), { unrepresentable: 'any' }) as Shape
  const isField = (column: string) => isCell(whole, whole.properties?.items, column.split('.'))
  expect(columns.filter((column) => !isField(column))).toEqual([])
  expect(new Set(columns).size).toBe(columns.length)
})
