import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  asCompensated,
  countedOf,
  equivalentOf,
  fillWith,
  massOf,
  outOfOrder,
  typedWeight,
  withMass,
} from '../../../shared/domain/production/potency.ts'
import { reasons } from '../../../shared/domain/refusal.ts'
import { benchOf, dispense, shelves } from '../../support/dispensing.ts'
import { aLine, aStep, because, codes, dec, g, kg, litres, lot, running, sublot, whyNot } from '../../support/given.ts'

describe('potency', () => {
  test('makes an active count by its equivalent at the basis of the line, and takes its mass from the lot', () => {
    const bench = benchOf()
    bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('500') })
    expect(bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('500') })).toMatchObject({
      fact: {
        data: {
          quantity: g('500'),
          weighing: { potency: '90', basis: '95', equivalent: g('473.684210526316') },
        },
      },
    })
    expect(bench.running()).toMatchObject({ consumed: { '10': '973.684210526316' }, weighed: { '10': '1000' } })
    expect(bench.lot('ACT-2')).toMatchObject({ remaining: '99.5', left: { consumed: '0.5' } })
  })

  test('must be known', () => {
    expect(codes(benchOf().weigh({ lineId: '10', lotId: 'ACT-3', net: g('500') }))).toEqual(['potency-unknown'])
    expect(codes(benchOf().weigh({ lineId: '20', lotId: 'LAC-1', net: g('500') }))).toEqual([
      'compensation-out-of-order',
    ])
  })

  test('of a sublot comes before that of its lot', () => {
    const bench = benchOf(undefined, { sublot: sublot({ lotId: 'ACT-1', potency: '50' }) })
    bench.weigh({ lineId: '10', lotId: 'ACT-1', sublotId: 'A', net: g('95') })
    expect(bench.running().consumed).toEqual({ '10': '50' })
  })

  /** Readings to tenths of a gram, potencies to a hundredth of a percent: what a plant has. */
  const mass = fc.integer({ min: 1, max: 60_000 }).map((tenths) => new Big(tenths).div(10).toFixed())
  const percent = fc.integer({ min: 5000, max: 12_000 }).map((hundredths) => new Big(hundredths).div(100).toFixed())

  test('counts exactly at a basis of 100 percent, and to twelve decimals at every other', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(mass, percent), { minLength: 1, maxLength: 20 }), percent, (parts, basis) => {
        const sum = (of: string) =>
          parts.reduce((total, [net, potency]) => total.plus(equivalentOf(dec(net), dec(potency), dec(of))), new Big(0))
        const worth = parts.reduce((total, [net, potency]) => total.plus(new Big(net).times(potency)), new Big(0))
        expect(sum('100').times(100).toFixed()).toBe(worth.toFixed())
        const off = sum(basis).times(basis).minus(worth).abs()
        expect(off.lte(new Big('0.0000000000005').times(parts.length).times(basis))).toBe(true)
      }),
    )
  })

  test('is made up by the compensator, so that both together fill what the recipe requires', () => {
    fc.assert(
      fc.property(percent, percent, fc.integer({ min: 0, max: 8 }), (potency, basis, split) => {
        const tolerance = { minusPercent: '100', plusPercent: '200' }
        const step = dispense({
          materials: [
            { lineId: '10', materialId: 'ACTIVE', quantity: g('1000'), tolerance, potency: { role: 'active', basis } },
            {
              lineId: '20',
              materialId: 'LACTOSE',
              quantity: g('2000'),
              tolerance: { minusPercent: '0', plusPercent: '0' },
              potency: { role: 'compensator', of: '10' },
            },
          ],
        })
        const lots = shelves.map((it) => (it.lotId === 'ACT-1' ? { ...it, potency: dec(potency) } : it))
        const bench = benchOf(step, { lots })
        const first = { lineId: '10', lotId: 'ACT-1', net: g(`${100 * (split + 1)}`) }
        expect(codes(bench.weigh(first))).toEqual([])
        expect(codes(bench.weigh({ ...first, net: g('33.3') }))).toEqual([])
        const { consumed, weighed } = bench.running()
        const { line } = bench.outlook('20', 'LAC-1')
        const filled = new Big(weighed?.['10'] ?? 0).plus(line.quantity.value)
        // What the recipe fills for as much active as was taken: its worth, and the compensator.
        const expected = new Big(consumed['10'] ?? 0).plus(2000)
        expect(filled.toFixed()).toBe(expected.toFixed())
      }),
    )
  })

  test('needs no compensator if the active fills the whole quantity', () => {
    const tolerance = { minusPercent: '0', plusPercent: '0' }
    const step = dispense({
      materials: [
        { lineId: '10', materialId: 'ACTIVE', quantity: g('900'), tolerance, potency: { role: 'active' } },
        {
          lineId: '20',
          materialId: 'LACTOSE',
          quantity: g('50'),
          tolerance,
          potency: { role: 'compensator', of: '10' },
        },
      ],
    })
    const bench = benchOf(step)
    bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('1000') })
    expect(bench.running().consumed).toEqual({ '10': '900' })
    expect(bench.outlook('20', 'LAC-1')).toMatchObject({ line: { quantity: { value: '0' } }, target: { high: g('0') } })
    expect(codes(bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g('0.1') }))).toEqual(['line-over-tolerance'])
    expect(codes(bench.complete())).toEqual([])
  })

  test('is compensated after the active is complete, and the active cannot change after its compensator has begun', () => {
    const bench = benchOf()
    const active = (value: string) => bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g(value) })
    const filler = (value: string) => bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g(value) })
    active('989.9')
    expect(codes(filler('100'))).toEqual(['compensation-out-of-order'])
    active('0.1')
    expect(codes(filler('100'))).toEqual([])
    expect(codes(active('0.1'))).toEqual(['compensation-out-of-order'])
    bench.reject('C-3')
    expect(codes(active('0.1'))).toEqual([])
  })
})

describe('a compensator', () => {
  test('above its limit, because its active was rejected late, keeps the step open', () => {
    const lots = shelves.map((it) => (it.lotId === 'ACT-2' ? { ...it, potency: dec('120') } : it))
    const step = dispense({
      materials: [
        {
          lineId: '10',
          materialId: 'ACTIVE',
          quantity: g('1000'),
          tolerance: { minusPercent: '50', plusPercent: '50' },
          potency: { role: 'active' },
        },
        {
          lineId: '20',
          materialId: 'LACTOSE',
          quantity: g('1000'),
          tolerance: { minusPercent: '1', plusPercent: '1' },
          potency: { role: 'compensator', of: '10' },
        },
      ],
    })
    const bench = benchOf(step, { lots })
    for (const net of [g('500'), g('500')]) bench.weigh({ lineId: '10', lotId: 'ACT-2', net })
    expect(codes(bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g('1200') }))).toEqual([])
    expect(codes(bench.complete())).toEqual([])
    bench.reject('C-1')
    expect(codes(bench.complete())).toEqual(['line-over-tolerance'])
    bench.reject('C-3')
    bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g('1100') })
    expect(codes(bench.complete())).toEqual([])
  })
})

describe('what an amount counts for on a line', () => {
  const active = aLine({ quantity: g('1000'), potency: { role: 'active', basis: '95' } })
  const unwritten = aLine({ quantity: g('1000'), potency: { role: 'active' } })

  test('is its mass by potency and basis, rounded half up at the twelfth decimal', () => {
    expect(equivalentOf(dec('500'), dec('90'), dec('95'))).toBe('473.684210526316')
    expect(equivalentOf(dec('1'), dec('100'), dec('100'))).toBe('1')
    expect(massOf(dec('1000'), dec('90'), dec('95'))).toBe('1055.555555555556')
  })

  test('is in the unit of the line, and at a basis of 100 percent where none is written', () => {
    expect(countedOf(active, lot({ potency: '90' }), g('500'))).toBe('473.684210526316')
    // The quotient has twelve decimals of the unit that was weighed in.
    expect(countedOf(active, lot({ potency: '90' }), kg('0.5'))).toBe('473.684210526')
    expect(countedOf(unwritten, lot({ potency: '90' }), kg('0.5'))).toBe('450')
  })

  test('is not known without a potency, nor in another dimension', () => {
    expect(countedOf(active, lot(), kg('0.5'))).toBeUndefined()
    expect(fillWith(active, lot(), dec('1000'), 'kg')).toBeUndefined()
    expect(countedOf(active, lot({ potency: '90' }), litres('1'))).toBeUndefined()
    expect(fillWith(active, lot({ potency: '90' }), dec('1000'), 'L')).toBeUndefined()
  })

  test('is the amount itself where the line does not count by potency, whatever the potency is', () => {
    const plain = aLine({ alternates: [{ materialId: 'GLUCOSE', factor: '2' }] })
    expect(countedOf(plain, lot({ potency: '90' }), g('500'))).toBe('0.5')
    expect(countedOf(plain, lot({ materialId: 'GLUCOSE' }), kg('5'))).toBe('2.5')
    expect(fillWith(plain, lot({ materialId: 'GLUCOSE' }), dec('2.5'), 'g')).toBe('5000')
  })

  test('fills the line again by the mass that is reckoned for it, to the last decimals', () => {
    const percents = fc.integer({ min: 5000, max: 12_000 }).map((it) => String(it / 100))
    fc.assert(
      fc.property(percents, percents, fc.integer({ min: 1, max: 100_000 }), (potency, basis, grams) => {
        const line = aLine({ quantity: g('1000'), potency: { role: 'active', basis } })
        const mass = fillWith(line, lot({ potency }), dec(String(grams)), 'g') ?? '0'
        const counted = countedOf(line, lot({ potency }), g(mass)) ?? '0'
        expect(new Big(counted).minus(grams).abs().lte('0.00000000001')).toBe(true)
      }),
    )
  })
})

describe('a compensated line', () => {
  const active = aLine({ lineId: '10', quantity: g('1000'), potency: { role: 'active' } })
  const filler = aLine({ lineId: '20', quantity: kg('4'), potency: { role: 'compensator', of: '10' } })
  const tolerance = { minusPercent: dec('1'), plusPercent: dec('0') }
  const step = { ...aStep('dispense'), materials: [{ ...active, tolerance }, filler, aLine({ lineId: '30' })] }
  const quantityOf = (weighed: string, consumed: string) =>
    asCompensated(filler, step, running({ weighed: { '10': weighed }, consumed: { '10': consumed } })).quantity

  test('shrinks by what its active takes beyond its content, in its own unit, and grows by what it takes less', () => {
    expect(quantityOf('1100', '1000')).toEqual(kg('3.9'))
    expect(quantityOf('900', '1000')).toEqual(kg('4.1'))
    expect(quantityOf('1000', '1000')).toEqual(kg('4'))
  })

  test('never comes to less than nothing', () => {
    expect(quantityOf('5000', '1000')).toEqual(kg('0'))
    expect(quantityOf('5000.1', '1000')).toEqual(kg('0'))
  })

  test('is as it is written before anything is weighed, and where it compensates nothing', () => {
    expect(asCompensated(filler, step, undefined)).toEqual(filler)
    expect(asCompensated(active, step, running({ weighed: { '10': '5' } }))).toBe(active)
  })

  const told = (line: typeof filler, consumed: object) => {
    return whyNot(reasons(outOfOrder(line, step, running({ consumed }))))
  }

  test('waits until its active is complete, within its tolerance', () => {
    const first = because('compensation-out-of-order/active-first', { lineId: '20', active: '10' }, 'line:10')
    expect(told(filler, {})).toEqual([first])
    expect(told(filler, { '10': '989.999999999999' })).toEqual([first])
    expect(told(filler, { '10': '990' })).toEqual([])
    expect(whyNot(reasons(outOfOrder(filler, step, undefined)))).toEqual([first])
  })

  test('closes its active when it has begun', () => {
    expect(told(active, { '10': '990', '20': '0.1' })).toEqual([
      because('compensation-out-of-order/compensator-weighed', { lineId: '10', compensator: '20' }, 'line:20'),
    ])
    expect(told(active, { '10': '990', '20': '0' })).toEqual([])
    // A line that has nothing to do with it does not.
    expect(told(active, { '30': '5' })).toEqual([])
    expect(told(aLine({ lineId: '30' }), { '10': '990', '20': '0.1' })).toEqual([])
  })

  test('follows the mass that was weighed of its active, and that was taken back', () => {
    const after = withMass(running(), active, kg('0.4'))
    expect(after.weighed).toEqual({ '10': '400' })
    expect(withMass(after, active, { ...kg('0.4'), value: dec('-0.4') }).weighed).toEqual({ '10': '0' })
    expect(withMass(after, filler, kg('1'))).toBe(after)
  })
})

test('a weight that is typed is a finding as the line says, and a warning where it says nothing', () => {
  expect(typedWeight(aLine())).toMatchObject({ policy: 'warn' })
  const strict = typedWeight(aLine({ weighing: { manualEntry: 'block' }, deviationOnOverride: false }))
  expect(strict).toMatchObject({ policy: 'block', deviationOnOverride: false })
  expect(whyNot(reasons(strict?.violation))).toEqual([
    because('parameter-from-device/weight', { lineId: '0010' }, 'weighing:0010'),
  ])
  expect(typedWeight(aLine({ weighing: { manualEntry: 'off' } }))).toBeUndefined()
})
