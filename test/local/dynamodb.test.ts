import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, startDatabase } from '../../local/dynamodb.ts'
import { type DatabaseProcess, startDynoxide } from '../../local/dynoxide.ts'

const table = {
  name: 'Record',
  arn: 'arn:aws:dynamodb:eu-west-3:123456789012:table/Record',
  streamArn: 'arn:aws:dynamodb:eu-west-3:123456789012:table/Record/stream/local',
  definition: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  },
}
const streams = 'DynamoDBStreams_20120810.'

let databaseProcess: DatabaseProcess
let database: Database

beforeAll(async () => {
  databaseProcess = await startDynoxide(undefined)
  database = await startDatabase(databaseProcess, [table])
})
afterAll(async () => {
  database?.stop()
  await databaseProcess?.stop()
})

async function write(count: number): Promise<void> {
  for (let from = 0; from < count; from += 25) {
    const puts = Array.from({ length: 25 }, (_, index) => ({
      PutRequest: { Item: { pk: { S: `${from + index}` }, at: { S: crypto.randomUUID() } } },
    }))
    await database.call('DynamoDB_20120810.BatchWriteItem', { RequestItems: { Record: puts } })
  }
}

/** The sequence numbers of all records that the stream still has. */
async function sequences(): Promise<number[]> {
  const { Streams } = (await database.call(`${streams}ListStreams`, { TableName: 'Record' })) as {
    Streams: { StreamArn: string }[]
  }
  const StreamArn = Streams[0]?.StreamArn
  const described = (await database.call(`${streams}DescribeStream`, { StreamArn })) as {
    StreamDescription: { Shards: { ShardId: string }[] }
  }
  const ShardId = described.StreamDescription.Shards.at(-1)?.ShardId
  const from = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }
  let { ShardIterator } = (await database.call(`${streams}GetShardIterator`, from)) as { ShardIterator?: string }
  const found: number[] = []
  for (;;) {
    const page = (await database.call(`${streams}GetRecords`, { ShardIterator, Limit: 1000 })) as {
      Records: { dynamodb: { SequenceNumber: string } }[]
      NextShardIterator?: string
    }
    if (page.Records.length === 0) return found
    found.push(...page.Records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber)))
    ShardIterator = page.NextShardIterator
  }
}

test('lets go of the records of a stream that all of its readers have handled, but for the last thousand', async () => {
  const handledByOne = database.follow('Record')
  const handledByOther = database.follow('Record')
  await write(2500)
  const all = await sequences()
  expect(all).toHaveLength(2500)

  handledByOne(String(all.at(-1)))
  expect(await sequences()).toEqual(all)

  handledByOther(String(all[1999]))
  expect(await sequences()).toEqual(all.slice(1000))

  handledByOther(String(all.at(-1)))
  await write(25)
  const left = await sequences()
  expect(left.at(-1)).toBe(Number(all.at(-1)) + 25)
  expect(new Set(left).size).toBe(left.length)
})
