import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberIn, typedAs } from '../../console/src/words/typed.ts'

describe('A number that a person types', () => {
  it.each([
    ['en', '999.5', '999.5'],
    ['en', '999,5', '999.5'],
    ['en', ' 12.500 ', '12.500'],
    ['en', '0,500', '0.500'],
    ['en', '1200,500', '1200.500'],
    ['en', '1 000', '1000'],
    ['en', '1 000,125', '1000.125'],
    ['en', '1,234.5', '1234.5'],
    ['en', '1,234,567', '1234567'],
    ['en', "12'000.25", '12000.25'],
    ['en', '.5', '0.5'],
    ['en', '12.', '12'],
    ['en', '007', '7'],
    ['en', '-4.5', '-4.5'],
    ['en', '−4,5', '-4.5'],
    ['en', '-0', '0'],
    ['fr', '999,5', '999.5'],
    ['fr', '999.5', '999.5'],
    ['fr', '1,000', '1.000'],
    ['fr', '1\u202f000,5', '1000.5'],
    ['fr', '1.234,5', '1234.5'],
  ])('in %s, %s is %s', (language, text, value) => {
    expect(numberIn(text, language)).toEqual({ value })
  })

  it.each([
    ['en', '1,000'],
    ['en', '-12,500'],
    ['fr', '1.000'],
    ['fr', '120.500'],
  ])('in %s, %s may be two numbers and is not read', (language, text) => {
    expect(numberIn(text, language)).toEqual({ fault: 'ambiguous' })
  })

  it.each(['', '-', '.', 'ten', '1e3', '1 00', '10 00', '1,2,3', '1.2.3', '12 kg', '0x10', '1,23.456,7'])(
    '%s is no number',
    (text) => {
      expect(numberIn(text, 'en')).toEqual({ fault: 'none' })
      expect(numberIn(text, 'fr')).toEqual({ fault: 'none' })
    },
  )

  it('is read back as it is shown in a field, in each language', () => {
    const digits = (least: number) => fc.stringMatching(new RegExp(`^[0-9]{${least},9}$`))
    const decimals = fc
      .tuple(fc.integer({ min: 0, max: 999_999 }), digits(0))
      .map(([whole, part]) => (part === '' ? `${whole}` : `${whole}.${part}`))
    fc.assert(
      fc.property(decimals, fc.constantFrom('en', 'fr'), (value, language) => {
        expect(numberIn(typedAs(value, language), language)).toEqual({ value })
      }),
    )
  })
})
