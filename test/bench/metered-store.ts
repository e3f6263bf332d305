import {
  type AttributeValue,
  type ConsumedCapacity,
  CreateTableCommand,
  DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb'
import { startDynoxide } from '../../local/dynoxide.ts'
import type { Item } from '../../shared/storage/items.ts'
import { table as shape } from '../../shared/storage/table.ts'
import { type Table, tableClient } from '../../shared/storage/table-client.ts'
import { tableStore } from '../../shared/storage/table-store.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import { fill } from '../support/fill.ts'

export interface Usage {
  /** Calls one after the other; parallel calls count as one. */
  readonly roundTrips: number
  readonly calls: number
  readonly readUnits: number
  readonly tableWriteUnits: number
  readonly indexWriteUnits: number
}

export interface MeteredStore {
  readonly store: Store
  /** The table of the store, for queries. */
  readonly table: Table
  measure<Result>(work: () => Promise<Result>): Promise<{ result: Result; usage: Usage }>
  items(): Promise<Record<string, AttributeValue>[]>
  /** Adds items to the table without a command. */
  fill(items: Iterable<Item>): Promise<void>
  close(): Promise<void>
}

const name = 'Andon-bench-Table'
const none: Usage = { roundTrips: 0, calls: 0, readUnits: 0, tableWriteUnits: 0, indexWriteUnits: 0 }

/** The store of a site on a real database; each call asks for the units that it consumed of the table and of its index. */
export async function openMeteredStore(): Promise<MeteredStore> {
  const database = await startDynoxide(undefined)
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' }
  const client = new DynamoDBClient({ endpoint: database.url, region: 'eu-west-3', credentials })
  await createTable(client)
  let usage = none
  let underWay = 0
  client.middlewareStack.add(
    (next, context) => async (args) => {
      usage = { ...usage, calls: usage.calls + 1, roundTrips: usage.roundTrips + (underWay === 0 ? 1 : 0) }
      underWay += 1
      try {
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'INDEXES' } })
        const { ConsumedCapacity: consumed } = answer.output as {
          ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[]
        }
        usage = addTo(usage, [consumed ?? []].flat(), /Put|Update|Delete|Write/.test(context.commandName ?? ''))
        return answer
      } finally {
        underWay -= 1
      }
    },
    { step: 'initialize', name: 'askWhatIsConsumed' },
  )
  const table = { client: tableClient(client), name }
  return {
    store: tableStore(table),
    table,
    async measure(work) {
      usage = none
      const result = await work()
      return { result, usage }
    },
    async items() {
      const found: Record<string, AttributeValue>[] = []
      for await (const page of paginateScan({ client }, { TableName: name })) found.push(...(page.Items ?? []))
      return found
    },
    fill: (items) => fill(client, name, items),
    async close() {
      client.destroy()
      await database.stop()
    },
  }
}

function addTo(usage: Usage, consumed: readonly ConsumedCapacity[], writes: boolean): Usage {
  const sum = (unitsOf: (one: ConsumedCapacity) => number) => consumed.reduce((units, one) => units + unitsOf(one), 0)
  if (!writes) return { ...usage, readUnits: usage.readUnits + sum(({ CapacityUnits: units }) => units ?? 0) }
  const ofTable = sum(({ Table: units }) => units?.CapacityUnits ?? 0)
  const ofIndexes = sum(({ GlobalSecondaryIndexes: indexes }) =>
    Object.values(indexes ?? {}).reduce((units, { CapacityUnits = 0 }) => units + CapacityUnits, 0),
  )
  return {
    ...usage,
    tableWriteUnits: usage.tableWriteUnits + ofTable,
    indexWriteUnits: usage.indexWriteUnits + ofIndexes,
  }
}

async function createTable(client: DynamoDBClient): Promise<void> {
  const { index } = shape
  const keys = (partitionKey: string, sortKey: string) => [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ]
  const named = [shape.partitionKey, shape.sortKey, index.partitionKey, index.sortKey]
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys(shape.partitionKey, shape.sortKey),
      AttributeDefinitions: named.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: keys(index.partitionKey, index.sortKey),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projected] },
        },
      ],
    }),
  )
}
