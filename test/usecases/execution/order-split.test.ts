import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Fraction, fractionOf } from '../../../events/fraction.ts'
import type { LotId, RecipeId } from '../../../events/identifiers.ts'
import { changeQuantity, completeStep, createOrder, splitOrder, startStep } from '../../../events/order.ts'
import { placeHold } from '../../../events/quality.ts'
import type { BoundOrder, Snapshot } from '../../../shared/domain/orders/order.ts'
import { add, exactIn, zero } from '../../../shared/domain/quantity.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import type { Outcome } from '../../../shared/usecases/commit/command.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as reservation from '../../../shared/usecases/production/reservation.ts'
import * as holds from '../../../shared/usecases/quality/holding.ts'
import { approvedVersion, command, stock, taken } from '../../support/commands.ts'
import { ada, kg, noon, paula, quinn } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { patience, seeded } from '../../support/seeded.ts'
import { each, pumpPlant, recipeOf } from '../../support/units.ts'

const loose = { minusPercent: '100', plusPercent: '0' }
const lines = [
  { lineId: '0010', materialId: 'SEAL', quantity: each('80'), tolerance: loose },
  { lineId: '0020', materialId: 'GREASE', quantity: kg('1'), fixed: true, tolerance: loose },
  { lineId: '0030', materialId: 'GREASE', quantity: kg('0.7'), tolerance: loose },
]

/** An order of 50 pumps that runs; both of its steps count units. */
async function plant(): Promise<MemoryStore> {
  const store = memoryStore()
  await pumpPlant(store)
  const { steps, ...rest } = recipeOf('PUMP', lines, [
    { stepId: 'test', name: 'Test', flow: 'units', after: ['build'] },
  ])
  const counting = { ...rest, steps: steps.map((it) => ({ ...it, flow: 'units' as const })) }
  await approvedVersion(store, '2', counting, undefined, 'PUMP' as RecipeId)
  const order = { orderId: 'O-1', recipeId: 'PUMP', version: '2', product: 'PUMP', quantity: each('50'), priority: 3 }
  taken(await orders.createOrder(store, command(paula, createOrder.parse(order))))
  taken(await orders.releaseOrder(store, command(paula, {}), { orderId: 'O-1' }))
  taken(await orders.startOrder(store, command(ada, {}), { orderId: 'O-1' }))
  return store
}

let store: MemoryStore
beforeEach(async () => {
  store = await plant()
})
const path = { orderId: 'O-1' }
const split = (value: string, orderId = 'O-2', of = 'O-1', unit = '{each}') =>
  orders.splitOrder(
    store,
    command(paula, splitOrder.parse({ orderId, quantity: { value, unit }, reason: 'Two shifts' })),
    {
      orderId: of,
    },
  )
const begin = async (value: string) =>
  taken(
    await execution.startStep(store, command(ada, startStep.parse({ quantity: each(value) })), {
      ...path,
      stepId: 'build',
    }),
  )
const said = (outcome: Outcome) =>
  'violations' in outcome
    ? outcome.violations.map(({ code, variant }) => (variant === undefined ? code : `${code}/${variant}`))
    : [outcome.outcome]
const orderIn = (id = 'O-1') => store.state()[`order ${id}`] as BoundOrder
const linesOf = (id: string) =>
  (store.state()[`snapshot ${id}`] as Snapshot).steps.flatMap(({ materials }) => materials)
const amounts = (id: string) => linesOf(id).map(({ quantity }) => quantity.value)

describe('an order that is split', () => {
  test('keeps what has begun, and the rest is an order of its own by the same version', async () => {
    await begin('12')
    const { fact } = taken(await split('20'))
    expect(fact).toMatchObject({
      type: 'andon.order.split.v1',
      data: { was: each('50'), quantity: each('30'), part: { orderId: 'O-2', quantity: each('20') } },
      about: { type: 'order', id: 'O-2' },
    })
    expect(orderIn()).toMatchObject({ quantity: each('30'), revision: 1, remainders: ['O-2'] })
    expect(orderIn('O-2')).toMatchObject({
      status: 'released',
      quantity: each('20'),
      version: '2',
      priority: 3,
      remainderOf: 'O-1',
      steps: {},
    })
    expect([amounts('O-1'), amounts('O-2')]).toEqual([
      ['120', '1', '1.05'],
      ['80', '1', '0.7'],
    ])
    taken(await orders.startOrder(store, command(ada, {}), { orderId: 'O-2' }))
    expect(orderIn('O-2').status).toBe('running')
  })

  test('is split again, and so is its part', async () => {
    taken(await split('20'))
    taken(await split('10', 'O-3'))
    taken(await split('5', 'O-4', 'O-2'))
    expect(['O-1', 'O-2', 'O-3', 'O-4'].map((it) => orderIn(it).quantity.value)).toEqual(['20', '15', '10', '5'])
    expect(orderIn()).toMatchObject({ remainders: ['O-2', 'O-3'] })
  })

  test('gives the part its share of the reserved stock, and the lot stays as it is', async () => {
    await stock(store, 'SEA-1', 'SEAL', '500', noon, '{each}')
    const wish = { lotId: 'SEA-1' as LotId, quantity: each('200') }
    taken(await reservation.reserveLot(store, command(paula, wish), path))
    taken(await split('20'))
    expect(orderIn().reserved).toEqual({ 'SEA-1': each('120') })
    expect(orderIn('O-2').reserved).toEqual({ 'SEA-1': each('80') })
    expect(store.state()['lot SEA-1'] as Lot).toMatchObject({ reserved: '200' })
  })

  test('gives away no more than what has not begun, and keeps something', async () => {
    await begin('12')
    expect(said(await split('39'))).toEqual(['change-incompatible/split-most'])
    expect(await split('39')).toMatchObject({ violations: [{ params: { most: each('38'), quantity: each('50') } }] })
    taken(await split('38'))
    expect(said(await split('1', 'O-3'))).toEqual(['change-incompatible/split-begun'])
    expect(said(await split('20', 'O-3', 'O-2', 'kg'))).toContain('unit-mismatch/order')
    expect(said(await split('38', 'O-3', 'O-2'))).toEqual(['change-incompatible/split-most'])
  })

  test('names both an id that is taken and a size that its recipe does not allow', async () => {
    expect(said(await split('0.5', 'O-1'))).toEqual([
      'quantity-outside-batch-size',
      'unit-mismatch/part-of-piece',
      'already-exists/order',
    ])
  })

  test('counts whole pieces, at its creation, in its parts and in its steps', async () => {
    expect(said(await split('2.5'))).toEqual(['unit-mismatch/part-of-piece'])
    const half = { orderId: 'O-HALF', recipeId: 'PUMP', product: 'PUMP', quantity: each('10.5') }
    expect(said(await orders.createOrder(store, command(paula, createOrder.parse(half))))).toEqual([
      'unit-mismatch/part-of-piece',
    ])
    const change = { quantity: each('40.5'), reason: 'Less is needed' }
    expect(said(await orders.changeQuantity(store, command(paula, changeQuantity.parse(change)), path))).toEqual([
      'unit-mismatch/part-of-piece',
    ])
  })

  test('is not split on hold or after its end', async () => {
    const hold = { subject: { type: 'order' as const, id: 'O-1' }, reason: 'Wrong drawing' }
    taken(await holds.placeHold(store, command(quinn, placeHold.parse(hold))))
    expect(said(await split('20'))).toContain('order-on-hold')
    taken(await orders.abortOrder(store, command(ada, { reason: 'No demand' }), path))
    expect(said(await split('20'))).toEqual(['order-wrong-status/to-split'])
  })

  test('is not split after a step has worked on all of it', async () => {
    await begin('50')
    const all = completeStep.parse({ quantity: each('50') })
    taken(await execution.completeStep(store, command(ada, all), { ...path, stepId: 'build' }))
    expect(said(await split('20'))).toEqual(['change-incompatible/split-begun'])
  })
})

describe('quantities and lines, however an order is split and changed', () => {
  const sum = (one: Fraction, other: Fraction): Fraction => ({
    over: one.over * other.under + other.over * one.under,
    under: one.under * other.under,
  })
  const exactOf = (id: string): Fraction[] => linesOf(id).map(({ exact, quantity }) => exactIn(exact ?? quantity.value))
  const isSame = (one: Fraction, other: Fraction) => one.over * other.under === other.over * one.under

  test(
    'add up to the first order exactly, and come back exactly',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ of: fc.nat(5), value: fc.integer({ min: 1, max: 30 }) }), {
            minLength: 1,
            maxLength: 5,
          }),
          fc.integer({ min: 1, max: 997 }),
          async (parts, odd) => {
            store = await plant()
            const [seals, , grease] = exactOf('O-1')
            const ids = ['O-1']
            for (const { of, value } of parts) {
              const next = `O-${ids.length + 1}`
              const outcome = await split(String(value), next, ids[of % ids.length])
              if (outcome.outcome === 'done') ids.push(next)
            }
            expect(ids.map((it) => orderIn(it).quantity.value).reduce(add, zero)).toBe('50')
            const none = fractionOf('0')
            for (const [line, whole] of [[0, seals] as const, [2, grease] as const]) {
              const total = ids.map((it) => exactOf(it)[line] ?? none).reduce(sum, none)
              expect(whole && isSame(total, whole)).toBe(true)
            }
            const last = ids.at(-1) ?? 'O-1'
            const [before, was] = [linesOf(last), orderIn(last).quantity]
            if (was.value === String(odd)) return
            for (const quantity of [each(String(odd)), was]) {
              const body = changeQuantity.parse({ quantity, reason: 'There and back' })
              taken(await orders.changeQuantity(store, command(paula, body), { orderId: last }))
            }
            expect(linesOf(last)).toEqual(before)
          },
        ),
        seeded('orders split and changed', 400),
      )
    },
    patience,
  )
})
