import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { freePort } from '../../local/dynoxide.ts'
import { accepted, approvedRecipe, type Crew, crewOf, read, runningOrder } from '../support/crew.ts'
import { type EdgeProcess, edgeFile, type Link, linkTo, startEdge } from '../support/edge.ts'
import { usePlant } from '../support/plant.ts'

const plant = usePlant()
let crew: Crew
let link: Link
let edge: EdgeProcess | undefined
const open: MqttClient[] = []
let port: number

beforeAll(async () => {
  port = await freePort()
  crew = await crewOf(plant().url)
  link = await linkTo(Number(new URL(plant().mqttUrl).port))
  const parameters = [{ parameterId: 'temperature', unit: 'Cel', low: '35', high: '45', source: 'device' }] as const
  await approvedRecipe(crew, 'EDGE-MIX', [{ stepId: 'mix', equipmentClass: 'edge-mixer', parameters }])
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.endAsync(true)))
  await edge?.kill()
})
afterAll(() => link.end())

async function begin(gateway: string, machines: readonly string[]): Promise<string> {
  const file = edgeFile({
    site: 'lyon',
    gateway,
    cloud: { url: link.url, mostPerSecond: 100, catchUpPerSecond: 100 },
    broker: { host: '127.0.0.1', port, machines: machines.map((equipmentId) => ({ equipmentId })) },
  })
  edge = await startEdge(file)
  return file
}

async function mixer(equipmentId: string, gateway?: string): Promise<void> {
  const definition = { name: equipmentId, level: 'work-unit', equipmentClass: 'edge-mixer' } as const
  accepted(await crew.erik.defineEquipment({ equipmentId }, { ...definition, ...(gateway && { gateway }) }))
}

async function machine(clientId: string): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId,
    reconnectPeriod: 100,
    connectTimeout: 2000,
  })
  client.on('error', () => undefined)
  open.push(client)
  return client
}
const say = (client: MqttClient, equipmentId: string, name: string, message: object) =>
  client.publishAsync(`andon/lyon/${equipmentId}/${name}`, JSON.stringify(message), { qos: 1 })

const changesOf = async (equipmentId: string) => {
  const { items } = await read(crew.vera.getAudit({ subject: `equipment:${equipmentId}` }))
  return items.flatMap((fact) => (fact.type === 'andon.equipment.state-changed.v1' ? [fact] : []))
}
const letters = (topic: RegExp) =>
  plant()
    .deadLetters()
    .filter(({ body }) => topic.test(String((body as { topic?: unknown }).topic)))

test('four hours without the network, and a gateway killed twice, lose nothing and double nothing', {
  timeout: 240_000,
}, async () => {
  const names = ['EDGE-A', 'EDGE-B', 'EDGE-C']
  for (const name of names) await mixer(name, 'EDGE-GW-1')
  const file = await begin('EDGE-GW-1', names)
  const clients = await Promise.all(names.map(machine))
  await until(
    async () => edge?.said() ?? '',
    (said) => said.includes('Connected to'),
    'The gateway connects',
  )
  await link.cut()

  // Four hours by the clocks of the machines: each changes its state every five minutes, and counts and measures between.
  const from = Date.now() - 4 * 3_600_000
  const rounds = 48
  const killAt = 5 + Math.floor(Math.random() * (rounds - 10))
  const said: Promise<unknown>[] = []
  for (let round = 0; round < rounds; round += 1) {
    if (round === killAt) {
      await edge?.kill()
      edge = await startEdge(file)
    }
    for (const [index, client] of clients.entries()) {
      const name = names[index] ?? ''
      const occurredAt = new Date(from + round * 300_000 + index * 1000).toISOString()
      const sequence = round * 10
      said.push(say(client, name, 'state', { sequence, occurredAt, state: round % 2 === 0 ? 'execute' : 'suspended' }))
      said.push(say(client, name, 'count', { sequence: sequence + 1, occurredAt, good: round * 100, reject: round }))
      const samples = [{ parameterId: 'temperature', value: 40 + round / 100, unit: 'Cel', occurredAt }]
      said.push(say(client, name, 'sample', { sequence: sequence + 2, samples }))
    }
  }
  await Promise.all(said)
  expect(await changesOf('EDGE-A')).toEqual([])

  await link.mend()
  await until(
    () => changesOf('EDGE-A'),
    ({ length }) => length > Math.random() * 20,
    'The first states come',
    60,
  )
  await edge?.kill()
  edge = await startEdge(file)

  for (const [index, name] of names.entries()) {
    const facts = await until(
      () => changesOf(name),
      ({ length }) => length >= rounds,
      `All states of ${name}`,
      120,
    )
    expect(facts.map(({ data }) => data.sequence).toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: rounds }, (_, round) => round * 10),
    )
    expect(facts.map(({ occurredAt }) => occurredAt).toSorted()).toEqual(
      Array.from({ length: rounds }, (_, round) => new Date(from + round * 300_000 + index * 1000).toISOString()),
    )
    const last = rounds - 1
    const machine = await until(
      () => read(crew.vera.getMachine({ equipmentId: name })),
      ({ counts, values }) => counts?.sequence === last * 10 + 1 && values.temperature?.sequence === last * 10 + 2,
      `The newest of ${name}`,
    )
    expect(machine).toMatchObject({ state: 'suspended', counts: { good: String(last * 100), reject: String(last) } })
    expect(await read(crew.vera.verifyAudit({ subject: `equipment:${name}` }))).toMatchObject({ intact: true })
  }
  expect(letters(/EDGE-[ABC]/)).toEqual([])
})

test('a value beyond its limit holds the machine behind the gateway, which hears of it there', async () => {
  await mixer('EDGE-HOT', 'EDGE-GW-2')
  await runningOrder(crew, 'EDGE-ORDER', 'EDGE-MIX', [{ stepId: 'mix', equipmentId: 'EDGE-HOT' }])
  await begin('EDGE-GW-2', ['EDGE-HOT'])
  const client = await machine('EDGE-HOT')
  const heard: string[] = []
  client.on('message', (_, payload) => heard.push((JSON.parse(String(payload)) as { command: string }).command))
  await client.subscribeAsync('andon/lyon/EDGE-HOT/command', { qos: 1 })
  const samples = [{ parameterId: 'temperature', value: 99, unit: 'Cel', occurredAt: new Date().toISOString() }]
  await say(client, 'EDGE-HOT', 'sample', { sequence: 1, samples })
  await until(
    async () => heard,
    ({ length }) => length > 0,
    'The command',
  )
  expect(heard).toEqual(['hold'])
  expect(await read(crew.vera.getOrder({ orderId: 'EDGE-ORDER' }))).toMatchObject({ status: 'held' })
})

test('a gateway that speaks for a machine that is not its own is refused, and its own are heard', async () => {
  await mixer('EDGE-OWN', 'EDGE-GW-3')
  await mixer('EDGE-OTHERS', 'EDGE-GW-4')
  await begin('EDGE-GW-3', ['EDGE-OWN', 'EDGE-OTHERS'])
  const state = { sequence: 1, occurredAt: new Date().toISOString(), state: 'execute' }
  await say(await machine('EDGE-OTHERS'), 'EDGE-OTHERS', 'state', state)
  await say(await machine('EDGE-OWN'), 'EDGE-OWN', 'state', state)
  const stateOf = async (equipmentId: string) => (await read(crew.vera.getMachine({ equipmentId }))).state
  await until(
    () => stateOf('EDGE-OWN'),
    (it) => it === 'execute',
    'Its own machine is heard',
  )
  const [letter] = await until(
    async () => letters(/EDGE-OTHERS/),
    ({ length }) => length > 0,
    'The refusal',
  )
  expect(letter?.reason).toBe(
    'EDGE-GW-3 published for EDGE-OTHERS, whose definition names the gateway EDGE-GW-4; set `gateway` of the equipment to EDGE-GW-3 if it may speak for it.',
  )
  expect(await stateOf('EDGE-OTHERS')).toBe('unknown')
})

test('the list of devices shows gateways and machines, and what is wrong with each', { timeout: 120_000 }, async () => {
  for (const name of ['EDGE-SEEN', 'EDGE-NEVER']) await mixer(name, 'EDGE-GW-5')
  await mixer('EDGE-LOST', 'EDGE-GW-6')
  await mixer('EDGE-MUTE')
  await begin('EDGE-GW-5', ['EDGE-SEEN', 'EDGE-NEVER'])
  const before = new Date().toISOString()
  await say(await machine('EDGE-SEEN'), 'EDGE-SEEN', 'state', { sequence: 1, occurredAt: before, state: 'execute' })
  const devices = async () => (await read(crew.vera.listDevices({ limit: '200' }))).items
  const found = await until(
    async () => new Map((await devices()).map((it) => [it.deviceId, it])),
    (all) => all.get('EDGE-GW-5')?.health?.backlog.messages === 0 && all.get('EDGE-SEEN')?.waiting === 0,
    'The health of the gateway',
    40,
  )
  expect([...found.values()].map(({ kind }) => kind)).toEqual([...found.values()].map(({ kind }) => kind).toSorted())
  expect(found.get('EDGE-GW-5')).toMatchObject({
    kind: 'gateway',
    degraded: [],
    clock: { isOff: false },
    health: { version: expect.stringMatching(/^\d/), mostBytes: 1_000_000_000, lost: { samples: 0, others: 0 } },
  })
  const seen = found.get('EDGE-SEEN')
  expect(seen).toMatchObject({ kind: 'machine', gateway: 'EDGE-GW-5', degraded: [], waiting: 0 })
  expect(String(seen?.lastHeardAt) >= before).toBe(true)
  expect(found.get('EDGE-NEVER')).toMatchObject({ degraded: ['never-heard'] })
  expect(found.get('EDGE-LOST')).toMatchObject({ degraded: ['never-heard', 'gateway-silent'] })
  expect(found.has('EDGE-MUTE')).toBe(false)
})
