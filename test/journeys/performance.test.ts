import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { putAhead } from '../../local/life/pace.ts'
import { periodAt } from '../../shared/domain/performance/shift-period.ts'
import {
  accepted,
  approvedRecipe,
  approvedVersion,
  type Crew,
  codesOf,
  crewOf,
  read,
  runningOrder,
} from '../support/crew.ts'
import { dec } from '../support/given.ts'
import { usePlant } from '../support/plant.ts'
import { lyonTimes } from '../support/shifts.ts'

/** A plant of its own: its clock goes ahead, and its indicators are those of all its machines. */
const plant = usePlant()
let crew: Crew
let bagger: MqttClient
/** When the order was at work: the shift of 480 minutes begins then. */
let from = 0

const minute = 60_000
const at = (minutes: number) => new Date(from + minutes * minute).toISOString()
const path = { equipmentId: 'BAGGER-1' } as const
const shift = () => ({ from: at(0), to: at(480) })
const statesOf = async () => (await read(crew.vera.listStates(path, { ...shift(), limit: '200' }))).items
const startOf = (id: string) => id

beforeAll(async () => {
  crew = await crewOf(plant().url)
  const counter = { rollsOverAt: 65_536, mostPerMinute: 200 }
  accepted(
    await crew.erik.defineEquipment(path, {
      name: 'Bagger 1',
      level: 'work-unit',
      equipmentClass: 'bagger',
      counter,
      oeeTarget: '0.8',
    }),
  )
  const duration = { perQuantity: { time: { value: '1.5', unit: 's' }, per: { value: '1', unit: '{each}' } } } as const
  await approvedRecipe(crew, 'BREAD', [{ stepId: 'bag', equipmentClass: 'bagger', duration }])
  const stopReasons = [
    { reasonId: 'technical', name: 'Technical', kind: 'failure' },
    { reasonId: 'film', name: 'Film torn', parentId: 'technical', machineReasons: ['E12'] },
    { reasonId: 'belt', name: 'Belt off', parentId: 'technical' },
    { reasonId: 'format', name: 'Change of format', kind: 'changeover' },
    { reasonId: 'break', name: 'Break', kind: 'planned' },
  ] as const
  accepted(
    await crew.erik.defineEquipmentClass(
      { equipmentClassId: 'bagger' },
      { name: 'Baggers', stopReasons: [...stopReasons] },
      { ifMatch: '*' },
    ),
  )
  // A shift of eight hours of its own: what follows lies in one.
  const { to } = periodAt(lyonTimes, Date.now())
  await putAhead(plant().url, { seconds: Math.ceil((to - Date.now()) / 1000) + 5 })
  crew = await crewOf(plant().url)
  await runningOrder(crew, 'PLAIN-1', 'BREAD', [{ stepId: 'bag', equipmentId: 'BAGGER-1' }])
  from = Date.parse((await read(crew.vera.getMachine(path))).occupancies[0]?.from ?? '') + 1
  await putAhead(plant().url, { seconds: 9 * 3600 })
  // The sign-ins of the morning have ended.
  crew = await crewOf(plant().url)
  bagger = await connectAsync(plant().mqttUrl, { clientId: 'BAGGER-1', reconnectPeriod: 0 })
})
afterAll(() => bagger.endAsync(true))

let sequence = 0
function say(message: 'state' | 'count', payload: object) {
  sequence += 1
  return bagger.publishAsync(`andon/lyon/BAGGER-1/${message}`, JSON.stringify({ sequence, ...payload }), { qos: 1 })
}

describe('a shift of a line', () => {
  test('comes to its OEE to the digit, however late its messages come and in whatever order', async () => {
    const states = [
      [0, 'execute'],
      [100, 'stopped'],
      [160, 'execute'],
      [200, 'aborted', 'E12'],
      [230, 'execute'],
      [300, 'stopped'],
      [330, 'execute'],
      [400, 'stopped'],
      [400.5, 'execute'],
    ] as const
    // 13,000 pieces of which 260 are rejects, on a counter of 16 bits that rolls over and loses its count in a power cut.
    const counts = Array.from({ length: 480 }, (_, index) => {
      const good = Math.floor((12_740 * index) / 479)
      const reject = Math.floor((260 * index) / 479)
      const [goodAtCut, rejectAtCut] = [Math.floor((12_740 * 350) / 479), Math.floor((260 * 350) / 479)]
      const after = index > 350
      return {
        occurredAt: at(index),
        good: after ? good - goodAtCut : (60_000 + good) % 65_536,
        reject: after ? reject - rejectAtCut : reject,
        rejects: { metal: after ? Math.floor(reject / 2) - Math.floor(rejectAtCut / 2) : Math.floor(reject / 2) },
      }
    })
    const messages = [
      ...states.map(
        ([minutes, state, reason]) =>
          () =>
            say('state', { occurredAt: at(minutes), state, ...(reason && { reason }) }),
      ),
      ...counts.map((it) => () => say('count', it)),
    ]
    const scrambled = messages.map((send, index) => ({ send, place: (index * 7919) % messages.length }))
    for (const { send } of scrambled.sort((one, other) => one.place - other.place)) await send()
    const elementsOf = async () => (await read(crew.vera.getOee(path, shift()))).elements
    const isWhole = (it: Awaited<ReturnType<typeof elementsOf>>) =>
      it.producedQuantity === '13000' && it.actualProductionTime === '21570'
    await until(elementsOf, isWhole, 'the messages of the shift', 25)
    const open = (await statesOf()).filter(({ needsReason }) => needsReason)
    expect(open.map(({ state, seconds, kind }) => [state, seconds, kind])).toEqual([
      ['stopped', '3600', 'unplanned'],
      ['stopped', '1800', 'unplanned'],
    ])
    const [meal, format] = open.map(({ stateId }) => startOf(stateId))
    accepted(await crew.ada.explainStop({ ...path, stateId: meal ?? '' }, { reasonId: 'break' }))
    accepted(
      await crew.ada.explainStop({ ...path, stateId: format ?? '' }, { reasonId: 'format', comment: 'Half loaves' }),
    )

    const { elements, indicators, scrapByReason, losses, counterEvents, target } = await read(
      crew.vera.getOee(path, shift()),
    )
    expect(elements).toMatchObject({
      plannedBusyTime: '25200',
      actualProductionTime: '21570',
      actualUnitSetupTime: '1800',
      goodQuantity: '12740',
      scrapQuantity: '260',
      failureEvents: 1,
    })
    // 21,570/25,200 x 13,000 x 1.5/21,570 x 0.98: the micro-stop of 30 s costs availability and gives effectiveness.
    expect(indicators).toMatchObject({
      availability: { value: '0.855952' },
      effectiveness: { value: '0.904033' },
      qualityRatio: { value: '0.98' },
      oee: { value: '0.758333' },
      meanTimeToRepair: { value: '1800' },
    })
    expect(scrapByReason).toEqual({ metal: '130', '': '130' })
    expect(counterEvents).toEqual({ 'rolled-over': 1, reset: 1 })
    expect(target).toBe('0.8')
    expect(losses.map(({ kind, names, seconds, stops }) => [kind, names, seconds, stops])).toEqual([
      ['planned', ['Break'], '3600', 1],
      ['changeover', ['Change of format'], '1800', 1],
      ['failure', ['Technical', 'Film torn'], '1800', 1],
      ['micro-stop', undefined, '30', 1],
    ])
  })

  test('is told by order and product, by shift, in the list of the plant and as a Pareto', async () => {
    const byOrder = await read(crew.vera.getOee(path, { ...shift(), by: 'order' }))
    expect(byOrder.groups?.map(({ key, elements }) => [key, elements.producedQuantity])).toEqual([['PLAIN-1', '13000']])
    const byShift = await read(crew.vera.getOee(path, { ...shift(), by: 'shift' }))
    const sum = byShift.groups?.reduce((all, { elements }) => all + Number(elements.producedQuantity), 0)
    expect(sum).toBe(13_000)
    const { items } = await read(crew.vera.listOee(shift()))
    expect(items.map(({ equipmentId, indicators }) => [equipmentId, indicators.oee.value])).toEqual([
      ['BAGGER-1', '0.758333'],
    ])
    const pareto = await read(crew.vera.listLosses({ ...shift(), equipmentId: 'BAGGER-1' }))
    expect(pareto.items.map(({ reasonId, cumulativeShare }) => [reasonId, cumulativeShare])).toEqual([
      ['break', '0.4979'],
      ['format', '0.7469'],
      ['film', '0.9959'],
      [undefined, '1'],
    ])
  })

  test('has stops that people part, make one again and correct; what was before stays on record', async () => {
    const [, , , film] = await statesOf()
    const stop = { ...path, stateId: film?.stateId ?? '' }
    expect(film).toMatchObject({ reasonId: 'film', machineReason: 'E12' })
    expect(codesOf(await crew.ada.explainStop(stop, { reasonId: 'technical' }))).toEqual(['stop-reason-unknown'])
    expect(codesOf(await crew.ada.splitState(stop, { at: at(231) }))).toEqual(['state-times-wrong'])
    accepted(await crew.ada.splitState(stop, { at: at(210), reasonId: 'belt' }))
    const parted = (await statesOf()).filter(({ kind }) => kind === 'failure')
    expect(parted.map(({ reasonId, seconds }) => [reasonId, seconds])).toEqual([
      ['film', '600'],
      ['belt', '1200'],
    ])
    accepted(await crew.ada.mergeStates(stop, { until: parted[1]?.stateId ?? '', reasonId: 'film' }))
    expect((await statesOf()).filter(({ kind }) => kind === 'failure').map(({ seconds }) => seconds)).toEqual(['1800'])

    const [running] = await statesOf()
    const ran = { ...path, stateId: running?.stateId ?? '' }
    expect(codesOf(await crew.ada.explainStop(ran, { reasonId: 'film' }))).toEqual(['state-no-stop'])
    expect((await crew.ada.correctState(ran, { state: 'stopped', reason: 'The sensor was dirty' })).status).toBe(403)
    accepted(
      await crew.olga.correctState(ran, { state: 'stopped', from: at(0), to: at(5), reason: 'The sensor was dirty' }),
    )
    expect((await statesOf())[0]).toMatchObject({ state: 'stopped', stateSaid: 'execute', seconds: '300' })
    accepted(
      await crew.olga.correctState(
        { ...path, stateId: running?.stateId ?? '' },
        { state: 'execute', reason: 'It ran' },
      ),
    )
    const { indicators } = await read(crew.vera.getOee(path, shift()))
    expect(indicators.oee).toEqual({ value: '0.758333' })
    const { items } = await read(crew.quinn.getAudit({ subject: 'equipment:BAGGER-1', limit: '1000' }))
    expect(items.filter(({ type }) => type === 'andon.equipment.state-corrected.v1')).toHaveLength(2)
  })

  test('is refused by name where it is asked for wrongly', async () => {
    expect((await crew.vera.getOee({ equipmentId: 'NOWHERE' }, shift())).status).toBe(404)
    expect((await crew.vera.getOee(path, { from: at(10), to: at(0) })).status).toBe(400)
    expect((await crew.vera.getOee(path, { from: '2020-01-01T00:00:00Z', to: at(0) })).status).toBe(400)
    expect((await crew.vera.getShift({ date: '2026-02-30', shift: 'early' })).status).toBe(404)
    expect((await crew.vera.getShift({ date: at(0).slice(0, 10), shift: 'tea' })).status).toBe(404)
    expect((await crew.ada.explainStop({ ...path, stateId: 'yesterday' }, { reasonId: 'film' })).status).toBe(400)
    expect(
      (await crew.ada.explainStop({ ...path, stateId: '20261399T000000.000Z' }, { reasonId: 'film' })).status,
    ).toBe(400)
    expect(
      (await crew.ada.explainStop({ ...path, stateId: '20200101T000000.000Z' }, { reasonId: 'film' })).status,
    ).toBe(409)
  })
})

describe('a counter that books itself', () => {
  const line = { equipmentId: 'BAGGER-2' } as const
  let device: MqttClient | undefined
  afterAll(() => device?.endAsync(true))
  let number = 0
  const tell = (message: 'state' | 'count', payload: object) => {
    number += 1
    return device?.publishAsync(`andon/lyon/BAGGER-2/${message}`, JSON.stringify({ sequence: number, ...payload }), {
      qos: 1,
    })
  }
  let aheadMs = 0
  const ahead = async (seconds: number) => {
    aheadMs = (await putAhead(plant().url, { seconds })) * 1000
  }
  const now = () => new Date(Date.now() + aheadMs).toISOString()
  const each = (value: string) => ({ value: dec(value), unit: '{each}' }) as const
  async function orderNow() {
    const order = await read(crew.vera.getOrder({ orderId: 'LOAVES-1' }))
    if (order.status === 'created') throw new Error('The order has not begun.')
    return order
  }
  const bookedOf = async () => {
    const step = (await orderNow()).steps.bake
    return step?.status === 'running' ? step.bookedCounts : undefined
  }

  test('makes good pieces and scrap of the order that runs at the oven, each piece once', async () => {
    const duration = {
      perQuantity: { time: { value: '1.5', unit: 's' }, per: { value: '1', unit: '{each}' } },
    } as const
    accepted(await crew.erik.defineMaterial({ materialId: 'LOAF' }, { name: 'Loaf', unit: '{each}', type: 'finished' }))
    const batchSize = { min: each('1'), nominal: each('1000'), max: each('50000') }
    await approvedVersion(crew, 'LOAF', '1', [{ stepId: 'bake', equipmentClass: 'oven', duration }], { batchSize })
    accepted(
      await crew.erik.defineEquipment(
        { equipmentId: 'OVEN-2' },
        { name: 'Oven 2', level: 'work-unit', equipmentClass: 'oven' },
      ),
    )
    const counter = { rollsOverAt: 1000, mostPerMinute: 500, countsFor: 'OVEN-2', books: true }
    accepted(
      await crew.erik.defineEquipment(line, {
        name: 'Bagger 2',
        level: 'work-unit',
        equipmentClass: 'bagger',
        counter,
      }),
    )
    const order = { orderId: 'LOAVES-1' }
    accepted(await crew.paula.createOrder({ ...order, recipeId: 'LOAF', product: 'LOAF', quantity: each('5000') }))
    accepted(await crew.paula.releaseOrder(order))
    accepted(await crew.ada.startOrder(order))
    accepted(await crew.ada.startStep({ ...order, stepId: 'bake' }, { equipmentId: 'OVEN-2' }))
    await ahead(1)
    device = await connectAsync(plant().mqttUrl, { clientId: 'BAGGER-2', reconnectPeriod: 0 })

    await tell('state', { occurredAt: now(), state: 'execute' })
    await tell('count', { occurredAt: now(), good: 900, reject: 5 })
    await ahead(60)
    const second = { occurredAt: now(), good: 30, reject: 8, rejects: { metal: 2 } }
    await tell('count', second)
    await until(bookedOf, (it) => it?.['BAGGER-2'] === '130', 'the pieces of the first minute')
    // The same message once more, under its own number, and another of the same minute.
    number -= 1
    await tell('count', second)
    await tell('count', { ...second, occurredAt: now(), good: 40 })
    // The machine stops: what was counted since the last booking is booked now.
    await tell('state', { occurredAt: now(), state: 'stopped' })
    await until(bookedOf, (it) => it?.['BAGGER-2'] === '140', 'the pieces up to the stop')
    expect(await bookedOf()).toEqual({ 'BAGGER-2': '140', 'BAGGER-2/metal': '2', 'BAGGER-2/': '1' })
    const { produced, steps } = await orderNow()
    const bake = steps.bake?.status === 'running' ? steps.bake : undefined
    expect(produced['LOAVES-1']).toMatchObject({ value: '140', unit: '{each}' })
    expect(bake?.outputs).toContainEqual(expect.objectContaining({ use: 'scrap', value: '3' }))
    const { items } = await read(crew.quinn.getAudit({ subject: 'order:LOAVES-1', limit: '1000' }))
    const made = items.filter(({ type, actor }) => type === 'andon.material.produced.v1' && actor.kind === 'device')
    expect(made.map(({ data }) => (data as { counted?: object }).counted)).toContainEqual({
      equipmentId: 'BAGGER-2',
      total: '140',
    })
  })

  test('books nothing on an order that is held, and all of it when the order goes on', async () => {
    const subject = { type: 'order', id: 'LOAVES-1' } as const
    accepted(await crew.quinn.placeHold({ holdId: 'WET', subject, reason: 'The dough is wet' }))
    await ahead(60)
    await tell('count', { occurredAt: now(), good: 90, reject: 8, rejects: { metal: 2 } })
    await until(
      async () => (await read(crew.vera.getMachine(line))).counts?.good,
      (it) => it === '90',
      'the counter',
    )
    expect((await bookedOf())?.['BAGGER-2']).toBe('140')
    accepted(
      await crew.quinn.releaseHold(
        { holdId: 'WET' },
        { reason: 'Baked longer', ...(await crew.sign('quinn', 'released')) },
      ),
    )
    await ahead(60)
    // It has counted nothing since; that it runs again is enough.
    await tell('state', { occurredAt: now(), state: 'execute' })
    await until(bookedOf, (it) => it?.['BAGGER-2'] === '190', 'the pieces of the hold')
  })
})

describe('a machine that falls silent', () => {
  test('is unknown once it is silent for longer than its heartbeat, and is what it says when it speaks again', async () => {
    const quiet = { equipmentId: 'QUIET-1' } as const
    const heartbeat = { value: dec('2'), unit: 'min' } as const
    accepted(await crew.erik.defineEquipment(quiet, { name: 'Quiet', level: 'work-unit', heartbeat }))
    const device = await connectAsync(plant().mqttUrl, { clientId: 'QUIET-1', reconnectPeriod: 0 })
    const ahead = async (seconds: number) => (await putAhead(plant().url, { seconds })) * 1000
    let aheadMs = await ahead(1)
    const now = () => new Date(Date.now() + aheadMs).toISOString()
    const since = now()
    const speak = (sequence: number) =>
      device.publishAsync(
        'andon/lyon/QUIET-1/state',
        JSON.stringify({ sequence, occurredAt: now(), state: 'execute' }),
        { qos: 1 },
      )
    const stateOf = async () => (await read(crew.vera.getMachine(quiet))).state
    await speak(1)
    await until(stateOf, (it) => it === 'execute', 'the state')
    aheadMs = await ahead(240)
    expect(await stateOf()).toBe('unknown')
    const { units } = await read(crew.vera.getBoard())
    expect(units.find(({ equipmentId }) => equipmentId === 'QUIET-1')?.state).toBe('unknown')
    await speak(2)
    await until(stateOf, (it) => it === 'execute', 'the state after the silence')
    const { items } = await read(crew.vera.listStates(quiet, { from: since, to: now() }))
    expect(items.map(({ state }) => state).filter((it, index, all) => it !== all[index - 1])).toEqual(
      expect.arrayContaining(['execute', 'unknown']),
    )
    await device.endAsync(true)
  })
})
