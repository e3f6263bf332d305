import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { CannotStart } from '../cannot-start.ts'

export interface LaneSize {
  readonly messages: number
  readonly bytes: number
}

/** Times in milliseconds since 1970, by the clock of the gateway. */
export interface BufferStatus extends LaneSize {
  readonly oldestAt?: number
  readonly lost: { readonly samples: number; readonly others: number; readonly lastAt?: number }
  readonly lanes: readonly LaneStatus[]
}

export interface LaneStatus {
  readonly lane: string
  readonly lastHeardAt: number
  readonly waiting: number
  readonly lost: number
}

export function sizesIn(database: DatabaseSync): [string, LaneSize][] {
  const rows = database
    .prepare('SELECT lane, count(*) AS messages, sum(bytes) AS bytes FROM messages GROUP BY lane')
    .all()
  return (rows as unknown as (LaneSize & { lane: string })[]).map(({ lane, messages, bytes }) => [
    lane,
    { messages, bytes },
  ])
}

interface LaneRow {
  readonly lane: string
  readonly lastHeardAt: number
  readonly lostSamples: number
  readonly lostOthers: number
  readonly lastLostAt: number | null
}

/** What waits, what was lost, and when each machine was last heard. */
export function statusIn(database: DatabaseSync, sizes: ReadonlyMap<string, LaneSize>): BufferStatus {
  const rows = database.prepare('SELECT * FROM lanes ORDER BY lane').all() as unknown as LaneRow[]
  const oldest = database.prepare('SELECT at FROM messages ORDER BY id LIMIT 1').get()
  const sum = (of: (row: LaneRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  const lastAt = Math.max(...rows.map(({ lastLostAt }) => lastLostAt ?? 0), 0)
  const all = [...sizes.values()]
  return {
    messages: all.reduce((total, { messages }) => total + messages, 0),
    bytes: all.reduce((total, { bytes }) => total + bytes, 0),
    ...(oldest && { oldestAt: Number(oldest.at) }),
    lost: {
      samples: sum(({ lostSamples }) => lostSamples),
      others: sum(({ lostOthers }) => lostOthers),
      ...(lastAt > 0 && { lastAt }),
    },
    lanes: rows.map(({ lane, lastHeardAt, lostSamples, lostOthers }) => ({
      lane,
      lastHeardAt,
      waiting: sizes.get(lane)?.messages ?? 0,
      lost: lostSamples + lostOthers,
    })),
  }
}

/**
 * The backlog as text for a person, read beside a gateway that runs, or without one.
 * @throws CannotStart when no gateway has ever kept anything in that folder
 */
export function backlogOf(file: string): string {
  if (!existsSync(file)) throw new CannotStart(`${file} is not there: no gateway has run with this configuration yet.`)
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return textOf(statusIn(database, new Map(sizesIn(database))))
  } finally {
    database.close()
  }
}

function textOf({ messages, bytes, oldestAt, lost, lanes }: BufferStatus): string {
  const since = oldestAt === undefined ? '' : `, the oldest of ${timeOf(oldestAt)}`
  const gone = lost.samples + lost.others === 0 ? 'none' : `${lost.samples} samples, ${lost.others} others`
  return [
    `Waiting: ${messages} messages, ${bytes} bytes${since}`,
    `Lost for want of room: ${gone}`,
    ...lanes.map(
      (it) => `  ${it.lane.padEnd(32)} last heard ${timeOf(it.lastHeardAt)}, waiting ${it.waiting}, lost ${it.lost}`,
    ),
  ].join('\n')
}

const timeOf = (at: number): string => new Date(at).toISOString()
