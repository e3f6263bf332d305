import { describe, expect, test } from 'vitest'
import type { RegularMaintenance } from '../../../events/calendar.ts'
import { maintenanceAt, maintenanceNow, regularWindows } from '../../../shared/domain/equipment/maintenance.ts'
import { later } from '../../support/given.ts'

const window = (from: number, to: number, reason: string) => ({ from: later(from), to: later(to), reason })

test('an equipment is out of service from the very beginning of a maintenance to just before its end', () => {
  const maintenance = [window(0, 5, 'Service'), window(10, 20, 'Power cut')]
  const at = (seconds: number) => maintenanceAt({ maintenance }, later(seconds))?.reason
  expect([-0.001, 0, 4.999, 5, 10, 19.999, 20].map(at)).toEqual([
    undefined,
    'Service',
    'Service',
    undefined,
    'Power cut',
    'Power cut',
    undefined,
  ])
})

test('of two maintenances at once the one that is listed first is named', () => {
  const maintenance = [window(3, 9, 'Service'), window(0, 20, 'Power cut')]
  expect(maintenanceAt({ maintenance }, later(5))?.reason).toBe('Service')
  expect(maintenanceAt({ maintenance: [] }, later(5))).toBeUndefined()
})

describe('weekly maintenance', () => {
  const sundayNight: RegularMaintenance = {
    days: ['sunday'],
    from: '22:00',
    to: '02:00',
    reason: 'Cleaning of the oven',
  }
  const windows = (from: string, to: string, more: Partial<RegularMaintenance> = {}) =>
    regularWindows([{ ...sundayNight, ...more }], 'Europe/Paris', { from: Date.parse(from), to: Date.parse(to) }).map(
      ({ from, to }) => `${from.slice(0, 16)} ${to.slice(0, 16)}`,
    )

  test('comes back every week at the same local time, also when the clocks change that night', () => {
    expect(windows('2027-10-23T00:00Z', '2027-11-09T00:00Z')).toEqual([
      '2027-10-24T20:00 2027-10-25T00:00',
      '2027-10-31T21:00 2027-11-01T01:00',
      '2027-11-07T21:00 2027-11-08T01:00',
    ])
    expect(windows('2027-03-28T00:00Z', '2027-03-29T12:00Z', { days: ['saturday'] })).toEqual([
      '2027-03-27T21:00 2027-03-28T01:00',
    ])
  })

  test('includes the window that has begun, and begins on no date outside its first and last', () => {
    expect(windows('2027-11-01T00:30Z', '2027-11-02T00:00Z')).toEqual(['2027-10-31T21:00 2027-11-01T01:00'])
    const dates = { firstDate: '2027-11-07', lastDate: '2027-11-13' }
    expect(windows('2027-10-23T00:00Z', '2027-12-01T00:00Z', dates)).toEqual(['2027-11-07T21:00 2027-11-08T01:00'])
    expect(windows('2027-11-01T01:00Z', '2027-11-07T21:00Z')).toEqual([])
  })

  test('begins at midnight of the plant, where the day of UTC is another one', () => {
    const at = (instant: string, timeZone: string, day: 'tuesday' | 'monday') =>
      maintenanceNow(
        [{ regularMaintenance: [{ ...sundayNight, days: [day], from: '00:00', to: '24:00' }] }],
        instant,
        timeZone,
      )
    expect(at('2026-11-30T23:30:00.000Z', 'Europe/Paris', 'tuesday')?.from).toBe('2026-11-30T23:00:00.000Z')
    expect(at('2026-11-30T10:30:00.000Z', 'Pacific/Kiritimati', 'tuesday')?.from).toBe('2026-11-30T10:00:00.000Z')
    expect(at('2026-12-01T10:30:00.000Z', 'Pacific/Pago_Pago', 'monday')?.to).toBe('2026-12-01T11:00:00.000Z')
  })

  test('keeps equipment out of service now, at any parent, until its end', () => {
    const at = '2027-10-31T21:00:00.000Z'
    const now = (instant: string) =>
      maintenanceNow([{}, { regularMaintenance: [sundayNight] }], instant, 'Europe/Paris')
    expect(now(at)).toEqual({ from: at, to: '2027-11-01T01:00:00.000Z', reason: 'Cleaning of the oven' })
    expect(now('2027-11-01T01:00:00.000Z')).toBeUndefined()
    const other = { maintenance: [{ from: at, to: later(0), reason: 'Power cut' }] }
    expect(maintenanceNow([other], at, 'Europe/Paris')).toBeUndefined()
  })
})
