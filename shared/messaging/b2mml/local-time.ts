import { wallClock } from '../../domain/wall-clock.ts'
import type { B2mmlObject } from './message.ts'

const withoutZone = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}$/
const times: ReadonlySet<string> = new Set(['dueAt', 'startAt', 'expiresAt'])

/**
 * The object with each time that names no offset read as the wall clock of the site: XML allows such a time, and an ERP that sends it means the plant's.
 * @param timeZone an IANA name
 */
export function withSiteTimes<Of extends B2mmlObject>(object: Of, timeZone: string): Of {
  const wall = wallClock(timeZone)
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name,
      times.has(name) && typeof value === 'string' && withoutZone.test(value)
        ? new Date(wall.firstInstantAt(Date.parse(`${value}Z`))).toISOString()
        : value,
    ]),
  ) as Of
}
