import type { CalendarDay } from '../../../events/calendar.ts'
import type { Instant } from '../../../events/identifiers.ts'
import { dateNumber } from '../../domain/schedule/calendar-day.ts'
import { day } from '../../domain/wall-clock.ts'
import { escapedText, folded } from './content-lines.ts'

/** The shifts of a day, which iCalendar has no word for: `06:00-14:00,14:00-22:00`. */
export const shiftsProperty = 'X-ANDON-SHIFTS'

/** An event needs a UID. That of a day without one follows from its first date, so that the day is found again. */
export const ownUid = (from: string): string => `${from}@days.andon.example`

/** The days of equipment as an iCalendar file (RFC 5545): an all-day event each. Its end is the first date after it. */
export function writeDays(days: readonly CalendarDay[], at: Instant): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Andon//Days of a calendar//EN',
    'CALSCALE:GREGORIAN',
    ...days.flatMap((it) => eventOf(it, at)),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

const eventOf = ({ from, to = from, name, shifts, yearly, uid }: CalendarDay, at: Instant): string[] => [
  'BEGIN:VEVENT',
  `UID:${escapedText(uid ?? ownUid(from))}`,
  `DTSTAMP:${at.slice(0, 19).replace(/[-:]/g, '')}Z`,
  `DTSTART;VALUE=DATE:${basic(from)}`,
  `DTEND;VALUE=DATE:${basic(new Date((dateNumber(to) + 1) * day).toISOString())}`,
  ...(yearly ? ['RRULE:FREQ=YEARLY'] : []),
  `SUMMARY:${escapedText(name)}`,
  'TRANSP:TRANSPARENT',
  ...(shifts ? [`${shiftsProperty}:${shifts.map((it) => `${it.from}-${it.to}`).join(',')}`] : []),
  'END:VEVENT',
]

/** `20270501` */
const basic = (date: string): string => date.slice(0, 'yyyy-mm-dd'.length).replaceAll('-', '')
