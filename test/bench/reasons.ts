import type { Figure } from './report.ts'

/** Why figures miss their aim: one figure, a row, or all of a table. */
export interface Reason {
  readonly table: string
  readonly row?: string
  readonly column?: string
  readonly why: string
}

/** In these tables the note of a row says what is on top of its aim. */
const notesAreReasons = ['Commands']

/** The most exact reason stands first: that of a figure before that of its row, and that before that of its table. */
export function reasonOf(
  figure: Figure,
  ofRun: readonly Figure[],
  all: readonly Reason[] = reasons,
): string | undefined {
  const { table, row, column } = figure
  const fitting = all.filter(
    (one) => one.table === table && (one.row ?? row) === row && (one.column === undefined || one.column === column),
  )
  const exactness = (one: Reason) => Number(one.row !== undefined) + Number(one.column !== undefined)
  const [best] = fitting.toSorted((one, other) => exactness(other) - exactness(one))
  if (best) return best.why
  if (!notesAreReasons.includes(table)) return undefined
  const notes = ofRun.filter((one) => one.table === table && one.row === row).flatMap(({ note }) => note ?? [])
  return notes.length > 0 ? notes.join('; ') : undefined
}

export const reasons: readonly Reason[] = [
  {
    table: 'Start',
    row: 'second `npm start`',
    why: 'each start synthesizes the site anew',
  },
  {
    table: 'Order cycle over HTTP',
    column: 'throughput',
    why: 'two processors have to carry the plant, its database and the clients; what a cycle costs each of them stands in "Processor time of an order cycle" and under "Profile"',
  },
  {
    table: 'Functions',
    column: 'bundle',
    why: 'besides the AWS client and zod it carries the rules of the plant that it runs',
  },
  {
    table: 'Functions',
    row: 'labels-http',
    column: 'bundle',
    why: 'it writes PDF, and draws the symbols of labels on paper',
  },
  {
    table: 'Functions',
    row: 'live-http',
    column: 'bundle',
    why: 'it serves the documents of both APIs',
  },
  {
    table: 'Functions',
    row: 'erp-http',
    column: 'bundle',
    why: 'it reads XML, and needs the parser for that',
  },
  {
    table: 'Item sizes',
    row: 'fact',
    why: 'the largest fact holds a whole draft of a recipe, so that the record shows what was drafted',
  },
]
