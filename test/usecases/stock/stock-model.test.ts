import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fact } from '../../../events/envelope.ts'
import type {
  ContainerId,
  HoldId,
  LotId,
  MaterialId,
  RecipeId,
  ShipmentId,
  SublotId,
} from '../../../events/identifiers.ts'
import { type Account, receiveLot as receiveBody } from '../../../events/material.ts'
import { accounts } from '../../../events/names.ts'
import { consume as consumeBody, createOrder, produce as produceBody } from '../../../events/order.ts'
import type { Quantity } from '../../../events/quantity.ts'
import { materialDefinition, recipeDraft } from '../../../events/recipe.ts'
import { add, convert } from '../../../shared/domain/quantity.ts'
import { isBalanced, type Lot, looseIn, type Sublot } from '../../../shared/domain/stock/lot.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as consumption from '../../../shared/usecases/production/consumption.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import * as reversal from '../../../shared/usecases/production/reversal.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import * as containers from '../../../shared/usecases/stock/containers.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import * as shipping from '../../../shared/usecases/stock/shipping.ts'
import * as sublotsCases from '../../../shared/usecases/stock/sublots.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { approvedVersion, command, startStep, stock, taken } from '../../support/commands.ts'
import { ada, dec, erik, olga, paula, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { patience, portion, seeded, surely } from '../../support/seeded.ts'
import { expectInverse } from '../../support/trace-inverse.ts'

const sugar = 'SUGAR' as MaterialId
const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as LotId[]
const bulk = { value: '100000', unit: 'kg' } as const

/** A plant that may merge its sugar, and an order that takes as much of it as it gets. */
async function plant(): Promise<MemoryStore> {
  const store = memoryStore()
  for (const materialId of [sugar, 'CANDY' as MaterialId]) {
    const body = materialDefinition.parse({ name: materialId, unit: 'kg', merging: 'allowed' })
    taken(await definitions.defineMaterial(store, command(erik, body), { materialId }))
  }
  const line = { lineId: '10', materialId: sugar, quantity: bulk, tolerance: { minusPercent: '100', plusPercent: '0' } }
  const steps = [{ stepId: 'boil', name: 'Boil', materials: [line] }]
  const recipe = recipeDraft.parse({ product: 'CANDY', batchSize: { min: bulk, nominal: bulk, max: bulk }, steps })
  await approvedVersion(store, '1', recipe, undefined, 'CANDY' as RecipeId)
  const order = createOrder.parse({ orderId: 'O-1', recipeId: 'CANDY', product: 'CANDY', quantity: bulk })
  taken(await orders.createOrder(store, command(paula, order)))
  taken(await orders.releaseOrder(store, command(paula, {}), { orderId: 'O-1' }))
  taken(await orders.startOrder(store, command(ada, {}), { orderId: 'O-1' }))
  taken(await startStep(store, 'O-1', 'boil'))
  for (const lotId of names.slice(0, 4)) await stock(store, lotId, sugar, '500')
  return store
}

const lotId = fc.constantFrom(...names)
const quantity = fc
  .tuple(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom('kg', 'g', '[lb_av]'))
  .map(
    ([digits, decimals, unit]): Quantity => ({
      value: dec(new Big(digits).div(10 ** decimals).toFixed()),
      unit: unit as Quantity['unit'],
    }),
  )
const sublotId = fc.constantFrom(...(['BAG-1', 'BAG-2'] as SublotId[]))
const some = fc.option(quantity, { nil: undefined })

/** What somebody may try; the plant takes it or says no. */
const act = fc.oneof(
  { arbitrary: fc.record({ act: fc.constant('receive' as const), lotId, quantity }), weight: 3 },
  {
    arbitrary: fc.record({
      act: fc.constant('come-back' as const),
      lotId,
      left: lotId,
      quantity,
      to: fc.constantFrom('customer' as const, 'site' as const),
    }),
    weight: 2,
  },
  { arbitrary: fc.record({ act: fc.constant('release' as const), lotId }), weight: 3 },
  fc.record({ act: fc.constant('reject' as const), lotId }),
  {
    arbitrary: fc.record({
      act: fc.constant('split' as const),
      lotId,
      parts: fc.array(fc.record({ lotId, quantity }), { minLength: 1, maxLength: 3 }),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      act: fc.constant('merge' as const),
      lotId,
      from: fc.uniqueArray(fc.record({ lotId, quantity: fc.option(quantity, { nil: undefined, freq: 1 }) }), {
        minLength: 2,
        maxLength: 3,
        selector: (it) => it.lotId,
      }),
    }),
    weight: 2,
  },
  fc.record({ act: fc.constant('count' as const), lotId, quantity }),
  fc.record({ act: fc.constant('count-loose' as const), lotId, quantity }),
  { arbitrary: fc.record({ act: fc.constant('count-bag' as const), lotId, quantity, sublotId }), weight: 2 },
  { arbitrary: fc.record({ act: fc.constant('divide' as const), lotId, quantity, sublotId }), weight: 2 },
  fc.record({ act: fc.constant('scrap' as const), lotId, quantity: some }),
  fc.record({ act: fc.constant('sample' as const), lotId, quantity }),
  fc.record({
    act: fc.constant('ship' as const),
    lotId,
    quantity: some,
    to: fc.constantFrom('customer' as const, 'site' as const, 'supplier' as const),
  }),
  { arbitrary: fc.record({ act: fc.constant('consume' as const), lotId, quantity }), weight: 4 },
  { arbitrary: fc.record({ act: fc.constant('return' as const), lotId, quantity: some }), weight: 3 },
  { arbitrary: fc.record({ act: fc.constant('ship-case' as const), lotId, sublotId }), weight: 2 },
  { arbitrary: fc.record({ act: fc.constant('produce' as const), lotId, quantity }), weight: 2 },
  {
    arbitrary: fc.record({ act: fc.constant('reverse' as const), number: fc.nat({ max: 3 }), quantity: some }),
    weight: 2,
  },
  fc.record({ act: fc.constant('hold' as const), lotId }),
  fc.record({ act: fc.constant('unhold' as const), number: fc.nat({ max: 3 }) }),
)
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never
type Sublotted = { readonly lotId: LotId; readonly sublotId: SublotId }

/** Each act once as it is taken and once as it is refused. */
function eachAct(): Act[] {
  const [A, B, C, D, E, F, G, H] = names as [LotId, LotId, LotId, LotId, LotId, LotId, LotId, LotId]
  const one = 'BAG-1' as SublotId
  const kg = (value: string) => ({ quantity: { value: dec(value), unit: 'kg' as const } })
  const twice = (it: Act): Act[] => [it, it]
  return [
    { act: 'hold', lotId: H },
    { act: 'hold', lotId: D },
    ...twice({ act: 'receive', lotId: E, ...kg('100') }),
    ...twice({ act: 'release', lotId: E }),
    ...twice({ act: 'reject', lotId: D }),
    { act: 'sample', lotId: E, ...kg('1') },
    { act: 'sample', lotId: H, ...kg('1') },
    ...twice({ act: 'split', lotId: A, parts: [{ lotId: F, ...kg('10') }] }),
    ...twice({
      act: 'merge',
      lotId: G,
      from: [
        { lotId: A, ...kg('10') },
        { lotId: C, ...kg('10') },
      ],
    }),
    { act: 'count', lotId: B, ...kg('480') },
    { act: 'count', lotId: H, ...kg('480') },
    ...twice({ act: 'divide', lotId: B, ...kg('50'), sublotId: one }),
    { act: 'count-bag', lotId: B, ...kg('40'), sublotId: one },
    { act: 'count-bag', lotId: H, ...kg('40'), sublotId: one },
    { act: 'count-loose', lotId: B, ...kg('400') },
    { act: 'count-loose', lotId: H, ...kg('400') },
    ...twice({ act: 'ship-case', lotId: B, sublotId: one }),
    { act: 'scrap', lotId: C, ...kg('10') },
    { act: 'scrap', lotId: H, ...kg('10') },
    { act: 'ship', lotId: C, ...kg('10'), to: 'customer' },
    { act: 'ship', lotId: H, ...kg('10'), to: 'customer' },
    { act: 'consume', lotId: C, ...kg('10') },
    { act: 'consume', lotId: H, ...kg('10') },
    ...twice({ act: 'reverse', number: 0, quantity: undefined }),
    { act: 'return', lotId: E, ...kg('10') },
    { act: 'return', lotId: H, ...kg('10') },
    { act: 'produce', lotId: H, ...kg('10') },
    { act: 'produce', lotId: C, ...kg('10') },
  ]
}

function perform(store: MemoryStore, it: Act, number: number) {
  const path = 'lotId' in it ? { lotId: it.lotId } : { lotId: '' as LotId }
  const given = 'quantity' in it && it.quantity ? { quantity: it.quantity } : {}
  const sign = (meaning: 'released' | 'rejected') => ({ signature: signedBy(quinn, meaning) })
  switch (it.act) {
    case 'receive':
      return receiving.receiveLot(
        store,
        command(
          ada,
          receiveBody.parse({ lotId: it.lotId, materialId: sugar, quantity: it.quantity, supplierId: 'X-1' }),
        ),
      )
    case 'come-back': {
      const origin = { site: 'lyon', lotId: it.left, shipmentId: `S-${it.to}` }
      const body = { lotId: it.lotId, materialId: sugar, quantity: it.quantity, origin }
      return receiving.receiveLot(store, command(ada, receiveBody.parse(body)))
    }
    case 'release':
      return usageDecision.releaseLot(store, command(quinn, {}, sign('released')), path)
    case 'reject':
      return usageDecision.rejectLot(store, command(quinn, { reason: 'It is damp' }, sign('rejected')), path)
    case 'split':
      return lots.splitLot(store, command(ada, { parts: it.parts }), path)
    case 'merge':
      return lots.mergeLots(store, command(ada, { from: it.from }), path)
    case 'count':
      return lots.adjustLot(store, command(olga, { counted: it.quantity, reason: 'Inventory' }), path)
    case 'count-loose':
      return lots.adjustLot(store, command(olga, { counted: it.quantity, loose: true, reason: 'Inventory' }), path)
    case 'count-bag': {
      const { sublotId: id, quantity: counted } = it
      return lots.adjustLot(store, command(olga, { counted, sublotId: id, reason: 'Inventory' }), path)
    }
    case 'divide': {
      const sublots = [{ sublotId: it.sublotId, quantity: it.quantity }]
      return sublotsCases.divideLot(store, command(ada, { sublots }), path)
    }
    case 'scrap':
      return lots.scrapLot(store, command(olga, { ...given, reason: 'Caked' }), path)
    case 'sample':
      return lots.sampleLot(store, command(ada, { quantity: it.quantity }), path)
    case 'ship':
      return shipping.shipLot(
        store,
        command(ada, {
          ...given,
          shipmentId: `S-${it.to}` as ShipmentId,
          to: { type: it.to, id: it.to === 'site' ? 'cork' : 'X-1' },
        }),
        path,
      )
    case 'consume':
      return consumption.consume(
        store,
        command(ada, consumeBody.parse({ stepId: 'boil', lineId: '10', lotId: it.lotId, quantity: it.quantity })),
        { orderId: 'O-1' },
      )
    case 'return': {
      const body = { ...given, shipmentId: 'S-back' as ShipmentId, supplierId: 'X-1', reason: 'Caked' }
      return shipping.returnToSupplier(store, command(ada, body), path)
    }
    case 'ship-case':
      return shipInCase(store, it, `CASE-${number}` as ContainerId)
    case 'produce': {
      const body = produceBody.parse({ stepId: 'boil', lotId: it.lotId, quantity: it.quantity })
      return output.produce(store, command(ada, body), { orderId: 'O-1' })
    }
    case 'reverse': {
      const consumed = store.allFacts().filter(({ type }) => type === 'andon.material.consumed.v1')
      const body = { ...given, consumptionId: consumed[it.number]?.factId ?? 'none', reason: 'Not used' }
      return reversal.reverseConsumption(store, command(ada, body), { orderId: 'O-1' })
    }
    case 'hold':
      return holding.placeHold(
        store,
        command(quinn, {
          holdId: `H-${number}` as HoldId,
          subject: { type: 'lot', id: it.lotId },
          reason: 'A bag was open',
        }),
      )
    case 'unhold': {
      const active = heldBy(store.allFacts())[it.number]
      const released = command(quinn, { reason: 'It was another' }, sign('released'))
      return active ? holding.releaseHold(store, released, { holdId: active.holdId }) : undefined
    }
  }
}

/** A bag is packed into a case of its own, which is shipped. */
async function shipInCase(store: MemoryStore, { lotId, sublotId }: Sublotted, containerId: ContainerId) {
  taken(await containers.makeContainer(store, command(ada, { containerId, kind: 'case' })))
  const packed = { units: [{ lotId, sublotId }], containers: [] }
  const outcome = await containers.packContainer(store, command(ada, packed), { containerId })
  if (outcome.outcome !== 'done') return outcome
  const to = { type: 'customer', id: 'X-1' } as const
  const shipped = { shipmentId: 'S-customer' as ShipmentId, to }
  return containers.shipContainer(store, command(ada, shipped), { containerId })
}

/** The active holds, as the facts tell it. */
const heldBy = (facts: readonly Fact[]) =>
  facts
    .filter(({ type }) => type === 'andon.hold.placed.v1')
    .filter(({ subject }) => !facts.some((it) => it.type === 'andon.hold.released.v1' && it.subject.id === subject.id))
    .map(({ subject, about }) => ({ holdId: subject.id, lotId: about?.id }))

interface Ledger {
  received: Big
  readonly left: Record<Account, Big>
}

/** What the facts say came into each lot and left it: the second book, kept without looking at the first. */
function ledgerOf(facts: readonly Fact[], unitOf: (lotId: string) => Quantity['unit']): Map<string, Ledger> {
  const ledger = new Map<string, Ledger>()
  const of = (id: string): Ledger => {
    const known = ledger.get(id) ?? {
      received: new Big(0),
      left: Object.fromEntries(accounts.map((account) => [account, new Big(0)])) as Ledger['left'],
    }
    ledger.set(id, known)
    return known
  }
  const value = (id: string, { value: text, unit }: Quantity) => new Big(convert(text, unit, unitOf(id)) ?? 'NaN')
  const came = (id: string, it: Quantity) => {
    of(id).received = of(id).received.plus(value(id, it))
  }
  const left = (id: string, account: Account, it: Quantity) => {
    of(id).left[account] = of(id).left[account].plus(value(id, it))
  }
  const returned = new Map<string, Quantity['value']>()
  for (const { type, subject, data } of facts) {
    const id = subject.id
    if (type === 'andon.lot.received.v1') came(id, data.quantity)
    if (type === 'andon.material.consumed.v1') left(data.lotId, 'consumed', data.quantity)
    if (type === 'andon.material.returned.v1') {
      // What is given back of an issue is one amount, in however many parts: converted part by part, its last digit would differ.
      const issue = `${id}/${data.consumptionId}`
      const before = returned.get(issue) ?? dec('0')
      const after = add(before, data.quantity.value)
      returned.set(issue, after)
      const { unit } = data.quantity
      const back = value(data.lotId, { value: after, unit }).minus(value(data.lotId, { value: before, unit }))
      of(data.lotId).left.consumed = of(data.lotId).left.consumed.minus(back)
    }
    if (type === 'andon.material.produced.v1') came(data.lotId, data.quantity)
    if (type === 'andon.container.shipped.v1') for (const unit of data.units) left(unit.lotId, 'shipped', unit.quantity)
    if (type === 'andon.lot.shipped.v1') left(id, 'shipped', data.quantity)
    if (type === 'andon.lot.scrapped.v1') left(id, 'scrapped', data.quantity)
    if (type === 'andon.lot.sampled.v1') left(id, 'sampled', data.quantity)
    if (type === 'andon.lot.split.v1')
      for (const part of data.parts) {
        left(id, 'parted', part.quantity)
        came(part.lotId, part.quantity)
      }
    if (type === 'andon.lot.merged.v1') {
      came(id, data.quantity)
      for (const part of data.from) left(part.lotId, 'parted', part.quantity)
    }
    if (type === 'andon.lot.adjusted.v1') {
      left(id, 'adjusted', data.was)
      of(id).left.adjusted = of(id).left.adjusted.minus(value(id, data.is))
    }
  }
  return ledger
}

const lotsIn = (store: MemoryStore): Lot[] =>
  Object.entries(store.state()).flatMap(([key, value]) => (key.startsWith('lot ') ? [value as Lot] : []))

const sublotsIn = (store: MemoryStore): Sublot[] =>
  Object.entries(store.state()).flatMap(([key, value]) => (key.startsWith('sublot ') ? [value as Sublot] : []))

const usesStock = [
  'andon.material.consumed.v1',
  'andon.lot.shipped.v1',
  'andon.lot.split.v1',
  'andon.lot.scrapped.v1',
  'andon.lot.sampled.v1',
  'andon.container.shipped.v1',
]
const usedBy = ({ subject, data }: Fact): string[] =>
  'units' in data ? data.units.map((it) => it.lotId) : ['lotId' in data && data.lotId ? data.lotId : subject.id]

describe('the stock of a plant, whatever is done with it', () => {
  test(
    'is what the facts say, to the last digit: received = remaining + all that left, of each lot and of the plant',
    async () => {
      const outcomes = new Map<string, number>()
      let traced = 0
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 25, maxLength: 60, size: 'max' }), async (acts) => {
          const store = await plant()
          for (const [number, it] of acts.entries()) {
            const before = store.allFacts()
            const held = new Set(heldBy(before).map((hold) => hold.lotId))
            const outcome = await perform(store, it, number)
            const key = `${it.act} ${outcome?.outcome ?? 'idle'}`
            outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
            if (it.act === 'count-loose' && outcome?.outcome === 'done') {
              const counted = lotsIn(store).find((lot) => lot.lotId === it.lotId)
              const { value, unit } = it.quantity
              expect(counted && looseIn(counted)).toBe(counted && convert(value, unit, counted.unit))
            }
            for (const fact of store.allFacts().slice(before.length)) {
              const { type, subject, data } = fact
              if (usesStock.includes(type)) for (const id of usedBy(fact)) expect(held).not.toContain(id)
              if (type === 'andon.lot.status-changed.v1' && data.status === 'released')
                expect(held).not.toContain(subject.id)
            }
          }
          const kept = lotsIn(store)
          const unitOf = (id: string) => kept.find((lot) => lot.lotId === id)?.unit ?? 'kg'
          const ledger = ledgerOf(store.allFacts(), unitOf)
          let plantCame = new Big(0)
          let plantHas = new Big(0)
          const inGrams = (value: string, unit: Quantity['unit']) => convert(dec(value), unit, 'ug') ?? 'NaN'
          for (const lot of kept) {
            expect(isBalanced(lot), lot.lotId).toBe(true)
            expect(new Big(lot.remaining).gte(0), lot.lotId).toBe(true)
            expect(new Big(looseIn(lot)).gte(0), lot.lotId).toBe(true)
            const bags = sublotsIn(store).filter((it) => it.lotId === lot.lotId)
            expect(bags.every(isBalanced), lot.lotId).toBe(true)
            const inBags = bags.reduce((sum, { remaining }) => sum.plus(remaining), new Big(0))
            expect(inBags.toFixed()).toBe(lot.inSublots ?? '0')
            const { received, left } = ledger.get(lot.lotId) ?? { received: new Big(0), left: {} as Ledger['left'] }
            expect(lot.quantity).toBe(received.toFixed())
            for (const account of accounts)
              expect(lot.left?.[account] ?? '0').toBe((left[account] ?? new Big(0)).toFixed())
            plantCame = plantCame
              .plus(inGrams(lot.quantity, lot.unit))
              .minus(inGrams(lot.left?.parted ?? '0', lot.unit))
            const gone = accounts.filter((account) => account !== 'parted').map((account) => lot.left?.[account] ?? '0')
            for (const value of [lot.remaining, ...gone]) plantHas = plantHas.plus(inGrams(value, lot.unit))
          }
          expect(plantCame.toFixed()).toBe(plantHas.toFixed())
          traced += await expectInverse(store)
        }),
        { ...seeded('the stock of a plant', 2000), examples: surely(eachAct(), 20) },
      )
      // The sequences reach what they are to prove: each act was taken and refused, many times.
      const acts = [
        'receive',
        'release',
        'reject',
        'split',
        'merge',
        'count',
        'count-loose',
        'count-bag',
        'divide',
        'scrap',
        'sample',
        'ship',
        'consume',
        'return',
        'ship-case',
        'produce',
        'reverse',
        'hold',
      ]
      expect(traced).toBeGreaterThan(portion(1000))
      for (const name of acts) {
        expect(outcomes.get(`${name} done`), name).toBeGreaterThan(portion(20))
        expect((outcomes.get(`${name} refused`) ?? 0) + (outcomes.get(`${name} unknown`) ?? 0), name).toBeGreaterThan(
          portion(20),
        )
      }
    },
    patience,
  )
})
