import { csvLine } from '../../../shared/messaging/csv.ts'

/** A column of a table, as a file has it. */
export interface Cells<Row> {
  readonly head: string
  readonly value: (row: Row) => string | number | undefined
}

/** A table as a file: in the form, and with the care for formulas, that the plant's own tables have. */
export const csv = <Row>(columns: readonly Cells<Row>[], rows: readonly Row[]): string =>
  [
    csvLine(columns.map(({ head }) => head)),
    ...rows.map((row) => csvLine(columns.map(({ value }) => String(value(row) ?? '')))),
  ].join('')
