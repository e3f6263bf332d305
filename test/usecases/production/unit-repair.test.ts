import { beforeEach, describe, expect, test } from 'vitest'
import { reverse as reverseBody } from '../../../events/consumption.ts'
import { placeHold } from '../../../events/quality.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { lotBalance } from '../../../shared/domain/production/lot-balance.ts'
import { keptIn } from '../../../shared/domain/production/order-balance.ts'
import type { Lot, Sublot } from '../../../shared/domain/stock/lot.ts'
import { whereaboutsOf } from '../../../shared/domain/stock/serial.ts'
import { affectedUnits } from '../../../shared/usecases/genealogy/affected-units.ts'
import { trace } from '../../../shared/usecases/genealogy/trace.ts'
import { reverse } from '../../../shared/usecases/production/reversal.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import { comeBack, plantWithReturn, pumpIn, release, repair, resultOf, ship } from '../../support/came-back.ts'
import { command, taken } from '../../support/commands.ts'
import { olga, quinn } from '../../support/given.ts'
import type { MemoryStore } from '../../support/memory-store.ts'
import { announce, make, remove } from '../../support/units.ts'

let store: MemoryStore
beforeEach(async () => {
  store = await plantWithReturn()
})

const state = <Kind>(key: string) => store.state()[key] as Kind
const order = (orderId: string) => state<BoundOrder>(`order ${orderId}`)
const at = (serial: string) => {
  const unit = pumpIn(store, serial)
  return whereaboutsOf(unit, state<Sublot>(`sublot ${unit.lotId}/${serial}`))
}
const startOf = (orderId: string) =>
  store.factsOf({ type: 'order', id: orderId }).find(({ type }) => type === 'andon.unit.repair-started.v1')?.factId ??
  ''
const hold = (type: 'sublot' | 'unit' | 'lot', id: string) =>
  holding.placeHold(store, command(quinn, placeHold.parse({ holdId: 'H-1', subject: { type, id }, reason: 'A doubt' })))
const takeBack = (productionId: string) =>
  reverse(store, command(olga, reverseBody.parse({ productionId, reason: 'Not that one' })), { orderId: 'O-2' })

describe('a unit that came back', () => {
  test('is taken out of its lot by the order that repairs it, with its components and its history', async () => {
    const { components } = pumpIn(store, 'P-1')
    expect(await repair(store, 'O-2', 'PUMP-2', ['P-1'])).toEqual(['done'])
    expect(at('P-1')).toEqual({ at: 'in-repair', lotId: 'PUMP-2', orderId: 'O-2' })
    expect(pumpIn(store, 'P-1')).toMatchObject({
      orderId: 'O-2',
      components,
      before: [
        { lotId: 'PUMP-1', orderId: 'O-1', gone: { shipmentId: 'SH-1' } },
        { lotId: 'RET-1', orderId: 'O-1', gone: { orderId: 'O-2' } },
      ],
    })
    expect(state<Lot>('lot RET-1')).toMatchObject({ remaining: '0', left: { consumed: '1' } })
    expect(order('O-2')).toMatchObject({ inputs: { 'RET-1': { value: '1' } }, begunUnits: 1, serialised: true })
  })

  test('is made again in a lot of the repair, released, shipped again, and comes back from there', async () => {
    await repair(store, 'O-2', 'PUMP-2', ['P-1'])
    taken(await make(store, 'O-2', 'PUMP-2', ['P-1']))
    expect(at('P-1')).toEqual({ at: 'stock', lotId: 'PUMP-2' })
    expect(order('O-2').begunUnits).toBeUndefined()
    await release(store, 'O-2', 'PUMP-2')
    taken(await ship(store, 'PUMP-2', 'P-1', 'SH-2'))
    expect(at('P-1')).toEqual({ at: 'shipped', lotId: 'PUMP-2', shipmentId: 'SH-2' })
    taken(await comeBack(store, 'RET-2', ['P-1'], ['PUMP-2', 'SH-2']))
    expect(pumpIn(store, 'P-1').before?.map(({ lotId }) => lotId)).toEqual(['PUMP-1', 'RET-1', 'PUMP-2'])
  })

  test('is traced through its repair, and no other unit of that order with it', async () => {
    await repair(store, 'O-2', 'PUMP-2', ['P-1'])
    taken(await announce(store, 'O-2', 'PUMP-2', ['P-9']))
    taken(await make(store, 'O-2', 'PUMP-2', ['P-1']))
    const sources = { store, genealogy: store.genealogy }
    const forward = await trace(sources, { type: 'lot', id: 'RET-1' }, 'forward')
    expect(forward.edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'lot:RET-1 order:O-2',
      'order:O-2 lot:PUMP-2',
    ])
    const backward = await trace(sources, { type: 'lot', id: 'PUMP-2' }, 'backward')
    expect(backward.nodes.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['O-2', 'RET-1', 'PUMP-1', 'O-1', 'MOT-1', 'SEAL-1']),
    )
    const found = await affectedUnits(sources, 'RET-1')
    expect([found.units.map(({ unit }) => unit.serial), [...found.whole]]).toEqual([['P-1'], ['RET-1']])
  })

  test('is in the balance of the lot and of the order', async () => {
    await repair(store, 'O-2', 'PUMP-2', ['P-1'])
    const facts = store.allFacts()
    expect(lotBalance(state<Lot>('lot RET-1'), facts)).toMatchObject({
      balanced: true,
      left: { consumed: { value: '1' } },
    })
    const ofOrder = () =>
      keptIn(store.factsOf({ type: 'order', id: 'O-2' })).map(({ lotId, sublotId }) => [lotId, sublotId])
    expect(ofOrder()).toEqual([['RET-1', 'P-1']])
    taken(await remove(store, 'O-2', startOf('O-2')))
    expect(ofOrder()).toEqual([])
    expect(lotBalance(state<Lot>('lot RET-1'), store.allFacts())).toMatchObject({ balanced: true })
  })

  test('goes back to its lot as if it had never been taken', async () => {
    const [unit, sublot] = [pumpIn(store, 'P-1'), state<Sublot>('sublot RET-1/P-1')]
    await repair(store, 'O-2', 'PUMP-2', ['P-1'])
    taken(await remove(store, 'O-2', startOf('O-2'), { reason: 'P-2 was meant' }))
    expect(pumpIn(store, 'P-1')).toEqual(unit)
    expect(state<Sublot>('sublot RET-1/P-1')).toEqual(sublot)
    expect(order('O-2').inputs).toBeUndefined()
    expect(order('O-2').begunUnits).toBeUndefined()
    expect(resultOf(await remove(store, 'O-2', startOf('O-2')))).toBe('unit-unknown/other-order')
    expect(await repair(store, 'O-2', 'PUMP-2', ['P-1'])).toEqual(['done'])
  })

  test('stays in the order that has worked on it', async () => {
    await repair(store, 'O-2', 'PUMP-2', ['P-1'])
    taken(await make(store, 'O-2', 'PUMP-2', ['P-1']))
    expect(resultOf(await remove(store, 'O-2', startOf('O-2')))).toBe('unit-unfit/repair-begun')
  })

  test('is repaired by one order, whoever of many is faster', async () => {
    const all = await Promise.all(['L-1', 'L-2', 'L-3'].map((lotId) => repair(store, 'O-2', lotId, ['P-1'])))
    expect(all.flat().filter((it) => it === 'done')).toHaveLength(1)
  })
})

describe('a unit is not taken for a repair', () => {
  test('while it is not in stock, and the answer says where it is', async () => {
    taken(await ship(store, 'PUMP-1', 'P-2', 'SH-2'))
    taken(await announce(store, 'O-2', 'PUMP-2', ['P-9']))
    expect(await repair(store, 'O-2', 'PUMP-2', ['P-1', 'P-2', 'P-8', 'P-9'])).toEqual([
      'done',
      'unit-unfit/repair',
      'unit-unknown/repair',
      'unit-unfit/repair',
    ])
  })

  test.each([
    ['sublot', 'RET-1@P-1', 'sublot-on-hold'],
    ['unit', 'PUMP@P-1', 'sublot-on-hold'],
    ['lot', 'RET-1', 'lot-on-hold'],
  ] as const)('while a hold is on its %s', async (type, id, code) => {
    taken(await hold(type, id))
    expect(await repair(store, 'O-2', 'PUMP-2', ['P-1'])).toEqual([code])
  })

  test('out of a batch that quality has not decided, or into a lot of another order', async () => {
    taken(await announce(store, 'O-2', 'PUMP-2', ['P-9']))
    await repair(store, 'O-2', 'PUMP-2', ['P-1'])
    taken(await make(store, 'O-2', 'PUMP-2', ['P-1']))
    expect(await repair(store, 'O-2', 'PUMP-3', ['P-1'])).toEqual(['lot-not-released/repair'])
    expect(await repair(store, 'O-2', 'PUMP-1', ['P-2'])).toEqual([
      'lot-of-another-order/to-announce already-exists/sublot-no-unit',
    ])
  })
})

test('a unit that is scrapped in its repair is scrapped, and is in repair again if that was a mistake', async () => {
  await repair(store, 'O-2', 'PUMP-2', ['P-1'])
  const { fact } = taken(await make(store, 'O-2', 'PUMP-2', ['P-1'], { use: 'scrap' }))
  expect(at('P-1')).toEqual({ at: 'scrapped', lotId: 'PUMP-2' })
  taken(await takeBack(fact.factId))
  expect(at('P-1')).toEqual({ at: 'in-repair', lotId: 'PUMP-2', orderId: 'O-2' })
})

test('the production of a repaired unit is taken back to its repair, and it is made again', async () => {
  await repair(store, 'O-2', 'PUMP-2', ['P-1'])
  const { fact } = taken(await make(store, 'O-2', 'PUMP-2', ['P-1']))
  taken(await takeBack(fact.factId))
  expect(at('P-1')).toEqual({ at: 'in-repair', lotId: 'PUMP-2', orderId: 'O-2' })
  taken(await make(store, 'O-2', 'PUMP-2', ['P-1']))
})
