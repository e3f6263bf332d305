import { beforeEach, describe, expect, test } from 'vitest'
import { weigh as weighBody } from '../../../events/dispensing.ts'
import type { EquipmentId, LotId, MaterialId, OrderId, RecipeId, StepId } from '../../../events/identifiers.ts'
import { receiveLot as lotBody } from '../../../events/material.ts'
import type { Quantity } from '../../../events/quantity.ts'
import { materialDefinition, recipeDraft } from '../../../events/recipe.ts'
import { checkScale as checkBody } from '../../../events/scale.ts'
import { destinationsIn } from '../../../shared/domain/genealogy/genealogy.ts'
import { lotBalance } from '../../../shared/domain/production/lot-balance.ts'
import { balancesOfOrder, balancesOfStep } from '../../../shared/domain/production/mass-balance.ts'
import { orderBalance } from '../../../shared/domain/production/order-balance.ts'
import type { Dispensed } from '../../../shared/domain/weighing/dispensed.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import { processDeviceMessage } from '../../../shared/usecases/equipment/devices.ts'
import * as reservation from '../../../shared/usecases/production/reservation.ts'
import * as reversalCases from '../../../shared/usecases/production/reversal.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import * as dispensing from '../../../shared/usecases/weighing/weighing.ts'
import {
  approvedVersion,
  command,
  completeStep,
  furnish,
  kg,
  refusal,
  startedOrder,
  startStep,
  taken,
} from '../../support/commands.ts'
import { balance, balanceId } from '../../support/dispensing.ts'
import { dataOf } from '../../support/facts.ts'
import { ada, by, erik, g, later, noon, olga, paula, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

const lyon = 'Europe/Paris'
const roomId = 'ROOM-1' as EquipmentId

let store: MemoryStore
let orderId: OrderId

/** A balance in a room, and an order of which half a kilogram of sucrose is to be weighed. */
beforeEach(async () => {
  store = memoryStore()
  await furnish(store)
  const room = { name: 'Room', level: 'area' as const, capabilities: [] }
  taken(await definitions.defineEquipment(store, command(erik, room), { equipmentId: roomId }))
  const { equipmentId, ...definition } = balance({ parentId: roomId })
  taken(await definitions.defineEquipment(store, command(erik, definition), { equipmentId }))
  const tolerance = { minusPercent: '0', plusPercent: '1' }
  const materials = [
    { lineId: '10', materialId: 'SUCROSE', quantity: g('500'), tolerance, weighing: { verify: 'block' } },
  ]
  const steps = [{ stepId: 'weigh', name: 'Weigh', materials }]
  const draft = recipeDraft.parse({
    product: 'SYRUP',
    batchSize: { min: kg('1'), nominal: kg('1'), max: kg('1') },
    steps,
  })
  await approvedVersion(store, '1', draft, noon, 'SWEET' as RecipeId)
  orderId = await startedOrder(store, 'O-1', { recipeId: 'SWEET', quantity: kg('1') })
  taken(await startStep(store, orderId, 'weigh'))
})

const check = (at = noon, readings = ['100', '5000']) => {
  const body = checkBody.parse({
    readings: readings.map((value) => ({ nominal: g(value), reading: g(value) })),
    source: 'typed',
  })
  return dispensing.checkScale(lyon)(store, command(ada, body, { at }), { equipmentId: balanceId })
}
const weighing = (containerId: string, net: string, more: object = {}) =>
  weighBody.parse({
    stepId: 'weigh',
    lineId: '10',
    lotId: 'SUC-1',
    equipmentId: balanceId,
    containerId,
    method: 'net',
    net: g(net),
    source: 'typed',
    reason: 'The cable is broken',
    ...more,
  })
const weigh = (containerId: string, net: string, at = noon) =>
  dispensing.weigh(store, command(ada, weighing(containerId, net), { at }), { orderId })
const containers = async (): Promise<Dispensed[]> =>
  Object.entries(store.state())
    .filter(([key]) => key.startsWith('dispensed '))
    .map(([, value]) => value as Dispensed)
/** The scale comes to rest. */
const rests = (value: string, at: string) => {
  const samples = [{ parameterId: 'weight', value, unit: 'g', occurredAt: at }]
  const message = { name: 'sample', sequence: Date.parse(at), samples } as Parameters<
    typeof processDeviceMessage
  >[1]['message']
  return processDeviceMessage(store, { site: 'lyon', equipmentId: balanceId, message, clock: () => at })
}
const outlook = async (at = noon) => {
  const bench = { lotId: 'SUC-1' as LotId, equipmentId: balanceId }
  const found = await dispensing.dispensingOf(
    store,
    containers,
    { orderId, stepId: 'weigh' as StepId },
    bench,
    by(ada, at),
  )
  return found?.lines[0]
}
const lot = async () => (await store.load({ lot: ref.lot('SUC-1') })).lot?.value

describe('weighing', () => {
  test('takes from the lot, fills the line and leaves the container, in one commit', async () => {
    taken(await check())
    taken(await weigh('C-1', '500'))
    expect(await lot()).toMatchObject({ remaining: '99.5', left: { consumed: '0.5' } })
    expect((await containers()).map(({ containerId, net }) => [containerId, net])).toEqual([['C-1', g('500')]])
    expect(await outlook()).toMatchObject({ done: g('500'), target: { target: g('0'), low: g('0'), high: g('5') } })
  })

  test('is still told when its step is over', async () => {
    taken(await check())
    taken(await weigh('C-1', '500'))
    const verify = dispensing.verifyContainer((code) => ({ names: [code] }))
    const signature = signedBy(olga, 'verified')
    taken(await verify(store, command(olga, {}, { signature }), { orderId, containerId: 'C-1' }))
    taken(await completeStep(store, orderId, 'weigh'))
    expect(await outlook()).toMatchObject({ done: g('500'), containers: [{ verified: { id: 'olga' } }] })
    expect((await outlook())?.violations?.map(({ code }) => code)).toContain('step-not-running')
  })

  test('sent twice weighs once', async () => {
    taken(await check())
    const sent = command(ada, weighing('C-1', '250'))
    const first = taken(await dispensing.weigh(store, sent, { orderId }))
    expect(await dispensing.weigh(store, sent, { orderId })).toEqual({ ...first, replayed: true })
    expect((await lot())?.remaining).toBe('99.75')
  })

  test('by many at once loses nothing, and gives one container to one of them', async () => {
    taken(await check())
    const names = ['A', 'A', 'B', 'C', 'D', 'A']
    const outcomes = await Promise.all(names.map((name) => weigh(name, '100')))
    expect(outcomes.filter(({ outcome }) => outcome === 'done')).toHaveLength(4)
    expect(outcomes.flatMap(refusal).filter((code) => code === 'container-used')).toHaveLength(2)
    expect(await outlook()).toMatchObject({ done: g('400') })
    expect((await lot())?.remaining).toBe('99.6')
  })

  test('ends with the day of the site, when the check does', async () => {
    taken(await check())
    const midnight = '2026-03-02T23:00:00.000Z'
    taken(await weigh('C-1', '1', '2026-03-02T22:59:59.999Z'))
    expect(refusal(await weigh('C-2', '1', midnight))).toEqual(['scale-not-checked'])
  })

  test('is refused while the room of the scale is in maintenance', async () => {
    taken(await check())
    const room = {
      name: 'Room',
      level: 'area' as const,
      capabilities: [],
      maintenance: [{ from: noon, to: later(60), reason: 'Filters' }],
    }
    taken(await definitions.defineEquipment(store, command(erik, room), { equipmentId: roomId }))
    expect(refusal(await weigh('C-1', '1'))).toEqual(['equipment-in-maintenance'])
    expect((await outlook())?.violations?.map(({ code }) => code)).toEqual(['equipment-in-maintenance'])
  })

  test('takes from the device what it has said, and shows it before', async () => {
    taken(await check())
    const samples = [{ parameterId: 'weight', value: '502.5', unit: 'g', occurredAt: later(1) }]
    const message = { name: 'sample', sequence: 1, samples } as Parameters<typeof processDeviceMessage>[1]['message']
    await processDeviceMessage(store, { site: 'lyon', equipmentId: balanceId, message, clock: () => later(1) })
    expect(await outlook(later(2))).toMatchObject({ state: 'within', violations: [] })
    const body = weighing('C-1', '502.5', { source: 'device', reason: undefined })
    const done = taken(await dispensing.weigh(store, command(ada, body, { at: later(2) }), { orderId }))
    expect(done.fact.data).toMatchObject({ weighing: { source: 'device', measuredAt: later(1) } })
  })

  test('takes what lies on the scale once, until the scale has said something else', async () => {
    taken(await check())
    const take = (containerId: string, at: string) => {
      const body = weighing(containerId, '100', { source: 'device', reason: undefined })
      return dispensing.weigh(store, command(ada, body, { at }), { orderId })
    }
    await rests('100', later(1))
    taken(await take('C-1', later(2)))
    await rests('100', later(3))
    expect(await take('C-2', later(4))).toMatchObject({
      outcome: 'refused',
      violations: [{ code: 'reading-not-from-device', detail: expect.stringContaining('on record for a container') }],
    })
    await rests('0', later(5))
    await rests('100', later(6))
    taken(await take('C-2', later(7)))
    expect(await outlook(later(7))).toMatchObject({ done: g('200') })
  })

  /** What is weighed by two readings of the device, at the last moment at which the scale came to rest. */
  const byDevice = async (containerId: string, readings: object, more = {}) => {
    const method = 'tare' in readings ? 'gross-tare' : 'by-difference'
    const body = weighing(containerId, '0', { method, net: undefined, ...readings, source: 'device', ...more })
    return dispensing.weigh(store, command(ada, body, { at: later(moment) }), { orderId })
  }
  const tared = (tare: string, gross: string) => ({ tare: g(tare), gross: g(gross) })
  const drawn = (before: string, after: string) => ({ before: g(before), after: g(after) })
  let moment = 0
  const restsAt = async (...values: string[]) => {
    for (const value of values) await rests(value, later(++moment))
  }

  test('has each container tared by itself, and not twice by what the first weighed empty', async () => {
    taken(await check())
    await restsAt('50', '150')
    taken(await byDevice('C-1', tared('50', '150')))
    await restsAt('0', '160')
    const untared = await byDevice('C-2', tared('50', '160'))
    expect(refusal(untared)).toEqual(['reading-not-from-device'])
    await restsAt('0', '50', '160')
    taken(await byDevice('C-2', tared('50', '160')))
    expect(await outlook(later(moment))).toMatchObject({ done: g('210') })
  })

  test('goes on from what the same source weighed after the last draw, and never from before it again', async () => {
    taken(await check())
    await restsAt('1000', '900')
    taken(await byDevice('C-1', drawn('1000', '900')))
    await restsAt('850')
    expect(refusal(await byDevice('C-2', drawn('1000', '850')))).toEqual(['reading-not-from-device'])
    taken(await byDevice('C-2', drawn('900', '850')))
    await restsAt('800')
    expect(refusal(await byDevice('C-3', drawn('900', '800')))).toEqual(['reading-not-from-device'])
    expect((await lot())?.remaining).toBe('99.85')
  })

  test('takes what one source weighed after a draw for no other source', async () => {
    const material = { lotId: 'SUC-2', materialId: 'SUCROSE', quantity: kg('1') }
    taken(await receiving.receiveLot(store, command(ada, lotBody.parse(material))))
    taken(
      await usageDecision.releaseLot(store, command(quinn, {}, { signature: signedBy(quinn, 'released') }), material),
    )
    taken(await check())
    await restsAt('1000', '900')
    taken(await byDevice('C-1', drawn('1000', '900')))
    await restsAt('850')
    const other = await byDevice('C-2', drawn('900', '850'), { lotId: 'SUC-2' })
    expect(refusal(other)).toEqual(['reading-not-from-device'])
  })

  test('weighs no material by what a check weight has weighed, and checks by nothing twice', async () => {
    await rests('100', later(1))
    const body = checkBody.parse({ readings: [{ nominal: g('100'), reading: g('100') }], source: 'device' })
    const checkNow = () =>
      dispensing.checkScale(lyon)(store, command(ada, body, { at: later(2) }), { equipmentId: balanceId })
    taken(await checkNow())
    expect(refusal(await checkNow())).toEqual(['reading-not-from-device'])
    taken(await check(later(3)))
    const net = weighing('C-1', '100', { source: 'device', reason: undefined })
    const weighed = await dispensing.weigh(store, command(ada, net, { at: later(4) }), { orderId })
    expect(refusal(weighed)).toEqual(['reading-not-from-device'])
  })

  test.each(['nowhere', 'O-9'])('for an order that is not there (%s) is unknown', async (name) => {
    const outcome = await dispensing.weigh(store, command(ada, weighing('C-1', '1')), { orderId: name })
    expect(outcome.outcome).toBe('unknown')
    const bench = { lotId: 'SUC-1' as LotId, equipmentId: balanceId }
    const path = { orderId: name, stepId: 'weigh' as StepId }
    expect(await dispensing.dispensingOf(store, containers, path, bench, by(ada))).toBeUndefined()
    const noStep = { orderId, stepId: 'bake' as StepId }
    expect(await dispensing.dispensingOf(store, containers, noStep, bench, by(ada))).toBeUndefined()
  })
})

describe('a container', () => {
  test('that two people verify at the same time is verified once', async () => {
    taken(await check())
    taken(await weigh('C-1', '500'))
    const verify = dispensing.verifyContainer((code) => ({ names: [code] }))
    const path = { orderId, containerId: 'C-1' }
    const outcomes = await Promise.all(
      [1, 2].map(() => verify(store, command(olga, {}, { signature: signedBy(olga, 'verified') }), path)),
    )
    expect(outcomes.flatMap(refusal).sort()).toEqual(['container-decided', 'done'])
  })

  test('is rejected out of its lot’s consumption and into its scrap', async () => {
    taken(await check())
    taken(await weigh('C-1', '250'))
    const body = { reason: 'It fell over' }
    const path = { orderId, containerId: 'C-1' }
    taken(await dispensing.rejectContainer(store, command(olga, body), path))
    expect(await lot()).toMatchObject({ remaining: '99.75', left: { scrapped: '0.25' } })
    expect(refusal(await dispensing.rejectContainer(store, command(olga, body), path))).toEqual(['container-decided'])
    expect(
      refusal(await dispensing.rejectContainer(store, command(olga, body), { ...path, containerId: 'C-9' })),
    ).toEqual(['dispensed-unknown'])
  })
})

/** Another order, whose line and step are as told. */
async function anOrderWith(ofLine: object, ofStep: object = {}): Promise<void> {
  const tolerance = { minusPercent: '0', plusPercent: '1' }
  const line = { lineId: '10', materialId: 'SUCROSE', quantity: g('500'), tolerance, ...ofLine }
  const draft = recipeDraft.parse({
    product: 'SYRUP',
    batchSize: { min: kg('1'), nominal: kg('1'), max: kg('1') },
    steps: [{ stepId: 'weigh', name: 'Weigh', materials: [line], ...ofStep }],
  })
  await approvedVersion(store, '1', draft, noon, 'OTHER' as RecipeId)
  orderId = await startedOrder(store, 'O-2', { recipeId: 'OTHER', quantity: kg('1') })
}

describe('a weighing, as any draw,', () => {
  beforeEach(async () => {
    taken(await check())
  })
  const forecast = async () => (await outlook())?.violations?.map(({ code }) => code)

  test('is not made before its step starts', async () => {
    await anOrderWith({ weighing: {} })
    expect(refusal(await weigh('C-1', '500'))).toEqual(['step-not-running'])
    expect(await forecast()).toContain('step-not-running')
  })

  test('of a line that may be drawn ahead for is not, either', async () => {
    await anOrderWith({ early: 'warn' })
    expect(refusal(await weigh('C-1', '500'))).toEqual(['step-not-running'])
  })

  test('is on a scale, wherever its step runs', async () => {
    await anOrderWith({ weighing: {} }, { workCenter: 'MIXER-1' })
    taken(await startStep(store, orderId, 'weigh', 'MIXER-1'))
    expect(await forecast()).toEqual([])
    taken(await weigh('C-1', '500'))
  })

  test('is from the lot that is next, where the line asks for that', async () => {
    await anOrderWith({ weighing: {}, picking: 'block' })
    taken(await startStep(store, orderId, 'weigh'))
    const sooner = lotBody.parse({ lotId: 'SUC-0', materialId: 'SUCROSE', quantity: kg('1'), expiresAt: later(60) })
    taken(await receiving.receiveLot(store, command(ada, sooner)))
    taken(await usageDecision.releaseLot(store, command(quinn, {}, { signature: signedBy(quinn, 'released') }), sooner))
    expect(refusal(await weigh('C-1', '500'))).toEqual(['lot-not-next'])
    expect(await forecast()).toContain('lot-not-next')
  })

  test('of stock that is past its date takes what the material says of that', async () => {
    const sugar = materialDefinition.parse({ name: 'Sugar', unit: 'kg', expiryPolicy: 'warn' })
    const materialId = 'SUCROSE' as MaterialId
    taken(await definitions.defineMaterial(store, command(erik, sugar), { materialId }))
    const old = lotBody.parse({ lotId: 'SUC-2', materialId, quantity: kg('1'), expiresAt: later(60) })
    taken(await receiving.receiveLot(store, command(ada, old)))
    taken(await usageDecision.releaseLot(store, command(quinn, {}, { signature: signedBy(quinn, 'released') }), old))
    const body = weighing('C-1', '500', { lotId: 'SUC-2' })
    const done = taken(await dispensing.weigh(store, command(ada, body, { at: later(61) }), { orderId }))
    expect(dataOf(done.fact).warnings).toMatchObject([{ code: 'lot-expired' }, { code: 'parameter-from-device' }])
  })

  test('uses what is reserved for its order, and nothing that is for another', async () => {
    const other = await startedOrder(store, 'O-9', { recipeId: 'SWEET', quantity: kg('1') })
    const all = { lotId: 'SUC-1' as LotId, quantity: kg('99.7') }
    taken(await reservation.reserveLot(store, command(paula, all), { orderId: other }))
    expect(refusal(await weigh('C-1', '500'))).toEqual(['lot-reserved'])
    taken(await reservation.reserveLot(store, command(paula, { ...all, quantity: kg('0.2') }), { orderId }))
    const done = taken(await weigh('C-1', '300'))
    expect(done.fact.data).toMatchObject({ fromReservation: kg('0.2') })
  })

  test('is given back by no reversal: its container is rejected', async () => {
    const { fact } = taken(await weigh('C-1', '500'))
    const body = { consumptionId: fact.factId, reason: 'It was for another order' }
    const before = store.state()
    expect(await reversalCases.reverseConsumption(store, command(ada, body), { orderId })).toMatchObject({
      outcome: 'refused',
      violations: [{ code: 'line-weighed', detail: expect.stringContaining('reject container C-1') }],
    })
    expect(store.state()).toEqual(before)
  })

  test('leaves nothing out of the accounts when its container is rejected', async () => {
    taken(await weigh('C-1', '150'))
    taken(await weigh('C-2', '250'))
    const body = { reasonCode: 'SPILLED', reason: 'It fell over' }
    taken(await dispensing.rejectContainer(store, command(olga, body), { orderId, containerId: 'C-1' }))
    const { order, snapshot } = await store.load({ order: ref.order(orderId), snapshot: ref.snapshot(orderId) })
    if (!order || order.value.status === 'created' || !snapshot) throw new Error('The order is not there.')
    const told = orderBalance(order.value, snapshot.value, store.factsOf({ type: 'order', id: orderId }))
    const sugar = { lotId: 'SUC-1', materialId: 'SUCROSE' }
    expect(told).toMatchObject({
      inputs: [{ ...sugar, quantity: g('400') }],
      outputs: [{ ...sugar, quantity: g('150'), use: 'scrap', reasonCode: 'SPILLED' }],
      balances: [{ in: '0.4', out: '0.15', difference: '0.25' }],
    })
    expect(told.balances).toEqual(balancesOfOrder(order.value, snapshot.value))
    const [step] = snapshot.value.steps
    const progress = order.value.steps.weigh
    if (!step || progress?.status !== 'running') throw new Error('The step does not run.')
    expect(told.steps[0]?.balances).toEqual(balancesOfStep(step, progress, snapshot.value))
    const audited = await lot()
    if (!audited) throw new Error('The lot is not there.')
    expect(lotBalance(audited, store.allFacts())).toMatchObject({ balanced: true, differences: [] })
    expect(order.value.inputs).toEqual({ 'SUC-1': { ...kg('0.25'), materialId: 'SUCROSE', at: noon } })
    const cards = store
      .allFacts()
      .map((fact) => ({ type: fact.type, subject: fact.subject, quantity: dataOf(fact).quantity as Quantity }))
    expect(destinationsIn(audited, cards)).toEqual({ goals: ['order:O-1'], pending: false })
  })
})

test('a check of what is not there, or of no scale, is refused', async () => {
  const body = checkBody.parse({ readings: [{ nominal: g('1'), reading: g('1') }], source: 'typed' })
  const of = (equipmentId: string) => dispensing.checkScale(lyon)(store, command(ada, body), { equipmentId })
  expect((await of('BAL-9')).outcome).toBe('unknown')
  expect(refusal(await of('MIXER-1'))).toEqual(['not-a-scale'])
})
