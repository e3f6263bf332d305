import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as orders from '../../../shared/domain/orders/order.ts'
import { createdOrder, dec, each, kg, noon, order, running, snapshot } from '../../support/given.ts'

type Status = ReturnType<typeof order>['status']
const statuses = ['released', 'running', 'paused', 'completed', 'closed', 'aborted'] as const

describe('the API shows of an order', () => {
  test.each<[Status, readonly string[], string]>([
    ['released', [], 'released'],
    ['released', ['H-1'], 'held'],
    ['running', [], 'running'],
    ['running', ['H-1'], 'held'],
    ['paused', [], 'held'],
    ['completed', ['H-1'], 'completed'],
    ['aborted', ['H-1'], 'aborted'],
    ['closed', [], 'closed'],
  ])('%s with holds %s as %s', (status, holds, shown) => {
    expect(orders.statusOfOrder(order({ status, holds }))).toBe(shown)
  })

  test('only that it is created, held or not', () => {
    expect(orders.statusOfOrder(createdOrder({ holds: ['H-1'], orderId: 'O-2', createdAt: noon }))).toBe('created')
  })
})

describe('an order', () => {
  test('is under way from its release to its end', () => {
    expect(statuses.filter((status) => orders.underWay(order({ status })))).toEqual(['released', 'running', 'paused'])
    expect(orders.underWay(createdOrder())).toBe(false)
  })

  test('with a wrong status is reported with the status that the API shows', () => {
    expect(orders.wrongStatus(order({ holds: ['H-1'] }), ['released'], 'start')).toMatchObject({
      code: 'order-wrong-status',
      variant: 'start',
      params: { orderId: 'O-1', status: 'held', needed: ['released'] },
      ref: 'order:O-1',
    })
  })

  test('is judged by holds that it is inheriting, each once, and is unchanged without them', () => {
    const held = order({ holds: ['H-1'] })
    expect(orders.underHoldsAbove(held, ['H-2', 'H-1'])).toEqual({ ...held, holds: ['H-1', 'H-2'] })
    expect(orders.underHoldsAbove(held, [])).toBe(held)
  })

  test('has the lots that it made, of product, by-products and co-products', () => {
    const beside = { ...kg('3'), materialId: 'MOLASSES' }
    const made = order({ produced: { 'SYR-1': kg('99'), 'BY-1': beside } })
    expect(orders.lotsOf(made)).toEqual(['SYR-1', 'BY-1'])
    expect(Object.values(made.produced).map(orders.isProduct)).toEqual([true, false])
  })

  test('names its open deviations, and not the closed ones', () => {
    const deviations = { 'dev-1': 'closed', 'dev-2': 'open', 'dev-3': 'open' } as const
    expect(orders.openDeviations(order({ deviations }))).toEqual(['dev-2', 'dev-3'])
  })

  test('uses the equipment of the steps that run', () => {
    const steps = {
      a: running({ equipmentId: 'MIXER-1' }),
      b: running(),
      c: { status: 'completed' },
      d: running({ equipmentId: 'MIXER-2' }),
    } as const
    expect(orders.equipmentInUse(order({ steps }))).toEqual(['MIXER-1', 'MIXER-2'])
    expect(orders.equipmentInUse(createdOrder())).toEqual([])
  })
})

describe('a step', () => {
  test('is over when it is completed or skipped', () => {
    expect(orders.isOver({ status: 'completed' })).toBe(true)
    expect(orders.isOver({ status: 'skipped' })).toBe(true)
    expect(orders.isOver(running())).toBe(false)
    expect(orders.isOver(undefined)).toBe(false)
  })

  test('has a step’s rework branch, if there is one', () => {
    const branch = {
      branchId: 'rework-1',
      deviationId: 'dev-1',
      recipeId: 'THIN',
      version: '3',
      stepIds: ['rework-1.mix'],
    }
    const reworked = snapshot({ branches: [branch] })
    expect(orders.branchOf(reworked, 'rework-1.mix')).toMatchObject({ branchId: 'rework-1' })
    expect(orders.branchOf(reworked, 'mix')).toBeUndefined()
    expect(orders.branchOf(undefined, 'mix')).toBeUndefined()
  })
})

describe('the pre-issues of a step', () => {
  const drawn = (value: string) => ({ consumed: { '0010': dec(value) }, workers: ['ada'] })

  test('are stored by step, and replaced', () => {
    const one = orders.withPreIssue(order(), 'weigh', drawn('1'))
    expect(one.preIssued).toEqual({ weigh: drawn('1') })
    const two = orders.withPreIssue(one, 'mix', drawn('2'))
    expect(orders.withPreIssue(two, 'weigh', drawn('3')).preIssued).toEqual({ weigh: drawn('3'), mix: drawn('2') })
  })

  test('leave the order unchanged when they are removed', () => {
    const stepIds = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 })
    fc.assert(
      fc.property(stepIds, (ids) => {
        const before = order({ quantity: each('3') })
        const full = ids.reduce((it, id, index) => orders.withPreIssue(it, id, drawn(String(index))), before)
        expect(Object.keys(full.preIssued ?? {})).toEqual(ids)
        expect(ids.reduce((it, id) => orders.withPreIssue(it, id), full)).toEqual(before)
      }),
    )
  })
})

test('a snapshot that was never replaced is revision 0, and a superseded one is kept under the order and its revision', () => {
  expect(orders.revisionOf(snapshot())).toBe(0)
  expect(orders.revisionOf(snapshot({ revision: 3 }))).toBe(3)
  expect(orders.supersededKey('O-1', 2)).toBe('O-1@2')
})
