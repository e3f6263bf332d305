import { connectAsync, type MqttClient } from 'mqtt'
import { newClient } from 'sparkplug-client'
import type { UMetric, UPayload } from 'sparkplug-payload/lib/sparkplugbpayload.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SparkplugMapping } from '../../events/sparkplug.ts'
import { until } from '../../local/demo/client.ts'
import type { DeadLetter } from '../../local/desk.ts'
import { accepted, type Crew, crewOf, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'
import { encoded } from '../support/sparkplug.ts'

const plant = useSharedPlant()
let crew: Crew
const ends: (() => unknown)[] = []

beforeAll(async () => {
  crew = await crewOf(plant().url)
})
afterAll(() => Promise.all(ends.map((end) => end())))

const metrics = [
  { metric: 'State', as: 'state' },
  { metric: 'Stop/Reason', as: 'reason' },
  { metric: 'Count/Good', as: 'good' },
  { metric: 'Count/Bad', as: 'reject' },
  { metric: 'Oven/Temperature', as: 'parameter', parameterId: 'temperature', unit: 'Cel' },
] as SparkplugMapping['metrics']

const define = (equipmentId: string, edgeNodeId: string, deviceId?: string, groupId = 'lyon') =>
  crew.erik.defineEquipment(
    { equipmentId },
    {
      name: equipmentId,
      level: 'work-unit',
      sparkplug: { groupId, edgeNodeId, ...(deviceId && { deviceId }), metrics },
    },
  )

const seen = async (equipmentId: string) => await read(crew.vera.getMachine({ equipmentId }))
const becomes = (equipmentId: string, isThere: (machine: Awaited<ReturnType<typeof seen>>) => boolean, what: string) =>
  until(() => seen(equipmentId), isThere, what)

/** An edge node by the encoder and the session of Eclipse Tahu, which Andon does not use. */
async function edgeNode(edgeNodeId: string) {
  const { hostname, port } = new URL(plant().mqttUrl)
  const client = newClient({
    serverUrl: `mqtt://${hostname}:${port}`,
    username: '',
    password: '',
    groupId: 'lyon',
    edgeNode: edgeNodeId,
    clientId: edgeNodeId,
    version: 'spBv1.0',
    mqttOptions: { reconnectPeriod: 0 },
  })
  ends.push(() => client.stop())
  const asked: UPayload[] = []
  client.on('ncmd', (payload: UPayload) => asked.push(payload))
  await new Promise<void>((resolve) => client.on('birth', () => resolve()))
  // What the library keeps to itself: its connection, and its next sequence number.
  const inside = client as unknown as { readonly client: MqttClient; incrementSeqNum(): number }
  return { client, asked, connection: inside.client, loseOne: () => inside.incrementSeqNum() }
}

const births = (state: number, good = 0): UMetric[] => [
  { name: 'State', type: 'Int32', value: state, alias: 1 },
  { name: 'Stop/Reason', type: 'String', value: '', alias: 2 },
  { name: 'Count/Good', type: 'UInt64', value: good, alias: 3 },
  { name: 'Count/Bad', type: 'UInt64', value: 0, alias: 4 },
  { name: 'Oven/Temperature', type: 'Float', value: 180.5, alias: 5 },
]
const at = () => ({ timestamp: Date.now() })
const rebirth = { name: 'Node Control/Rebirth', type: 'Boolean', value: false } as const

const letters = (edgeNodeId: string): DeadLetter[] =>
  plant()
    .deadLetters()
    .filter(({ body }) => String((body as { topic?: unknown }).topic).includes(`/${edgeNodeId}`))
const refused = async (edgeNodeId: string, reason: RegExp): Promise<void> => {
  await until(
    async () => letters(edgeNodeId),
    (found) => found.some((it) => reason.test(it.reason ?? '')),
    `A refused message of ${edgeNodeId}: ${reason}`,
  )
}

describe('a Sparkplug edge node', () => {
  test('is heard from its birth over data, a gap and a rebirth to its death', async () => {
    const node = 'EDGE-1'
    accepted(await define('SPB-OVEN-1', node, 'oven'))
    const { client, asked, connection, loseOne } = await edgeNode(node)
    client.publishNodeBirth({ ...at(), metrics: [rebirth] })
    client.publishDeviceBirth('oven', { ...at(), metrics: births(4, 10) })
    const born = await becomes(
      'SPB-OVEN-1',
      ({ state, counts }) => state === 'idle' && counts?.good === '10',
      'The birth',
    )
    expect(born).toMatchObject({ counts: { reject: '0' }, values: { temperature: { value: '180.5', unit: 'Cel' } } })

    client.publishDeviceData('oven', { ...at(), metrics: [{ name: 'State', type: 'Int32', value: 6, alias: 1 }] })
    client.publishDeviceData('oven', { ...at(), metrics: [{ alias: 5, type: 'Float', value: 181.1 } as UMetric] })
    const working = await becomes('SPB-OVEN-1', ({ values }) => values.temperature?.value === '181.1', 'The data')
    expect(working.state).toBe('execute')

    // A message is lost on its way, and the next one waits for it.
    loseOne()
    client.publishDeviceData('oven', { ...at(), metrics: [{ name: 'Count/Good', type: 'UInt64', value: 11 }] })
    const [command] = await until(
      async () => asked,
      ({ length }) => length > 0,
      'The request for a rebirth',
    )
    expect(command?.metrics).toMatchObject([{ name: 'Node Control/Rebirth', type: 'Boolean', value: true }])
    expect((await becomes('SPB-OVEN-1', ({ counts }) => counts?.good === '11', 'What waited')).state).toBe('execute')

    client.publishNodeBirth({ ...at(), metrics: [rebirth] })
    client.publishDeviceBirth('oven', { ...at(), metrics: births(11, 12) })
    await becomes('SPB-OVEN-1', ({ state, counts }) => state === 'held' && counts?.good === '12', 'The rebirth')
    expect(letters(node)).toEqual([])

    // The broker says what the node cannot say any more.
    connection.stream.destroy()
    await becomes('SPB-OVEN-1', ({ state }) => state === 'unknown', 'The death')
    const again = await edgeNode(node)
    again.client.publishNodeBirth({ ...at(), metrics: [rebirth] })
    again.client.publishDeviceBirth('oven', { ...at(), metrics: births(6, 12) })
    await becomes('SPB-OVEN-1', ({ state }) => state === 'execute', 'The next session')
  }, 90_000)

  test('has metrics of its own, and a device can die alone', async () => {
    accepted(await define('SPB-CELL-2', 'EDGE-2'))
    accepted(await define('SPB-ROBOT-2', 'EDGE-2', 'robot'))
    const { client } = await edgeNode('EDGE-2')
    client.publishNodeBirth({ ...at(), metrics: [rebirth, ...births(6)] })
    client.publishDeviceBirth('robot', { ...at(), metrics: births(6) })
    await becomes('SPB-CELL-2', ({ state }) => state === 'execute', 'The node')
    await becomes('SPB-ROBOT-2', ({ state }) => state === 'execute', 'The device')
    client.publishDeviceDeath('robot', at())
    await becomes('SPB-ROBOT-2', ({ state }) => state === 'unknown', 'The death of the device')
    expect((await seen('SPB-CELL-2')).state).toBe('execute')
  })

  test('with a birth of five hundred metrics is one item of the table, and its last metric is heard', async () => {
    accepted(await define('SPB-LINE-3', 'EDGE-3', 'line'))
    const { client } = await edgeNode('EDGE-3')
    const many = Array.from(
      { length: 495 },
      (_, index): UMetric => ({
        name: `Line 3/Filler ${index % 7}/Valve ${index}/Pressure after the ${index}th opening`,
        type: 'Double',
        value: index / 7,
        alias: 100 + index,
      }),
    )
    client.publishNodeBirth({ ...at(), metrics: [rebirth] })
    client.publishDeviceBirth('line', { ...at(), metrics: [...many, ...births(6)] })
    await becomes('SPB-LINE-3', ({ state }) => state === 'execute', 'The birth')
    client.publishDeviceData('line', { ...at(), metrics: [{ alias: 5, type: 'Float', value: 19 } as UMetric] })
    await becomes('SPB-LINE-3', ({ values }) => values.temperature?.value === '19', 'The data')
    expect(letters('EDGE-3')).toEqual([])
  })

  test('that says what nobody understands is refused with the reason, once, and goes on', async () => {
    accepted(await define('SPB-OVEN-4', 'EDGE-4', 'oven'))
    const { client, asked, connection } = await edgeNode('EDGE-4')
    const raw = (topic: string, payload: Buffer) => connection.publish(topic, payload)
    raw('spBv1.0/lyon/DDATA/EDGE-4/oven', Buffer.from([0xff, 0xff, 0xff]))
    await refused('EDGE-4', /^The payload is no Sparkplug payload/)
    raw('spBv1.0/lyon/NBIRTH/EDGE-4', Buffer.alloc(0))
    await refused('EDGE-4', /^A birth of an edge node has/)
    client.publishNodeBirth({ ...at(), metrics: [rebirth] })
    client.publishDeviceData('oven', { ...at(), metrics: [{ name: 'State', type: 'Int32', value: 6 }] })
    await refused('EDGE-4', /^The device oven was never born/)
    client.publishDeviceBirth('oven', { ...at(), metrics: births(6) })
    client.publishDeviceData('oven', { ...at(), metrics: [{ alias: 77, type: 'Int32', value: 6 } as UMetric] })
    await refused('EDGE-4', /^No birth has told of alias 77/)
    await becomes('SPB-OVEN-4', ({ state }) => state === 'execute', 'What it says well')
    raw('spBv1.0/lyon/DDATA/EDGE-4/oven', Buffer.alloc(128 * 1024, 0xff))
    await until(
      async () => letters('EDGE-4'),
      ({ length }) => length === 5,
      'Each message is refused once',
    )
    expect(asked.length).toBeGreaterThan(0)
  })
})

describe('the names of Sparkplug', () => {
  test('lead to one equipment each, and to another one when the definition says so', async () => {
    accepted(await define('SPB-A-5', 'EDGE-5', 'd'))
    expect(await define('SPB-B-5', 'EDGE-5', 'd')).toMatchObject({
      status: 409,
      problem: {
        violations: [{ detail: 'lyon/EDGE-5/d is the Sparkplug name of SPB-A-5; one name is for one equipment.' }],
      },
    })
    accepted(await define('SPB-A-5', 'EDGE-5', 'e'))
    accepted(await define('SPB-B-5', 'EDGE-5', 'd'))
    accepted(await define('SPB-A-5', 'EDGE-6', 'd'))
    accepted(await define('SPB-B-5', 'EDGE-5', 'e'))
    const { client } = await edgeNode('EDGE-5')
    client.publishNodeBirth({ ...at(), metrics: [rebirth] })
    client.publishDeviceBirth('e', { ...at(), metrics: births(6) })
    await becomes('SPB-B-5', ({ state }) => state === 'execute', 'The one that has the name now')
    expect((await seen('SPB-A-5')).state).toBe('unknown')
  })

  test('that no equipment has are refused, with what to do', async () => {
    const { client } = await edgeNode('EDGE-7')
    client.publishNodeBirth({ ...at(), metrics: [rebirth] })
    await refused('EDGE-7', /^No equipment has a Sparkplug name of the edge node lyon\/EDGE-7; write it/)
  })
})

describe('an edge node may', () => {
  const device = async (clientId: string): Promise<MqttClient> => {
    const client = await connectAsync(plant().mqttUrl, { clientId, reconnectPeriod: 0 })
    ends.push(() => client.endAsync(true))
    return client
  }

  test.each([
    'spBv1.0/lyon/NDATA/VICTIM',
    'spBv1.0/lyon/DDATA/VICTIM/LIAR',
    'spBv1.0/cork/NDATA/LIAR',
    'spBv1.0/lyon/NCMD/VICTIM',
    'spBv1.0/STATE/andon-lyon',
  ])('not publish to %s, and is cut off', async (topic) => {
    const liar = await device('LIAR')
    const closed = new Promise<string>((resolve) => liar.once('close', () => resolve('closed')))
    liar.publish(topic, encoded({ at: 0, seq: 0 }), { qos: 1 })
    expect(await closed).toBe('closed')
  })

  test('hear its own commands, and that Andon is there, whenever it connects', async () => {
    const { items } = (await (await fetch(`${plant().url}/local/schedules`)).json()) as { items: { name: string }[] }
    const name = items.find((it) => it.name.includes('SparkplugHost'))?.name
    await fetch(`${plant().url}/local/schedules`, { method: 'POST', body: JSON.stringify({ name }) })
    const node = await device('EDGE-8')
    const heard: string[] = []
    node.on('message', (topic, payload) => heard.push(`${topic} ${payload}`))
    await node.subscribeAsync(['spBv1.0/STATE/andon-lyon', 'spBv1.0/lyon/NCMD/EDGE-8', 'spBv1.0/lyon/DCMD/EDGE-8/#'])
    const [state = ''] = await until(
      async () => heard,
      ({ length }) => length > 0,
      'The state of the host',
    )
    expect(state).toMatch(/^spBv1\.0\/STATE\/andon-lyon \{"online":true,"timestamp":\d+\}$/)
    for (const topic of ['spBv1.0/lyon/NCMD/EDGE-1', 'spBv1.0/#', 'spBv1.0/lyon/NDATA/EDGE-1'])
      await expect(node.subscribeAsync(topic)).rejects.toThrow()
  })
})
