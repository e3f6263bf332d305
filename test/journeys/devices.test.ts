import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FactType } from '../../events/catalog.ts'
import type { FactOf } from '../../events/receipt.ts'
import { until } from '../../local/demo/client.ts'
import type { DeadLetter } from '../../local/desk.ts'
import { accepted, approvedRecipe, type Crew, crewOf, read, runningOrder } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
const open: MqttClient[] = []

beforeAll(async () => {
  crew = await crewOf(plant().url)
  const parameters = [
    { parameterId: 'temperature', unit: 'Cel', low: '35', high: '45', source: 'device' },
    { parameterId: 'pressure', unit: 'bar', low: '1', high: '3', source: 'device' },
  ] as const
  await approvedRecipe(crew, 'MIX', [{ stepId: 'mix', equipmentClass: 'mixer', parameters }])
})
afterAll(() => Promise.all(open.map((device) => device.endAsync(true))))

async function device(clientId: string): Promise<MqttClient> {
  const client = await connectAsync(plant().mqttUrl, { clientId, reconnectPeriod: 0 })
  open.push(client)
  return client
}

/** A mixer that is defined and connected. */
async function mixer(equipmentId: string): Promise<(message: string, payload: unknown) => Promise<unknown>> {
  const definition = { name: equipmentId, level: 'work-unit', equipmentClass: 'mixer' } as const
  accepted(await crew.erik.defineEquipment({ equipmentId }, definition))
  const client = await device(equipmentId)
  return (message, payload) =>
    client.publishAsync(
      `andon/lyon/${equipmentId}/${message}`,
      typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
      { qos: 1 },
    )
}

/** A mixer at work on an order of its own. */
async function working(equipmentId: string) {
  const publish = await mixer(equipmentId)
  const orderId = `ORDER-${equipmentId}`
  await runningOrder(crew, orderId, 'MIX', [{ stepId: 'mix', equipmentId }])
  return { publish, orderId }
}

const now = () => new Date().toISOString()
const past = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()
const temperature = (value: unknown, unit?: string, occurredAt = now()) => ({
  parameterId: 'temperature',
  value,
  ...(unit !== undefined && { unit }),
  occurredAt,
})
const stateOf = async (equipmentId: string) => await read(crew.vera.getMachine({ equipmentId }))
const factsOf = async <Type extends FactType>(subject: string, type: Type) =>
  (await read(crew.vera.getAudit({ subject }))).items.filter(
    (fact): fact is Extract<FactOf, { type: Type }> => fact.type === type,
  )

const topicOf = ({ body }: DeadLetter): string => String((body as { topic?: unknown }).topic)
const letterOf = async (topic: string): Promise<DeadLetter> => {
  const [letter] = await until(
    async () =>
      plant()
        .deadLetters()
        .filter((it) => topicOf(it) === topic),
    ({ length }) => length > 0,
    `The dead letter of ${topic}`,
  )
  if (letter === undefined) throw new Error(`There is no dead letter of ${topic}.`)
  return letter
}

describe('a message that nobody can make anything of', () => {
  test.each<[string, string, unknown, RegExp]>([
    ['of an unknown kind', 'banana', { sequence: 1 }, /banana is no message that a device may publish/],
    ['on a topic that goes too deep', 'state/now/then', { sequence: 1 }, /No message of this site has such a topic/],
    ['of a kind that every object has', 'constructor', {}, /constructor is no message that a device may publish/],
    ['that is no JSON', 'state', 'running', /is not JSON/],
    ['of bytes', 'count', Buffer.from([0x00, 0xff, 0xfe, 0x08, 0x12]), /is not JSON/],
    ['of nothing', 'alarm', '', /is not JSON/],
    ['that lacks what it is about', 'sample', { sequence: 1 }, /samples is missing\./],
  ])('is kept with its reason: one %s', async (_, message, payload, reason) => {
    const equipmentId = `BABBLER-${message.replaceAll('/', '-')}`
    const publish = await mixer(equipmentId)
    await publish(message, payload)
    const letter = await letterOf(`andon/lyon/${equipmentId}/${message}`)
    expect(letter.reason).toMatch(reason)
    const sent = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload)
    const kept = Buffer.from(String((letter.body as { payload: string }).payload), 'base64')
    expect(kept.equals(Buffer.from(sent))).toBe(true)
    expect(await stateOf(equipmentId)).toMatchObject({ state: 'unknown', values: {} })
  })

  test.each<[string, string, object]>([
    ['a state that PackML does not know', 'state', { sequence: 1, occurredAt: now(), state: 'dreaming' }],
    ['a sequence below zero', 'state', { sequence: -1, occurredAt: now(), state: 'idle' }],
    ['a time that is none', 'state', { sequence: 1, occurredAt: 'noon', state: 'idle' }],
    ['a count with a fraction', 'count', { sequence: 1, occurredAt: now(), good: 1.5, reject: 0 }],
    ['a count below zero', 'count', { sequence: 1, occurredAt: now(), good: -1, reject: 0 }],
    ['no samples', 'sample', { sequence: 1, samples: [] }],
    ['a thousand and one samples', 'sample', { sequence: 1, samples: Array(1001).fill(temperature(40)) }],
  ])('is kept with the field that is wrong: %s', async (_, message, payload) => {
    const equipmentId = `ODD-${crypto.randomUUID()}`
    const publish = await mixer(equipmentId)
    await publish(message, payload)
    const { reason } = await letterOf(`andon/lyon/${equipmentId}/${message}`)
    expect(reason).toMatch(/cannot be read\. [a-zA-Z0-9.]+ (is|must) /)
    expect(await stateOf(equipmentId)).toMatchObject({ state: 'unknown', values: {} })
  })

  test.each([
    ['a value that JSON cannot carry', temperature(1e300), '1e+300'],
    ['a unit of its own', temperature(40, 'degrees'), '40 degrees'],
  ])('is kept with the sample that cannot be read: %s', async (_, sample, sent) => {
    const equipmentId = `ODD-${crypto.randomUUID()}`
    const publish = await mixer(equipmentId)
    await publish('sample', { sequence: 1, samples: [sample] })
    const { reason } = await letterOf(`andon/lyon/${equipmentId}/sample`)
    expect(reason).toBe(`temperature was sent as "${sent}", which is no number with a unit of UCUM.`)
    expect(await stateOf(equipmentId)).toMatchObject({ state: 'unknown', values: {} })
  })

  test.each(['state', 'count', 'sample', 'alarm'])(
    'is one of an equipment that is not defined: %s',
    async (message) => {
      const equipmentId = `STRANGER-${message}`
      const stranger = await device(equipmentId)
      const told = {
        sequence: 1,
        occurredAt: now(),
        state: 'idle',
        good: 1,
        reject: 0,
        code: 'E1',
        samples: [temperature(40)],
      }
      await stranger.publishAsync(`andon/lyon/${equipmentId}/${message}`, JSON.stringify(told), { qos: 1 })
      const { reason } = await letterOf(`andon/lyon/${equipmentId}/${message}`)
      expect(reason).toBe(`There is no equipment ${equipmentId} at this site; define it first.`)
    },
  )

  test('is a sample in a unit of another dimension; it breaks its limits, and the samples beside it count', async () => {
    const { publish, orderId } = await working('MIXER-UNIT')
    await publish('sample', {
      sequence: 1,
      samples: [temperature(40, 'bar'), { parameterId: 'pressure', value: '9', unit: 'bar', occurredAt: now() }],
    })
    const { reason } = await letterOf('andon/lyon/MIXER-UNIT/sample')
    expect(reason).toBe('temperature is measured in Cel; bar measures something else.')
    const body = await read(crew.vera.getOrder({ orderId }))
    expect([body.status, 'breaches' in body && Object.keys(body.breaches).sort()]).toEqual([
      'held',
      ['mix/pressure', 'mix/temperature'],
    ])
  })
})

describe('a device', () => {
  test.each([
    'andon/lyon/VICTIM/state',
    'andon/cork/LIAR/state',
    'andon/lyon/LIAR/command',
    'andon/lyon/live/facts',
    'andon/lyon/live/VICTIM/weight',
    '$aws/rules/Nothing/andon/lyon/LIAR/state',
    'orders',
    '$SYS/broker',
  ])('is cut off when it publishes to %s, and nothing of it is taken', async (topic) => {
    accepted(await crew.erik.defineEquipment({ equipmentId: 'VICTIM' }, { name: 'Victim', level: 'work-unit' }))
    const liar = await device('LIAR')
    const closed = new Promise<string>((resolve) => liar.once('close', () => resolve('closed')))
    liar.publish(topic, JSON.stringify({ sequence: 1, occurredAt: now(), state: 'execute' }), { qos: 1 })
    expect(await closed).toBe('closed')
    expect(await stateOf('VICTIM')).toMatchObject({ state: 'unknown' })
  })

  test('may not listen to what others are told', async () => {
    const spy = await device('SPY')
    for (const topic of ['andon/lyon/VICTIM/command', 'andon/lyon/live/#', '#'])
      await expect(spy.subscribeAsync(topic)).rejects.toThrow()
  })
})

describe('messages that are repeated and out of order', () => {
  test('leave one fact each, the newest state, and flags on what came late or from the future', async () => {
    const publish = await mixer('MIXER-ORDER')
    const told = [
      { sequence: 1, occurredAt: past(60), state: 'idle' },
      { sequence: 2, occurredAt: past(50), state: 'starting' },
      { sequence: 3, occurredAt: past(40), state: 'execute' },
      { sequence: 4, occurredAt: past(30), state: 'held' },
    ]
    for (const index of [3, 0, 3, 2, 1, 0, 1, 2, 3, 3]) await publish('state', told[index])
    const preIssued = { sequence: 5, occurredAt: past(-3600), state: 'stopped' }
    await publish('state', preIssued)
    const facts = await until(
      () => factsOf('equipment:MIXER-ORDER', 'andon.equipment.state-changed.v1'),
      ({ length }) => length === 5,
      'One fact for each message',
    )
    const bySequence = new Map(facts.map(({ data }) => [data.sequence, data]))
    expect([1, 2, 3, 4, 5].map((sequence) => bySequence.get(sequence))).toMatchObject([
      { state: 'idle', late: true },
      { state: 'starting', late: true },
      { state: 'execute', late: true },
      { state: 'held' },
      { state: 'stopped', future: true },
    ])
    expect(bySequence.get(4)).not.toHaveProperty('late')
    expect(bySequence.get(5)).not.toHaveProperty('late')
    expect(await stateOf('MIXER-ORDER')).toMatchObject({
      state: 'held',
      stateSince: told[3]?.occurredAt,
      clock: { isOff: true, ahead: { occurredAt: preIssued.occurredAt } },
    })
    await publish('state', { sequence: 6, occurredAt: now(), state: 'execute' })
    const mended = await until(
      () => stateOf('MIXER-ORDER'),
      ({ state }) => state === 'execute',
      'The next true state is the newest',
    )
    expect(mended.clock).toMatchObject({ isOff: false })
    const body = await read(crew.vera.verifyAudit({ subject: 'equipment:MIXER-ORDER' }))
    expect(body).toMatchObject({ intact: true, entries: 7 })
  })

  test('leave the newest count and the newest value of each parameter', async () => {
    const publish = await mixer('MIXER-NEWEST')
    const counts = [30, 20, 10].map((ago, index) => ({
      sequence: index,
      occurredAt: past(ago),
      good: (index + 1) * 100,
      reject: index,
    }))
    for (const index of [2, 0, 1, 2, 0]) await publish('count', counts[index])
    const atOnce = past(50)
    const samples = (sequence: number) => ({
      sequence,
      samples: [
        temperature(30 + sequence, 'Cel', past(100 - sequence)),
        { parameterId: 'pressure', value: `${sequence}`, occurredAt: atOnce },
      ],
    })
    for (const sequence of [5, 1, 9, 2, 9, 3]) await publish('sample', samples(sequence))
    await publish('state', { sequence: 1, occurredAt: now(), state: 'idle' })
    const seen = await until(
      () => stateOf('MIXER-NEWEST'),
      ({ state, counts: now, values }) => state === 'idle' && now?.good === '300' && values.temperature?.value === '39',
      'The newest of everything',
    )
    expect(seen).toMatchObject({
      counts: { good: '300', reject: '2' },
      values: { temperature: { value: '39' }, pressure: { value: '9', sequence: 9 } },
    })
  })

  test('under one sequence and time with another content are kept as what they are', async () => {
    const publish = await mixer('MIXER-TWICE')
    const occurredAt = now()
    await publish('state', { sequence: 1, occurredAt, state: 'idle' })
    await until(
      () => stateOf('MIXER-TWICE'),
      ({ state }) => state === 'idle',
      'The first state',
    )
    await publish('state', { sequence: 1, occurredAt, state: 'execute' })
    const { reason } = await letterOf('andon/lyon/MIXER-TWICE/state')
    expect(reason).toMatch(/Another message came under the same sequence and time/)
    expect(await stateOf('MIXER-TWICE')).toMatchObject({ state: 'idle' })
  })
})

describe('samples', () => {
  test('by the thousand in one message leave the first good one as evidence and the newest as the value', async () => {
    const { publish, orderId } = await working('MIXER-MANY')
    const samples = Array.from({ length: 1000 }, (_, index) => temperature('40.5', 'Cel', past(-index / 1000)))
    await publish('sample', { sequence: 1, samples })
    const results = await until(
      () => factsOf(`order:${orderId}`, 'andon.result.recorded.v1'),
      ({ length }) => length > 0,
      'The evidence',
    )
    expect(results).toMatchObject([{ data: { parameterId: 'temperature', value: '40.5', inSpec: true } }])
    expect((await stateOf('MIXER-MANY')).values.temperature?.occurredAt).toBe(samples.at(-1)?.occurredAt)
  })

  test('outside the limits, two hundred of them, open one deviation and place one hold', async () => {
    const { publish, orderId } = await working('MIXER-HOT')
    await Promise.all(
      Array.from({ length: 200 }, (_, sequence) =>
        publish('sample', { sequence, samples: [temperature(60 + sequence / 10, 'Cel', past(-sequence / 1000))] }),
      ),
    )
    await publish('state', { sequence: 1000, occurredAt: now(), state: 'aborted' })
    await until(
      () => stateOf('MIXER-HOT'),
      ({ state, values }) => state === 'aborted' && values.temperature?.sequence === 199,
      'The last of what the mixer says',
    )
    const body = await read(crew.vera.getOrder({ orderId }))
    expect([body.status, body.holds.length, 'deviations' in body && Object.keys(body.deviations).length]).toEqual([
      'held',
      1,
      1,
    ])
    expect(await factsOf(`order:${orderId}`, 'andon.deviation.opened.v1')).toHaveLength(1)
  })

  test.each([
    ['313.15', 'K', true],
    ['318.15', 'K', true],
    ['318.16', 'K', false],
    ['40', undefined, true],
    ['34.999999999999', 'Cel', false],
  ] as const)('of %s %s are judged in the unit of the recipe: within is %s', async (value, unit, inSpec) => {
    const { publish, orderId } = await working(`MIXER-${value.replace('.', '-')}-${unit ?? 'none'}`)
    await publish('sample', { sequence: 1, samples: [temperature(value, unit)] })
    const type = inSpec ? 'andon.result.recorded.v1' : 'andon.deviation.opened.v1'
    const [fact] = await until(
      () => factsOf(`order:${orderId}`, type),
      ({ length }) => length > 0,
      'The judgement',
    )
    expect(fact?.actor).toMatchObject({ kind: 'device' })
    expect((await read(crew.vera.getOrder({ orderId }))).status).toBe(inSpec ? 'running' : 'held')
  })

  test('that come late are judged by the step that they were measured in', async () => {
    const { publish, orderId } = await working('MIXER-LATE')
    await publish('sample', { sequence: 1, samples: [temperature(99, 'Cel', past(3600)), temperature(40)] })
    await until(
      () => factsOf(`order:${orderId}`, 'andon.result.recorded.v1'),
      ({ length }) => length === 1,
      'The good sample',
    )
    expect(await read(crew.vera.getOrder({ orderId }))).toMatchObject({ status: 'running', deviations: {} })
  })

  test('of the first minute of a step are judged for it, though the clock of the machine is a minute behind', async () => {
    const { publish, orderId } = await working('MIXER-SLOW')
    await publish('sample', { sequence: 1, samples: [temperature(99, 'Cel', past(60))] })
    await until(
      () => read(crew.vera.getOrder({ orderId })),
      ({ status }) => status === 'held',
      'The hold',
    )
    expect(await factsOf(`order:${orderId}`, 'andon.deviation.opened.v1')).toHaveLength(1)
    const { clock } = await stateOf('MIXER-SLOW')
    expect(clock?.isOff).toBe(false)
    expect(clock?.behindMs).toBeGreaterThanOrEqual(60_000)
  })
})
