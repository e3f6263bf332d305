import type { Subject } from '../../app/pages.ts'

/** What is searched, as the address of the page has it: dates are days of the plant. */
export interface Sought {
  readonly subject?: string
  readonly person?: string
  readonly type?: string
  readonly from?: string
  readonly to?: string
}

export function subjectOf(text = ''): Subject | undefined {
  const end = text.indexOf(':')
  return end < 1 ? undefined : { type: text.slice(0, end), id: text.slice(end + 1) }
}

/** The query of the plant's record. The last day counts whole. */
export const queryOf = ({ subject = '', person, type, from, to }: Sought, zone: string) => ({
  subject,
  ...(person !== undefined && { person }),
  ...(type !== undefined && { type }),
  ...(from !== undefined && { from: beginOf(from, zone) }),
  ...(to !== undefined && { to: beginOf(dayAfter(to), zone) }),
})

const dayMs = 86_400_000

const dayAfter = (day: string) => new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10)

/** The instant at which a day begins in a zone; where the clock is changed at midnight, the first instant of the day. */
export function beginOf(day: string, zone: string): string {
  const midnight = Date.parse(day)
  // The offset is that of the midnight itself, which the one of UTC only comes near to.
  const near = midnight - offsetAt(midnight, zone)
  return new Date(midnight - offsetAt(near, zone)).toISOString()
}

/** How far the wall clock of a zone is ahead of UTC, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at)
  const of = Object.fromEntries(parts.map(({ type, value }) => [type, value]))
  return Date.parse(`${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}:${of.second}Z`) - at
}
