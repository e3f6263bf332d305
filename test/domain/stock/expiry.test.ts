import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPast, objectionsToDate } from '../../../shared/domain/stock/expiry.ts'
import { because, later, lot, noon, sublot, whyNot } from '../../support/given.ts'

describe('a date', () => {
  test('has come at its very instant, and not a millisecond before', () => {
    expect([isPast({ expiresAt: noon }, noon), isPast({ retestAt: noon }, noon)]).toEqual([true, true])
    expect([isPast({ expiresAt: later(0.001) }, noon), isPast({ retestAt: later(0.001) }, noon)]).toEqual([
      false,
      false,
    ])
    expect(isPast({}, noon)).toBe(false)
  })

  test('that has come is one to object to, and no other is', () => {
    const date = fc.option(
      fc.integer({ min: -2, max: 2 }).map((seconds) => later(seconds)),
      { nil: undefined },
    )
    fc.assert(
      fc.property(date, date, (expiresAt, retestAt) => {
        const stock = { lotId: lot().lotId, expiresAt, retestAt }
        expect(objectionsToDate(stock, 'lot:SUC-1', noon).length > 0).toBe(isPast(stock, noon))
      }),
    )
  })

  test('is told of a lot and of its sublot in words of their own, expiry and retest each', () => {
    const dates = { expiresAt: noon, retestAt: later(-60) }
    expect(whyNot(objectionsToDate(lot(dates), 'lot:SUC-1', noon))).toEqual([
      because('lot-expired', { lotId: 'SUC-1', on: noon }, 'lot:SUC-1'),
      because('lot-retest-due', { lotId: 'SUC-1', on: later(-60) }, 'lot:SUC-1'),
    ])
    expect(whyNot(objectionsToDate(sublot(dates), 'lot:SUC-1/A', noon))).toEqual([
      because('lot-expired/sublot', { lotId: 'SUC-1', sublotId: 'A', on: noon }, 'lot:SUC-1/A'),
      because('lot-retest-due/sublot', { lotId: 'SUC-1', sublotId: 'A', on: later(-60) }, 'lot:SUC-1/A'),
    ])
  })
})
