import { describe, expect, test } from 'vitest'
import type { LotId } from '../../../events/identifiers.ts'
import { ofOrder, producing } from '../../support/distillation.ts'
import { because, codes, kg, lot, saved, whyNot } from '../../support/given.ts'

describe('scrap', () => {
  test('is counted by its material, and becomes no stock', () => {
    const first = producing({ use: 'scrap' })
    expect(first.outcome === 'accepted' && first.changes).toHaveLength(1)
    expect(saved(first, 'order')).toMatchObject({ scrapped: { SYRUP: kg('4') }, produced: {} })
    const again = producing(
      { use: 'scrap', quantity: { value: '500', unit: 'g' } },
      { order: { scrapped: { SYRUP: kg('4') } } },
    )
    expect(saved(again, 'order')).toMatchObject({ scrapped: { SYRUP: kg('4.5') } })
  })

  test('is counted to the last digit, or not taken', () => {
    const more = (value: string, unit = 'kg') =>
      whyNot(
        producing(
          { use: 'scrap', quantity: { value, unit } },
          { order: { scrapped: { SYRUP: kg('999999999999999') } } },
        ),
      )
    expect(more('0.5')).toEqual([])
    expect(more('1')).toEqual([
      because('unit-mismatch/scrap-total', { materialId: 'SYRUP', total: kg('1000000000000000') }, 'quantity'),
    ])
    expect(more('0.000000000001', 'ug')).toEqual([
      because(
        'unit-mismatch/scrap-exact',
        { materialId: 'SYRUP', unit: 'kg', quantity: { value: '0.000000000001', unit: 'ug' } },
        'quantity',
      ),
    ])
  })

  test('of a line is of the material of the line', () => {
    const spilt = producing({ use: 'scrap', lineId: '10' })
    expect(spilt).toMatchObject({ fact: { data: { materialId: 'MASH', lineId: '10' } } })
    expect(saved(spilt, 'order')).toMatchObject({ scrapped: { MASH: kg('4') } })
    expect(codes(producing({ use: 'scrap', lineId: '99' }))).toEqual(['line-unknown'])
  })

  test('may name a held or decided lot, which does not change, but not one of another order', () => {
    expect(
      codes(producing({ use: 'scrap' }, { lot: ofOrder('SYRUP', { holds: ['H-1'], status: 'rejected' }) })),
    ).toEqual([])
    expect(codes(producing({ use: 'scrap' }, { lot: lot({ lotId: 'L-1' as LotId }) }))).toEqual([
      'lot-of-another-order',
    ])
  })

  test('needs a scrap code of the step, and none if the step has none', () => {
    const step = { scrapCodes: ['SPILLED', 'BURNT'] }
    expect(codes(producing({ use: 'scrap' }, { step }))).toEqual(['reason-missing'])
    expect(codes(producing({ use: 'scrap', reasonCode: 'LOST' }, { step }))).toEqual(['reason-code-unknown'])
    expect(producing({ use: 'scrap', reasonCode: 'BURNT' }, { step })).toMatchObject({
      fact: { data: { reasonCode: 'BURNT' } },
    })
    expect(producing({ use: 'scrap', reasonCode: 'LOST' })).toMatchObject({ fact: { data: { reasonCode: 'LOST' } } })
  })
})
