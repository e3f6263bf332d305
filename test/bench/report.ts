import { cpus, loadavg, totalmem } from 'node:os'

/** A figure that one wants to reach. It is shown beside what was measured, and never decides whether the bench passes. */
export type Aim = { readonly atMost: number } | { readonly atLeast: number }

/** One measured value, and where it stands: figures of one table and row stand side by side. */
export interface Figure {
  readonly table: string
  readonly row: string
  readonly column: string
  readonly unit: string
  readonly value: number
  readonly aim?: Aim
  /** What it is made of, or why it is as it is. */
  readonly note?: string
}

/** What a measurement found: its figures, and what went wrong while it measured. */
export interface Findings {
  readonly figures: readonly Figure[]
  readonly faults: readonly string[]
}

export const missed = ({ value, aim }: Figure): boolean =>
  aim !== undefined && ('atMost' in aim ? value > aim.atMost : value < aim.atLeast)

/** The figures as tables of Markdown, so that a run can be put into a document as it is. */
export function tablesOf(figures: readonly Figure[]): string {
  const tables = Map.groupBy(figures, ({ table }) => table)
  return [...tables].map(([title, ofTable]) => `## ${title}\n\n${tableOf(ofTable)}`).join('\n\n')
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
  const head = ['', ...columns, 'note']
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length), 3),
  )
  const isText = (column: number) => column === 0 || column === head.length - 1
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (isText(column) ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

const titleOf = ({ column, unit }: Figure): string => (unit === '' ? column : `${column} (${unit})`)

function cellOf(figure: Figure): string {
  const { aim, value } = figure
  if (aim === undefined) return spell(value)
  const wanted = 'atMost' in aim ? `≤ ${spell(aim.atMost)}` : `≥ ${spell(aim.atLeast)}`
  return missed(figure) ? `${spell(value)} ✗ ${wanted}` : `${spell(value)} ${wanted}`
}

/** Three digits say enough: 0.84, 12.3, 1450. */
const spell = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0)

export function jsonOf({ figures, faults }: Findings): string {
  const flagged = figures.map((figure) => ({ ...figure, ...(figure.aim && { missed: missed(figure) }) }))
  return `${JSON.stringify({ at: new Date().toISOString(), machine: machine(), figures: flagged, faults }, null, 2)}\n`
}

/** One line about the machine: without it no figure means anything. */
export function machineLine(): string {
  const { processors, model, memoryMb, node, load } = machine()
  return `${processors} processors (${model}), ${memoryMb} MB, Node ${node}, load average ${load}`
}

const machine = () => ({
  processors: cpus().length,
  model: cpus()[0]?.model.trim() ?? 'unknown',
  memoryMb: Math.round(totalmem() / 1024 / 1024),
  node: process.versions.node,
  load: Number((loadavg()[0] ?? 0).toFixed(2)),
})
