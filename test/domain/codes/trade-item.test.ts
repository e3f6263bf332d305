import { describe, expect, test } from 'vitest'
import { gtinOf } from '../../../shared/domain/codes/trade-item.ts'

describe('a trade item number', () => {
  test.each([
    ['96385074', '00000096385074'],
    ['012345678905', '00012345678905'],
    ['9521234543213', '09521234543213'],
    ['19521234543210', '19521234543210'],
  ])('that is written as %s is one in fourteen digits', (written, gtin) => {
    expect(gtinOf(written)).toBe(gtin)
    expect(gtinOf(gtin)).toBe(gtin)
  })

  test.each([
    ['with a wrong check digit', '9521234543214'],
    ['of a length that none has', '952123454321'],
    ['with a letter', '952123454321A'],
    ['without a digit', ''],
  ])('is not one %s', (_what, written) => expect(gtinOf(written)).toBeUndefined())

  test('is undefined if none is written', () => expect(gtinOf(undefined)).toBeUndefined())
})
