import { beforeEach, describe, expect, test } from 'vitest'
import { reverse as reverseBody } from '../../../events/consumption.ts'
import { consume as consumeBody } from '../../../events/order.ts'
import { buildUnits as buildBody } from '../../../events/unit.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { lotBalance } from '../../../shared/domain/production/lot-balance.ts'
import { keptIn } from '../../../shared/domain/production/order-balance.ts'
import type { Lot, Sublot } from '../../../shared/domain/stock/lot.ts'
import { ownId } from '../../../shared/usecases/commit/own-id.ts'
import { affectedUnits } from '../../../shared/usecases/genealogy/affected-units.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as consumption from '../../../shared/usecases/production/consumption.ts'
import * as reversal from '../../../shared/usecases/production/reversal.ts'
import * as building from '../../../shared/usecases/production/unit-building.ts'
import { command, stock, taken } from '../../support/commands.ts'
import { ada, noon, olga } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { announce, install, motors, pumpPlant, remove, building as started, unitIn } from '../../support/units.ts'

let store: MemoryStore
beforeEach(async () => {
  store = memoryStore()
  await pumpPlant(store)
  await motors(store, 'MOT-1', ['M-1', 'M-2', 'M-3'])
  await stock(store, 'SEAL-1', 'SEAL', '10', noon, '{each}')
  await started(store, 'O-1')
  taken(await announce(store, 'O-1', 'PUMP-7', ['P-1', 'P-2', 'P-3']))
})

const motor = (sublotId: string) => ({ lineId: '0010', lotId: 'MOT-1', sublotId })
const seals = { lineId: '0020', lotId: 'SEAL-1' }
const pump = (serial: string, ...components: object[]) => ({ serial, components })
const ask = (units: object[], id?: string) =>
  command(ada, buildBody.parse({ stepId: 'build', units }), { operation: 'buildUnits', ...(id && { id }) })
const build = (units: object[], id?: string) => building.buildUnits(store, ask(units, id), { orderId: 'O-1' })
const codesOf = (outcomes: readonly building.UnitOutcome[]) =>
  outcomes.map(({ outcome }) =>
    outcome.outcome === 'refused' ? outcome.violations.map(({ code, ref }) => `${code} ${ref}`) : outcome.outcome,
  )
const lot = (lotId: string) => store.state()[`lot ${lotId}`] as Lot
const order = () => store.state()['order O-1'] as BoundOrder

describe('units built in one call', () => {
  test('get what scanning each component would give them', async () => {
    const outcomes = await build([pump('P-1', motor('M-1'), seals), pump('P-2', motor('M-2'), seals)])
    expect(codesOf(outcomes)).toEqual(['done', 'done'])
    const inOneCall = store.state()
    store = memoryStore()
    await pumpPlant(store)
    await motors(store, 'MOT-1', ['M-1', 'M-2', 'M-3'])
    await stock(store, 'SEAL-1', 'SEAL', '10', noon, '{each}')
    await started(store, 'O-1')
    taken(await announce(store, 'O-1', 'PUMP-7', ['P-1', 'P-2', 'P-3']))
    for (const [into, sublotId] of [
      ['P-1', 'M-1'],
      ['P-2', 'M-2'],
    ] as const) {
      taken(await install(store, 'O-1', { ...motor(sublotId), into }))
      taken(await install(store, 'O-1', { ...seals, value: '2', into }))
    }
    const scanned = store.state()
    const shown = (state: Record<string, unknown>) => {
      const told = Object.entries(state).filter(([key]) => /^(order|lot|sublot|serial) /.test(key))
      return JSON.parse(JSON.stringify(told).replaceAll(/"consumptionId":"[^"]*"/g, '"consumptionId":""'))
    }
    expect(shown(inOneCall)).toEqual(shown(scanned))
  })

  test('have ids that no key of a caller makes, in whatever order the commands come', async () => {
    await stock(store, 'GREASE-1', 'GREASE', '20', noon, 'kg')
    const key = 'person/ada/KKKKKKKK'
    const first = { stepId: 'build', lineId: '0030', lotId: 'GREASE-1', quantity: { value: '0.1', unit: 'kg' } }
    const grease = (id: string) =>
      consumption.consume(store, command(ada, consumeBody.parse(first), { id }), { orderId: 'O-1' })
    taken(await grease(`${key}/0`))
    expect(codesOf(await build([pump('P-1', motor('M-1'), seals)], key))).toEqual(['done'])
    taken(await grease(`${key}/0/0`))
    const [{ consumptionId } = {}] = unitIn(store.state(), 'PUMP', 'P-1')?.components ?? []
    expect(reverseBody.parse({ consumptionId, reason: 'It leaks' })).toMatchObject({ consumptionId })
    taken(await remove(store, 'O-1', `${key}/0/0`))
    expect([lot('GREASE-1').remaining, unitIn(store.state(), 'PUMP', 'P-1')?.components?.length]).toEqual(['19.9', 2])
    taken(await remove(store, 'O-1', consumptionId ?? ''))
    expect(unitIn(store.state(), 'PUMP', 'P-1')?.components?.map((it) => it.lotId)).toEqual(['SEAL-1'])
  })

  test('have components that can be taken out again by their ids, however long the key is', async () => {
    const key = ownId({ kind: 'integration', id: 'i'.repeat(64) }, 'k'.repeat(128))
    expect(codesOf(await build([pump('P-1', motor('M-1'), seals)], key))).toEqual(['done'])
    const [{ consumptionId } = {}] = unitIn(store.state(), 'PUMP', 'P-1')?.components ?? []
    expect(reverseBody.safeParse({ consumptionId, reason: 'It leaks' }).success).toBe(true)
  })

  test('take what their line gives each of them, and the one piece of a serial number', async () => {
    taken((await build([pump('P-1', motor('M-1'), seals)]))[0]?.outcome ?? { outcome: 'busy' })
    const { components = [] } = unitIn(store.state(), 'PUMP', 'P-1') ?? {}
    expect(components.map((it) => [it.serial ?? it.lotId, it.quantity.value])).toEqual([
      ['M-1', '1'],
      ['SEAL-1', '2'],
    ])
    expect([lot('MOT-1').remaining, lot('SEAL-1').remaining]).toEqual(['2', '8'])
    expect(order().begun).toEqual(['P-1'])
  })

  test('are refused alone, with every reason, and nothing of them is built', async () => {
    const before = lot('SEAL-1')
    const outcomes = await build([
      pump('P-1', seals, motor('M-9'), { lineId: '0030', lotId: 'SEAL-1' }),
      pump('P-2', motor('M-2'), seals),
      pump('P-9', motor('M-3')),
    ])
    expect(codesOf(outcomes)).toEqual([
      ['unit-unfit components/2/lotId', 'sublot-unknown lot:MOT-1/M-9', 'unit-missing components/2/quantity'],
      'done',
      ['unit-unknown unit:PUMP/P-9'],
    ])
    expect(unitIn(store.state(), 'PUMP', 'P-1')?.components).toBeUndefined()
    expect(lot('SEAL-1').remaining).toBe(String(Number(before.remaining) - 2))
  })

  test('are judged with what the same call has built before', async () => {
    const outcomes = await build([
      pump('P-1', motor('M-1'), seals),
      pump('P-1', { ...seals, quantity: { value: '1', unit: '{each}' } }),
      pump('P-2', motor('M-1')),
    ])
    expect(codesOf(outcomes)[0]).toBe('done')
    expect(codesOf(outcomes)[1]).toEqual([expect.stringContaining('line-over-tolerance')])
    expect(codesOf(outcomes)[2]).toEqual([expect.stringContaining('lot-insufficient')])
  })

  test('take two components of one lot in two entries', async () => {
    const oneSeal = { ...seals, quantity: { value: '1', unit: '{each}' } }
    expect(codesOf(await build([pump('P-1', oneSeal, oneSeal)]))).toEqual([['unit-unfit components/1/lotId']])
    expect(codesOf(await build([pump('P-1', oneSeal), pump('P-1', oneSeal)]))).toEqual(['done', 'done'])
  })
})

describe('a repeated call', () => {
  const units = [pump('P-1', motor('M-1'), seals), pump('P-9', seals), pump('P-2', motor('M-2'), seals)]

  test('gives the first answer again and changes nothing', async () => {
    const first = await build(units, 'key-one-1')
    taken(await announce(store, 'O-1', 'PUMP-7', ['P-9']))
    const before = store.state()
    const again = await build(units, 'key-one-1')
    expect(codesOf(again)).toEqual(codesOf(first))
    expect(again.every(({ outcome }) => 'replayed' in outcome && outcome.replayed)).toBe(true)
    expect(store.state()).toEqual(before)
  })

  test('goes on where it was cut short', async () => {
    // What a call leaves that ended after its first unit.
    const whole = ask(units, 'key-two-1')
    await building.buildUnits(
      store,
      { ...whole, body: { ...whole.body, units: whole.body.units.slice(0, 1) } },
      { orderId: 'O-1' },
    )
    const outcomes = await building.buildUnits(store, whole, { orderId: 'O-1' })
    expect(outcomes.map(({ outcome }) => 'replayed' in outcome && outcome.replayed)).toEqual([true, false, false])
  })

  test('with another body is refused as a whole', async () => {
    await build(units, 'key-three-1')
    const other = await build([pump('P-3', motor('M-3'))], 'key-three-1')
    expect(other.map(({ outcome }) => outcome.outcome)).toEqual(['key-reused'])
  })
})

describe('what a call has built', () => {
  test('is taken out component by component', async () => {
    const untouched = lot('SEAL-1').remaining
    const [outcome] = await build([pump('P-1', motor('M-1'), seals)])
    const { fact } = taken(outcome?.outcome ?? { outcome: 'busy' })
    const ids = fact.type === 'andon.unit.built.v1' ? fact.data.consumed.map((it) => it.consumptionId) : []
    for (const id of ids) taken(await remove(store, 'O-1', id))
    const motorAgain = store.state()['sublot MOT-1/M-1'] as Sublot
    expect([motorAgain.remaining, motorAgain.builtInto]).toEqual(['1', undefined])
    expect(lot('SEAL-1').remaining).toBe(untouched)
    expect(order().begun).toBeUndefined()
    expect(keptIn(store.factsOf({ type: 'order', id: 'O-1' }))).toEqual([])
  })

  test('is found by its lots, in their balance, and is no more once it is taken out', async () => {
    const [outcome] = await build([pump('P-1', motor('M-1'), seals)])
    const { fact } = taken(outcome?.outcome ?? { outcome: 'busy' })
    const affected = async () =>
      (await affectedUnits({ store, genealogy: store.genealogy }, 'SEAL-1')).units.map(({ unit }) => unit.serial)
    expect(await affected()).toEqual(['P-1'])
    expect(lotBalance(lot('SEAL-1'), store.allFacts()).differences).toEqual([])
    taken(await remove(store, 'O-1', `${fact.factId} 1`))
    expect(await affected()).toEqual([])
  })
})

test('an order that is paused refuses each unit with that reason', async () => {
  taken(await orders.pauseOrder(store, command(olga, { reason: 'Break' }), { orderId: 'O-1' }))
  const outcomes = await build([pump('P-1', motor('M-1')), pump('P-2', motor('M-2'))])
  expect(codesOf(outcomes)).toEqual(['P-1', 'P-2'].map(() => [expect.stringContaining('order-wrong-status')]))
})

describe('a unit that its order ended without', () => {
  test('gives its parts back to a supervisor, and its number to another order', async () => {
    const [first] = await build([pump('P-1', motor('M-1'), seals)])
    if (first?.outcome.outcome !== 'done' || first.outcome.fact.type !== 'andon.unit.built.v1')
      throw new Error('Not built')
    const [ofMotor = '', ofSeals = ''] = first.outcome.fact.data.consumed.map(({ consumptionId }) => consumptionId)
    taken(await orders.abortOrder(store, command(olga, { reason: 'The line is closed' }), { orderId: 'O-1' }))
    const byAda = await remove(store, 'O-1', ofMotor)
    expect(byAda.outcome === 'refused' && byAda.violations.map(({ code }) => code)).toEqual(['forbidden'])
    const back = async (consumptionId: string) =>
      taken(
        await reversal.reverseConsumption(store, command(olga, { consumptionId, reason: 'For the next pumps' }), {
          orderId: 'O-1',
        }),
      )
    await back(ofMotor)
    expect(unitIn(store.state(), 'PUMP', 'P-1')?.components?.map(({ lotId }) => lotId)).toEqual(['SEAL-1'])
    await back(ofSeals)
    expect(store.state()['sublot MOT-1/M-1']).toMatchObject({ status: 'quarantine', remaining: '1' })
    expect(order().begun).toBeUndefined()
    await started(store, 'O-2')
    taken(await announce(store, 'O-2', 'PUMP-8', ['P-1']))
  })
})
