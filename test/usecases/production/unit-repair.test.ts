import { beforeEach, describe, expect, test } from 'vitest'
import { reverse as reverseBody } from '../../../events/consumption.ts'
import type { DeviationId, MaterialId, OrderId } from '../../../events/identifiers.ts'
import { receiveLot } from '../../../events/material.ts'
import { placeHold } from '../../../events/quality.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { lotBalance } from '../../../shared/domain/production/lot-balance.ts'
import { keptIn } from '../../../shared/domain/production/order-balance.ts'
import type { Lot, Sublot } from '../../../shared/domain/stock/lot.ts'
import { whereaboutsOf } from '../../../shared/domain/stock/serial.ts'
import { affectedUnits } from '../../../shared/usecases/genealogy/affected-units.ts'
import { trace } from '../../../shared/usecases/genealogy/trace.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import { reverse } from '../../../shared/usecases/production/reversal.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import { rejectUnmade } from '../../../shared/usecases/quality/unit-rejection.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import { comeBack, plantWithReturn, pumpIn, release, repair, resultOf, ship } from '../../support/came-back.ts'
import { command, stock, taken } from '../../support/commands.ts'
import { ada, noon, olga, quinn } from '../../support/given.ts'
import type { MemoryStore } from '../../support/memory-store.ts'
import { announce, building, each, install, make, remove } from '../../support/units.ts'

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
    expect(order('O-2')).toMatchObject({ inputs: { 'RET-1': { value: '1' } }, begun: ['P-1'], serialised: true })
  })

  test('is made again in a lot of the repair, released, shipped again, and comes back from there', async () => {
    await repair(store, 'O-2', 'PUMP-2', ['P-1'])
    taken(await make(store, 'O-2', 'PUMP-2', ['P-1']))
    expect(at('P-1')).toEqual({ at: 'stock', lotId: 'PUMP-2' })
    expect(order('O-2').begun).toBeUndefined()
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
    expect(order('O-2').begun).toBeUndefined()
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

describe('a part that an earlier order built in', () => {
  const partOf = (lineId: string) =>
    pumpIn(store, 'P-1').components?.find((it) => it.lineId === lineId)?.consumptionId ?? ''
  const takeOut = (lineId: string, more: object = {}, id?: string) =>
    reverse(
      store,
      command(
        ada,
        reverseBody.parse({
          consumptionId: partOf(lineId),
          outOf: 'P-1',
          stepId: 'build',
          reason: 'It leaks',
          ...more,
        }),
        { operation: 'reverse', ...(id && { id }) },
      ),
      { orderId: 'O-2' },
    )
  beforeEach(async () => {
    await repair(store, 'O-2', 'PUMP-2', ['P-1'])
  })

  test('is taken out in the repair, waits in quarantine under its number, and a new one is built in', async () => {
    const motor = partOf('0010')
    taken(await takeOut('0010'))
    expect(state<Sublot>('sublot MOT-1/M-1')).toMatchObject({ remaining: '1', status: 'quarantine' })
    expect(state<Sublot>('sublot MOT-1/M-1').builtInto).toBeUndefined()
    expect(resultOf(await make(store, 'O-2', 'PUMP-2', ['P-1']))).toBe('unit-incomplete/made')
    taken(await install(store, 'O-2', { lineId: '0010', lotId: 'MOT-1', sublotId: 'M-3', into: 'P-1' }))
    taken(await make(store, 'O-2', 'PUMP-2', ['P-1']))
    const { components = [], removed } = pumpIn(store, 'P-1')
    expect(components.map(({ serial, lineId, orderId }) => [serial ?? lineId, orderId])).toEqual([
      ['0020', 'O-1'],
      ['M-3', 'O-2'],
    ])
    expect(removed).toMatchObject([{ consumptionId: motor, serial: 'M-1', orderId: 'O-1', outBy: 'O-2' }])
  })

  test('leaves the record of that order, and every balance, as they are', async () => {
    const before = order('O-1')
    taken(await takeOut('0010'))
    taken(await takeOut('0020', { quantity: each('1'), disposition: 'scrap' }))
    expect(order('O-1')).toEqual(before)
    for (const lotId of ['MOT-1', 'SEAL-1', 'RET-1'])
      expect(lotBalance(state<Lot>(`lot ${lotId}`), store.allFacts()), lotId).toMatchObject({ balanced: true })
    expect(keptIn(store.factsOf({ type: 'order', id: 'O-1' }))).toHaveLength(4)
    expect(pumpIn(store, 'P-1').components).toMatchObject([{ lineId: '0020', quantity: each('1'), counted: each('1') }])
    expect(state<Lot>('lot SEAL-1')).toMatchObject({ left: { consumed: '3', scrapped: '1' } })
  })

  test('affects the unit no longer, and a recall of its successor finds the unit', async () => {
    const sources = { store, genealogy: store.genealogy }
    const affected = async (lotId: string) => (await affectedUnits(sources, lotId)).units.map(({ unit }) => unit.serial)
    await stock(store, 'MOT-2', 'MOTOR', '1', noon, '{each}')
    expect(await affected('MOT-1')).toEqual(['P-1', 'P-2'])
    taken(await takeOut('0010'))
    taken(await install(store, 'O-2', { lineId: '0010', lotId: 'MOT-2', into: 'P-1' }))
    expect(await affected('MOT-1')).toEqual(['P-2'])
    expect(await affected('MOT-2')).toEqual(['P-1'])
    taken(await make(store, 'O-2', 'PUMP-2', ['P-1']))
    expect(await affected('MOT-2')).toEqual(['P-1'])
  })

  test('is taken out once, and a repeated request has the first answer', async () => {
    const [motor, first] = [partOf('0010'), taken(await takeOut('0010', {}, 'C-7'))]
    const again = taken(await takeOut('0010', { consumptionId: motor }, 'C-7'))
    expect([again.replayed, again.fact]).toEqual([true, first.fact])
    expect(resultOf(await takeOut('0010', { consumptionId: motor }))).toBe('consumption-unknown')
  })

  test('is not taken out of a unit in stock, of another unit, or in a step that does not run', async () => {
    expect(resultOf(await takeOut('0010', { stepId: 'test' }))).toBe('step-not-running')
    expect(resultOf(await takeOut('0010', { outOf: 'P-2' }))).toBe('consumption-unknown')
    expect(resultOf(await takeOut('0020', { quantity: each('3') }))).toBe('return-exceeded')
    taken(await hold('unit', 'PUMP@P-1'))
    expect(resultOf(await takeOut('0010'))).toBe('sublot-on-hold/unit')
  })

  test('stays in a unit that a disposition has rejected, which goes to scrap and not back to its stock', async () => {
    const rejected = { deviationId: 'DEV-1' as DeviationId, reason: 'It is cracked' }
    const unit = { materialId: 'PUMP' as MaterialId, serial: 'P-1', orderId: 'O-2' as OrderId }
    taken(await rejectUnmade(store, command(ada, rejected), unit))
    expect(resultOf(await takeOut('0010'))).toBe('unit-unfit/rejected')
    expect(resultOf(await remove(store, 'O-2', startOf('O-2')))).toBe('unit-unfit/rejected')
    taken(await make(store, 'O-2', 'PUMP-2', ['P-1'], { use: 'scrap' }))
    expect(at('P-1')).toEqual({ at: 'scrapped', lotId: 'PUMP-2' })
  })

  test('keeps the unit in its repair', async () => {
    taken(await takeOut('0010'))
    expect(resultOf(await remove(store, 'O-2', startOf('O-2')))).toBe('unit-unfit/repair-begun')
  })

  test('stays where the repair has none of its kind: two motors are too many', async () => {
    const third = { lineId: '0010', lotId: 'MOT-1', sublotId: 'M-3', into: 'P-1' }
    expect(resultOf(await install(store, 'O-2', third))).toBe('line-over-tolerance/unit')
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

describe('an order of a repair that ends early', () => {
  const abort = () => orders.abortOrder(store, command(olga, { reason: 'No parts' }), { orderId: 'O-2' })

  test('gives the unit back to its lot, from which another order takes it', async () => {
    await repair(store, 'O-2', 'PUMP-2', ['P-1'])
    taken(await abort())
    expect(await repair(store, 'O-2', 'PUMP-3', ['P-1'])).toEqual([
      'order-wrong-status/units-under-way unit-unfit/repair',
    ])
    taken(await remove(store, 'O-2', startOf('O-2')))
    expect(at('P-1')).toEqual({ at: 'stock', lotId: 'RET-1' })
    await building(store, 'O-3')
    expect(await repair(store, 'O-3', 'PUMP-3', ['P-1'])).toEqual(['done'])
  })
})

describe('a number that an order announced', () => {
  const serials = ['N-1', 'N-2'] as const
  const end = async () =>
    taken(await orders.abortOrder(store, command(olga, { reason: 'No parts' }), { orderId: 'O-2' }))
  beforeEach(async () => {
    taken(await announce(store, 'O-2', 'PUMP-2', serials))
    await building(store, 'O-3')
  })

  test('is given while the order is under way, and free for another one once that has ended', async () => {
    expect(resultOf(await announce(store, 'O-3', 'PUMP-3', serials))).toContain('serial-duplicated/given')
    await end()
    taken(await announce(store, 'O-3', 'PUMP-3', serials))
    expect(pumpIn(store, 'N-1')).toEqual({
      materialId: 'PUMP',
      serial: 'N-1',
      lotId: 'PUMP-3',
      sublotId: 'N-1',
      orderId: 'O-3',
      status: 'announced',
    })
  })

  test('is free for a receipt as well', async () => {
    await end()
    const body = receiveLot.parse({ lotId: 'BUY-1', materialId: 'PUMP', quantity: each('1'), serials: ['N-1'] })
    taken(await receiving.receiveLot(store, command(ada, body)))
    expect(at('N-1')).toEqual({ at: 'stock', lotId: 'BUY-1' })
  })

  test('stays with a unit that has components, or a hold', async () => {
    taken(await install(store, 'O-2', { lineId: '0010', lotId: 'MOT-1', sublotId: 'M-3', into: 'N-1' }))
    taken(await hold('unit', 'PUMP@N-2'))
    await end()
    expect(resultOf(await announce(store, 'O-3', 'PUMP-3', serials))).toBe(
      'serial-duplicated/given serial-duplicated/given',
    )
  })

  test('stays with a unit that a disposition has rejected', async () => {
    const rejected = { deviationId: 'DEV-1' as DeviationId, reason: 'It is cracked' }
    const unit = { materialId: 'PUMP' as MaterialId, serial: 'N-1', orderId: 'O-2' as OrderId }
    taken(await rejectUnmade(store, command(ada, rejected), unit))
    await end()
    expect(resultOf(await announce(store, 'O-3', 'PUMP-3', serials))).toBe('serial-duplicated/given')
  })
})
