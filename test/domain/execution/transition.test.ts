import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { prioritizeOrder as prioritizeBody } from '../../../events/order.ts'
import * as transition from '../../../shared/domain/execution/transition.ts'
import { type Order, unbegun } from '../../../shared/domain/orders/order.ts'
import * as given from '../../support/given.ts'
import { codes, createdOrder, kg, later, order, saved, whyNot } from '../../support/given.ts'

type Transition = transition.Transition
type Status = ReturnType<typeof order>['status']

const at = given.by(given.ada, later(60))
const complete = given.snapshot({ steps: given.draftOf().steps.slice(0, 1) })
const ready = { steps: { weigh: { status: 'completed' } }, produced: { 'SYR-1': kg('99') } } as const
const move = (it: Order, how: Transition, reason?: string, units?: Parameters<typeof transition.moveOrder>[5]) =>
  transition.moveOrder(it, how, complete, reason, at, units)
const reserved = { 'SUC-1': kg('10'), 'SUC-2': kg('2.5') }
const freed = [
  { change: 'reserve', lotId: 'SUC-1', value: '-10' },
  { change: 'reserve', lotId: 'SUC-2', value: '-2.5' },
]
const unreserved = [
  { lotId: 'SUC-1', quantity: kg('10') },
  { lotId: 'SUC-2', quantity: kg('2.5') },
]

describe('moving an order', () => {
  const ways: Record<Transition, { from: readonly Status[]; to: Status; fact: string }> = {
    start: { from: ['released'], to: 'running', fact: 'andon.order.started.v1' },
    pause: { from: ['running'], to: 'paused', fact: 'andon.order.paused.v1' },
    resume: { from: ['paused'], to: 'running', fact: 'andon.order.resumed.v1' },
    abort: { from: ['released', 'running', 'paused'], to: 'aborted', fact: 'andon.order.aborted.v1' },
    complete: { from: ['running'], to: 'completed', fact: 'andon.order.completed.v1' },
    close: { from: ['completed', 'aborted'], to: 'closed', fact: 'andon.order.closed.v1' },
  }
  const all = Object.keys(ways) as Transition[]
  const statuses = ['released', 'running', 'paused', 'completed', 'closed', 'aborted'] as const

  test.each(all.flatMap((how) => statuses.map((status) => ({ how, status }))))(
    '$how from $status is possible only if that is its place, and says so',
    ({ how, status }) => {
      const decision = move(order({ ...ready, status, decision: 'released' }), how)
      const { from, to, fact } = ways[how]
      if (from.includes(status)) {
        expect(decision).toMatchObject({ fact: { type: fact, data: { orderId: 'O-1' } } })
        expect(saved(decision, 'order')).toMatchObject({ orderId: 'O-1', status: to })
      } else
        expect(whyNot(decision)).toEqual([
          [
            `order-wrong-status/to-${how}`,
            { orderId: 'O-1', status: status === 'paused' ? 'held' : status, needed: from },
            'order:O-1',
          ],
        ])
    },
  )

  test.each(all)('is not changed by %s before its release', (how) => {
    expect(whyNot(move(createdOrder(), how))).toEqual([
      [`order-wrong-status/to-${how}`, { orderId: 'O-1', status: 'created', needed: ways[how].from }, 'order:O-1'],
    ])
  })

  test('keeps the start and the end of the order', () => {
    const begun = saved(move(order({ status: 'released' }), 'start'), 'order')
    expect(begun).toMatchObject({ status: 'running', startedAt: later(60) })
    expect(saved(move(order(), 'pause'), 'order')).toMatchObject({ startedAt: given.noon })
    expect(saved(move(order({ status: 'paused' }), 'resume'), 'order')).toMatchObject({ startedAt: given.noon })
    expect(saved(move(order(ready), 'complete'), 'order')).toMatchObject({
      status: 'completed',
      startedAt: given.noon,
      endedAt: later(60),
    })
    expect(saved(move(order(), 'abort'), 'order')).toMatchObject({ endedAt: later(60) })
    const over = order({ ...ready, status: 'completed', decision: 'released', endedAt: later(30) })
    expect(saved(move(over, 'close'), 'order')).toMatchObject({ status: 'closed', endedAt: later(30) })
  })

  test('records the reason, and the status that the API shows', () => {
    expect(move(order(), 'pause', 'The shift ends')).toMatchObject({
      fact: { type: 'andon.order.paused.v1', data: { orderId: 'O-1', status: 'held', reason: 'The shift ends' } },
    })
    expect(move(order(), 'pause')).not.toHaveProperty('fact.data.reason')
    expect(move(order({ holds: ['H-1'] }), 'abort')).toMatchObject({ fact: { data: { status: 'aborted' } } })
  })

  test.each<[Transition, Status]>([
    ['start', 'released'],
    ['resume', 'paused'],
    ['complete', 'running'],
    ['close', 'completed'],
  ])('%s is refused while a hold rests on the order', (how, status) => {
    const held = order({ ...ready, status, decision: 'released', holds: ['H-1', 'H-2'] })
    expect(whyNot(move(held, how))).toEqual([['order-on-hold', { orderId: 'O-1', holds: ['H-1', 'H-2'] }, 'order:O-1']])
  })

  test('to paused or aborted is possible under a hold', () => {
    expect(codes(move(order({ holds: ['H-1'] }), 'pause'))).toEqual([])
    expect(codes(move(order({ holds: ['H-1'] }), 'abort'))).toEqual([])
  })

  test('in the wrong state and held is refused with both', () => {
    expect(codes(move(order({ status: 'aborted', holds: ['H-1'] }), 'start'))).toEqual([
      'order-wrong-status',
      'order-on-hold',
    ])
  })

  test.each<[Transition, readonly string[]]>([
    ['complete', ['order', 'reserve', 'reserve']],
    ['abort', ['order', 'reserve', 'reserve']],
    ['pause', ['order']],
  ])('%s changes %j of an order for which stock is reserved', (how, changes) => {
    const decision = move(order({ ...ready, reserved }), how)
    expect(given.kinds(decision)).toEqual(changes)
    if (how === 'pause') expect(saved(decision, 'order')).toMatchObject({ reserved })
    else {
      expect(given.accepted(decision).changes.slice(1)).toEqual(freed)
      expect(decision).toMatchObject({ fact: { data: { unreserved } } })
      expect(saved(decision, 'order')).not.toHaveProperty('reserved')
    }
  })
})

describe('completing an order', () => {
  test('is refused with open steps, without product, and with open units and deviations', () => {
    const open = order({
      steps: { weigh: given.running() },
      begun: ['S-2', 'S-3'],
      deviations: { 'dev-1': 'open', 'dev-2': 'closed', 'dev-3': 'open' },
    })
    const lacking = given.sublot({ lotId: 'SYR-1', sublotId: 'S-1', lacks: ['0010'] })
    expect(whyNot(move(open, 'complete', undefined, [lacking]))).toEqual([
      ['steps-incomplete', { orderId: 'O-1', steps: ['weigh'] }, 'order:O-1'],
      ['nothing-produced', { orderId: 'O-1', product: 'SYRUP' }, 'order:O-1'],
      ['units-unfinished', { orderId: 'O-1', units: [{ serial: 'S-2' }, { serial: 'S-3' }], others: 0 }, 'order:O-1'],
      [
        'units-unfinished/lacking',
        { orderId: 'O-1', units: [{ serial: 'S-1', lines: ['0010'] }], others: 0 },
        'order:O-1',
      ],
      ['deviation-open', { deviationId: 'dev-1' }, 'deviation:dev-1'],
      ['deviation-open', { deviationId: 'dev-3' }, 'deviation:dev-3'],
    ])
  })

  test('takes a step that was skipped, and none that has not begun', () => {
    expect(codes(move(order({ ...ready, steps: { weigh: { status: 'skipped' } } }), 'complete'))).toEqual([])
    expect(codes(move(order({ ...ready, steps: {} }), 'complete'))).toEqual(['steps-incomplete'])
  })

  test('waits for the steps of a rework, as for any other', () => {
    const branch = {
      branchId: 'rework-1',
      deviationId: 'dev-1',
      recipeId: 'THIN',
      version: '3',
      stepIds: ['rework-1.mix'],
    }
    const steps = [...complete.steps, given.aStep('rework-1.mix')]
    const reworked = given.snapshot({ steps, branches: [branch] })
    const finish = (more: Parameters<typeof order>[0] = {}) =>
      whyNot(transition.moveOrder(order({ ...ready, ...more }), 'complete', reworked, undefined, at))
    expect(finish()).toEqual([['steps-incomplete', { orderId: 'O-1', steps: ['rework-1.mix'] }, 'order:O-1']])
    expect(finish({ steps: { ...ready.steps, 'rework-1.mix': { status: 'completed' } } })).toEqual([])
  })

  test('needs the product itself: a by-product is not enough', () => {
    const beside = { 'BY-1': { ...kg('3'), materialId: 'MOLASSES' } }
    expect(codes(move(order({ ...ready, produced: beside }), 'complete'))).toEqual(['nothing-produced'])
    expect(codes(move(order({ ...ready, produced: { ...beside, ...ready.produced } }), 'complete'))).toEqual([])
  })

  test('ignores an incomplete unit that is gone', () => {
    const gone = given.sublot({ lotId: 'SYR-1', sublotId: 'S-1', lacks: ['0010'], remaining: '0' })
    expect(codes(move(order(ready), 'complete', undefined, [gone]))).toEqual([])
  })
})

describe('closing an order', () => {
  test('is refused as long as its batch is undecided', () => {
    expect(whyNot(move(order({ status: 'completed' }), 'close'))).toEqual([
      ['order-wrong-status/batch-undecided', { orderId: 'O-1' }, 'order:O-1'],
    ])
    expect(codes(move(order({ status: 'completed', decision: 'rejected' }), 'close'))).toEqual([])
  })

  test('after it was aborted needs a decision only if it has made something', () => {
    expect(codes(move(order({ status: 'aborted' }), 'close'))).toEqual([])
    expect(codes(move(order({ status: 'aborted', produced: ready.produced }), 'close'))).toEqual(['order-wrong-status'])
  })
})

describe('cancelling an order', () => {
  test('ends it before its release, with nothing done', () => {
    const decision = transition.cancelOrder(createdOrder({ holds: ['H-1'] }), 'No demand', at)
    expect(decision).toMatchObject({
      fact: { type: 'andon.order.cancelled.v1', data: { orderId: 'O-1', status: 'aborted', reason: 'No demand' } },
    })
    expect(saved(decision, 'order')).toMatchObject({
      status: 'aborted',
      decision: 'rejected',
      endedAt: later(60),
      version: 'none',
      steps: {},
      produced: {},
      holds: ['H-1'],
    })
  })

  test('keeps the requested version and drops lines and allocations', () => {
    const asked = createdOrder({
      version: '2',
      materials: [{ lineId: '0010', materialId: 'SUCROSE', quantity: kg('1') }],
      allocations: [{ materialId: 'SUCROSE', lotId: 'SUC-1', quantity: kg('1') }],
    })
    const withdrawn = saved(transition.cancelOrder(asked, 'No demand', at), 'order')
    expect(withdrawn).toMatchObject({ version: '2' })
    expect(withdrawn).not.toHaveProperty('materials')
    expect(withdrawn).not.toHaveProperty('allocations')
  })

  test('releases its reservations', () => {
    const decision = transition.cancelOrder(createdOrder({ reserved }), 'No demand', at)
    expect(given.accepted(decision).changes.slice(1)).toEqual(freed)
    expect(decision).toMatchObject({ fact: { data: { unreserved } } })
    expect(saved(decision, 'order')).not.toHaveProperty('reserved')
  })

  const untouched = { status: 'released', steps: {}, produced: {}, inputs: {} } as const

  test('ends it after its release, too, as long as nothing is issued to it, and keeps the version that it has', () => {
    const decision = transition.cancelOrder(order({ ...untouched, reserved }), 'No demand', at)
    expect(decision).toMatchObject({
      fact: { type: 'andon.order.cancelled.v1', data: { status: 'aborted', unreserved } },
    })
    const ended = saved(decision, 'order')
    expect(ended).toMatchObject({ status: 'aborted', version: '1', endedAt: later(60) })
    expect(ended).not.toHaveProperty('reserved')
  })

  test.each([
    ['pre-issued', { preIssued: { boil: { consumed: {}, workers: [] } } }],
    ['issued', { inputs: { 'SUC-1': kg('1') } }],
    ['produced', { produced: { L: kg('1') } }],
    ['weighed and thrown away', { rejected: { 'SUC-1': kg('1') } }],
  ] as const)('is refused for a released one that has material %s', (_what, more) => {
    expect(whyNot(transition.cancelOrder(order({ ...untouched, ...more }), 'No demand', at))).toEqual([
      [
        'order-wrong-status/cancel-under-way',
        { orderId: 'O-1', status: 'released', needed: ['created', 'released'] },
        'order:O-1',
      ],
    ])
  })

  test.each([
    ['running', 'cancel-under-way'],
    ['paused', 'cancel-under-way'],
    ['completed', 'cancel-ended'],
    ['closed', 'cancel-ended'],
  ] as const)('is refused for one that is %s, with what people can do', (status, variant) => {
    expect(whyNot(transition.cancelOrder(order({ status }), 'No demand', at))).toEqual([
      [
        `order-wrong-status/${variant}`,
        { orderId: 'O-1', status: status === 'paused' ? 'held' : status, needed: ['created', 'released'] },
        'order:O-1',
      ],
    ])
  })

  test('is done already where it was withdrawn or aborted', () => {
    const over = [order({ status: 'aborted' }), order({ status: 'closed' }), order({ status: 'completed' })]
    expect(over.map(transition.isWithdrawn)).toEqual([true, false, false])
    const closed: Order = { ...createdOrder(), ...unbegun, version: '1', status: 'closed', endedAt: given.noon }
    expect(transition.isWithdrawn(closed)).toBe(true)
  })
})

describe('giving an order another rank or due date', () => {
  const prioritize = (it: Order, body: object) =>
    transition.prioritizeOrder(it, prioritizeBody.parse({ reason: 'A late truck', ...body }))
  const urgent = order({ priority: 5, dueAt: later(60) })

  test('keeps fields that are not named, and removes those set to null', () => {
    expect(saved(prioritize(urgent, { priority: 1 }), 'order')).toEqual({ ...urgent, priority: 1 })
    expect(saved(prioritize(urgent, { dueAt: later(90) }), 'order')).toEqual({ ...urgent, dueAt: later(90) })
    expect(saved(prioritize(urgent, { dueAt: null }), 'order')).toEqual(order({ priority: 5 }))
    expect(saved(prioritize(urgent, { priority: null }), 'order')).toEqual(order({ dueAt: later(60) }))
  })

  test('records the new values and the reason', () => {
    expect(prioritize(urgent, { priority: null })).toMatchObject({
      fact: {
        type: 'andon.order.prioritized.v1',
        data: { orderId: 'O-1', dueAt: later(60), reason: 'A late truck' },
      },
    })
    expect(prioritize(urgent, { priority: null })).not.toHaveProperty('fact.data.priority')
  })

  test('is for an order that is not over, held or not', () => {
    for (const status of ['released', 'running', 'paused'] as const)
      expect(codes(prioritize(order({ status, holds: ['H-1'] }), { priority: 1 }))).toEqual([])
    expect(codes(prioritize(createdOrder(), { priority: 1 }))).toEqual([])
    for (const status of ['completed', 'closed', 'aborted'] as const)
      expect(whyNot(prioritize(order({ status }), { priority: 1 }))).toEqual([
        [
          'order-wrong-status/nothing-to-plan',
          { orderId: 'O-1', status, needed: ['created', 'released', 'running', 'held'] },
          'order:O-1',
        ],
      ])
    expect(prioritizeBody.safeParse({ reason: 'Nothing else' }).success).toBe(false)
  })

  test('changes only these two, in any order of acts', () => {
    const rank = fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 9 }))
    const due = fc.oneof(
      fc.constant(null),
      fc.nat(1000).map((it) => later(it)),
    )
    fc.assert(
      fc.property(fc.array(fc.record({ priority: rank, dueAt: due }), { minLength: 1 }), (bodies) => {
        const after = bodies.reduce<Order>((it, body) => saved(prioritize(it, body), 'order'), order())
        const { priority, dueAt } = bodies.at(-1) ?? {}
        expect(after).toEqual(order({ ...(priority != null && { priority }), ...(dueAt != null && { dueAt }) }))
      }),
    )
  })
})
