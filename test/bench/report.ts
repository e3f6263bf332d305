import { cpus, loadavg, totalmem } from 'node:os'

/** A wanted limit, shown beside the measured value. It never decides whether the bench passes. */
export type Aim = { readonly atMost: number } | { readonly atLeast: number }

/** One measured value and its place: figures of one table and row are in one line. */
export interface Figure {
  readonly table: string
  readonly row: string
  readonly column: string
  readonly unit: string
  readonly value: number
  readonly aim?: Aim
  /** What the value consists of, or the reason for it. */
  readonly note?: string
}

/** The result of a measurement: its figures, and faults during the measurement. */
export interface Findings {
  readonly figures: readonly Figure[]
  readonly faults: readonly string[]
  /** How it was measured, in a few plain sentences; a document shows it above the tables. */
  readonly method?: string
}

export const missed = ({ value, aim }: Figure): boolean =>
  aim !== undefined && ('atMost' in aim ? value > aim.atMost : value < aim.atLeast)

export function tablesOf(figures: readonly Figure[], heading = '##'): string {
  const tables = Map.groupBy(figures, ({ table }) => table)
  return [...tables].map(([title, ofTable]) => `${heading} ${title}\n\n${tableOf(ofTable)}`).join('\n\n')
}

function tableOf(figures: readonly Figure[]): string {
  const columns = [...new Set(figures.map(titleOf))]
  const rows = [...Map.groupBy(figures, ({ row }) => row)].map(([row, ofRow]) => [
    row,
    ...columns.map((column) => {
      const figure = ofRow.find((it) => titleOf(it) === column)
      return figure ? cellOf(figure) : ''
    }),
    ofRow.flatMap(({ note }) => note ?? []).join('; '),
  ])
  const isText = (column: number) => column === 0 || column === columns.length + 1
  return markdownTable(['', ...columns, 'note'], rows, isText)
}

/** @param isText whether a column, counted from 0, is aligned left */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  isText: (column: number) => boolean,
): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length), 3),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (isText(column) ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

export const titleOf = ({ column, unit }: Figure): string => (unit === '' ? column : `${column} (${unit})`)

export function cellOf(figure: Figure): string {
  const { aim, value } = figure
  if (aim === undefined) return spell(value)
  const wanted = 'atMost' in aim ? `≤ ${spell(aim.atMost)}` : `≥ ${spell(aim.atLeast)}`
  return missed(figure) ? `${spell(value)} ✗ ${wanted}` : `${spell(value)} ${wanted}`
}

/** Three significant digits are enough: 0.84, 12.3, 1450. */
const spell = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0)

export function jsonOf({ figures, faults }: Findings): string {
  const flagged = figures.map((figure) => ({ ...figure, ...(figure.aim && { missed: missed(figure) }) }))
  const about = { at: new Date().toISOString(), machine: { ...machine(), load: load() } }
  return `${JSON.stringify({ ...about, figures: flagged, faults }, null, 2)}\n`
}

/** One line about the machine; without it no figure can be compared. */
export const machineLine = (): string => `${spellMachine(machine())}, load average ${load()}`

export const spellMachine = ({ processors, model, memoryMb, node }: Machine): string =>
  `${processors} processors (${model}), ${memoryMb} MB, Node ${node}`

export interface Machine {
  readonly processors: number
  readonly model: string
  readonly memoryMb: number
  readonly node: string
}

export const machine = (): Machine => ({
  processors: cpus().length,
  model: cpus()[0]?.model.trim() ?? 'unknown',
  memoryMb: Math.round(totalmem() / 1024 / 1024),
  node: process.versions.node,
})

/** Processes that ran or waited for a processor, averaged over the last minute. */
export const load = (): number => Number((loadavg()[0] ?? 0).toFixed(2))
