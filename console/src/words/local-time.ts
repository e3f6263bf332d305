/** The clock on the wall of a zone at an instant, as if it were UTC, in milliseconds. */
function wallClock(at: number, zone: string): number {
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
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((it) => it.type === type)?.value)
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
}

/**
 * The instant of a time of the plant, which a field of date and time gives without a zone (`2026-12-01T06:00`). Of an hour that the clocks have twice it is
 * the first; one that they leave out is taken by the time before.
 * @returns RFC 3339 in UTC; undefined if the text is no such time
 */
export function instantOf(local: string, zone: string): string | undefined {
  const wanted = Date.parse(`${local}Z`)
  if (Number.isNaN(wanted)) return undefined
  const day = 86_400_000
  const offsets = [wanted - day, wanted + day].map((at) => wallClock(at, zone) - at)
  const found = offsets.map((offset) => wanted - offset)
  const fitting = found.filter((at) => wallClock(at, zone) === wanted)
  return new Date(Math.min(...(fitting.length > 0 ? fitting : found.slice(0, 1)))).toISOString()
}

/** The instant at which a day (`2026-12-01`) begins in a zone; where the clocks leave out its midnight, the first instant of the day. */
export const beginOf = (day: string, zone: string): string | undefined => instantOf(`${day}T00:00`, zone)

/** An instant as a field for date and time has it, in the zone of the plant. */
export const fieldAt = (at: number, zone: string): string => new Date(wallClock(at, zone)).toISOString().slice(0, 16)
