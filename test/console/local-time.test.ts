import { describe, expect, it } from 'vitest'
import { instantOf } from '../../console/src/words/local-time.ts'

describe('A time of the plant', () => {
  it.each([
    ['2026-12-01T06:00', '2026-12-01T05:00:00.000Z'],
    ['2026-07-01T06:00', '2026-07-01T04:00:00.000Z'],
    ['2027-03-28T01:59', '2027-03-28T00:59:00.000Z'],
    ['2027-03-28T03:00', '2027-03-28T01:00:00.000Z'],
    // The clocks go back: the hour comes twice, and its first is meant.
    ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    // The clocks go ahead: there is no such hour.
    ['2027-03-28T02:30', '2027-03-28T01:30:00.000Z'],
  ])('of Paris, %s, is %s', (local, instant) => {
    expect(instantOf(local, 'Europe/Paris')).toBe(instant)
  })

  it('is none while it is not whole', () => {
    expect(instantOf('', 'Europe/Paris')).toBeUndefined()
    expect(instantOf('soon', 'Asia/Kolkata')).toBeUndefined()
  })
})
