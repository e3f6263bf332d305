import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fraction, fraction, fractionOf, times } from '../../../events/fraction.ts'
import type { OrderId, SublotId } from '../../../events/identifiers.ts'
import { approveChange } from '../../../shared/domain/execution/change.ts'
import { objectionsToChange } from '../../../shared/domain/execution/change-effect.ts'
import { begunOf, objectionsToSplit, ofQuantity, remainderIdOf } from '../../../shared/domain/execution/remainder.ts'
import { addRework } from '../../../shared/domain/execution/rework.ts'
import type { ChangeRequest } from '../../../shared/domain/orders/change-request.ts'
import type { BoundOrder, RunningStep, Snapshot } from '../../../shared/domain/orders/order.ts'
import { isOver } from '../../../shared/domain/orders/order.ts'
import { arrived } from '../../../shared/domain/orders/units.ts'
import { dispositionDeviation } from '../../../shared/domain/quality/disposition.ts'
import { add, roundedUp, zero } from '../../../shared/domain/quantity.ts'
import * as given from '../../support/given.ts'
import { aChange, allSaved, aStep, by, codes, dec, noon, order, recipe, signed } from '../../support/given.ts'
import { floorOf } from '../../support/recipes.ts'
import { aLosslessAct, anAct, aRouting, perform, workedThrough } from '../../support/routings.ts'
import { histories } from '../../support/seeded.ts'

const pieces = (value: number | string) => ({ value: dec(String(value)), unit: '{each}' }) as const
const batchSize = { min: pieces(1), nominal: pieces(10), max: pieces(10) }
const newer = recipe({ version: '2', batchSize, steps: [aStep('print', { flow: 'units' })] })
const change = aChange({ effect: 'remaining-quantity', remainderOrderId: 'O-1.1' as OrderId })
const routing = (...steps: ReturnType<typeof aStep>[]) => floorOf(steps, { quantity: pieces(10) })
const milling = () => routing(aStep('mill', { flow: 'units' }), aStep('drill', { flow: 'units', after: ['mill'] }))
type Floor = ReturnType<typeof floorOf>

const partedBy = (floor: Floor, version = newer, more: Partial<ChangeRequest> = {}, remainder?: BoundOrder) => {
  const { order: now, snapshot } = floor.basis()
  const on = { order: now, snapshot, recipe: version, effective: undefined, remainder }
  const decision = floor.take(
    approveChange(
      aChange({ ...change, revision: now.revision ?? 0, ...more }),
      on,
      signed(),
      'exception-1',
      by(given.quinn),
    ),
  )
  const [, rest] = allSaved(decision, 'order') as BoundOrder[]
  const [, restSnapshot] = allSaved(decision, 'snapshot')
  return { decision, on, rest, restSnapshot }
}

test('a step that names its pieces is started for all, and has begun those that have parts or left it', () => {
  const torque = { parameterId: 'torque', unit: 'N.m', source: 'device', per: 'unit' } as const
  const floor = routing(aStep('tighten', { flow: 'units', parameters: [torque] }))
  floor.start('tighten')
  const { order: running, snapshot } = floor.basis()
  expect(begunOf(running, snapshot)).toBe('0')
  const half = { ...running, begun: ['P-3', 'P-4', 'P-5'] as SublotId[], produced: { 'L-1': pieces(2) } }
  expect(begunOf(half, snapshot)).toBe('5')
  expect(ofQuantity(half, snapshot, { quantity: pieces(6) }).steps.tighten).toMatchObject({ units: { started: '6' } })
})

describe('an order whose remainder takes another version', () => {
  test('keeps what it has begun, and another order makes the remainder', () => {
    const floor = milling()
    floor.start('mill', { quantity: pieces(6) })
    floor.complete('mill', { quantity: pieces(4) })
    const { decision, rest, restSnapshot } = partedBy(floor)
    expect(floor.order()).toMatchObject({ quantity: pieces(6), version: '1', remainders: ['O-1.1'], revision: 1 })
    expect(rest).toMatchObject({
      orderId: 'O-1.1',
      status: 'released',
      version: '2',
      quantity: pieces(4),
      remainderOf: 'O-1',
      steps: {},
    })
    expect(restSnapshot).toMatchObject({ orderId: 'O-1.1', version: '2', steps: newer.steps })
    expect(decision).toMatchObject({
      fact: {
        data: { quantity: pieces(6), remainder: { orderId: 'O-1.1', quantity: pieces(4) } },
        about: { type: 'order', id: 'O-1.1' },
      },
    })
  })

  test('shares its reservations with the remainder order, and is not divided if pre-issues are more than its part', () => {
    const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const
    const lid = { lineId: '10', materialId: 'LID', quantity: pieces(10), early: 'off' } as const
    const steps = [aStep('mill', { flow: 'units' }), aStep('fit', { flow: 'units', after: ['mill'], materials: [lid] })]
    const begun = (drawn: string) => {
      const reserved = { A: kg('10') }
      const preIssued = { fit: { consumed: { '10': dec(drawn) }, workers: ['ada'] } }
      const floor = floorOf(steps, { quantity: pieces(10), reserved, preIssued })
      floor.start('mill', { quantity: pieces(6) })
      return floor
    }
    const floor = begun('6')
    expect(partedBy(floor).rest).toMatchObject({ reserved: { A: kg('4') } })
    expect(floor.order()).toMatchObject({ reserved: { A: kg('6') }, preIssued: { fit: { consumed: { '10': '6' } } } })
    expect(codes(partedBy(begun('6.1')).decision)).toEqual(['remainder-unavailable'])
  })

  test('can be finished: a step that has finished all its units is completed with none', () => {
    const floor = milling()
    floor.start('mill', { quantity: pieces(6) })
    floor.complete('mill')
    floor.start('drill')
    floor.complete('drill')
    expect(codes(floor.complete('mill'))).toEqual(['units-not-available'])
    partedBy(floor)
    expect(codes(floor.start('mill'))).toEqual(['units-not-available'])
    expect(floor.complete('mill')).toMatchObject({
      fact: { type: 'andon.step.completed.v1', data: { finished: pieces(6) } },
    })
    floor.make('drill', '6')
    expect(floor.complete('drill')).toMatchObject({ fact: { data: { finished: pieces(6) } } })
  })

  test('keeps the most that one of its branches has begun', () => {
    const floor = routing(
      aStep('lid', { flow: 'units' }),
      aStep('box', { flow: 'units' }),
      aStep('join', { flow: 'units', after: ['lid', 'box'] }),
    )
    floor.start('lid', { quantity: pieces(3) })
    floor.start('box', { quantity: pieces(7) })
    expect(partedBy(floor).rest?.quantity).toEqual(pieces(3))
    expect(codes(floor.start('lid', { quantity: pieces(5) }))).toEqual(['units-not-available'])
    expect(codes(floor.start('lid', { quantity: pieces(4) }))).toEqual([])
  })

  test('has yield and balance by its own rules, and the remainder by those of its version', () => {
    const range = { lowPercent: dec('90'), highPercent: dec('100'), policy: 'block' } as const
    const floor = floorOf([aStep('mill', { flow: 'units' })], { quantity: pieces(10) }, { yield: range })
    floor.start('mill', { quantity: pieces(6) })
    const stricter = {
      yield: { ...range, lowPercent: dec('99') },
      balance: { tolerancePercent: dec('1'), policy: 'block' },
    } as const
    const { restSnapshot } = partedBy(floor, { ...newer, ...stricter })
    expect(floor.snapshot().yield).toEqual(range)
    expect(restSnapshot).toMatchObject(stricter)
  })

  test('has its part of every line, and the remainder has the rest', () => {
    const tolerance = { minusPercent: '0', plusPercent: '0' }
    const materials = [{ lineId: '0010', materialId: 'BOLT', quantity: pieces(40), tolerance }]
    const floor = routing(
      aStep('set', { kind: 'set-up', materials: [{ ...materials[0], lineId: '0001', policy: 'off' }] as never }),
      aStep('mill', { flow: 'units', materials, after: ['set'] }),
    )
    floor.start('set')
    floor.complete('set')
    floor.start('mill', { quantity: pieces(3) })
    const version = recipe({ version: '2', batchSize, steps: [aStep('mill', { flow: 'units', materials })] })
    const { rest: other, restSnapshot } = partedBy(floor, version)
    const lines = ({ steps = [] }: Partial<Snapshot> = {}) =>
      steps.flatMap((step) => step.materials.map(({ quantity }) => quantity.value))
    expect(lines(floor.snapshot())).toEqual(['40', '12'])
    expect(lines(restSnapshot)).toEqual(['28'])

    const rest = floorOf([], { ...other, status: 'running' })
    rest.take({ outcome: 'accepted', changes: [{ kind: 'snapshot', id: 'O-1.1', value: restSnapshot }] })
    rest.start('mill', { quantity: pieces(2) })
    const next = { version: '3', from: '2', remainderOrderId: 'O-1.1.1' as OrderId }
    const again = partedBy(rest, { ...version, version: '3' }, next)
    expect(codes(again.decision)).toEqual([])
    expect(lines(rest.snapshot())).toEqual(['8'])
    expect(lines(again.restSnapshot)).toEqual(['20'])
  })

  const exactly = { minusPercent: '0', plusPercent: '0' }
  test('has lines for its own quantity, and a fixed line in each order', () => {
    const filter = { lineId: '0020', materialId: 'FILTER', quantity: pieces(1), tolerance: exactly, fixed: true }
    const bolts = { lineId: '0010', materialId: 'BOLT', quantity: pieces('7'), tolerance: exactly }
    const steps = [aStep('mill', { flow: 'units', materials: [bolts, filter] })]
    const floor = routing(...steps)
    floor.start('mill', { quantity: pieces(3) })
    const { restSnapshot } = partedBy(floor, recipe({ version: '2', batchSize, steps }))
    const lines = ({ steps: [first] = [] }: Partial<Snapshot> = {}) =>
      first?.materials.map(({ quantity, exact }) => [quantity.value, exact])
    expect(lines(floor.snapshot())).toEqual([
      ['3', '2.1'],
      ['1', undefined],
    ])
    expect(lines(restSnapshot)).toEqual([
      ['5', '4.9'],
      ['1', undefined],
    ])
  })

  test('is not divided for its rework, which stays whole', () => {
    const materials = [{ lineId: '0020', materialId: 'OIL', quantity: pieces(5), tolerance: exactly }]
    const floor = milling()
    floor.start('mill', { quantity: pieces(6) })
    const oil = recipe({ purpose: 'rework', batchSize, steps: [aStep('oil', { materials })] })
    const seen = given.aDeviation({ status: 'classified', subject: { type: 'order', id: 'O-1' } })
    const reworked = addRework(seen, { ...floor.basis(), recipe: oil }, { recipeId: oil.recipeId }, noon)
    floor.take(
      dispositionDeviation(seen, { disposition: 'rework', reason: 'Rust', capaRequired: false }, signed(), reworked),
    )
    floor.start('rework-1.oil')
    const { order: now, snapshot } = floor.basis()
    const step = now.steps['rework-1.oil'] as RunningStep
    const oiled = {
      ...now,
      steps: { ...now.steps, 'rework-1.oil': { ...step, consumed: { '0020': dec('5') } } },
    }
    expect(objectionsToSplit(oiled, snapshot, newer, undefined)).toEqual([])
  })

  test('keeps a rework whole, because it concerns what was made', () => {
    const materials = [
      { lineId: '0020', materialId: 'OIL', quantity: pieces(5), tolerance: exactly, policy: 'off' },
    ] as never
    const floor = milling()
    floor.start('mill', { quantity: pieces(6) })
    const oil = recipe({ purpose: 'rework', batchSize, steps: [aStep('oil', { materials })] })
    const seen = given.aDeviation({ status: 'classified', subject: { type: 'order', id: 'O-1' } })
    const reworked = addRework(seen, { ...floor.basis(), recipe: oil }, { recipeId: oil.recipeId }, noon)
    floor.take(
      dispositionDeviation(seen, { disposition: 'rework', reason: 'Rust', capaRequired: false }, signed(), reworked),
    )
    floor.start('rework-1.oil')
    expect(partedBy(floor).rest?.quantity).toEqual(pieces(4))
    const [line] = floor.snapshot().steps.at(-1)?.materials ?? []
    expect(line?.quantity).toEqual(pieces(5))
  })

  test.each<[string, string, Floor]>([
    ['nothing has begun', 'nothing-begun', milling()],
    [
      'everything has begun',
      'all-begun',
      (() => {
        const floor = milling()
        floor.start('mill')
        return floor
      })(),
    ],
    [
      'a step has begun the whole batch',
      'all-begun',
      (() => {
        const floor = routing(aStep('weigh'), aStep('fill', { flow: 'units', after: ['weigh'] }))
        floor.start('weigh')
        return floor
      })(),
    ],
    ['no step counts units', 'no-units', routing(aStep('weigh'))],
  ])('is refused when %s', (_, variant, floor) => {
    expect(partedBy(floor).decision).toMatchObject({ violations: [{ code: 'remainder-unavailable', variant }] })
  })

  test('is refused if a line already contains more than the begun part may take', () => {
    const materials = [
      { lineId: '0010', materialId: 'STEEL', quantity: { value: '100', unit: 'kg' }, tolerance: exactly },
    ]
    const floor = routing(aStep('mill', { flow: 'units', materials } as never))
    floor.start('mill', { quantity: pieces(1) })
    const drawn = (value: string) => {
      const { order } = floor.basis()
      const mill = order.steps.mill
      if (mill?.status !== 'running') throw new Error('The milling runs.')
      const steps = { mill: { ...mill, consumed: { '0010': dec(value) } } }
      const { on } = partedBy(milling())
      return objectionsToChange(change, { ...on, ...floor.basis(), order: { ...order, steps } }, noon).map(
        ({ code }) => code,
      )
    }
    expect(drawn('10')).toEqual([])
    expect(drawn('10.001')).toEqual(['remainder-unavailable'])
  })

  test('is refused if it is held, if the remainder is too small, and if its id exists', () => {
    const floor = milling()
    floor.start('mill', { quantity: pieces(6) })
    const { on } = partedBy(milling())
    const objections = (more: object) =>
      objectionsToChange(change, { ...on, ...floor.basis(), ...more }, noon).map(({ code }) => code)
    expect(objections({})).toEqual([])
    expect(objections({ order: { ...floor.order(), holds: ['H-1'] } })).toEqual(['order-on-hold'])
    expect(objections({ recipe: { ...newer, batchSize: { ...batchSize, min: pieces(5) } } })).toEqual([
      'quantity-outside-batch-size',
    ])
    expect(objections({ remainder: order({ orderId: 'O-1.1' as OrderId }) })).toEqual(['already-exists'])
  })

  test('has remainder orders with its id and a number', () => {
    expect(remainderIdOf(order())).toBe('O-1.1')
    expect(remainderIdOf(order({ remainders: ['O-1.1' as OrderId] }))).toBe('O-1.2')
  })
})

test('rounds a share up, and never to zero', () => {
  const shareOf = (value: string, share: Fraction) => roundedUp(times(fractionOf(value), share))
  expect(shareOf('10', fraction(1n, 3n))).toBe('3.333333333334')
  expect(shareOf('0.000000000001', fraction(1n, 3n))).toBe('0.000000000001')
  expect(shareOf('999999999999999.999999999999', fraction(7n, 7n))).toBe('999999999999999.999999999999')
})

test('after any acts, the two parts add up to the order, and both can be finished', () => {
  fc.assert(
    fc.property(
      aRouting,
      fc.oneof(fc.array(anAct, { maxLength: 30 }), fc.array(aLosslessAct, { maxLength: 30 })),
      (steps, acts) => {
        const floor = routing(...steps)
        const nothingIsLost = acts.every(({ scrapped }) => scrapped === undefined)
        for (const act of acts) perform(floor, act)
        const before = structuredClone(floor.order())
        const begun = begunOf(floor.order(), floor.snapshot())
        const { decision, rest, restSnapshot } = partedBy(floor, recipe({ version: '2', batchSize, steps }))
        if (decision.outcome === 'refused') {
          expect(floor.order()).toEqual(before)
          expect(Number(begun) <= 0 || Number(begun) >= 10 || steps.every(({ flow }) => flow === 'batch')).toBe(true)
          return
        }
        expect(add(floor.order().quantity.value, rest?.quantity.value ?? zero)).toBe('10')
        for (const step of floor.snapshot().steps) {
          const progress = floor.order().steps[step.stepId]
          if (progress?.status !== 'running' || !progress.units) continue
          expect(Number(progress.units.started)).toBeLessThanOrEqual(
            Number(arrived(floor.order(), floor.snapshot(), step)),
          )
        }
        expect(floor.order().steps).toEqual(before.steps)

        // Of a step that loses all its units nothing comes to the next: such an order is aborted.
        if (!nothingIsLost) return
        workedThrough(floor)
        const other = floorOf(restSnapshot?.steps ?? [], { ...rest, status: 'running' })
        workedThrough(other)
        for (const it of [floor, other])
          for (const { stepId, flow } of steps) {
            const progress = it.order().steps[stepId]
            expect(isOver(progress), stepId).toBe(true)
            if (flow === 'units' && progress?.status === 'completed')
              expect(progress.finished).toBe(it.order().quantity.value)
          }
      },
    ),
    { numRuns: histories(1000) },
  )
})
