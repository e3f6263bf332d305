import { DatabaseSync } from 'node:sqlite'
import { type BufferStatus, type LaneSize, sizesIn, statusIn } from './status.ts'

/** A message as a machine sent it; the buffer changes nothing of it. */
export interface Arrived {
  /** Whose order is kept: the equipment, or the Sparkplug edge node. */
  readonly lane: string
  readonly topic: string
  readonly payload: Uint8Array
  /** A sample may be lost before anything else is. */
  readonly isSample: boolean
  /** Milliseconds since 1970, by the clock of the gateway. */
  readonly at: number
}

export interface Kept {
  readonly id: number
  readonly topic: string
  readonly payload: Uint8Array
  readonly at: number
}

export interface MessageBuffer {
  /** Keeps messages on disk, all or none, and makes room for them. When it returns, a power cut loses none of them. */
  add(arrived: readonly Arrived[]): void
  /** The oldest message of a lane after that id, without taking it out; 0 begins with the oldest. */
  next(lane: string, after: number): Kept | undefined
  /** Takes out what the cloud has acknowledged. */
  remove(ids: readonly number[]): void
  /** These are on their way and not dropped; any other may be. */
  hold(ids: ReadonlySet<number>): void
  /** Lanes in which something waits. */
  lanes(): readonly string[]
  status(): BufferStatus
  close(): void
}

/** What a row and its entries in the indexes cost beside topic, lane and payload; 100 bytes more than SQLite takes for them. */
export const rowBytes = 200

const shape = `
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL, topic TEXT NOT NULL, payload BLOB NOT NULL,
    isSample INTEGER NOT NULL, at INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS byLane ON messages (lane, id);
  CREATE INDEX IF NOT EXISTS droppable ON messages (isSample DESC, id);
  CREATE TABLE IF NOT EXISTS lanes (
    lane TEXT PRIMARY KEY, lastHeardAt INTEGER NOT NULL,
    lostSamples INTEGER NOT NULL DEFAULT 0, lostOthers INTEGER NOT NULL DEFAULT 0, lastLostAt INTEGER) STRICT;`

/**
 * Messages on disk, in the order of their arrival. A transaction is on disk when it ends (`synchronous = FULL`), so that a machine's message is
 * acknowledged only after it is safe, and a process that is killed at any point loses nothing that was acknowledged.
 */
export function openBuffer(file: string, mostBytes: number): MessageBuffer {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 8388608;')
  database.exec(shape)

  const insert = database.prepare(
    'INSERT INTO messages (lane, topic, payload, isSample, at, bytes) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const hear = database.prepare(
    'INSERT INTO lanes (lane, lastHeardAt) VALUES (?, ?) ON CONFLICT DO UPDATE SET lastHeardAt = excluded.lastHeardAt',
  )
  const after = database.prepare(
    'SELECT id, topic, payload, at FROM messages WHERE lane = ? AND id > ? ORDER BY id LIMIT 1',
  )
  const oldest = database.prepare('SELECT id, lane, isSample FROM messages ORDER BY isSample DESC, id LIMIT ?')
  const erase = database.prepare('DELETE FROM messages WHERE id = ? RETURNING bytes, lane')
  const lose = database.prepare(
    'UPDATE lanes SET lostSamples = lostSamples + ?, lostOthers = lostOthers + ?, lastLostAt = ? WHERE lane = ?',
  )
  /** What waits in each lane; reading it anew takes a tenth of a second for a million messages. */
  const waiting = new Map<string, LaneSize>(sizesIn(database))
  let bytes = [...waiting.values()].reduce((sum, lane) => sum + lane.bytes, 0)
  let onTheirWay: ReadonlySet<number> = new Set()

  const atOnce = (work: () => void) => {
    const before = [...waiting]
    database.exec('BEGIN IMMEDIATE')
    try {
      work()
      database.exec('COMMIT')
    } catch (error) {
      waiting.clear()
      for (const [lane, size] of before) waiting.set(lane, size)
      bytes = before.reduce((sum, [, size]) => sum + size.bytes, 0)
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
  const count = (lane: string, messages: number, size: number) => {
    const { messages: many, bytes: large } = waiting.get(lane) ?? { messages: 0, bytes: 0 }
    if (many + messages === 0) waiting.delete(lane)
    else waiting.set(lane, { messages: many + messages, bytes: large + size })
    bytes += size
  }
  const takeOut = (id: number) => {
    const row = erase.get(id) as { bytes: number; lane: string } | undefined
    if (row !== undefined) count(row.lane, -1, -row.bytes)
  }
  /** The oldest samples go first, then the oldest of the rest; what is on its way may be taken at any moment and stays. */
  const makeRoom = (at: number) => {
    while (bytes > mostBytes) {
      const rows = oldest.all(onTheirWay.size + 100) as { id: number; lane: string; isSample: number }[]
      const droppable = rows.filter(({ id }) => !onTheirWay.has(id))
      if (droppable.length === 0) return
      for (const { id, lane, isSample } of droppable) {
        if (bytes <= mostBytes) return
        takeOut(id)
        lose.run(isSample, 1 - isSample, at, lane)
      }
    }
  }

  return {
    add(arrived) {
      atOnce(() => {
        for (const { lane, topic, payload, isSample, at } of arrived) {
          const size = rowBytes + Buffer.byteLength(topic) + payload.byteLength
          insert.run(lane, topic, payload, isSample ? 1 : 0, at, size)
          hear.run(lane, at)
          count(lane, 1, size)
        }
        makeRoom(arrived.at(-1)?.at ?? 0)
      })
    },
    next: (lane, id) => after.get(lane, id) as Kept | undefined,
    remove(ids) {
      atOnce(() => {
        for (const id of ids) takeOut(id)
      })
    },
    hold(ids) {
      onTheirWay = ids
    },
    lanes: () => [...waiting.keys()],
    status: () => statusIn(database, waiting),
    close: () => database.close(),
  }
}
