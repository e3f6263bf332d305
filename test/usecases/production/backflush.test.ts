import { describe, expect, test } from 'vitest'
import type { LotId, MaterialId, RecipeId, SublotId } from '../../../events/identifiers.ts'
import { completeStep, createOrder, produce } from '../../../events/order.ts'
import { materialDefinition, recipeDraft } from '../../../events/recipe.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { partId } from '../../../shared/domain/part-id.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import { noChain, seal } from '../../../shared/usecases/commit/chain.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import { trace } from '../../../shared/usecases/genealogy/trace.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import * as reservation from '../../../shared/usecases/production/reservation.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import { readinessOf } from '../../../shared/usecases/schedule/readiness.ts'
import * as sublotsCases from '../../../shared/usecases/stock/sublots.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { approvedVersion, command, refusal, startStep, stock, taken } from '../../support/commands.ts'
import { dataOf } from '../../support/facts.ts'
import { ada, by, dec, erik, later, noon, paula, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const
const path = { orderId: 'O-1', stepId: 'boil' }

/** An order of 100 kg that has made 80, whose step books 50 kg of sugar for the whole, with 60 kg of a lot set aside for it. */
async function cooking(ofLine: object = {}): Promise<MemoryStore> {
  const store = memoryStore()
  for (const materialId of ['SUGAR', 'HONEY', 'CANDY'] as MaterialId[]) {
    const body = materialDefinition.parse({ name: materialId, unit: 'kg' })
    taken(await definitions.defineMaterial(store, command(erik, body), { materialId }))
  }
  const sugar = { lineId: '10', materialId: 'SUGAR', quantity: kg('50'), backflush: 'standard', ...ofLine }
  const steps = [{ stepId: 'boil', name: 'Boil', materials: [sugar] }]
  const batchSize = { min: kg('100'), nominal: kg('100'), max: kg('100') }
  const draft = recipeDraft.parse({ product: 'CANDY', batchSize, steps })
  await approvedVersion(store, '1', draft, undefined, 'CANDY' as RecipeId)
  const body = createOrder.parse({ orderId: 'O-1', recipeId: 'CANDY', product: 'CANDY', quantity: kg('100') })
  taken(await orders.createOrder(store, command(paula, body)))
  taken(await orders.releaseOrder(store, command(paula, {}), path))
  taken(await orders.startOrder(store, command(ada, {}), path))
  taken(await startStep(store, 'O-1', 'boil'))
  const made = produce.parse({ stepId: 'boil', lotId: 'C-1', quantity: kg('80') })
  taken(await output.produce(store, command(ada, made), path))
  await stock(store, 'S-1', 'SUGAR', '100')
  await stock(store, 'S-2', 'SUGAR', '100')
  await setAside(store, 'S-2', '60')
  return store
}

/** Sets stock of a lot aside for the order. */
async function setAside(store: MemoryStore, lotId: string, value: string): Promise<void> {
  const { order } = await store.load({ order: ref.order('O-1') })
  if (!order) throw new Error('The order is not there.')
  const issued = order.value as BoundOrder
  const chain = { sequence: order.chain.sequence + 1, hash: 'set-aside', at: noon }
  const fact = seal(
    {
      factId: `aside-${lotId}`,
      type: 'andon.order.commented.v1',
      site: 'lyon',
      subject: { type: 'order', id: 'O-1' },
      occurredAt: noon,
      recordedAt: noon,
      actor: { kind: 'person', id: 'paula', name: 'Paula Conti' },
      data: { orderId: 'O-1', text: `Lot ${lotId} is for this order` },
      requestHash: 'none',
    } as Parameters<typeof seal>[0],
    noChain,
  )
  const next = { ...issued, reserved: { ...issued.reserved, [lotId]: kg(value) } }
  const done = await store.commit({
    fact,
    changes: [
      { change: { change: 'save', kind: 'order', id: 'O-1', value: next }, read: order, chain },
      { change: { change: 'reserve', lotId, value: dec(value) } },
    ],
  })
  expect(done).toEqual({ result: 'done' })
}

const complete = (store: MemoryStore, body: object = {}) =>
  execution.completeStep(store, command(ada, completeStep.parse(body)), path)
const lotIn = (store: MemoryStore, id: string) => store.state()[`lot ${id}`] as Lot
const lacking = async (store: MemoryStore) => {
  const found = await readinessOf(store, async () => [], 'O-1', by(ada))
  return found?.steps[0]?.lacking?.map(({ code }) => code)
}

describe('a completion that names no lots', () => {
  test('books what is reserved for the order, and the forecast says that it will', async () => {
    const store = await cooking()
    expect(await lacking(store)).toEqual([])
    taken(await complete(store))
    expect(lotIn(store, 'S-1')).toMatchObject({ remaining: '100' })
    expect(lotIn(store, 'S-2')).toMatchObject({ remaining: '60', reserved: '20', left: { consumed: '40' } })
    const { order } = await store.load({ order: ref.order('O-1') })
    expect(order?.value).toMatchObject({ reserved: { 'S-2': kg('20') }, inputs: { 'S-2': kg('40') } })
  })

  test('is refused where what is reserved is held, on the lot or on all of its material, and then nothing is booked', async () => {
    for (const subject of [
      { type: 'lot', id: 'S-2' },
      { type: 'order', id: 'O-1' },
    ] as const) {
      const store = await cooking()
      const hold = { holdId: 'H-1', subject, reason: 'A bag was open' } as Parameters<
        typeof holding.placeHold
      >[1]['body']
      taken(await holding.placeHold(store, command(quinn, hold)))
      expect(refusal(await complete(store))).toEqual([`${subject.type}-on-hold`])
      expect(await lacking(store)).toEqual([`${subject.type}-on-hold`])
      expect(lotIn(store, 'S-2')).toMatchObject({ remaining: '100', reserved: '60' })
    }
  })

  test('lacks what is reserved too little of, as the forecast says beforehand', async () => {
    const store = await cooking()
    const more = produce.parse({ stepId: 'boil', lotId: 'C-1', quantity: kg('41') })
    taken(await output.produce(store, command(ada, more), path))
    expect(await lacking(store)).toEqual(['backflush-missing'])
    expect(refusal(await complete(store))).toEqual(['backflush-missing'])
    const both = ['S-2', 'S-1'].map((lotId) => ({ lineId: '10', lotId: lotId as LotId }))
    taken(await complete(store, { backflush: both }))
    expect(lotIn(store, 'S-2')).toMatchObject({ remaining: '39.5' })
  })
})

test('a completion books what the line lacks of its own material from its alternates, and every book agrees', async () => {
  const store = await cooking({
    alternates: [{ materialId: 'HONEY', factor: '1.2' }],
    tolerance: { minusPercent: '0', plusPercent: '5' },
  })
  taken(await reservation.unreserveLot(store, command(paula, { lotId: 'S-2' as LotId, quantity: kg('40') }), path))
  await stock(store, 'H-1', 'HONEY', '100')
  expect(refusal(await complete(store))).toEqual(['backflush-missing'])
  expect(await lacking(store)).toEqual(['backflush-missing'])
  taken(await reservation.reserveLot(store, command(paula, { lotId: 'H-1' as LotId, quantity: kg('30') }), path))
  expect(await lacking(store)).toEqual([])
  const { fact } = taken(await complete(store))
  // 80 kg of candy take 40 kg of sugar: 20 are there, and the other 20 are 24 kg of honey.
  expect(dataOf(fact).consumed).toEqual([
    {
      lineId: '10',
      materialId: 'SUGAR',
      lotId: 'S-2',
      quantity: kg('20'),
      fromReservation: kg('20'),
      consumptionId: partId(fact.factId, 0),
    },
    {
      lineId: '10',
      consumptionId: partId(fact.factId, 1),
      materialId: 'HONEY',
      lotId: 'H-1',
      quantity: kg('24'),
      replaces: { materialId: 'SUGAR', quantity: kg('20') },
      fromReservation: kg('24'),
    },
  ])
  expect(lotIn(store, 'H-1')).toMatchObject({ remaining: '76', reserved: '6', left: { consumed: '24' } })
  expect(lotIn(store, 'S-2')).toMatchObject({ remaining: '80', left: { consumed: '20' } })
  const forward = await trace({ store, genealogy: store.genealogy }, { type: 'lot', id: 'H-1' }, 'forward')
  expect(forward.edges).toContainEqual(
    expect.objectContaining({ from: 'lot:H-1', to: 'order:O-1', quantity: kg('24') }),
  )
})

test('a completion passes over what has expired since it was reserved, as the material says when it is completed', async () => {
  const store = await cooking()
  taken(
    await usageDecision.retestLot(
      store,
      command(quinn, { expiresAt: later(60) }, { signature: signedBy(quinn, 'approved') }),
      {
        lotId: 'S-2',
      },
    ),
  )
  const at = later(120)
  const completeLater = (body: object = {}) =>
    execution.completeStep(store, command(ada, completeStep.parse(body), { at }), path)
  const tried = await completeLater()
  expect(refusal(tried)).toEqual(['backflush-missing'])
  expect(JSON.stringify(tried)).toContain('Lot S-2 expired on')
  const found = await readinessOf(store, async () => [], 'O-1', { ...by(ada), at })
  expect(found?.steps[0]?.lacking?.map(({ code }) => code)).toEqual(['backflush-missing'])
  const sugar = materialDefinition.parse({ name: 'SUGAR', unit: 'kg', expiryPolicy: 'warn' })
  taken(await definitions.defineMaterial(store, command(erik, sugar), { materialId: 'SUGAR' as MaterialId }))
  expect(refusal(await completeLater())).toEqual(['reason-missing'])
  const { fact } = taken(await completeLater({ reason: 'It was found good' }))
  expect(fact.data).toMatchObject({ warnings: [{ ref: 'expiry:S-2' }], consumed: [{ lotId: 'S-2' }] })
  expect(lotIn(store, 'S-2')).toMatchObject({ remaining: '60', reserved: '20' })
})

test('a completion that names lots leaves what is reserved for the order in peace', async () => {
  const store = await cooking()
  taken(await complete(store, { backflush: [{ lineId: '10', lotId: 'S-1' }] }))
  expect(lotIn(store, 'S-1')).toMatchObject({ remaining: '60' })
  expect(lotIn(store, 'S-2')).toMatchObject({ remaining: '100', reserved: '60' })
})

test('a completion counts bags of the same name in different lots as what they are, and books no more than fits', async () => {
  const store = await cooking()
  const ids = Array.from({ length: 34 }, (_, index) => `B-${index}`)
  for (const lotId of ids) {
    await stock(store, lotId, 'SUGAR', '2')
    const sublots = [{ sublotId: 'BAG' as SublotId, quantity: kg('2') }]
    taken(await sublotsCases.divideLot(store, command(ada, { sublots }), { lotId }))
  }
  const bags = (count: number) =>
    ids
      .slice(0, count)
      .map((lotId) => ({ lineId: '10', lotId, sublotId: 'BAG', quantity: kg(count === 34 ? '1' : '2') }))
  expect(refusal(await complete(store, { backflush: bags(34) }))).toContain('backflush-unfit')
  taken(await complete(store, { backflush: bags(20) }))
})

test('a completion that is sent twice books once', async () => {
  const store = await cooking()
  const body = completeStep.parse({ backflush: [{ lineId: '10', lotId: 'S-1' }] })
  const once = command(ada, body)
  const first = taken(await execution.completeStep(store, once, path))
  const second = taken(await execution.completeStep(store, once, path))
  expect(second).toMatchObject({ replayed: true, fact: first.fact })
  expect(lotIn(store, 'S-1').remaining).toBe('60')
})
