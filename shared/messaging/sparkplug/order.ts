import type { EdgeSession } from '../../domain/equipment/edge-node.ts'

/**
 * How long a message waits for those before it. A rule of IoT Core, a queue and a lane bring messages out of order by less than a second; what has not
 * come after five is lost.
 */
export const reorderMs = 5_000

/** The most messages that wait: an eighth of the numbers from 0 to 255. One that is further ahead is beyond what a queue mixes up. */
export const mostHeld = 32

/** The largest message of IoT Core is 128 KiB, in base64 171 KiB; an item of the table takes 400 KB. */
export const mostHeldBytes = 200 * 1024

/** A node that does not answer is asked again, at the next message after a minute. */
export const askAgainMs = 60_000

/**
 * IoT Core takes 100 messages a second from a connection, so the 256 numbers last at least 2,560 ms: a message with the expected number that is
 * less than this older than the newest is the next one, and no copy of the one 256 before.
 */
export const jitterMs = 2_500

export const next = (seq: number): number => (seq + 1) & 255

/** How many numbers lie between the expected message and this one. */
export const ahead = ({ expected }: Pick<EdgeSession, 'expected'>, seq: number): number => (seq - expected) & 255

/** Where a message stands in its session, by its number and its time. */
export function placeOf(
  session: Pick<EdgeSession, 'expected' | 'newest'>,
  seq: number,
  timestamp = session.newest,
): 'next' | 'early' | 'repeated' | 'far' {
  const distance = ahead(session, seq)
  if (distance === 0) return timestamp >= session.newest - jitterMs ? 'next' : 'repeated'
  if (timestamp < session.newest) return 'repeated'
  if (distance <= mostHeld) return 'early'
  return timestamp > session.newest ? 'far' : 'repeated'
}

export const isOver = ({ waitingSince }: Pick<EdgeSession, 'waitingSince'>, now: number): boolean =>
  waitingSince !== undefined && now - waitingSince >= reorderMs
