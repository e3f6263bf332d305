import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startClock } from '../../local/clock.ts'
import { startFunctions } from '../../local/lambda.ts'
import { keepLog } from '../../local/log.ts'
import { surroundings } from './fixtures/surroundings.ts'

const folder = mkdtempSync(join(tmpdir(), 'andon-clock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** By how many hours a clock is ahead of that of the machine, to the nearest. */
const hoursAhead = (at: string | number | Date) => Math.round((new Date(at).getTime() - Date.now()) / 3_600_000) + 0
const hours = (count: number) => count * 3600

test('a clock that was put ahead stays ahead as long as the data', () => {
  const file = join(folder, 'clock.json')
  expect(hoursAhead(startClock(file).now())).toBe(0)
  const clock = startClock(file)
  clock.putAhead(hours(2))
  clock.putAhead(hours(1))
  expect(hoursAhead(clock.now())).toBe(3)
  expect(hoursAhead(startClock(file).now())).toBe(3)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ secondsAhead: hours(3) })
})

test('a file that is no clock stops the start with a sentence', () => {
  const file = join(folder, 'torn.json')
  for (const content of ['{', '{}', '{"secondsAhead": -1}', '{"secondsAhead": 1.5}', 'null']) {
    writeFileSync(file, content)
    expect(() => startClock(file), content).toThrow(/The clock .*torn\.json cannot be read/)
  }
})

test('a function has the time of its plant, in a thread that runs and in one that starts', async () => {
  const file = join(folder, 'index.mjs')
  writeFileSync(
    file,
    `export const handler = (_, { getRemainingTimeInMillis }) => ({
      made: new Date().toISOString(),
      now: Date.now(),
      said: Date(),
      given: new Date('2026-03-02T08:00:00Z').toISOString(),
      utc: Date.UTC(2026, 0, 1),
      isDate: new Date() instanceof Date,
      left: getRemainingTimeInMillis(),
    })`,
  )
  const clock = startClock(undefined)
  const plan = (name: string) => ({
    name,
    arn: name,
    roleArn: 'role',
    policies: [],
    file,
    exported: 'handler',
    environment: {},
    timeoutSeconds: 20,
    memoryMb: 128,
    logGroup: name,
  })
  const functions = startFunctions(['one', 'other'].map(plan), { ...surroundings, clock: clock.shared }, keepLog())
  type Told = Record<'made' | 'said' | 'given', string> & Record<'now' | 'utc' | 'left', number> & { isDate: boolean }
  const told = async (name: string) => (await functions.invoke(name, {})) as Told
  expect(hoursAhead((await told('one')).made)).toBe(0)
  clock.putAhead(hours(5))
  for (const name of ['one', 'other']) {
    const { made, now, said, given, utc, isDate, left } = await told(name)
    expect([made, now, said].map(hoursAhead)).toEqual([5, 5, 5])
    expect([given, utc, isDate]).toEqual(['2026-03-02T08:00:00.000Z', Date.UTC(2026, 0, 1), true])
    expect(left).toBeGreaterThan(15_000)
    expect(left).toBeLessThanOrEqual(20_000)
  }
  await functions.stop()
})
