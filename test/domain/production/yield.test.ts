import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { objectionToYield, yieldOf, yieldOfOrder, yieldOfStep } from '../../../shared/domain/production/yield.ts'
import {
  aStep,
  because,
  caller,
  codes,
  dec,
  each,
  g,
  kg,
  order,
  running,
  snapshot,
  whyNot,
} from '../../support/given.ts'
import { floorOf, mixing } from '../../support/recipes.ts'
import { spoken } from '../../support/words.ts'

const ben = caller('ben', 'Ben Okafor', 'operator')
const range = (more: object = {}) =>
  ({ lowPercent: dec('95'), highPercent: dec('101'), policy: 'block', ...more }) as const

describe('the yield of a step', () => {
  test('is its output of what arrived, and may equal its limits', () => {
    const made = (value: string) => {
      const floor = mixing({ yield: range() })
      floor.make('mix', value)
      return codes(floor.complete('mix'))
    }
    expect(made('95')).toEqual([])
    expect(made('94.999999999999')).toEqual(['yield-out-of-range'])
    expect(made('101')).toEqual([])
    expect(made('101.000000000001')).toEqual(['yield-out-of-range'])
  })

  test('says what was made of what', () => {
    const floor = mixing({ yield: range() })
    floor.make('mix', '80')
    expect(spoken(floor.complete('mix'))).toMatchObject({
      violations: [
        {
          detail: 'The yield of step mix is 80 kg of 100 kg, 80 %; it has to be 95 to 101 %.',
          code: 'yield-out-of-range',
          variant: 'step',
          params: { stepId: 'mix', made: kg('80'), asked: kg('100'), percent: '80', low: '95', high: '101' },
          ref: 'yield:step',
        },
      ],
    })
  })

  test('counts only the product', () => {
    const line = { lineId: '10', materialId: 'FOAM', quantity: kg('5'), use: 'by-product' } as const
    const floor = mixing({ yield: range(), materials: [line] })
    floor.make('mix', '90', { use: 'by-product' })
    floor.make('mix', '95', { use: 'scrap' })
    expect(codes(floor.complete('mix'))).toEqual(['yield-out-of-range'])
  })

  test('of a step that counts units is the finished units of those that arrived', () => {
    const finishing = (finished: string, scrapped: string) => {
      const floor = floorOf([aStep('fill', { flow: 'units', yield: range() })], { quantity: each('100') })
      floor.start('fill')
      floor.make('fill', finished)
      return codes(floor.complete('fill', { quantity: each(finished), scrapped: each(scrapped) }))
    }
    expect(finishing('95', '5')).toEqual([])
    expect(finishing('94', '6')).toEqual(['yield-out-of-range'])
    // While some are still under way, nothing is asked.
    expect(finishing('50', '6')).toEqual([])
  })

  test('follows its policy: a reason, another person’s signature, or nothing', () => {
    const low = (policy: string) => {
      const floor = mixing({ yield: range({ policy }) })
      floor.make('mix', '80')
      return floor
    }
    expect(codes(low('off').complete('mix'))).toEqual([])
    expect(codes(low('warn').complete('mix'))).toEqual(['reason-missing'])
    expect(low('warn').complete('mix', { reason: 'Foam in the filter' })).toMatchObject({
      fact: { data: { warnings: [{ code: 'yield-out-of-range' }] } },
    })
    const floor = low('block-unless-signed')
    expect(codes(floor.complete('mix'))).toEqual(['yield-out-of-range'])
    expect(floor.override('yield:step')).toMatchObject({ fact: { type: 'andon.deviation.opened.v1' } })
    expect(floor.complete('mix', {}, ben)).toMatchObject({ fact: { type: 'andon.step.completed.v1' } })
  })

  test('counts each part of a lot that is made in parts', () => {
    const floor = mixing({ yield: range() })
    floor.make('mix', '40', { lotId: 'SYR-1' })
    floor.make('mix', '56', { lotId: 'SYR-2' })
    expect(codes(floor.complete('mix'))).toEqual([])
  })

  const percent = fc.integer({ min: 0, max: 15_000 }).map((hundredths) => new Big(hundredths).div(100).toFixed())
  const mass = fc
    .integer({ min: 1, max: 200_000_000 })
    .map((milligrams) => new Big(milligrams).div(1_000_000).toFixed())

  test('refuses a yield if and only if it is outside the range', () => {
    fc.assert(
      fc.property(percent, percent, mass, (one, other, made) => {
        const [lowPercent, highPercent] = new Big(one).gt(other) ? [other, one] : [one, other]
        const floor = mixing({ yield: { lowPercent, highPercent } })
        floor.make('mix', made)
        const isInside = new Big(made).gte(lowPercent) && new Big(made).lte(highPercent)
        expect(codes(floor.complete('mix'))).toEqual(isInside ? [] : ['yield-out-of-range'])
      }),
    )
  })
})

describe('a yield', () => {
  test('is a percentage to four decimals, and none of nothing', () => {
    expect(yieldOf(dec('2'), dec('3'))).toEqual({ made: '2', asked: '3', percent: '66.6667' })
    expect(yieldOf(dec('0'), dec('3'))).toEqual({ made: '0', asked: '3', percent: '0' })
    expect(yieldOf(dec('1'), dec('0'))).toEqual({ made: '1', asked: '0' })
  })

  test('of an order is its product, in the unit of the order, of what it was to make', () => {
    const made = order({
      produced: { 'SYR-1': kg('40'), 'SYR-2': g('500'), 'FOAM-1': { ...kg('9'), materialId: 'FOAM' } },
      scrapped: { SYRUP: kg('7') },
    })
    expect(yieldOfOrder(made)).toEqual({ made: '40.5', asked: '100', percent: '40.5' })
  })

  test('of a step is what it has made, of what the steps before it have left', () => {
    const steps = [aStep('fill', { flow: 'units' }), aStep('pack', { after: ['fill'], flow: 'units' })]
    const [fill, pack] = steps
    if (!fill || !pack) throw new Error('There are two steps.')
    const filled = order({
      quantity: each('100'),
      steps: { fill: { status: 'completed', finished: '80' } },
    })
    const counted = running({ units: { started: '80', finished: '60', scrapped: '5' } })
    expect(yieldOfStep(filled, snapshot({ steps }), pack, counted)).toEqual({ made: '60', asked: '80', percent: '75' })
    expect(yieldOfStep(filled, snapshot({ steps }), pack, running())).toMatchObject({ made: '0' })
    const batch = aStep('mix')
    const outputs = [
      { use: 'produced', materialId: 'SYRUP', ...kg('40') },
      { use: 'produced', materialId: 'SYRUP', ...g('500') },
      { use: 'sample', materialId: 'SYRUP', ...kg('1') },
      { use: 'scrap', materialId: 'SYRUP', ...kg('2') },
    ]
    expect(yieldOfStep(order(), snapshot({ steps: [batch] }), batch, running({ outputs }))).toMatchObject({
      made: '40.5',
      asked: '100',
    })
  })

  test('outside its range is a finding about the step or the order, as the recipe enforces it', () => {
    const strict = range({ policy: 'block-unless-signed', deviationOnOverride: false })
    const outside = { made: kg('94'), asked: kg('100'), percent: '94', low: '95', high: '101' }
    const ofStep = objectionToYield(strict, yieldOf(dec('94'), dec('100')), order(), aStep('mix'))
    expect(ofStep).toMatchObject({ policy: 'block-unless-signed', deviationOnOverride: false })
    expect(ofStep && whyNot([ofStep.violation])).toEqual([
      because('yield-out-of-range/step', { stepId: 'mix', ...outside }, 'yield:step'),
    ])
    const ofOrder = objectionToYield(strict, yieldOf(dec('94'), dec('100')), order(), order())
    expect(ofOrder && whyNot([ofOrder.violation])).toEqual([
      because('yield-out-of-range/order', { orderId: 'O-1', ...outside }, 'yield:order'),
    ])
  })

  test('is not judged without a range, and not where nothing was asked for', () => {
    expect(objectionToYield(undefined, yieldOf(dec('0'), dec('100')), order(), order())).toBeUndefined()
    expect(objectionToYield(range(), yieldOf(dec('1'), dec('0')), order(), order())).toBeUndefined()
    expect(objectionToYield(range({ policy: 'off' }), yieldOf(dec('0'), dec('100')), order(), order())).toBeUndefined()
  })

  test('is judged by its exact value, and not by the percentage that people read', () => {
    const judged = (made: string) =>
      objectionToYield(range(), yieldOf(dec(made), dec('100')), order(), order()) === undefined
    expect(yieldOf(dec('94.999999'), dec('100')).percent).toBe('95')
    expect([judged('94.999999'), judged('95'), judged('101'), judged('101.000001')]).toEqual([false, true, true, false])
  })
})
