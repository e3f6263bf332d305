import { beforeEach, describe, expect, test } from 'vitest'
import { deviceMessages } from '../../../events/device.ts'
import type { EquipmentId } from '../../../events/identifiers.ts'
import { carriedOn } from '../../../shared/usecases/commit/carried-on.ts'
import { verify } from '../../../shared/usecases/commit/chain.ts'
import { type Refs, ref, type Store } from '../../../shared/usecases/commit/store.ts'
import { processDeviceMessage } from '../../../shared/usecases/equipment/devices.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import { scrapLot } from '../../../shared/usecases/stock/lots.ts'
import { command, furnish, kg, startedOrder, taken } from '../../support/commands.ts'
import { ada, later } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { pumpSteps, pumps, torque } from '../../support/pieces.ts'

let store: MemoryStore
beforeEach(() => {
  store = memoryStore()
})

const four = ['torque', 'torque-2', 'torque-3', 'torque-4']
const fourTorques = (count: number) => {
  const [tighten, ...others] = pumpSteps()
  const parameters = four.map((parameterId) => ({ ...torque, parameterId }))
  return pumps(store, count, [{ ...tighten, checks: [], parameters }, ...others])
}

/** One message of the wrench with four torques of each unit. */
const torquesOf = (at: Store, serials: readonly string[], value = '50', from = 0) => {
  const samples = serials.flatMap((serial, unit) =>
    four.map((parameterId, bolt) => ({ parameterId, serial, value, occurredAt: later(from + unit * 4 + bolt) })),
  )
  return processDeviceMessage(at, {
    site: 'cork',
    equipmentId: 'MIXER-1' as EquipmentId,
    message: { name: 'sample', ...deviceMessages.sample.parse({ sequence: from + 1, samples }) },
    clock: () => later(600),
  })
}

const results = () => store.allFacts().filter(({ type }) => type === 'andon.result.recorded.v1')
const chainOf = (orderId: string) => verify(store.factsOf({ type: 'order', id: orderId })).intact

describe('the samples of a message', () => {
  test('are judged one after the other without another reading: 200 of 50 units in a few', async () => {
    const serials = await fourTorques(50)
    let [loads, commits] = [0, 0]
    const seen: Store = {
      ...store,
      load: (wanted) => {
        loads += 1
        return store.load(wanted)
      },
      commit: (commit) => {
        commits += 1
        return store.commit(commit)
      },
    }
    expect(await torquesOf(seen, serials)).toEqual({ taken: true })
    expect([results().length, commits, chainOf('O-1')]).toEqual([200, 200, true])
    // The machine, the order, the units, their stock, and 204 trends in nine portions; and the log that begins with the message: the definition of the
    // machine, its class with the shifts before, and the recipe of its order.
    expect(loads).toBeLessThanOrEqual(13 + 3)
  })

  test('read everything anew once somebody else has changed something', async () => {
    const serials = await fourTorques(3)
    let commits = 0
    const busy: Store = {
      ...store,
      async commit(commit) {
        commits += 1
        if (commits === 5)
          taken(await orders.commentOrder(store, command(ada, { text: 'Bolt M8' }), { orderId: 'O-1' }))
        return store.commit(commit)
      },
    }
    expect(await torquesOf(busy, serials)).toEqual({ taken: true })
    expect([results().length, commits, chainOf('O-1')]).toEqual([12, 13, true])
  })

  test('are all judged when the message comes again after a commit of which nobody knows whether it was done', async () => {
    const serials = await fourTorques(2)
    let commits = 0
    const failing: Store = {
      ...store,
      async commit(commit) {
        commits += 1
        const committed = await store.commit(commit)
        if (commits === 3) throw new Error('No answer')
        return committed
      },
    }
    const lane = carriedOn(failing)
    await expect(torquesOf(lane, serials)).rejects.toThrow('No answer')
    expect(await torquesOf(lane, serials)).toEqual({ taken: true })
    expect([results().length, chainOf('O-1')]).toEqual([8, true])
  })

  test('that one message has recorded are known to the next in the same lane', async () => {
    const told = async (at: (it: MemoryStore) => Store): Promise<string[]> => {
      store = memoryStore()
      const serials = await fourTorques(2)
      const lane = at(store)
      await torquesOf(lane, serials)
      await torquesOf(lane, serials, '60', 300)
      return store.allFacts().map(({ type, subject }) => `${type} ${subject.id}`)
    }
    const inOneLane = await told(carriedOn)
    expect(inOneLane.filter((it) => it.startsWith('andon.deviation.opened'))).toHaveLength(8)
    expect(inOneLane).toEqual(await told((it) => it))
  })
})

test('what is carried on is what a reading would find, whatever was done', async () => {
  await furnish(store)
  const carried = carriedOn(store)
  const refs: Refs = {
    order: ref.order('O-1'),
    lot: ref.lot('SUC-1'),
    card: ref.timecard('ada'),
    none: ref.lot('NONE'),
  }
  const isSame = async () => expect(await carried.load(refs)).toEqual(await store.load(refs))
  await isSame()
  const orderId = await startedOrder(carried, 'O-1')
  const path = { orderId }
  const spilled = { quantity: kg('1'), reasonCode: 'SPILLED', reason: 'A torn bag' }
  const acts = [
    () => orders.commentOrder(carried, command(ada, { text: 'Bag 2' }), path),
    () => orders.pauseOrder(carried, command(ada, { reason: 'Lunch' }), path),
    () => orders.resumeOrder(carried, command(ada, {}), path),
    () => scrapLot(carried, command(ada, spilled as Parameters<typeof scrapLot>[1]['body']), { lotId: 'SUC-1' }),
    () => orders.abortOrder(carried, command(ada, { reason: 'Lost' }), path),
    // Refused: only the chain of the order goes on.
    () => orders.resumeOrder(carried, command(ada, {}), path),
  ]
  for (const act of acts) {
    await isSame()
    await act()
    await isSame()
  }
})
