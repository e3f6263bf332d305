import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'

const client = new DynamoDBClient({})

/** The smallest possible function of a plant: one read, one transaction, and no rules. */
export const handler = async (event: { read?: GetItemCommand; write?: TransactWriteItemsCommand }) => {
  if (event.read) return client.send(new GetItemCommand(event.read.input))
  if (event.write) return client.send(new TransactWriteItemsCommand(event.write.input))
  return undefined
}
