import { describe, expect, test } from 'vitest'
import type { HoldCrossing } from '../../../events/enterprise-to-site.ts'
import type { HoldId, LotId, SiteId } from '../../../events/identifiers.ts'
import { receiveLot } from '../../../events/material.ts'
import { type HoldOrigin, placeHold, recallLot } from '../../../events/quality.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import { crossedHold, takeCrossing } from '../../../shared/usecases/enterprise/crossings.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import { command, furnish, kg, refusal, taken } from '../../support/commands.ts'
import { ada, later, noon, olga, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

const cork = 'cork' as SiteId
const lotId = 'BASE-L' as LotId
const origin = { site: cork, lotId: 'BASE-1' as LotId, holdId: 'H-7' as HoldId }
const crossing: HoldCrossing = { to: 'lyon' as SiteId, lotId, origin, reason: 'Glass in a bag' }
const over: HoldCrossing = { ...crossing, releasedAt: later(60) }
const holdId = crossedHold(lotId, origin)

/** Lyon, where BASE-L was received from BASE-1 of cork. */
async function lyon(): Promise<MemoryStore> {
  const store = memoryStore()
  await furnish(store)
  const from = { site: cork, lotId: origin.lotId }
  const body = receiveLot.parse({ lotId, materialId: 'SUCROSE', quantity: kg('5'), origin: from })
  taken(await receiving.receiveLot(store, command(ada, body)))
  return store
}
const take = (store: MemoryStore, told: HoldCrossing) => takeCrossing({ store, site: 'lyon', now: () => noon }, told)
const holdIn = async (store: MemoryStore) => (await store.load({ hold: ref.hold(holdId) })).hold?.value
const holdsOn = async (store: MemoryStore) => (await store.load({ lot: ref.lot(lotId) })).lot?.value.holds
const factTypes = (store: MemoryStore) => store.factsOf({ type: 'hold', id: holdId }).map(({ type }) => type)
const release = (store: MemoryStore) => {
  const signature = signedBy(quinn, 'released')
  return holding.releaseHold(store, command(quinn, { reason: 'Tested here' }, { signature }), { holdId })
}

describe('a lot of a site whose origin is held at another', () => {
  test('is held by a hold of its own, which names the site, the lot and the hold there, and why', async () => {
    const store = await lyon()
    await take(store, crossing)
    expect(await holdsOn(store)).toEqual([holdId])
    expect(await holdIn(store)).toMatchObject({
      status: 'active',
      subject: { type: 'lot', id: lotId },
      origin,
      reason: 'It was received from lot BASE-1 of site cork, which is held there (H-7): Glass in a bag',
      placedBy: 'HoldCrossing',
    })
    const scrap = await lots.scrapLot(store, command(olga, { reason: 'Spilled' }), { lotId })
    expect(refusal(scrap)).toContain('lot-on-hold')
  })

  test('is recalled where the lot there is recalled', async () => {
    const store = await lyon()
    await take(store, { ...crossing, purpose: 'recall' })
    expect(await holdIn(store)).toMatchObject({ purpose: 'recall', origin })
  })

  test('spreads from there as any other: what is made of it is looked back for at once', async () => {
    const store = await lyon()
    await take(store, crossing)
    const { alerts } = await store.load({ alerts: ref.alerts() })
    expect(alerts?.value.spreading).toEqual({ [holdId]: { type: 'lot', id: lotId } })
  })

  test('is held once, however often it is told', async () => {
    const store = await lyon()
    await Promise.all([take(store, crossing), take(store, crossing)])
    await take(store, crossing)
    expect(factTypes(store)).toEqual(['andon.hold.placed.v1'])
  })

  test('stays held when the hold there is released, and shows it', async () => {
    const store = await lyon()
    await take(store, crossing)
    await Promise.all([take(store, over), take(store, over)])
    expect(await holdsOn(store)).toEqual([holdId])
    expect(await holdIn(store)).toMatchObject({ status: 'active', originReleasedAt: later(60) })
    expect(factTypes(store)).toEqual(['andon.hold.placed.v1', 'andon.hold.origin-released.v1'])
  })

  test('comes to the same when the release is told first', async () => {
    const [told, other] = [await lyon(), await lyon()]
    for (const it of [crossing, over]) await take(told, it)
    for (const it of [over, crossing, over]) await take(other, it)
    expect(await holdIn(other)).toEqual(await holdIn(told))
    expect(factTypes(other)).toEqual(factTypes(told))
  })

  test('is not let go here before it is released there', async () => {
    const store = await lyon()
    await take(store, crossing)
    expect(refusal(await release(store))).toEqual(['hold-active-at-origin'])
    expect(await holdsOn(store)).toEqual([holdId])
    await take(store, over)
    expect((await release(store)).outcome).toBe('done')
    expect(await holdsOn(store)).toEqual([])
  })

  test('is let go by a signed release of its own site, which no message undoes', async () => {
    const store = await lyon()
    await take(store, over)
    expect((await release(store)).outcome).toBe('done')
    for (const it of [crossing, over]) await take(store, it)
    expect(await holdsOn(store)).toEqual([])
    expect(await holdIn(store)).toMatchObject({ status: 'released', originReleasedAt: later(60) })
  })
})

describe('a message that does not fit', () => {
  test.each<[string, Partial<HoldCrossing>, RegExp]>([
    ['is for another site', { to: cork }, /This is site lyon, and the message is for cork/],
    ['names a lot that is not here yet', { lotId: 'BASE-2' as LotId }, /No lot BASE-2 of this site is on record/],
    ['names a lot from elsewhere', { lotId: 'SUC-1' as LotId }, /No lot SUC-1 of this site is on record as received/],
    ['names another lot there', { origin: { ...origin, lotId: 'BASE-9' as LotId } }, /received from BASE-9 of cork/],
  ])('and %s fails, so that it comes again, and changes nothing', async (_, more, reason) => {
    const store = await lyon()
    const before = store.allFacts().length
    await expect(take(store, { ...crossing, ...more })).rejects.toThrow(reason)
    expect(store.allFacts()).toHaveLength(before)
  })
})

describe('the id of a hold that crosses', () => {
  const at = (site: string, id: string, hold: string): HoldOrigin =>
    ({ site, lotId: id, holdId: hold }) as unknown as HoldOrigin

  test('tells lots, holds and sites apart', () => {
    const ids = ['A', 'B'].flatMap((lot) =>
      ['H-1', 'H-2'].flatMap((hold) => ['lyon', 'cork'].map((site) => crossedHold(lot, at(site, 'X', hold)))),
    )
    expect(new Set(ids)).toHaveLength(8)
  })

  test('is one for the rejection of each lot, though each was the second thing that happened to its lot', () => {
    const ids = ['X', 'Y'].map((lot) => crossedHold('A', at('lyon', lot, 'rejected.2')))
    expect(new Set(ids)).toHaveLength(2)
  })

  test('is the same again when the hold comes round to the lot over other sites', () => {
    const here = crossedHold('A', at('lyon', 'X', 'H-1'))
    const there = crossedHold('B', at('cork', 'A', here))
    expect(crossedHold('A', at('graz', 'B', there))).toBe(here)
  })
})

test.each(['crossed.A.B', 'rejected.7', 'released.7'])(
  'nobody names a hold %s, as those from other sites are',
  (holdId) => {
    const body = { reason: 'In doubt', holdId }
    expect(placeHold.safeParse({ ...body, subject: { type: 'lot', id: 'SUC-1' } }).success).toBe(false)
    expect(recallLot.safeParse(body).success).toBe(false)
    expect(recallLot.safeParse({ ...body, holdId: 'crossed-out' }).success).toBe(true)
  },
)
