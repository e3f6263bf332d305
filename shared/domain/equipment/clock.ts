import type { Instant } from '../../../events/identifiers.ts'

/** A message reaches us within a second of its sending in a sound network. */
const transitMs = 1000

/** A window of the measurement: long enough to hold a message that came without delay, short enough to notice soon that a clock was set. */
const windowMs = 5 * 60_000

/**
 * What the arrival of its messages says of a device's clock. No message arrives before it is sent, so the smallest of their delays is how far the
 * clock is behind ours, plus the time on the way; messages that a device has kept back do not change it.
 */
export interface DeviceClock {
  /** Further off than the site tolerates. */
  readonly isOff: boolean
  /** Milliseconds behind our clock, over this window and the one before; negative if it is ahead. */
  readonly behindMs?: number
  readonly window?: { readonly since: Instant; readonly leastMs: number; readonly leastBeforeMs?: number }
  /** The first message from the future since the last one that was not. */
  readonly ahead?: { readonly receivedAt: Instant; readonly occurredAt: Instant }
}

/** When a message reached us, and the tolerance of the site in seconds. */
export interface Arrival {
  readonly receivedAt: Instant
  readonly tolerance: number
}

/** Whether a device's time lies further ahead than its clock may be. Such a time is kept and flagged, and is never the newest. */
export const isFuture = (occurredAt: Instant, { receivedAt, tolerance }: Arrival): boolean =>
  Date.parse(occurredAt) - Date.parse(receivedAt) > tolerance * 1000

/** The clock after a message with these times; the same clock if it says nothing new. */
export function measureClock(
  clock: DeviceClock | undefined,
  times: readonly Instant[],
  arrival: Arrival,
): DeviceClock | undefined {
  const future = times.filter((it) => isFuture(it, arrival))
  const newest = newestOf(times.filter((it) => !future.includes(it)))
  const window = newest === undefined ? clock?.window : windowAfter(clock?.window, newest, arrival.receivedAt)
  const ahead = aheadAfter(clock?.ahead, newestOf(future), arrival.receivedAt)
  const isKnown = clock !== undefined || window !== undefined || ahead !== undefined
  if (!isKnown || (clock && window === clock.window && ahead === clock.ahead)) return clock
  const behindMs = window && Math.min(window.leastMs, window.leastBeforeMs ?? window.leastMs)
  return {
    isOff: ahead !== undefined || (behindMs !== undefined && Math.abs(behindMs) > arrival.tolerance * 1000),
    ...(behindMs !== undefined && { behindMs }),
    ...(window && { window }),
    ...(ahead && { ahead }),
  }
}

const newestOf = (times: readonly Instant[]): Instant | undefined =>
  times.length === 0 ? undefined : times.reduce((one, other) => (one > other ? one : other))

function windowAfter(
  window: DeviceClock['window'],
  newest: Instant,
  receivedAt: Instant,
): NonNullable<DeviceClock['window']> {
  const delay = Date.parse(receivedAt) - Date.parse(newest)
  const age = window ? Date.parse(receivedAt) - Date.parse(window.since) : Number.POSITIVE_INFINITY
  // A clock can have been set while its device was silent.
  if (!window || age >= 2 * windowMs) return { since: receivedAt, leastMs: delay }
  if (age >= windowMs) return { since: receivedAt, leastMs: delay, leastBeforeMs: window.leastMs }
  return delay < window.leastMs ? { ...window, leastMs: delay } : window
}

function aheadAfter(ahead: DeviceClock['ahead'], future: Instant | undefined, receivedAt: Instant) {
  if (future !== undefined) return ahead ?? { receivedAt, occurredAt: future }
  return ahead && ahead.receivedAt < receivedAt ? undefined : ahead
}

/** When a device can have measured, by our clock. */
export interface PossibleTimes {
  /** The first instant, if the message needed a second on its way. */
  readonly earliest: Instant
  /** The device's own time, corrected only if its clock is measured to be ahead. */
  readonly nominal: Instant
  readonly latest: Instant
}

/**
 * When a device can have measured. If its messages arrive late, the clock may be behind or the messages may be kept back: both are possible. A clock
 * is further ahead than it looks by the time on the way, at most. What comes from the future has no time but that of its arrival.
 */
export function possibleTimes(occurredAt: Instant, clock: DeviceClock | undefined, arrival: Arrival): PossibleTimes {
  const { receivedAt } = arrival
  if (isFuture(occurredAt, arrival)) return { earliest: receivedAt, nominal: receivedAt, latest: receivedAt }
  const most = arrival.tolerance * 1000
  const behind = Math.min(most, Math.max(-most, clock?.behindMs ?? 0))
  return {
    earliest: moved(occurredAt, Math.min(0, behind - transitMs)),
    nominal: moved(occurredAt, Math.min(0, behind)),
    latest: moved(occurredAt, Math.max(0, behind)),
  }
}

const moved = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString()
