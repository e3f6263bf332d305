import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LotId } from '../../../events/identifiers.ts'
import { produce as produceBody } from '../../../events/order.ts'
import type { Amount } from '../../../events/quantity.ts'
import type { Caller } from '../../../shared/domain/caller.ts'
import { overrideStep } from '../../../shared/domain/execution/sign-off.ts'
import { balancesOf } from '../../../shared/domain/production/mass-balance.ts'
import { produce } from '../../../shared/domain/production/production.ts'
import { ada, aStep, codes, dec, olga, signedBy } from '../../support/given.ts'
import { floorOf } from '../../support/recipes.ts'
import { say, spoken } from '../../support/words.ts'

const ben: Caller = { ...ada, id: 'ben', name: 'Ben Okafor' }
const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const
const range = (more: object = {}) =>
  ({ lowPercent: dec('95'), highPercent: dec('101'), policy: 'block', ...more }) as const
const tolerance = (more: object = {}) => ({ tolerancePercent: '2', policy: 'block', ...more }) as const
type Floor = ReturnType<typeof floorOf>

const make = (floor: Floor, stepId: string, value: string, more: object = {}) =>
  floor.take(
    produce(
      { ...floor.basis(), lot: undefined },
      produceBody.parse({ stepId, lotId: 'SYR-1', quantity: kg(value), ...more }),
      floor.at(),
    ),
  )
const override = (floor: Floor, ref: string, stepId = 'mix', who: Caller = olga) =>
  floor.take(
    overrideStep(
      floor.basis(),
      stepId,
      { ref, reason: 'The vessel was left as it is' },
      signedBy(who, 'approved', floor.at().at),
      { exceptionId: 'override-1', deviationId: 'dev-1' } as Parameters<typeof overrideStep>[4],
      say,
      floor.at(),
    ),
  )
/** A running step `mix` of an order of 100 kg. */
const mixing = (rules: object, order: object = {}, wholeOrder: object = {}) => {
  const floor = floorOf([aStep('mix', rules)], order, wholeOrder)
  floor.start('mix')
  return floor
}

describe('the yield of a step', () => {
  test('is what it made of what came to it, and may lie on its very limits', () => {
    const made = (value: string) => {
      const floor = mixing({ yield: range() })
      make(floor, 'mix', value)
      return codes(floor.complete('mix'))
    }
    expect(made('95')).toEqual([])
    expect(made('94.999999999999')).toEqual(['yield-out-of-range'])
    expect(made('101')).toEqual([])
    expect(made('101.000000000001')).toEqual(['yield-out-of-range'])
  })

  test('says what was made of what, for people', () => {
    const floor = mixing({ yield: range() })
    make(floor, 'mix', '80')
    expect(spoken(floor.complete('mix'))).toMatchObject({
      violations: [
        { detail: 'The yield of step mix is 80 kg of 100 kg, 80 %; it has to be 95 to 101 %.', ref: 'yield:step' },
      ],
    })
  })

  test('counts the product alone', () => {
    const line = { lineId: '10', materialId: 'FOAM', quantity: kg('5'), use: 'by-product' } as const
    const floor = mixing({ yield: range(), materials: [line] })
    make(floor, 'mix', '90', { use: 'by-product' })
    make(floor, 'mix', '95', { use: 'scrap' })
    expect(codes(floor.complete('mix'))).toEqual(['yield-out-of-range'])
  })

  test('of a step that counts units is what it finished of those that came to it', () => {
    const pieces = (value: string) => ({ value: dec(value), unit: '{each}' }) as const
    const finishing = (finished: string, scrapped: string) => {
      const floor = floorOf([aStep('fill', { flow: 'units', yield: range() })], { quantity: pieces('100') })
      floor.start('fill')
      return codes(floor.complete('fill', { quantity: pieces(finished), scrapped: pieces(scrapped) }))
    }
    expect(finishing('95', '5')).toEqual([])
    expect(finishing('94', '6')).toEqual(['yield-out-of-range'])
    // While some are still under way, nothing is asked.
    expect(finishing('50', '6')).toEqual([])
  })

  test('goes by its policy: a reason, another person’s signature, or nothing', () => {
    const low = (policy: string) => {
      const floor = mixing({ yield: range({ policy }) })
      make(floor, 'mix', '80')
      return floor
    }
    expect(codes(low('off').complete('mix'))).toEqual([])
    expect(codes(low('warn').complete('mix'))).toEqual(['reason-missing'])
    expect(low('warn').complete('mix', { reason: 'Foam in the filter' })).toMatchObject({
      fact: { data: { warnings: [{ code: 'yield-out-of-range' }] } },
    })
    const floor = low('block-unless-signed')
    expect(codes(floor.complete('mix'))).toEqual(['yield-out-of-range'])
    expect(override(floor, 'yield:step')).toMatchObject({ fact: { type: 'andon.deviation.opened.v1' } })
    expect(floor.complete('mix', {}, ben)).toMatchObject({ fact: { type: 'andon.step.completed.v1' } })
  })

  test('can be let pass before the units are told that break it', () => {
    const pieces = (value: string) => ({ value: dec(value), unit: '{each}' }) as const
    const step = aStep('fill', { flow: 'units', yield: range({ policy: 'block-unless-signed' }) })
    const floor = floorOf([step], { quantity: pieces('100') })
    floor.start('fill')
    override(floor, 'yield:step', 'fill')
    expect(codes(floor.complete('fill', { quantity: pieces('90'), scrapped: pieces('10') }))).toEqual([])
  })
})

describe('the yield of an order', () => {
  const rules = { yield: range({ policy: 'block-unless-signed' }) }
  const twoSteps = () => {
    const floor = floorOf([aStep('mix'), aStep('fill', { after: ['mix'], skip: { policy: 'off' } })], {}, rules)
    floor.start('mix')
    make(floor, 'mix', '80')
    return floor
  }

  test('is asked by the last step, while something can still be made', () => {
    const floor = twoSteps()
    expect(codes(floor.complete('mix'))).toEqual([])
    floor.start('fill')
    expect(floor.complete('fill')).toMatchObject({ violations: [{ code: 'yield-out-of-range', ref: 'yield:order' }] })
    make(floor, 'fill', '15', { lotId: 'SYR-2' })
    expect(codes(floor.complete('fill'))).toEqual([])
  })

  test('is not got round by leaving the last step out', () => {
    const floor = twoSteps()
    floor.complete('mix')
    expect(codes(floor.skip('fill'))).toEqual(['yield-out-of-range'])
    override(floor, 'yield:order', 'fill')
    expect(codes(floor.skip('fill'))).toEqual([])
  })
})

describe('the balance of a step', () => {
  const lines = [
    { lineId: '10', materialId: 'SUCROSE', quantity: kg('60'), tolerance: { minusPercent: '100', plusPercent: '0' } },
    { lineId: '20', materialId: 'WATER', quantity: kg('40'), tolerance: { minusPercent: '100', plusPercent: '0' } },
  ]
  const consumed = { '10': '60', '20': '40' }
  const filled = (rule: object, more: object = {}) => {
    const floor = mixing({ materials: lines, balance: rule }, {}, more)
    const { steps } = floor.order()
    const order = { ...floor.order(), steps: { mix: { ...steps.mix, consumed } } }
    floor.take({ outcome: 'accepted', changes: [{ kind: 'order', id: 'O-1', value: order }] })
    return floor
  }

  test('may be off by its tolerance exactly, to either side', () => {
    const off = (made: string) => {
      const floor = filled(tolerance())
      make(floor, 'mix', made)
      return codes(floor.complete('mix'))
    }
    expect(off('98')).toEqual([])
    expect(off('97.999999999999')).toEqual(['balance-open'])
    expect(off('102')).toEqual([])
    expect(off('102.000000000001')).toEqual(['balance-open'])
  })

  test('closes when the loss is on record', () => {
    const floor = filled(tolerance())
    make(floor, 'mix', '90')
    expect(spoken(floor.complete('mix'))).toMatchObject({
      violations: [
        {
          detail: 'The balance of step mix is open: 100 kg went in and 90 kg came out, 10 % apart; 2 % are allowed.',
          ref: 'balance:step',
        },
      ],
    })
    make(floor, 'mix', '8', { use: 'scrap' })
    expect(codes(floor.complete('mix'))).toEqual([])
  })

  test('asks that all became something, if nothing is made at all', () => {
    expect(codes(filled(tolerance()).complete('mix'))).toEqual(['balance-open'])
  })

  test('is let pass with a signature, and once', () => {
    const floor = filled(tolerance({ policy: 'block-unless-signed' }))
    make(floor, 'mix', '90')
    override(floor, 'balance:step')
    expect(codes(floor.complete('mix', {}, ben))).toEqual([])
    expect(floor.order().overrides).toEqual({})
  })

  test('of the order counts what it has of each lot', () => {
    const inputs = { 'SUC-1': kg('60'), 'WAT-1': { value: '40000', unit: 'g' as const } }
    const floor = mixing({}, { inputs }, { balance: tolerance() })
    make(floor, 'mix', '90')
    expect(floor.complete('mix')).toMatchObject({ violations: [{ code: 'balance-open', ref: 'balance:order' }] })
    make(floor, 'mix', '8', { use: 'scrap' })
    expect(codes(floor.complete('mix'))).toEqual([])
  })
})

describe('a balance', () => {
  const amount = fc
    .tuple(
      fc.integer({ min: 1, max: 1_000_000_000 }),
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom('kg', 'g', 'mg', '[lb_av]', 'L', 'mL', '[gal_us]', '{each}'),
    )
    .map(([digits, places, unit]) => ({ value: new Big(digits).div(`1e${places}`).toFixed(), unit }) as Amount)
  const grams: Record<string, string> = { kg: '1000', g: '1', mg: '0.001', '[lb_av]': '453.59237' }

  test('mixes no dimension with another, and is the exact sum in each', () => {
    fc.assert(
      fc.property(fc.array(amount), fc.array(amount), (inputs, outputs) => {
        const found = balancesOf(inputs, outputs)
        expect(new Set(found.map(({ dimension }) => dimension)).size).toBe(found.length)
        const sum = (all: readonly Amount[]) =>
          all.reduce((total, { value, unit }) => total.plus(new Big(value).times(grams[unit] ?? '0')), new Big(0))
        const mass = found.find(({ dimension }) => dimension === 'mass')
        expect(new Big(mass?.in ?? '0').times(1000).eq(sum(inputs))).toBe(true)
        expect(new Big(mass?.out ?? '0').times(1000).eq(sum(outputs))).toBe(true)
        expect(mass?.unit ?? 'kg').toBe('kg')
        for (const it of found) expect(new Big(it.in).minus(it.out).eq(it.difference)).toBe(true)
      }),
    )
  })

  test('is the same in whatever order things move', () => {
    fc.assert(
      fc.property(fc.array(amount), fc.array(amount), (inputs, outputs) => {
        const byDimension = (all: readonly { dimension: string; difference: string }[]) =>
          Object.fromEntries(all.map((it) => [it.dimension, it.difference]))
        expect(byDimension(balancesOf([...inputs].reverse(), [...outputs].reverse()))).toEqual(
          byDimension(balancesOf(inputs, outputs)),
        )
      }),
    )
  })
})

describe('a rule about what came out', () => {
  const percent = fc.integer({ min: 0, max: 15_000 }).map((hundredths) => new Big(hundredths).div(100).toFixed())
  const mass = fc
    .integer({ min: 1, max: 200_000_000 })
    .map((milligrams) => new Big(milligrams).div(1_000_000).toFixed())

  test('refuses a yield exactly where it is outside the range', () => {
    fc.assert(
      fc.property(percent, percent, mass, (one, other, made) => {
        const [lowPercent, highPercent] = new Big(one).gt(other) ? [other, one] : [one, other]
        const floor = mixing({ yield: { lowPercent, highPercent } })
        make(floor, 'mix', made)
        const isInside = new Big(made).gte(lowPercent) && new Big(made).lte(highPercent)
        expect(codes(floor.complete('mix'))).toEqual(isInside ? [] : ['yield-out-of-range'])
      }),
    )
  })

  test('refuses a balance exactly where it is further off than the tolerance', () => {
    fc.assert(
      fc.property(percent, mass, mass, (tolerancePercent, went, came) => {
        const floor = mixing({}, { inputs: { 'SUC-1': kg(went) } }, { balance: { tolerancePercent, policy: 'block' } })
        make(floor, 'mix', came)
        const isOff = new Big(went).minus(came).abs().times(100).gt(new Big(went).times(tolerancePercent))
        expect(codes(floor.complete('mix'))).toEqual(isOff ? ['balance-open'] : [])
      }),
    )
  })
})

test('a lot is made in parts, and each part counts', () => {
  const floor = mixing({ yield: range() })
  make(floor, 'mix', '40', { lotId: 'SYR-1' as LotId })
  make(floor, 'mix', '56', { lotId: 'SYR-2' as LotId })
  expect(codes(floor.complete('mix'))).toEqual([])
})
