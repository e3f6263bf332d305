import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvCell, csvLine, csvOf } from '../../shared/messaging/csv.ts'
import { dec } from '../support/given.ts'

/** RFC 4180 as its grammar has it, and no more. */
function parse(table: string): string[][] {
  const rows: string[][] = []
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y
  let row: string[] = []
  for (let at = 0; at < table.length; ) {
    cell.lastIndex = at
    const found = cell.exec(table)
    if (!found) throw new Error(`no cell at ${at}`)
    const [all, text = '', end] = found
    row.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text)
    if (end === '\r\n') {
      rows.push(row)
      row = []
    }
    at += all.length
  }
  return rows
}

const textOf = async (parts: AsyncIterable<string>): Promise<string> => {
  let text = ''
  for await (const part of parts) text += part
  return text
}

describe('a trace as a table', () => {
  test('has a line for each node and each edge, under one heading', async () => {
    const written = await textOf(
      csvOf({
        nodes: [
          { type: 'lot', id: 'SUC-1' },
          { type: 'order', id: 'O-1' },
          { type: 'lot', id: 'SUC-1', site: 'cork' },
        ],
        edges: [
          {
            from: 'lot:SUC-1',
            to: 'order:O-1',
            quantity: { value: dec('25.010'), unit: 'kg' },
            orderId: 'O-1',
            at: '2026-03-02T12:00:00.000Z',
          },
        ],
      }),
    )
    expect(written).toBe(
      'record,type,site,id,from,to,quantity,unit,orderId,at\r\n' +
        'node,lot,,SUC-1,,,,,,\r\n' +
        'node,order,,O-1,,,,,,\r\n' +
        'node,lot,cork,SUC-1,,,,,,\r\n' +
        'edge,,,,lot:SUC-1,order:O-1,25.010,kg,O-1,2026-03-02T12:00:00.000Z\r\n',
    )
  })

  test('is written line by line: no edge is asked for before the last is written', async () => {
    let read = 0
    async function* edges() {
      for (;;) {
        read += 1
        yield { from: 'lot:A', to: 'order:B', quantity: { value: dec('1'), unit: 'kg' }, orderId: 'B', at: '' } as const
      }
    }
    const parts = csvOf({ nodes: [], edges: edges() })
    for (let line = 0; line <= 1000; line += 1) {
      await parts.next()
      expect(read).toBe(line)
    }
    await parts.return(undefined)
  })
})

describe('a cell', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-2+3+cmd', "'-2+3+cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    [' =1', "' =1"],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['-12.5', '-12.5'],
    ['SUC-1', 'SUC-1'],
    ['%', '%'],
    ['', ''],
  ])('%j is written %j', (text, written) => {
    expect(csvCell(text)).toBe(written)
  })

  test('is read back as what it was, behind an apostrophe where it would be a formula', () => {
    const cells = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 6 }), (rows) => {
        const read = parse(rows.map(csvLine).join(''))
        const asItWas = rows.map((row, line) =>
          row.map((text, column) => (read[line]?.[column] === `'${text}` ? `'${text}` : text)),
        )
        expect(read).toEqual(asItWas)
      }),
    )
  })

  test('never begins with what makes a formula, unless it is a number', () => {
    const beginning = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ' =', 'a', '"')
    fc.assert(
      fc.property(beginning, fc.string(), (first, rest) => {
        const [[shown = ''] = []] = parse(csvLine([first + rest]))
        expect(/^[+-]?\d+(\.\d+)?$/.test(shown) || !/^\s*[=+\-@]/.test(shown)).toBe(true)
      }),
    )
  })
})
