import { gs1datamatrix } from 'bwip-js/generic'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dateElement,
  dateOf,
  elementString,
  measureElement,
  measureOf,
  readableElements,
  readElements,
  separator,
} from '../../../shared/domain/codes/element-string.ts'
import { checkDigit, type Gs1Reading } from '../../../shared/domain/codes/gs1.ts'
import {
  carriedIdentifiers,
  type Element,
  knownIdentifiers,
  titleOf,
} from '../../../shared/domain/codes/identifiers.ts'
import { contradictions } from '../../../shared/domain/codes/together.ts'
import { dec } from '../../support/given.ts'
import { histories } from '../../support/seeded.ts'

const year = 2026
const set82 = [...'!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz']
const text = (most: number, characters = set82) =>
  fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: most }).map((it) => it.join(''))
const digits = (least: number, most = least) => text(most, [...'0123456789']).map((it) => it.padStart(least, '0'))
const checked = (length: number) => digits(length - 1).map((it) => it + checkDigit(it))
const two = (most: number, least = 0) => fc.integer({ min: least, max: most }).map((it) => `${it}`.padStart(2, '0'))
const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((it) => it.join(''))
const date = joined(two(99), two(12, 1), two(28, 1))

const piece = fc.tuple(fc.integer({ min: 1, max: 99 }), fc.nat(98)).map(([total, of]) => {
  return `${(of % total) + 1}`.padStart(2, '0') + `${total}`.padStart(2, '0')
})

/** What GS1 General Specifications 3.2 says of each identifier, said once more. */
const dataOf: [ai: RegExp, data: fc.Arbitrary<string>][] = [
  [/^00$/, checked(18)],
  [/^0[12]$/, checked(14)],
  [/^(10|2[12])$/, text(20)],
  [/^1[1-7]$/, joined(two(99), two(12, 1), two(28))],
  [/^20$/, digits(2)],
  [/^(240|241|250|251|400|90)$/, text(30)],
  [/^3[07]$/, digits(1, 8)],
  [/^3\d{3}$/, digits(6)],
  [/^402$/, checked(17)],
  [/^41\d$/, checked(13)],
  [/^421$/, joined(fc.constantFrom('004', '250', '276', '372', '894'), text(9))],
  [/^7003$/, joined(date, two(23), two(59))],
  [/^8006$/, joined(checked(14), piece)],
  [/^8008$/, joined(date, two(23))],
  [/^9[1-9]$/, text(90)],
]
const dataFor = (ai: string) =>
  dataOf.find(([pattern]) => pattern.test(ai))?.[1] ?? fc.constant('no such identifier here')
const anElement: fc.Arbitrary<Element> = fc
  .constantFrom(...knownIdentifiers)
  .chain((ai) => dataFor(ai).map((value) => ({ ai, value })))
const elements = fc.uniqueArray(anElement, { selector: ({ ai }) => ai, minLength: 1, maxLength: 6 })

const soundly = <Value>(reading: Gs1Reading<Value>): Value => {
  if (reading.outcome === 'faulty') throw new Error(JSON.stringify(reading.faults))
  return reading.value
}
const faultsOf = (reading: Gs1Reading<unknown>) =>
  reading.outcome === 'faulty' ? reading.faults.map(({ kind, ai }) => `${ai ?? ''} ${kind}`.trim()) : []

describe('an element string', () => {
  test('is read as it was built, from a scanner with or without its symbology identifier', () => {
    fc.assert(
      fc.property(elements, fc.constantFrom('', ']d2', ']C1', ']Q3', separator), (row, prefix) => {
        expect(soundly(readElements(`${prefix}${soundly(elementString(row, year))}`, year))).toEqual(row)
      }),
      { numRuns: histories(1000) },
    )
  })

  test('is read from its printed form with brackets, if its data has no opening bracket', () => {
    const typeable = elements.filter((row) => row.every(({ value }) => !value.includes('(')))
    fc.assert(
      fc.property(typeable, (row) => {
        expect(soundly(readElements(readableElements(row), year))).toEqual(row)
      }),
    )
  })

  test('has a separator after data without a predefined length, and none at its end', () => {
    const row = [
      { ai: '01', value: '09521234543213' },
      { ai: '10', value: 'A-7' },
      { ai: '3103', value: '012500' },
      { ai: '21', value: '42' },
    ]
    expect(elementString(row, year)).toEqual({
      outcome: 'sound',
      value: `010952123454321310A-7${separator}31030125002142`,
    })
    expect(readableElements(row)).toBe('(01)09521234543213(10)A-7(3103)012500(21)42')
  })

  test('may have a separator that is not needed, as scanners send it', () => {
    expect(soundly(readElements(`0109521234543213${separator}10A-7${separator}`, year))).toEqual([
      { ai: '01', value: '09521234543213' },
      { ai: '10', value: 'A-7' },
    ])
  })

  test('never makes the reader throw, and what is read builds the same string again', () => {
    const noise = fc.string({ unit: fc.constantFrom(...set82, separator, '(', ')', ']', 'é', '\u0000') })
    fc.assert(
      fc.property(noise, (input) => {
        const reading = readElements(input, year)
        if (reading.outcome === 'faulty') expect(reading.faults.length).toBeGreaterThan(0)
        else expect(readElements(soundly(elementString(reading.value, year)), year)).toEqual(reading)
      }),
      { numRuns: histories(2000) },
    )
  })

  test('has a title for each identifier', () => {
    const all = [...knownIdentifiers, ...carriedIdentifiers]
    expect(all.filter((ai) => !titleOf(ai))).toEqual([])
    expect(new Set(all).size).toBe(all.length)
    expect(titleOf('constructor')).toBeUndefined()
  })

  test.each([
    ['of which a plant has no use', '(01)09521234543213(422)276(7030)276ABC(8200)https://a.example', 4],
    ['that GS1 may assign yet, up to its FNC1', `]d27019NEW${separator}01095212345432134201234`, 3],
    ['of the same, in brackets', '(7099)NEW(253)9521234543213', 2],
    ['of capitals, digits, # and /', '(8010)9521234#A/1', 1],
  ])('may carry identifiers %s', (_, input, count) => {
    const read = soundly(readElements(input, year))
    expect(read).toHaveLength(count)
    expect(readElements(soundly(elementString(read, year)), year)).toEqual({ outcome: 'sound', value: read })
  })
})

describe('a fault of an element string', () => {
  test.each([
    ['a check digit', '(00)376104250021234568', ['00 check-digit']],
    ['a key that is short', '(01)0952123454321', ['01 length']],
    ['a letter among digits', '(37)12a', ['37 character']],
    ['a character outside of the invariant set', '(10)Lot#7', ['10 character']],
    ['a letter of another alphabet', '(21)Ж', ['21 character']],
    ['a batch of 21 characters', '(10)ABCDEFGHIJKLMNOPQRSTU', ['10 length']],
    ['nothing in it', '(10)', ['10 length']],
    ['a month 13', '(17)271301', ['17 date']],
    ['a 30th of February', '(17)280230', ['17 date']],
    ['a 29th of February in no leap year', '(15)270229', ['15 date']],
    ['an hour 24', '(7003)2611222400', ['7003 date']],
    ['an expiry time without a day', '(7003)2611002300', ['7003 date']],
    ['a piece 3 of 2', '(8006)095212345432130302', ['8006 piece']],
    ['a country that there is not', '(421)999AB1', ['421 country']],
    ['a letter among the digits of what is only carried', '(7001)12345678901AB', ['7001 character']],
    ['what is only carried and too long', '(422)2760', ['422 length']],
    ['an identifier that no plant knows', '(05)123', ['05 unknown-ai']],
    ['an identifier twice', '(10)A(10)B', ['10 repeated-ai']],
    ['several of them', '(00)1(10)é(17)990000', ['00 length', '10 character', '17 date']],
    ['no bracket to close', '(01', ['structure']],
    ['nothing at all', '', ['structure']],
    ['text before the first bracket', 'A(10)B', ['A(10 unknown-ai']],
    ['a symbol that is not of GS1', ']d110ABC', ['structure']],
  ])('is named: %s', (_, input, faults) => expect(faultsOf(readElements(input, year))).toEqual(faults))

  test('is named where the string ends too early, and nothing after it is guessed', () => {
    expect(faultsOf(readElements(`10A-7${separator}0537`, year))).toEqual(['0537 unknown-ai'])
    expect(faultsOf(readElements(`01095212${separator}10A`, year))).toEqual(['01 length'])
  })

  test('is named before a symbol is made', () => {
    expect(
      faultsOf(
        elementString(
          [
            { ai: '10', value: `A${separator}B` },
            { ai: '98765', value: 'x' },
          ],
          year,
        ),
      ),
    ).toEqual(['10 character', '98765 unknown-ai'])
  })
})

describe('a date of six digits', () => {
  test.each([
    ['261122', 2026, '2026-11-22'],
    ['260200', 2026, '2026-02-28'],
    ['240200', 2026, '2024-02-29'],
    ['000229', 2026, '2000-02-29'],
    ['761231', 2026, '2076-12-31'],
    ['770101', 2026, '1977-01-01'],
    ['490101', 2099, '2149-01-01'],
    ['500101', 2099, '2050-01-01'],
    ['000229', 2099, undefined],
    ['26112', 2026, undefined],
  ])('%s is read in %i as %s', (digits, now, expected) => expect(dateOf(digits, now)).toBe(expected))

  test('is within 49 years before and 50 after the current year', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 1950, max: 2199 }), (digits, now) => {
        const preIssued = Number(dateOf(digits, now)?.slice(0, 4)) - now
        expect(preIssued).toBeGreaterThanOrEqual(-49)
        expect(preIssued).toBeLessThanOrEqual(50)
      }),
    )
  })

  test('is made only of dates that are read back the same', () => {
    const days = fc.date({ min: new Date('1950-01-01'), max: new Date('2110-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(days, (day) => {
        const text = day.toISOString().slice(0, 10)
        const made = dateElement('17', text, year)
        const near = Number(text.slice(0, 4)) >= year - 49 && Number(text.slice(0, 4)) <= year + 50
        expect(made.outcome).toBe(near ? 'sound' : 'faulty')
        if (made.outcome === 'sound') expect(dateOf(made.value.value, year)).toBe(text)
      }),
    )
    expect(faultsOf(dateElement('17', '2026-02-30', year))).toEqual(['17 date'])
    expect(faultsOf(dateElement('17', 'tomorrow', year))).toEqual(['17 date'])
  })
})

describe('a measure', () => {
  test('keeps its decimals', () => {
    expect(measureOf({ ai: '3103', value: '012500' })).toEqual({ value: '12.500', unit: 'kg' })
    expect(measureOf({ ai: '3150', value: '000007' })).toEqual({ value: '7', unit: 'L' })
    expect(measureOf({ ai: '10', value: '012500' })).toBeUndefined()
    expect(measureOf({ ai: '3103', value: '12.5' })).toBeUndefined()
  })

  test('is the same exact amount after it was written and read', () => {
    const amounts = fc.tuple(fc.nat(999_999), fc.nat(5)).map(([digits, decimals]) => {
      const padded = `${digits}`.padStart(decimals + 1, '0')
      return decimals === 0 ? padded : `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`
    })
    fc.assert(
      fc.property(amounts, (value) => {
        expect(measureOf(soundly(measureElement('310', { value: dec(value), unit: 'kg' })))).toEqual({
          value,
          unit: 'kg',
        })
      }),
    )
  })

  test('is converted within its dimension, exactly', () => {
    expect(measureElement('310', { value: dec('12500'), unit: 'g' })).toMatchObject({
      value: { ai: '3101', value: '000125' },
    })
    expect(measureElement('330', { value: dec('999999.000'), unit: 'kg' })).toMatchObject({
      value: { ai: '3300', value: '999999' },
    })
  })

  test('that would be rounded, or has another dimension, is refused', () => {
    expect(faultsOf(measureElement('310', { value: dec('1.234567'), unit: 'kg' }))).toEqual(['310 precision'])
    expect(faultsOf(measureElement('310', { value: dec('1000000'), unit: 'kg' }))).toEqual(['310 precision'])
    expect(faultsOf(measureElement('310', { value: dec('1'), unit: 'L' }))).toEqual(['310 precision'])
  })
})

describe('element strings, compared with an independent GS1 encoder', () => {
  /** What the encoder says against these elements. */
  const saidAgainst = (row: readonly Element[]): string | undefined => {
    const surface = {
      scale: () => null,
      measure: () => ({ width: 0, ascent: 0, descent: 0 }),
      init: () => {},
      line: () => {},
    }
    const nothing = {
      polygon: () => {},
      hexagon: () => {},
      ellipse: () => {},
      fill: () => {},
      text: () => {},
      end: () => 0,
    }
    try {
      gs1datamatrix({ bcid: 'gs1datamatrix', text: readableElements(row) }, { ...surface, ...nothing })
      return undefined
    } catch (error) {
      return String(error)
    }
  }
  const isAboutOthers = /missingAIs|requisite|mutually exclusive/i
  /** The same, without which identifiers have to stand beside which. */
  const objection = (row: readonly Element[]): string | undefined => {
    const said = saidAgainst(row)
    return said !== undefined && isAboutOthers.test(said) ? undefined : said
  }
  // Data with brackets would be read by it as identifiers.
  const judged = anElement.filter(({ value }) => !/[()]/.test(value))

  test('that are built are accepted', () => {
    fc.assert(
      fc.property(judged, (element) => {
        expect(objection([element])).toBeUndefined()
      }),
      { numRuns: histories(300) },
    )
  })

  test('of identifiers of which a plant has no use are read whenever they are accepted there', () => {
    const data = fc.oneof(digits(1, 20), text(30, [...'0123456789ABCabc-/']))
    const likely = fc.constantFrom('276', '9521234543213', '09521234543213', '270630', '000250', '1', '276ABC', '1234')
    fc.assert(
      fc.property(fc.constantFrom(...carriedIdentifiers), fc.oneof(data, likely), (ai, value) => {
        if (objection([{ ai, value }]) === undefined) expect(elementString([{ ai, value }], year).outcome).toBe('sound')
      }),
      { numRuns: histories(600) },
    )
  })

  test('contradict each other where they do there', () => {
    const samples = new Map<string, string>([
      ['255', '9521234543213'],
      ['8020', 'A'],
      ['8026', '095212345432130102'],
      ['3920', '100'],
      ['3930', '978100'],
      ['3950', '000100'],
      ['8005', '000100'],
      ['235', 'A'],
      ['420', '1234'],
      ['422', '276'],
      ['426', '276'],
    ])
    const one = fc.oneof(
      judged,
      fc.constantFrom(...samples).map(([ai, value]) => ({ ai, value })),
    )
    fc.assert(
      fc.property(one, one, (first, second) => {
        fc.pre(first.ai !== second.ai)
        const said = saidAgainst([first, second])
        const isContrary = said !== undefined && /mutually exclusive/.test(said)
        // Of an identifier that lacks another one, the encoder says no more.
        fc.pre(said === undefined || isContrary)
        expect([first, second, contradictions([first, second]).length > 0]).toEqual([first, second, isContrary])
      }),
      { numRuns: histories(1500) },
    )
  })

  test('that are refused for a digit are refused there too', () => {
    fc.assert(
      fc.property(judged, fc.nat(), fc.constantFrom(...'0123456789a#'), ({ ai, value }, place, digit) => {
        const at = place % value.length
        const changed = { ai, value: `${value.slice(0, at)}${digit}${value.slice(at + 1)}` }
        const ours = elementString([changed], year).outcome
        expect(objection([changed]) === undefined ? 'sound' : 'faulty').toBe(ours)
      }),
      { numRuns: histories(600) },
    )
  })
})
