import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LotId, MaterialId, RecipeId, StepId } from '../../../events/identifiers.ts'
import { completeStep, consume, createOrder, produce, productionUses } from '../../../events/order.ts'
import type { Quantity } from '../../../events/quantity.ts'
import { materialDefinition, recipeDraft } from '../../../events/recipe.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { lotBalance } from '../../../shared/domain/production/lot-balance.ts'
import { type Balance, balancesOfOrder, balancesOfStep } from '../../../shared/domain/production/mass-balance.ts'
import { orderBalance } from '../../../shared/domain/production/order-balance.ts'
import { yieldOfOrder } from '../../../shared/domain/production/yield.ts'
import { lotNamed } from '../../../shared/domain/stock/destination.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import { trace } from '../../../shared/usecases/genealogy/trace.ts'
import { madeOf } from '../../../shared/usecases/genealogy/walk.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as consumption from '../../../shared/usecases/production/consumption.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import { auditLot } from '../../../shared/usecases/stock/lot-audit.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import { approvedVersion, command, startStep, stock, taken } from '../../support/commands.ts'
import { ada, dec, erik, olga, paula } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { patience, portion, seeded } from '../../support/seeded.ts'

const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const
const path = { orderId: 'O-1' }
const anything = { minusPercent: '100', plusPercent: '1000' }
const line = (lineId: string, materialId: string, more: object = {}) => ({
  lineId,
  materialId,
  quantity: kg('50'),
  tolerance: anything,
  ...more,
})

/** A plant that makes candy of sugar, with molasses and syrup beside it; both steps book sugar when they are completed. */
async function plant(): Promise<MemoryStore> {
  const store = memoryStore()
  for (const materialId of ['SUGAR', 'CANDY', 'MOLASSES', 'SYRUP'] as MaterialId[]) {
    const body = materialDefinition.parse({ name: materialId, unit: 'kg' })
    taken(await definitions.defineMaterial(store, command(erik, body), { materialId }))
  }
  const steps = [
    {
      stepId: 'boil',
      name: 'Boil',
      materials: [
        line('10', 'SUGAR'),
        line('20', 'SUGAR', { backflush: 'standard' }),
        line('30', 'MOLASSES', { use: 'by-product' }),
        line('40', 'SYRUP', { use: 'co-product' }),
      ],
    },
    { stepId: 'pack', name: 'Pack', after: ['boil'], materials: [line('50', 'SUGAR', { backflush: 'actual' })] },
  ]
  const batchSize = { min: kg('100'), nominal: kg('100'), max: kg('100') }
  const recipe = recipeDraft.parse({ product: 'CANDY', batchSize, steps })
  await approvedVersion(store, '1', recipe, undefined, 'CANDY' as RecipeId)
  const order = createOrder.parse({ orderId: 'O-1', recipeId: 'CANDY', product: 'CANDY', quantity: kg('100') })
  taken(await orders.createOrder(store, command(paula, order)))
  taken(await orders.releaseOrder(store, command(paula, {}), path))
  taken(await orders.startOrder(store, command(ada, {}), path))
  taken(await startStep(store, 'O-1', 'boil'))
  for (const lotId of ['S-1', 'S-2']) await stock(store, lotId, 'SUGAR', '120')
  return store
}

const quantity = fc
  .tuple(fc.integer({ min: 1, max: 60_000 }), fc.constantFrom('kg', 'g'))
  .map(
    ([grams, unit]): Quantity =>
      unit === 'kg' ? kg(new Big(grams).div(1000).toFixed()) : { value: dec(`${grams}`), unit: 'g' },
  )
const stepId = fc.constantFrom('boil', 'pack')
const sugar = fc.constantFrom('S-1', 'S-2', 'S-9')
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant('consume' as const), lotId: sugar, quantity }) },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('produce' as const),
      stepId,
      lotId: fc.constantFrom('C-1', 'C-2', 'M-1', 'Y-1'),
      use: fc.constantFrom(...productionUses),
      quantity,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('complete' as const),
      stepId,
      backflush: fc.oneof(
        fc.constant([
          { lineId: '20', lotId: 'S-1' },
          { lineId: '20', lotId: 'S-2' },
        ]),
        fc.tuple(fc.record({ lineId: fc.constantFrom('20', '50'), lotId: sugar, quantity })),
      ),
    }),
  },
  fc.record({ act: fc.constant('start' as const) }),
  fc.record({ act: fc.constant('scrap a lot' as const), lotId: fc.constantFrom('C-1', 'S-1'), quantity }),
)
type Act = typeof act extends fc.Arbitrary<infer It> ? It : never

function perform(store: MemoryStore, it: Act) {
  switch (it.act) {
    case 'consume': {
      const body = { stepId: 'boil', lineId: '10', lotId: it.lotId, quantity: it.quantity }
      return consumption.consume(store, command(ada, consume.parse(body)), path)
    }
    case 'produce': {
      const { act: _act, ...body } = it
      return output.produce(store, command(ada, produce.parse(body)), path)
    }
    case 'complete':
      return execution.completeStep(store, command(ada, completeStep.parse({ backflush: it.backflush })), {
        ...path,
        stepId: it.stepId as StepId,
      })
    case 'start':
      return startStep(store, 'O-1', 'pack')
    case 'scrap a lot': {
      const body = { quantity: it.quantity, reason: 'Caked' }
      return lots.scrapLot(store, command(olga, body), { lotId: it.lotId })
    }
  }
}

async function orderIn(store: MemoryStore) {
  const { order, snapshot } = await store.load({ order: ref.order('O-1'), snapshot: ref.snapshot('O-1') })
  if (!order || order.value.status === 'created' || !snapshot) throw new Error('The order is not there.')
  return { order: order.value as BoundOrder, snapshot: snapshot.value }
}
const lotsIn = (store: MemoryStore): Lot[] =>
  Object.entries(store.state()).flatMap(([key, value]) => (key.startsWith('lot ') ? [value as Lot] : []))
const moving = (all: readonly Balance[]) => all.filter((it) => it.in !== '0' || it.out !== '0')

describe('an order, whatever is made of it', () => {
  test(
    'remembers exactly what its facts come to, and so does every lot',
    async () => {
      const outcomes = new Map<string, number>()
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 30, size: 'max' }), async (acts) => {
          const store = await plant()
          for (const it of acts) {
            const before = store.state()
            const { outcome } = await perform(store, it)
            const key = `${it.act === 'produce' ? it.use : it.act} ${outcome}`
            outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
            if (outcome !== 'done') expect(store.state()).toEqual(before)
          }
          const { order, snapshot } = await orderIn(store)
          const told = orderBalance(order, snapshot, store.factsOf({ type: 'order', id: 'O-1' }))
          expect(moving(told.balances)).toEqual(moving(balancesOfOrder(order, snapshot)))
          expect(told.yield).toEqual(yieldOfOrder(order))
          for (const step of snapshot.steps) {
            const progress = order.steps[step.stepId]
            if (progress?.status !== 'running') continue
            const ofStep = told.steps.find((it) => it.stepId === step.stepId)
            expect(moving(ofStep?.balances ?? [])).toEqual(moving(balancesOfStep(step, progress, snapshot)))
          }
          const sampled = told.samples.map(({ lotId, quantity: { value, unit } }) => [lotId, value, unit])
          expect(sampled).toHaveLength(Object.keys(order.sampled ?? {}).length)
          for (const lot of lotsIn(store)) {
            const audit = lotBalance(lot, store.allFacts())
            expect(audit.differences, lot.lotId).toEqual([])
            expect(audit.balanced).toBe(true)
          }
        }),
        seeded('balances of orders', 600, 200),
      )
      const reached = [...productionUses, 'consume', 'complete', 'start', 'scrap a lot']
      for (const name of reached)
        for (const outcome of ['done', 'refused'])
          if (!(name === 'scrap' && outcome === 'refused'))
            expect(outcomes.get(`${name} ${outcome}`) ?? 0, `${name} ${outcome}`).toBeGreaterThan(portion(5))
    },
    patience,
  )
})

describe('what a completion consumed', () => {
  test('is found from the lot and from what was made of it', async () => {
    const store = await plant()
    const made = { stepId: 'boil', lotId: 'C-1', quantity: kg('80') }
    taken(await output.produce(store, command(ada, produce.parse(made)), path))
    const body = completeStep.parse({ backflush: [{ lineId: '20', lotId: 'S-1' }] })
    taken(await execution.completeStep(store, command(ada, body), { ...path, stepId: 'boil' }))
    const { edges } = await trace({ store, genealogy: store.genealogy }, lotNamed('C-1'), 'backward')
    expect(edges).toContainEqual(expect.objectContaining({ from: 'lot:S-1', to: 'order:O-1', quantity: kg('40') }))
    const { lotIds, orders: through } = await madeOf({ store, genealogy: store.genealogy }, [lotNamed('S-1')])
    expect(lotIds).toEqual(['S-1', 'C-1'])
    expect(through.map(({ orderId }) => orderId)).toEqual(['O-1'])
  })
})

describe('the audit of a lot', () => {
  const booksOf = (store: MemoryStore, change: (lot: Lot) => Lot = (lot) => lot, hidden: string[] = []) => ({
    readLot: async (id: string) => {
      const found = lotsIn(store).find(({ lotId }) => lotId === id)
      return found && change(found)
    },
    factsOf: async (id: string) => store.factsOf({ type: 'lot', id }),
    factsAbout: async (id: string) =>
      store.allFacts().filter((it) => it.about?.type === 'lot' && it.about.id === id && !hidden.includes(it.type)),
  })
  const moved = async () => {
    const store = await plant()
    await perform(store, { act: 'consume', lotId: 'S-1', quantity: kg('20') })
    taken(
      await lots.splitLot(store, command(ada, { parts: [{ lotId: 'S-3' as LotId, quantity: kg('30') }] }), {
        lotId: 'S-1',
      }),
    )
    return store
  }
  const patience: number[] = []
  const pause = async (ms: number) => void patience.push(ms)

  test('lists each movement with the fact that tells of it, and adds them up', async () => {
    const store = await moved()
    expect(await auditLot(booksOf(store), 'S-1', pause)).toMatchObject({
      received: kg('120'),
      remaining: kg('70'),
      left: { consumed: kg('20'), parted: kg('30'), scrapped: kg('0') },
      movements: expect.arrayContaining([
        expect.objectContaining({ account: 'received', quantity: kg('120'), type: 'andon.lot.received.v1' }),
        expect.objectContaining({ account: 'consumed', quantity: kg('20'), subject: { type: 'order', id: 'O-1' } }),
        expect.objectContaining({ account: 'parted', quantity: kg('30') }),
      ]),
      balanced: true,
      differences: [],
    })
  })

  test('knows what was split off another lot', async () => {
    const found = await auditLot(booksOf(await moved()), 'S-3', pause)
    expect(found).toMatchObject({ received: kg('30'), remaining: kg('30'), balanced: true })
  })

  test('says where a lot and its facts differ', async () => {
    const store = await moved()
    const stolen = booksOf(store, (lot) => ({ ...lot, remaining: dec('60') }))
    expect(await auditLot(stolen, 'S-1', pause)).toMatchObject({
      balanced: false,
      differences: [{ of: 'remaining', facts: kg('70'), kept: kg('60') }],
    })
    const cooked = booksOf(store, (lot) => ({
      ...lot,
      remaining: dec('60'),
      left: { ...lot.left, consumed: dec('30') },
    }))
    expect(await auditLot(cooked, 'S-1', pause)).toMatchObject({
      balanced: false,
      differences: [{ of: 'remaining' }, { of: 'consumed' }],
    })
  })

  test('waits for an index that follows after a moment before it says so', async () => {
    const store = await moved()
    const hidden = ['andon.material.consumed.v1']
    patience.length = 0
    const found = await auditLot(booksOf(store, undefined, hidden), 'S-1', async (ms) => {
      await pause(ms)
      hidden.length = 0
    })
    expect(found?.balanced).toBe(true)
    expect(patience).toHaveLength(1)
  })

  test('is of nothing where there is no such lot', async () => {
    expect(await auditLot(booksOf(await plant()), 'NONE', pause)).toBeUndefined()
  })
})
