import { beforeAll, describe, expect, test } from 'vitest'
import type { Fact } from '../../events/envelope.ts'
import { english } from '../../events/sentences/english.ts'
import { performanceOf } from '../../functions/erp/performance.ts'
import { exceptionsOf } from '../../shared/domain/execution/batch-decision.ts'
import type { BoundOrder, Order } from '../../shared/domain/orders/order.ts'
import { lotBalance } from '../../shared/domain/production/lot-balance.ts'
import { orderBalance } from '../../shared/domain/production/order-balance.ts'
import { consumptionIn } from '../../shared/domain/production/reversal.ts'
import type { Lot } from '../../shared/domain/stock/lot.ts'
import { eventsOf, namedIn } from '../../shared/messaging/epcis/events-of.ts'
import { factItems, factOf } from '../../shared/storage/fact-items.ts'
import { noChain, verify } from '../../shared/usecases/commit/chain.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { sealed } from '../support/facts.ts'
import { later } from '../support/given.ts'
import { type MemoryStore, memoryStore } from '../support/memory-store.ts'
import { everythingHappens } from '../support/story.ts'

/** The same fact as a version of Andon writes it that has a new version of each type. */
const newer = ({ hash: _hash, ...fact }: Fact): Fact =>
  sealed({ ...fact, type: fact.type.replace(/v\d+$/, 'v9'), factId: `${fact.factId}/newer` }, noChain)

let store: MemoryStore
let known: readonly Fact[]
let all: readonly Fact[]
beforeAll(async () => {
  store = memoryStore()
  await everythingHappens(store)
  known = store.allFacts()
  all = known.flatMap((fact) => [fact, newer(fact)])
})

const lotsIn = (): Lot[] =>
  Object.entries(store.state()).flatMap(([key, value]) => (key.startsWith('lot ') ? [value as Lot] : []))
const ordersIn = (): BoundOrder[] =>
  Object.entries(store.state()).flatMap(([key, value]) =>
    key.startsWith('order ') && (value as Order).status !== 'created' ? [value as BoundOrder] : [],
  )

describe('a fact of a type that only a newer version knows', () => {
  test('is kept and read as it was written, whole in its chain', () => {
    for (const fact of all) {
      const [item] = factItems(fact)
      expect(factOf(item ?? {})).toEqual(fact)
    }
    const [first] = known
    if (!first) throw new Error('Something has happened.')
    expect(verify([newer(first)]).intact).toBe(true)
  })

  test('moves nothing into a lot or out of it', () => {
    const lots = lotsIn()
    expect(lots.length).toBeGreaterThan(5)
    for (const lot of lots) expect(lotBalance(lot, all)).toEqual(lotBalance(lot, known))
  })

  test('moves nothing into an order or out of it', async () => {
    let looked = 0
    for (const order of ordersIn()) {
      const { snapshot } = await store.load({ snapshot: ref.snapshot(order.orderId) })
      if (!snapshot) continue
      looked += 1
      expect(orderBalance(order, snapshot.value, all)).toEqual(orderBalance(order, snapshot.value, known))
      const header = { messageId: 'M-1', site: 'lyon', createdAt: later(0) }
      const batch = { order, snapshot: snapshot.value, superseded: [], end: noChain }
      const reported = (facts: readonly Fact[]) =>
        performanceOf({ order, batch: { ...batch, facts }, lots: [] }, header)
      expect(reported(all)).toEqual(reported(known))
    }
    expect(looked).toBeGreaterThan(5)
  })

  test('is nothing to review with a batch; a warning in it is shown for information', () => {
    for (const order of ordersIn()) {
      const [added, others] = [true, false].map((isNewer) =>
        exceptionsOf(order, all, english).filter(({ exceptionId }) => exceptionId.endsWith('/newer') === isNewer),
      )
      expect(others).toEqual(exceptionsOf(order, known, english))
      for (const it of added ?? []) expect(it).toMatchObject({ kind: 'warning', status: 'for-information' })
    }
  })

  test('is no consumption to give back', () => {
    expect(all.filter((fact) => consumptionIn(fact))).toEqual(known.filter((fact) => consumptionIn(fact)))
  })

  test('is no event of EPCIS, and names no lot there', () => {
    const plant = { site: 'lyon', base: 'https://lyon.example.com', timeZone: 'Europe/Paris' }
    expect(eventsOf(all, plant)).toEqual(eventsOf(known, plant))
    expect(namedIn(all, plant)).toEqual(namedIn(known, plant))
  })
})
