import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOver, shiftOf } from '../../../shared/domain/labour/shift.ts'

const three = [
  { shiftId: 'early', from: '06:00', to: '14:00' },
  { shiftId: 'late', from: '14:00', to: '22:00' },
  { shiftId: 'night', from: '22:00', to: '06:00' },
]
const one = [{ shiftId: 'day', from: '07:00', to: '15:30' }]
const paris = (at: string, plan = three) => shiftOf(plan, 'Europe/Paris', at)

describe('the shift of a person who clocks on', () => {
  test.each([
    ['in its midst', '2026-03-02T09:00:00.000Z', 'early', '2026-03-02T05:00:00.000Z', '2026-03-02T13:00:00.000Z'],
    ['before midnight', '2026-03-02T22:00:00.000Z', 'night', '2026-03-02T21:00:00.000Z', '2026-03-03T05:00:00.000Z'],
    ['after midnight', '2026-03-03T02:00:00.000Z', 'night', '2026-03-02T21:00:00.000Z', '2026-03-03T05:00:00.000Z'],
    ['in summer', '2026-07-01T09:00:00.000Z', 'early', '2026-07-01T04:00:00.000Z', '2026-07-01T12:00:00.000Z'],
    ['early', '2026-03-02T12:45:00.000Z', 'late', '2026-03-02T13:00:00.000Z', '2026-03-02T21:00:00.000Z'],
  ])('at %s is the shift that runs then', (_, at, shiftId, from, to) => {
    expect(paris(at)).toEqual({ shiftId, from, to })
  })

  test('between two shifts is the next shift', () => {
    const next = { shiftId: 'day', from: '2026-03-03T06:00:00.000Z', to: '2026-03-03T14:30:00.000Z' }
    expect(paris('2026-03-02T18:00:00.000Z', one)).toEqual(next)
    expect(paris('2026-03-03T04:00:00.000Z', one)).toEqual(next)
  })

  test('is undefined in a plant without shifts', () => expect(paris('2026-03-02T09:00:00.000Z', [])).toBeUndefined())

  test('lasts seven hours in the night when summer time begins, and nine when it ends', () => {
    expect(paris('2026-03-29T00:00:00.000Z')).toMatchObject({
      from: '2026-03-28T21:00:00.000Z',
      to: '2026-03-29T04:00:00.000Z',
    })
    expect(paris('2026-10-25T00:00:00.000Z')).toMatchObject({
      from: '2026-10-24T20:00:00.000Z',
      to: '2026-10-25T05:00:00.000Z',
    })
  })

  test('starts with the clock change if its hour is left out, and the first time if its hour comes twice', () => {
    const odd = [{ shiftId: 'odd', from: '02:30', to: '10:00' }]
    expect(paris('2026-03-29T05:00:00.000Z', odd)?.from).toBe('2026-03-29T01:00:00.000Z')
    expect(paris('2026-10-25T05:00:00.000Z', odd)?.from).toBe('2026-10-25T00:30:00.000Z')
  })

  test('follows the one before without a gap, all year and in every zone', () => {
    const zones = [
      'Europe/Paris',
      'America/Sao_Paulo',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Pacific/Auckland',
      'UTC',
    ]
    const minutesOfYear = 366 * 24 * 60
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.nat(minutesOfYear), (zone, minute) => {
        const at = new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString()
        const shift = shiftOf(three, zone, at)
        const next = shift && shiftOf(three, zone, shift.to)
        expect(shift && shift.from < shift.to && shift.to > at).toBe(true)
        expect(next?.from).toBe(shift?.to)
      }),
    )
  })

  test('is over half an hour after its end, after the handover', () => {
    const shift = { shiftId: 'early', from: '2026-03-02T05:00:00.000Z', to: '2026-03-02T13:00:00.000Z' }
    expect(isOver(shift, '2026-03-02T13:29:59.999Z')).toBe(false)
    expect(isOver(shift, '2026-03-02T13:30:00.000Z')).toBe(true)
  })
})
