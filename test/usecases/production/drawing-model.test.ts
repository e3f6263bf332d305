import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ReturnDisposition, returnDispositions } from '../../../events/consumption.ts'
import type { Fact } from '../../../events/envelope.ts'
import type { LotId, MaterialId, RecipeId } from '../../../events/identifiers.ts'
import {
  completeStep as completeBody,
  consume as consumeBody,
  createOrder,
  produce as produceBody,
} from '../../../events/order.ts'
import type { Decimal, Quantity } from '../../../events/quantity.ts'
import { materialDefinition, recipeDraft } from '../../../events/recipe.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { lotBalance } from '../../../shared/domain/production/lot-balance.ts'
import { isOfSeveral } from '../../../shared/domain/production/reversal.ts'
import { add, convert, isMore, zero } from '../../../shared/domain/quantity.ts'
import { mostFor } from '../../../shared/domain/stock/issue.ts'
import { isBalanced, type Lot, type Sublot } from '../../../shared/domain/stock/lot.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as consumption from '../../../shared/usecases/production/consumption.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import * as reservation from '../../../shared/usecases/production/reservation.ts'
import * as reversal from '../../../shared/usecases/production/reversal.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import { approvedVersion, command, startStep, stock, taken } from '../../support/commands.ts'
import { ada, dec, erik, olga, paula } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { patience, portion, seeded } from '../../support/seeded.ts'

const lotNames = ['A', 'B', 'C'] as LotId[]
const orderNames = ['O-1', 'O-2', 'O-3'] as const
const bulk = { value: '100000', unit: 'kg' } as const
const free = { minusPercent: '100', plusPercent: '0' }

/** Three orders that may draw ahead, and three lots of them all: two of sugar, one of syrup, of which three parts make one of sugar. */
async function plant(): Promise<MemoryStore> {
  const store = memoryStore()
  for (const materialId of ['SUGAR', 'SYRUP', 'CANDY'] as MaterialId[]) {
    const body = materialDefinition.parse({ name: materialId, unit: 'kg' })
    taken(await definitions.defineMaterial(store, command(erik, body), { materialId }))
  }
  const alternates = [{ materialId: 'SYRUP', factor: '3' }]
  const line = { lineId: '10', materialId: 'SUGAR', quantity: bulk, tolerance: free, alternates, early: 'off' }
  const booked = { ...line, lineId: '20', backflush: 'actual' }
  const steps = [{ stepId: 'boil', name: 'Boil', flow: 'units', materials: [line, booked] }]
  const recipe = recipeDraft.parse({ product: 'CANDY', batchSize: { min: bulk, nominal: bulk, max: bulk }, steps })
  await approvedVersion(store, '1', recipe, undefined, 'CANDY' as RecipeId)
  for (const orderId of orderNames) {
    const order = createOrder.parse({ orderId, recipeId: 'CANDY', product: 'CANDY', quantity: bulk })
    taken(await orders.createOrder(store, command(paula, order)))
    taken(await orders.releaseOrder(store, command(paula, {}), { orderId }))
    taken(await orders.startOrder(store, command(ada, {}), { orderId }))
  }
  for (const lotId of lotNames) await stock(store, lotId, lotId === 'C' ? 'SYRUP' : 'SUGAR', '500')
  return store
}

const lotId = fc.constantFrom(...lotNames)
const orderId = fc.constantFrom(...orderNames)
const quantity = fc
  .tuple(fc.integer({ min: 1, max: 150_000 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom('kg', 'g', '[lb_av]'))
  .map(
    ([digits, decimals, unit]): Quantity => ({
      value: dec(new Big(digits).div(10 ** decimals).toFixed()),
      unit: unit as Quantity['unit'],
    }),
  )
const act = fc.oneof(
  { arbitrary: fc.record({ act: fc.constant('reserve' as const), orderId, lotId, quantity }), weight: 4 },
  {
    arbitrary: fc.record({
      act: fc.constant('unreserve' as const),
      orderId,
      lotId,
      quantity: fc.option(quantity, { nil: undefined }),
    }),
    weight: 4,
  },
  { arbitrary: fc.record({ act: fc.constant('consume' as const), orderId, lotId, quantity }), weight: 6 },
  {
    arbitrary: fc.record({
      act: fc.constant('reverse' as const),
      orderId,
      which: fc.nat({ max: 5 }),
      quantity: fc.option(quantity, { nil: undefined }),
      disposition: fc.constantFrom(undefined, ...returnDispositions),
    }),
    weight: 4,
  },
  {
    arbitrary: fc.record({ act: fc.constant('there and back' as const), orderId, lotId, quantity, parts: fc.nat(3) }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      act: fc.constant('book' as const),
      orderId,
      booked: fc.array(fc.record({ lotId, quantity }), { minLength: 1, maxLength: 3 }),
      isBack: fc.boolean(),
    }),
    weight: 4,
  },
  fc.record({ act: fc.constant('start' as const), orderId }),
  fc.record({ act: fc.constant('count' as const), lotId, quantity }),
  fc.record({ act: fc.constant('abort' as const), orderId }),
  fc.record({ act: fc.constant('complete' as const), orderId }),
)
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never

/** The ids by which what an order took is given back: of an issue, or of a booking of a completion. */
const consumptionsOf = (store: MemoryStore, id: string): string[] =>
  store.factsOf({ type: 'order', id }).flatMap((fact) => {
    if (fact.type === 'andon.material.consumed.v1') return fact.factId
    return isOfSeveral(fact) ? bookingsOf(fact) : []
  })
const bookingsOf = ({ data }: Fact): string[] =>
  'consumed' in data ? (data.consumed ?? []).flatMap(({ consumptionId }) => consumptionId ?? []) : []

const draw = (store: MemoryStore, it: { orderId: string; lotId: LotId; quantity: Quantity }) =>
  consumption.consume(
    store,
    command(ada, consumeBody.parse({ stepId: 'boil', lineId: '10', lotId: it.lotId, quantity: it.quantity })),
    { orderId: it.orderId },
  )
const giveBack = (
  store: MemoryStore,
  id: string,
  consumptionId: string,
  some?: Quantity,
  disposition?: ReturnDisposition,
) =>
  reversal.reverseConsumption(
    store,
    command(olga, {
      consumptionId,
      reason: 'It was not needed',
      ...(some && { quantity: some }),
      ...(disposition && { disposition }),
    }),
    { orderId: id },
  )

async function perform(store: MemoryStore, it: Act) {
  const path = { orderId: 'orderId' in it ? it.orderId : '' }
  switch (it.act) {
    case 'reserve':
      return reservation.reserveLot(store, command(paula, { lotId: it.lotId, quantity: it.quantity }), path)
    case 'unreserve':
      return reservation.unreserveLot(
        store,
        command(paula, { lotId: it.lotId, ...(it.quantity && { quantity: it.quantity }) }),
        path,
      )
    case 'consume':
      return draw(store, it)
    case 'reverse': {
      const id = consumptionsOf(store, it.orderId)[it.which]
      return id === undefined ? undefined : giveBack(store, it.orderId, id, it.quantity, it.disposition)
    }
    case 'book':
      return book(store, it)
    case 'there and back':
      return thereAndBack(store, it)
    case 'start':
      return startStep(store, it.orderId, 'boil')
    case 'count':
      return lots.adjustLot(store, command(olga, { counted: it.quantity, reason: 'Inventory' }), { lotId: it.lotId })
    case 'abort':
      return orders.abortOrder(store, command(olga, { reason: 'No demand' }), path)
    case 'complete': {
      const backflush = [{ lineId: '20', lotId: 'A' as const, quantity: { value: '0.5', unit: 'kg' } }]
      const made = produceBody.parse({ stepId: 'boil', lotId: `CANDY-${it.orderId}`, quantity: bulk })
      await output.produce(store, command(ada, made), path)
      await execution.completeStep(store, command(ada, completeBody.parse({ backflush })), { ...path, stepId: 'boil' })
      return orders.completeOrder(store, command(ada, {}), path)
    }
  }
}

interface Trace {
  workers?: unknown
  lastAt?: unknown
}

/** What is so but for who has worked on it and when last, for the list of what was given back, and for where a lot has gone for a while. */
function stateOf(store: MemoryStore) {
  const state = structuredClone(store.state()) as Record<string, Record<string, unknown>>
  for (const orderName of orderNames) {
    const order = state[`order ${orderName}`] as { returned?: unknown; steps: Record<string, Trace> }
    delete order.returned
    delete order.steps.boil?.workers
    delete order.steps.boil?.lastAt
    for (const preIssued of Object.values(
      (order as { preIssued?: Record<string, { workers?: unknown }> }).preIssued ?? {},
    ))
      delete preIssued.workers
  }
  for (const name of lotNames) delete state[`lot ${name}`]?.goesTo
  return state
}

/** Books with the completion of some units, and looks whether all of it goes back as if only the units had been completed. */
async function book(store: MemoryStore, it: Extract<Act, { act: 'book' }>) {
  const before = stateOf(store)
  const backflush = it.booked.map((entry) => ({ lineId: '20', ...entry }))
  const body = completeBody.parse({ quantity: { value: '1', unit: 'kg' }, backflush })
  const outcome = await execution.completeStep(store, command(ada, body), { orderId: it.orderId, stepId: 'boil' })
  if (outcome.outcome !== 'done' || !it.isBack) return outcome
  for (const id of bookingsOf(outcome.fact)) taken(await giveBack(store, it.orderId, id))
  expect(withoutUnits(stateOf(store), it.orderId)).toEqual(withoutUnits(before, it.orderId))
  return outcome
}

function withoutUnits(state: ReturnType<typeof stateOf>, orderName: string) {
  const order = state[`order ${orderName}`] as { steps: Record<string, { units?: unknown }> }
  delete order.steps.boil?.units
  return state
}

/** Draws, gives all of it back, at once or part by part, and looks whether anything is other than before. */
async function thereAndBack(store: MemoryStore, it: Extract<Act, { act: 'there and back' }>) {
  const before = stateOf(store)
  const outcome = await draw(store, it)
  if (outcome.outcome !== 'done') return outcome
  const { factId } = outcome.fact
  for (let part = 0; part < it.parts; part += 1) {
    const value = new Big(it.quantity.value).div(it.parts + 1).round(12, Big.roundDown)
    if (value.gt(0)) await giveBack(store, it.orderId, factId, { ...it.quantity, value: dec(value.toFixed()) })
  }
  taken(await giveBack(store, it.orderId, factId))
  expect(stateOf(store)).toEqual(before)
  return outcome
}

const lotsIn = (store: MemoryStore): Lot[] =>
  Object.entries(store.state()).flatMap(([key, value]) => (key.startsWith('lot ') ? [value as Lot] : []))
const sublotsIn = (store: MemoryStore): Sublot[] =>
  Object.entries(store.state()).flatMap(([key, value]) => (key.startsWith('sublot ') ? [value as Sublot] : []))
const ordersIn = (store: MemoryStore): BoundOrder[] =>
  orderNames.map((name) => store.state()[`order ${name}`] as BoundOrder)
const sum = (values: readonly (Decimal | undefined)[]) =>
  values.reduce<Decimal>((total, it) => add(total, it ?? zero), zero)

function expectBalance(store: MemoryStore): void {
  const all = ordersIn(store)
  for (const lot of lotsIn(store)) {
    if (!lotNames.includes(lot.lotId)) continue
    expect(isBalanced(lot), lot.lotId).toBe(true)
    expect(isMore(dec('0'), lot.remaining), lot.lotId).toBe(false)
    expect(lot.reserved ?? '0').toBe(sum(all.map((order) => order.reserved?.[lot.lotId]?.value)))
    expect(lot.left?.consumed ?? '0').toBe(sum(all.map((order) => order.inputs?.[lot.lotId]?.value)))
    expect(lot.left?.scrapped ?? '0').toBe(sum(all.map((order) => order.rejected?.[lot.lotId]?.value)))
    const sublots = sublotsIn(store).filter((it) => it.lotId === lot.lotId)
    expect(lot.inSublots ?? '0').toBe(sum(sublots.map(({ remaining }) => remaining)))
    for (const it of sublots) {
      expect(isBalanced(it), it.sublotId).toBe(true)
      expect(it.status, it.sublotId).toBe('quarantine')
    }
    expect(lotBalance(lot, store.allFacts()).differences, lot.lotId).toEqual([])
  }
  for (const order of all) {
    if (order.status === 'aborted' || order.status === 'completed') expect(order.reserved).toBeUndefined()
    for (const [id, { value }] of Object.entries(order.reserved ?? {})) expect(isMore(value, dec('0')), id).toBe(true)
  }
}

/** A draw takes no more than was free and what was the order's own. */
function expectOwnShare(fact: Fact, before: readonly Lot[], orderBefore: BoundOrder | undefined): void {
  if (fact.type !== 'andon.material.consumed.v1') return
  const lot = before.find((it) => it.lotId === fact.data.lotId)
  const { value, unit } = fact.data.quantity as Quantity
  if (!lot) throw new Error('A lot was drawn from that is not there.')
  const own = orderBefore?.reserved?.[lot.lotId]?.value ?? zero
  expect(isMore(dec(convert(value, unit, lot.unit) ?? 'NaN'), mostFor(lot, own))).toBe(false)
}

describe('the material of several orders on few lots, whatever is done with it', () => {
  test(
    'balances: reserved is the sum over the orders, consumed what they have, and what is given back is as if never drawn',
    async () => {
      const outcomes = new Map<string, number>()
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 30, size: 'max' }), async (acts) => {
          const store = await plant()
          for (const it of acts) {
            const [lotsBefore, ordersBefore, factsBefore] = [lotsIn(store), ordersIn(store), store.allFacts().length]
            const outcome = await perform(store, it)
            const key = `${it.act} ${outcome?.outcome ?? 'idle'}`
            outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
            expectBalance(store)
            const [fact] = store.allFacts().slice(factsBefore)
            if (fact)
              expectOwnShare(
                fact,
                lotsBefore,
                ordersBefore.find(({ orderId: id }) => id === fact.subject.id),
              )
          }
        }),
        seeded('material of orders', 2000),
      )
      // The sequences reach what they are to prove: each act was taken and refused, many times.
      for (const name of [
        'reserve',
        'unreserve',
        'consume',
        'reverse',
        'there and back',
        'book',
        'start',
        'abort',
        'complete',
      ]) {
        expect(outcomes.get(`${name} done`), name).toBeGreaterThan(portion(20))
        expect(outcomes.get(`${name} refused`), name).toBeGreaterThan(portion(20))
      }
      expect(outcomes.get('count done')).toBeGreaterThan(portion(20))
    },
    patience,
  )
})
