import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import useOneTemporaryFolder from '../support/temporary-folder.ts'

const compiled = `tsx-${process.getuid?.() ?? ''}`
const ofThisRun = process.env.TMPDIR
afterEach(() => {
  process.env.TMPDIR = ofThisRun
})

it('A run of tests has a temporary folder of its own, in which all temporary files are', () => {
  expect(basename(tmpdir())).toMatch(/^andon-tests-\d+-/)
  expect(dirname(mkdtempSync(join(tmpdir(), 'any-')))).toBe(tmpdir())
})

it('The folder is deleted at the end, with those of killed runs and with none of a run that lives', () => {
  // As outside of any run of tests: a place whose path does not tell of one.
  const outside = mkdtempSync(join(dirname(String(ofThisRun)), 'andon-outside-'))
  try {
    mkdirSync(join(outside, 'andon-tests-999999999-killed'))
    mkdirSync(join(outside, `andon-tests-${process.pid}-lives`))
    mkdirSync(join(outside, 'of-another-program'))
    process.env.TMPDIR = outside
    const end = useOneTemporaryFolder()
    const folder = tmpdir()
    writeFileSync(join(folder, 'left'), '')
    writeFileSync(join(folder, compiled, 'compiled'), '')
    expect(useOneTemporaryFolder()).not.toBe(end)
    expect(tmpdir()).toBe(folder)
    end()
    expect(tmpdir()).toBe(outside)
    expect(existsSync(folder)).toBe(false)
    const left = readdirSync(outside).filter((name) => name !== compiled)
    expect(left.sort()).toEqual([`andon-tests-${process.pid}-lives`, 'of-another-program'])
    // What tsx has compiled is for the next run, too.
    expect(readdirSync(join(outside, compiled))).toEqual(['compiled'])
  } finally {
    process.env.TMPDIR = ofThisRun
    rmSync(outside, { recursive: true, force: true })
  }
})
