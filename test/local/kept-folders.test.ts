import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contentHash, keptFolder } from '../../infra/kept-folders.ts'

const script = fileURLToPath(new URL('./fixtures/keep-folder.ts', import.meta.url))

let place: string
const children: ChildProcess[] = []

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'andon-kept-'))
})

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const path of [place, `${place}.made`]) rmSync(path, { recursive: true, force: true })
})

/** A process that asks for the folder, and what it says it has found. */
function asks(key: string, milliseconds: number): { child: ChildProcess; found: Promise<string> } {
  const child = spawn(process.execPath, [script, place, key, String(milliseconds)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const found = new Promise<string>((resolve) => {
    child.stdout?.once('data', (text: Buffer) => resolve(text.toString().trim()))
  })
  return { child, found }
}

const makers = (): number => readFileSync(`${place}.made`, 'utf8').trim().split('\n').length

/** The kept folders, and drafts that nobody has swept up. */
const folders = (): string[] => readdirSync(place).filter((name) => !/\.(used-\d+|lock)$/.test(name))

const writes =
  (text: string, done = true) =>
  async (folder: string) => {
    writeFileSync(join(folder, 'file'), text)
    return done
  }

async function until(look: () => boolean): Promise<void> {
  for (let count = 0; !look(); count += 1) {
    if (count > 500) throw new Error('It did not come about within ten seconds.')
    await pause(20)
  }
}

test('a folder is made once and found from then on', async () => {
  const folder = await keptFolder(place, 'one', writes('first'), 6)
  expect(await keptFolder(place, 'one', writes('second'), 6)).toBe(folder)
  expect(readFileSync(join(String(folder), 'file'), 'utf8')).toBe('first')
})

test('processes that ask for it at the same time share one, which one of them makes', async () => {
  const found = await Promise.all([1, 2, 3].map(() => asks('one', 300).found))
  expect(new Set(found)).toEqual(new Set([join(place, 'one')]))
  expect(readdirSync(join(place, 'one')).sort()).toEqual(['first', 'seal', 'second'])
  expect(makers()).toBe(1)
  expect(folders()).toEqual(['one'])
})

test('what a process leaves that is killed half-way is used by nobody and swept up, and the next one does not wait', async () => {
  const { child } = asks('one', 60_000)
  await until(() => existsSync(`${place}.made`) && folders().some((name) => name.startsWith('draft-')))
  expect(existsSync(join(place, 'one'))).toBe(false)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
  await keptFolder(place, 'one', writes('whole'), 6)
  expect(readdirSync(join(place, 'one')).sort()).toEqual(['file', 'seal'])
  expect(folders()).toEqual(['one'])
})

test('who waits for a folder makes it when somebody deletes the whole place meanwhile', async () => {
  writeFileSync(join(place, 'one.lock'), String(process.pid))
  const { found } = asks('one', 0)
  await pause(500)
  rmSync(place, { recursive: true })
  expect(await found).toBe(join(place, 'one'))
})

test('a lock that a process of the same number has left is no reason to wait', async () => {
  const lock = join(place, 'one.lock')
  writeFileSync(lock, String(process.pid))
  const before = Date.now() / 1000 - process.uptime() - 60
  utimesSync(lock, before, before)
  expect(await keptFolder(place, 'one', writes('whole'), 6)).toBe(join(place, 'one'))
})

test.each([
  ['a file of it has changed', (folder: string) => writeFileSync(join(folder, 'file'), 'firsT')],
  ['a file of it is cut off', (folder: string) => writeFileSync(join(folder, 'file'), '')],
  ['a file of it is lost', (folder: string) => rmSync(join(folder, 'file'))],
  ['a file was put into it', (folder: string) => writeFileSync(join(folder, 'other'), '')],
  ['its seal is lost', (folder: string) => rmSync(join(folder, 'seal'))],
])('a folder is made anew when %s', async (_, damage) => {
  const folder = String(await keptFolder(place, 'one', writes('first'), 6))
  damage(folder)
  expect(await keptFolder(place, 'one', writes('again'), 6)).toBe(folder)
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('again')
  expect(readdirSync(folder).sort()).toEqual(['file', 'seal'])
  expect(folders()).toEqual(['one'])
})

test('what its maker will not vouch for, or fails to make, is not kept', async () => {
  expect(await keptFolder(place, 'one', writes('doubtful', false), 6)).toBeUndefined()
  const failing = () => Promise.reject(new Error('no room'))
  await expect(keptFolder(place, 'one', failing, 6)).rejects.toThrow('no room')
  expect(folders()).toEqual([])
  await keptFolder(place, 'one', writes('whole'), 6)
  expect(folders()).toEqual(['one'])
})

test('of more than so many, those that nobody reads go, the longest unused first', async () => {
  const readers = [asks('read', 0), asks('old', 0), asks('older', 0)]
  await Promise.all(readers.map(({ found }) => found))
  const yearsAgo = (name: string, years: number) => {
    const then = Date.now() / 1000 - years * 365 * 24 * 60 * 60
    utimesSync(join(place, name), then, then)
  }
  for (const [name, years] of [
    ['read', 3],
    ['older', 2],
    ['old', 1],
  ] as const)
    yearsAgo(name, years)
  for (const { child } of readers.slice(1)) {
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
  }
  await keptFolder(place, 'new', writes('new'), 2)
  // The oldest is read by a living process.
  expect(folders().sort()).toEqual(['new', 'old', 'read'])
})

test('a hash stands for names and contents, wherever the folder lies', () => {
  const write = (files: Readonly<Record<string, string>>) => {
    const root = mkdtempSync(join(place, 'root-'))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text)
    return contentHash(root, ['a', 'b', 'missing'])
  }
  expect(write({ a: '1', b: '2' })).toBe(write({ b: '2', a: '1' }))
  const others: Record<string, string>[] = [{ a: '1' }, { a: '2', b: '1' }, { a: '12' }, { a: '1', b: '' }, { b: '12' }]
  expect(new Set([write({ a: '1', b: '2' }), ...others.map(write)]).size).toBe(6)
})
