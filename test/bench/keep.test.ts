import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { allKept, commitOf, keep } from './keep.ts'
import type { Findings } from './report.ts'

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'andon-keep-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const findings: Findings = {
  method: 'It was counted.',
  faults: [],
  figures: [
    { table: 'Speed', row: 'draws', column: 'median', unit: 'ms', value: 12.345678, aim: { atMost: 20 }, note: 'of 3' },
    { table: 'Speed', row: 'draws', column: 'calls', unit: '', value: 123456 },
  ],
}

describe('A result that the bench keeps', () => {
  it('is read back, with one figure per line and four digits for measured values', () => {
    const folder = emptyFolder()
    const about = { begin: 0.5, commit: 'abc1234', options: { seconds: 5 }, folder }
    const file = keep('hot-lot', findings, about)
    const [read, ...others] = allKept(folder)
    expect(others).toEqual([])
    expect(read).toMatchObject({
      measurement: 'hot-lot',
      commit: 'abc1234',
      options: { seconds: 5 },
      method: 'It was counted.',
      load: { begin: 0.5 },
    })
    expect(read?.figures).toEqual([{ ...findings.figures[0], value: 12.35 }, findings.figures[1]])
    const lines = readFileSync(file, 'utf8').split('\n')
    expect(lines.filter((line) => line.includes('"table"'))).toHaveLength(2)
  })

  it('replaces the earlier result of the same measurement, and no other', () => {
    const folder = emptyFolder()
    const about = { begin: 0.5, commit: 'abc1234', options: {}, folder }
    keep('hot-lot', findings, about)
    keep('live', findings, about)
    keep('hot-lot', { ...findings, figures: [] }, about)
    expect(allKept(folder).map(({ measurement, figures }) => [measurement, figures.length])).toEqual([
      ['hot-lot', 0],
      ['live', 2],
    ])
  })

  it('is refused when it does not have the shape that the page needs', () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'live.json'), '{ "measurement": "live", "figures": [] }')
    expect(() => allKept(folder)).toThrow(/invalid|expected/i)
  })

  it('names the commit, and whether files other than results have changed', () => {
    const folder = emptyFolder()
    const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' })
    git('init', '--quiet')
    writeFileSync(join(folder, 'plant.ts'), '1')
    git('add', '.')
    git('-c', 'user.name=bench', '-c', 'user.email=bench@andon.invalid', 'commit', '--quiet', '-m', 'Measure')
    const commit = git('rev-parse', '--short', 'HEAD').trim()
    expect(commitOf(folder)).toBe(commit)
    mkdirSync(join(folder, 'docs/bench'), { recursive: true })
    writeFileSync(join(folder, 'docs/bench/live.json'), '{}')
    expect(commitOf(folder)).toBe(commit)
    writeFileSync(join(folder, 'plant.ts'), '2')
    expect(commitOf(folder)).toBe(`${commit}-dirty`)
  })
})
