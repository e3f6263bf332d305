import { beforeAll, describe, expect, test } from 'vitest'
import type { Said } from '../../local/demo/client.ts'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, kg, read, releasedLot } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'
import { each } from '../support/units.ts'

const plant = useSharedPlant()
let crew: Crew
const minutes = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 60_000
const perPiece = (value: string) => ({ perQuantity: { time: { value, unit: 'min' as const }, per: each('1') } })

/** The line of pumps of Cork: a bench that assembles, and one that tests; grease comes by weight. */
beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const equipmentId of ['PLAN-ASM', 'PLAN-TEST'])
    accepted(await crew.erik.defineEquipment({ equipmentId }, { name: equipmentId, level: 'work-center' }))
  accepted(await crew.erik.defineMaterial({ materialId: 'PLAN-PUMP' }, { name: 'Pump', unit: '{each}' }))
  await releasedLot(crew, 'PLAN-GREASE-1', 'PLAN-GREASE', kg('3'))
  const flow = { flow: 'units', transferBatch: each('5') } as const
  const steps = [
    {
      stepId: 'assemble',
      workCenter: 'PLAN-ASM',
      duration: perPiece('8'),
      ...flow,
      materials: [{ lineId: '10', materialId: 'PLAN-GREASE', quantity: kg('2') }],
    },
    { stepId: 'test', after: ['assemble'], workCenter: 'PLAN-TEST', duration: perPiece('3'), ...flow },
  ]
  const batchSize = { min: each('1'), nominal: each('50'), max: each('200') }
  await approvedVersion(crew, 'PLAN-PUMP', '1', steps, { batchSize })
  for (const [orderId, priority] of [
    ['PLAN-A', 1],
    ['PLAN-B', 2],
  ] as const) {
    accepted(
      await crew.paula.createOrder({
        orderId,
        recipeId: 'PLAN-PUMP',
        product: 'PLAN-PUMP',
        quantity: each('50'),
        priority,
      }),
    )
    accepted(await crew.olga.releaseOrder({ orderId }))
  }
})

const planNow = () => read(crew.paula.getSchedule({ workCenter: 'PLAN-ASM' }))

describe('the plan of a line that counts pumps', () => {
  test('tests the first five pumps while the others are assembled', async () => {
    const [asm, tested] = await Promise.all(
      ['PLAN-ASM', 'PLAN-TEST'].map(async (workCenter) => {
        const { operations } = await read(crew.paula.getSchedule({ workCenter }))
        return operations.find(({ orderId }) => orderId === 'PLAN-A')
      }),
    )
    // Each of the two is read at an instant of its own.
    expect(asm && Math.round(minutes(asm.from, asm.to))).toBe(400)
    expect(tested && Math.round(minutes(tested.from, tested.to))).toBe(375)
    expect(asm && tested && Math.round(minutes(asm.to, tested.to))).toBe(15)
  })

  test('names what the more urgent order leaves the other one short of', async () => {
    const { orders, at } = await planNow()
    const [first, second] = ['PLAN-A', 'PLAN-B'].map((id) => orders.find(({ orderId }) => orderId === id))
    expect(first).not.toHaveProperty('shortages')
    expect(second?.shortages).toEqual([
      {
        stepId: 'assemble',
        lineId: '10',
        materialId: 'PLAN-GREASE',
        needed: kg('2'),
        short: kg('1'),
        neededAt: expect.any(String),
        detail: expect.stringMatching(
          /^Step assemble of order PLAN-B needs 2 kg of PLAN-GREASE from .+ on; 1 kg are missing/,
        ),
      },
    ])
    expect(Math.round(minutes(at, second?.shortages?.[0]?.neededAt ?? ''))).toBe(400)
    await releasedLot(crew, 'PLAN-GREASE-2', 'PLAN-GREASE', kg('1'))
    expect((await planNow()).orders.every((it) => it.shortages === undefined)).toBe(true)
  })
})

describe('another place in the plan', () => {
  test('is judged before anything is written: what it moves, what would be late, and why', async () => {
    await soon('PLAN-A', { priority: 2 })
    const { proposal, ...now } = await read(crew.vera.getOrderPlan({ orderId: 'PLAN-B' }, { before: 'PLAN-A' }))
    expect(now.chain.at(0)).toMatchObject({ stepId: 'assemble', waitsFor: ['unit'], behind: ['PLAN-A'] })
    expect(proposal).toMatchObject({ priority: 1, chain: [{ waitsFor: [] }, { waitsFor: [] }] })
    expect(proposal?.moved.map(({ orderId, worse }) => [orderId, worse])).toEqual([
      ['PLAN-B', false],
      ['PLAN-A', true],
    ])
    expect(proposal?.infeasible).toMatchObject([{ orderId: 'PLAN-A', cause: 'capacity-short' }])
    const { orders } = await planNow()
    expect(orders.map(({ orderId, lateBySeconds }) => [orderId, lateBySeconds])).toEqual([
      ['PLAN-A', undefined],
      ['PLAN-B', undefined],
    ])
  })

  test('is taken with the priority that was proposed, and left again', async () => {
    const { proposal } = await read(crew.paula.getOrderPlan({ orderId: 'PLAN-A' }, { after: 'PLAN-B' }))
    expect(proposal?.priority).toBe(3)
    const first = async () => (await planNow()).orders.at(0)?.orderId
    const reason = { reason: 'The customer of B waits' }
    accepted(
      await crew.paula.prioritizeOrder({ orderId: 'PLAN-A' }, { priority: proposal?.priority ?? null, ...reason }),
    )
    expect(await first()).toBe('PLAN-B')
    accepted(await crew.paula.prioritizeOrder({ orderId: 'PLAN-A' }, { priority: 1, ...reason }))
    expect(await first()).toBe('PLAN-A')
    accepted(await crew.paula.prioritizeOrder({ orderId: 'PLAN-A' }, { dueAt: null, ...reason }))
  })

  test('is refused where no priority gives it, and of what is not planned', async () => {
    accepted(
      await crew.paula.createOrder({
        orderId: 'PLAN-NEW',
        recipeId: 'PLAN-PUMP',
        product: 'PLAN-PUMP',
        quantity: each('5'),
      }),
    )
    const details = async (orderId: string, place: Said<'getOrderPlan'> = {}) => {
      const answer = await crew.paula.getOrderPlan({ orderId }, place)
      return answer.ok ? [] : answer.problem?.violations.map(({ detail }) => detail)
    }
    expect(await details('PLAN-NEW')).toEqual([expect.stringMatching(/^Order PLAN-NEW is created, not /)])
    expect(await details('PLAN-A', { after: 'PLAN-NEW' })).toEqual([
      'Order PLAN-NEW is not in the plan: it is not released, or it is over.',
    ])
    await soon('PLAN-A')
    await crew.paula.prioritizeOrder({ orderId: 'PLAN-B' }, { dueAt: await inHours(48), reason: 'As agreed' })
    expect(await details('PLAN-B', { before: 'PLAN-A' })).toEqual([
      'No priority puts order PLAN-B before order PLAN-A, which has the first one; give PLAN-A a later priority.',
    ])
    expect((await crew.paula.getOrderPlan({ orderId: 'PLAN-A' }, { after: 'PLAN-B', priority: '2' })).status).toBe(400)
    expect((await crew.paula.getOrderPlan({ orderId: 'PLAN-NOBODY' })).status).toBe(404)
    for (const orderId of ['PLAN-A', 'PLAN-B'])
      accepted(await crew.paula.prioritizeOrder({ orderId }, { dueAt: null, reason: 'As agreed' }))
  })

  test('is no longer asked for once the order is cancelled, which only one that has not begun can be', async () => {
    const cancelled = accepted(await crew.paula.cancelOrder({ orderId: 'PLAN-NEW' }, { reason: 'Created twice' }))
    expect(cancelled.body.type).toBe('andon.order.cancelled.v1')
    expect((await read(crew.paula.getOrder({ orderId: 'PLAN-NEW' }))).status).toBe('aborted')
    expect(codesOf(await crew.paula.cancelOrder({ orderId: 'PLAN-NEW' }, { reason: 'Once more' }))).toEqual([
      'order-wrong-status',
    ])
    expect((await crew.ada.cancelOrder({ orderId: 'PLAN-A' }, { reason: 'Not mine' })).status).toBe(403)
    expect((await crew.paula.cancelOrder({ orderId: 'PLAN-NOBODY' }, { reason: 'Not there' })).status).toBe(404)
  })

  const inHours = async (hours: number) => new Date(Date.parse((await planNow()).at) + hours * 3_600_000).toISOString()
  const soon = async (orderId: string, more: { priority?: number } = {}) =>
    accepted(await crew.paula.prioritizeOrder({ orderId }, { ...more, dueAt: await inHours(7), reason: 'As agreed' }))
})

test('The working times of a unit are its shifts and its maintenance', async () => {
  const calendar = { shifts: [{ days: ['monday' as const], from: '06:00', to: '14:00' }] }
  const maintenance = [{ from: '2027-03-01T09:00:00.000Z', to: '2027-03-01T10:00:00.000Z', reason: 'New bearings' }]
  const unit = { name: 'Packing', level: 'work-center' as const, calendar, maintenance }
  accepted(await crew.erik.defineEquipment({ equipmentId: 'PLAN-PACK' }, unit))
  const week = { from: '2027-03-01T00:00:00.000Z', to: '2027-03-08T00:00:00.000Z' }
  const { units } = await read(crew.vera.getWorkingTimes(week))
  expect(units.find(({ equipmentId }) => equipmentId === 'PLAN-PACK')).toEqual({
    equipmentId: 'PLAN-PACK',
    name: 'Packing',
    open: [{ from: '2027-03-01T05:00:00.000Z', to: '2027-03-01T13:00:00.000Z' }],
    maintenance,
  })
  expect(units.find(({ equipmentId }) => equipmentId === 'PLAN-ASM')?.open).toEqual([week])
  expect((await crew.vera.getWorkingTimes({ ...week, to: '2027-04-08T00:00:00.000Z' })).status).toBe(400)
})

describe('a promise', () => {
  const wish = { recipeId: 'PLAN-PUMP', quantity: '50', unit: '{each}' }
  const promiseOf = (more: object = {}) => read(crew.paula.getPromise({ ...wish, ...more }))

  test('comes after the orders of today, and says which of them hold it up and what it is short of', async () => {
    const promised = await promiseOf()
    expect(promised).toMatchObject({ recipeId: 'PLAN-PUMP', version: '1', quantity: each('50'), delayedOrders: [] })
    expect(promised.chain).toMatchObject([
      { stepId: 'assemble', equipmentId: 'PLAN-ASM', waitsFor: ['unit'], behind: ['PLAN-A', 'PLAN-B'] },
      { stepId: 'test', equipmentId: 'PLAN-TEST', waitsFor: [] },
    ])
    expect(promised.chain[0]?.detail).toMatch(/its units are taken \(orders that come first: PLAN-A, PLAN-B\)\.$/)
    expect(Math.round(minutes(promised.at, promised.promisedEnd ?? ''))).toBe(3 * 400 + 15)
    expect(promised.shortages).toMatchObject([{ stepId: 'assemble', materialId: 'PLAN-GREASE', short: kg('2') }])
  })

  test('of the first priority goes before them, and writes nothing', async () => {
    const before = await planNow()
    const urgent = await promiseOf({ priority: '1' })
    expect(urgent.chain.at(0)).toMatchObject({ behind: ['PLAN-A'] })
    expect(Math.round(minutes(urgent.at, urgent.promisedEnd ?? ''))).toBe(2 * 400 + 15)
    const after = await planNow()
    expect(after.orders.map(({ orderId }) => orderId)).toEqual(before.orders.map(({ orderId }) => orderId))
  })

  test('is kept: the order that is made of it ends then', async () => {
    const { at, promisedEnd = '' } = await promiseOf({ quantity: '10' })
    const order = { orderId: 'PLAN-Z' }
    accepted(
      await crew.paula.createOrder({ ...order, recipeId: 'PLAN-PUMP', product: 'PLAN-PUMP', quantity: each('10') }),
    )
    accepted(await crew.olga.releaseOrder(order))
    const plan = await planNow()
    const end = plan.orders.find(({ orderId }) => orderId === 'PLAN-Z')?.plannedEnd ?? ''
    expect(Math.round(minutes(plan.at, end))).toBe(Math.round(minutes(at, promisedEnd)))
  })

  test('is refused for what the release would be, and to those who do not plan', async () => {
    expect(codesOf(await crew.paula.getPromise({ ...wish, recipeId: 'PLAN-NOTHING' }))).toEqual(['recipe-not-approved'])
    expect(codesOf(await crew.paula.getPromise({ ...wish, quantity: '201' }))).toEqual(['quantity-outside-batch-size'])
    expect(codesOf(await crew.paula.getPromise({ ...wish, unit: 'kg' }))).toEqual(['unit-mismatch'])
    expect((await crew.paula.getPromise({ ...wish, quantity: '-1' })).status).toBe(400)
    expect((await crew.ada.getPromise(wish)).status).toBe(403)
  })
})
