import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Calendar } from '../../../events/calendar.ts'
import { weekdays } from '../../../events/names.ts'
import { alwaysOpen, opening, type Span } from '../../../shared/domain/schedule/calendar.ts'

const zones = [
  'Europe/Paris',
  'Europe/Dublin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Asia/Kolkata',
  'Asia/Tehran',
  'Africa/Casablanca',
  'UTC',
] as const
const hour = 3_600_000
const day = 24 * hour
const daily = (from: string, to: string): Calendar => ({ shifts: [{ days: [...weekdays], from, to }] })
const at = (text: string) => Date.parse(text)
const shown = (instant: number) => new Date(instant).toISOString().slice(0, 16)

function spansOf(calendar: Calendar, timeZone: string, from: number, to: number): Span[] {
  const open = opening(calendar, timeZone, { from, to })
  const spans: Span[] = []
  for (let span = open.span(0); span; span = open.span(spans.length)) spans.push(span)
  return spans
}
const readable = (spans: readonly Span[]) => spans.map(({ from, to }) => `${shown(from)} ${shown(to)}`)

/** What the clocks on the wall show, as `HH:MM`, told by another format than the one under test. */
const wallTimeIn = (timeZone: string, instant: number) =>
  new Date(instant).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
const offsetIn = (timeZone: string, instant: number): number => {
  const [date, time] = new Date(instant).toLocaleString('sv-SE', { timeZone }).split(' ')
  return Date.parse(`${date}T${time}Z`) - Math.floor(instant / 1000) * 1000
}

const zone = fc.constantFrom(...zones)
const instantIn2026 = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2026-12-31T00:00Z') })
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
const calendars = fc.record({
  shifts: fc.array(
    fc.record({
      days: fc.subarray([...weekdays], { minLength: 1 }),
      from: time,
      to: fc.oneof(time, fc.constant('24:00')),
    }),
    { minLength: 1, maxLength: 4 },
  ),
})

describe('a calendar', () => {
  test('is in the time zone of the site', () => {
    const spans = spansOf(daily('06:00', '14:00'), 'Europe/Paris', at('2026-03-02T00:00Z'), at('2026-03-04T00:00Z'))
    expect(readable(spans)).toEqual(['2026-03-02T05:00 2026-03-02T13:00', '2026-03-03T05:00 2026-03-03T13:00'])
  })

  test('opens on its days only', () => {
    const weekdaysOnly: Calendar = { shifts: [{ days: ['friday', 'monday'], from: '08:00', to: '16:00' }] }
    const spans = spansOf(weekdaysOnly, 'UTC', at('2026-03-06T00:00Z'), at('2026-03-10T00:00Z'))
    expect(readable(spans)).toEqual(['2026-03-06T08:00 2026-03-06T16:00', '2026-03-09T08:00 2026-03-09T16:00'])
  })

  test('has shifts over midnight, and joins shifts that meet', () => {
    const days: Calendar['shifts'][number]['days'] = ['monday']
    const shifts = [
      { days, from: '22:00', to: '06:00' },
      { days, from: '14:00', to: '22:00' },
      { days, from: '20:00', to: '24:00' },
    ]
    const spans = spansOf({ shifts }, 'UTC', at('2026-03-02T00:00Z'), at('2026-03-08T00:00Z'))
    expect(readable(spans)).toEqual(['2026-03-02T14:00 2026-03-03T06:00'])
  })

  test('includes the shift of the day before that still runs', () => {
    const spans = spansOf(daily('22:00', '06:00'), 'UTC', at('2026-03-02T01:00Z'), at('2026-03-02T12:00Z'))
    expect(readable(spans)).toEqual(['2026-03-02T01:00 2026-03-02T06:00'])
  })

  test.each([
    ['spring forward, so that the night shift has 7 hours', '2026-03-28T12:00Z', 7],
    ['fall back, so that it has 9', '2026-10-24T12:00Z', 9],
    ['stay, and it has its 8', '2026-06-01T12:00Z', 8],
  ])('has the real hours of a night when the clocks %s', (_, noon, hours) => {
    const [night] = spansOf(daily('22:00', '06:00'), 'Europe/Paris', at(noon), at(noon) + day)
    expect(night && (night.to - night.from) / hour).toBe(hours)
  })

  test('reads a time that is left out as the clock change, and a time that comes twice as the first one', () => {
    const spring = spansOf(daily('02:30', '08:00'), 'Europe/Paris', at('2026-03-29T00:00Z'), at('2026-03-29T12:00Z'))
    expect(readable(spring)).toEqual(['2026-03-29T01:00 2026-03-29T06:00'])
    const autumn = spansOf(daily('02:30', '08:00'), 'Europe/Paris', at('2026-10-25T00:00Z'), at('2026-10-25T12:00Z'))
    expect(readable(autumn)).toEqual(['2026-10-25T00:30 2026-10-25T07:00'])
  })

  test('drops a shift in the hour that the clocks leave out, and a day that a country leaves out', () => {
    const lost = spansOf(daily('02:10', '02:50'), 'Europe/Paris', at('2026-03-29T00:00Z'), at('2026-03-29T12:00Z'))
    expect(lost).toEqual([])
    const samoa = spansOf(daily('08:00', '16:00'), 'Pacific/Apia', at('2011-12-29T00:00Z'), at('2012-01-01T00:00Z'))
    expect(readable(samoa)).toEqual([
      '2011-12-29T00:00 2011-12-29T02:00',
      '2011-12-29T18:00 2011-12-30T02:00',
      '2011-12-30T18:00 2011-12-31T02:00',
      '2011-12-31T18:00 2012-01-01T00:00',
    ])
  })

  test('has separate periods, in order of time and within the window, in every zone', () => {
    fc.assert(
      fc.property(calendars, zone, instantIn2026, fc.integer({ min: 1, max: 10 }), (calendar, timeZone, from, days) => {
        const to = from + days * day
        const spans = spansOf(calendar, timeZone, from, to)
        for (const [index, span] of spans.entries()) {
          expect(span.from).toBeLessThan(span.to)
          expect(span.from).toBeGreaterThanOrEqual(from)
          expect(span.to).toBeLessThanOrEqual(to)
          if (index > 0) expect(span.from).toBeGreaterThan(spans[index - 1]?.to ?? 0)
        }
      }),
    )
  })

  test('has shifts of the length that the clocks give, around every change of every zone', () => {
    fc.assert(
      fc.property(
        zone,
        instantIn2026,
        fc.constantFrom(4, 8, 12),
        fc.integer({ min: 0, max: 23 }),
        (timeZone, from, length, start) => {
          const time = (hours: number) => `${String(hours % 24).padStart(2, '0')}:00`
          const spans = spansOf(daily(time(start), time(start + length)), timeZone, from, from + 4 * day)
          for (const span of spans.slice(1, -1)) {
            // A time that the clocks leave out begins with the change.
            const asked = [start, start + length].map(time)
            if (wallTimeIn(timeZone, span.from) !== asked[0] || wallTimeIn(timeZone, span.to) !== asked[1]) continue
            const change = offsetIn(timeZone, span.to) - offsetIn(timeZone, span.from)
            expect(span.to - span.from).toBe(length * hour - change)
          }
        },
      ),
    )
  })

  test('opens and closes by local time', () => {
    fc.assert(
      fc.property(zone, instantIn2026, time, time, (timeZone, from, opens, closes) => {
        fc.pre(opens !== closes)
        const spans = spansOf(daily(opens, closes), timeZone, from, from + 5 * day)
        for (const span of spans.slice(1, -1)) {
          const isChanging = offsetIn(timeZone, span.from - day) !== offsetIn(timeZone, span.to + day)
          if (isChanging) continue
          expect(wallTimeIn(timeZone, span.from)).toBe(opens)
          expect(wallTimeIn(timeZone, span.to)).toBe(closes)
        }
      }),
    )
  })

  test('finds the first period that ends after an instant, as a search over all does', () => {
    fc.assert(
      fc.property(calendars, zone, instantIn2026, fc.integer({ min: -1, max: 8 }), (calendar, timeZone, from, days) => {
        const spans = spansOf(calendar, timeZone, from, from + 7 * day)
        const instant = from + days * day
        const first = spans.findIndex(({ to }) => to > instant)
        const index = opening(calendar, timeZone, { from, to: from + 7 * day }).indexAfter(instant)
        expect(index).toBe(first < 0 ? spans.length : first)
      }),
    )
  })

  test('is always open if it is absent', () => {
    const open = alwaysOpen({ from: 5, to: 9 })
    expect([open.span(0), open.span(1), open.indexAfter(8), open.indexAfter(9)]).toEqual([
      { from: 5, to: 9 },
      undefined,
      0,
      1,
    ])
  })
})
