import type { Instant } from '../../../events/identifiers.ts'

/** How far the clocks of a zone (IANA name) are from UTC at an instant, such as `+01:00`. */
export function offsetOf(at: Instant, timeZone: string): string {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  formats.set(timeZone, format)
  const shown = format.formatToParts(Date.parse(at)).find(({ type }) => type === 'timeZoneName')?.value
  return shown?.slice('GMT'.length, 'GMT+00:00'.length) || '+00:00'
}

/** Making one costs more than a hundred uses. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** The date that the calendar on the wall shows. */
export function dayOf(at: Instant, timeZone: string): string {
  const [, sign, hours, minutes] = /^(.)(..):(..)$/.exec(offsetOf(at, timeZone)) ?? []
  const ahead = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000)
  return new Date(Date.parse(at) + ahead).toISOString().slice(0, 'yyyy-mm-dd'.length)
}
