import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OpenOrder } from '../../../shared/domain/schedule/open-order.ts'
import type { PlantNow } from '../../../shared/domain/schedule/plant-time.ts'
import { asked, promise } from '../../../shared/domain/schedule/promise.ts'
import { schedule } from '../../../shared/domain/schedule/schedule.ts'
import { later, noon } from '../../support/given.ts'
import { aFloor, anOrder, equipment, lasting, randomFloor, step } from '../../support/random-plant.ts'
import { histories } from '../../support/seeded.ts'

const hour = 3600
const wish = (more: Partial<OpenOrder> = {}) => anOrder(asked, more)
const mix = (minutes: number, more: object = {}) =>
  step('mix', { workCenter: 'MIXING', duration: lasting(minutes), ...more })
const pack = (more: object = {}) =>
  step('pack', { workCenter: 'PACKING', duration: lasting(60), after: ['mix'], ...more })
const mixing = (more: object = {}) => equipment('MIXING', { level: 'work-center', ...more })
const packing = (more: object = {}) => equipment('PACKING', { level: 'work-center', ...more })
const ofWish = (floor: Partial<PlantNow>, order: Partial<OpenOrder> = {}) => {
  const { end, chain } = promise(aFloor(floor), wish(order))
  return [end, ...chain.map(({ stepId, waitsFor, behind }) => [stepId, ...waitsFor, ...behind].join(' '))]
}

describe('a promise', () => {
  test('is the end of the order after all others, and changes none of them', () => {
    const floor = aFloor({ orders: [anOrder('O-1'), anOrder('O-2', { dueAt: later(99 * hour) })] })
    const { end, plan, delayed } = promise(floor, wish())
    expect([end, delayed]).toEqual([later(3 * hour), []])
    expect(plan.orders.slice(0, 2)).toEqual(schedule(floor).orders)
  })

  test('goes by its own steps from now on, if nothing holds it up', () => {
    expect(ofWish({ equipment: [mixing(), packing()] }, { steps: [mix(60), pack()] })).toEqual([
      later(2 * hour),
      'mix',
      'pack',
    ])
  })

  test('names the unit that waits, with the orders that have it, and nothing that has time left', () => {
    const busy = anOrder('O-1', { steps: [pack({ after: [], duration: lasting(240) })] })
    const floor = { equipment: [mixing(), packing()], orders: [busy] }
    expect(ofWish(floor, { steps: [mix(60), pack()] })).toEqual([later(5 * hour), 'pack unit O-1'])
  })

  test('names the qualification of which everybody is busy', () => {
    const qualifications = ['gmp']
    const people = [{ personId: 'ada', qualifications: [{ qualificationId: 'gmp' }] }]
    const busy = anOrder('O-1', { steps: [pack({ after: [], duration: lasting(240), qualifications })] })
    const floor = { equipment: [mixing(), packing()], orders: [busy], people }
    expect(ofWish(floor, { steps: [mix(60, { qualifications })] })).toEqual([later(5 * hour), 'mix qualification O-1'])
    // With the same order on its unit and with its person, only both together would bring it forward.
    expect(ofWish({ ...floor, orders: [busy] }, { steps: [pack({ after: [], qualifications })] })).toEqual([
      later(5 * hour),
      'pack unit qualification O-1',
    ])
  })

  test('names closed units and maintenance, and the steps before them', () => {
    const calendar = { shifts: [{ days: ['monday', 'tuesday'], from: '06:00', to: '14:00' }] }
    const maintenance = [{ from: later(hour), to: later(3 * hour), reason: 'Service' }]
    const steps = { steps: [mix(90), pack()] }
    expect(ofWish({ equipment: [mixing(), packing({ calendar })] }, steps)).toEqual([
      later(19 * hour),
      'mix',
      'pack calendar',
    ])
    expect(ofWish({ equipment: [mixing({ maintenance }), packing()] }, steps)).toEqual([
      later(5.5 * hour),
      'mix maintenance',
      'pack',
    ])
  })

  test('of a higher priority names the orders that it would make late', () => {
    const orders = [
      anOrder('O-1', { priority: 1 }),
      anOrder('O-2', { priority: 3, dueAt: later(2.5 * hour) }),
      anOrder('O-3', { priority: 3, dueAt: later(5 * hour) }),
    ]
    const { end, delayed } = promise(aFloor({ orders }), wish({ priority: 2 }))
    expect(end).toBe(later(2 * hour))
    expect(delayed).toEqual([
      { orderId: 'O-2', priority: 3, dueAt: later(2.5 * hour), plannedEnd: later(3 * hour), lateBySeconds: 0.5 * hour },
    ])
  })

  test('of a higher priority names the order that would find no place within a year any more', () => {
    const long = (priority: number) => ({ priority, steps: [mix(200 * 24 * 60)] })
    const floor = aFloor({ equipment: [mixing()], orders: [anOrder('O-1', long(3))] })
    const { end, delayed } = promise(floor, wish(long(2)))
    expect([end, delayed]).toEqual([later(200 * 24 * hour), [{ orderId: 'O-1', priority: 3 }]])
  })

  test('is none where something prevents an end, and says what', () => {
    const { end, chain, plan } = promise(aFloor(), wish({ steps: [mix(60, { qualifications: ['gmp'] })] }))
    expect([end, chain]).toEqual([undefined, []])
    expect(plan.infeasible).toMatchObject([{ orderId: asked, cause: 'no-qualified-person' }])
  })

  test('in any plant is what the plan has for the last order, and its chain ends with it', () => {
    fc.assert(
      fc.property(randomFloor, randomFloor, (floor, other) => {
        const steps = other.orders[0]?.steps.map((it) => ({ ...it, progress: 'waiting' as const })) ?? []
        const order = wish({ steps })
        const { end, chain, plan, delayed } = promise(floor, order)
        const planned = plan.orders.find(({ orderId }) => orderId === asked)
        expect([end, delayed]).toEqual([planned?.plannedEnd, []])
        expect(plan).toEqual(schedule({ ...floor, orders: [...floor.orders, order] }))
        if (end === undefined) expect(plan.infeasible.some(({ orderId }) => orderId === asked)).toBe(true)
        else expect(chain.at(-1)?.to).toBe(end)
        for (const { from, readyAt } of chain) expect(from >= readyAt && readyAt >= noon).toBe(true)
      }),
      { numRuns: histories(150) },
    )
  })
})
