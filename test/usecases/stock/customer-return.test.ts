import { beforeEach, describe, expect, test } from 'vitest'
import type { HoldId, LotId } from '../../../events/identifiers.ts'
import { receiveLot, shipLot } from '../../../events/material.ts'
import { lotBalance } from '../../../shared/domain/production/lot-balance.ts'
import { mostDestinations } from '../../../shared/domain/stock/lot.ts'
import { ref, type Store } from '../../../shared/usecases/commit/store.ts'
import { atStart, carryOn, type Step } from '../../../shared/usecases/quality/hold-spread.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import * as shipping from '../../../shared/usecases/stock/shipping.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { command, furnish, kg, refusal, stock, taken } from '../../support/commands.ts'
import { ada, noon, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

const acme = { type: 'customer', id: 'ACME' } as const
const holdId = 'H-1' as HoldId
let store: MemoryStore

const shipped = (lotId: string, value: string, shipmentId = 'SH-1') =>
  shipping.shipLot(store, command(ada, shipLot.parse({ shipmentId, to: acme, quantity: kg(value) })), { lotId })
const back = (lotId: string, value: string, more: object = {}, at: Store = store) => {
  const origin = { site: 'lyon', lotId: 'SUC-1', shipmentId: 'SH-1' }
  const body = { lotId, materialId: 'SUCROSE', quantity: kg(value), origin, ...more }
  return receiving.receiveLot(at, command(ada, receiveLot.parse(body)))
}
const place = (lotId: string) =>
  holding.placeHold(store, command(quinn, { holdId, subject: { type: 'lot', id: lotId }, reason: 'Glass' }))
const release = () => {
  const signature = signedBy(quinn, 'released')
  return holding.releaseHold(store, command(quinn, { reason: 'It was ice' }, { signature }), { holdId })
}
const lotOf = async (id: string) => (await store.load({ lot: ref.lot(id) })).lot?.value

async function spread(): Promise<void> {
  const deps = {
    store,
    genealogy: store.genealogy,
    heirs: store.heirs,
    site: 'lyon',
    now: () => noon,
    pause: async () => {},
  }
  for (let next: Step = { ...atStart, next: 'go-on', waitSeconds: 0 }; next.next !== 'done'; )
    next = await carryOn(deps, holdId, next)
}

beforeEach(async () => {
  store = memoryStore()
  await furnish(store)
  taken(await shipped('SUC-1', '30'))
})

describe('what comes back of a lot', () => {
  test('is a lot of its own in quarantine, made of the one that left, which leads to it', async () => {
    const { fact } = taken(await back('RET', '10', { supplierId: 'ACME', expiresAt: '2030-01-01T00:00:00.000Z' }))
    expect(fact.data).toMatchObject({ status: 'quarantine', from: acme })
    expect(fact.data).not.toHaveProperty('supplierId')
    expect(await lotOf('RET')).toMatchObject({
      status: 'quarantine',
      parents: ['SUC-1'],
      madeOf: { 'SUC-1': kg('10') },
    })
    expect(await lotOf('SUC-1')).toMatchObject({ cameBack: '10', goesTo: ['lot:RET', 'shipment:SH-1'] })
    expect((await store.load({ it: ref.shipment('SH-1') })).it?.value.returned).toEqual({ 'SUC-1': kg('10') })
    for (const id of ['RET', 'SUC-1']) {
      const lot = await lotOf(id)
      expect(lot && lotBalance(lot, store.allFacts()).balanced).toBe(true)
    }
  })

  test('is no more than left with that shipment and is still out, told in whatever unit', async () => {
    expect(refusal(await back('RET', '31'))).toEqual(['return-exceeded'])
    taken(await back('RET', '29.5', { quantity: { value: '29500', unit: 'g' } }))
    expect(refusal(await back('RET-2', '0.6'))).toEqual(['return-exceeded'])
    taken(await shipped('SUC-1', '1'))
    taken(await back('RET-2', '1.5'))
    expect(refusal(await back('RET-3', '0.001'))).toEqual(['return-exceeded'])
  })

  test('comes back once, whoever of many is faster', async () => {
    const all = await Promise.all(['R-1', 'R-2', 'R-3', 'R-4'].map((id) => back(id, '10')))
    expect(all.filter(({ outcome }) => outcome === 'done')).toHaveLength(3)
  })

  test.each<[what: string, more: object, codes: string[]]>([
    ['names no shipment', { origin: { site: 'lyon', lotId: 'SUC-1' } }, ['shipment-misdirected']],
    [
      'names another shipment',
      { origin: { site: 'lyon', lotId: 'SUC-1', shipmentId: 'SH-9' } },
      ['shipment-misdirected'],
    ],
    [
      'left with none',
      { origin: { site: 'lyon', lotId: 'ACT-1', shipmentId: 'SH-1' } },
      ['shipment-misdirected', 'lot-wrong-material'],
    ],
    ['never was here', { origin: { site: 'lyon', lotId: 'NONE', shipmentId: 'SH-1' } }, ['lot-unknown']],
    ['is something else', { materialId: 'ACTIVE' }, ['lot-wrong-material']],
    ['cannot be told', { quantity: { value: '1', unit: 'L' } }, ['unit-mismatch', 'unit-mismatch']],
  ])('is refused if it %s', async (_what, more, codes) => {
    expect(refusal(await back('RET', '1', more))).toEqual(codes)
    expect(await lotOf('RET')).toBeUndefined()
  })

  test('is under the holds of the lot that left, and let go with them', async () => {
    taken(await place('SUC-1'))
    await spread()
    taken(await back('RET', '10'))
    expect((await lotOf('RET'))?.holds).toEqual([holdId])
    const signature = signedBy(quinn, 'released')
    expect(refusal(await usageDecision.releaseLot(store, command(quinn, {}, { signature }), { lotId: 'RET' }))).toEqual(
      ['lot-on-hold'],
    )
    taken(await release())
    await spread()
    expect((await lotOf('RET'))?.holds).toEqual([])
    expect((await lotOf('SUC-1'))?.holds).toEqual([])
  })

  test('is under a hold that is on its way to the lot that left, and once', async () => {
    const parts = [{ lotId: 'PART' as LotId, quantity: kg('20') }]
    taken(await lots.splitLot(store, command(ada, { parts }), { lotId: 'SUC-1' }))
    taken(await shipped('PART', '20', 'SH-2'))
    taken(await place('SUC-1'))
    taken(await back('RET', '10', { origin: { site: 'lyon', lotId: 'PART', shipmentId: 'SH-2' } }))
    expect((await lotOf('RET'))?.holds).toEqual([holdId])
    await spread()
    expect((await lotOf('RET'))?.holds).toEqual([holdId])
    taken(await release())
    await spread()
    expect((await lotOf('RET'))?.holds).toEqual([])
  })

  test('gets a hold that is placed after it came, by the lot that left', async () => {
    taken(await back('RET', '10'))
    taken(await place('SUC-1'))
    await spread()
    expect((await lotOf('RET'))?.holds).toEqual([holdId])
  })

  test.each<[string, () => Promise<unknown>, boolean]>([
    ['placed', () => place('SUC-1'), true],
    ['placed and spread', () => place('SUC-1').then(spread), true],
    ['placed, spread and released', () => place('SUC-1').then(spread).then(release), false],
  ])('misses no hold that is %s while it is received', async (_what, happens, isHeld) => {
    let hasHappened = false
    const between: Store = {
      ...store,
      async commit(wanted) {
        if (wanted.fact.type === 'andon.lot.received.v1' && !hasHappened) {
          hasHappened = true
          await happens()
        }
        return store.commit(wanted)
      },
    }
    taken(await back('RET', '10', {}, between))
    expect((await lotOf('RET'))?.holds).toEqual(isHeld ? [holdId] : [])
  })

  test('takes no hold over that is released while it is received', async () => {
    taken(await place('SUC-1'))
    await spread()
    let hasHappened = false
    const between: Store = {
      ...store,
      async commit(wanted) {
        if (wanted.fact.type === 'andon.lot.received.v1' && !hasHappened) {
          hasHappened = true
          taken(await release())
        }
        return store.commit(wanted)
      },
    }
    taken(await back('RET', '10', {}, between))
    expect((await lotOf('RET'))?.holds).toEqual([])
  })

  test('is found by a hold also of a lot that went to more than it can name', async () => {
    await stock(store, 'MANY', 'SUCROSE', '100')
    for (let number = 0; number < mostDestinations; number += 1) taken(await shipped('MANY', '1', `SH-M${number}`))
    const origin = { site: 'lyon', lotId: 'MANY', shipmentId: 'SH-M0' }
    taken(await back('RET', '1', { origin }))
    expect(await lotOf('MANY')).toMatchObject({ goesToMany: true, cameBack: '1' })
    taken(await place('MANY'))
    await spread()
    expect((await lotOf('RET'))?.holds).toEqual([holdId])
  })
})
