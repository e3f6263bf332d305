import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { startDynoxide } from '../../local/dynoxide.ts'
import type { Item } from '../../shared/storage/items.ts'
import { table as shape } from '../../shared/storage/table.ts'
import { type Table, tableClient } from '../../shared/storage/table-client.ts'
import { fill } from './fill.ts'

export interface TestTable extends Table {
  readonly url: string
  /** Adds items to the table without a command. */
  fill(items: Iterable<Item>): Promise<void>
  stop(): Promise<void>
}

/** An empty table of the plant's shape on a database of its own. */
export async function openTable(): Promise<TestTable> {
  const database = await startDynoxide(undefined)
  const name = `andon-${crypto.randomUUID()}`
  const client = new DynamoDBClient({
    endpoint: database.url,
    region: 'local',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  const attributes = [shape.partitionKey, shape.sortKey, shape.index.partitionKey, shape.index.sortKey]
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes.map((it) => ({ AttributeName: it, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: shape.partitionKey, KeyType: 'HASH' },
        { AttributeName: shape.sortKey, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: shape.index.name,
          KeySchema: [
            { AttributeName: shape.index.partitionKey, KeyType: 'HASH' },
            { AttributeName: shape.index.sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...shape.index.projected] },
        },
      ],
    }),
  )
  return {
    client: tableClient(client),
    name,
    url: database.url,
    fill: (items) => fill(client, name, items),
    async stop() {
      client.destroy()
      await database.stop()
    },
  }
}
