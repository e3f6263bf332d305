import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeFolder } from '../../local/folder-lock.ts'

const script = fileURLToPath(new URL('./fixtures/take-folder.ts', import.meta.url))

let folder: string
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'andon-lock-'))
})

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** A process that wants the folder, and what it says. */
async function taker(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  const said = await new Promise<string>((resolve) => {
    child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()))
  })
  return { child, said }
}

async function killed(child: ChildProcess): Promise<void> {
  const over = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await over
}

test('one process has the folder of a plant, and another hears which', async () => {
  const first = await taker()
  expect(first.said).toBe('taken')
  const sentence = new RegExp(
    `^${folder} is in use by another plant: process ${first.child.pid}, started at 20\\d\\d-\\S+Z\\. Stop it, or name another folder with --data\\.$`,
  )
  expect((await taker()).said).toMatch(sentence)
  expect(() => takeFolder(folder)).toThrow(sentence)
})

test('of many processes that want the folder at the same time, one gets it', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, taker))
  expect(all.filter(({ said }) => said === 'taken')).toHaveLength(1)
})

test('a killed process has the folder no longer, whoever has its id now', async () => {
  const first = await taker()
  await killed(first.child)
  const second = await taker()
  expect(second.said).toBe('taken')
  expect((await taker()).said).toContain(`process ${second.child.pid},`)
})

test('a process that gives the folder back may take it again, and has it once only', () => {
  const giveBack = takeFolder(folder)
  expect(() => takeFolder(folder)).toThrow(`process ${process.pid},`)
  giveBack()
  takeFolder(folder)()
})
