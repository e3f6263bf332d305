import type { Instant } from '../../../events/identifiers.ts'
import { minute, wallClock } from '../../domain/wall-clock.ts'

/** The offset of a time zone (IANA name) from UTC at an instant, such as `+01:00`. */
export function offsetOf(at: Instant, timeZone: string): string {
  const instant = Date.parse(at)
  const ahead = Math.round((wallClock(timeZone).shownAt(instant) - instant) / minute)
  const two = (number: number) => `${Math.floor(number)}`.padStart(2, '0')
  return `${ahead < 0 ? '-' : '+'}${two(Math.abs(ahead) / 60)}:${two(Math.abs(ahead) % 60)}`
}
