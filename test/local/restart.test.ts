import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Plant, startPlant } from '../../local/plant.ts'
import { patientProbe, writeAssembly } from './fixtures/assembly.ts'

let assembly: string
let dataDir: string
let plant: Plant

const start = async () => {
  plant = await startPlant({ site: 'test', port: 0, mqttPort: 0, assembly, dataDir, timeScale: 1 })
}

beforeAll(async () => {
  assembly = writeAssembly(patientProbe)
  dataDir = mkdtempSync(join(tmpdir(), 'andon-data-'))
  await start()
})

afterAll(async () => {
  await plant.stop()
  for (const folder of [assembly, dataDir]) rmSync(folder, { recursive: true, force: true })
})

async function probe(body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${plant.url}/v1/probe`, { method: 'POST', body: JSON.stringify(body) })
  return response.json() as Promise<Record<string, unknown>>
}

const call = (client: string, command: string, input: object) => probe({ run: 'call', client, command, input })

async function sortKeysOf(pk: string): Promise<string[]> {
  const { answer } = await call('dynamodb', 'QueryCommand', {
    TableName: 'Andon-test-State-Table',
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
  })
  return (answer as { Items: { sk: { S: string } }[] }).Items.map(({ sk }) => sk.S)
}

async function until<Value>(look: () => Value | Promise<Value>, found: (value: Value) => boolean): Promise<Value> {
  const end = Date.now() + 25_000
  for (;;) {
    const value = await look()
    if (found(value)) return value
    if (Date.now() > end) throw new Error(`It did not come about; the last look saw ${JSON.stringify(value)}.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test('a workflow that waits goes on after a restart: same token, no task done twice, same end of its patience', async () => {
  const { MACHINE } = await probe({ run: 'environment' })
  await call('sfn', 'StartExecutionCommand', { stateMachineArn: MACHINE, name: 'x1', input: '{"id":"x1"}' })
  const before = await until(
    () => sortKeysOf('token#x1'),
    (keys) => keys.length === 1,
  )
  await until(
    () => plant.executions()[0]?.until,
    (end) => end !== undefined,
  )
  const end = plant.executions()[0]?.until
  // The function is asked once it has answered: only then is its answer on file.
  await until(
    () => readFileSync(join(dataDir, 'test', 'executions.jsonl'), 'utf8'),
    (text) => text.includes('"asked"'),
  )

  await plant.stop()
  await start()

  await until(
    () => plant.executions()[0]?.until,
    (again) => again === end,
  )
  expect(await sortKeysOf('token#x1')).toEqual(before)
  expect(await sortKeysOf('task#x1')).toHaveLength(1)
  const output = '{"yes":true}'
  expect(await call('sfn', 'SendTaskSuccessCommand', { taskToken: before[0], output })).toHaveProperty('answer')
  await until(
    () => plant.executions()[0]?.status,
    (status) => status === 'SUCCEEDED',
  )
  expect(await sortKeysOf('task#x1')).toHaveLength(2)

  await plant.stop()
  await start()
  expect(plant.executions()).toMatchObject([{ name: 'x1', status: 'SUCCEEDED', output: { decision: { yes: true } } }])
})

test('the table, the place in its stream, undelivered messages and tokens outlive a restart', async () => {
  const item = (pk: string) => ({
    TableName: 'Andon-test-State-Table',
    Item: { pk: { S: pk }, sk: { S: '1' }, kind: { S: 'fact' } },
  })
  await call('dynamodb', 'PutItemCommand', item('kept'))
  await until(
    () => sortKeysOf('carried#kept'),
    (keys) => keys.length === 1,
  )
  const { QUEUE } = await probe({ run: 'environment' })
  const payload = Buffer.from('{"id":"kept","fails":9}').toString('base64')
  await call('sqs', 'SendMessageCommand', { QueueUrl: QUEUE, MessageBody: JSON.stringify({ payload }) })
  await until(
    () => sortKeysOf('message#kept'),
    (keys) => keys.length === 1,
  )
  await call('dynamodb', 'PutItemCommand', item('explodes'))
  await until(
    () => plant.deadLetters(),
    ({ length }) => length === 1,
  )
  const key = readFileSync(join(dataDir, 'test', 'signing-key-test.json'), 'utf8')

  await plant.stop()
  await start()

  expect(await sortKeysOf('kept')).toEqual(['1'])
  expect(readFileSync(join(dataDir, 'test', 'signing-key-test.json'), 'utf8')).toBe(key)
  // Received once before, it counts on from there.
  await until(
    () => sortKeysOf('message#kept'),
    (keys) => keys.includes('2'),
  )
  await call('dynamodb', 'PutItemCommand', item('kept-2'))
  await until(
    () => sortKeysOf('carried#kept-2'),
    (keys) => keys.length === 1,
  )
  // Had it begun at the first record again, the one that nobody can handle would have been given up once more.
  expect(plant.deadLetters().filter(({ queue }) => queue === 'Dead')).toHaveLength(1)
})

test('a plant that has stopped leaves no timer running, not even that of a workflow that waits for days', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  await plant.stop()
  const before = timers()
  await start()
  const { MACHINE } = await probe({ run: 'environment' })
  await call('sfn', 'StartExecutionCommand', { stateMachineArn: MACHINE, name: 'x2', input: '{"id":"x2"}' })
  await until(
    () => sortKeysOf('token#x2'),
    (keys) => keys.length === 1,
  )
  expect(timers()).toBeGreaterThan(before)
  await plant.stop()
  await until(timers, (left) => left <= before)
  await start()
})
