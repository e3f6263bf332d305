import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CalendarDay } from '../../events/calendar.ts'
import { dayKey } from '../../events/day-key.ts'
import { importDays } from '../../shared/domain/equipment/equipment.ts'
import { readDays } from '../../shared/messaging/icalendar/read-days.ts'
import { writeDays } from '../../shared/messaging/icalendar/write-days.ts'
import { textFaults } from '../../shared/usecases/text-faults.ts'
import { noon } from '../support/given.ts'
import { equipment } from '../support/random-plant.ts'

const file = (...events: (readonly string[])[]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Ministry//Holidays//FR',
    ...events.flatMap((event) => ['BEGIN:VEVENT', ...event, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n')
const labourDay = ['UID:mai@gouv.example', 'DTSTART;VALUE=DATE:20270501', 'SUMMARY:Fête du travail']
const daysIn = (text: string) => {
  const reading = readDays(text)
  return 'read' in reading ? reading.read.days : reading
}
const faultsIn = (text: string) => {
  const reading = readDays(text)
  return 'faults' in reading ? reading.faults.map(({ variant, ref }) => `${variant} ${ref}`) : []
}

describe('an iCalendar file', () => {
  test('has a day for each all-day event, its end excluded, with what other programs write around it', () => {
    const text = file(
      [...labourDay, 'DTSTAMP:20260101T000000Z', 'TRANSP:TRANSPARENT', 'CLASS:PUBLIC', 'BEGIN:VALARM', 'END:VALARM'],
      ['UID:2', 'DTSTART;VALUE=DATE:20270802', 'DTEND;VALUE=DATE:20270821', 'SUMMARY:Clôture\\, deux lignes\\; été'],
      ['UID:3', 'DTSTART:20261224', 'DURATION:P1W', 'RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24', 'SUMMARY:No', ' ël'],
    )
    expect(daysIn(`\uFEFF${text.replaceAll('\r\n', '\n')}`)).toEqual([
      { uid: 'mai@gouv.example', from: '2027-05-01', name: 'Fête du travail' },
      { uid: '2', from: '2027-08-02', to: '2027-08-20', name: 'Clôture, deux lignes; été' },
      { uid: '3', from: '2026-12-24', to: '2026-12-30', name: 'Noël', yearly: true },
    ])
  })

  test('may have events in a zone, whose definition says nothing of days', () => {
    const zone =
      'BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nBEGIN:STANDARD\r\nRRULE:FREQ=MONTHLY\r\nEND:STANDARD\r\nEND:VTIMEZONE'
    expect(daysIn(file(labourDay).replace('BEGIN:VEVENT', `${zone}\r\nBEGIN:VEVENT`))).toHaveLength(1)
  })

  test.each(['\u0000', '\u0007', '\u001B[31m', '\uFFFF', '\uD800'])(
    'is refused where a text has a character that no record keeps, as JSON is: %j',
    (character) => {
      const texts = [`SUMMARY:F${character}te`, `UID:${character}@gouv.example`]
      const kind = character === '\uD800' ? 'half-character' : 'control-character'
      for (const [index, text] of texts.entries()) {
        const [uid = '', start = '', summary = ''] = labourDay
        const event = index === 0 ? [uid, start, text] : [text, start, summary]
        expect(faultsIn(file(event))).toEqual([`${kind} body#line=${index === 0 ? 7 : 5}`])
      }
      expect(textFaults({ name: `F${character}te` }, 'body')).toMatchObject([{ variant: kind }])
    },
  )

  test('is refused with every fault by its line, and none of it is read', () => {
    const text = file(
      labourDay,
      ['UID:2', 'DTSTART:20270501T080000Z', 'SUMMARY:A meeting', 'nothing'],
      ['UID:3', 'DTSTART;VALUE=DATE:20270231', 'RRULE:FREQ=WEEKLY'],
      ['DTSTART;VALUE=DATE:20270502', 'EXDATE:20280502', 'RRULE:FREQ=YEARLY;COUNT=3', 'SUMMARY:Twice'],
      ['UID:5', 'DTSTART;VALUE=DATE:20270601', 'DTEND;VALUE=DATE:20270601', 'SUMMARY:Ends before it begins'],
      ['UID:6', 'DTSTART;VALUE=DATE:20270601', 'X-ANDON-SHIFTS:6-14', `SUMMARY:${'long '.repeat(60)}`],
    )
    expect(faultsIn(text).sort()).toEqual(
      [
        'icalendar-not-a-date body#line=11',
        'icalendar-line body#line=13',
        'icalendar-not-a-date body#line=17',
        'icalendar-missing body#line=15',
        'icalendar-recurrence body#line=18',
        'icalendar-missing body#line=20',
        'icalendar-recurrence body#line=22',
        'icalendar-recurrence body#line=23',
        'icalendar-value body#line=29',
        'icalendar-value body#line=35',
        'icalendar-value body#line=36',
      ].sort(),
    )
  })

  test.each([
    ['two events of one UID', file(labourDay, labourDay), ['icalendar-twice body#line=9']],
    [
      'an event in no calendar',
      'BEGIN:VEVENT\nEND:VEVENT',
      ['icalendar-structure body#line=1', 'icalendar-structure body#line=2'],
    ],
    ['a calendar without its end', 'BEGIN:VCALENDAR', ['icalendar-structure body#line=1']],
    ['nothing', '', ['icalendar-structure body#line=1']],
    ['a web page', '<!doctype html>', ['icalendar-line body#line=1', 'icalendar-structure body#line=1']],
  ])('is not %s', (_, text, faults) => {
    expect(faultsIn(text)).toEqual(faults)
  })
})

describe('days that are imported', () => {
  const line = equipment('NANTES', { level: 'site', days: [{ uid: 'a', from: '2027-05-01', name: 'May' }] })
  const read = (days: CalendarDay[], cancelled: string[] = []) => importDays(line, { days, cancelled })
  const daysAfter = (decision: ReturnType<typeof read>) =>
    decision !== 'nothing' && decision.outcome === 'accepted' && 'days' in decision.fact.data && decision.fact.data.days

  test('replace those with the same UID, and leave the others', () => {
    const [moved, more] = [
      { uid: 'a', from: '2027-05-02', name: 'May' },
      { uid: 'b', from: '2027-01-01', name: 'New Year' },
    ]
    expect(daysAfter(read([moved, more]))).toEqual([more, moved])
    expect(read(line.days ?? [])).toBe('nothing')
  })

  test('go if their event is cancelled, and nothing happens if it never was here', () => {
    const cancelled = readDays(file([...labourDay, 'STATUS:CANCELLED']))
    expect('read' in cancelled && cancelled.read).toEqual({ days: [], cancelled: ['mai@gouv.example'] })
    expect(daysAfter(read([], ['a']))).toEqual([])
    expect(read([], ['z'])).toBe('nothing')
  })

  test('are 200 at most', () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ uid: `${index}`, from: '2027-01-01', name: 'Day' }))
    expect(read(many)).toMatchObject({ violations: [{ variant: 'too-many-days', params: { equipmentId: 'NANTES' } }] })
  })
})

const date = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((it) => it.toISOString().slice(0, 10))
const text = fc
  .stringMatching(/^[\p{L}\p{N};,\\:"' 日é-]{1,150}$/u)
  .filter((it) => it === it.trim() && it.length <= 150)
const time = fc.constantFrom('00:00', '06:00', '13:30', '24:00')
const someDay = fc
  .record(
    {
      from: date,
      further: fc.integer({ min: 1, max: 365 }),
      name: text,
      shifts: fc.array(fc.record({ from: time, to: time }), { minLength: 1, maxLength: 3 }),
      yearly: fc.constant(true),
      uid: text,
    },
    { requiredKeys: ['from', 'name'] },
  )
  .map(({ further, ...rest }): CalendarDay => {
    const to = further && new Date(Date.parse(rest.from) + further * 86_400_000).toISOString().slice(0, 10)
    return { ...rest, ...(to && { to }) }
  })

test('days that are written are read as they were, in lines of 75 bytes at most', () => {
  fc.assert(
    fc.property(fc.uniqueArray(someDay, { maxLength: 6, selector: dayKey }), (days) => {
      const written = writeDays(days, noon)
      expect(readDays(written)).toEqual({ read: { days, cancelled: [] } })
      for (const line of written.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
    }),
  )
})
