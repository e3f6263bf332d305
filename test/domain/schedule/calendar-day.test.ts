import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Calendar, CalendarDay } from '../../../events/calendar.ts'
import { weekdays } from '../../../events/names.ts'
import { opening, type Span } from '../../../shared/domain/schedule/calendar.ts'
import { type DaysInLine, dateNumber, dayOn, isClosed } from '../../../shared/domain/schedule/calendar-day.ts'
import { worked } from '../../../shared/domain/schedule/timeline.ts'

const hour = 3_600_000
const at = (text: string) => Date.parse(text)
const shown = (instant: number) => new Date(instant).toISOString().slice(0, 16)
const nameOn = (line: DaysInLine, date: string) => dayOn(line, dateNumber(date))?.name
const closed = (from: string, more: Partial<CalendarDay> = {}): CalendarDay => ({ from, name: from, ...more })

/** Nantes: three shifts that meet. */
const aroundTheClock: Calendar = {
  shifts: ['05:00-13:00', '13:00-21:00', '21:00-05:00'].map((text) => {
    const [from = '', to = ''] = text.split('-')
    return { days: [...weekdays], from, to }
  }),
}

function spansOf(calendar: Calendar | undefined, days: DaysInLine, from: string, to: string): Span[] {
  const open = opening(calendar, 'Europe/Paris', { from: at(from), to: at(to) }, days)
  const spans: Span[] = []
  for (let span = open.span(0); span; span = open.span(spans.length)) spans.push(span)
  return spans
}
const readable = (spans: readonly Span[]) => spans.map(({ from, to }) => `${shown(from)} ${shown(to)}`)

describe('a day of a calendar', () => {
  test('covers its dates, the last one included, and the same dates of later years if it is yearly', () => {
    const days = [[closed('2026-12-24', { name: 'Turn of the year', to: '2027-01-02', yearly: true })]]
    const dates = ['2025-12-25', '2026-12-23', '2026-12-24', '2027-01-02', '2027-01-03', '2029-12-31', '2030-01-02']
    expect(dates.filter((date) => nameOn(days, date))).toEqual(['2026-12-24', '2027-01-02', '2029-12-31', '2030-01-02'])
  })

  test('on 29 February comes back in leap years only', () => {
    const days = [[closed('2028-02-29', { yearly: true })]]
    expect(['2028-02-29', '2029-03-01', '2029-02-28', '2032-02-29'].filter((date) => nameOn(days, date))).toEqual([
      '2028-02-29',
      '2032-02-29',
    ])
  })

  test('of the nearest equipment decides, and there the one for the fewest dates, and of two as long the closed one', () => {
    const worked = { shifts: [{ from: '06:00', to: '14:00' }] }
    const site = [
      closed('2027-05-01', { name: 'Labour day' }),
      closed('2027-08-02', { name: 'Summer', to: '2027-08-20' }),
    ]
    const line = [
      closed('2027-08-07', { name: 'Saturday', ...worked }),
      closed('2027-05-01', { name: 'Open', ...worked }),
    ]
    expect(nameOn([line, site], '2027-05-01')).toBe('Open')
    expect([nameOn([line, site], '2027-08-07'), nameOn([line, site], '2027-08-09')]).toEqual(['Saturday', 'Summer'])
    expect(nameOn([[...site, closed('2027-08-07', worked)]], '2027-08-07')).toBe('2027-08-07')
    expect(nameOn([[closed('2027-05-01', { name: 'Worked', ...worked }), ...site]], '2027-05-01')).toBe('Labour day')
  })

  test('that is closed ends the night shift at midnight, and no shift begins on it', () => {
    const days = [[closed('2027-05-01')]]
    const spans = spansOf(aroundTheClock, days, '2027-04-30T12:00Z', '2027-05-02T12:00Z')
    expect(readable(spans)).toEqual(['2027-04-30T12:00 2027-04-30T22:00', '2027-05-02T03:00 2027-05-02T12:00'])
  })

  test('that is worked has its own shifts instead of those of its weekday, after the night shift of the day before', () => {
    const weekdaysOnly: Calendar = { shifts: [{ days: ['friday'], from: '21:00', to: '05:00' }] }
    const days = [[closed('2027-05-08', { shifts: [{ from: '06:00', to: '14:00' }] })]]
    const spans = spansOf(weekdaysOnly, days, '2027-05-07T00:00Z', '2027-05-10T00:00Z')
    expect(readable(spans)).toEqual(['2027-05-07T19:00 2027-05-08T03:00', '2027-05-08T04:00 2027-05-08T12:00'])
  })

  test('closes equipment without a calendar from midnight to midnight', () => {
    const spans = spansOf(undefined, [[closed('2027-05-01')]], '2027-04-30T00:00Z', '2027-05-03T00:00Z')
    expect(readable(spans)).toEqual(['2027-04-30T00:00 2027-04-30T22:00', '2027-05-01T22:00 2027-05-03T00:00'])
  })

  test.each([
    ['2027-03-28', 23],
    ['2027-10-31', 25],
    ['2027-05-01', 24],
  ])('on %s has %i hours', (date, hours) => {
    const midnight = dateNumber(date) * 24 * hour
    const around = [shown(midnight - 48 * hour), shown(midnight + 72 * hour)].map((it) => `${it}Z`)
    const [before, after] = spansOf(undefined, [[closed(date)]], around[0] ?? '', around[1] ?? '')
    expect(before && after && (after.from - before.to) / hour).toBe(hours)
    const only = { shifts: [{ from: '00:00', to: '24:00' }] }
    const closure = closed('2027-01-01', { to: '2027-12-31' })
    const [open] = spansOf(undefined, [[closure, closed(date, only)]], '2027-01-01T00:00Z', '2027-12-31T00:00Z')
    expect(open && (open.to - open.from) / hour).toBe(hours)
  })
})

const dates = fc.integer({ min: 0, max: 40 }).map((days) => new Date(at('2027-03-10T00:00Z') + days * 24 * hour))
const dateOf = (it: Date) => it.toISOString().slice(0, 10)
const closures = fc
  .tuple(dates, fc.integer({ min: 0, max: 5 }))
  .map(
    ([from, further]): CalendarDay =>
      closed(dateOf(from), { to: dateOf(new Date(from.getTime() + further * 24 * hour)) }),
  )
const calendars = fc.constantFrom(undefined, aroundTheClock, {
  shifts: [{ days: [...weekdays], from: '20:00', to: '12:00' }],
})

describe('whatever the days', () => {
  test('nothing is open on a closed day', () => {
    fc.assert(
      fc.property(calendars, fc.array(closures, { maxLength: 5 }), (calendar, days) => {
        const spans = spansOf(calendar, [days], '2027-03-08T00:00Z', '2027-04-28T00:00Z')
        for (const { from, to } of spans)
          for (const instant of [from, (from + to) / 2, to - 1]) {
            const local = new Date(instant).toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' })
            expect(isClosed(dayOn([days], dateNumber(local)))).toBe(false)
          }
      }),
    )
  })

  test('a further closed day makes no work end earlier', () => {
    const within = { from: at('2027-03-08T00:00Z'), to: at('2027-06-28T00:00Z') }
    const start = fc.integer({ min: 0, max: 40 * 24 })
    fc.assert(
      fc.property(
        calendars,
        fc.array(closures, { maxLength: 4 }),
        closures,
        start,
        fc.integer({ min: 1, max: 200 }),
        (calendar, days, more, from, hours) => {
          const end = (all: CalendarDay[]) =>
            worked(opening(calendar, 'Europe/Paris', within, [all]), within.from + from * hour, hours * hour)
          const [before, after] = [end(days), end([...days, more])]
          expect(after ?? within.to).toBeGreaterThanOrEqual(before ?? within.to)
        },
      ),
    )
  })
})
