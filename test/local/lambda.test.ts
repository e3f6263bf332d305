import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { type Functions, type Rest, startFunctions } from '../../local/lambda.ts'
import { keepLog } from '../../local/log.ts'
import { surroundings } from './fixtures/surroundings.ts'

const folder = mkdtempSync(join(tmpdir(), 'andon-functions-'))
const bundle = join(folder, 'index.mjs')
writeFileSync(
  bundle,
  `let count = 0
  const kept = []
  export async function handler({ milliseconds = 0, megabytes = 0, answers = 0 }) {
    count += 1
    if (answers > 0) return 'a'.repeat(answers)
    for (let more = 0; more < megabytes; more += 1) kept.push(Array.from({ length: 131072 }, () => ({})))
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
    return count
  }`,
)

let functions: Functions | undefined

afterEach(() => functions?.stop())

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const arnOf = (name: string) => `arn:aws:lambda:eu-west-3:123456789012:function:${name}`

/** Functions that answer how often their thread was called. */
function start(names: readonly string[], rest: Rest, memoryMb = 128): Functions {
  const plan = (name: string) => ({
    name,
    arn: arnOf(name),
    roleArn: `${name}-role`,
    policies: [],
    file: bundle,
    exported: 'handler',
    environment: {},
    timeoutSeconds: 20,
    memoryMb,
    logGroup: name,
  })
  functions = startFunctions(names.map(plan), surroundings, keepLog(), rest)
  return functions
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('the thread of a function that nobody calls ends, and the next call starts another', async () => {
  const { invoke } = start(['one'], { near: 0, nearMs: 0, farMs: 200, most: 9 })
  expect(await invoke(arnOf('one'), {})).toBe(1)
  expect(await invoke(arnOf('one'), {})).toBe(2)
  await pause(600)
  expect(await invoke(arnOf('one'), {})).toBe(1)
})

test('a response that Lambda would not pass on fails the call', async () => {
  const { invoke } = start(['one'], { near: 0, nearMs: 0, farMs: 200, most: 9 })
  // As JSON, a text has two quotes around it.
  expect(await invoke(arnOf('one'), { answers: 6_291_554 })).toHaveLength(6_291_554)
  await expect(invoke(arnOf('one'), { answers: 6_291_555 })).rejects.toThrow(/6291556 bytes/)
})

test('a thread never ends while it is at something, however long that takes', async () => {
  const { invoke } = start(['one', 'other'], { near: 0, nearMs: 0, farMs: 1, most: 1 })
  const long = invoke(arnOf('one'), { milliseconds: 1000 })
  await invoke(arnOf('one'), {})
  await invoke(arnOf('other'), {})
  // The same thread has answered the call that came in between.
  expect(await long).toBe(2)
})

test('those that were called last rest longer', async () => {
  const { invoke } = start(['one', 'two', 'three'], { near: 2, nearMs: 60_000, farMs: 300, most: 9 })
  for (const name of ['one', 'two', 'three']) await invoke(arnOf(name), {})
  await pause(900)
  const counts = []
  for (const name of ['three', 'two', 'one']) counts.push(await invoke(arnOf(name), {}))
  expect(counts).toEqual([2, 2, 1])
})

test('of more threads than may run, the one that was called the longest ago ends at once', async () => {
  const { invoke } = start(['one', 'two', 'three'], { near: 9, nearMs: 60_000, farMs: 60_000, most: 2 })
  for (const name of ['one', 'two', 'three']) await invoke(arnOf(name), {})
  expect(await invoke(arnOf('three'), {})).toBe(2)
  expect(await invoke(arnOf('two'), {})).toBe(2)
  expect(await invoke(arnOf('one'), {})).toBe(1)
})

test('a function that takes more memory than it has fails, and nothing else does', async () => {
  const { invoke } = start(['greedy', 'other'], { near: 9, nearMs: 60_000, farMs: 60_000, most: 9 }, 32)
  await expect(invoke(arnOf('greedy'), { megabytes: 200 })).rejects.toThrow(/greedy crashed.*memory/)
  expect(await invoke(arnOf('other'), {})).toBe(1)
  expect(await invoke(arnOf('greedy'), {})).toBe(1)
})
