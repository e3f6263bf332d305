import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  day,
  dayOf,
  endOfDate,
  endOfDay,
  isDate,
  lastDateOf,
  minute,
  minutesOf,
  wallClock,
} from '../../shared/domain/wall-clock.ts'

const zones = [
  'UTC',
  'Europe/Paris',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/Nuuk',
]
const zone = fc.constantFrom(...zones)
const [from, to] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2027-12-31T00:00:00Z')]
const instant = fc.integer({ min: from, max: to })
const utc = (text: string) => Date.parse(`${text}Z`)

describe('the local time of a plant', () => {
  test.each([
    ['Europe/Paris', '2026-03-29T00:59:59.999', '2026-03-29T01:59:59.999'],
    ['Europe/Paris', '2026-03-29T01:00:00.000', '2026-03-29T03:00:00.000'],
    ['Europe/Paris', '2026-10-25T01:00:00.000', '2026-10-25T02:00:00.000'],
    ['Asia/Kathmandu', '2026-03-29T01:00:00.000', '2026-03-29T06:45:00.000'],
    ['UTC', '2026-03-29T01:00:00.000', '2026-03-29T01:00:00.000'],
  ])('in %s shows at %s UTC: %s', (timeZone, at, shown) => {
    expect(wallClock(timeZone).shownAt(utc(at))).toBe(utc(shown))
  })

  test('shows what Intl shows, to the millisecond', () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, at) => {
        const shown = new Date(wallClock(timeZone).shownAt(at)).toISOString()
        const told = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at)
        expect(shown.slice(0, 19)).toBe(told.replace(' ', 'T'))
        expect(shown.slice(20, 23)).toBe(String(at % 1000).padStart(3, '0'))
      }),
    )
  })

  test('is one clock per time zone', () => {
    expect(wallClock('Europe/Paris')).toBe(wallClock('Europe/Paris'))
  })
})

describe('the first instant of a local time', () => {
  const first = (timeZone: string, wall: string) =>
    new Date(wallClock(timeZone).firstInstantAt(utc(wall))).toISOString()

  test.each([
    // Half past two comes never, and then twice.
    ['2026-03-29T02:30', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29T02:00', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
    ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T03:00', '2026-10-25T02:00:00.000Z'],
    ['2026-07-01T12:00', '2026-07-01T10:00:00.000Z'],
  ])('in Paris is for %s: %s', (wall, at) => {
    expect(first('Europe/Paris', wall)).toBe(at)
  })

  test('may be of the day after by UTC, where the clocks change late in the evening', () => {
    expect(first('America/Nuuk', '2026-03-28T23:30')).toBe('2026-03-29T01:00:00.000Z')
    expect(first('America/Nuuk', '2026-03-29T00:30')).toBe('2026-03-29T01:30:00.000Z')
  })

  test('shows that time or a later one, and the millisecond before it shows an earlier one', () => {
    // The wall times around each change of the clocks, and any other.
    const change = fc
      .tuple(
        fc.constantFrom(
          '2026-03-29T02:00',
          '2026-10-25T03:00',
          '2026-04-05T02:00',
          '2026-10-04T02:00',
          '2026-03-28T23:00',
        ),
        fc.integer({ min: -90, max: 90 }),
      )
      .map(([wall, minutes]) => utc(wall) + minutes * minute)
    fc.assert(
      fc.property(zone, fc.oneof(instant, change), (timeZone, wall) => {
        const clock = wallClock(timeZone)
        const at = clock.firstInstantAt(wall)
        expect(clock.shownAt(at)).toBeGreaterThanOrEqual(wall)
        expect(clock.shownAt(at - 1)).toBeLessThan(wall)
      }),
    )
  })

  test('never comes earlier for a later time', () => {
    fc.assert(
      fc.property(zone, instant, fc.nat(2 * day), (timeZone, wall, more) => {
        const clock = wallClock(timeZone)
        expect(clock.firstInstantAt(wall + more)).toBeGreaterThanOrEqual(clock.firstInstantAt(wall))
      }),
    )
  })
})

describe('the day of a plant', () => {
  test.each([
    ['2026-03-02T12:00:00.000Z', '2026-03-02T23:00:00.000Z'],
    ['2026-03-02T23:00:00.000Z', '2026-03-03T23:00:00.000Z'],
    ['2026-03-02T22:59:59.999Z', '2026-03-02T23:00:00.000Z'],
    // The day on which the clocks go forward has 23 hours, and the one on which they go back 25.
    ['2026-03-29T00:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25T12:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  ])('in Lyon that has %s ends at %s', (at, end) => {
    expect(endOfDay('Europe/Paris', at)).toBe(end)
  })

  test('ends after each of its instants, and the next one begins there', () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, at) => {
        const now = new Date(at).toISOString()
        const end = endOfDay(timeZone, now)
        expect(end > now).toBe(true)
        expect(dayOf(timeZone, new Date(Date.parse(end) - 1).toISOString())).toBe(dayOf(timeZone, now))
        expect(dayOf(timeZone, end) > dayOf(timeZone, now)).toBe(true)
      }),
    )
  })

  test('is the date that its calendar shows', () => {
    expect(dayOf('Europe/Paris', '2026-11-22T22:59:59.999Z')).toBe('2026-11-22')
    expect(dayOf('Europe/Paris', '2026-11-22T23:00:00.000Z')).toBe('2026-11-23')
    expect(dayOf('America/New_York', '2026-01-01T04:59:59.999Z')).toBe('2025-12-31')
  })
})

describe('what is good until a date', () => {
  test.each([
    ['Europe/Paris', '2027-06-30', '2027-06-30T22:00:00.000Z'],
    // The clocks change in these days, of 23 and of 25 hours.
    ['Europe/Paris', '2027-03-28', '2027-03-28T22:00:00.000Z'],
    ['Europe/Paris', '2027-10-31', '2027-10-31T23:00:00.000Z'],
    ['America/New_York', '2027-12-31', '2028-01-01T05:00:00.000Z'],
    ['UTC', '2028-02-29', '2028-03-01T00:00:00.000Z'],
    // On 5 September 2027 the clocks of Santiago go from 24:00 to 01:00, so the 4th ends an hour early.
    ['America/Santiago', '2027-09-04', '2027-09-05T04:00:00.000Z'],
    // The "never" of many ERPs stays a time that sorts after all others.
    ['America/New_York', '9999-12-31', '9999-12-31T23:59:59.999Z'],
  ])('in %s, %s, is good before %s', (timeZone, date, end) => {
    expect(endOfDate(timeZone, date)).toBe(end)
    expect(lastDateOf(timeZone, end)).toBe(date)
  })

  test('is good on each instant of that date and on none of the next', () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, at) => {
        const date = dayOf(timeZone, new Date(at).toISOString())
        const end = endOfDate(timeZone, date)
        expect(Date.parse(end)).toBeGreaterThan(at)
        expect(end).toBe(endOfDay(timeZone, new Date(at).toISOString()))
        expect(lastDateOf(timeZone, end)).toBe(date)
      }),
    )
  })

  test('is a date of the calendar', () => {
    expect(['2027-06-30', '2028-02-29'].map(isDate)).toEqual([true, true])
    expect(['2027-02-29', '2027-06-31', '2027-6-30', '2027-06-30T00:00:00Z', '30.06.2027'].some(isDate)).toBe(false)
  })
})

test('a time of the day has so many minutes', () => {
  expect(['00:00', '06:30', '23:59', '24:00'].map(minutesOf)).toEqual([0, 390, 1439, 1440])
})
