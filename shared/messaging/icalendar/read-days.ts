import { type CalendarDay, calendarDay } from '../../../events/calendar.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { DaysRead } from '../../domain/equipment/equipment.ts'
import { violation } from '../../domain/refusal.ts'
import { dateNumber } from '../../domain/schedule/calendar-day.ts'
import { day, isDate } from '../../domain/wall-clock.ts'
import { textFault } from '../../usecases/text-faults.ts'
import { type ContentLine, contentLines, unescapedText } from './content-lines.ts'
import { ownUid, shiftsProperty } from './write-days.ts'

/**
 * Reads the all-day events of an iCalendar file (RFC 5545). An event may span dates and come back every year by its date. What would make it other
 * dates than these is a fault, not ignored; components and properties that change no date are ignored.
 * @returns the days, or every fault with its line
 */
export function readDays(text: string): { readonly read: DaysRead } | { readonly faults: readonly Violation[] } {
  const faults: Violation[] = []
  const events = eventsIn(text, faults).map((event) => dayOf(event, faults))
  const seen = new Set<string>()
  for (const it of events) {
    if (!it) continue
    if (seen.has(it.key))
      faults.push(violation('invalid-request/icalendar-twice', { line: it.line, uid: it.key }, place(it.line)))
    seen.add(it.key)
  }
  if (faults.length > 0) return { faults }
  const read = events.flatMap((it) => it ?? [])
  return {
    read: {
      days: read.flatMap((it) => it.day ?? []),
      cancelled: read.flatMap((it) => (it.day ? [] : [it.key])),
    },
  }
}

const place = (line: number): string => `body#line=${line}`

const atLine = (kind: 'line' | 'structure', line: number): Violation =>
  violation(`invalid-request/icalendar-${kind}`, { line }, place(line))

const atProperty = (
  kind: 'missing' | 'not-a-date' | 'recurrence' | 'value',
  line: number,
  property: string,
): Violation => violation(`invalid-request/icalendar-${kind}`, { line, property }, place(line))

interface Event {
  readonly line: number
  readonly lines: readonly ContentLine[]
}

function eventsIn(text: string, faults: Violation[]): Event[] {
  const events: Event[] = []
  const open: { readonly name: string; readonly line: number; readonly lines: ContentLine[] }[] = []
  let isCalendar = false
  let last = 1
  for (const it of contentLines(text)) {
    last = it.line
    const unwritable = it.name !== undefined && textFault(it.value, () => ({ field: it.name, ref: place(it.line) }))
    if (unwritable) faults.push(unwritable)
    if (it.name === undefined) faults.push(atLine('line', it.line))
    else if (it.name === 'BEGIN') {
      const name = it.value.trim().toUpperCase()
      if (open.length === 0 && name !== 'VCALENDAR') faults.push(atLine('structure', it.line))
      isCalendar ||= name === 'VCALENDAR'
      open.push({ name, line: it.line, lines: [] })
    } else if (it.name === 'END') {
      const ended = open.pop()
      if (ended?.name !== it.value.trim().toUpperCase()) faults.push(atLine('structure', it.line))
      else if (ended.name === 'VEVENT' && open.length === 1) events.push(ended)
    } else if (open.length === 0) faults.push(atLine('structure', it.line))
    else open.at(-1)?.lines.push(it)
  }
  if (open.length > 0 || !isCalendar) faults.push(atLine('structure', last))
  return events
}

/** Properties with which an event takes place on other dates than its start says. */
const otherDates: ReadonlySet<string> = new Set(['RDATE', 'EXDATE', 'EXRULE', 'RECURRENCE-ID'])

interface Found {
  readonly key: string
  readonly line: number
  /** Absent if the event is cancelled. */
  readonly day?: CalendarDay
}

function dayOf({ line, lines }: Event, faults: Violation[]): Found | undefined {
  const before = faults.length
  const of = (name: string) => lines.find((it) => it.name === name)
  const missing = (property: string) => faults.push(atProperty('missing', line, property))
  const uid = unescapedText(of('UID')?.value ?? '')
  if (uid === '') missing('UID')
  const cancelled = of('STATUS')?.value.toUpperCase() === 'CANCELLED'
  const start = of('DTSTART')
  if (!start) missing('DTSTART')
  const from = start && dateIn(start, faults)
  const key = from !== undefined && uid === ownUid(from) ? from : uid
  if (cancelled) return faults.length > before ? undefined : { key, line }
  const summary = of('SUMMARY')
  if (!summary) missing('SUMMARY')
  for (const it of lines) if (otherDates.has(it.name)) faults.push(atProperty('recurrence', it.line, it.name))
  const yearly = isYearly(
    from,
    lines.filter(({ name }) => name === 'RRULE'),
    faults,
  )
  if (start === undefined || from === undefined || summary === undefined) return undefined
  const to = lastDateOf(from, of('DTEND'), of('DURATION'), faults)
  const shifts = of(shiftsProperty)
  if (faults.length > before || to === undefined) return undefined
  const parsed = calendarDay.safeParse({
    from,
    ...(to !== from && { to }),
    name: unescapedText(summary.value),
    ...(shifts && { shifts: shifts.value.split(',').map(shiftIn) }),
    ...(yearly && { yearly }),
    ...(key === uid && { uid }),
  })
  if (parsed.success) return { key, line, day: parsed.data }
  const source = { shifts, name: summary, uid: of('UID'), to: of('DTEND') ?? of('DURATION') }
  const wrong = parsed.error.issues.map(({ path }) => source[String(path[0]) as keyof typeof source] ?? start)
  faults.push(...[...new Set(wrong)].map((it) => atProperty('value', it.line, it.name)))
  return undefined
}

const shiftIn = (text: string) => {
  const [from, to] = text.trim().split('-')
  return { from, to }
}

function dateIn({ line, name, params, value }: ContentLine, faults: Violation[]): string | undefined {
  const [, year, month, date] = /^(\d{4})(\d{2})(\d{2})$/.exec(value.trim()) ?? []
  const text = `${year}-${month}-${date}`
  if (year !== undefined && (params.VALUE ?? 'DATE').toUpperCase() === 'DATE' && isDate(text)) return text
  faults.push(atProperty('not-a-date', line, name))
  return undefined
}

/** The end of an event is the first date after it; without end and duration it takes one day (RFC 5545, 3.6.1). */
function lastDateOf(
  from: string,
  end: ContentLine | undefined,
  duration: ContentLine | undefined,
  faults: Violation[],
): string | undefined {
  const later = (days: number) => new Date((dateNumber(from) + days) * day).toISOString().slice(0, 'yyyy-mm-dd'.length)
  if (end) {
    const after = dateIn(end, faults)
    if (after !== undefined && after <= from) faults.push(atProperty('value', end.line, end.name))
    return after === undefined ? undefined : later(dateNumber(after) - dateNumber(from) - 1)
  }
  if (!duration) return from
  const [, count, unit] = /^\+?P([1-9]\d{0,2})([DW])$/.exec(duration.value.trim()) ?? []
  if (count !== undefined) return later(Number(count) * (unit === 'W' ? 7 : 1) - 1)
  faults.push(atProperty('value', duration.line, duration.name))
  return undefined
}

/** Whether the event comes back every year by its date; a fault if it comes back in any other way. */
function isYearly(from: string | undefined, rules: readonly ContentLine[], faults: Violation[]): boolean {
  const [rule, second] = rules
  if (!rule) return false
  const { FREQ, INTERVAL = '1', BYMONTH, BYMONTHDAY, WKST: _week, ...more } = partsOf(rule.value)
  const [, month, date] = (from ?? '').split('-').map(Number)
  const isSimple =
    FREQ === 'YEARLY' &&
    Number(INTERVAL) === 1 &&
    (BYMONTH === undefined || from === undefined || Number(BYMONTH) === month) &&
    (BYMONTHDAY === undefined || from === undefined || (BYMONTH !== undefined && Number(BYMONTHDAY) === date)) &&
    Object.keys(more).length === 0 &&
    !second
  if (!isSimple) faults.push(atProperty('recurrence', (second ?? rule).line, rule.name))
  return isSimple
}

const partsOf = (value: string): Record<string, string | undefined> =>
  Object.fromEntries(
    value
      .toUpperCase()
      .split(';')
      .map((part) => part.trim().split('=', 2)),
  )
