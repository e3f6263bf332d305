import { createServer, type Server } from 'node:net'
import { Aedes } from 'aedes'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../local/demo/client.ts'
import { freePort } from '../../../local/dynoxide.ts'
import { chanceOf } from '../../simulation/chance.ts'
import { type EdgeProcess, edgeFile, type Link, linkTo, startEdge } from '../../support/edge.ts'

/** The cloud, as a broker that remembers what it has acknowledged. */
interface Cloud {
  readonly received: { readonly topic: string; readonly bytes: string; readonly hex: string }[]
  readonly link: Link
  /** The number of the message whose acknowledgement gets lost. */
  losesAckOf?: number
  readonly tellMachines: (topic: string, payload: string) => void
  end(): Promise<void>
}

async function openCloud(): Promise<Cloud> {
  const received: Cloud['received'] = []
  const broker = await Aedes.createBroker()
  broker.authorizePublish = (client, { topic, payload }, done) => {
    if (client === null) return done(null)
    received.push({ topic, bytes: payload.toString(), hex: Buffer.from(payload).toString('hex') })
    // Taken, and the acknowledgement is lost.
    if (received.length === cloud.losesAckOf) return void link.cut().then(link.mend)
    done(null)
  }
  const server: Server = createServer((socket) => broker.handle(socket))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const link = await linkTo((server.address() as { port: number }).port)
  return {
    received,
    link,
    tellMachines: (topic, payload) =>
      broker.publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false }, () => undefined),
    async end() {
      await link.end()
      await new Promise<void>((resolve) => broker.close(resolve))
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

let cloud: Cloud
let edge: EdgeProcess
let file: string
const open: MqttClient[] = []
let port: number

beforeEach(async () => {
  port = await freePort()
  cloud = await openCloud()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.endAsync(true)))
  await edge.kill()
  await cloud.end()
})

const names = ['OVEN-1', 'SLICER-1', 'BAGGER-1']

async function begin(more: object = {}): Promise<void> {
  file = edgeFile({
    site: 'nantes',
    gateway: 'GW-1',
    cloud: { url: cloud.link.url, mostPerSecond: 100, catchUpPerSecond: 90 },
    broker: { host: '127.0.0.1', port, machines: names.map((equipmentId) => ({ equipmentId })) },
    ...more,
  })
  edge = await startEdge(file)
}

/** A machine sends again what was not acknowledged, as a real one does. */
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

const told = (name: string) => cloud.received.filter(({ topic }) => topic.startsWith(`andon/nantes/GW-1/${name}/`))

test('a gateway that is killed twice around a cut of the network loses nothing, and keeps the order of each machine', async () => {
  const seed = Date.now() % 100_000
  const chance = chanceOf(seed)
  await begin()
  const clients = await Promise.all(names.map(machine))
  const each = 150
  const sent: Promise<unknown>[] = []
  const total = each * names.length
  const killAt = new Set([30 + chance.below(total - 60)])
  const cutAt = chance.below(30)
  let number = 0
  for (let turn = 0; turn < each; turn += 1)
    for (const [index, client] of clients.entries()) {
      if (number === cutAt) await cloud.link.cut()
      if (killAt.has(number)) {
        await edge.kill()
        edge = await startEdge(file)
      }
      const payload = JSON.stringify({ sequence: turn, text: 'é'.repeat(chance.below(40)) })
      sent.push(
        client.publishAsync(`andon/nantes/${names[index]}/${turn % 3 === 0 ? 'state' : 'sample'}`, payload, { qos: 1 }),
      )
      number += 1
      if (chance.happens(0.2)) await new Promise((resolve) => setTimeout(resolve, chance.below(8)))
    }
  await Promise.all(sent)
  expect(cloud.received.length, `seed ${seed}`).toBeLessThan(total)
  await cloud.link.mend()
  await until(
    async () => cloud.received.length,
    (count) => count > total * (0.3 + chance.draw() / 3),
    'A part of it',
    60,
  )
  await edge.kill()
  edge = await startEdge(file)
  const missing = () =>
    names.flatMap((name) => {
      const numbers = new Set(told(name).map(({ bytes }) => (JSON.parse(bytes) as { sequence: number }).sequence))
      return Array.from({ length: each }, (_, sequence) => sequence).filter((sequence) => !numbers.has(sequence))
    })
  await until(
    async () => missing(),
    ({ length }) => length === 0,
    `Everything comes through, seed ${seed}`,
    60,
  )

  for (const name of names) {
    const payloads = new Map<number, string>()
    const order: number[] = []
    for (const { bytes } of told(name)) {
      const { sequence } = JSON.parse(bytes) as { sequence: number }
      // What comes again has the same bytes, so that the cloud takes it once.
      expect(payloads.get(sequence) ?? bytes).toBe(bytes)
      if (!payloads.has(sequence)) order.push(sequence)
      payloads.set(sequence, bytes)
    }
    expect(order, `${name}, seed ${seed}`).toEqual(order.toSorted((one, other) => one - other))
  }
})

test('what the cloud has taken and could not acknowledge is sent again with the same bytes', async () => {
  cloud.losesAckOf = 3
  await begin()
  const client = await machine('OVEN-1')
  for (let sequence = 0; sequence < 5; sequence += 1)
    await client.publishAsync('andon/nantes/OVEN-1/state', JSON.stringify({ sequence, at: 'ä' }), { qos: 1 })
  await until(
    async () => new Set(told('OVEN-1').map(({ hex }) => hex)).size,
    (count) => count === 5,
    'All five',
    40,
  )
  const times = Map.groupBy(told('OVEN-1'), ({ hex }) => hex)
  expect([...times.values()].filter(({ length }) => length > 1).length).toBeGreaterThan(0)
  await until(
    async () => edge.said(),
    (said) => said.split('Connected').length === 3,
    'It is connected again',
  )
})

test('a machine whose gateway has a backlog of another machine is not made to wait', async () => {
  await begin({ cloud: { url: cloud.link.url, mostPerSecond: 40, catchUpPerSecond: 10 } })
  await cloud.link.cut()
  const [late, live] = await Promise.all(['OVEN-1', 'BAGGER-1'].map(machine))
  if (!late || !live) throw new Error('Two machines connect.')
  await Promise.all(
    Array.from({ length: 300 }, (_, sequence) =>
      late.publishAsync('andon/nantes/OVEN-1/sample', JSON.stringify({ sequence }), { qos: 1 }),
    ),
  )
  // Older than ten seconds, it is a backlog.
  await new Promise((resolve) => setTimeout(resolve, 10_500))
  await cloud.link.mend()
  await until(
    async () => told('OVEN-1').length,
    (count) => count > 5,
    'The backlog drains',
    40,
  )
  const began = performance.now()
  await live.publishAsync('andon/nantes/BAGGER-1/state', JSON.stringify({ sequence: 1 }), { qos: 1 })
  await until(
    async () => told('BAGGER-1').length,
    (count) => count === 1,
    'The live value',
  )
  expect(performance.now() - began).toBeLessThan(1500)
  expect(told('OVEN-1').length).toBeLessThan(200)
})

test('takes raw Sparkplug payloads of an edge node, its death included, and passes commands on', async () => {
  const payload = Buffer.from([0x08, 0xff, 0x00, 0x18, 0x01])
  await begin({
    broker: {
      host: '127.0.0.1',
      port,
      machines: [{ equipmentId: 'OVEN-1', password: 'a long secret' }],
      edgeNodes: [{ groupId: 'Nantes', edgeNodeId: 'PLC 7', clientId: 'plc7' }],
    },
  })
  const url = `mqtt://127.0.0.1:${port}`
  const will = {
    topic: 'spBv1.0/Nantes/NDEATH/PLC 7',
    payload: Buffer.from([0x18, 0x02]),
    qos: 1,
    retain: false,
  } as const
  const node = await connectAsync(url, { clientId: 'plc7', reconnectPeriod: 0, will })
  for (const topic of ['spBv1.0/Nantes/NBIRTH/PLC 7', 'spBv1.0/Nantes/DDATA/PLC 7/Slicer'])
    await node.publishAsync(topic, payload, { qos: 0 })
  await until(
    async () => cloud.received.length,
    (count) => count >= 2,
    'Birth and data',
  )
  node.stream.destroy()
  const topics = () => cloud.received.filter(({ topic }) => topic.includes('/spBv1.0/')).map(({ topic }) => topic)
  await until(
    async () => topics().length,
    (count) => count === 3,
    'The death',
  )
  expect(topics()).toEqual(
    ['NBIRTH/PLC 7', 'DDATA/PLC 7/Slicer', 'NDEATH/PLC 7'].map((it) => `andon/nantes/GW-1/spBv1.0/Nantes/${it}`),
  )
  expect(cloud.received.every(({ hex }) => hex === payload.toString('hex') || hex === '1802')).toBe(true)

  await expect(
    connectAsync(url, { clientId: 'OVEN-1', username: 'oven', password: 'another', reconnectPeriod: 0 }),
  ).rejects.toThrow()
  await expect(connectAsync(url, { clientId: 'STRANGER', reconnectPeriod: 0 })).rejects.toThrow()
  const oven = await connectAsync(url, {
    clientId: 'OVEN-1',
    username: 'oven',
    password: 'a long secret',
    reconnectPeriod: 0,
  })
  open.push(oven)
  const heard: string[] = []
  oven.on('message', (topic, bytes) => heard.push(`${topic} ${bytes}`))
  await oven.subscribeAsync('andon/nantes/OVEN-1/command', { qos: 1 })
  cloud.tellMachines('andon/nantes/GW-1/OVEN-1/command', '{"command":"hold"}')
  await until(
    async () => heard,
    ({ length }) => length === 1,
    'The command',
  )
  expect(heard).toEqual(['andon/nantes/OVEN-1/command {"command":"hold"}'])
  const closed = new Promise<string>((resolve) => oven.once('close', () => resolve('closed')))
  oven.publish('andon/nantes/SLICER-1/state', '{}', { qos: 1 })
  expect(await closed).toBe('closed')
  expect(cloud.received.filter(({ topic }) => topic.includes('SLICER'))).toEqual([])
})
