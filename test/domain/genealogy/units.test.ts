import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Departure } from '../../../shared/domain/genealogy/genealogy.ts'
import { heldBy } from '../../../shared/domain/genealogy/units.ts'
import { each, kg, type Told, told } from '../../support/given.ts'

const pump = { materialId: 'PUMP', lotId: 'PUMP-7', serial: 'P-1' }
const consumed = (more: Partial<Told<Departure>> = {}) =>
  told<Departure>({
    type: 'andon.material.consumed.v1',
    subject: { type: 'order', id: 'O-1' },
    factId: 'C-1',
    quantity: kg('3'),
    ...more,
  })
const returned = (value: string, more: Partial<Told<Departure>> = {}) =>
  consumed({
    type: 'andon.material.returned.v1',
    factId: `R-${value}`,
    consumptionId: 'C-1',
    quantity: kg(value),
    ...more,
  })
const order2 = { subject: { type: 'order', id: 'O-2' } } as const

describe('a consumption', () => {
  test('holds what it has put into an order, and into which unit of it', () => {
    expect(heldBy([consumed({ into: pump }), consumed(order2)])).toEqual([
      { orderId: 'O-1', into: pump },
      { orderId: 'O-2', into: undefined },
    ])
  })

  test('holds nothing any more when all of it was given back, in however many parts', () => {
    expect(heldBy([consumed(), returned('1')])).toHaveLength(1)
    expect(heldBy([consumed(), returned('1'), returned('2.0')])).toEqual([])
    expect(heldBy([returned('1'), returned('2'), consumed()])).toEqual([])
  })

  test('is told from one of another order that has the same id, and from another one of the same order', () => {
    const back = [returned('1'), returned('2')]
    expect(heldBy([consumed(), consumed(order2), ...back])).toEqual([{ orderId: 'O-2', into: undefined }])
    expect(heldBy([consumed(), consumed({ factId: 'C-2' }), ...back])).toHaveLength(1)
  })

  test('is no shipment, split or merger, which lead to other lots', () => {
    expect(heldBy([consumed({ type: 'andon.lot.merged.v1', into: 'M-1' }), consumed({ quantity: undefined })])).toEqual(
      [],
    )
  })

  test('given back piece by piece is held until the last piece is back', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(pieces, fc.nat(), (parts, at) => {
        const whole = consumed({ quantity: each(String(parts.reduce((sum, part) => sum + part, 0))) })
        const back = parts.map((part, index) =>
          returned(String(part), { factId: `R-${index}`, quantity: each(String(part)) }),
        )
        const without = back.toSpliced(at % back.length, 1)
        expect([heldBy([whole, ...back]).length, heldBy([whole, ...without]).length]).toEqual([0, 1])
      }),
    )
  })
})
