import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { HoldId, LotId, SiteId } from '../../events/identifiers.ts'
import type { LotAt, ReceivedLot, RemoteHold } from '../../shared/domain/quality/crossing.ts'
import { holdingStore } from '../../shared/storage/holding-store.ts'
import type { HoldRecords } from '../../shared/usecases/enterprise/holds-across-sites.ts'
import { openTable, type TestTable } from '../support/database.ts'
import { later, noon } from '../support/given.ts'
import { memoryHoldings } from '../support/memory-holdings.ts'

let table: TestTable
beforeAll(async () => {
  table = await openTable()
})
afterAll(() => table.stop())

const stores: readonly [name: string, open: () => HoldRecords][] = [
  ['the memory store', memoryHoldings],
  ['the table', () => holdingStore(table)],
]

describe.each(stores)('%s of holds on lots', (_, open) => {
  let store: HoldRecords
  let run = ''
  beforeEach(() => {
    store = open()
    run = crypto.randomUUID().slice(0, 8)
  })

  const lot = (id: string, site = 'lyon'): LotAt => ({ site: site as SiteId, lotId: `${id}-${run}` as LotId })
  const received = (id: string, site = 'cork'): ReceivedLot => ({ ...lot(id, site), at: noon })
  const hold = (id: string, more: Partial<RemoteHold> = {}): RemoteHold => ({ holdId: id as HoldId, ...more })
  const byName = (one: { holdId: string }, other: { holdId: string }) => (one.holdId < other.holdId ? -1 : 1)

  test('puts together what is told of a hold, in either order and however often, and answers all of it', async () => {
    const begins = hold('H-1', { since: noon, reason: 'Glass', purpose: 'recall' })
    const ends = hold('H-1', { until: later(60) })
    const whole = { ...begins, ...ends }
    expect(await store.keepHold(lot('A'), begins)).toEqual(begins)
    expect(await store.keepHold(lot('A'), ends)).toEqual(whole)
    expect(await store.keepHold(lot('A'), begins)).toEqual(whole)
    expect(await store.keepHold(lot('B'), ends)).toEqual(ends)
    expect(await store.keepHold(lot('B'), begins)).toEqual(whole)
    expect(await store.holdsOn(lot('A'))).toEqual([whole])
  })

  test('tells holds, lots and sites apart', async () => {
    for (const [on, id] of [
      [lot('A'), 'H-1'],
      [lot('A'), 'H-2'],
      [lot('A', 'cork'), 'H-1'],
      [lot('AA'), 'H-1'],
    ] as const)
      await store.keepHold(on, hold(id, { since: noon }))
    expect([...(await store.holdsOn(lot('A')))].sort(byName)).toEqual(
      ['H-1', 'H-2'].map((id) => hold(id, { since: noon })),
    )
    expect(await store.holdsOn(lot('NOTHING'))).toEqual([])
  })

  test('knows what was received from a lot once, and of which holds that was told', async () => {
    for (let times = 0; times < 2; times += 1) {
      await store.keepReceipt(lot('A'), received('B'))
      await store.keepReceipt(lot('A'), received('B', 'graz'))
      await store.keepTold({ lot: lot('A'), hold: hold('H-1', { since: noon }), received: received('B') })
    }
    const sites = (await store.receivedFrom(lot('A'))).map(({ site }) => site)
    expect(sites.sort()).toEqual(['cork', 'graz'])
    expect(await store.receivedFrom(lot('A'))).toContainEqual(received('B'))
    expect(await store.toldOf(lot('A'))).toMatchObject([{ hold: { holdId: 'H-1' }, received: received('B') }])
    expect(await store.toldOf(lot('B'))).toEqual([])
    expect(await store.holdsOn(lot('A'))).toEqual([])
  })
})
