import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { deviceMessages } from '../../../events/device.ts'
import type { EquipmentId, ParameterId, RecipeId } from '../../../events/identifiers.ts'
import { recipeDraft } from '../../../events/recipe.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import { processDeviceMessage } from '../../../shared/usecases/equipment/devices.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as recipes from '../../../shared/usecases/recipes/recipes.ts'
import { command, furnish, mixingOrder, taken } from '../../support/commands.ts'
import { dec, draftOf, erik, later, paula, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { histories } from '../../support/seeded.ts'

const version = { recipeId: 'SYRUP' as RecipeId, version: '2' }
const limits = { low: '1', high: '2' }
const pressure = { parameterId: 'pressure', unit: 'bar', source: 'device' }
let store: MemoryStore

beforeEach(() => openPlant())

async function openPlant(policy = 'warn', within: object = limits): Promise<void> {
  store = memoryStore()
  await furnish(store)
  const [weigh, mix] = draftOf().steps
  const draft = recipeDraft.parse({
    ...draftOf(),
    steps: [weigh, { ...mix, parameters: [{ ...pressure, ...within, policy }] }],
  })
  taken(await recipes.draftRecipe(store, command(erik, draft), version))
  taken(await recipes.submitRecipe(store, command(erik, {}), version))
  taken(
    await recipes.approveRecipe(
      store,
      command(quinn, {}, { signature: signedBy(quinn, 'approved', later(0)) }),
      version,
    ),
  )
  await mixingOrder(store, 'O-1')
}

const measures = (sequence: number, value: string) =>
  processDeviceMessage(store, {
    site: 'lyon',
    equipmentId: 'MIXER-1' as EquipmentId,
    message: {
      name: 'sample',
      sequence,
      samples: [{ parameterId: 'pressure' as ParameterId, value: dec(value), occurredAt: later(sequence) }],
    },
    clock: () => later(sequence),
  })
const recorded = () =>
  store
    .factsOf({ type: 'order', id: 'O-1' })
    .filter((fact) => fact.type === 'andon.result.recorded.v1')
    .map(({ data }) => data.value)

describe('a machine whose limit only warns', () => {
  test('is asked for no reason, stops nothing, and is on the record each time that it leaves or comes into its limits', async () => {
    for (const [index, value] of ['1.5', '1.6', '2.5', '2.6', '1.7', '1.8', '0.5'].entries())
      expect(await measures(index + 1, value)).toEqual({ taken: true })
    expect(recorded()).toEqual(['1.5', '2.5', '1.7', '0.5'])
    const { order } = await store.load({ order: ref.order('O-1') })
    expect(order?.value).toMatchObject({ status: 'running', holds: [], deviations: {} })
  })
})

describe('several values in one message', () => {
  const sends = (from: number, ...values: readonly string[]) =>
    processDeviceMessage(store, {
      site: 'lyon',
      equipmentId: 'MIXER-1' as EquipmentId,
      message: {
        name: 'sample',
        sequence: from,
        samples: values.map((value, index) => ({
          parameterId: 'pressure' as ParameterId,
          value: dec(value),
          occurredAt: later(from + index),
        })),
      },
      clock: () => later(from + values.length),
    })
  const told = () =>
    store
      .factsOf({ type: 'order', id: 'O-1' })
      .filter(({ type }) => type === 'andon.result.recorded.v1')
      .map((fact) => [fact.occurredAt, 'value' in fact.data && fact.data.value])

  test('are told as if each had come alone, the second excursion with its own beginning', async () => {
    await sends(1, '1.5', '1.6', '2.5', '2.6', '1.7', '1.8', '0.5', '0.4')
    expect(told()).toEqual([
      [later(1), '1.5'],
      [later(3), '2.5'],
      [later(5), '1.7'],
      [later(7), '0.5'],
    ])
  })

  test('tell an excursion after a return that came with it', async () => {
    await sends(1, '0.5')
    await sends(10, '1.5', '2.5', '2.6')
    expect(told()).toEqual([
      [later(1), '0.5'],
      [later(10), '1.5'],
      [later(11), '2.5'],
    ])
  })

  test('leave what one by one leaves, in any history', async () => {
    const histories = fc.array(fc.constantFrom('1.5', '2.5'), { minLength: 1, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(9), async (values, cut) => {
        await openPlant()
        for (const [index, value] of values.entries()) await sends(index + 1, value)
        const alone = told().map(([, value]) => value)
        await openPlant()
        await sends(1, ...values.slice(0, cut))
        await sends(cut + 1, ...values.slice(cut))
        expect(told().map(([, value]) => value)).toEqual(alone)
      }),
      { numRuns: 60 },
    )
  })

  test('that come and go all the time are told at their beginning and at their end', async () => {
    await sends(1, ...Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? '1.5' : '2.5')))
    expect(told()).toHaveLength(20)
    expect(told().at(-1)).toEqual([later(100), '2.5'])
  })
})

describe('a machine that measures in its own unit', () => {
  const holdsBy = { warn: 0, block: 1 } as const
  const sends = (sequence: number, value: unknown, unit?: unknown) =>
    processDeviceMessage(store, {
      site: 'lyon',
      equipmentId: 'MIXER-1' as EquipmentId,
      message: {
        name: 'sample',
        ...deviceMessages.sample.parse({
          sequence,
          samples: [{ parameterId: 'pressure', value, unit, occurredAt: later(sequence) }],
        }),
      },
      clock: () => later(sequence),
    })
  const orderNow = async () => (await store.load({ order: ref.order('O-1') })).order?.value

  test('is judged in the unit of its limits', async () => {
    expect(await sends(1, '20', '[psi]')).toEqual({ taken: true })
    expect(recorded()).toEqual(['1.378951458634'])
    await openPlant('block')
    expect(await sends(1, '200', '[psi]')).toEqual({ taken: true })
    expect(Object.keys((await orderNow())?.holds ?? {})).toHaveLength(1)
  })

  test.each([
    ['1.5', 'psi', '1.5 psi'],
    ['1.5', 'Cel', '1.5 Cel'],
    ['1.5', 7, '1.5 7'],
    ['ERR', undefined, 'ERR'],
    [null, undefined, 'null'],
    [1e21, 'bar', '1e+21 bar'],
  ])('and sends %j %j, which cannot be read, breaks its limits as its policy says', async (value, unit, sent) => {
    for (const policy of ['warn', 'block'] as const) {
      await openPlant(policy)
      expect(await sends(1, '1.5', 'bar')).toEqual({ taken: true })
      // Those who mend the device are told as well.
      expect(await sends(2, value, unit)).toMatchObject({ taken: false })
      expect(await sends(3, value, unit)).toMatchObject({ taken: false })
      const order = await orderNow()
      expect(order?.holds).toHaveLength(holdsBy[policy])
      expect(order).toMatchObject({ steps: { mix: { results: { pressure: false } } } })
      const facts = store.factsOf({ type: 'order', id: 'O-1' })
      expect(
        facts.map(({ type, data }) => ('breach' in data ? data.breach : type.includes('result') && data)),
      ).toContainEqual(
        expect.objectContaining({ parameterId: 'pressure', value: sent, unreadable: true, low: '1', high: '2' }),
      )
    }
  })

  test('is within its limits again with the next value that can be read', async () => {
    await sends(1, 'ERR')
    await sends(2, '1.5', 'bar')
    expect(recorded()).toEqual(['ERR', '1.5'])
    expect(await orderNow()).toMatchObject({ steps: { mix: { results: { pressure: true } } } })
  })

  test('loses no other sample of the message', async () => {
    const samples = [
      { parameterId: 'pressure', value: null, occurredAt: later(1) },
      { parameterId: 'pressure', value: '1.5', occurredAt: later(2) },
    ]
    const message = { name: 'sample', ...deviceMessages.sample.parse({ sequence: 1, samples }) } as const
    await processDeviceMessage(store, {
      site: 'lyon',
      equipmentId: 'MIXER-1' as EquipmentId,
      message,
      clock: () => later(3),
    })
    expect(recorded()).toEqual(['null', '1.5'])
  })

  test('has what no step watches and cannot be read as a fault of the device', async () => {
    const sent = deviceMessages.sample.parse({
      sequence: 1,
      samples: [{ parameterId: 'weight', value: '1', unit: 'lbs', occurredAt: later(1) }],
    })
    const message = { name: 'sample', ...sent } as const
    const equipmentId = 'MIXER-1' as EquipmentId
    expect(await processDeviceMessage(store, { site: 'lyon', equipmentId, message, clock: () => later(3) })).toEqual({
      taken: false,
      reason: 'weight was sent as "1 lbs", which is no number with a unit of UCUM.',
    })
  })

  test('without limits is only told of what cannot be read', async () => {
    await openPlant('block', {})
    expect(await sends(1, 'ERR')).toMatchObject({ taken: false })
    expect(await orderNow()).toMatchObject({ status: 'running' })
  })
})

describe('a machine that names a unit where the recipe asks for a value of the batch', () => {
  const sends = (value: string, serial: unknown, at = 5) =>
    processDeviceMessage(store, {
      site: 'lyon',
      equipmentId: 'MIXER-1' as EquipmentId,
      message: {
        name: 'sample',
        ...deviceMessages.sample.parse({
          sequence: at,
          samples: [{ parameterId: 'pressure', value, unit: 'bar', occurredAt: later(at), serial }],
        }),
      },
      clock: () => later(at + 1),
    })
  const breaches = () =>
    store
      .factsOf({ type: 'order', id: 'O-1' })
      .flatMap(({ data }) => ('breach' in data && data.breach ? [data.breach] : []))

  test.each([
    ['S-1', 'S-1'],
    ['a b', 'a b'],
    [17, '17'],
    [null, 'null'],
  ])('is judged for the batch, and the fact keeps %j', async (serial, sentSerial) => {
    await openPlant('block')
    await sends('99', serial)
    const { order } = await store.load({ order: ref.order('O-1') })
    expect(order?.value.holds).toHaveLength(1)
    expect(breaches()).toMatchObject([{ parameterId: 'pressure', value: '99', sentSerial }])
    expect(breaches()[0]).not.toHaveProperty('serial')
  })

  test('passes the batch with a good value, whatever it names', async () => {
    expect(await sends('1.5', 'S-1')).toEqual({ taken: true })
    const { order } = await store.load({ order: ref.order('O-1') })
    expect(order?.value).toMatchObject({ steps: { mix: { results: { pressure: true } } } })
  })
})

describe('samples in whatever order and packing they come', () => {
  /** What was measured, in the order of time, cut into messages that arrive in another. */
  const deliveries = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }).chain((goods) =>
    fc.record({
      goods: fc.constant(goods),
      order: fc.shuffledSubarray(
        goods.map((_, index) => index),
        { minLength: goods.length },
      ),
      sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 8, maxLength: 8 }),
    }),
  )

  test('leave the step with what was measured last, and with every kind of excursion on the record', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ goods, order, sizes }) => {
        await openPlant()
        let rest = [...order]
        for (const [number, size] of sizes.entries()) {
          const some = rest.slice(0, size)
          rest = rest.slice(size)
          if (some.length === 0) break
          const samples = some.map((index) => ({
            parameterId: 'pressure' as ParameterId,
            value: dec(goods[index] ? '1.5' : '9'),
            occurredAt: later(index + 1),
          }))
          await processDeviceMessage(store, {
            site: 'lyon',
            equipmentId: 'MIXER-1' as EquipmentId,
            message: { name: 'sample', sequence: number + 1, samples },
            clock: () => later(60),
          })
        }
        const heard = order.length - rest.length
        const known = order.slice(0, heard)
        const newest = Math.max(...known)
        const { order: found } = await store.load({ order: ref.order('O-1') })
        expect(found?.value).toMatchObject({ steps: { mix: { results: { pressure: goods[newest] } } } })
        expect(recorded().includes('9')).toBe(known.some((index) => !goods[index]))
      }),
      { numRuns: histories(300) },
    )
  })
})

describe('a device whose clock is off', () => {
  const says = (message: Parameters<typeof processDeviceMessage>[1]['message'], receivedAt: string) =>
    processDeviceMessage(store, {
      site: 'lyon',
      equipmentId: 'MIXER-1' as EquipmentId,
      message,
      clock: () => receivedAt,
      receivedAt,
    })
  const sample = (value: string, occurredAt: string, sequence: number) => ({
    name: 'sample' as const,
    sequence,
    samples: [{ parameterId: 'pressure' as ParameterId, value: dec(value), occurredAt }],
  })
  const results = async () => (await store.load({ order: ref.order('O-1') })).order?.value
  const machineNow = async () => (await store.load({ machine: ref.machine('MIXER-1') })).machine?.value
  const doomsday = '2099-01-01T00:00:00.000Z'
  const facts = () => store.factsOf({ type: 'order', id: 'O-1' }).map(({ data }) => data)

  test('is heard in its next true message, whatever it said of 2099', async () => {
    await says({ name: 'state', sequence: 8, occurredAt: doomsday, state: 'held' }, later(1))
    await says({ name: 'alarm', sequence: 9, occurredAt: doomsday, code: 'E-7' }, later(1))
    await says({ name: 'state', sequence: 1, occurredAt: later(2), state: 'execute' }, later(2))
    expect(await machineNow()).toMatchObject({ state: 'execute', stateSince: later(2), clock: { isOff: false } })
    const told = store.factsOf({ type: 'equipment', id: 'MIXER-1' }).slice(-3)
    expect(told.map(({ occurredAt, data }) => [occurredAt, 'future' in data, 'late' in data])).toEqual([
      [doomsday, true, false],
      [doomsday, true, false],
      [later(2), false, false],
    ])
  })

  test('proves no good value by a time in the future, and hides no bad one', async () => {
    await says(sample('1.5', doomsday, 1), later(1))
    expect(recorded()).toEqual([])
    expect(await says(sample('9', doomsday, 2), later(2))).toEqual({ taken: true })
    expect(facts().at(-1)).toMatchObject({ value: '9', inSpec: false, future: true })
    expect(await says(sample('9', doomsday, 2), later(2))).toEqual({ taken: true })
    expect(recorded()).toEqual(['9'])
    await says(sample('1.6', later(1.9), 3), later(3))
    expect(await results()).toMatchObject({ steps: { mix: { results: { pressure: true } } } })
    expect(await machineNow()).toMatchObject({ values: { pressure: { value: '1.6' } } })
  })

  test('has each sample of the first minute of a step judged, if it is a minute behind', async () => {
    await says(sample('9', later(-40), 1), later(20.2))
    expect(recorded()).toEqual(['9'])
    expect(await machineNow()).toMatchObject({ clock: { behindMs: 60_200, isOff: false } })
  })

  test('is shown as off beyond the tolerance of the site', async () => {
    await says(sample('1.5', later(-3600), 1), later(20))
    expect(await machineNow()).toMatchObject({ clock: { behindMs: 3_620_000, isOff: true } })
    expect(recorded()).toEqual([])
  })

  test('has a sample that can belong to two steps judged for each', async () => {
    taken(
      await orders.abortOrder(store, command(paula, { reason: 'Power cut' }, { at: later(30) }), { orderId: 'O-1' }),
    )
    await mixingOrder(store, 'O-2', 'MIXER-1', later(40))
    await says(sample('9', later(20), 1), later(60))
    const found = ['O-1', 'O-2'].map((id) =>
      store.factsOf({ type: 'order', id }).filter(({ data }) => 'value' in data && data.value === '9'),
    )
    expect(found.map(({ length }) => length)).toEqual([1, 1])
  })

  test('opens nothing in a step that is over by a sample of the next one, if it is right', async () => {
    await says(sample('1.5', later(10), 1), later(10.1))
    taken(
      await orders.abortOrder(store, command(paula, { reason: 'Power cut' }, { at: later(30) }), { orderId: 'O-1' }),
    )
    await mixingOrder(store, 'O-2', 'MIXER-1', later(30.1))
    await says(sample('9', later(30.5), 2), later(30.6))
    const found = ['O-1', 'O-2'].map((id) =>
      store.factsOf({ type: 'order', id }).filter(({ data }) => 'value' in data && data.value === '9'),
    )
    expect(found.map(({ length }) => length)).toEqual([0, 1])
  })

  test('proves no good value of the time before the step, and hides no bad one', async () => {
    await says(sample('1.5', later(-40), 1), later(20.2))
    expect(recorded()).toEqual([])
    await says(sample('9', later(-45), 2), later(20.3))
    expect(await results()).toMatchObject({ steps: { mix: { results: { pressure: false } } } })
    await says(sample('1.6', later(-30), 3), later(30.2))
    expect(recorded()).toEqual(['9'])
    await says(sample('1.7', later(1), 4), later(61.2))
    expect(recorded()).toEqual(['9', '1.7'])
    expect(await results()).toMatchObject({ steps: { mix: { results: { pressure: true } } } })
  })
})

describe('what a machine measures during a step', () => {
  const trend = async () =>
    (await store.load({ trend: ref.trend({ orderId: 'O-1', stepId: 'mix', parameterId: 'pressure' }) })).trend?.value

  test('is kept: how many, the lowest, the highest and the last, in whatever order and however often', async () => {
    for (const [sequence, value] of [
      [1, '1.5'],
      [4, '1.7'],
      [3, '2.5'],
      [2, '1.6'],
      [3, '2.5'],
    ] as const)
      await measures(sequence, value)
    expect(await trend()).toMatchObject({
      lowest: { value: '1.5' },
      highest: { value: '2.5' },
      last: { value: '1.7', at: Date.parse(later(4)) },
    })
    expect((await trend())?.spans.map(({ from }) => from)).toEqual([1, 2, 3, 4].map((it) => Date.parse(later(it))))
  })

  test('is in the unit of the parameter, and not of a step that had not begun', async () => {
    const samples = [
      { parameterId: 'pressure' as ParameterId, value: dec('150'), unit: 'kPa' as const, occurredAt: later(1) },
      { parameterId: 'pressure' as ParameterId, value: dec('9'), occurredAt: later(-3600) },
      { parameterId: 'pressure' as ParameterId, value: dec('64'), unit: 'Cel' as const, occurredAt: later(2) },
      { parameterId: 'speed' as ParameterId, value: dec('64'), occurredAt: later(2) },
    ]
    await processDeviceMessage(store, {
      site: 'lyon',
      equipmentId: 'MIXER-1' as EquipmentId,
      message: { name: 'sample', sequence: 1, samples },
      clock: () => later(3),
    })
    expect(await trend()).toMatchObject({ highest: { value: '1.5' }, spans: [{ count: 1 }] })
    expect(Object.keys(store.state()).filter((it) => it.startsWith('trend'))).toHaveLength(1)
  })
})
