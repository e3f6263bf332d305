import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ContainerId, EquipmentId, SublotId } from '../../events/identifiers.ts'
import type { Decimal } from '../../events/quantity.ts'
import { add, decimalOf, zero } from '../../shared/domain/quantity.ts'
import type { Sublot } from '../../shared/domain/stock/lot.ts'
import { piecesOf, stockRows } from '../../shared/domain/stock/on-hand.ts'
import { later, lot, noon } from '../support/given.ts'

const released = lot({ status: 'released' })
const sublot = (sublotId: string, more: Partial<Sublot> = {}): Sublot => ({
  lotId: released.lotId,
  sublotId: sublotId as SublotId,
  unit: released.unit,
  quantity: '1' as Decimal,
  remaining: '1' as Decimal,
  ...more,
})
const nowhere = () => undefined
const standings = (...asked: Parameters<typeof piecesOf>) =>
  piecesOf(...asked).map(({ parts }) => [...parts].filter(([, value]) => value !== zero))

describe('a piece of stock', () => {
  const all = released.remaining
  test.each([
    ['available', {}],
    ['held', { holds: ['H-1'], status: 'rejected', expiresAt: noon }],
    ['rejected', { status: 'rejected', expiresAt: noon }],
    ['expired', { expiresAt: noon, retestAt: noon }],
    ['retest-due', { retestAt: noon, status: 'quarantine' }],
    ['quarantine', { status: 'quarantine', expiresAt: later(60) }],
  ] as const)('is %s by the strictest of what is true of it', (standing, more) => {
    expect(standings(lot({ status: 'released', ...more }), [], nowhere, noon)).toEqual([[[standing, all]]])
  })

  test('is what its sublot or its lot says, whichever is stricter', () => {
    const parted = { ...released, remaining: '3' as Decimal, inSublots: '3' as Decimal }
    const within = [
      sublot('A', { holds: ['H-1'] }),
      sublot('B', { lacks: ['seal'] }),
      sublot('C', { remaining: zero }),
      sublot('D', { status: 'quarantine' }),
    ]
    expect(standings(parted, within, nowhere, noon)).toEqual([
      [['held', '1']],
      [['incomplete', '1']],
      [['quarantine', '1']],
    ])
  })

  test('is where its container is, or where it was put, or where its lot is', () => {
    const parted = { ...released, remaining: '4' as Decimal, inSublots: '3' as Decimal, location: 'R-1' as EquipmentId }
    const within = [
      sublot('A', { containerId: 'BOX' as ContainerId, location: 'R-2' as EquipmentId }),
      sublot('B', { location: 'R-2' as EquipmentId }),
      sublot('C'),
    ]
    const placed = piecesOf(parted, within, () => 'DOCK' as EquipmentId, noon)
    expect(placed.map(({ sublotId, location }) => [sublotId, location])).toEqual([
      [undefined, 'R-1'],
      ['A', 'DOCK'],
      ['B', 'R-2'],
      ['C', 'R-1'],
    ])
  })

  test('is reserved first where it lies loose, and never by more than may be used', () => {
    const parted = { ...released, remaining: '3' as Decimal, inSublots: '2' as Decimal, reserved: '2' as Decimal }
    expect(standings(parted, [sublot('A', { holds: ['H-1'] }), sublot('B')], nowhere, noon)).toEqual([
      [['reserved', '1']],
      [['held', '1']],
      [['reserved', '1']],
    ])
  })
})

describe('the rows of a material', () => {
  test('add up to all that is left, exactly, however they are parted', () => {
    const piece = fc.record({
      thousandths: fc.integer({ min: 1, max: 999_999 }),
      location: fc.constantFrom('R-1', 'R-2', undefined),
      status: fc.constantFrom('released', 'quarantine', 'rejected'),
      lotId: fc.constantFrom('L-1', 'L-2', 'L-3'),
    })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.constantFrom('place', 'lot', 'sublot'), (given, detail) => {
        const lots = given.map(({ thousandths, location, ...more }) => {
          const value = (thousandths / 1000).toString() as Decimal
          const base = lot({ ...more, unit: 'kg', quantity: value, remaining: value } as Parameters<typeof lot>[0])
          return { ...base, ...(location !== undefined && { location: location as EquipmentId }) }
        })
        const rows = stockRows(
          lots.flatMap((it) => piecesOf(it, [], nowhere, noon)),
          detail,
          'g',
        )
        const sum = (values: readonly Decimal[]) => values.reduce(add, zero)
        const thousandths = given.reduce((total, it) => total + it.thousandths, 0)
        expect(sum(rows.map(({ quantity }) => quantity))).toBe(decimalOf(thousandths))
        expect(rows.every(({ quantity, parts }) => sum([...parts.values()]) === quantity)).toBe(true)
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
      }),
    )
  })

  test('are apart where a quantity has no exact value in the unit of the material', () => {
    const pieces = piecesOf(lot({ status: 'released', unit: 'kg' }), [], nowhere, noon)
    expect(stockRows(pieces, 'place', '{each}')).toMatchObject([{ unit: 'kg', lots: 1 }])
  })
})
