import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'

/** The document client with which all stores read and write: no number goes through a float unless it is a safe integer. */
export function tableClient(client = new DynamoDBClient({})): DynamoDBDocumentClient {
  // It copies every request and every answer for a log that nobody keeps: a tenth of the processor time of a long trace.
  client.middlewareStack.removeByTag('LOGGER')
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
    // A copy: the document client writes options of its own into what it is given.
    unmarshallOptions: { ...unmarshallOptions },
  })
}

const unmarshallOptions = { wrapNumbers: (text: string): number | string => integerOrText(text) }

/** An item that did not come through the document client: of the stream, or in the reasons of a cancelled transaction. */
export const plainItem = (item: Record<string, AttributeValue>): Record<string, unknown> =>
  unmarshall(item, unmarshallOptions)

/** A device may count to the last integer that JSON carries exactly (2^53 - 1, sixteen digits). */
const integerOrText = (text: string): number | string =>
  /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text

export interface Table {
  readonly client: DynamoDBDocumentClient
  readonly name: string
}
