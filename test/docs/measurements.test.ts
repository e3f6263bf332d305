import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { measurementsPage, unexplained } from '../../docs/measurements.ts'
import { allKept, type Kept } from '../bench/keep.ts'
import { reasonOf, reasons } from '../bench/reasons.ts'
import { type Figure, missed } from '../bench/report.ts'

const kept = allKept()
const page = readFileSync(new URL('../../docs/measurements.md', import.meta.url), 'utf8')

const figure = (value: number, more: Partial<Figure> = {}): Kept['figures'][number] => ({
  table: 'Speed',
  row: 'draws',
  column: 'median',
  unit: 'ms',
  value,
  ...more,
})

const found = (figures: Kept['figures'], more: Partial<Kept> = {}): Kept => ({
  measurement: 'hot-lot',
  at: '2026-11-29T12:00:00.000Z',
  commit: 'abc1234',
  machine: { processors: 2, model: 'a processor', memoryMb: 8000, node: '24.0.0' },
  load: { begin: 0.5, end: 2.25 },
  options: { seconds: 5 },
  method: 'All clients draw from one lot.',
  faults: [],
  figures,
  ...more,
})

describe('The page of measurements', () => {
  it('is what docs/generate.ts makes of docs/bench/ now; `npm run docs` writes it', () => {
    expect(kept.length).toBeGreaterThan(0)
    expect(page).toBe(measurementsPage(kept, reasons))
  })

  it('says why each figure falls short that misses its aim', () => {
    // Write the reason into test/bench/reasons.ts.
    expect(unexplained(kept, reasons).map(({ table, row, column }) => `${table}: ${row}, ${column}`)).toEqual([])
  })

  it('says of each measurement how it was made, and shows none that met a fault', () => {
    expect(kept.filter(({ method }) => method === '').map(({ measurement }) => measurement)).toEqual([])
    expect(kept.flatMap(({ faults }) => faults)).toEqual([])
  })

  it('has no reason for a figure that nobody measures, or that meets its aim by now', () => {
    const given = kept.flatMap(({ figures }) => figures.filter(missed).map((one) => reasonOf(one, figures)))
    expect(reasons.filter(({ why }) => !given.includes(why))).toEqual([])
  })

  it('counts figures itself: no sentence that somebody wrote does', () => {
    const counts =
      /\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen) of (the |all )?(\d+|\w+teen|\w+ty)\b/i
    const written = [...kept.map(({ method }) => method), ...reasons.map(({ why }) => why)]
    expect(written.filter((text) => counts.test(text))).toEqual([])
    // The sentences about all measurements have no number at all, but in what they quote.
    const [, general = ''] = /## How it is measured\n([\s\S]*?)\n## /.exec(page) ?? []
    expect(general.length).toBeGreaterThan(0)
    expect(general.replaceAll(/`[^`]*`/g, '')).not.toMatch(/\d/)
  })

  it('counts what meets its aim and lists what does not, with the reason beside it', () => {
    const run = found([
      figure(10, { aim: { atMost: 20 } }),
      figure(30, { row: 'sums', aim: { atMost: 20 } }),
      figure(1),
    ])
    const made = measurementsPage([run], [{ table: 'Speed', row: 'sums', why: 'the machine is slow' }])
    expect(made).toContain('Of 2 figures with an aim 1 meet it and 1 fall short.')
    expect(made).toMatch(/\| Hot lot +\| sums: median +\| +30 ✗ ≤ 20 ms \| the machine is slow \|/)
    expect(made).toContain('All clients draw from one lot.')
    expect(made).toContain('load average 0.5 at the beginning and 2.25 at the end')
  })

  it('takes the most exact reason, and notes as reasons only where they are meant so', () => {
    const aim = { atMost: 1 }
    const run = (table: string) => found([figure(2, { table, aim, note: 'a fact above 1 KB' })])
    const why = (table: string, all: typeof reasons) => unexplained([run(table)], all).length
    expect(why('Speed', [])).toBe(1)
    expect(why('Commands', [])).toBe(0)
    expect(why('Speed', [{ table: 'Speed', row: 'sums', why: 'of another row' }])).toBe(1)
    const both = [
      { table: 'Speed', why: 'of the table' },
      { table: 'Speed', row: 'draws', why: 'of the row' },
    ]
    expect(measurementsPage([run('Speed')], both)).toMatch(/2 ✗ ≤ 1 ms \| of the row/)
  })
})
