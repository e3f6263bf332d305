import { createHash } from 'node:crypto'

export interface StreamRecord {
  readonly eventName: string
  readonly dynamodb: {
    readonly Keys: Readonly<Record<string, unknown>>
    readonly SequenceNumber: string
    readonly ApproximateCreationDateTime?: number
  }
}

export interface Lanes {
  /** Takes the next records of the shard; those that the filter excludes are done at once. */
  take(records: readonly StreamRecord[]): void
  /** Settles when there is room to read more records. */
  room(): Promise<void>
  /** Settles when no batch is in progress. */
  rest(): Promise<unknown>
}

export interface LanesPlan {
  /** `ParallelizationFactor`: the number of batches of the shard at the same time. */
  readonly factor: number
  readonly batchSize: number
  readonly isWanted: (record: StreamRecord) => boolean
  /** Settles when the batch is handled or given up, or the plant stops. */
  readonly handle: (batch: readonly StreamRecord[]) => Promise<void>
  readonly isStopped: () => boolean
  /** All records up to this one are done, so that a restart continues after it. */
  readonly advance: (sequence: string) => void
}

interface Entry {
  readonly record: StreamRecord
  isDone: boolean
}

/**
 * The batches of a shard that are processed in parallel. Records of one item stay in order in one lane; records of two items with the same partition
 * key may overtake each other, as on AWS. The position in the stream is before the oldest record that is not done, so that a restart loses no record
 * and repeats some.
 */
export function openLanes(plan: LanesPlan): Lanes {
  const { factor, batchSize, isWanted, handle, isStopped, advance } = plan
  const lanes = Array.from({ length: factor }, () => ({
    waiting: [] as Entry[],
    isBusy: false,
    work: Promise.resolve(),
  }))
  let unfinished: Entry[] = []
  let whenRoom = () => {}

  const settle = () => {
    const open = unfinished.findIndex(({ isDone }) => !isDone)
    const done = open === -1 ? unfinished : unfinished.slice(0, open)
    const last = done.at(-1)
    if (last === undefined) return
    unfinished = unfinished.slice(done.length)
    advance(last.record.dynamodb.SequenceNumber)
    whenRoom()
  }
  const work = async (lane: (typeof lanes)[number]) => {
    lane.isBusy = true
    while (lane.waiting.length > 0 && !isStopped()) {
      const batch = lane.waiting.splice(0, batchSize)
      await handle(batch.map(({ record }) => record))
      if (isStopped()) break
      for (const entry of batch) entry.isDone = true
      settle()
    }
    lane.isBusy = false
    // A reader that waits for room when the plant stops gets no more records.
    if (isStopped()) whenRoom()
  }
  const laneOf = ({ dynamodb: { Keys } }: StreamRecord) => {
    const item = Object.keys(Keys)
      .sort()
      .map((name) => Keys[name])
    const key = createHash('md5').update(JSON.stringify(item)).digest()
    return lanes[key.readUInt32BE() % factor] as (typeof lanes)[number]
  }

  return {
    take(records) {
      for (const record of records) {
        const entry: Entry = { record, isDone: !isWanted(record) }
        unfinished.push(entry)
        if (!entry.isDone) laneOf(record).waiting.push(entry)
      }
      settle()
      for (const lane of lanes) if (!lane.isBusy) lane.work = work(lane)
    },
    rest: () => Promise.all(lanes.map((lane) => lane.work)),
    room: async () => {
      while (unfinished.length >= factor * batchSize && !isStopped())
        await new Promise<void>((resolve) => {
          whenRoom = resolve
        })
    },
  }
}
