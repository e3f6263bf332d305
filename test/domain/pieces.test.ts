import { expect, test } from 'vitest'
import { partOfPiece } from '../../shared/domain/pieces.ts'
import { dec, each, kg } from '../support/given.ts'

test.each(['0.5', '10.5', '0.000000000001', '99.999999999999'])('%s pieces are no whole number of pieces', (value) => {
  const quantity = { value: dec(value), unit: '{each}' } as const
  expect(partOfPiece(quantity, 'quantity')).toMatchObject({
    code: 'unit-mismatch',
    variant: 'part-of-piece',
    params: { quantity },
  })
})

test.each([each('0'), each('1'), each('10'), { value: dec('10.000'), unit: '{each}' } as const, kg('10.5')])(
  '%j is counted, or measured',
  (quantity) => {
    expect(partOfPiece(quantity, 'quantity')).toBeUndefined()
  },
)
