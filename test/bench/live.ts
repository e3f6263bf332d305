import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { connectAsync, type MqttClient } from 'mqtt'
import { type Client, isDone, must } from './client.ts'
import { type Floor, kg } from './floor.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { percentile } from './statistics.ts'

const comments = 200
const excursions = 15
const patienceMs = 15_000

const method = `One client comments on an order and waits until the fact of it is on the live topic. Then a machine, one after the other, sends a sample that is out of its
limits; the order is read until it is on hold, and the topic of the machine heard until it is told.`

/** The delay from a command to live watchers, and from a machine out of its limits to its stop. */
export async function measureLive(floor: Floor): Promise<Findings> {
  const client = floor.connect()
  const watcher = await connectAsync(floor.plant.mqttUrl, {
    clientId: `live/olga/bench-${floor.run}`,
    username: 'olga',
    password: floor.token,
    reconnectPeriod: 0,
  })
  try {
    const facts = await toldFacts(floor, client, watcher)
    const stops = await stoppedMachines(floor, client)
    return {
      method,
      faults: [...facts.faults, ...stops.faults],
      figures: [
        ...spread(
          'answer of a command to its fact on the live topic',
          facts.times,
          `${comments} comments, one at a time; below 0 the fact was there before the answer`,
        ),
        ...spread(
          'sample out of its limits to the order on hold',
          stops.held,
          `${excursions} machines, one after the other; seen by reading the order every 2 ms`,
        ),
        ...spread(
          'sample out of its limits to the command on the topic of the machine',
          stops.commanded,
          'the same excursions; the DeviationHold workflow sends it',
        ),
      ],
    }
  } finally {
    client.close()
    await watcher.endAsync()
  }
}

function spread(row: string, times: readonly number[], note: string): Figure[] {
  if (times.length === 0) return []
  const at = { table: 'Live', row, unit: 'ms' }
  return [
    { ...at, column: 'p50', value: percentile(times, 0.5), note },
    { ...at, column: 'p99', value: percentile(times, 0.99) },
  ]
}

async function toldFacts(
  floor: Floor,
  client: Client,
  watcher: MqttClient,
): Promise<{ times: number[]; faults: string[] }> {
  const heard = new Map<string, number>()
  watcher.on('message', (_topic, payload) => {
    for (const { factId } of JSON.parse(payload.toString()) as { factId: string }[])
      heard.set(factId, performance.now())
  })
  await watcher.subscribeAsync('andon/lyon/live/facts', { qos: 1 })
  const orderId = `O-${floor.run}-LIVE`
  const { recipeId, product } = floor
  await must(client.send('POST', '/v1/orders', { orderId, recipeId, product, quantity: kg('100') }), orderId)
  const times: number[] = []
  const faults: string[] = []
  const commentAndHear = async () => {
    for (let count = 0; count < comments; count += 1) {
      const key = randomUUID()
      const answer = await client.send('POST', `/v1/orders/${orderId}/comments`, { text: `Comment ${count}` }, key)
      const answered = performance.now()
      if (!isDone(answer)) faults.push(`A comment was answered ${answer.status}: ${answer.text.slice(0, 300)}`)
      else if (await comesTrue(async () => heard.has(key))) times.push((heard.get(key) ?? 0) - answered)
      else faults.push(`The fact ${key} did not come to the live topic within ${patienceMs} ms.`)
    }
  }
  await told(`${comments} comments, each until its fact is live`, commentAndHear)
  return { times, faults }
}

interface Stops {
  readonly held: number[]
  readonly commanded: number[]
  readonly faults: string[]
}

async function stoppedMachines(floor: Floor, client: Client): Promise<Stops> {
  const stops: Stops = { held: [], commanded: [], faults: [] }
  const stopAll = async () => {
    for (let count = 0; count < excursions; count += 1) await stopOne(floor, client, `MIXER-${count}`, stops)
  }
  await told(`${excursions} excursions, each until its machine is told`, stopAll)
  return stops
}

async function stopOne(floor: Floor, client: Client, name: string, stops: Stops): Promise<void> {
  const { run, mixingRecipeId: recipeId, product, plant } = floor
  const mixer = await floor.defineMixer(name)
  const orderId = `O-${run}-${name}`
  const order = `/v1/orders/${orderId}`
  await must(
    client.send('POST', '/v1/orders', { orderId, recipeId, product, quantity: kg('100') }),
    `creating ${orderId}`,
  )
  await must(client.send('POST', `${order}/release`, {}), `releasing ${orderId}`)
  await must(client.send('POST', `${order}/start`, {}), `starting ${orderId}`)
  await must(client.send('POST', `${order}/steps/mix/start`, { equipmentId: mixer }), `mixing ${orderId}`)
  const device = await connectAsync(plant.mqttUrl, { clientId: mixer, reconnectPeriod: 0 })
  try {
    let commandedAt: number | undefined
    device.on('message', () => {
      commandedAt ??= performance.now()
    })
    await device.subscribeAsync(`andon/lyon/${mixer}/command`, { qos: 1 })
    const samples = [{ parameterId: 'temperature', value: '61.5', unit: 'Cel', occurredAt: new Date().toISOString() }]
    const began = performance.now()
    device.publish(`andon/lyon/${mixer}/sample`, JSON.stringify({ sequence: 1, samples }), { qos: 1 })
    const isHeld = async () =>
      (JSON.parse((await client.send('GET', order)).text) as { status: string }).status === 'held'
    if (await comesTrue(isHeld)) stops.held.push(performance.now() - began)
    else stops.faults.push(`${orderId} was not on hold ${patienceMs} ms after its machine left its limits.`)
    if (await comesTrue(async () => commandedAt !== undefined)) stops.commanded.push((commandedAt ?? 0) - began)
    else stops.faults.push(`${mixer} was not told to hold within ${patienceMs} ms.`)
  } finally {
    await device.endAsync()
  }
}

async function comesTrue(ask: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + patienceMs
  while (performance.now() < end) {
    if (await ask()) return true
    await pause(2)
  }
  return false
}
