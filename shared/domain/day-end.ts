import { untilFields } from '../../events/until.ts'
import { endOfDate, isDate } from './wall-clock.ts'

/**
 * A message with each date in place of an end (`expiresAt`, `dueAt`, ...) replaced by the midnight that ends it in `timeZone` (an IANA name). Every
 * command and every message of an ERP passes here, so a date means the same wherever it comes from. The zone is asked for only if there is a date,
 * because the enterprise has none.
 */
export function withDaysEnded<Message>(message: Message, timeZone: () => string): Message {
  return ended(message, timeZone) as Message
}

function ended(value: unknown, timeZone: () => string): unknown {
  if (Array.isArray(value)) return value.map((it) => ended(it, timeZone))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, it]) => [
      name,
      typeof it === 'string' && untilFields.has(name) && isDate(it) ? endOfDate(timeZone(), it) : ended(it, timeZone),
    ]),
  )
}
