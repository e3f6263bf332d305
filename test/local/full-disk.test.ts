import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Plant, startPlant } from '../../local/plant.ts'
import { patientProbe, writeAssembly } from './fixtures/assembly.ts'

const canMount = process.platform === 'linux' && process.getuid?.() === 0
if (!canMount)
  console.warn('SKIPPED: a full disk is tried on a small file system of its own, which only root of Linux can mount.')

const mebibyte = 1024 * 1024
let assembly: string
let disk: string
let plant: Plant

const start = async () => {
  plant = await startPlant({ site: 'test', port: 0, mqttPort: 0, assembly, dataDir: disk })
  return plant
}

beforeAll(() => {
  assembly = writeAssembly(patientProbe)
})
afterAll(() => rmSync(assembly, { recursive: true, force: true }))

beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'andon-full-disk-'))
  if (canMount) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'andon-full-disk', disk])
})
afterEach(async () => {
  await plant?.stop()
  if (canMount) execFileSync('umount', [disk])
  rmSync(disk, { recursive: true, force: true })
})

/** Takes all room but these bytes. */
function fill(free: number): void {
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - free)))
}

/** Takes the last byte, so that the next write of a line tears it in two. */
function fillUp(): void {
  const filler = openSync(join(disk, 'filler'), 'a')
  try {
    for (const size of [65_536, 4096, 1])
      try {
        while (writeSync(filler, Buffer.alloc(size)) === size);
      } catch {
        // The next size fills what is left.
      }
  } finally {
    closeSync(filler)
  }
}

const makeRoom = () => rmSync(join(disk, 'filler'))

async function probe(body: object): Promise<{ status: number; answer: Record<string, unknown> }> {
  const response = await fetch(`${plant.url}/v1/probe`, { method: 'POST', body: JSON.stringify(body) })
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> }
}

const call = (client: string, command: string, input: object) => probe({ run: 'call', client, command, input })

async function sortKeysOf(pk: string): Promise<string[]> {
  const { answer } = await call('dynamodb', 'QueryCommand', {
    TableName: 'Andon-test-State-Table',
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
  })
  return (answer.answer as { Items: { sk: { S: string } }[] }).Items.map(({ sk }) => sk.S)
}

const sentence =
  /cannot be written \(ENOSPC\)\. The disk is full: make room, and start again\. Nothing that was acknowledged is lost\.$/

describe.skipIf(!canMount)('a plant whose disk is full', () => {
  test('stops with a sentence, and has every message after its restart for which a device got its PUBACK', async () => {
    await start()
    const device = await connectAsync(plant.mqttUrl, { clientId: 'press-1', reconnectPeriod: 0 })
    device.on('error', () => undefined)
    fill(256 * 1024)
    const gone = new Promise<false>((resolve) => device.once('close', () => resolve(false)))
    const acknowledged: string[] = []
    const padding = 'x'.repeat(20_000)
    for (let number = 0; device.connected && number < 500; number += 1) {
      const id = `m${number}`
      const isAcknowledged = await Promise.race([
        device.publishAsync('andon/test/press-1/sample', JSON.stringify({ id, padding }), { qos: 1 }).then(
          () => true,
          () => false,
        ),
        gone,
      ])
      if (isAcknowledged) acknowledged.push(id)
    }
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(await plant.broken).toMatch(sentence)
    await device.endAsync(true)

    makeRoom()
    await start()
    for (const id of acknowledged)
      await expect.poll(() => sortKeysOf(`message#${id}`), { timeout: 40_000 }).not.toEqual([])
  }, 120_000)

  test('takes no message of a function that it cannot keep, and has those that it took after its restart', async () => {
    await start()
    const { QUEUE } = (await probe({ run: 'environment' })).answer
    const send = (id: string) => {
      const payload = Buffer.from(JSON.stringify({ id, padding: 'x'.repeat(20_000) })).toString('base64')
      return call('sqs', 'SendMessageCommand', { QueueUrl: QUEUE, MessageBody: JSON.stringify({ payload }) })
    }
    expect((await send('before')).answer).toHaveProperty('answer')
    fillUp()
    const { status, answer } = await send('after')
    if (status === 200) expect(answer).toMatchObject({ message: expect.stringMatching(/ENOSPC/) })
    else expect(answer.message).toMatch(sentence)
    expect(await plant.broken).toMatch(sentence)

    makeRoom()
    await start()
    await expect.poll(() => sortKeysOf('message#before'), { timeout: 40_000 }).not.toEqual([])
    expect(await sortKeysOf('message#after')).toEqual([])
  }, 120_000)

  test('keeps the answer to a workflow that it acknowledged, and no other', async () => {
    await start()
    const { MACHINE } = (await probe({ run: 'environment' })).answer
    for (const id of ['first', 'second']) {
      await call('sfn', 'StartExecutionCommand', { stateMachineArn: MACHINE, name: id, input: JSON.stringify({ id }) })
      await expect.poll(() => sortKeysOf(`token#${id}`), { timeout: 40_000 }).toHaveLength(1)
    }
    const answerTo = async (id: string, output: object) => {
      const [taskToken] = await sortKeysOf(`token#${id}`)
      return call('sfn', 'SendTaskSuccessCommand', { taskToken, output: JSON.stringify(output) })
    }
    const file = join(disk, 'test', 'executions.jsonl')
    await expect.poll(() => readFileSync(file, 'utf8').match(/"asked"/g)).toHaveLength(2)
    expect((await answerTo('first', { yes: 1 })).answer).toHaveProperty('answer')
    fillUp()
    expect((await answerTo('second', { padding: 'x'.repeat(5000) })).answer).not.toHaveProperty('answer')
    expect(await plant.broken).toMatch(sentence)

    makeRoom()
    await start()
    const stateOf = (id: string) => plant.executions().find(({ name }) => name === id)
    await expect.poll(() => stateOf('first'), { timeout: 40_000 }).toMatchObject({ output: { decision: { yes: 1 } } })
    expect(stateOf('second')).toMatchObject({ status: 'RUNNING', state: 'Wait for somebody' })
  }, 120_000)

  test('stops for its database, too, and keeps every item whose write was answered', async () => {
    await start()
    fill(mebibyte)
    const put = (pk: string) => {
      const Item = { pk: { S: pk }, sk: { S: '1' }, text: { S: 'x'.repeat(50_000) } }
      return call('dynamodb', 'PutItemCommand', { TableName: 'Andon-test-State-Table', Item })
    }
    const written: string[] = []
    for (let number = 0; number < 300; number += 1) {
      const { answer } = await put(`i${number}`).catch(() => ({ answer: {} }))
      if (!('answer' in answer)) break
      written.push(`i${number}`)
    }
    expect(written.length).toBeGreaterThan(0)
    expect(await plant.broken).toMatch(sentence)

    makeRoom()
    await start()
    for (const pk of written) expect(await sortKeysOf(pk)).toEqual(['1'])
  }, 120_000)

  test('does not start, says why, and starts when there is room', async () => {
    await start()
    await plant.stop()
    fillUp()
    await expect(start()).rejects.toThrow('cannot be written (ENOSPC)')
    makeRoom()
    await start()
    expect((await call('dynamodb', 'ListTablesCommand', {})).status).toBe(200)
  }, 120_000)
})
