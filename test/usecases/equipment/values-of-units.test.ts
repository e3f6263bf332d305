import { beforeEach, describe, expect, test } from 'vitest'
import { deviceMessages } from '../../../events/device.ts'
import type { EquipmentId } from '../../../events/identifiers.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import { processDeviceMessage } from '../../../shared/usecases/equipment/devices.ts'
import type { Taken } from '../../../shared/usecases/equipment/heard.ts'
import { taken } from '../../support/commands.ts'
import { later } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { leave, pumpSteps, pumps, scratchFree, torque } from '../../support/pieces.ts'
import { unitIn } from '../../support/units.ts'

let store: MemoryStore
let sequence = 0

interface Sent {
  readonly value: unknown
  readonly serial?: unknown
  readonly at?: number
  readonly parameterId?: string
}

/** One message of the wrench, as it leaves the device. */
const send = (...samples: readonly Sent[]): Promise<Taken> => {
  sequence += 1
  const message = deviceMessages.sample.parse({
    sequence,
    samples: samples.map(({ at = sequence, parameterId = 'torque', ...sent }) => ({
      parameterId,
      occurredAt: later(at),
      ...sent,
    })),
  })
  return processDeviceMessage(store, {
    site: 'cork',
    equipmentId: 'MIXER-1' as EquipmentId,
    message: { name: 'sample', ...message },
    clock: () => later(600),
  })
}

const trend = async (serial?: string) => {
  const of = { orderId: 'O-1', stepId: 'tighten', parameterId: 'torque' }
  const { found } = await store.load({ found: ref.trend(serial === undefined ? of : { ...of, serial }) })
  return found?.value
}
const trends = () => Object.keys(store.state()).filter((name) => name.startsWith('trend'))

beforeEach(() => {
  store = memoryStore()
  sequence = 0
})

describe('what devices measure of each unit', () => {
  test('is kept for the step and for the unit', async () => {
    await pumps(store, 2)
    await send({ value: '50', serial: 'P001', at: 1 }, { value: '51', serial: 'P002', at: 2 })
    await send({ value: '49', serial: 'P001', at: 3 })
    expect((await trend())?.spans.map(({ sum }) => sum)).toEqual(['50', '51', '49'])
    expect((await trend('P001'))?.spans.map(({ sum }) => sum)).toEqual(['50', '49'])
    expect(await trend('P002')).toMatchObject({ serial: 'P002', last: { value: '51' } })
  })

  test('is kept only of units of the order, and only where the recipe asks for a value of each unit', async () => {
    await pumps(store, 1)
    await send({ value: '50', serial: 'X999' })
    expect(trends()).toHaveLength(1)
    store = memoryStore()
    await pumps(store, 1, pumpSteps({ torque: { per: 'step' } }))
    await send({ value: '50', serial: 'P001' })
    expect(trends()).toHaveLength(1)
  })

  test('is the curve of its deviation, and not that of the other units', async () => {
    await pumps(store, 20)
    await send({ value: '50', serial: 'P016', at: 1 })
    await send({ value: '49', serial: 'P017', at: 2 })
    await send({ value: '57', serial: 'P017', at: 3 })
    const [deviation] = Object.entries(store.state()).flatMap(([name, value]) =>
      name.startsWith('deviation ') ? [value] : [],
    )
    expect(deviation).toMatchObject({
      breach: {
        curve: {
          points: [
            { at: later(2), value: '49' },
            { at: later(3), value: '57' },
          ],
        },
      },
    })
  })

  test('is in the fact of its leaving: all 200 values of 50 units with four torques each', async () => {
    const four = ['torque', 'torque-2', 'torque-3', 'torque-4']
    const [tighten, ...others] = pumpSteps()
    const serials = await pumps(store, 50, [
      { ...tighten, checks: [], parameters: four.map((parameterId) => ({ ...torque, parameterId })) },
      ...others,
    ])
    const measuredAt = (unit: number, bolt: number) => `${48 + (unit % 4)}.${bolt}`
    const all = serials.flatMap((serial, unit) =>
      four.map((parameterId, bolt) => ({ parameterId, serial, value: measuredAt(unit, bolt), at: unit * 4 + bolt })),
    )
    expect(await send(...all)).toEqual({ taken: true })
    expect(trends()).toHaveLength(204)
    const first = taken(await leave(store, 'tighten', serials.slice(0, 40))).fact.data
    const last = taken(await leave(store, 'tighten', serials.slice(40))).fact.data
    expect(last).toMatchObject({ values: four.map((parameterId) => ({ parameterId, count: 50 })) })
    const told = [first, last].flatMap((it) => ('unitValues' in it ? (it.unitValues ?? []) : []))
    expect(told).toHaveLength(200)
    expect(told).toEqual(
      expect.arrayContaining(
        all.map(({ at: _at, value, ...of }) => ({ ...of, count: 1, lowest: value, highest: value, last: value })),
      ),
    )
  })

  test('is told value by value where a unit has a few', async () => {
    await pumps(store, 2)
    for (const [at, value] of ['50', '48.5', '51'].entries()) await send({ value, serial: 'P001', at })
    taken(await scratchFree(store, 'P001'))
    const { fact } = taken(await leave(store, 'tighten', ['P001']))
    expect(fact).toMatchObject({
      type: 'andon.step.progressed.v1',
      data: {
        unitValues: [
          {
            serial: 'P001',
            parameterId: 'torque',
            count: 3,
            lowest: '48.5',
            highest: '51',
            last: '51',
            each: ['50', '48.5', '51'],
          },
        ],
      },
    })
  })
})

describe('a serial number that cannot be read', () => {
  test('does not lose the other samples of its message', async () => {
    await pumps(store, 2)
    const outcome = await send({ value: '50', serial: 'P 001!', at: 1 }, { value: '51', serial: 'P002', at: 2 })
    expect(outcome).toEqual({
      taken: false,
      reason: 'torque was sent for the unit "P 001!", which is no serial number; its value counts for no unit.',
    })
    expect(await trend('P002')).toMatchObject({ last: { value: '51' } })
    expect((await trend())?.spans).toHaveLength(2)
    expect(unitIn(store.state(), 'PUMP', 'P002')).toMatchObject({
      steps: { tighten: { results: { torque: true } } },
    })
  })

  test('of any type is said as it was sent', async () => {
    await pumps(store, 1)
    expect(await send({ value: '50', serial: null })).toMatchObject({ reason: expect.stringContaining('"null"') })
    expect(await send({ value: '50', serial: 17 })).toMatchObject({ reason: expect.stringContaining('"17"') })
    expect(trends()).toHaveLength(1)
  })
})
