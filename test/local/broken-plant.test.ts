import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Plant, startPlant } from '../../local/plant.ts'
import { patientProbe, writeAssembly } from './fixtures/assembly.ts'
import { databasesOf } from './fixtures/database-process.ts'

let assembly: string
let dataDir: string

const plants: Plant[] = []

const start = async () => {
  const plant = await startPlant({ site: 'test', port: 0, mqttPort: 0, assembly, dataDir })
  plants.push(plant)
  return plant
}

beforeAll(() => {
  assembly = writeAssembly(patientProbe)
  dataDir = mkdtempSync(join(tmpdir(), 'andon-broken-'))
})
afterEach(async () => {
  for (const plant of plants.splice(0)) await plant.stop()
})
afterAll(() => {
  for (const folder of [assembly, dataDir]) rmSync(folder, { recursive: true, force: true })
})

const probe = (plant: Plant, body: object) =>
  fetch(`${plant.url}/v1/probe`, { method: 'POST', body: JSON.stringify(body) })

const call = async (plant: Plant, command: string, input: object): Promise<Record<string, unknown>> =>
  (await probe(plant, { run: 'call', client: 'dynamodb', command, input })).json() as Promise<Record<string, unknown>>

const item = (pk: string) => ({
  TableName: 'Andon-test-State-Table',
  Item: { pk: { S: pk }, sk: { S: '1' }, kind: { S: 'fact' } },
})

const databaseOf = (plant: Plant): number => {
  const [pid, ...others] = databasesOf(process.pid)
  if (pid === undefined || others.length > 0) throw new Error(`${plant.url} has not one database.`)
  return pid
}

test('a plant whose database dies answers what is under way with its reason, stops, and goes on with its data when it starts again', async () => {
  const plant = await start()
  expect(await call(plant, 'PutItemCommand', item('kept'))).toHaveProperty('answer')
  const underWay = probe(plant, { run: 'sleep', milliseconds: 60_000 })
  // Long enough for the function to sleep.
  await pause(200)
  process.kill(databaseOf(plant), 'SIGKILL')

  const answered = await underWay
  expect(answered.status).toBe(503)
  const sentence = 'The database (dynoxide) has ended with the signal SIGKILL. Nothing that was acknowledged is lost.'
  expect(await answered.json()).toEqual({ message: sentence })
  expect(await plant.broken).toBe(sentence)
  await expect(fetch(`${plant.url}/v1/health`)).rejects.toThrow('fetch failed')
  expect(plant.logs().map(({ text }) => text)).toContain(sentence)
  // Stopped once more, nothing happens.
  await plant.stop()

  const again = await start()
  const { answer } = await call(again, 'GetItemCommand', {
    TableName: 'Andon-test-State-Table',
    Key: { pk: { S: 'kept' }, sk: { S: '1' } },
  })
  expect(answer).toHaveProperty('Item')
  await again.stop()
})

test('a plant whose database loses its power refuses until it is back, goes on with its data, and is not broken', async () => {
  const plant = await start()
  expect(await call(plant, 'PutItemCommand', item('before'))).toHaveProperty('answer')
  const database = databaseOf(plant)
  const back = plant.cutDatabase(1)
  const refused = await probe(plant, { run: 'sleep', milliseconds: 1 })
  expect(refused.status).toBe(503)
  expect(await refused.json()).toEqual({
    message: 'The database has no power for some seconds. Nothing that was acknowledged is lost.',
  })
  await back
  expect(databaseOf(plant)).not.toBe(database)
  const { answer } = await call(plant, 'GetItemCommand', {
    TableName: 'Andon-test-State-Table',
    Key: { pk: { S: 'before' }, sk: { S: '1' } },
  })
  expect(answer).toHaveProperty('Item')
  expect(await call(plant, 'PutItemCommand', item('after'))).toHaveProperty('answer')
  expect(await Promise.race([plant.broken, pause(300, 'quiet')])).toBe('quiet')
})

test('a plant whose data is forgotten at its end cannot lose the power of its database', async () => {
  const plant = await startPlant({ site: 'test', port: 0, mqttPort: 0, assembly })
  plants.push(plant)
  expect(() => plant.cutDatabase(1)).toThrow('with a file that outlives it')
  expect(await call(plant, 'PutItemCommand', item('kept'))).toHaveProperty('answer')
})

test('a plant that is stopped is not broken', async () => {
  const plant = await start()
  await plant.stop()
  expect(await Promise.race([plant.broken, pause(300, 'quiet')])).toBe('quiet')
})

test('the health of a plant tells that its database does not answer, until it answers again', async () => {
  const plant = await start()
  const database = databaseOf(plant)
  const health = async () => {
    const response = await fetch(`${plant.url}/v1/health`)
    return { status: response.status, text: await response.text() }
  }
  try {
    // The template of this test has no such route, which only its function could answer.
    expect((await health()).status).toBe(404)
    process.kill(database, 'SIGSTOP')
    await expect.poll(health, { timeout: 20_000 }).toMatchObject({
      status: 503,
      text: expect.stringMatching(/"The database at http:\S+ does not answer\."/),
    })
    process.kill(database, 'SIGCONT')
    await expect.poll(health, { timeout: 20_000 }).toMatchObject({ status: 404 })
  } finally {
    process.kill(database, 'SIGCONT')
    await plant.stop()
  }
})

describe('two plants on one folder', () => {
  const children: ChildProcess[] = []
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL')
  })

  test('the second does not start and names the first, which runs on', async () => {
    const plant = await start()
    await expect(start()).rejects.toThrow(
      `${join(dataDir, 'test')} is in use by another plant: process ${process.pid}, started at `,
    )
    expect(await call(plant, 'PutItemCommand', item('still-there'))).toHaveProperty('answer')
    await plant.stop()
    await (await start()).stop()
  })

  test('a plant starts where another process was killed, and not where one lives', async () => {
    const folder = join(dataDir, 'test')
    const script = join(import.meta.dirname, 'fixtures', 'take-folder.ts')
    const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
    children.push(child)
    await new Promise((resolve) => child.stdout.once('data', resolve))
    await expect(start()).rejects.toThrow(`process ${child.pid},`)
    const over = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await over
    await (await start()).stop()
  })
})
