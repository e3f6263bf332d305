import { beforeEach, describe, expect, test } from 'vitest'
import type { RecipeId } from '../../../events/identifiers.ts'
import { completeStep, createOrder, startStep } from '../../../events/order.ts'
import type { BoundOrder, Snapshot } from '../../../shared/domain/orders/order.ts'
import type { Outcome } from '../../../shared/usecases/commit/command.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import { approvedVersion, command, taken } from '../../support/commands.ts'
import { ada, paula } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { each, pumpPlant, recipeOf } from '../../support/units.ts'

const path = { orderId: 'O-1' }
const bolts = [
  { lineId: '0010', materialId: 'SEAL', quantity: each('80'), tolerance: { minusPercent: '100', plusPercent: '0' } },
  {
    lineId: '0020',
    materialId: 'GREASE',
    quantity: { value: '1', unit: 'kg' },
    fixed: true,
    tolerance: { minusPercent: '100', plusPercent: '0' },
  },
]
let store: MemoryStore
beforeEach(async () => {
  store = memoryStore()
  await pumpPlant(store)
  const [build, ...more] = recipeOf('PUMP', bolts, [
    { stepId: 'test', name: 'Test', flow: 'units', after: ['build'] },
  ]).steps
  const recipe = { ...recipeOf('PUMP', bolts), steps: [{ ...build, flow: 'units' }, ...more] } as ReturnType<
    typeof recipeOf
  >
  await approvedVersion(store, '2', recipe, undefined, 'PUMP' as RecipeId)
  const order = createOrder.parse({
    orderId: 'O-1',
    recipeId: 'PUMP',
    version: '2',
    product: 'PUMP',
    quantity: each('50'),
  })
  taken(await orders.createOrder(store, command(paula, order)))
  taken(await orders.releaseOrder(store, command(paula, {}), path))
  taken(await orders.startOrder(store, command(ada, {}), path))
})
const change = (value: string, unit = '{each}') =>
  orders.changeQuantity(
    store,
    command(paula, { quantity: { value, unit }, reason: 'The customer asks for it' } as never),
    path,
  )
const begin = async (value: string) =>
  taken(
    await execution.startStep(store, command(ada, startStep.parse({ quantity: each(value) })), {
      ...path,
      stepId: 'build',
    }),
  )
const said = (outcome: Outcome) =>
  'violations' in outcome ? outcome.violations.map(({ code, variant }) => [code, variant].join('/')) : [outcome.outcome]
const orderIn = () => store.state()['order O-1'] as BoundOrder
const lines = () =>
  (store.state()['snapshot O-1'] as Snapshot).steps.flatMap(({ materials }) =>
    materials.map(({ quantity }) => quantity.value),
  )

describe('the quantity of an order that runs', () => {
  test('goes from 50 to 40 while 12 are begun, and its lines follow', async () => {
    await begin('12')
    expect(lines()).toEqual(['200', '1'])
    const { fact } = taken(await change('40'))
    expect(fact).toMatchObject({
      type: 'andon.order.quantity-changed.v1',
      data: { was: each('50'), quantity: each('40'), reason: 'The customer asks for it' },
    })
    expect(orderIn()).toMatchObject({ quantity: each('40'), revision: 1 })
    expect(lines()).toEqual(['160', '1'])
    taken(await change('60'))
    expect(lines()).toEqual(['240', '1'])
    taken(await change('50'))
    expect(lines()).toEqual(['200', '1'])
  })

  test('is never below what has begun, outside the batch size, in another dimension, or the same', async () => {
    await begin('12')
    const few = await change('11')
    expect(said(few)).toEqual(['change-incompatible/quantity-begun'])
    expect(few).toMatchObject({ violations: [{ params: { begun: each('12'), quantity: each('11') } }] })
    expect(said(await change('1001'))).toEqual(['quantity-outside-batch-size/'])
    expect(said(await change('40', 'kg'))).toContain('unit-mismatch/order')
    expect(said(await change('50'))).toEqual(['change-without-effect/quantity'])
  })

  test('does not grow after a step that has worked for the old one is over', async () => {
    await begin('50')
    const all = completeStep.parse({ quantity: each('50') })
    taken(await execution.completeStep(store, command(ada, all), { ...path, stepId: 'build' }).then((it) => it))
    expect(said(await change('60'))).toEqual(['change-incompatible/quantity-over'])
  })

  test('is not changed of an order that is not under way', async () => {
    taken(await orders.abortOrder(store, command(ada, { reason: 'No demand' }), path))
    expect(said(await change('40'))).toEqual(['order-wrong-status/to-change-quantity'])
  })
})
