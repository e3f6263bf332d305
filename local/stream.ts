import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from './dynamodb.ts'
import { FunctionFailed, type Functions } from './lambda.ts'
import type { Log } from './log.ts'
import { namedFailures } from './mapping.ts'
import type { Pattern } from './patterns.ts'
import type { Queue } from './sqs.ts'
import { openLanes, type StreamRecord } from './stream-lanes.ts'

export interface StreamMappingPlan {
  readonly tableName: string
  readonly streamArn: string
  readonly functionArn: string
  /** The number of batches of the shard at the same time. */
  readonly factor: number
  readonly batchSize: number
  readonly windowSeconds: number
  readonly filters: readonly Pattern[]
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST'
  readonly bisects: boolean
  /** The number of retries before a failed batch is given up; no limit without it. */
  readonly maximumRetries: number | undefined
  readonly reportsItems: boolean
  readonly onFailure: Queue | undefined
  readonly region: string
}

const target = 'DynamoDBStreams_20120810.'
/** A write through the plant wakes the reader at once. This interval is for writers that the plant does not see and for records that come late. */
const idleMilliseconds = 250
const activeMilliseconds = 25
const activeFor = 1000
/**
 * The pause between two reads that found records, so that a plant under load reads, and calls its functions, for several facts at once. It is longer
 * when the last read found many. Lambda polls a shard four times a second.
 */
const gatheringMilliseconds = { few: 20, many: 50 }
const many = 5

/**
 * Lambda's poller for a table's stream: parallel batches, order for each item, filters, bisects, bounded retries, and a destination for batches that
 * are given up.
 * @param positionFile keeps the last record up to which all are handled, so that a restart continues after it.
 */
export async function pollStream(
  database: Database,
  plan: StreamMappingPlan,
  functions: Functions,
  positionFile: string | undefined,
  timeScale: number,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  const shard = await openShard(database, plan.tableName)
  let position = readPosition(positionFile)
  let iterator = await iteratorAt(database, shard, position, plan.startingPosition)
  let stopped = false
  let wake = () => {}
  let written = false
  let lastWrite = 0
  database.onWrite(() => {
    written = true
    lastWrite = Date.now()
    wake()
  })

  const handled = database.follow(plan.tableName)
  const lanes = openLanes({
    ...plan,
    isWanted: passes(plan.filters),
    handle: (batch) =>
      handleBatch(batch, plan, functions, timeScale, () => stopped).catch((error: unknown) => {
        // A batch that cannot be put aside is not done: nothing behind it is read, and a restart begins with it.
        stopped = true
        log.write('stream', `The stream is read no further: ${error instanceof Error ? error.message : String(error)}`)
      }),
    isStopped: () => stopped,
    advance(sequence) {
      handled(sequence)
      if (positionFile !== undefined) keepPosition(positionFile, sequence, log)
    },
  })
  const sleep = async (milliseconds: number) => {
    if (written || stopped) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
  const run = async () => {
    while (!stopped) {
      await lanes.room()
      written = false
      try {
        const answer = await database.call(`${target}GetRecords`, { ShardIterator: iterator, Limit: plan.batchSize })
        const records = answer.Records as StreamRecord[]
        const last = records.at(-1)
        if (last === undefined) {
          await sleep(Date.now() - lastWrite < activeFor ? activeMilliseconds : idleMilliseconds)
          continue
        }
        if (plan.windowSeconds > 0 && records.length < plan.batchSize)
          await pause(plan.windowSeconds * 1000 * timeScale)
        lanes.take(records)
        position = last.dynamodb.SequenceNumber
        iterator = String(answer.NextShardIterator)
        await pause(records.length < many ? gatheringMilliseconds.few : gatheringMilliseconds.many)
      } catch (error) {
        if (stopped) return
        // The iterator may have expired or the database may be busy: continue after the last record that was read.
        log.write('stream', error instanceof Error ? error.message : String(error))
        await pause(activeMilliseconds)
        iterator = await iteratorAt(database, shard, position, plan.startingPosition).catch(() => iterator)
      }
    }
  }
  const running = run()
  return {
    async stop() {
      stopped = true
      wake()
      await Promise.race([Promise.all([running, lanes.rest()]), pause(1000)])
    },
  }
}

/** Tries one batch until it is handled or given up; a failing batch is halved down to the record that fails. */
async function handleBatch(
  records: readonly StreamRecord[],
  plan: StreamMappingPlan,
  functions: Functions,
  timeScale: number,
  stopped: () => boolean = () => false,
  triedBefore = 0,
): Promise<void> {
  let left = records
  let tried = triedBefore
  while (left.length > 0 && !stopped()) {
    const { failedFrom, error } = await deliver(left, plan, functions)
    if (failedFrom === undefined) return
    left = left.slice(failedFrom)
    // A split does not count as a retry, and neither does an attempt with progress.
    if (failedFrom > 0) continue
    if (plan.bisects && left.length > 1) {
      const half = Math.ceil(left.length / 2)
      await handleBatch(left.slice(0, half), plan, functions, timeScale, stopped, tried)
      left = left.slice(half)
      continue
    }
    if (plan.maximumRetries !== undefined && tried >= plan.maximumRetries) return giveUp(left, plan, tried + 1, error)
    await pause(Math.min(100 * 2 ** tried, 5000) * timeScale)
    tried += 1
  }
}

/** The index of the first record that failed; the records before it are done. */
async function deliver(
  records: readonly StreamRecord[],
  plan: StreamMappingPlan,
  functions: Functions,
): Promise<{ failedFrom?: number; error?: FunctionFailed }> {
  const event = records.map((record) => ({ ...record, awsRegion: plan.region, eventSourceARN: plan.streamArn }))
  const ids = records.map((record) => record.dynamodb.SequenceNumber)
  try {
    const answer = await functions.invoke(plan.functionArn, { Records: event })
    const failed = plan.reportsItems ? namedFailures(answer, ids) : new Set<string>()
    const first = ids.findIndex((id) => failed.has(id))
    return first === -1 ? {} : { failedFrom: first }
  } catch (error) {
    return error instanceof FunctionFailed ? { failedFrom: 0, error } : { failedFrom: 0 }
  }
}

/** Lambda sends the on-failure destination the positions of the records, not their content. */
function giveUp(
  records: readonly StreamRecord[],
  plan: StreamMappingPlan,
  invocations: number,
  error: FunctionFailed | undefined,
): void {
  const at = (record: StreamRecord | undefined) =>
    new Date((record?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString()
  plan.onFailure?.send(
    JSON.stringify({
      requestContext: {
        requestId: randomUUID(),
        functionArn: plan.functionArn,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: invocations,
      },
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: error === undefined ? null : 'Unhandled',
      },
      version: '1.0',
      timestamp: new Date().toISOString(),
      DDBStreamBatchInfo: {
        shardId: 'shardId-local',
        startSequenceNumber: records[0]?.dynamodb.SequenceNumber,
        endSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber,
        approximateArrivalOfFirstRecord: at(records[0]),
        approximateArrivalOfLastRecord: at(records.at(-1)),
        batchSize: records.length,
        streamArn: plan.streamArn,
      },
    }),
    error === undefined
      ? {}
      : { attributes: { reason: { DataType: 'String', StringValue: `${error.errorType}: ${error.message}` } } },
  )
}

function passes(filters: readonly Pattern[]): (record: StreamRecord) => boolean {
  return (record) => filters.length === 0 || filters.some((filter) => filter(record))
}

interface Shard {
  readonly streamArn: string
  readonly shardId: string
}

async function openShard(database: Database, tableName: string): Promise<Shard> {
  const { Streams } = (await database.call(`${target}ListStreams`, { TableName: tableName })) as {
    Streams: { StreamArn: string }[]
  }
  const streamArn = Streams.at(-1)?.StreamArn ?? ''
  const { StreamDescription } = (await database.call(`${target}DescribeStream`, { StreamArn: streamArn })) as {
    StreamDescription: { Shards: { ShardId: string }[] }
  }
  return { streamArn, shardId: StreamDescription.Shards.at(-1)?.ShardId ?? '' }
}

async function iteratorAt(
  database: Database,
  { streamArn, shardId }: Shard,
  position: string | undefined,
  start: string,
): Promise<string> {
  const answer = await database.call(`${target}GetShardIterator`, {
    StreamArn: streamArn,
    ShardId: shardId,
    ...(position === undefined
      ? { ShardIteratorType: start }
      : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position }),
  })
  return String(answer.ShardIterator)
}

/**
 * A position that cannot be saved only repeats records after a restart, so the reader continues. It is saved for every batch, so it is not forced to
 * the disk; an older one only repeats records, too.
 */
function keepPosition(file: string, sequence: string, log: Log): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify({ sequence }))
    renameSync(`${file}.new`, file)
  } catch (error) {
    log.write(
      'stream',
      `The place in the stream is not kept: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function readPosition(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8')).sequence
  } catch {
    return undefined
  }
}
