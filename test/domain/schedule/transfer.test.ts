import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimalOf } from '../../../shared/domain/quantity.ts'
import { workOf } from '../../../shared/domain/schedule/open-order.ts'
import type { PlantNow } from '../../../shared/domain/schedule/plant-time.ts'
import { type Plan, schedule } from '../../../shared/domain/schedule/schedule.ts'
import { each, later, noon } from '../../support/given.ts'
import { aFloor, anOrder, equipment, randomFloor, step } from '../../support/random-plant.ts'
import { histories } from '../../support/seeded.ts'

const ms = (instant: string) => Date.parse(instant)
const perPiece = (seconds: number, fixed = 0) => ({
  ...(fixed > 0 && { fixed: { value: decimalOf(fixed), unit: 's' } as const }),
  perQuantity: { time: { value: decimalOf(seconds), unit: 's' } as const, per: each('1') },
  spansBreaks: false,
})
const units = (stepId: string, seconds: number, more: object = {}) =>
  step(stepId, { workCenter: stepId.toUpperCase(), flow: 'units', duration: perPiece(seconds), ...more })
const places = ['ASM', 'TEST', 'PACK'].map((id) => equipment(id, { level: 'work-center' }))
const fiveAtOnce = { transferBatch: each('5') }
/** Begin and end in minutes after noon. */
const minutesOf = (plan: Plan, stepId: string, orderId = 'O-1') => {
  const found = plan.operations.find((it) => it.orderId === orderId && it.stepId === stepId)
  return found && [found.from, found.to].map((it) => (ms(it) - ms(noon)) / 60_000)
}
const pumps = (asm: object = {}, more: object = {}, count = '50') =>
  anOrder('O-1', {
    quantity: each(count),
    steps: [
      units('asm', 480, { ...fiveAtOnce, ...asm }),
      units('test', 180, { after: ['asm'], ...fiveAtOnce, ...more }),
    ],
  })
const planOf = (...orders: PlantNow['orders']) => schedule(aFloor({ orders, equipment: places }))

describe('steps that count units', () => {
  test('begin with the first transfer batch of the step before, and end with their own time for its last one', () => {
    const plan = planOf(pumps())
    expect([minutesOf(plan, 'asm'), minutesOf(plan, 'test')]).toEqual([
      [0, 400],
      [40, 415],
    ])
  })

  test('are held up by no batch if they are the slower ones', () => {
    expect(minutesOf(planOf(pumps({}, { duration: perPiece(600) })), 'test')).toEqual([40, 540])
  })

  test('pass on each piece where the recipe has no transfer batch, and everything where it is not counted', () => {
    const single = { transferBatch: undefined }
    expect(minutesOf(planOf(pumps(single)), 'test')).toEqual([8, 403])
    const inKilograms = { ...pumps(single), quantity: { value: decimalOf(50), unit: 'kg' } as const }
    const perKilogram = { ...perPiece(60).perQuantity, per: { value: decimalOf(1), unit: 'kg' } as const }
    const steps = inKilograms.steps.map((it) => ({ ...it, duration: { perQuantity: perKilogram, spansBreaks: false } }))
    expect(minutesOf(planOf({ ...inKilograms, steps }), 'test')).toEqual([50, 100])
  })

  test('wait for a batch step before them, and a batch step waits for them', () => {
    expect(minutesOf(planOf(pumps({ flow: 'batch' })), 'test')).toEqual([400, 550])
    expect(minutesOf(planOf(pumps({}, { flow: 'batch' })), 'test')).toEqual([400, 550])
  })

  test('pass on nothing before the fixed part of their duration is over', () => {
    expect(minutesOf(planOf(pumps({ duration: perPiece(480, 600) })), 'test')).toEqual([50, 425])
  })

  test('take a unit of each step before a join', () => {
    const steps = [
      units('asm', 480, fiveAtOnce),
      units('pack', 60, { transferBatch: each('20') }),
      units('test', 180, { after: ['asm', 'pack'] }),
    ]
    expect(minutesOf(planOf(anOrder('O-1', { quantity: each('50'), steps })), 'test')).toEqual([40, 415])
    const slowed = steps.map((it) => (it.stepId === 'pack' ? { ...it, duration: perPiece(500) } : it))
    const [from, to] = minutesOf(planOf(anOrder('O-1', { quantity: each('50'), steps: slowed })), 'test') ?? []
    expect([from, Math.round(to ?? 0)]).toEqual([(20 * 500) / 60, Math.round((50 * 500) / 60 + 30)])
  })

  test('take no time and hold nobody up without a duration', () => {
    const plan = planOf(pumps({}, { duration: undefined }))
    expect(minutesOf(plan, 'test')).toEqual([400, 400])
  })

  test('move on in a hundred batches at most', () => {
    expect(
      minutesOf(planOf(pumps({ duration: perPiece(6), transferBatch: each('1') }, {}, '10000')), 'test')?.[0],
    ).toBe(10)
  })

  test('go on by what they have counted, once they run', () => {
    const runs = (finished: number, minutesAgo: number, scrapped = 0) => ({
      progress: {
        startedAt: later(-minutesAgo * 60),
        equipmentId: 'ASM',
        units: { finished: decimalOf(finished), scrapped: decimalOf(scrapped) },
      },
    })
    const bothOf = (...run: Parameters<typeof runs>) => {
      const plan = planOf(pumps(runs(...run)))
      return [minutesOf(plan, 'asm')?.[1], minutesOf(plan, 'test')]
    }
    // 10 in 80 minutes is as planned: the next five come after 40 more.
    expect(bothOf(10, 80)).toEqual([320, [0, 335]])
    // Units of the batch under way are made but not counted yet.
    expect(bothOf(10, 100)).toEqual([300, [0, 315]])
    // 20 minutes behind: the batch under way may come now, and the rest takes its time.
    expect(bothOf(10, 140)).toEqual([280, [0, 295]])
    // Ahead: 30 are left.
    expect(bothOf(20, 80)).toEqual([240, [0, 255]])
    expect(bothOf(0, 20)).toEqual([380, [20, 395]])
    expect(bothOf(50, 80)).toEqual([0, [0, 150]])
    expect(bothOf(10, 96, 2)).toEqual([304, [0, 319]])
  })

  test('that run wait for the units that the step before has still to make', () => {
    const running = (equipmentId: string, finished: number, minutesAgo: number) => ({
      progress: {
        startedAt: later(-minutesAgo * 60),
        equipmentId,
        units: { finished: decimalOf(finished), scrapped: decimalOf(0) },
      },
    })
    const plan = planOf(pumps(running('ASM', 20, 160), running('TEST', 15, 100)))
    expect([minutesOf(plan, 'asm'), minutesOf(plan, 'test')]).toEqual([
      [-160, 240],
      [-100, 255],
    ])
  })
})

describe('the overlap of any line', () => {
  const line = fc.record({
    pieces: fc.integer({ min: 1, max: 60 }),
    steps: fc.array(
      fc.record({
        seconds: fc.integer({ min: 1, max: 90 }),
        fixed: fc.integer({ min: 0, max: 300 }),
        batch: fc.integer({ min: 1, max: 70 }),
      }),
      { minLength: 2, maxLength: 5 },
    ),
  })

  test('starts no piece before it has arrived, and ends when a piece-by-piece count says', () => {
    fc.assert(
      fc.property(line, ({ pieces, steps }) => {
        const names = steps.map((_, index) => `S${index}`)
        const order = anOrder('O-1', {
          quantity: each(String(pieces)),
          steps: steps.map(({ seconds, fixed, batch }, index) =>
            step(`s${index}`, {
              workCenter: `S${index}`,
              flow: 'units',
              after: index === 0 ? [] : [`s${index - 1}`],
              duration: perPiece(seconds, fixed),
              transferBatch: each(String(batch)),
            }),
          ),
        })
        const equipped = names.map((id) => equipment(id, { level: 'work-center' }))
        const plan = schedule(aFloor({ orders: [order], equipment: equipped }))
        let arrived = Array.from({ length: pieces }, () => 0)
        for (const [index, { seconds, fixed, batch }] of steps.entries()) {
          const operation = plan.operations.find(({ stepId }) => stepId === `s${index}`)
          const done: number[] = []
          for (const [piece, came] of arrived.entries()) {
            const before = piece === 0 ? came + fixed : (done[piece - 1] ?? 0)
            done.push(Math.max(before, came) + seconds)
          }
          expect([operation?.from, operation?.to]).toEqual([later(arrived[0] ?? 0), later(done.at(-1) ?? 0)])
          arrived = done.map((_, piece) => done[Math.min(pieces, (Math.floor(piece / batch) + 1) * batch) - 1] ?? 0)
        }
      }),
      { numRuns: histories(200) },
    )
  })
})

describe('the overlap in any plant', () => {
  const counting = (size: string) => (floor: PlantNow) => ({
    ...floor,
    orders: floor.orders.map((order) => ({
      ...order,
      steps: order.steps.map((it) => ({
        ...it,
        flow: 'units' as const,
        transferBatch: { value: decimalOf(Number(size)), unit: 'kg' as const },
      })),
    })),
  })
  const overlapping = fc
    .tuple(randomFloor, fc.constantFrom('1', '7', '50', '200'))
    .map(([floor, size]) => counting(size)(floor))
  const start = ({ setUpFrom, from }: Plan['operations'][number]) => ms(setUpFrom ?? from)

  test('is none with the whole order as the transfer batch', () => {
    fc.assert(
      fc.property(randomFloor, (floor) => {
        expect(schedule(counting('1000')(floor))).toEqual(schedule(floor))
      }),
      { numRuns: histories(150) },
    )
  })

  test('ends no step before the steps before it, nor before its own work is done', () => {
    fc.assert(
      fc.property(overlapping, (floor) => {
        const plan = schedule(floor)
        for (const operation of plan.operations.filter(({ status }) => status === 'planned')) {
          const order = floor.orders.find(({ orderId }) => orderId === operation.orderId)
          const found = order?.steps.find(({ stepId }) => stepId === operation.stepId)
          const work = (order && workOf(found?.duration, order.quantity)) ?? 0
          expect(ms(operation.to) - ms(operation.from)).toBeGreaterThanOrEqual(work)
          for (const id of found?.after ?? []) {
            const before = plan.operations.find((it) => it.orderId === operation.orderId && it.stepId === id)
            expect(ms(operation.to)).toBeGreaterThanOrEqual(ms(before?.to ?? ''))
            expect(start(operation)).toBeGreaterThanOrEqual(ms(before?.from ?? ''))
          }
        }
      }),
      { numRuns: histories(200) },
    )
  })

  test('puts no two operations at once on a unit or on a person', () => {
    fc.assert(
      fc.property(overlapping, (floor) => {
        const lasting = schedule(floor).operations.filter((it) => ms(it.to) > start(it))
        for (const by of ['equipmentId', 'personId'] as const)
          for (const [owner, operations] of Map.groupBy(lasting, (it) => it[by])) {
            const sorted = operations.sort((one, other) => start(one) - start(other))
            for (const [index, operation] of sorted.entries())
              if (owner !== undefined && index > 0)
                expect(start(operation)).toBeGreaterThanOrEqual(ms(sorted[index - 1]?.to ?? ''))
          }
      }),
      { numRuns: histories(200) },
    )
  })
})
