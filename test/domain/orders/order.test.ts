import { describe, expect, test } from 'vitest'
import type { OrderId } from '../../../events/identifiers.ts'
import { createOrder as orderBody, prioritizeOrder as prioritizeBody } from '../../../events/order.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Documents } from '../../../shared/domain/change.ts'
import type { Decision } from '../../../shared/domain/decision.ts'
import { changeOrder, createOrder, releaseOrder } from '../../../shared/domain/execution/releasing.ts'
import {
  cancelOrder,
  moveOrder,
  prioritizeOrder,
  type Transition,
} from '../../../shared/domain/execution/transition.ts'
import type { Material } from '../../../shared/domain/master-data.ts'
import { type BoundOrder, type Order, statusOfOrder } from '../../../shared/domain/orders/order.ts'
import { boundsOf } from '../../../shared/domain/recipes/line.ts'
import {
  ada,
  by,
  codes,
  createdOrder,
  dec,
  draftOf,
  kg,
  later,
  noon,
  order,
  recipe,
  running,
  snapshot,
} from '../../support/given.ts'

const at = by(ada, later(60))
const body = orderBody.parse({
  orderId: 'O-1',
  recipeId: 'SYRUP',
  product: 'SYRUP',
  quantity: { value: '100', unit: 'kg' },
  materials: [{ lineId: '0010', materialId: 'SUCROSE', quantity: { value: '24.5', unit: 'kg' } }],
  allocations: [{ materialId: 'SUCROSE', lotId: 'SUC-1', quantity: { value: '24.5', unit: 'kg' } }],
})

const saved = <Kind extends keyof Documents>(decision: Decision, kind: Kind): Documents[Kind] => {
  const changes = decision.outcome === 'accepted' ? decision.changes : []
  const found = changes.find((it) => it.change === 'save' && it.kind === kind)
  if (found?.change !== 'save') throw new Error(`No ${kind} is saved by ${JSON.stringify(decision)}.`)
  return found.value as Documents[Kind]
}

describe('an order that is created', () => {
  test('waits for its release as it was asked for', () => {
    const decision = createOrder(undefined, body, at)
    expect(decision).toMatchObject({
      fact: { type: 'andon.order.created.v1', data: body, about: { type: 'material', id: 'SYRUP' } },
    })
    expect(saved(decision, 'order')).toEqual({ ...body, status: 'created', createdAt: later(60), holds: [] })
  })

  test('may be changed by the ERP until its release, and keeps its holds', () => {
    const decision = changeOrder(createdOrder({ holds: ['H-1'] }), { ...body, priority: 7 }, at)
    expect(saved(decision, 'order')).toMatchObject({ status: 'created', priority: 7, holds: ['H-1'] })
    expect(codes(changeOrder(order(), body, at))).toEqual(['order-wrong-status'])
  })

  test('may be withdrawn until its release, and is over then', () => {
    const gone = saved(cancelOrder(createdOrder(), 'No demand', at), 'order')
    expect(gone).toMatchObject({ status: 'aborted', decision: 'rejected', endedAt: later(60) })
    expect(codes(cancelOrder(order({ status: 'released' }), 'No demand', at))).toEqual(['order-wrong-status'])
  })
})

describe('an order that is released', () => {
  const created = createdOrder({ materials: body.materials, allocations: body.allocations })

  test('freezes the approved version with the quantities that the order asks for', () => {
    const product = { shelfLifeDays: 365 } as Material
    const decision = releaseOrder(created, recipe({ version: '3' }), product, at)
    const frozen = saved(decision, 'snapshot')
    expect(frozen).toMatchObject({ orderId: 'O-1', version: '3', productUnit: 'kg', shelfLifeDays: 365 })
    expect(frozen.steps[0]?.materials.map(({ quantity }) => quantity.value)).toEqual(['24.5', '1500'])
    const issued = saved(decision, 'order')
    expect(issued).toMatchObject({ status: 'released', version: '3', steps: {} })
    // What the ERP asked for is in the snapshot and in the fact; the order stays small enough to be cheap to write.
    expect(issued).not.toHaveProperty('materials')
    expect(issued).not.toHaveProperty('allocations')
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.order.released.v1',
        data: {
          version: '3',
          allocations: body.allocations,
          lines: [{ lineId: '0010', quantity: { value: '24.5' } }, { lineId: '0020' }],
        },
      },
    })
  })

  test('remembers where its steps run, and the family of its product', () => {
    const product = { family: 'SYRUPS' } as Material
    const weigh = { ...recipe().steps[0], workCenter: 'BOOTH-1' } as Step
    const steps = [weigh, { ...weigh, stepId: 'rinse', materials: [] } as unknown as Step, ...recipe().steps.slice(1)]
    const issued = saved(releaseOrder(created, recipe({ steps }), product, by(ada)), 'order')
    expect(issued).toMatchObject({ workCenters: ['BOOTH-1'], equipmentClasses: ['mixer'], family: 'SYRUPS' })
  })

  test('is within the batch size with the smallest and the largest batch, in any unit of mass', () => {
    const size = (value: string, unit: 'kg' | 'g' | 't' | 'L') =>
      codes(releaseOrder(createdOrder({ quantity: { value, unit } }), recipe(), undefined, at))
    expect(size('50', 'kg')).toEqual([])
    expect(size('150', 'kg')).toEqual([])
    expect(size('0.15', 't')).toEqual([])
    expect(size('49.999999999999', 'kg')).toEqual(['quantity-outside-batch-size'])
    expect(size('150001', 'g')).toEqual(['quantity-outside-batch-size'])
    expect(size('100', 'L')).toEqual(['unit-mismatch'])
  })

  test('is released once, on an approved recipe that nothing holds, with nothing that it does not know', () => {
    expect(codes(releaseOrder(order(), recipe(), undefined, at))).toEqual(['order-wrong-status'])
    expect(codes(releaseOrder(created, undefined, undefined, at))).toEqual(['recipe-not-approved'])
    const salt = { lineId: '0010', materialId: 'SALT', quantity: { value: '1', unit: 'kg' } }
    const stray = createdOrder({ holds: ['H-1'], materials: orderBody.shape.materials.parse([salt]) })
    const wrong = recipe({
      status: 'draft',
      holds: ['H-2'],
      product: draftOf().steps[0]?.materials[0]?.materialId ?? recipe().product,
    })
    expect(codes(releaseOrder(stray, wrong, undefined, at))).toEqual([
      'order-on-hold',
      'recipe-not-approved',
      'recipe-on-hold',
      'recipe-wrong-product',
      'line-not-in-recipe',
    ])
  })
})

describe('the tolerance of a line', () => {
  test('is counted from what the order asks for, and not rounded', () => {
    const [line] = draftOf().steps[0]?.materials ?? []
    if (!line) throw new Error('The recipe has a line.')
    expect(boundsOf(line)).toEqual({ least: '24.75', most: '25.5' })
    const fine = {
      ...line,
      quantity: kg('0.001'),
      tolerance: { minusPercent: dec('0.1'), plusPercent: dec('0') },
    }
    expect(boundsOf(fine)).toEqual({ least: '0.000999', most: '0.001' })
  })
})

describe('an order moves', () => {
  const complete = snapshot({ steps: snapshot().steps.slice(0, 1) })
  const ready: Partial<BoundOrder> = {
    steps: { weigh: { status: 'completed' } },
    produced: { 'SYR-1': { value: dec('99'), unit: 'kg' } },
  }
  const allowed: Record<Transition, readonly BoundOrder['status'][]> = {
    start: ['released'],
    pause: ['running'],
    resume: ['paused'],
    abort: ['released', 'running', 'paused'],
    complete: ['running'],
    close: ['completed', 'aborted'],
  }
  const statuses = ['released', 'running', 'paused', 'completed', 'closed', 'aborted'] as const

  test.each(
    (Object.keys(allowed) as Transition[]).flatMap((transition) => statuses.map((status) => ({ transition, status }))),
  )('$transition from $status only if that is its place', ({ transition, status }) => {
    const decision = moveOrder(order({ ...ready, status, decision: 'released' }), transition, complete, undefined, at)
    expect(decision.outcome).toBe(allowed[transition].includes(status) ? 'accepted' : 'refused')
    if (decision.outcome === 'refused') expect(codes(decision)).toEqual(['order-wrong-status'])
  })

  test.each(Object.keys(allowed) as Transition[])(
    '%s is nothing for an order that was never released',
    (transition) => {
      expect(codes(moveOrder(createdOrder(), transition, undefined, undefined, at))).toEqual(['order-wrong-status'])
    },
  )

  test('and keeps when it began and when it ended', () => {
    const begun = saved(moveOrder(order({ status: 'released' }), 'start', undefined, undefined, at), 'order')
    expect(begun).toMatchObject({ status: 'running', startedAt: later(60) })
    const ended = saved(moveOrder(order(ready), 'complete', complete, undefined, at), 'order')
    expect(ended).toMatchObject({ status: 'completed', endedAt: later(60) })
  })

  test('to its completion when all steps are complete, something is produced and no deviation is open', () => {
    const open = order({ steps: { weigh: running() }, deviations: { 'dev-1': 'open', 'dev-2': 'closed' } })
    expect(codes(moveOrder(open, 'complete', complete, undefined, at))).toEqual([
      'steps-incomplete',
      'nothing-produced',
      'deviation-open',
    ])
  })

  test('to its close when the batch is decided', () => {
    expect(codes(moveOrder(order({ status: 'completed' }), 'close', undefined, undefined, at))).toEqual([
      'order-wrong-status',
    ])
    expect(moveOrder(order({ status: 'aborted' }), 'close', undefined, undefined, at).outcome).toBe('accepted')
  })

  test('only to its pause or its end while a hold rests on it', () => {
    const held = (status: BoundOrder['status'], transition: Transition) =>
      codes(
        moveOrder(
          order({ ...ready, status, decision: 'released', holds: ['H-1'] }),
          transition,
          complete,
          undefined,
          at,
        ),
      )
    expect(held('running', 'abort')).toEqual([])
    expect(held('running', 'pause')).toEqual([])
    expect(held('released', 'start')).toEqual(['order-on-hold'])
    expect(held('paused', 'resume')).toEqual(['order-on-hold'])
    expect(held('running', 'complete')).toEqual(['order-on-hold'])
  })

  test('with the reason on the record', () => {
    const decision = moveOrder(order(), 'pause', undefined, 'The shift ends', at)
    expect(decision).toMatchObject({
      fact: { type: 'andon.order.paused.v1', data: { orderId: 'O-1', status: 'held', reason: 'The shift ends' } },
    })
  })
})

describe('the public sees of an order', () => {
  test.each<[BoundOrder['status'], readonly string[], string]>([
    ['released', [], 'released'],
    ['released', ['H-1'], 'held'],
    ['running', [], 'running'],
    ['running', ['H-1'], 'held'],
    ['paused', [], 'held'],
    ['completed', ['H-1'], 'completed'],
    ['aborted', ['H-1'], 'aborted'],
    ['closed', [], 'closed'],
  ])('%s with holds %s as %s', (status, holds, shown) => {
    expect(statusOfOrder(order({ status, holds }))).toBe(shown)
  })

  test('nothing but that it is created, held or not', () => {
    expect(statusOfOrder(createdOrder({ holds: ['H-1'], orderId: 'O-2' as OrderId, createdAt: noon }))).toBe('created')
  })
})

describe('an order that is given another rank', () => {
  const prioritize = (order: Order, body: object) =>
    prioritizeOrder(order, prioritizeBody.parse({ reason: 'A late truck', ...body }))

  test('keeps what is not named, and loses what is taken off it', () => {
    const urgent = order({ priority: 5, dueAt: later(60) })
    expect(saved(prioritize(urgent, { priority: 1 }), 'order')).toEqual({ ...urgent, priority: 1 })
    expect(saved(prioritize(urgent, { dueAt: later(90) }), 'order')).toEqual({ ...urgent, dueAt: later(90) })
    expect(saved(prioritize(urgent, { dueAt: null }), 'order')).toEqual(order({ priority: 5 }))
    expect(prioritize(urgent, { priority: null })).toMatchObject({
      fact: { type: 'andon.order.prioritized.v1', data: { dueAt: later(60), reason: 'A late truck' } },
    })
  })

  test('is one of which something is left to plan', () => {
    for (const status of ['released', 'running', 'paused'] as const)
      expect(codes(prioritize(order({ status }), { priority: 1 }))).toEqual([])
    expect(codes(prioritize(createdOrder(), { priority: 1 }))).toEqual([])
    for (const status of ['completed', 'closed', 'aborted'] as const)
      expect(codes(prioritize(order({ status }), { priority: 1 }))).toEqual(['order-wrong-status'])
    expect(prioritizeBody.safeParse({ reason: 'Nothing else' }).success).toBe(false)
  })
})
