import { describe, expect, test } from 'vitest'
import type { LotId } from '../../../events/identifiers.ts'
import { ofOrder, producing } from '../../support/distillation.ts'
import { codes, dec, kg, lot, noon } from '../../support/given.ts'
import { spoken } from '../../support/words.ts'

describe('a sample', () => {
  test('leaves the order’s lot, to its account `sampled`', () => {
    const decision = producing(
      { use: 'sample', quantity: { value: '250', unit: 'g' } },
      { lot: ofOrder('SYRUP'), order: { sampled: { 'L-1': kg('1') } } },
    )
    expect(decision).toMatchObject({
      fact: { data: { use: 'sample', materialId: 'SYRUP', quantity: { value: '250', unit: 'g' } } },
      changes: [
        { value: { sampled: { 'L-1': kg('1.25') }, produced: {} } },
        { change: 'issue', lotId: 'L-1', value: '0.25', into: 'sampled', unless: ['held'], at: noon },
      ],
    })
  })

  test('of a lot in sublots must name one of them', () => {
    expect(
      spoken(producing({ use: 'sample' }, { lot: ofOrder('SYRUP', { inSublots: lot().remaining }) })),
    ).toMatchObject({
      violations: [
        {
          code: 'sublot-missing',
          detail: expect.stringContaining('or sample a sublot with POST /v1/lots/L-1/sample.'),
        },
      ],
    })
  })

  test('needs a lot that exists, is not held, has enough and was made by the order', () => {
    expect(codes(producing({ use: 'sample' }))).toEqual(['lot-unknown'])
    expect(
      codes(producing({ use: 'sample' }, { lot: ofOrder('SYRUP', { holds: ['H-1'], remaining: dec('1') }) })),
    ).toEqual(['lot-on-hold', 'lot-insufficient'])
    expect(codes(producing({ use: 'sample' }, { lot: lot({ lotId: 'L-1' as LotId }) }))).toEqual([
      'lot-of-another-order',
    ])
  })
})
