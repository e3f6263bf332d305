import { UcumLhcUtils } from '@lhncbc/ucum-lhc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal, type Unit, units } from '../../events/quantity.ts'
import {
  add,
  ceiling,
  convert,
  dimensionOf,
  format,
  isMore,
  isWithin,
  percentOf,
  proportion,
  sameDimension,
  subtract,
} from '../../shared/domain/quantity.ts'
import { dec } from '../support/given.ts'

/** Plain decimals as the published language has them: up to 15 digits before and 12 after the point. */
const aDecimal = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }), fc.nat(12))
  .map(([whole, part, digits]) => {
    const text = part.toString().padStart(12, '0').slice(0, digits)
    return digits === 0 ? `${whole}` : `${whole}.${text}`
  })

/** The same number as an integer of millionths of millionths: an arithmetic that has no rounding at all. */
const exactly = (text: string): bigint => {
  const negative = text.startsWith('-')
  const [whole = '0', part = ''] = text.replace('-', '').split('.')
  const scaled = BigInt(whole) * 10n ** 12n + BigInt(part.padEnd(12, '0'))
  return negative ? -scaled : scaled
}

describe('an amount', () => {
  test('is generated as the published schema allows it', () => {
    fc.assert(fc.property(aDecimal, (value) => decimal.safeParse(value).success))
  })

  test('is added and subtracted exactly, to the last of twenty-seven digits', () => {
    fc.assert(
      fc.property(aDecimal, aDecimal, (one, other) => {
        expect(exactly(add(dec(one), dec(other)))).toBe(exactly(one) + exactly(other))
        expect(exactly(subtract(dec(one), dec(other)))).toBe(exactly(one) - exactly(other))
        expect(exactly(subtract(add(dec(one), dec(other)), dec(other)))).toBe(exactly(one))
        expect(isMore(dec(one), dec(other))).toBe(exactly(one) > exactly(other))
      }),
    )
  })

  test('has no floating point: a tenth and two tenths are three tenths', () => {
    expect(add(dec('0.1'), dec('0.2'))).toBe('0.3')
    expect(subtract(dec('999999999999999.999999999999'), dec('0.000000000001'))).toBe('999999999999999.999999999998')
    expect(percentOf(dec('0.1'), dec('1.5'))).toBe('0.0015')
  })

  test('is never written with an exponent', () => {
    fc.assert(
      fc.property(
        aDecimal,
        aDecimal,
        (one, other) => !/e/i.test(`${add(dec(one), dec(other))}${subtract(dec(one), dec(other))}`),
      ),
    )
    expect(convert(dec('0.000000000001'), 'kg', 'kg')).toBe('0.000000000001')
  })

  test('is within limits that it equals, and within absent limits', () => {
    expect(isWithin(dec('35'), dec('35'), dec('45'))).toBe(true)
    expect(isWithin(dec('45.000'), dec('35'), dec('45'))).toBe(true)
    expect(isWithin(dec('45.000000000001'), dec('35'), dec('45'))).toBe(false)
    expect(isWithin(dec('34.999999999999'), dec('35'), dec('45'))).toBe(false)
    expect(isWithin(dec('-4'), dec('-5'), undefined)).toBe(true)
    expect(isWithin(dec('-6'), dec('-5'), undefined)).toBe(false)
    expect(isWithin(dec('7'), undefined, undefined)).toBe(true)
  })

  test('is shown with its unit, a count without', () => {
    expect(format({ value: dec('12.500'), unit: 'kg' })).toBe('12.500 kg')
    expect(format({ value: dec('3'), unit: '{each}' })).toBe('3')
  })
})

describe('a conversion', () => {
  const aUnit = fc.constantFrom(...units)
  const related = fc.tuple(aUnit, aUnit).filter(([one, other]) => sameDimension(one, other))

  test('is possible only within a dimension', () => {
    fc.assert(
      fc.property(aDecimal, aUnit, aUnit, (value, from, to) => {
        expect(convert(dec(value), from, to) === undefined).toBe(dimensionOf(from) !== dimensionOf(to))
      }),
    )
  })

  test('and back gives the same amount, to 12 decimals of the coarser unit', () => {
    fc.assert(
      fc.property(aDecimal, related, (value, [from, to]) => {
        const there = dec(convert(dec(value), from, to) ?? '')
        const back = dec(convert(there, to, from) ?? '')
        // One unit of the twelfth decimal at the other end is all that can be lost, and one of it on the way back.
        const lost = Number(convert(dec('0.000000000001'), to, from)) - Number(convert(dec('0'), to, from))
        expect(Math.abs(Number(subtract(back, dec(value))))).toBeLessThanOrEqual(Math.abs(lost) + 1e-12)
      }),
    )
  })

  test('from a coarse unit to a finer one is exact', () => {
    expect(convert(dec('1.500'), 'kg', 'g')).toBe('1500')
    expect(convert(dec('0.000000000001'), 't', 'ug')).toBe('1')
    expect(convert(dec('999999999999999.999999999999'), 't', 'kg')).toBe('999999999999999999.999999999')
    expect(convert(dec('1'), '[gal_us]', 'mL')).toBe('3785.411784')
    expect(convert(dec('-40'), 'Cel', 'K')).toBe('233.15')
    expect(convert(dec('0'), 'K', 'Cel')).toBe('-273.15')
    expect(convert(dec('1.5'), 'd', 'h')).toBe('36')
  })

  test('is refused between units that only look alike', () => {
    expect(convert(dec('1'), 'kg', 'L')).toBeUndefined()
    expect(convert(dec('1'), '%', '1')).toBeUndefined()
    expect(convert(dec('1'), '[degF]', 'Cel')).toBeUndefined()
    expect(convert(dec('1'), 'm', 'm2')).toBeUndefined()
  })
})

describe('the units, compared with the tables of the National Library of Medicine', () => {
  const ucum = UcumLhcUtils.getInstance()

  test.each(units)('%s is a unit of UCUM', (unit) => {
    expect(ucum.validateUnitString(unit)).toMatchObject({ status: 'valid', ucumCode: unit })
  })

  const pairs = units.flatMap((from) =>
    units.filter((to) => to !== from && sameDimension(from, to)).map((to): [Unit, Unit] => [from, to]),
  )

  test.each(pairs)('%s converts into %s by the same factor, to 12 significant digits', (from, to) => {
    const theirs = ucum.convertUnitTo(from, 1_000_000_000, to)
    expect(theirs.status).toBe('succeeded')
    const ours = Number(convert(dec('1000000000'), from, to))
    expect(ours.toPrecision(12)).toBe(Number(theirs.toVal).toPrecision(12))
  })

  test('a unit without a factor converts only to itself', () => {
    const alone = units.filter((unit) => dimensionOf(unit) === unit && unit !== '{each}')
    for (const unit of alone) {
      expect(convert(dec('7'), unit, unit)).toBe('7')
      expect(units.filter((other) => other !== unit && sameDimension(unit, other))).toEqual([])
    }
    expect(alone).toContain('[pH]')
  })
})

test('a proportion has the ceiling of the exact quotient', () => {
  const number = fc.bigInt({ min: 1n, max: 10n ** 15n - 1n })
  fc.assert(
    fc.property(number, number, number, (value, count, per) => {
      const text = ceiling(proportion(dec(`${value}`), dec(`${count}`), dec(`${per}`)))
      expect(text).toBe(`${(value * count + per - 1n) / per}`)
    }),
  )
})
