import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** The document client with which all stores read and write: no number goes through a float unless it is a safe integer. */
export function tableClient(client = new DynamoDBClient({})): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers: integerOrText },
  })
}

const integerOrText = (text: string): number | string => (/^-?\d{1,15}$/.test(text) ? Number(text) : text)

export interface Table {
  readonly client: DynamoDBDocumentClient
  readonly name: string
}
