import type { Figure } from './report.ts'

/** Why figures miss their aim: one figure, a row, or a whole table. */
export interface Reason {
  readonly table: string
  readonly row?: string
  readonly column?: string
  readonly why: string
}

/** In these tables, the note of a row explains what exceeds its aim. */
const notesAreReasons = ['Commands']

/** The most specific reason: of a figure, else of its row, else of its table. */
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
    table: 'Order cycle over HTTP',
    column: 'throughput',
    why: 'with eight clients 30 a second would need 62 ms of the two processors for a cycle, the clients included: a third of what it takes is the database, whose memory allocator costs it two fifths (ADR 0031), and half are the functions with the engine; one client waits for one command after the other',
  },
  {
    table: 'Functions',
    column: 'bundle',
    why: 'besides the AWS client and zod it carries the rules of the plant that it runs',
  },
  {
    table: 'Functions',
    row: 'erp-http',
    column: 'bundle',
    why: 'it reads XML, and needs the parser for that',
  },
  {
    table: 'Functions',
    column: 'against the bare client',
    why: 'what is over is the zod library, some 8 ms, and the rules that the function runs; below it would be two functions, one that reads and one that commands (ADR 0027)',
  },
  {
    table: 'Soak',
    row: 'grown by',
    why: 'the four functions that were called last rest for two minutes with heaps that have filled, and the plant shows the last 200 executions; both stay as they are however long it goes on',
  },
  {
    table: 'Growth',
    row: 'stock of the product by place',
    column: 'read units after a year',
    why: 'it reads each lot in stock, and the plant has one more then: the product of the order that was measured first',
  },
  {
    table: 'Growth',
    row: 'stock lot by lot, a page',
    column: 'read units after a year',
    why: 'it reads each lot in stock, and the plant has one more then: the product of the order that was measured first',
  },
  {
    table: 'Item sizes',
    row: 'fact',
    why: 'the largest fact holds a whole draft of a recipe, so that the record shows what was drafted',
  },
]
