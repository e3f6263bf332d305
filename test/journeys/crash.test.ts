import { setTimeout as pause } from 'node:timers/promises'
import { connectAsync } from 'mqtt'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Receipt } from '../../events/envelope.ts'
import { until } from '../../local/demo/client.ts'
import type { Answer } from '../../shared/client/client.ts'
import {
  accepted,
  approvedRecipe,
  type Crew,
  crewOf,
  kg,
  read,
  releasedLot,
  runningOrder,
  type Worker,
} from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

// Each crash costs the next command a cold start.
vi.setConfig({ testTimeout: 120_000 })

// A message that was lost with its function comes back after its visibility timeout: 60 s, here 3.
const plant = usePlant({ timeScale: 0.05 })
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
  await releasedLot(crew, 'SUGAR-1', 'SUGAR', kg('1000'))
  const weigh = { stepId: 'weigh', materials: [{ lineId: '0010', materialId: 'SUGAR', quantity: kg('50') }] }
  await approvedRecipe(crew, 'SYRUP', [weigh])
})

let lost = 0

/** Sends the same until the plant says yes or no; what is lost on the way has no answer. */
async function untilAnswered<Body>(send: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await send()
    if (answer.status < 500) return answer
    lost += 1
    await pause(10)
  }
  throw new Error('Two hundred attempts had no answer.')
}

const factsOf = async (subject: string): Promise<Receipt[]> => (await read(crew.vera.getAudit({ subject }))).items
const verified = async (subject: string) => await read(crew.vera.verifyAudit({ subject }))

describe('a crash of the function that takes commands', () => {
  const clients = 8
  const each = 10

  test('in the middle of them, again and again, loses nothing and doubles nothing', async () => {
    const orders = Array.from({ length: clients }, (_, index) => `ORDER-${index}`)
    for (const orderId of orders) await runningOrder(crew, orderId, 'SYRUP', [{ stepId: 'weigh' }])
    let answered = 0
    let kills = 0
    const answers = new Map<string, Answer<{ readonly hash: string }>>()
    const consume = (client: Worker, orderId: string, key: string) =>
      client.consume({ orderId }, { stepId: 'weigh', lineId: '0010', lotId: 'SUGAR-1', quantity: kg('0.125') }, { key })
    const work = async (orderId: string) => {
      for (let turn = 0; turn < each; turn += 1) {
        const key = `${orderId}-key-${turn}`
        answers.set(`person/ada/${key}`, await untilAnswered(() => consume(crew.ada, orderId, key)))
        answered += 1
        // The other clients are waiting for their answers at this moment.
        if (answered % 6 === 0 && (await plant().killFunction('orders-http'))) kills += 1
      }
    }
    await Promise.all(orders.map(work))

    expect(kills).toBeGreaterThan(clients)
    expect(lost).toBeGreaterThan(0)
    expect([...answers.values()].map(({ status }) => status)).toEqual(Array(clients * each).fill(200))
    for (const orderId of orders) {
      const keys = Array.from({ length: each }, (_, turn) => `person/ada/${orderId}-key-${turn}`)
      const facts = (await factsOf(`order:${orderId}`)).filter(({ type }) => type === 'andon.material.consumed.v1')
      expect(facts.map(({ factId }) => factId).sort()).toEqual([...keys].sort())
      for (const { factId, hash } of facts) expect(answers.get(factId)?.body?.hash).toBe(hash)
      // Created, released, started, step started, and one for each key.
      expect(await verified(`order:${orderId}`)).toEqual({ intact: true, entries: 4 + each })
      const body = await read(crew.ada.listSteps({ orderId }))
      expect(body.items[0]?.materials[0]?.consumed).toBe('1.25')
    }
    const lot = await read(crew.vera.getLot({ lotId: 'SUGAR-1' }))
    expect(lot.remaining).toEqual(kg('990'))
    expect(await verified('lot:SUGAR-1')).toMatchObject({ intact: true })
  })

  test('while orders are made leaves each of them made once', async () => {
    const make = (index: number) => {
      const body = { orderId: `MADE-${index}`, recipeId: 'SYRUP', product: 'SYRUP', quantity: kg('100') }
      return untilAnswered(() => crew.paula.createOrder(body, { key: `make-order-${index}` }))
    }
    const made = Array.from({ length: 24 }, async (_, index) => {
      const answer = await make(index)
      if (index % 6 === 0) await plant().killFunction('orders-http')
      return answer
    })
    for (const [index, answer] of (await Promise.all(made)).entries()) {
      expect(answer).toMatchObject({ status: 201, body: { factId: `person/paula/make-order-${index}` } })
      expect(await verified(`order:MADE-${index}`)).toEqual({ intact: true, entries: 1 })
    }
  })
})

describe('a crash of the function that carries facts on', () => {
  test('keeps none of them from the live topic', async () => {
    const watcher = await connectAsync(plant().mqttUrl, {
      clientId: 'live/vera/watcher-1',
      username: 'vera',
      password: await plant().token('vera'),
      reconnectPeriod: 0,
    })
    const heard = new Set<string>()
    const kills: Promise<boolean>[] = []
    watcher.on('message', (_topic, payload) => {
      for (const { factId } of JSON.parse(payload.toString())) {
        if (heard.has(factId)) continue
        heard.add(factId)
        // Only after news, so that no record meets more crashes than its mapping has retries.
        if (heard.size % 10 === 0) kills.push(plant().killFunction('outbox-stream'))
      }
    })
    await watcher.subscribeAsync('andon/lyon/live/facts', { qos: 1 })
    await runningOrder(crew, 'SHOWN', 'SYRUP')
    const keys = Array.from({ length: 60 }, (_, index) => `comment-${index}`)
    for (const key of keys) accepted(await crew.ada.commentOrder({ orderId: 'SHOWN' }, { text: key }, { key }))
    await until(
      async () => keys.filter((key) => !heard.has(`person/ada/${key}`)),
      (missing) => missing.length === 0,
      'Every comment on the live topic',
    )
    await watcher.endAsync()
    expect((await Promise.all(kills)).filter(Boolean).length).toBeGreaterThan(2)
    expect(plant().deadLetters()).toEqual([])
  })
})

describe('a crash of the function that hears the machines', () => {
  test('loses nothing of what they say and puts nothing on record twice', async () => {
    const definition = { name: 'Mixer', level: 'work-unit', equipmentClass: 'mixer' } as const
    accepted(await crew.erik.defineEquipment({ equipmentId: 'MIXER-1' }, definition))
    const device = await connectAsync(plant().mqttUrl, { clientId: 'MIXER-1', reconnectPeriod: 0 })
    const began = Date.now()
    const at = (sequence: number) => new Date(began + sequence).toISOString()
    const publish = (message: string, payload: object) =>
      device.publishAsync(`andon/lyon/MIXER-1/${message}`, JSON.stringify(payload), { qos: 1 })
    const rounds = 3
    const perRound = 20
    for (let round = 0; round < rounds; round += 1) {
      const sequences = Array.from({ length: perRound }, (_, index) => round * perRound + index)
      await Promise.all(
        sequences.flatMap((sequence) => [
          publish('state', { sequence, occurredAt: at(sequence), state: sequence % 2 === 0 ? 'idle' : 'execute' }),
          publish('count', { sequence, occurredAt: at(sequence), good: sequence, reject: 0 }),
        ]),
      )
      while (!(await plant().killFunction('equipment-device'))) await pause(1)
    }
    const facts = await until(
      async () =>
        (await factsOf('equipment:MIXER-1')).filter((fact) => fact.type === 'andon.equipment.state-changed.v1'),
      ({ length }) => length >= rounds * perRound,
      'Every state on record',
      40,
    )
    await device.endAsync()
    const sequences = facts.map(({ data }) => data.sequence).sort((one, other) => one - other)
    expect(sequences).toEqual(Array.from({ length: rounds * perRound }, (_, index) => index))
    expect(await verified('equipment:MIXER-1')).toEqual({ intact: true, entries: 1 + rounds * perRound })
    await until(
      () => read(crew.vera.getMachine({ equipmentId: 'MIXER-1' })),
      ({ counts, state, stateSequence }) => counts?.good === '59' && state === 'execute' && stateSequence === 59,
      'The newest state and count',
    )
    expect(plant().deadLetters()).toEqual([])
  })
})
