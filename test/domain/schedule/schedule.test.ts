import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wordsOf } from '../../../events/sentences/words.ts'
import {
  equipmentTree,
  outOfService,
  setUpTimes,
  unitsFor,
  workingOf,
} from '../../../shared/domain/schedule/capacity.ts'
import { workOf } from '../../../shared/domain/schedule/open-order.ts'
import type { Operation } from '../../../shared/domain/schedule/order-plan.ts'
import type { PlantNow } from '../../../shared/domain/schedule/plant-time.ts'
import { byRank } from '../../../shared/domain/schedule/rank.ts'
import { type Plan, schedule } from '../../../shared/domain/schedule/schedule.ts'
import { dec, later, noon } from '../../support/given.ts'
import { aFloor, anOrder, equipment, lasting, randomFloor, step } from '../../support/random-plant.ts'
import { histories } from '../../support/seeded.ts'
import { infeasibleInWords as inWords } from '../../support/words.ts'

const hour = 3600
const ms = (instant: string) => Date.parse(instant)
const start = ({ setUpFrom, from }: Operation) => ms(setUpFrom ?? from)
const operationOf = (plan: Plan, orderId: string, stepId = 'mix') =>
  plan.operations.find((it) => it.orderId === orderId && it.stepId === stepId)
/** Begin and end in hours after noon, set-up included. */
const hours = (plan: Plan, orderId: string, stepId = 'mix') => {
  const operation = operationOf(plan, orderId, stepId)
  return operation && [start(operation), ms(operation.to)].map((it) => (it - ms(noon)) / 1000 / hour)
}
const causes = (plan: Plan) => plan.infeasible.map(({ orderId, cause }) => `${orderId} ${cause}`)
const onMixing = (count: number, more: object = {}) =>
  step('mix', { workCenter: 'MIXING', duration: lasting(count), ...more })

describe('the schedule', () => {
  test('plans by priority, then due date, then id', () => {
    const orders = [
      anOrder('O-5'),
      anOrder('O-4', { dueAt: later(50 * hour) }),
      anOrder('O-3', { priority: 2 }),
      anOrder('O-2', { priority: 1 }),
      anOrder('O-1', { priority: 1, dueAt: later(99 * hour) }),
    ]
    const plan = schedule(aFloor({ orders }))
    expect(plan.orders.map(({ orderId }) => orderId)).toEqual(['O-1', 'O-2', 'O-3', 'O-4', 'O-5'])
    expect(['O-1', 'O-2', 'O-3', 'O-4', 'O-5'].map((id) => hours(plan, id)?.[0])).toEqual([0, 1, 2, 3, 4])
  })

  test('spreads the work over the units of a work center, one step at a time each', () => {
    const units = ['MIXER-1', 'MIXER-2'].map((id) => equipment(id, { parentId: 'MIXING' }))
    const orders = ['O-1', 'O-2', 'O-3'].map((id) => anOrder(id))
    const plan = schedule(aFloor({ orders, equipment: [equipment('MIXING', { level: 'work-center' }), ...units] }))
    expect(plan.operations.map(({ orderId, equipmentId, workCenter }) => [orderId, equipmentId, workCenter])).toEqual([
      ['O-1', 'MIXER-1', 'MIXING'],
      ['O-2', 'MIXER-2', 'MIXING'],
      ['O-3', 'MIXER-1', 'MIXING'],
    ])
    expect(hours(plan, 'O-3')).toEqual([1, 2])
  })

  test('leaves running work in place for a more urgent order', () => {
    const runs = anOrder('O-1', {
      steps: [onMixing(120, { progress: { startedAt: later(-hour), equipmentId: 'MIXING' } })],
    })
    const plan = schedule(aFloor({ orders: [runs, anOrder('URGENT', { priority: 1 })] }))
    expect(operationOf(plan, 'O-1')).toMatchObject({ status: 'running', from: later(-hour), to: later(hour) })
    expect(hours(plan, 'URGENT')).toEqual([1, 2])
  })

  test('expects overdue work to end at any moment', () => {
    const runs = anOrder('O-1', {
      steps: [onMixing(30, { progress: { startedAt: later(-hour), equipmentId: 'MIXING' } })],
    })
    const plan = schedule(aFloor({ orders: [runs, anOrder('O-2')] }))
    expect([operationOf(plan, 'O-1')?.to, hours(plan, 'O-2')]).toEqual([noon, [0, 1]])
  })

  test('gives a later order a gap that no earlier order needs', () => {
    const first = step('fill', { duration: lasting(120) })
    const orders = [
      anOrder('O-1', { priority: 1, steps: [first, onMixing(60, { after: ['fill'] })] }),
      anOrder('O-2', { steps: [onMixing(120)] }),
      anOrder('O-3', { steps: [onMixing(121)] }),
    ]
    const plan = schedule(aFloor({ orders }))
    expect([hours(plan, 'O-1'), hours(plan, 'O-2')]).toEqual([
      [2, 3],
      [0, 2],
    ])
    expect(hours(plan, 'O-3')?.[0]).toBe(3)
  })

  test('plans set-ups between families, by the most specific entry, and none within a family', () => {
    const time = (value: string) => ({ value: dec(value), unit: 'h' }) as const
    const setUps = [
      { duration: time('1') },
      { to: 'B', duration: time('2') },
      { from: 'A', to: 'B', duration: time('3') },
    ]
    const mixing = equipment('MIXING', { level: 'work-center', setUps })
    const orders = [
      anOrder('O-1', { priority: 1, family: 'A' }),
      anOrder('O-2', { priority: 2, family: 'A' }),
      anOrder('O-3', { priority: 3, family: 'B' }),
      anOrder('O-4', { priority: 4, family: 'C' }),
    ]
    const plan = schedule(aFloor({ orders, equipment: [mixing], units: { MIXING: { held: false, family: 'A' } } }))
    expect(['O-1', 'O-2', 'O-3', 'O-4'].map((id) => hours(plan, id))).toEqual([
      [0, 1],
      [1, 2],
      [2, 6],
      [6, 8],
    ])
    expect(operationOf(plan, 'O-3')).toMatchObject({ setUpFrom: later(2 * hour), from: later(5 * hour) })
    expect(operationOf(plan, 'O-1')).not.toHaveProperty('setUpFrom')
    expect(setUpTimes([])('A', 'B')).toBe(0)
  })

  test('plans around maintenance of the unit and of its work center', () => {
    const windows = (from: number, to: number) => [
      { from: later(from * hour), to: later(to * hour), reason: 'Service' },
    ]
    const mixing = equipment('MIXING', { level: 'work-center', maintenance: windows(3, 4) })
    const mixer = equipment('MIXER-1', { parentId: 'MIXING', maintenance: windows(0.5, 2) })
    const orders = ['O-1', 'O-2'].map((id) => anOrder(id))
    const plan = schedule(aFloor({ orders, equipment: [mixing, mixer] }))
    expect([hours(plan, 'O-1'), hours(plan, 'O-2')]).toEqual([
      [2, 3],
      [4, 5],
    ])
  })

  test('fits work between opening and closing unless it spans breaks', () => {
    const calendar = { shifts: [{ days: ['monday', 'tuesday'], from: '06:00', to: '14:00' }] }
    const mixing = equipment('MIXING', { level: 'work-center', calendar })
    const orders = [anOrder('O-1', { priority: 1, steps: [onMixing(180)] })]
    const long = step('mix', { workCenter: 'MIXING', duration: lasting(180, { spansBreaks: true }) })
    expect(hours(schedule(aFloor({ orders, equipment: [mixing] })), 'O-1')).toEqual([18, 21])
    expect(
      hours(schedule(aFloor({ orders: [anOrder('O-1', { steps: [long] })], equipment: [mixing] })), 'O-1'),
    ).toEqual([0, 19])
  })

  test('gives each step a person with all its qualifications, and each person one step at a time', () => {
    const qualified = (personId: string, ...ids: string[]) => ({
      personId,
      qualifications: ids.map((qualificationId) => ({ qualificationId })),
    })
    const steps = (qualification: string) => [step('mix', { duration: lasting(60), qualifications: [qualification] })]
    const orders = [
      anOrder('O-1', { priority: 1, steps: steps('weighing') }),
      anOrder('O-2', { priority: 2, steps: steps('mixing') }),
      anOrder('O-3', { priority: 3, steps: steps('weighing') }),
    ]
    const people = [qualified('ada', 'weighing', 'mixing'), qualified('ben', 'weighing')]
    const plan = schedule(aFloor({ orders, people }))
    expect(plan.operations.map(({ orderId, personId, from }) => [orderId, personId, from])).toEqual([
      ['O-1', 'ben', noon],
      ['O-2', 'ada', noon],
      ['O-3', 'ben', later(hour)],
    ])
  })

  test('computes the duration by quantity, rounded up to the second, and names steps without one', () => {
    const perQuantity = { time: { value: '1', unit: 's' }, per: { value: '3', unit: 'kg' } } as const
    const timed = step('mix', { duration: { perQuantity, spansBreaks: false } })
    const orders = [anOrder('O-1', { steps: [timed, step('look')], quantity: { value: dec('100'), unit: 'kg' } })]
    const plan = schedule(aFloor({ orders }))
    expect(operationOf(plan, 'O-1')?.to).toBe(later(34))
    expect(plan.orders).toEqual([{ orderId: 'O-1', plannedEnd: later(34), withoutDuration: ['look'] }])
  })

  test('distinguishes an order that others delay from one with too little time', () => {
    const orders = [
      anOrder('O-1', { priority: 1 }),
      anOrder('O-2', { priority: 2, dueAt: later(1.5 * hour) }),
      anOrder('O-3', { priority: 3, dueAt: later(0.5 * hour) }),
    ]
    const plan = schedule(aFloor({ orders }))
    expect(causes(plan)).toEqual(['O-2 capacity-short', 'O-3 time-too-short'])
    expect(plan.orders.map(({ lateBySeconds }) => lateBySeconds)).toEqual([undefined, 0.5 * hour, 2.5 * hour])
    expect(plan.infeasible.map(inWords)[0]).toBe(
      `Order O-2 is due on ${later(1.5 * hour)} and would end on ${later(2 * hour)}, 30 min late: orders that come first take the units and people. Alone it would end on ${later(hour)}.`,
    )
  })

  test.each<[string, Partial<PlantNow>, string]>([
    ['that is on hold', { orders: [anOrder('O-1', { held: true })] }, 'order-on-hold'],
    [
      'whose work center does not exist',
      { orders: [anOrder('O-1', { steps: [step('mix', { workCenter: 'NOWHERE' })] })] },
      'no-equipment',
    ],
    [
      'whose class no unit has',
      { orders: [anOrder('O-1', { steps: [step('mix', { equipmentClass: 'oven' })] })] },
      'no-equipment',
    ],
    ['whose only unit is on hold', { orders: [anOrder('O-1')], units: { MIXING: { held: true } } }, 'no-equipment'],
    [
      'for which nobody is qualified',
      { orders: [anOrder('O-1', { steps: [step('mix', { qualifications: ['gmp'] })] })] },
      'no-qualified-person',
    ],
    [
      'for which nobody stays qualified',
      {
        orders: [anOrder('O-1', { steps: [onMixing(60, { qualifications: ['gmp'] })] })],
        people: [{ personId: 'ada', qualifications: [{ qualificationId: 'gmp', validUntil: later(hour) }] }],
      },
      'no-qualified-person',
    ],
    [
      'that no shift is long enough for',
      {
        orders: [anOrder('O-1')],
        equipment: [
          equipment('MIXING', {
            level: 'work-center',
            calendar: { shifts: [{ days: ['monday'], from: '06:00', to: '06:59' }] },
          }),
        ],
      },
      'window-too-short',
    ],
    [
      'that takes longer than is planned ahead',
      { orders: [anOrder('O-1', { steps: [onMixing(366 * 24 * 60 + 1)] })] },
      'beyond-horizon',
    ],
    [
      'whose time is told for something else than it is measured in',
      {
        orders: [
          anOrder('O-1', {
            steps: [
              step('mix', {
                duration: {
                  perQuantity: { time: { value: '1', unit: 's' }, per: { value: '1', unit: 'L' } },
                  spansBreaks: false,
                },
              }),
            ],
          }),
        ],
      },
      'duration-unknown',
    ],
  ])('names an order %s, and gives it no end', (_, floor, cause) => {
    const plan = schedule(aFloor(floor))
    expect(causes(plan)).toEqual([`O-1 ${cause}`])
    expect(plan.infeasible.map(inWords)[0]).toMatch(/^[A-Z].+\.$/)
    expect(plan.orders).toEqual([expect.not.objectContaining({ plannedEnd: expect.anything() })])
  })

  test('names every step without a place, and plans the rest of the order', () => {
    const steps = [
      step('weigh', { duration: lasting(60) }),
      step('bake', { after: ['weigh'], workCenter: 'OVEN' }),
      step('fill', { workCenter: 'LINE' }),
      step('pack', { after: ['bake', 'fill'] }),
    ]
    const plan = schedule(aFloor({ orders: [anOrder('O-1', { steps })] }))
    expect(plan.operations.map(({ stepId }) => stepId)).toEqual(['weigh'])
    expect(plan.infeasible.map(({ stepId }) => stepId)).toEqual(['bake', 'fill'])
  })
})

describe('a plan of any plant', () => {
  const always = (holds: (floor: PlantNow, plan: Plan) => void) =>
    fc.assert(
      fc.property(randomFloor, (floor) => holds(floor, schedule(floor))),
      { numRuns: histories(300) },
    )
  const stepOf = (floor: PlantNow, { orderId, stepId }: Operation) => {
    const order = floor.orders.find((it) => it.orderId === orderId)
    const found = order?.steps.find((it) => it.stepId === stepId)
    if (!order || !found) throw new Error(`The plan has step ${stepId} of ${orderId}, which nobody ordered.`)
    return { order, step: found }
  }
  const planned = (plan: Plan) => plan.operations.filter(({ status }) => status === 'planned')
  const apart = (operations: readonly Operation[]) => {
    const sorted = operations.filter((it) => ms(it.to) > start(it)).sort((one, other) => start(one) - start(other))
    for (const [index, operation] of sorted.entries())
      if (index > 0) expect(start(operation)).toBeGreaterThanOrEqual(ms(sorted[index - 1]?.to ?? ''))
  }

  test('has no two operations at once on a unit or for a person', () => {
    always((_, plan) => {
      for (const [unit, operations] of Map.groupBy(plan.operations, ({ equipmentId }) => equipmentId))
        if (unit !== undefined) apart(operations)
      for (const [person, operations] of Map.groupBy(plan.operations, ({ personId }) => personId))
        if (person !== undefined) apart(operations)
    })
  })

  test('starts nothing before now, and no step before its predecessors', () => {
    always((floor, plan) => {
      for (const operation of planned(plan)) {
        expect(start(operation)).toBeGreaterThanOrEqual(ms(floor.at))
        const { order, step: found } = stepOf(floor, operation)
        for (const id of found.after) {
          const before = operationOf(plan, order.orderId, id)
          expect(before).toBeDefined()
          expect(start(operation)).toBeGreaterThanOrEqual(ms(before?.to ?? ''))
        }
      }
    })
  })

  test('has the recipe’s duration besides set-up, only while the unit is open and in service', () => {
    always((floor, plan) => {
      const tree = equipmentTree(floor.equipment)
      const wallClock = new Intl.DateTimeFormat('en-GB', {
        timeZone: floor.timeZone,
        weekday: 'long',
        hour: '2-digit',
        minute: '2-digit',
      })
      const dates = new Intl.DateTimeFormat('sv-SE', { timeZone: floor.timeZone })
      for (const operation of planned(plan)) {
        const { order, step: found } = stepOf(floor, operation)
        const work = workOf(found.duration, order.quantity) ?? 0
        const unit = floor.equipment.find(({ equipmentId }) => equipmentId === operation.equipmentId)
        expect(unit !== undefined).toBe(found.workCenter !== undefined || found.equipmentClass !== undefined)
        const [from, to] = [ms(operation.from), ms(operation.to)]
        if (!found.duration?.spansBreaks) expect(to - from).toBe(work)
        if (!unit) continue
        expect(floor.units[unit.equipmentId]?.held).toBe(false)
        expect(unitsFor(found, tree)).toContain(unit)
        const working = workingOf(unit, tree)
        const { calendar, days } = working
        for (const window of outOfService(working, floor.timeZone, { from: ms(floor.at), to }))
          expect(window.to <= start(operation) || window.from >= Math.max(to, start(operation) + 1)).toBe(true)
        const closed = (instant: number) => {
          const date = dates.format(instant)
          return days.flat().some((it) => it.from <= date && date <= (it.to ?? it.from))
        }
        const open = (instant: number) =>
          !closed(instant) && (calendar === undefined || isOpen(calendar.shifts, wallClock, instant, closed))
        const minutes = Array.from({ length: Math.ceil((to - from) / 60_000) }, (_, index) => from + index * 60_000)
        const worked = minutes.filter(open).length * 60_000
        if (found.duration?.spansBreaks) expect(Math.abs(worked - work)).toBeLessThan(60_000)
        else expect(minutes.every(open)).toBe(true)
        expect(open(start(operation))).toBe(true)
      }
    })
  })

  test('gives every step that needs one a person who is qualified until its end', () => {
    always((floor, plan) => {
      for (const operation of planned(plan)) {
        const { qualifications } = stepOf(floor, operation).step
        expect(operation.personId !== undefined).toBe(qualifications.length > 0)
        const person = floor.people.find(({ personId }) => personId === operation.personId)
        for (const id of qualifications)
          expect(person?.qualifications).toContainEqual(
            expect.toSatisfy(
              ({ qualificationId, validUntil }) =>
                qualificationId === id && (validUntil === undefined || validUntil > operation.to),
            ),
          )
      }
    })
  })

  test('leaves at least the set-up between two families on a unit', () => {
    always((floor, plan) => {
      const tree = equipmentTree(floor.equipment)
      for (const [id, operations] of Map.groupBy(plan.operations, ({ equipmentId }) => equipmentId)) {
        const unit = floor.equipment.find(({ equipmentId }) => equipmentId === id)
        if (!unit) continue
        const { setUps, calendar } = workingOf(unit, tree)
        if (calendar) continue
        let family = floor.units[unit.equipmentId]?.family
        const sorted = operations.filter((it) => ms(it.to) > start(it)).sort((one, other) => start(one) - start(other))
        for (const operation of sorted) {
          const next = stepOf(floor, operation).order.family
          const needed = setUpTimes(setUps)(family, next)
          if (operation.status === 'planned')
            expect(ms(operation.from) - start(operation)).toBeGreaterThanOrEqual(needed)
          family = next
        }
      }
    })
  })

  test('has running work in its place, from its start until its duration is over', () => {
    always((floor, plan) => {
      const running = floor.orders.flatMap(({ orderId, quantity, steps }) =>
        steps.flatMap(({ stepId, progress, duration }) =>
          typeof progress === 'string'
            ? []
            : [{ orderId, stepId, ...progress, work: workOf(duration, quantity) ?? 0, duration }],
        ),
      )
      expect(plan.operations.filter(({ status }) => status === 'running')).toHaveLength(running.length)
      for (const { orderId, stepId, startedAt, equipmentId, work, duration } of running) {
        const operation = operationOf(plan, orderId, stepId)
        expect(operation).toMatchObject({ status: 'running', from: startedAt, ...(equipmentId && { equipmentId }) })
        if (duration?.spansBreaks) continue
        const unit = floor.equipment.find((it) => it.equipmentId === equipmentId)
        const working = unit && workingOf(unit, equipmentTree(floor.equipment))
        const within = { from: ms(startedAt), to: ms(plan.horizon) }
        const outages = working ? outOfService(working, floor.timeZone, within) : []
        // Work without a duration takes no time, and so waits for nothing.
        const end = (work === 0 ? [] : outages).reduce(
          (ends, { from, to }) => (from < ends ? ends + to - Math.max(from, ms(startedAt)) : ends),
          ms(startedAt) + work,
        )
        expect(ms(operation?.to ?? '')).toBe(Math.max(ms(floor.at), end))
      }
    })
  })

  test('names exactly the orders that miss their due date or have no end', () => {
    always((floor, plan) => {
      const named = new Set(plan.infeasible.map(({ orderId }) => orderId))
      expect(plan.orders).toHaveLength(floor.orders.length)
      for (const { orderId, dueAt, plannedEnd, lateBySeconds } of plan.orders) {
        const missed = plannedEnd === undefined || (dueAt !== undefined && plannedEnd > dueAt)
        expect(named.has(orderId)).toBe(missed)
        expect(lateBySeconds !== undefined).toBe(missed && plannedEnd !== undefined)
        for (const operation of plan.operations)
          if (operation.orderId === orderId && plannedEnd !== undefined) expect(operation.to <= plannedEnd).toBe(true)
      }
    })
  })

  test('is the same for the same data, in any order of reading', () => {
    const shuffled = randomFloor.chain((floor) =>
      fc
        .record({
          orders: fc.shuffledSubarray([...floor.orders], { minLength: floor.orders.length }),
          equipment: fc.shuffledSubarray([...floor.equipment], { minLength: floor.equipment.length }),
          people: fc.shuffledSubarray([...floor.people], { minLength: floor.people.length }),
        })
        .map((other) => [floor, { ...floor, ...other }] as const),
    )
    fc.assert(
      fc.property(shuffled, ([floor, other]) => {
        expect(schedule(other)).toEqual(schedule(floor))
      }),
    )
  })

  test('does not change for more urgent orders if another order is added', () => {
    always((floor, plan) => {
      const last = floor.orders.toSorted(byRank).at(-1)
      fc.pre(last?.steps.every(({ progress }) => typeof progress === 'string') ?? false)
      const without = schedule({ ...floor, orders: floor.orders.filter((order) => order !== last) })
      const others = <Of extends { orderId: string }>(all: readonly Of[]) =>
        all.filter(({ orderId }) => orderId !== last?.orderId)
      expect(others(plan.operations)).toEqual(without.operations)
      expect(others(plan.orders)).toEqual(without.orders)
      expect(others(plan.infeasible)).toEqual(without.infeasible)
    })
  })
})

/** Told by the wall clock itself, not by the calendar under test. */
function isOpen(
  shifts: readonly { days: readonly string[]; from: string; to: string }[],
  wallClock: Intl.DateTimeFormat,
  instant: number,
  closed: (instant: number) => boolean,
): boolean {
  const told = (at: number) => wallClock.format(at).toLowerCase().replace(',', '').split(' ')
  const [[today = '', time = ''], [yesterday = '']] = [told(instant), told(instant - 24 * 3_600_000)]
  return shifts.some(({ days, from, to }) =>
    from < to
      ? days.includes(today) && from <= time && time < to
      : (days.includes(today) && from <= time) ||
        (days.includes(yesterday) && time < to && !closed(instant - 24 * 3_600_000)),
  )
}

test('a duration is shown with its two largest units', () => {
  const lengths = [0, 0.999, 61, 3600, 90_061]
  expect(lengths.map(wordsOf('en').span)).toEqual(['0 s', '1 s', '1 min 1 s', '1 h', '1 d 1 h'])
  expect(wordsOf('fr').span(90_061)).toBe('1 j 1 h')
})
