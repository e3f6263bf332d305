import Big from 'big.js'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { LotId, MaterialId, RecipeId } from '../../../events/identifiers.ts'
import { createOrder, type Produce, produce as produceBody } from '../../../events/order.ts'
import type { Quantity } from '../../../events/quantity.ts'
import { materialDefinition, recipeDraft } from '../../../events/recipe.ts'
import { english } from '../../../events/sentences/english.ts'
import type { Caller } from '../../../shared/domain/caller.ts'
import { exceptionsOf } from '../../../shared/domain/execution/batch-decision.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { lotBalance } from '../../../shared/domain/production/lot-balance.ts'
import type { Lot, Sublot } from '../../../shared/domain/stock/lot.ts'
import { statusOf } from '../../../shared/domain/stock/lot.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import * as batches from '../../../shared/usecases/execution/batches.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import * as reversal from '../../../shared/usecases/production/reversal.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as sublots from '../../../shared/usecases/stock/sublots.ts'
import { approvedVersion, command, startStep, stock, taken } from '../../support/commands.ts'
import { ada, dec, erik, kg, litres, noon, olga, paula, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { patience, portion, seeded } from '../../support/seeded.ts'
import { announce, building, each, install, make, motors, pumpPlant, unitIn } from '../../support/units.ts'

const path = { orderId: 'O-1' }
const any = { minusPercent: '100', plusPercent: '100' }
const beside = (lineId: string, materialId: string, use: string) => ({
  lineId,
  materialId,
  use,
  quantity: { value: '10', unit: 'kg' },
  tolerance: any,
})

/** A candy kitchen whose step also gives crumbs and syrup; an order of it runs. */
async function kitchen(): Promise<MemoryStore> {
  const store = memoryStore()
  for (const materialId of ['CANDY', 'CRUMBS', 'SYRUP'] as MaterialId[]) {
    const body = materialDefinition.parse({ name: materialId, unit: 'kg' })
    taken(await definitions.defineMaterial(store, command(erik, body), { materialId }))
  }
  const [min, max] = [kg('1'), kg('1000')]
  const materials = [beside('10', 'CRUMBS', 'by-product'), beside('20', 'SYRUP', 'co-product')]
  const recipe = recipeDraft.parse({
    product: 'CANDY',
    batchSize: { min, nominal: kg('100'), max },
    steps: [{ stepId: 'boil', name: 'Boil', materials }],
    yield: { lowPercent: '90', highPercent: '110', policy: 'block' },
  })
  await approvedVersion(store, '1', recipe, undefined, 'CANDY' as RecipeId)
  const order = createOrder.parse({ orderId: 'O-1', recipeId: 'CANDY', product: 'CANDY', quantity: kg('100') })
  taken(await orders.createOrder(store, command(paula, order)))
  taken(await orders.releaseOrder(store, command(paula, {}), path))
  taken(await orders.startOrder(store, command(ada, {}), path))
  taken(await startStep(store, 'O-1', 'boil'))
  return store
}

const book = (store: MemoryStore, body: object) =>
  output.produce(store, command(ada, produceBody.parse({ stepId: 'boil', lotId: 'C-1', ...body })), path)
const takeBack = (store: MemoryStore, productionId: string, more: object = {}, who: Caller = ada) =>
  reversal.reverse(store, command(who, { productionId, reason: 'Typed wrongly', ...more }), path)
const idOf = async (store: MemoryStore, body: object) => taken(await book(store, body)).fact.factId
const lotIn = (store: MemoryStore, lotId = 'C-1') => store.state()[`lot ${lotId}`] as Lot
const orderIn = (store: MemoryStore) => store.state()['order O-1'] as BoundOrder
const finish = async (store: MemoryStore) => {
  taken(await execution.completeStep(store, command(ada, {}), { ...path, stepId: 'boil' }))
  taken(await orders.completeOrder(store, command(ada, {}), path))
}
const said = (outcome: Awaited<ReturnType<typeof takeBack>>) =>
  'violations' in outcome
    ? outcome.violations.map((it) => (it.variant === undefined ? it.code : `${it.code}/${it.variant}`))
    : [outcome.outcome]

/** What is so, but for who has worked on it, when last, and the list of what was taken back. */
function stateOf(store: MemoryStore) {
  const state = structuredClone(store.state()) as Record<string, Record<string, unknown>>
  const order = state['order O-1'] as {
    reversed?: unknown
    steps: Record<string, { workers?: unknown; lastAt?: unknown }>
  }
  delete order.reversed
  delete order.steps.boil?.workers
  delete order.steps.boil?.lastAt
  // A lot that nothing else was made in stays, with nothing in it.
  for (const [key, { quantity }] of Object.entries(state))
    if (key.startsWith('lot ') && quantity === '0') delete state[key]
  return state
}

describe('output that was recorded wrongly', () => {
  let store: MemoryStore
  beforeEach(async () => {
    store = await kitchen()
  })

  test('980 typed for 98.0 is taken back, and both facts stay', async () => {
    const factId = await idOf(store, { quantity: kg('980') })
    const { fact } = taken(await takeBack(store, factId, { quantity: kg('882') }))
    expect(fact).toMatchObject({
      type: 'andon.production.reversed.v1',
      data: { productionId: factId, lotId: 'C-1', materialId: 'CANDY', quantity: kg('882'), use: 'produced' },
    })
    expect(lotIn(store)).toMatchObject({ quantity: '98', remaining: '98', status: 'quarantine' })
    expect(orderIn(store)).toMatchObject({
      produced: { 'C-1': kg('98') },
      steps: { boil: { outputs: [{ use: 'produced', value: '98' }] } },
      reversed: [{ productionId: factId, value: '882' }],
    })
    expect(orderIn(store).exceptions).toBeUndefined()
    expect(store.factsOf({ type: 'order', id: 'O-1' }).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['andon.material.produced.v1', 'andon.production.reversed.v1']),
    )
    expect(lotBalance(lotIn(store), store.factsOf({ type: 'order', id: 'O-1' }))).toMatchObject({
      balanced: true,
      received: { value: '98' },
    })
    await finish(store)
  })

  test('leaves a lot with nothing in it, which says so and can be made again', async () => {
    const factId = await idOf(store, { quantity: kg('98') })
    taken(await takeBack(store, factId))
    expect(lotIn(store)).toMatchObject({ quantity: '0', remaining: '0' })
    expect(statusOf(lotIn(store), noon)).toBe('depleted')
    expect(orderIn(store)).toMatchObject({ produced: {} })
    expect(said(await takeBack(store, factId))).toEqual(['return-exceeded/made-all'])
    taken(await book(store, { quantity: kg('97') }))
    expect(lotIn(store)).toMatchObject({ quantity: '97', remaining: '97' })
  })

  test('is taken back after the step by a supervisor or quality only, who look at it before they release', async () => {
    const factId = await idOf(store, { quantity: kg('105') })
    await finish(store)
    expect(said(await takeBack(store, factId, { quantity: kg('20') }))).toEqual(['forbidden/step-over'])
    const { fact } = taken(await takeBack(store, factId, { quantity: kg('20') }, olga))
    const { exceptionId } = fact.data as { exceptionId: string }
    // 85 of 100 kg are outside the range of the yield, which no later step judges.
    expect(fact).toMatchObject({ data: { warnings: [{ code: 'yield-out-of-range', variant: 'order' }] } })
    expect(orderIn(store)).toMatchObject({ exceptions: [exceptionId], signers: { [exceptionId]: 'olga' } })
    expect(exceptionsOf(orderIn(store), store.factsOf({ type: 'order', id: 'O-1' }), english)).toMatchObject([
      {},
      {
        exceptionId,
        kind: 'correction',
        status: 'to-review',
        title:
          'Olga Petrova took 20 kg of CANDY, lot C-1, back from step boil: Typed wrongly. The yield of order O-1 is 85 kg of 100 kg, 85 %; it has to be 90 to 110 %.',
      },
    ])
    const signature = () => signedBy(quinn, 'released')
    expect(said(await batches.releaseBatch(store, command(quinn, {}, { signature: signature() }), path))).toEqual([
      'exception-not-reviewed',
    ])
    const review = command(quinn, { comment: 'Seen' }, { signature: signedBy(quinn, 'reviewed') })
    taken(await batches.reviewException(store, review, { ...path, exceptionId }))
    taken(await batches.releaseBatch(store, command(quinn, {}, { signature: signature() }), path))
    expect(said(await takeBack(store, factId, {}, quinn))).toEqual(['batch-decided'])
  })

  test('stays where it was used, shipped, sampled, divided or reserved, and the answer says what happened to it', async () => {
    const factId = await idOf(store, { quantity: kg('98') })
    taken(await lots.scrapLot(store, command(ada, { quantity: kg('8'), reason: 'Spilled' }), { lotId: 'C-1' }))
    const gone = await takeBack(store, factId)
    expect(said(gone)).toEqual(['output-moved-on'])
    expect(gone).toMatchObject({
      violations: [
        {
          params: {
            asked: kg('98'),
            remaining: kg('90'),
            gone: [{ account: 'scrapped', quantity: kg('8') }],
            to: [],
          },
        },
      ],
    })
    const parts = [{ sublotId: 'DRUM', quantity: kg('60') }]
    taken(await sublots.divideLot(store, command(ada, { sublots: parts } as never), { lotId: 'C-1' }))
    expect(said(await takeBack(store, factId, { quantity: kg('31') }))).toEqual(['output-moved-on/sublots'])
    taken(await takeBack(store, factId, { quantity: kg('30') }))
    expect(lotIn(store)).toMatchObject({ quantity: '68', remaining: '60', inSublots: '60' })
  })

  test('is not taken back by an amount of another dimension, or more than was made', async () => {
    const factId = await idOf(store, { quantity: kg('98') })
    expect(said(await takeBack(store, factId, { quantity: litres('1') }))).toEqual(['unit-mismatch/reversed'])
    expect(said(await takeBack(store, factId, { quantity: kg('99') }))).toEqual([
      'return-exceeded/made',
      'output-moved-on',
    ])
    expect(said(await takeBack(store, 'nobody'))).toEqual(['production-unknown'])
    expect(said(await takeBack(store, factId, { serials: ['S-1'] }))).toContain('unit-unknown/of-production')
  })
})

describe('units that were recorded wrongly', () => {
  const serials = ['S-1', 'S-2']
  let store: MemoryStore
  beforeEach(async () => {
    store = memoryStore()
    await pumpPlant(store)
    await motors(store, 'MOT-1', ['M-1', 'M-2'])
    await building(store, 'O-1')
    taken(await announce(store, 'O-1', 'P-1', serials))
    for (const [at, into] of serials.entries()) {
      taken(await install(store, 'O-1', { lineId: '0010', lotId: 'MOT-1', sublotId: `M-${at + 1}`, into }))
    }
  })
  const sublotIn = (serial: string) => store.state()[`sublot P-1/${serial}`] as Sublot

  test('are announced again with their components, and can be made again under their numbers', async () => {
    await stock(store, 'SEA-1', 'SEAL', '10', noon, '{each}')
    for (const into of serials) taken(await install(store, 'O-1', { lineId: '0020', lotId: 'SEA-1', value: '2', into }))
    const { factId } = taken(await make(store, 'O-1', 'P-1', serials)).fact
    expect(said(await takeBack(store, factId, { quantity: each('1') }))).toEqual(['unit-missing/reversed'])
    const before = unitIn(store.state(), 'PUMP', 'S-1')
    taken(await takeBack(store, factId, { serials: ['S-2'] }))
    expect(unitIn(store.state(), 'PUMP', 'S-1')).toEqual(before)
    expect(unitIn(store.state(), 'PUMP', 'S-2')).toMatchObject({
      status: 'announced',
      components: [{ serial: 'M-2' }, {}],
    })
    expect(sublotIn('S-2')).toMatchObject({ quantity: '0', remaining: '0' })
    expect(lotIn(store, 'P-1')).toMatchObject({ quantity: '1', remaining: '1', inSublots: '1' })
    expect(orderIn(store)).toMatchObject({ begun: ['S-2'], produced: { 'P-1': each('1') } })
    expect(said(await takeBack(store, factId, { serials: ['S-2'] }))).toContain('return-exceeded/units')
    taken(await make(store, 'O-1', 'P-1', ['S-2']))
    expect(sublotIn('S-2')).toMatchObject({ quantity: '1', remaining: '1' })
    expect(lotIn(store, 'P-1')).toMatchObject({ quantity: '2', remaining: '2', inSublots: '2' })
    expect(orderIn(store).begun).toBeUndefined()
  })

  test('that were scrapped by mistake are begun again', async () => {
    const before = store.state()
    const outcome = await make(store, 'O-1', 'P-1', ['S-1'], { use: 'scrap' })
    expect(orderIn(store)).toMatchObject({ begun: ['S-2'], scrapped: { PUMP: each('1') } })
    taken(await takeBack(store, taken(outcome).fact.factId))
    expect(unitIn(store.state(), 'PUMP', 'S-1')).toEqual(unitIn(before, 'PUMP', 'S-1'))
    expect(orderIn(store)).toMatchObject({ begun: ['S-2', 'S-1'] })
    expect(orderIn(store).scrapped).toBeUndefined()
  })
})

describe('output of any use, whatever else happens', () => {
  const uses = ['produced', 'by-product', 'co-product', 'scrap', 'sample'] as const
  const quantity = fc
    .tuple(fc.integer({ min: 1, max: 90_000 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom('kg', 'g', '[lb_av]'))
    .map(
      ([digits, decimals, unit]): Quantity => ({
        value: dec(new Big(digits).div(10 ** decimals).toFixed()),
        unit: unit as Quantity['unit'],
      }),
    )
  const booking = fc
    .record({ use: fc.constantFrom(...uses), quantity, lot: fc.nat(1) })
    .map(({ use, quantity, lot }) => ({
      use,
      quantity,
      lotId: `${use === 'scrap' || use === 'sample' ? 'produced' : use}-${lot}` as LotId,
    }))
  const act = fc.record({ booking, parts: fc.nat(3), isBack: fc.boolean() })

  test(
    'is as if it had never been, once it is taken back at once or part by part',
    async () => {
      const counts = new Map<Produce['use'], number>()
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 16, size: 'max' }), async (acts) => {
          const store = await kitchen()
          for (const { booking, parts, isBack } of acts) {
            const before = stateOf(store)
            const outcome = await book(store, booking)
            if (outcome.outcome !== 'done' || !isBack) continue
            const { factId } = outcome.fact
            for (let part = 0; part < parts; part += 1) {
              const value = new Big(booking.quantity.value).div(parts + 1).round(12, Big.roundDown)
              if (value.gt(0))
                await takeBack(store, factId, { quantity: { ...booking.quantity, value: dec(value.toFixed()) } })
            }
            taken(await takeBack(store, factId))
            expect(stateOf(store)).toEqual(before)
            counts.set(booking.use, (counts.get(booking.use) ?? 0) + 1)
          }
          const facts = store.factsOf({ type: 'order', id: 'O-1' })
          for (const value of Object.values(store.state()))
            if (typeof value === 'object' && value !== null && 'lotId' in value && 'receivedAt' in value)
              expect(lotBalance(value as Lot, facts).balanced).toBe(true)
        }),
        seeded('output taken back', 600),
      )
      for (const use of uses) expect(counts.get(use), use).toBeGreaterThan(portion(20))
    },
    patience,
  )
})
