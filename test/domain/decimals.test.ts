import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { lotId } from '../../events/identifiers.ts'
import { type Amount, type Decimal, decimal, type quantity, reckoned, signedDecimal } from '../../events/quantity.ts'
import { add, decimalOf, isMore, secondsOf, zero } from '../../shared/domain/quantity.ts'
import { dec, kg, lot } from '../support/given.ts'

/*
 * Most of what is proved here, `npm run types` proves: below each `@ts-expect-error` stands what is no decimal and must not compile as one.
 * As soon as it compiles, the comment itself is the error.
 */

describe('what is no decimal', () => {
  const id = lotId.parse('100')
  const [text, number]: [string, number] = ['12.5', 0.1 + 0.2]

  it('does not compile where one is meant', () => {
    // @ts-expect-error a lot id may look like a number, and is none
    const named: Decimal = id
    // @ts-expect-error a unit measures, and is no number
    const unit: Decimal = kg('1').unit
    // @ts-expect-error a template of a number writes a float with all its digits, or with an exponent
    const float: Decimal = `${number}`
    // @ts-expect-error a plain text has not been read by a schema
    const plain: Decimal = text
    // @ts-expect-error a literal is a plain text, too
    const literal: Decimal = '12.5'
    // @ts-expect-error an amount is more than its number
    const whole: Decimal = kg('1')
    expect([named, unit, float, plain, literal, whole]).toHaveLength(6)
  })

  it('is not computed with', () => {
    const { lotId: other, materialId, remaining } = lot({ lotId: '5', materialId: '7', remaining: '1' })
    // @ts-expect-error the sum of two ids
    expect(add(other, materialId)).toBe('12')
    // @ts-expect-error a quantity is compared with an id
    expect(isMore(other, remaining)).toBe(true)
    // @ts-expect-error an amount has a number before its unit
    const swapped: Amount = { value: kg('1').unit, unit: kg('1').value }
    expect(swapped).toEqual({ value: 'kg', unit: '1' })
  })
})

describe('a decimal', () => {
  it('is plain text where it is written, and a decimal where it was read', () => {
    const written: z.input<typeof quantity> = { value: '12.500', unit: 'kg' }
    const read: readonly Decimal[] = [decimal.parse('12.500'), signedDecimal.parse('-4.5'), reckoned.parse('-12.5')]
    expect([written.value, ...read]).toEqual(['12.500', '12.500', '-4.5', '-12.5'])
  })

  it('remains a text to whoever shows it', () => {
    const shown: string = dec('12.500')
    expect(shown).toBe('12.500')
  })

  it('is made of a count, and of no other number', () => {
    expect([decimalOf(480), decimalOf(-3), decimalOf(Number.MAX_SAFE_INTEGER), zero]).toEqual([
      '480',
      '-3',
      '9007199254740991',
      '0',
    ])
    for (const other of [0.1 + 0.2, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => decimalOf(other)).toThrow(RangeError)
  })

  it('is made of milliseconds as seconds, exactly', () => {
    const said = [0, 1, 1500, 60_000, -250, 8_640_000_000_000_001].map(secondsOf)
    expect(said).toEqual(['0', '0.001', '1.5', '60', '-0.25', '8640000000000.001'])
  })

  it('is refused by a test that writes it wrong', () => {
    for (const text of ['', '1e3', '12,5', 'NaN', '+1']) expect(() => dec(text)).toThrow()
  })
})
