import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EquipmentId } from '../../events/identifiers.ts'
import { equipmentTree, placesOf } from '../../shared/domain/schedule/capacity.ts'
import { equipmentSummaries } from '../../shared/storage/lists/equipment.ts'
import { openOrderSummaries, ordersByWorkCenter } from '../../shared/storage/lists/orders.ts'
import type { Page, Window } from '../../shared/storage/lists/page.ts'
import { personSummaries } from '../../shared/storage/lists/people.ts'
import { tableStore } from '../../shared/storage/table-store.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import * as definitions from '../../shared/usecases/equipment/definitions.ts'
import * as orders from '../../shared/usecases/orders/orders.ts'
import { type Overview, plantNow, workCenterNow } from '../../shared/usecases/schedule/plan.ts'
import { command, defineSigners, furnish, mixingOrder, orderBody, startedOrder, taken } from '../support/commands.ts'
import { openTable, type TestTable } from '../support/database.ts'
import { ada, erik, mixer, noon, olga, paula } from '../support/given.ts'

let table: TestTable
let store: Store
let overview: Overview
/** More than one batch read takes. */
const waiting = Array.from({ length: 105 }, (_, number) => `W-${String(number).padStart(3, '0')}`)

beforeAll(async () => {
  table = await openTable()
  store = tableStore(table)
  await defineSigners(store)
  overview = {
    openOrders: () => openOrderSummaries(table),
    equipment: () => equipmentSummaries(table),
    people: () => personSummaries(table),
  }
  await furnish(store)
  const { equipmentId: _id, equipmentClass: _class, ...oven } = mixer({ level: 'work-center' })
  taken(await definitions.defineEquipment(store, command(erik, oven), { equipmentId: 'OVEN' as EquipmentId }))
  for (const orderId of waiting) {
    taken(await orders.createOrder(store, command(paula, orderBody(orderId))))
    taken(await orders.releaseOrder(store, command(paula, {}), { orderId }))
  }
  taken(await orders.createOrder(store, command(paula, orderBody('CREATED'))))
  await mixingOrder(store, 'MIXES', 'MIXER-1')
  await startedOrder(store, 'PAUSED')
  taken(await orders.pauseOrder(store, command(ada, { reason: 'The shift ends' }), { orderId: 'PAUSED' }))
  await mixingOrder(store, 'ABORTED', 'MIXER-2')
  taken(await orders.abortOrder(store, command(olga, { reason: 'It leaks' }), { orderId: 'ABORTED' }))
})
afterAll(() => table.stop())

describe('the floor of now', () => {
  test('has each order that was given to the floor and is not over, once, with what runs and what it is set up for', async () => {
    const floor = await plantNow(store, overview, noon, 'Europe/Paris')
    expect(floor.orders.map(({ orderId }) => orderId).sort()).toEqual(['MIXES', 'PAUSED', ...waiting].sort())
    expect(floor.orders.find(({ orderId }) => orderId === 'MIXES')?.steps.map(({ progress }) => progress)).toEqual([
      'completed',
      expect.objectContaining({ startedAt: noon, equipmentId: 'MIXER-1' }),
    ])
    expect(floor.orders.filter(({ held }) => held).map(({ orderId }) => orderId)).toEqual(['PAUSED'])
    expect(floor.equipment.map(({ equipmentId }) => equipmentId).sort()).toEqual(['MIXER-1', 'MIXER-2', 'OVEN'])
    // MIXER-2 last ran an order that is over.
    expect(floor.units).toEqual({
      'MIXER-1': { held: false, family: 'SYRUP' },
      'MIXER-2': { held: false, family: 'SYRUP' },
      OVEN: { held: false },
    })
    const { people } = floor
    expect(people.filter(({ personId }) => personId === 'ada')).toEqual([
      { personId: 'ada', qualifications: [{ qualificationId: 'weighing' }] },
    ])
    expect(people.map(({ personId }) => personId)).toEqual(['ada', 'erik', 'olga', 'quinn'])
  })
})

describe('a work center of now', () => {
  test('has the orders with a step that it may run, and who asks', async () => {
    const mixing = await workCenterNow(store, overview, 'MIXER-1', 'ada')
    expect(mixing?.orders).toHaveLength(waiting.length + 2)
    expect(mixing?.person?.name).toBe('Ada Moreau')
    expect(mixing?.machines['MIXER-1']?.occupancies).toMatchObject([{ orderId: 'MIXES' }])
    expect((await workCenterNow(store, overview, 'OVEN', 'nobody'))?.orders).toEqual([])
    expect(await workCenterNow(store, overview, 'NOWHERE', 'ada')).toBeUndefined()
  })
})

describe('the orders of a work center', () => {
  test('are found page by page, of one status or all that are under way, and none that was not released', async () => {
    const places = placesOf('MIXER-2', equipmentTree(await equipmentSummaries(table)))
    const walk = async (ask: (window: Window) => Promise<Page>, limit: number) => {
      const found: string[] = []
      let cursor: string | undefined
      do {
        const page = await ask({ limit, cursor })
        found.push(...page.items.map(({ orderId }) => String(orderId)))
        cursor = page.nextCursor
      } while (cursor !== undefined)
      return found
    }
    for (const limit of [1, 40, 105, 200]) {
      expect(await walk((window) => ordersByWorkCenter(table, 'released', places, window), limit)).toEqual(waiting)
      const all = await walk((window) => ordersByWorkCenter(table, undefined, places, window), limit)
      expect(all).toEqual(['MIXES', 'PAUSED', ...waiting])
      expect(await walk((window) => ordersByWorkCenter(table, 'aborted', places, window), limit)).toEqual(['ABORTED'])
    }
    const nowhere = { workCenters: ['OVEN'], equipmentClasses: [] }
    expect(await ordersByWorkCenter(table, undefined, nowhere, { limit: 50 })).toEqual({ items: [] })
  })
})
