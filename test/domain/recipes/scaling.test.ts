import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  exactIn,
  exactText,
  hundred,
  isMore,
  isWithin,
  isZero,
  subtract,
} from '../../../shared/domain/quantity.ts'
import { boundsOf } from '../../../shared/domain/recipes/line.ts'
import { scaledLine, scaledStep } from '../../../shared/domain/recipes/scaling.ts'
import { aLine, aStep, dec, each, kg, litres } from '../../support/given.ts'

const nominal = litres('1000')
const lineOf = (quantity: ReturnType<typeof kg> | ReturnType<typeof each>, more = {}) =>
  aLine({ quantity, tolerance: { minusPercent: '0', plusPercent: '0' }, ...more })
const scaled = (quantity: ReturnType<typeof kg> | ReturnType<typeof each>, value: string, whole = nominal) => {
  const { quantity: now, exact } = scaledLine(lineOf(quantity), { part: litres(value), whole })
  return { value: now.value, exact }
}

describe('a line for the quantity of an order', () => {
  test.each([
    ['follows the quantity', kg('20'), '1500', { value: '30' }],
    ['follows a smaller quantity', kg('600'), '500', { value: '300' }],
    ['keeps the digits of its author for the nominal quantity', kg('25.00'), '1000', { value: '25.00' }],
    ['is rounded up at twelve decimals, and says so', kg('10'), '1000.3', { value: '10.003' }],
    ['has whole pieces, and says how many there would be', each('3'), '1500', { value: '5', exact: '4.5' }],
    ['has a whole piece even at the nominal quantity', each('0.4'), '1000', { value: '1', exact: '0.4' }],
  ] as const)('%s', (_, quantity, order, expected) => {
    expect(scaled(quantity, order)).toEqual({ exact: undefined, ...expected })
  })

  test('says an exact quantity without an end as a fraction in lowest terms', () => {
    expect(scaled(kg('10'), '700', litres('2100'))).toEqual({ value: '3.333333333334', exact: '10/3' })
    expect(scaled(each('10'), '700', litres('2100'))).toEqual({ value: '4', exact: '10/3' })
    expect(scaled(kg('0.25'), '0.7', litres('2.1'))).toEqual({ value: '0.083333333334', exact: '1/12' })
  })

  test('is the same in whatever unit the order is written', () => {
    const line = lineOf(kg('20'))
    expect(scaledLine(line, { part: { value: dec('1.5'), unit: 'm3' }, whole: nominal })).toMatchObject({
      quantity: kg('30'),
    })
    const gallons = { part: { value: dec('100'), unit: '[gal_us]' }, whole: nominal } as const
    expect(scaledLine(line, gallons)).toMatchObject({ quantity: kg('7.570823568') })
  })

  const values = fc.integer({ min: 1, max: 10_000_000 }).map((it) => dec(String(it / 1000)))
  const sizes = fc.integer({ min: 1, max: 100_000 }).map(String)
  const quantities = fc.oneof(
    values.map((it) => kg(it)),
    values.map((it) => each(it)),
  )
  const increment = ({ unit }: { unit: string }) => dec(unit === '{each}' ? '1' : '0.000000000001')

  test('is linear: two parts are the whole, or one increment more, and exactly the whole before rounding', () => {
    fc.assert(
      fc.property(quantities, sizes, sizes, sizes, (quantity, one, other, of) => {
        const whole = litres(of)
        const [first, second] = [scaled(quantity, one, whole), scaled(quantity, other, whole)]
        const together = scaled(quantity, add(dec(one), dec(other)), whole)
        const more = subtract(add(first.value, second.value), together.value)
        expect(isWithin(more, dec('0'), increment(quantity))).toBe(true)
        if (first.exact === undefined && second.exact === undefined) expect(isZero(more)).toBe(true)
      }),
    )
  })

  test('rises with the quantity and is never zero', () => {
    fc.assert(
      fc.property(quantities, sizes, sizes, sizes, (quantity, one, other, of) => {
        const [less, more] = [one, other].sort((a, b) => Number(a) - Number(b)) as [string, string]
        const [first, second] = [scaled(quantity, less, litres(of)), scaled(quantity, more, litres(of))]
        expect(isMore(first.value, second.value)).toBe(false)
        expect(isZero(first.value)).toBe(false)
      }),
    )
  })

  test('is the exact quotient, or says it', () => {
    fc.assert(
      fc.property(quantities, sizes, sizes, (quantity, part, whole) => {
        const { value, exact } = scaled(quantity, part, litres(whole))
        const [over, under] = [BigInt(Math.round(Number(quantity.value) * 1000)) * BigInt(part), BigInt(whole) * 1000n]
        const [above = '', below = '1'] = (exact ?? value).split('/')
        const places = above.split('.')[1]?.length ?? 0
        expect(BigInt(above.replace('.', '')) * under).toBe(over * BigInt(below) * 10n ** BigInt(places))
        expect(exactText(exactIn(exact ?? value))).toBe(exact ?? value)
        expect(exact === value).toBe(false)
      }),
    )
  })

  test('of a part of a part is that of the quotient, whatever was rounded in between', () => {
    fc.assert(
      fc.property(quantities, sizes, sizes, sizes, (quantity, part, middle, whole) => {
        const share = (from: string, to: string) => ({ part: litres(to), whole: litres(from) })
        const line = lineOf(quantity)
        const direct = scaledLine(line, share(whole, part))
        const inTwo = scaledLine(scaledLine(line, share(whole, middle)), share(middle, part))
        expect(Number(inTwo.quantity.value)).toBe(Number(direct.quantity.value))
        expect(inTwo.exact).toBe(direct.exact)
      }),
    )
  })

  test('lets pass both the exact and the rounded quantity, however narrow its tolerance', () => {
    const pieces = scaledLine(lineOf(each('3')), { part: litres('1500'), whole: nominal })
    expect(boundsOf(pieces)).toEqual({ least: '4.5', most: '5' })
    const third = scaledLine(lineOf(kg('10')), { part: litres('1'), whole: litres('3') })
    expect(boundsOf(third)).toEqual({ least: '3.333333333333', most: '3.333333333334' })
    const tolerance = { minusPercent: dec('10'), plusPercent: hundred }
    expect(boundsOf({ ...pieces, tolerance })).toEqual({ least: '4.05', most: '10' })
  })
})

describe('a step for the quantity of an order', () => {
  const minutes = (value: string) => ({ value, unit: 'min' }) as const
  const step = (kind: 'production' | 'cleaning') =>
    aStep('fill', {
      kind,
      materials: [
        { lineId: '1', materialId: 'ACT', quantity: kg('20') },
        { lineId: '2', materialId: 'FILTER', quantity: each('1'), fixed: true },
      ],
      parameters: [
        {
          parameterId: 'filled',
          unit: 'L',
          target: '1000',
          low: '-990',
          high: '1010',
          scaled: true,
          source: 'operator',
        },
        { parameterId: 'temperature', unit: 'Cel', low: '62', high: '66', source: 'operator' },
      ],
      timers: [
        { timerId: 'stir', rule: 'at-least', duration: minutes('10'), scaled: true },
        { timerId: 'hurry', rule: 'at-most', duration: minutes('20'), scaled: true },
        { timerId: 'rest', rule: 'at-least', duration: minutes('5') },
      ],
    })
  const shown = ({ materials, parameters, timers }: ReturnType<typeof step>) => [
    ...materials.map(({ quantity }) => quantity.value),
    ...parameters.flatMap(({ target, low, high }) => [target, low, high]),
    ...timers.map(({ duration }) => duration.value),
  ]

  test('has the lines, limits and times that depend on it', () => {
    const scaled = scaledStep(step('production'), { part: litres('1500'), whole: nominal })
    expect(shown(scaled)).toEqual(['30', '1', '1500', '-1485', '1515', undefined, '62', '66', '15', '30', '5'])
  })

  test('rounds its limits outwards, and no time to zero', () => {
    const scaled = scaledStep(step('production'), { part: litres('1'), whole: litres('3') })
    expect(shown(scaled).slice(2, 5)).toEqual(['333.333333333333', '-330', '336.666666666667'])
    expect(shown(scaled).slice(8)).toEqual(['3.333333', '6.666667', '5'])
    const tiny = scaledStep(step('production'), { part: litres('1'), whole: litres('999999999999') })
    expect(shown(tiny).slice(8)).toEqual(['0.000001', '0.000001', '5'])
  })

  test('is as the recipe has it if it is a cleaning', () => {
    expect(scaledStep(step('cleaning'), { part: litres('1500'), whole: nominal })).toEqual(step('cleaning'))
  })
})
