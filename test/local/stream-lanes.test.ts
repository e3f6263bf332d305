import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, startDatabase } from '../../local/dynamodb.ts'
import { startDynoxide } from '../../local/dynoxide.ts'
import type { Functions } from '../../local/lambda.ts'
import type { Log } from '../../local/log.ts'
import { pollStream, type StreamMappingPlan } from '../../local/stream.ts'
import { openLanes, type StreamRecord } from '../../local/stream-lanes.ts'
import { portion, seeded } from '../support/seeded.ts'

const recordOf = (key: number, sequence: number): StreamRecord => ({
  eventName: 'INSERT',
  dynamodb: { Keys: { pk: { S: `KEY-${key}` } }, SequenceNumber: String(sequence) },
})
const sequenceOf = ({ dynamodb }: StreamRecord) => Number(dynamodb.SequenceNumber)
const keyOf = ({ dynamodb }: StreamRecord) => JSON.stringify(dynamodb.Keys)

describe('lanes of a shard', () => {
  const history = fc.record({
    keys: fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 80 }),
    factor: fc.integer({ min: 1, max: 10 }),
    batchSize: fc.integer({ min: 1, max: 12 }),
    reads: fc.integer({ min: 1, max: 20 }),
    /** Which of the batches under way ends next, or, rarely, that the plant ends first. */
    turns: fc.array(fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 9 }) }, { weight: 1, arbitrary: fc.constant(-1) }), {
      minLength: 5,
      maxLength: 40,
    }),
  })

  const mostEnds = 8

  test('handle each key in its order, never name a place behind an unhandled record, and lose nothing when the plant ends', async () => {
    let together = 0
    let ends = 0
    await fc.assert(
      fc.asyncProperty(history, async ({ keys, factor, batchSize, reads, turns }) => {
        const records = keys.map((key, index) => recordOf(key, index))
        const isWanted = (record: StreamRecord) => sequenceOf(record) % 7 !== 3
        const handled: StreamRecord[] = []
        let place = -1
        let turn = 0
        let endsHere = 0
        for (let isOver = false; !isOver; ) {
          let isStopped = false
          const underWay: { batch: readonly StreamRecord[]; end: () => void }[] = []
          const lanes = openLanes({
            factor,
            batchSize,
            isWanted,
            isStopped: () => isStopped,
            advance(sequence) {
              place = Number(sequence)
              const before = records.filter((it) => sequenceOf(it) <= place && isWanted(it))
              expect(before.filter((it) => !handled.includes(it))).toEqual([])
            },
            handle: (batch) =>
              new Promise((end) => {
                expect(batch.length).toBeLessThanOrEqual(batchSize)
                underWay.push({ batch, end: () => end() })
                expect(underWay.length).toBeLessThanOrEqual(factor)
                const keysOf = underWay.map((it) => new Set(it.batch.map(keyOf)))
                expect(keysOf.reduce((sum, { size }) => sum + size, 0)).toBe(
                  new Set(underWay.flatMap((it) => it.batch.map(keyOf))).size,
                )
                if (underWay.length > 1) together += 1
              }),
          })
          for (let next = place + 1; ; ) {
            if (next < records.length) {
              lanes.take(records.slice(next, next + reads))
              next += reads
            }
            const choice = turns[turn++ % turns.length] ?? 0
            // The last plant of a history is let be: one that ends again and again before its oldest record is handled would never be over.
            if (choice === -1 && place > -1 && endsHere < mostEnds) {
              ends += 1
              endsHere += 1
              isStopped = true
              for (const { batch, end } of underWay.splice(0)) {
                // The function may have done all of it, although nobody heard so.
                handled.push(...batch)
                end()
              }
              await lanes.rest()
              break
            }
            const [ended] = underWay.splice(Math.abs(choice) % Math.max(1, underWay.length), 1)
            if (ended) {
              handled.push(...ended.batch)
              ended.end()
              await new Promise(setImmediate)
            } else if (next >= records.length) {
              isOver = true
              break
            }
          }
        }
        await new Promise(setImmediate)
        const wanted = records.filter(isWanted)
        expect(new Set(handled)).toEqual(new Set(wanted))
        for (const key of new Set(wanted.map(keyOf))) {
          const firsts = [...new Set(handled.filter((it) => keyOf(it) === key))]
          expect(firsts).toEqual(wanted.filter((it) => keyOf(it) === key))
        }
        expect(place).toBe(records.length - 1)
      }),
      seeded('lanes of a shard', 500),
    )
    expect(together).toBeGreaterThan(portion(500))
    expect(ends).toBeGreaterThan(portion(100))
  })

  test('let go of a reader that waits for room when the plant ends', async () => {
    let isStopped = false
    let end = () => {}
    const lanes = openLanes({
      factor: 1,
      batchSize: 1,
      isWanted: () => true,
      isStopped: () => isStopped,
      advance: () => undefined,
      handle: () =>
        new Promise((resolve) => {
          end = resolve
        }),
    })
    lanes.take([recordOf(1, 1)])
    const room = lanes.room()
    isStopped = true
    end()
    await expect(room).resolves.toBeUndefined()
  })
})

test('lanes of a shard let two items of one partition key overtake each other, as Lambda does', async () => {
  const underWay: (readonly StreamRecord[])[] = []
  const lanes = openLanes({
    factor: 4,
    batchSize: 10,
    isWanted: () => true,
    isStopped: () => false,
    advance: () => undefined,
    handle: (batch) => {
      underWay.push(batch)
      return new Promise(() => undefined)
    },
  })
  const facts = Array.from({ length: 20 }, (_, number): StreamRecord => {
    const Keys = { pk: { S: 'ORDER#1' }, sk: { S: `FACT#${number}` } }
    return { eventName: 'INSERT', dynamodb: { Keys, SequenceNumber: String(number) } }
  })
  lanes.take(facts)
  expect(underWay.length).toBeGreaterThan(1)
})

describe('a mapping with a ParallelizationFactor', () => {
  const place = mkdtempSync(join(tmpdir(), 'andon-lanes-'))
  let process: Awaited<ReturnType<typeof startDynoxide>>
  let database: Database
  const definition = {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  }
  beforeAll(async () => {
    process = await startDynoxide(undefined)
    database = await startDatabase(process, [{ name: 'things', arn: 'things', streamArn: 'stream', definition }])
  }, 60_000)
  afterAll(async () => {
    database.stop()
    await process.stop()
    rmSync(place, { recursive: true, force: true })
  })

  const plan: StreamMappingPlan = {
    tableName: 'things',
    streamArn: 'stream',
    functionArn: 'function',
    factor: 4,
    batchSize: 5,
    windowSeconds: 0,
    filters: [],
    startingPosition: 'TRIM_HORIZON',
    bisects: false,
    maximumRetries: undefined,
    reportsItems: true,
    onFailure: undefined,
    region: 'local',
  }

  test('has so many batches under way, tries a failed record again before what follows it of its key, and keeps its place', async () => {
    const rounds = 6
    for (let number = 0; number < rounds; number += 1)
      for (let key = 0; key < 20; key += 1)
        await database.call('DynamoDB_20120810.PutItem', {
          TableName: 'things',
          Item: { pk: { S: `KEY-${key}` }, number: { N: String(number) } },
        })
    const heard = new Map<string, number[]>()
    let underWay = 0
    let most = 0
    let failures = 0
    let done: () => void = () => {}
    const all = new Promise<void>((resolve) => {
      done = resolve
    })
    const functions: Pick<Functions, 'invoke'> = {
      async invoke(_arn, event) {
        underWay += 1
        most = Math.max(most, underWay)
        // Long enough for every other lane to begin.
        await new Promise((resolve) => setTimeout(resolve, 30))
        underWay -= 1
        const { Records } = event as { Records: (StreamRecord & { dynamodb: { NewImage: Image } })[] }
        for (const { dynamodb } of Records) {
          const { pk, number } = dynamodb.NewImage
          const isBad = pk.S === 'KEY-7' && number.N === '2' && failures < 3
          if (isBad) {
            failures += 1
            return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] }
          }
          heard.set(pk.S, [...(heard.get(pk.S) ?? []), Number(number.N)])
        }
        if ([...heard.values()].flat().length >= rounds * 20) done()
        return { batchItemFailures: [] }
      },
    }
    const file = join(place, 'position.json')
    const log = { write: () => undefined } as unknown as Log
    const poller = await pollStream(database, plan, functions as Functions, file, 0.01, log)
    await all
    await poller.stop()
    expect(failures).toBe(3)
    expect(most).toBe(4)
    for (let key = 0; key < 20; key += 1)
      expect(heard.get(`KEY-${key}`), `KEY-${key}`).toEqual(Array.from({ length: rounds }, (_, number) => number))
    expect(JSON.parse(readFileSync(file, 'utf8')).sequence).toMatch(/^\d+$/)
  }, 60_000)

  test('carries records on when its place in the stream cannot be kept, and says so', async () => {
    const said: string[] = []
    const log = { write: (_of: string, text: string) => said.push(text) } as unknown as Log
    const heard = new Set<string>()
    let done: () => void = () => {}
    const all = new Promise<void>((resolve) => {
      done = resolve
    })
    const functions: Pick<Functions, 'invoke'> = {
      async invoke(_arn, event) {
        for (const { dynamodb } of (event as { Records: StreamRecord[] }).Records) heard.add(dynamodb.SequenceNumber)
        if (heard.size === 120) done()
        return {}
      },
    }
    const nowhere = join(place, 'gone', 'position.json')
    const poller = await pollStream(database, plan, functions as Functions, nowhere, 0.01, log)
    await all
    await poller.stop()
    expect(said[0]).toMatch(/^The place in the stream is not kept: ENOENT/)
  }, 60_000)
})

interface Image {
  readonly pk: { readonly S: string }
  readonly number: { readonly N: string }
}
