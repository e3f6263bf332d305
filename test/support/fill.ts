import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { Item } from '../../shared/storage/items.ts'

/** The most items of one write call of DynamoDB. */
const atOnce = 25
const writers = 4

/** Adds items to a table without a command, for the data of a plant after a year. */
export async function fill(client: DynamoDBClient, table: string, items: Iterable<Item>): Promise<void> {
  const source = items[Symbol.iterator]()
  const portion = () => {
    const taken: Item[] = []
    for (let next = source.next(); !next.done; next = source.next()) {
      taken.push(next.value)
      if (taken.length === atOnce) break
    }
    return taken
  }
  const write = async () => {
    for (let taken = portion(); taken.length > 0; taken = portion()) {
      const requests = taken.map((item) => ({
        PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) },
      }))
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }))
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
}
