import { describe, expect, test } from 'vitest'
import { reserving } from '../../../shared/domain/stock/reserved.ts'
import { kg } from '../../support/given.ts'

describe('what is set aside for an order', () => {
  test('is told by what of which lot, and by nothing where nothing is', () => {
    const one = reserving({}, 'A', kg('5'))
    expect(one).toEqual({ reserved: { A: kg('5') } })
    expect(reserving(one, 'A', kg('-2'))).toEqual({ reserved: { A: kg('3') } })
    expect(reserving(one, 'A', kg('-5'))).toEqual({})
  })
})
