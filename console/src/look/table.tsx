import { Trans, useLingui } from '@lingui/react/macro'
import { useNavigate, useSearch } from '@tanstack/react-router'
import {
  columnFilteringFeature,
  createFilteredRowModel,
  createSortedRowModel,
  filterFns,
  globalFilteringFeature,
  type RowData,
  rowSortingFeature,
  sortFns,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactNode, useMemo, useRef } from 'react'
import { Button } from './button.tsx'
import { csv } from './csv.ts'
import { useIsNarrow } from './narrow.ts'
import './table.css'

export interface Column<Row> {
  readonly id: string
  readonly head: string
  /** What the column is sorted and searched by, and what a CSV file has. */
  readonly value: (row: Row) => string | number | undefined
  /** What is shown; default: the value. */
  readonly show?: (row: Row) => ReactNode
  readonly isNumber?: boolean
  /** A column that a phone has no room for. */
  readonly isMinor?: boolean
}

interface Props<Row extends RowData> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  /** Acts and filters of this list, beside the search. */
  readonly tools?: ReactNode
  /** A row that is wrong is marked. */
  readonly markOf?: (row: Row) => 'bad' | 'warn' | undefined
}

/** Its part of the URL, so that a view can be sent to somebody. Several tables of one page would share it; none has two. */
interface View {
  readonly sort?: string
  readonly find?: string
  readonly hide?: string
}

const features = tableFeatures({
  rowSortingFeature,
  columnFilteringFeature,
  globalFilteringFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
  sortFns,
  filterFns,
})

const rowPx = 41
/** A card of a phone, until it is measured. */
const cardPx = 72

/** A dense table: sorted by its heads, searched, with the columns that a person wants, and as a file. Only the rows in sight are drawn. */
export function Table<Row extends RowData>({ label, rows, columns, keyOf, tools, markOf }: Props<Row>) {
  const { t } = useLingui()
  const view: View = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = (next: View) =>
    void navigate({ to: '.', search: (before: object) => withoutEmpty({ ...before, ...next }), replace: true })
  const { hide = '', sort = '' } = view
  const hidden = useMemo(() => hide.split(',').filter((id) => id !== ''), [hide])
  const shown = useMemo(() => columns.filter(({ id }) => !hidden.includes(id)), [columns, hidden])
  // While it is the same one, a table that scrolls is not sorted again.
  const sorting = useMemo(() => sortOf(sort), [sort])
  const definitions = useMemo(
    () =>
      columns.map(({ id, head, value }) => ({ id, header: head, accessorFn: value, sortUndefined: 'last' as const })),
    [columns],
  )
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: keyOf,
    getColumnCanGlobalFilter: () => true,
    globalFilterFn: 'includesString',
    state: { sorting, globalFilter: view.find ?? '' },
  })
  const found = table.getRowModel().rows
  const frame = useRef<HTMLElement>(null)
  const isNarrow = useIsNarrow()
  const virtual = useVirtualizer({
    count: found.length,
    getScrollElement: () => frame.current,
    estimateSize: () => (isNarrow ? cardPx : rowPx),
    overscan: 12,
  })
  const inSight = virtual.getVirtualItems()
  const [above, below] = [inSight[0]?.start ?? 0, virtual.getTotalSize() - (inSight.at(-1)?.end ?? 0)]
  const sortBy = (id: string) => {
    const [now] = sorting
    change({ sort: now?.id !== id ? id : now.desc ? '' : `-${id}` })
  }
  return (
    <section className="table" aria-label={label}>
      <div className="tools">
        <input
          type="search"
          aria-label={t`Search in the list`}
          placeholder={t`Search`}
          value={view.find ?? ''}
          onChange={({ target }) => change({ find: target.value })}
        />
        <span className="label">
          <Trans>
            {found.length} of {rows.length}
          </Trans>
        </span>
        {tools}
        <div className="of-all">
          <details className="columns">
            <summary>
              <Trans>Columns</Trans>
            </summary>
            <div>
              {columns.map(({ id, head }) => (
                <label key={id}>
                  <input
                    type="checkbox"
                    checked={!hidden.includes(id)}
                    onChange={() => change({ hide: toggled(hidden, id).join(',') })}
                  />
                  {head}
                </label>
              ))}
            </div>
          </details>
          <Button
            kind="quiet"
            onPress={() =>
              save(
                label,
                csv(
                  shown,
                  found.map(({ original }) => original),
                ),
              )
            }
          >
            CSV
          </Button>
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard. */}
      <section className="rows" ref={frame} tabIndex={0} aria-label={t`Rows`}>
        <table aria-rowcount={found.length}>
          <thead>
            <tr>
              {shown.map(({ id, head, isNumber, isMinor }) => {
                const by = sorting.find((it) => it.id === id)
                const aria = by === undefined ? 'none' : by.desc ? 'descending' : 'ascending'
                return (
                  <th key={id} className={cellClass(isNumber, isMinor)} aria-sort={aria}>
                    <button type="button" onClick={() => sortBy(id)}>
                      {head}
                      <span aria-hidden="true">{by === undefined ? '' : by.desc ? ' ↓' : ' ↑'}</span>
                    </button>
                  </th>
                )
              })}
            </tr>
          </thead>
          <tbody>
            {above > 0 && <tr className="space" style={{ height: above }} />}
            {inSight.map(({ index }) => {
              const row = found[index]
              if (!row) return null
              return (
                <Line
                  key={row.id}
                  row={row.original}
                  columns={shown}
                  mark={markOf?.(row.original)}
                  {...(isNarrow && { index, measure: virtual.measureElement })}
                />
              )
            })}
            {below > 0 && <tr className="space" style={{ height: below }} />}
          </tbody>
        </table>
        {found.length === 0 && rows.length > 0 && (
          <p className="nothing">
            <Trans>Nothing in this list has that text.</Trans>
          </p>
        )}
      </section>
    </section>
  )
}

interface LineProps<Row> {
  readonly row: Row
  readonly columns: readonly Column<Row>[]
  readonly mark: 'bad' | 'warn' | undefined
  /** Where it stands, and who asks how high it is: cards have as many lines as they need. */
  readonly index?: number
  readonly measure?: (element: Element | null) => void
}

/** A row; while the list scrolls, only those that come into sight are drawn. */
const Line = memo(function Line<Row>({ row, columns, mark, index, measure }: LineProps<Row>) {
  return (
    <tr className={mark ?? ''} ref={measure} data-index={index}>
      {columns.map(({ id, head, value, show, isNumber, isMinor }) => (
        <td key={id} className={cellClass(isNumber, isMinor)} data-head={head}>
          {show ? show(row) : value(row)}
        </td>
      ))}
    </tr>
  )
}) as <Row>(props: LineProps<Row>) => ReactNode

const cellClass = (isNumber = false, isMinor = false) =>
  [isNumber ? 'number' : '', isMinor ? 'minor' : ''].join(' ').trim()

const sortOf = (text = '') => (text === '' ? [] : [{ id: text.replace(/^-/, ''), desc: text.startsWith('-') }])

const toggled = (list: readonly string[], it: string) =>
  list.includes(it) ? list.filter((other) => other !== it) : [...list, it]

const withoutEmpty = (search: object) => Object.fromEntries(Object.entries(search).filter(([, value]) => value !== ''))

/** Gives the browser a file to keep. */
export function save(name: string, text: string, type = 'text/csv'): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = Object.assign(document.createElement('a'), { href: url, download: `${name}.${type.split('/')[1]}` })
  link.click()
  URL.revokeObjectURL(url)
}
