import { describe, expect, test } from 'vitest'
import { type CreateOrder, createOrder } from '../../../events/order.ts'
import { type ErpBasis, type ErpMessage, newIn, synchronizeOrder } from '../../../shared/domain/execution/erp-order.ts'
import { createdOrder, dec, kg, noon, order, snapshot, whyNot } from '../../support/given.ts'

const plain = { orderId: 'O-1', recipeId: 'SYRUP', product: 'SYRUP', quantity: { value: '100', unit: 'kg' } }
const body = (more: Partial<Record<keyof CreateOrder, unknown>> = {}): CreateOrder =>
  createOrder.parse({ ...plain, ...more })
const take = (basis: ErpBasis, sent: CreateOrder, more: Partial<ErpMessage> = {}) =>
  synchronizeOrder(basis, { body: sent, state: 'make', ...more }, { at: noon })

const reasonsOf = (answer: ReturnType<typeof take>) => (answer === 'nothing' ? [] : whyNot(answer))

const lines = [{ lineId: '10', materialId: 'SUCROSE', quantity: { value: '5', unit: 'kg' } }]
const full = {
  version: '1',
  dueAt: '2026-12-01T00:00:00.000Z',
  priority: 5,
  materials: lines,
  allocations: [{ materialId: 'SUCROSE', lotId: 'SUC-1', quantity: { value: '5', unit: 'kg' } }],
}
const statuses = ['created', 'released', 'running', 'paused', 'completed', 'closed', 'aborted'] as const
const inStatus = (status: (typeof statuses)[number]) => {
  const { materials: _lines, allocations: _lots, ...fields } = body(full)
  return status === 'created' ? createdOrder(body(full)) : order({ ...fields, version: '1', status })
}

describe('a schedule that is sent again', () => {
  test.each(statuses)('changes nothing of an order that is %s', (status) => {
    expect(take({ order: inStatus(status), asked: body(full) }, body(full))).toBe('nothing')
    expect(take({ order: inStatus(status), asked: body(full) }, body(full), { creates: true })).toBe('nothing')
  })

  test.each(statuses)(
    'changes nothing of an order that is %s and that the plant created, with the same lines',
    (status) => {
      const { allocations: _lots, ...sent } = full
      const basis = { order: inStatus(status), snapshot: snapshot({ asked: body(full).materials }) }
      expect(newIn(body(sent), basis)).toEqual(status === 'created' ? ['allocations'] : [])
    },
  )

  test('does not undo what the plant has changed since', () => {
    const planned = createdOrder({ ...body(full), priority: 1, quantity: kg('80') })
    expect(take({ order: planned, asked: body(full) }, body(full))).toBe('nothing')
    const sent = body({ ...full, dueAt: '2026-12-24T00:00:00.000Z' })
    expect(take({ order: planned, asked: body(full) }, sent)).toMatchObject({
      fact: { type: 'andon.order.changed.v1', data: { priority: 1, quantity: kg('80'), dueAt: sent.dueAt } },
      changes: [{}, { change: 'save', kind: 'asked', id: 'O-1', value: sent }],
    })
  })

  test.each(statuses)('leaves the plan of an order that is %s, where it says nothing of it', (status) => {
    const { dueAt: _due, priority: _priority, ...unplanned } = full
    for (const asked of [body(full), body(unplanned)])
      expect(take({ order: inStatus(status), asked }, body(unplanned))).toBe('nothing')
    const changed = take({ order: inStatus('created') }, body({ ...unplanned, quantity: kg('120') }))
    expect(changed).toMatchObject({ fact: { data: { dueAt: full.dueAt, priority: 5, quantity: kg('120') } } })
  })

  test('is the same with a quantity of other digits', () => {
    expect(newIn(body({ quantity: { value: '100.000', unit: 'kg' } }), { order: createdOrder(body()) })).toEqual([])
  })
})

describe('a message with something new', () => {
  test.each([
    ['quantity', { value: '120', unit: 'kg' }, 'erp-change-quantity'],
    ['dueAt', '2026-12-24T00:00:00.000Z', 'erp-change-plan'],
    ['priority', 1, 'erp-change-plan'],
    ['version', '2', 'erp-change-version'],
    ['recipeId', 'OTHER', 'erp-change'],
    ['product', 'OTHER', 'erp-change'],
    ['materials', [], 'erp-change'],
    ['allocations', [], 'erp-change'],
  ] as const)('is refused for an order on the floor by the name of its field: %s', (field, value, variant) => {
    const basis = { order: inStatus('running'), asked: body(full) }
    const refused = take(basis, body({ ...full, [field]: value }))
    expect(reasonsOf(refused)).toEqual([
      [`order-wrong-status/${variant}`, { orderId: 'O-1', status: 'running', field }, field],
    ])
  })

  test('is refused with every field that differs', () => {
    const refused = take(
      { order: inStatus('released'), asked: body(full) },
      body({ ...full, priority: 1, version: '2' }),
    )
    expect(reasonsOf(refused)).toMatchObject([{ 2: 'version' }, { 2: 'priority' }])
  })

  test('is refused for an order that is over', () => {
    const refused = take({ order: inStatus('closed'), asked: body(full) }, body({ ...full, priority: 1 }))
    expect(reasonsOf(refused)).toMatchObject([{ 0: 'order-wrong-status/erp-change-ended', 2: 'priority' }])
  })

  test('that creates is refused for an order that is there', () => {
    const refused = take({ order: inStatus('created'), asked: body(full) }, body({ ...full, priority: 1 }), {
      creates: true,
    })
    expect(reasonsOf(refused)).toMatchObject([{ 0: 'already-exists/order' }])
  })

  test('may have kilograms of what is kept in litres, where the material has a density', () => {
    const sent = body({ quantity: kg('1210'), materials: lines })
    const told = { body: sent, state: 'make' } as const
    const density = { value: dec('1.21'), unit: 'kg/L' } as const
    const taking = (materials: Parameters<typeof synchronizeOrder>[4]) =>
      synchronizeOrder({}, told, { at: noon }, undefined, materials)
    const answered = taking({ SYRUP: { unit: 'L', density }, SUCROSE: { unit: 'L', density } })
    expect(answered).toMatchObject({ outcome: 'accepted', fact: { data: { quantity: kg('1210') } } })
    expect(reasonsOf(taking({ SYRUP: { unit: 'L' } }))).toEqual([
      ['unit-mismatch/material-density', { materialId: 'SYRUP', unit: 'L', told: 'kg' }, 'quantity/unit'],
    ])
    expect(reasonsOf(taking({ SYRUP: { unit: '{each}', density } }))).toMatchObject([{ 0: 'unit-mismatch/material' }])
  })

  test('is refused where its amounts are of another dimension than their materials, each by its place', () => {
    const sent = body({ quantity: { value: '515', unit: 'Pa' }, materials: lines })
    const told = { body: sent, state: 'make' } as const
    const refused = synchronizeOrder({}, told, { at: noon }, undefined, {
      SYRUP: { unit: '{each}' },
      SUCROSE: { unit: 'L' },
    })
    expect(reasonsOf(refused)).toEqual([
      ['unit-mismatch/material', { materialId: 'SYRUP', unit: '{each}', told: 'Pa' }, 'quantity/unit'],
      ['unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'L', told: 'kg' }, 'materials/0/quantity/unit'],
    ])
  })
})

describe('a state that only the plant brings about', () => {
  /** The statuses of the order for which the message may say so. */
  const allowed = {
    running: ['running', 'paused', 'completed', 'closed', 'aborted'],
    held: ['paused', 'completed', 'closed', 'aborted'],
    completed: ['completed', 'closed'],
    closed: ['completed', 'closed'],
  } as const

  test.each(
    Object.entries(allowed).flatMap(([state, fit]) =>
      statuses.map(
        (status) => [state as keyof typeof allowed, status, (fit as readonly string[]).includes(status)] as const,
      ),
    ),
  )('%s of an order that is %s is true: %s', (state, status, isTrue) => {
    const answer = take({ order: inStatus(status), asked: body(full) }, body(full), { state, written: 'Told' })
    if (isTrue) expect(answer).toBe('nothing')
    else
      expect(reasonsOf(answer)).toMatchObject([
        ['order-wrong-status/erp-state', { orderId: 'O-1', told: 'Told' }, 'requestState'],
      ])
  })

  test('never makes an order that is not known here', () => {
    for (const state of Object.keys(allowed) as (keyof typeof allowed)[]) {
      const answer = take({}, body(), { state, written: state })
      expect(reasonsOf(answer)).toEqual([['not-found/order-told', { orderId: 'O-1', told: state }, 'orderId']])
    }
  })
})
