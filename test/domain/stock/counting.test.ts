import { describe, expect, test } from 'vitest'
import { adjustLot } from '../../../shared/domain/stock/counting.ts'
import { aUnit, pumps } from '../../support/containers.ts'
import { accepted, codes, each, kg, lot, signed, sublot, unsigned, whyNot } from '../../support/given.ts'

const { sublotId } = sublot()

describe('a count', () => {
  const count = (value: string, stock: Parameters<typeof adjustLot>[0] = { lot: lot() }, more: object = {}) =>
    adjustLot(stock, { counted: kg(value), reason: 'Inventory', ...more })

  test('records the old quantity with the counted one', () => {
    expect(count('98.5')).toMatchObject({
      fact: { type: 'andon.lot.adjusted.v1', data: { was: kg('100'), is: kg('98.5'), reason: 'Inventory' } },
      changes: [{ change: 'count', was: '100', is: '98.5' }],
    })
    expect(count('0').outcome).toBe('accepted')
    expect(
      count('0.0985', { lot: lot({ holds: ['H-1'] }) }, { counted: { value: '0.0985', unit: 't' } }),
    ).toMatchObject({
      fact: { data: { is: kg('98.5') } },
    })
  })

  test('of loose stock does not change the sublots', () => {
    const drummed = lot({ inSublots: '60' })
    expect(count('38', { lot: drummed }, { loose: true })).toMatchObject({
      fact: { data: { loose: true, was: kg('40'), is: kg('38') } },
      changes: [{ change: 'count', was: '40', is: '38' }],
    })
    expect(count('5', { lot: lot({ inSublots: '100' }) }, { loose: true })).toMatchObject({
      changes: [{ change: 'count', was: '0', is: '5' }],
    })
  })

  test('is of one sublot where it names one', () => {
    const stock = { lot: lot({ inSublots: '100' }), sublot: sublot() }
    expect(count('24', stock, { sublotId, reasonCode: 'INVENTORY' })).toMatchObject({
      fact: { data: { sublotId: 'A', was: kg('25'), is: kg('24'), reasonCode: 'INVENTORY' } },
      changes: [{ change: 'count', sublotId: 'A', was: '25', is: '24' }],
    })
    expect(whyNot(count('24', { lot: stock.lot }, { sublotId }))).toEqual([
      ['sublot-unknown', { lotId: 'SUC-1', sublotId: 'A' }, 'lot:SUC-1/A'],
    ])
  })

  test('fails after a hold placed meanwhile, unless it is signed', () => {
    const signedCount = adjustLot({ lot: lot() }, { counted: kg('98'), reason: 'Inventory' }, signed())
    expect(count('98')).toMatchObject({ changes: [{ unlessHeld: true }] })
    expect(accepted(signedCount)).toMatchObject({ signatures: [{ personId: 'quinn' }], spent: ['token-1'] })
    expect(accepted(signedCount).changes[0]).not.toHaveProperty('unlessHeld')
    expect(codes(adjustLot({ lot: lot() }, { counted: kg('98'), reason: 'Inventory' }, unsigned))).toEqual([
      'signature-missing',
    ])
  })

  test('adds no unit that would have no parts on record, but may find that one is missing', () => {
    const units = (value: string) =>
      adjustLot({ lot: pumps(), ofUnits: true }, { counted: each(value), loose: true, reason: 'Inventory' })
    expect(whyNot(units('31'))).toEqual([['unit-missing/count', { materialId: 'PUMP' }, 'sublotId']])
    expect([codes(units('29')), codes(count('101'))]).toEqual([[], []])
  })

  test('is not of what is built into a unit, nor more than the lot can keep', () => {
    const builtIn = { lot: pumps(), sublot: aUnit('S-1', { builtInto: 'SKID@K-1' }) }
    expect(whyNot(adjustLot(builtIn, { counted: each('0'), sublotId: aUnit().sublotId, reason: 'Inventory' }))).toEqual(
      [
        [
          'sublot-built-in/count',
          { lotId: 'PUMP-7', sublotId: 'S-1', materialId: 'SKID', serial: 'K-1' },
          'lot:PUMP-7/S-1',
        ],
      ],
    )
    const full = { lot: lot({ remaining: '999999999999990', inSublots: '999999999999990' }) }
    expect(codes(count('9', full, { loose: true }))).toEqual([])
    expect(whyNot(count('10', full, { loose: true }))).toEqual([
      ['unit-mismatch/lot-total', { lotId: 'SUC-1', total: kg('1000000000000000') }, 'counted'],
    ])
  })

  test('is refused without a difference, in another dimension, for a whole lot with sublots, and with too many digits', () => {
    expect(codes(count('100.000'))).toEqual(['count-as-recorded'])
    expect(codes(count('1', { lot: lot() }, { counted: { value: '1', unit: 'L' } }))).toEqual(['unit-mismatch'])
    expect(codes(count('1', { lot: lot({ inSublots: '60' }) }))).toEqual(['sublot-missing'])
    expect(codes(count('40', { lot: lot({ inSublots: '60' }) }, { loose: true }))).toEqual(['count-as-recorded'])
    expect(codes(count('1', { lot: lot({ status: 'shipped' }) }))).toEqual(['lot-wrong-status'])
    const great = { counted: { value: '999999999999999', unit: 't' } }
    expect(codes(count('1', { lot: lot() }, great))).toContain('unit-mismatch')
  })

  test('is not of a packed sublot by itself', () => {
    const stock = { lot: pumps(), sublot: aUnit('S-1', { containerId: 'CASE-1' }) }
    const body = { counted: each('0'), sublotId: aUnit().sublotId, reason: 'Counted' }
    expect(codes(adjustLot(stock, body))).toEqual(['sublot-packed'])
  })
})

test('a serialised unit is counted as one or none', () => {
  const count = (value: string, remaining = '1') =>
    adjustLot(
      { lot: pumps(), sublot: aUnit('S-1', { remaining }) },
      { counted: each(value), sublotId: aUnit().sublotId, reason: 'Counted' },
    )
  expect(codes(count('5'))).toEqual(['unit-mismatch'])
  expect(codes(count('0.5'))).toEqual(['unit-mismatch'])
  expect(count('0').outcome).toBe('accepted')
  expect(count('1', '0').outcome).toBe('accepted')
})
