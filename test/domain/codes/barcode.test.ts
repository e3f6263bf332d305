import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCode } from '../../../shared/domain/codes/barcode.ts'
import { separator } from '../../../shared/domain/codes/element-string.ts'
import { checkDigit } from '../../../shared/domain/codes/gs1.ts'
import { inWords } from '../../support/words.ts'

const read = (code: string) => readCode(code, 2026)
const codesOf = (code: string) => {
  const found = read(code)
  return 'violations' in found ? found.violations.map((it) => it.code) : []
}
const gtin = '09521234543213'
const unit = [
  { ai: '01', value: gtin },
  { ai: '10', value: 'PUMP-7' },
  { ai: '21', value: 'S-1' },
]

describe('a code', () => {
  test.each([
    ['in brackets', `(01)${gtin}(10)PUMP-7(21)S-1`],
    ['with FNC1', `01${gtin}10PUMP-7${separator}21S-1`],
    ['with its symbology', `]d201${gtin}10PUMP-7${separator}21S-1`],
    ['as a link', `https://id.gs1.org/01/${gtin}/10/PUMP-7/21/S-1`],
    [
      'as a link of another domain, below a path, with a short number',
      'https://acme.example/q/01/9521234543213/10/PUMP-7/21/S-1?x=1',
    ],
  ])('%s means the same', (_how, code) => {
    expect(read(code)).toEqual({ elements: unit })
  })

  test('takes further elements from the query of a link', () => {
    expect(read(`https://id.gs1.org/01/${gtin}?17=271231&utm=mail`)).toEqual({
      elements: [
        { ai: '01', value: gtin },
        { ai: '17', value: '271231' },
      ],
    })
  })

  test('of eighteen digits is an SSCC and nothing else', () => {
    expect(read('395212340000000014')).toEqual({ elements: [{ ai: '00', value: '395212340000000014' }] })
    expect(codesOf('395212340000000019')).toEqual(['barcode-invalid'])
    expect(read('(00)395212340000000014')).toEqual(read('395212340000000014'))
  })

  test.each([
    ['as thirteen digits', '9521234543213', '9521234543213'],
    ['as fourteen digits', '09521234543213', '09521234543213'],
    ['whose digits could be elements', '1012345678904', '1012345678904'],
  ])('that is a GTIN alone %s is that GTIN, or an id', (_how, code, digits) => {
    expect(read(code)).toEqual({ id: code, elements: [{ ai: '01', value: digits.padStart(14, '0') }] })
  })

  test.each([
    [']E09521234543213', '09521234543213'],
    [']I109521234543213', '09521234543213'],
    [']E402345673', '00000002345673'],
  ])('with the symbology of a trade item is its GTIN and nothing else: %s', (code, value) => {
    expect(read(code)).toEqual({ elements: [{ ai: '01', value }] })
    expect(codesOf(`${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`)).toEqual(['barcode-invalid'])
  })

  test.each([']Q1', ']d1', ']J0'])('with the symbology %s is the link in it', (symbology) => {
    expect(read(`${symbology}https://id.gs1.org/01/${gtin}/10/PUMP-7`)).toEqual({ elements: unit.slice(0, 2) })
  })

  test('that says the same element twice says it, and two values are of two labels', () => {
    expect(read(`(01)${gtin}(10)PUMP-7(01)${gtin}`)).toHaveProperty('elements')
    expect(codesOf('(10)PUMP-7(10)PUMP-8')).toEqual(['barcode-invalid'])
  })

  test('that is a link with two digits for a GTIN is refused', () => {
    expect(codesOf('https://x.example/01/17')).toEqual(['barcode-invalid'])
  })

  test('is an id of the plant, or one of a lot and its sublot', () => {
    expect(read('PUMP-7')).toEqual({ id: 'PUMP-7' })
    expect(read('PUMP-7@S-1')).toEqual({ id: 'PUMP-7', sublotId: 'S-1' })
    expect(read('4711')).toEqual({ id: '4711' })
  })

  test('that can be an id or the elements of a symbol is read as both', () => {
    expect(read(`01${gtin}`)).toEqual({ id: `01${gtin}`, elements: [{ ai: '01', value: gtin }] })
  })

  test.each([
    ['a wrong check digit', '(01)09521234543214'],
    ['an unknown identifier', '(88)12'],
    ['a date that is none', '(17)261331'],
    ['a link to nothing', 'https://example.org/about'],
    ['a link with a value missing', `https://id.gs1.org/01/${gtin}/10`],
    ['a link with a wrong check digit', 'https://id.gs1.org/01/09521234543214'],
    ['a link that is broken', 'https://id.gs1.org/01/%E0%A4%A'],
    ['a symbol that is not of GS1', ']A09521234543213'],
    ['the symbology of a trade item and more digits', ']E0952123454321312345'],
    ['a link of a symbology that holds none', ']C1https://id.gs1.org/01/09521234543213'],
    ['a word that is no id', 'a b c'],
    ['too many parts', 'A@B@C'],
  ])('with %s is refused', (_what, code) => {
    expect(new Set(codesOf(code))).toEqual(new Set(['barcode-invalid']))
  })

  test('is refused with every reason at once', () => {
    expect(codesOf('(01)09521234543214(17)261331')).toHaveLength(2)
  })

  test('of any characters is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), (code) => {
        const found = read(code)
        if ('violations' in found) for (const it of found.violations) expect(inWords(it)).toMatch(/\.$/)
      }),
    )
  })

  test('of eighteen digits with one digit wrong is always refused', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{17}$/),
        fc.nat({ max: 17 }),
        fc.integer({ min: 1, max: 9 }),
        (body, place, off) => {
          const digits = [...`${body}${checkDigit(body)}`]
          digits[place] = String((Number(digits[place]) + off) % 10)
          expect(codesOf(digits.join(''))).toEqual(['barcode-invalid'])
        },
      ),
    )
  })
})
