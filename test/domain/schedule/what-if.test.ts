import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWorse } from '../../../shared/domain/schedule/promise.ts'
import { byRank, type Ranked } from '../../../shared/domain/schedule/rank.ts'
import { schedule } from '../../../shared/domain/schedule/schedule.ts'
import { priorityFor, whatIf, withPriority } from '../../../shared/domain/schedule/what-if.ts'
import { later, noon } from '../../support/given.ts'
import { randomFloor } from '../../support/random-plant.ts'
import { histories } from '../../support/seeded.ts'

const ranked = (orderId: string): fc.Arbitrary<Ranked> =>
  fc.record(
    {
      orderId: fc.constant(orderId),
      priority: fc.constantFrom(1, 2, 3, 998, 999),
      dueAt: fc.constantFrom(noon, later(1)),
      family: fc.constantFrom('plain', 'sesame'),
    },
    { requiredKeys: ['orderId'] },
  )
const priorities = ['none', ...Array.from({ length: 999 }, (_, index) => index + 1)] as const

describe('the priority that puts an order beside another one', () => {
  test('is that of the other one if due dates then decide so, or else the next one', () => {
    const due = { orderId: 'B', dueAt: noon, priority: 5 }
    expect(priorityFor({ orderId: 'A', dueAt: later(-1) }, { before: due })).toBe(5)
    expect(priorityFor({ orderId: 'A', dueAt: later(1) }, { before: due })).toBe(4)
    expect(priorityFor({ orderId: 'A', dueAt: later(1) }, { after: due })).toBe(5)
    expect(priorityFor({ orderId: 'A', dueAt: later(-1) }, { after: due })).toBe(6)
    expect(priorityFor({ orderId: 'A' }, { before: { orderId: 'B', dueAt: noon } })).toBe(999)
    expect(priorityFor({ orderId: 'A', priority: 9 }, { after: { orderId: 'B', priority: 999, dueAt: noon } })).toBe(
      999,
    )
    expect(priorityFor({ orderId: 'A', dueAt: noon }, { after: { orderId: 'B', priority: 999 } })).toBe('none')
  })

  test('gives the place, as near to the other one as there is, or there is none', () => {
    const side = fc.constantFrom('before' as const, 'after' as const)
    fc.assert(
      fc.property(ranked('A'), ranked('B'), side, (order, other, where) => {
        const gives = (priority: number | 'none') => {
          const beside = byRank(withPriority(order, priority), other)
          return where === 'before' ? beside < 0 : beside > 0
        }
        const distance = (priority: number | 'none') =>
          Math.abs((priority === 'none' ? 1000 : priority) - (other.priority ?? 1000))
        const found = priorityFor(order, where === 'before' ? { before: other } : { after: other })
        const fitting = priorities.filter(gives)
        if (found === undefined) {
          expect(fitting).toEqual([])
          return
        }
        expect(gives(found)).toBe(true)
        expect(distance(found)).toBe(Math.min(...fitting.map(distance)))
      }),
    )
  })
})

test('An order that gets a late place where it had none is not worse off', () => {
  const [without, late, worse] = [{ orderId: 'A' }, at(60), at(120)]
  expect(isWorse(late, without)).toBe(false)
  expect(isWorse(without, late)).toBe(true)
  expect(isWorse(without, without)).toBe(false)
  expect(isWorse(worse, late)).toBe(true)
  expect(isWorse(late, worse)).toBe(false)
  expect(isWorse(late, undefined)).toBe(true)
})

const at = (lateBySeconds: number) => ({
  orderId: 'A',
  dueAt: noon,
  plannedEnd: later(lateBySeconds),
  lateBySeconds,
})

test('What another priority would change is what the plan says with it', () => {
  fc.assert(
    fc.property(randomFloor, fc.nat(), fc.constantFrom('none' as const, 1, 500, 999), (floor, pick, priority) => {
      const order = floor.orders[pick % floor.orders.length]
      if (!order) return
      const { now, proposed } = whatIf(floor, order.orderId, priority)
      const [before, after] = [
        floor,
        { ...floor, orders: floor.orders.map((it) => (it === order ? withPriority(it, priority) : it)) },
      ].map((it) => schedule(it).orders)
      const ends = (plan: typeof before) => new Map(plan?.map((it) => [it.orderId, it]))
      const [was, becomes] = [ends(before), ends(after)]
      expect(now.order).toEqual(was.get(order.orderId))
      expect(proposed?.order).toEqual(becomes.get(order.orderId))
      const changed = after?.filter(
        (it) => it.orderId === order.orderId || it.plannedEnd !== was.get(it.orderId)?.plannedEnd,
      )
      expect(proposed?.moved.map((it) => it.after)).toEqual(changed)
      for (const it of proposed?.moved ?? []) {
        const late = (end: typeof it.after) =>
          end.plannedEnd === undefined ? Number.POSITIVE_INFINITY : (end.lateBySeconds ?? 0)
        expect(it.worse).toBe(late(it.after) > late(it.before))
      }
    }),
    { numRuns: histories(50) },
  )
})
