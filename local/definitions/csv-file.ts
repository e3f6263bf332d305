import { CsvError, parse } from 'csv-parse/sync'
import type * as z from 'zod'
import type { Content, Entry, Fault } from './written.ts'

interface Row {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** A table: the names of its columns, and its rows with the line on which each ends. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly line: number; readonly cells: Readonly<Record<string, string>> }[]
  readonly faults: readonly Fault[]
}

/** A CSV file (RFC 4180) in UTF-8 with a line of column names; columns are parted by commas, or by semicolons or tabs as some spreadsheets do. */
export function readTable(file: string, text: string): Table {
  try {
    const rows = parse(text, {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      delimiter: delimiterOf(text),
    }) as unknown as readonly Row[]
    const [head, ...body] = rows
    const columns = head?.record ?? []
    const faults = [
      ...(head ? [] : [{ file, line: 1, detail: 'The file is empty; its first line names the columns.' }]),
      ...columns.flatMap((name, index) =>
        !columnName.test(name)
          ? [
              {
                file,
                line: 1,
                detail: `Column ${index + 1} is named "${name}"; a name has letters and digits, and dots between fields.`,
              },
            ]
          : columns.indexOf(name) < index
            ? [{ file, line: 1, detail: `The column ${name} stands here a second time.` }]
            : [],
      ),
      // `density` cannot be a value and have fields at the same time.
      ...columns.flatMap((name) =>
        columns.some((other) => other.startsWith(`${name}.`))
          ? [
              {
                file,
                line: 1,
                detail: `The column ${name} stands beside ${columns.filter((other) => other.startsWith(`${name}.`)).join(', ')}; give the field or its parts.`,
              },
            ]
          : [],
      ),
      ...body.flatMap(({ record, info }) =>
        record.length > columns.length
          ? [
              {
                file,
                line: info.lines,
                detail: `This row has ${record.length} cells and the first line names ${columns.length}; a cell with a comma stands in "quotes".`,
              },
            ]
          : [],
      ),
    ]
    return {
      columns,
      rows: body.map(({ record, info }) => ({
        line: info.lines,
        // An empty cell is an absent field.
        cells: Object.fromEntries(columns.flatMap((name, index) => (record[index] ? [[name, record[index]]] : []))),
      })),
      faults,
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? error.lines : 1
    const opened = openQuote(text)
    if (opened === undefined)
      return { columns: [], rows: [], faults: [{ file, line, detail: `This is no CSV: ${error.message}` }] }
    const fault = { file, line: opened, detail: 'A cell opens with a quote (") here, and nothing closes the cell.' }
    if (opened === 1) return { columns: [], rows: [], faults: [fault] }
    // The lines around it have faults of their own.
    const others = readTable(file, withoutLine(text, opened))
    return { ...others, faults: [fault, ...others.faults] }
  }
}

/** The line of the quote that opens a cell which never ends, or ends with the quote of another cell. */
function openQuote(text: string): number | undefined {
  const delimiter = delimiterOf(text)
  let [line, opened, isStart] = [1, 0, true]
  for (let at = 0; at < text.length; at++) {
    const mark = text.charAt(at)
    if (mark === '"' && opened > 0) {
      // Two of them are one in the cell.
      if (text.charAt(at + 1) === '"') at++
      // Text after the end of a cell: the quote of a later cell has closed this one.
      else if (new RegExp(`[^\\s${delimiter}]`).test(text.charAt(at + 1))) return opened
      else [opened, isStart] = [0, false]
    } else if (mark === '"' && isStart) opened = line
    else if (opened === 0) isStart = mark === delimiter || mark === '\n' || (isStart && /\s|\uFEFF/.test(mark))
    if (mark === '\n') line++
  }
  return opened === 0 ? undefined : opened
}

/** The text with this line empty, so that the others keep their numbers. */
const withoutLine = (text: string, line: number): string =>
  text
    .split('\n')
    .map((it, index) => (index + 1 === line ? '' : it))
    .join('\n')

const columnName = /^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$/

function delimiterOf(text: string): string {
  const [head = ''] = text.split('\n', 1)
  const count = (mark: string) => head.split(mark).length
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}

/** The definitions of a table: a row each. A column `density.value` is a field of a field; a list stands in one cell, parted by `|`. */
export function readCsv(file: string, text: string, schema: z.ZodType): Content {
  const { rows, faults } = readTable(file, text)
  const entries = rows.map(
    ({ cells, line }): Entry => ({ value: fieldsOf(cells, schema), spotOf: () => ({ file, line }) }),
  )
  return { entries, faults }
}

export function fieldsOf(cells: Readonly<Record<string, string>>, schema: z.ZodType): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const [column, text] of Object.entries(cells)) {
    const path = column.split('.')
    const last = path.pop() ?? column
    let at = value
    for (const part of path) {
      const inner = Object.hasOwn(at, part) ? at[part] : undefined
      // A column of the same name has a value already, which is a fault of its own.
      const fields: Record<string, unknown> = isFields(inner) ? inner : {}
      at[part] = fields
      at = fields
    }
    at[last] = typed(fieldOf(schema, [...path, last]), text)
  }
  return value
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The schema of a field, below what makes it optional; undefined for a field that the schema does not know. */
export function fieldOf(schema: z.ZodType, path: readonly string[]): z.ZodType | undefined {
  const inner = bare(schema)
  const [first, ...rest] = path
  if (first === undefined) return inner
  const shape = 'shape' in inner ? (inner.shape as Readonly<Record<string, z.ZodType>>) : {}
  const field = shape[first]
  return field && fieldOf(field, rest)
}

/** Without `optional` and `default` around it. */
const bare = (schema: z.ZodType): z.ZodType =>
  'unwrap' in schema && !('element' in schema) ? bare((schema.unwrap as () => z.ZodType)()) : schema

/** The text as the kind of value that the field takes. A text that fits none stays a text, and the schema says what is wrong with it. */
function typed(field: z.ZodType | undefined, text: string): unknown {
  if (!field) return text
  if ('element' in field)
    return text
      .split('|')
      .map((part) => typed(field.element as z.ZodType, part.trim()))
      .filter((part) => part !== '')
  const meant = [
    text,
    ...(/^-?\d+(\.\d+)?$/.test(text) ? [Number(text)] : []),
    ...({ true: [true], false: [false] }[text] ?? []),
  ]
  return meant.find((value) => field.safeParse(value).success) ?? text
}
