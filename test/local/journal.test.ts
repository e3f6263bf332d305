import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CannotStart } from '../../local/cannot-start.ts'
import { cannotWrite, DiskFault, replaceFile } from '../../local/disk.ts'
import { openJournal } from '../../local/journal.ts'

interface Entry {
  readonly number: number
  readonly text?: string
}

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'andon-journal-'))
  file = join(folder, 'entries.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const entries: readonly Entry[] = [{ number: 1, text: 'one' }, { number: 2, text: 'zwei über' }, { number: 3 }]

test('whatever the last write left of its line, all whole lines are read, and the journal goes on behind them', () => {
  openJournal<Entry>(file).replace(entries)
  const bytes = readFileSync(file)
  for (let length = 0; length <= bytes.length; length += 1) {
    writeFileSync(file, bytes.subarray(0, length))
    const whole = bytes.subarray(0, length).filter((byte) => byte === 10).length
    const isTorn = length > 0 && bytes[length - 1] !== 10
    const said: string[] = []
    const journal = openJournal<Entry>(file, { say: (sentence) => said.push(sentence) })
    expect(journal.read()).toEqual(entries.slice(0, whole))
    expect(said).toHaveLength(isTorn ? 1 : 0)
    if (isTorn) expect(said[0]).toContain(`The last line of ${file} was torn: its `)
    journal.append({ number: 9 })
    expect(openJournal<Entry>(file).read()).toEqual([...entries.slice(0, whole), { number: 9 }])
  }
})

test.each([
  ['two lines that were written into each other', '{"number":2{"number":3}'],
  ['text that is no JSON', 'number two'],
  ['JSON that is no entry', '7'],
])('a broken line in the middle is named with its file and its number: %s', (_, line) => {
  writeFileSync(file, `{"number":1}\n${line}\n{"number":4}\n`)
  const read = () => openJournal<Entry>(file).read()
  expect(read).toThrow(CannotStart)
  expect(read).toThrow(
    `Line 2 of ${file} is broken: ${JSON.stringify(line)}. Keep a copy of the file, delete this line`,
  )
  writeFileSync(file, readFileSync(file, 'utf8').replace(`${line}\n`, ''))
  expect(read()).toEqual([{ number: 1 }, { number: 4 }])
})

test('after a write that failed, nothing is appended behind what it may have left, and the fault is told once', () => {
  const faults: DiskFault[] = []
  const journal = openJournal<Entry>(file, { failed: (fault) => faults.push(fault) })
  journal.append({ number: 1 })
  rmSync(file)
  mkdirSync(file)
  expect(() => journal.append({ number: 2 })).toThrow(DiskFault)
  rmSync(file, { recursive: true })
  expect(() => journal.append({ number: 3 })).toThrow(DiskFault)
  expect(existsSync(file)).toBe(false)
  expect(faults.map(({ message }) => message)).toEqual([expect.stringContaining(`${file} cannot be written (EISDIR)`)])
})

test('a file that cannot be replaced keeps its content, and no half of another stays beside it', () => {
  replaceFile(file, 'before')
  mkdirSync(`${file}.new`)
  expect(() => replaceFile(file, 'after')).toThrow(DiskFault)
  expect(readFileSync(file, 'utf8')).toBe('before')
  rmSync(`${file}.new`, { recursive: true })
  appendFileSync(`${file}.new`, 'what a killed process left')
  replaceFile(file, 'after')
  expect(readFileSync(file, 'utf8')).toBe('after')
  expect(existsSync(`${file}.new`)).toBe(false)
})

test.each([
  [
    { code: 'ENOSPC', syscall: 'write' },
    /^A file cannot be written \(ENOSPC\)\. .* The disk is full: make room, and start again\.$/,
  ],
  [
    { code: 'EROFS', path: '/x/dist' },
    /^\/x\/dist cannot be written \(EROFS\)\. .* The disk is read-only: make it writable/,
  ],
  [{ code: 'ENOTDIR', path: '/x/dist' }, /^\/x\/dist cannot be written \(ENOTDIR\)\. .* Make it writable/],
  [{ code: 'EPERM', syscall: 'kill' }, undefined],
  [{ code: 'ECONNREFUSED' }, undefined],
  [{}, undefined],
])('an error of the system that a person can mend is a sentence: %j', (properties, sentence) => {
  const said = cannotWrite(Object.assign(new Error('of the system'), properties))
  if (sentence === undefined) expect(said).toBeUndefined()
  else expect(said).toMatch(sentence)
})
