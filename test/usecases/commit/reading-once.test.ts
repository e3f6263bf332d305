import { beforeEach, describe, expect, test } from 'vitest'
import type { HoldId } from '../../../events/identifiers.ts'
import { readingOnce } from '../../../shared/usecases/commit/reading-once.ts'
import { type Refs, ref } from '../../../shared/usecases/commit/store.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import { consume } from '../../../shared/usecases/production/consumption.ts'
import { placeHold } from '../../../shared/usecases/quality/holding.ts'
import { readinessOf } from '../../../shared/usecases/schedule/readiness.ts'
import { scrapLot } from '../../../shared/usecases/stock/lots.ts'
import { stockOnHand } from '../../../shared/usecases/stock/on-hand.ts'
import { command, consumption, furnish, kg, startedOrder, startStep, stock, taken } from '../../support/commands.ts'
import { ada, later, quinn } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

let store: MemoryStore
beforeEach(async () => {
  store = memoryStore()
  await furnish(store)
})

/** The store, with the ids of each round trip of its reads. */
function watched(): { readonly store: MemoryStore; readonly reads: string[][]; readonly asked: string[] } {
  const reads: string[][] = []
  const asked: string[] = []
  const load: MemoryStore['load'] = (wanted) => {
    reads.push(Object.values(wanted as Refs).flatMap((it) => (it ? [`${it.kind} ${it.id}`] : [])))
    return store.load(wanted)
  }
  const openLabour: MemoryStore['openLabour'] = (orderId) => {
    asked.push(`after ${reads.length} reads`)
    return store.openLabour(orderId)
  }
  return { store: { ...store, load, openLabour }, reads, asked }
}

describe('a command while a hold spreads from something else', () => {
  beforeEach(async () => {
    await stock(store, 'SUC-9', 'SUCROSE', '10')
    const held = { holdId: 'H-9' as HoldId, subject: { type: 'lot', id: 'SUC-9' }, reason: 'Glass' } as const
    taken(await placeHold(store, command(quinn, held)))
  })

  test('reads its lot once, and so in one round trip', async () => {
    const { store: seen, reads } = watched()
    const spilled = { quantity: kg('1'), reasonCode: 'SPILLED', reason: 'A torn bag' }
    taken(await scrapLot(seen, command(ada, spilled as Parameters<typeof scrapLot>[1]['body']), { lotId: 'SUC-1' }))
    expect(reads).toHaveLength(1)
    expect(reads.flat().filter((it) => it === 'lot SUC-1')).toHaveLength(1)
  })

  test('reads each lot of a list once', async () => {
    const { store: seen, reads } = watched()
    const entries = async () => ['SUC-1', 'SUC-9'].map((lotId) => ({ key: lotId, materialId: 'SUCROSE', lotId }))
    const { rows } = await stockOnHand({ ...seen, entries }, { detail: 'lot', limit: 50 }, later(0))
    expect(rows).toHaveLength(2)
    expect(reads.flat().filter((it) => it.startsWith('lot '))).toEqual(['lot SUC-1', 'lot SUC-9'])
  })

  test('reads an order once to say what keeps it', async () => {
    const orderId = await startedOrder(store, 'O-1')
    const { store: seen, reads } = watched()
    expect(await readinessOf(seen, async () => [], orderId, { at: later(0), caller: ada })).toBeDefined()
    expect(reads.flat().filter((it) => it === 'order O-1')).toHaveLength(1)
  })

  test('reads of its order only what the order is made of', async () => {
    const orderId = await startedOrder(store, 'O-1')
    taken(await startStep(store, orderId, 'weigh'))
    const { store: seen, reads } = watched()
    const draw = () => command(ada, consumption('0010', 'SUC-1', '5'))
    taken(await consume(seen, draw(), { orderId }))
    taken(await consume(seen, draw(), { orderId }))
    expect(reads).toHaveLength(2)
  })
})

test('who is on the clock is asked beside the first read of the end of an order', async () => {
  const orderId = await startedOrder(store, 'O-1')
  const { store: seen, reads, asked } = watched()
  taken(await orders.abortOrder(seen, command(ada, { reason: 'Lost' }), { orderId }))
  expect([asked, reads.length]).toEqual([['after 1 reads'], 1])
})

describe('a reading', () => {
  test('finds under each name what it has found before, also that there was nothing', async () => {
    const { store: seen, reads } = watched()
    const reading = readingOnce(seen)
    const lot = ref.lot('SUC-1')
    const first = await reading.load({ lot, same: lot, none: ref.lot('NONE'), not: undefined })
    const again = await reading.load({ it: lot, nothing: ref.lot('NONE') })
    expect([first.same, again.it, first.none, again.nothing]).toEqual([first.lot, first.lot, undefined, undefined])
    expect(first.lot?.value.lotId).toBe('SUC-1')
    expect(reads).toEqual([['lot SUC-1', 'lot NONE']])
  })

  test('that fails fails for all who asked, and for nobody else', async () => {
    const reading = readingOnce({ ...store, load: () => Promise.reject(new Error('Throttled')) })
    const lots = { one: ref.lot('SUC-1'), other: ref.lot('SUC-1') }
    await expect(Promise.all([reading.load(lots), reading.load(lots)])).rejects.toThrow('Throttled')
  })

  test('tells sublots of the same id in different lots apart', async () => {
    const { store: seen, reads } = watched()
    const reading = readingOnce(seen)
    await reading.load({ one: ref.sublot('SUC-1', 'BAG-1') })
    await reading.load({ other: ref.sublot('SUC-2', 'BAG-1') })
    expect(reads).toHaveLength(2)
  })
})
