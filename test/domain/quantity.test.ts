import { UcumLhcUtils } from '@lhncbc/ucum-lhc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fraction } from '../../events/fraction.ts'
import { commonUnits, decimal, type Unit, unit as unitText } from '../../events/quantity.ts'
import { metricAtoms, plainAtoms, prefixes } from '../../events/ucum-atoms.ts'
import {
  add,
  baseUnitOf,
  convert,
  convertExactly,
  dimensionOf,
  format,
  inBaseUnit,
  isMore,
  isWithin,
  percentOf,
  roundedUp,
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

const measuredIn = (text: string): Unit => unitText.parse(text)

/** What plants write beside the common units. */
const otherUnits = [
  ...[
    'hL',
    'cL',
    'km',
    'ms',
    'MPa',
    'hPa',
    '1/min',
    '/min',
    '[ppm]',
    '[ppb]',
    '10*6',
    '10^6',
    '[IU]',
    'k[IU]',
    'mol',
    'mmol',
  ],
  ...[
    'mol/L',
    'g/L',
    'mg/L',
    'kg/m3',
    'g/cm3',
    'mg/mL',
    'L/h',
    'm3/h',
    'mL/min',
    'g/min',
    't/h',
    'Pa.s',
    'mm2/s',
    'kN',
    'J',
  ],
  ...[
    'kJ',
    'W',
    'mV',
    'mA',
    'Ohm',
    'm/s',
    'm/min',
    '[CFU]',
    '[NTU]',
    'mm2',
    'cm3',
    'dm3',
    '{piece}',
    '%{vol}',
    'kg{dry}',
  ],
  ...[
    'mm[Hg]',
    'm/s2',
    'kW.h/t',
    'kJ/(kg.K)',
    '10*6/mL',
    'N/mm2',
    'g/(m2.d)',
    'L/(min.m2)',
    '[lb_av]/h',
    '[gal_us]/min',
    'wk',
  ],
].map(measuredIn)
const units = [...commonUnits, ...otherUnits]

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
    expect(convert(dec('1'), 'm', 'm2')).toBeUndefined()
    expect(convert(dec('1'), '[pH]', '1')).toBeUndefined()
    expect(convert(dec('1'), measuredIn('mol'), '{each}')).toBeUndefined()
    expect(convert(dec('1'), measuredIn('[IU]'), measuredIn('[CFU]'))).toBeUndefined()
    expect(convert(dec('1'), measuredIn('deg'), measuredIn('rad'))).toBeUndefined()
  })

  test('of a bare number is the same whatever was counted, as UCUM has it', () => {
    expect(convert(dec('1'), '1', '%')).toBe('100')
    expect(convert(dec('12'), measuredIn('{piece}'), '{each}')).toBe('12')
    expect(convert(dec('3'), measuredIn('[ppm]'), '%')).toBe('0.0003')
  })

  test('of a temperature scale moves its zero', () => {
    expect(convert(dec('212'), '[degF]', 'Cel')).toBe('100')
    expect(convert(dec('-40'), 'Cel', '[degF]')).toBe('-40')
    expect(convert(dec('0'), 'K', '[degF]')).toBe('-459.67')
    expect(convert(dec('1'), '[degF]', 'Cel')).toBe('-17.222222222222')
  })

  test('is told to be exact only if it has an end within twelve decimals', () => {
    expect(convert(dec('200'), '[psi]', 'bar')).toBe('13.789514586337')
    expect(convertExactly(dec('200'), '[psi]', 'bar')).toBeUndefined()
    expect(convertExactly(dec('1'), measuredIn('1/min'), 'Hz')).toBeUndefined()
    expect(convertExactly(dec('90'), measuredIn('1/min'), 'Hz')).toBe('1.5')
    expect(convertExactly(dec('0.000000000001'), 'kg', 't')).toBeUndefined()
  })

  test('multiplies: a unit of a product, a quotient or a power has the product, quotient or power of the factors', () => {
    const ratio = fc.constantFrom(
      ...[...Object.keys(metricAtoms), ...Object.keys(plainAtoms)].filter((it) => it !== '10*' && it !== '10^'),
    )
    const small = fc.integer({ min: 2, max: 3 })
    fc.assert(
      fc.property(ratio, ratio, small, (one, other, exponent) => {
        const same = (left: string, right: string) =>
          expect(convertExactly(dec('7'), measuredIn(left), measuredIn(right))).toBe('7')
        same(`${one}.${other}`, `${other}.${one}`)
        same(`${one}/${other}`, `/${other}.${one}`)
        same(`${one}.${other}/${other}`, one)
        same(`${one}${exponent}`, Array(exponent).fill(one).join('.'))
        same(`/${one}${exponent}`, `${one}-${exponent}`)
        same(`${one}/(${other}.${one})`, `/${other}`)
        same(`${one}{x}`, one)
        expect(convertExactly(dec('7'), measuredIn(`12.${one}`), measuredIn(one))).toBe('84')
      }),
    )
  })

  test('shifts the point by the power of ten of a prefix', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.entries(prefixes)),
        fc.constantFrom(...Object.keys(metricAtoms)),
        ([prefix, of], atom) => {
          const unit = unitText.safeParse(`${prefix}${atom}`).data
          const hidden = [`${prefix}${atom}`, ...Object.keys(prefixes).map((it) => `${prefix}${atom}`.slice(it.length))]
          // `cd` is the candela and not a hundredth of a day: an atom that is spelt like that comes first.
          if (!unit || (hidden[0] ?? '') in { ...metricAtoms, ...plainAtoms }) return
          expect(convertExactly(dec('1'), unit, measuredIn(`10*${of}.${atom}`))).toBe('1')
        },
      ),
    )
  })

  test('to the unit of sums keeps every digit', () => {
    for (const unit of units) {
      expect(baseUnitOf(baseUnitOf(unit))).toBe(baseUnitOf(unit))
      expect(sameDimension(unit, baseUnitOf(unit))).toBe(true)
    }
    expect(inBaseUnit({ value: dec('0.000000000001'), unit: 'ug' })).toBe('0.000000000000000000001')
    expect(inBaseUnit({ value: dec('3'), unit: measuredIn('[foz_us]') })).toBe('0.0887205886875')
  })
})

describe('a text', () => {
  const fault = (text: string) => unitText.safeParse(text).error?.issues[0]?.message

  test.each([
    ['kgs', 'unit-unknown {"symbol":"kgs"}'],
    ['KG', 'unit-unknown {"symbol":"KG"}'],
    ['kg/foo', 'unit-unknown {"symbol":"foo"}'],
    ['psi', 'unit-unknown {"symbol":"psi"}'],
    ['toString', 'unit-unknown {"symbol":"toString"}'],
    ['m[psi]', 'unit-unknown {"symbol":"m[psi]"}'],
    ['kg/', 'unit-unreadable {"position":4}'],
    ['(kg', 'unit-unreadable {"position":4}'],
    ['kg m', 'unit-unreadable {"position":3}'],
    ['°C', 'unit-unreadable {"position":1}'],
    ['[psi', 'unit-unreadable {"position":1}'],
    ['', 'unit-unreadable {"position":1}'],
    ['m-', 'unit-unreadable {"position":2}'],
    ['{each', 'unit-unreadable {"position":1}'],
    ['kg'.padEnd(65, '.m'), 'unit-unreadable {"position":65}'],
    ['Cel/min', 'unit-alone {"symbol":"Cel"}'],
    ['mCel', 'unit-alone {"symbol":"mCel"}'],
    ['[degF]2', 'unit-alone {"symbol":"[degF]"}'],
  ])('%s is no unit, and it is said what is wrong where', (text, said) => {
    expect(fault(text)).toBe(said)
  })

  test('of any kind is read or refused', () => {
    const piece = fc.constantFrom('kg', 'm', '10*', '-3', '/', '.', '(', ')', '{x}', '[', ']', '2', 'Cel', '99', ' ')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((it) => it.join('')),
        ),
        (text) => {
          const { success, data } = unitText.safeParse(text)
          expect(success && data !== text).toBe(false)
        },
      ),
    )
  })
})

describe('the units, compared with the tables of the National Library of Medicine', () => {
  const ucum = UcumLhcUtils.getInstance()

  /** Their release of UCUM is older than the turbidity units, compares arbitrary units with none, and asks for a molecular weight to convert moles. */
  const isArbitrary = (unit: string) => /\[(?:iU|IU|EU|CFU|PFU|NTU|FNU|pH|USP'U|arb'U)\]|^B$|eq/.test(unit)

  test.each(units.filter((unit) => !unit.includes('NTU')))('%s is a unit of UCUM', (unit) => {
    expect(ucum.validateUnitString(unit)).toMatchObject({ status: 'valid', ucumCode: unit })
  })

  const pairs = units.flatMap((from) =>
    units
      .filter((to) => to !== from && sameDimension(from, to) && !isArbitrary(to))
      .map((to): [Unit, Unit] => [from, to]),
  )

  test.each(pairs)('%s converts into %s by the same factor, to 12 significant digits', (from, to) => {
    const theirs = ucum.convertUnitTo(from, 1_000_000_000, to)
    expect(theirs.status).toBe('succeeded')
    const ours = Number(convert(dec('1000000000'), from, to))
    expect(ours.toPrecision(12)).toBe(Number(theirs.toVal).toPrecision(12))
  })

  test.each([...Object.keys(metricAtoms), ...Object.keys(plainAtoms)])('the atom %s has the factor of UCUM', (atom) => {
    const base = baseUnitOf(measuredIn(atom))
    if (isArbitrary(atom)) return
    const theirs = ucum.convertUnitTo(atom, 1_000_000_000, base)
    expect(Number(convert(dec('1000000000'), measuredIn(atom), base)).toPrecision(9)).toBe(
      Number(theirs.toVal).toPrecision(9),
    )
  })
})

test('a share that is rounded up to whole pieces is the ceiling of the exact quotient', () => {
  const number = fc.bigInt({ min: 1n, max: 10n ** 15n - 1n })
  fc.assert(
    fc.property(number, number, number, (value, count, per) => {
      const text = roundedUp(fraction(value * count, per), 0)
      expect(text).toBe(`${(value * count + per - 1n) / per}`)
    }),
  )
})
