import {
  type AttributeValue,
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand as QueryItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  DeleteCommand,
  type DeleteCommandInput,
  type DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { trimmed } from './trimmed.ts'

/** Takes the commands of the document client, and answers as it does. */
export interface TableClient {
  readonly send: DynamoDBDocumentClient['send']
}

/**
 * The client of all stores. Only safe integers become JavaScript numbers; other numbers stay text, without a float. The SDK's document client builds
 * its middleware for every call; this one builds it once for each kind of command.
 */
export function tableClient(client = new DynamoDBClient({ cacheMiddleware: true })): TableClient {
  trimmed(client, ['recursionDetectionMiddleware'])
  const send = (command: { readonly constructor: unknown; readonly input: object }) => {
    const call = calls.get(command.constructor)
    if (call === undefined) throw new Error('The table has no such command; name it in table-client.ts.')
    return call(client, command.input as never)
  }
  return { send: send as unknown as DynamoDBDocumentClient['send'] }
}

type Plain = Record<string, unknown>
type Attributes = Record<string, AttributeValue>

const attributes = (item: Plain): Attributes => marshall(item, { removeUndefinedValues: true })
const unmarshallOptions = { wrapNumbers: (text: string): number | string => integerOrText(text) }

/** The values of a DynamoDB item: of an answer, of the stream, or of the reasons of a cancelled transaction. */
export const plainItem = (item: Attributes): Plain => unmarshall(item, unmarshallOptions)

/** A device may count to the last integer that JSON carries exactly (2^53 - 1, sixteen digits). */
const integerOrText = (text: string): number | string =>
  /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text

/** A command with some parts in DynamoDB's format; the other parts stay. */
const written = <Input extends object, Part extends keyof Input>(input: Input, ...parts: Part[]) =>
  ({
    ...input,
    ...Object.fromEntries(parts.flatMap((part) => (input[part] ? [[part, attributes(input[part] as Plain)]] : []))),
  }) as Omit<Input, Part> & Record<Part, Attributes>

/** An answer with some parts as plain values. */
const read = <Output extends object>(output: Output, ...parts: (keyof Output)[]): Output => ({
  ...output,
  ...Object.fromEntries(parts.flatMap((part) => (output[part] ? [[part, plainItem(output[part] as Attributes)]] : []))),
})

const values = 'ExpressionAttributeValues'

/** By command of the document client: how to make and send DynamoDB's own command. */
const calls: ReadonlyMap<unknown, (client: DynamoDBClient, input: never) => Promise<object>> = new Map<
  unknown,
  (client: DynamoDBClient, input: never) => Promise<object>
>([
  [
    GetCommand,
    async (client, input: GetCommandInput) =>
      read(await client.send(new GetItemCommand(written(input, 'Key'))), 'Item'),
  ],
  [
    BatchGetCommand,
    async (client, input: BatchGetCommandInput) => {
      const { Responses, UnprocessedKeys, ...rest } = await client.send(
        new BatchGetItemCommand({ ...input, RequestItems: eachTable(input.RequestItems, keysWith(attributes)) }),
      )
      return {
        ...rest,
        Responses: eachTable(Responses, (items) => items.map(plainItem)),
        UnprocessedKeys: eachTable(UnprocessedKeys, keysWith(plainItem)),
      }
    },
  ],
  [
    QueryCommand,
    async (client, input: QueryCommandInput) => {
      const answer = await client.send(new QueryItemsCommand(written(input, values, 'ExclusiveStartKey')))
      return { ...read(answer, 'LastEvaluatedKey'), Items: answer.Items?.map(plainItem) }
    },
  ],
  [
    PutCommand,
    async (client, input: PutCommandInput) =>
      read(await client.send(new PutItemCommand(written(input, 'Item', values))), 'Attributes'),
  ],
  [
    UpdateCommand,
    async (client, input: UpdateCommandInput) =>
      read(await client.send(new UpdateItemCommand(written(input, 'Key', values))), 'Attributes'),
  ],
  [
    DeleteCommand,
    async (client, input: DeleteCommandInput) =>
      read(await client.send(new DeleteItemCommand(written(input, 'Key', values))), 'Attributes'),
  ],
  [
    TransactWriteCommand,
    (client, input: TransactWriteCommandInput) =>
      client.send(
        new TransactWriteItemsCommand({
          ...input,
          TransactItems: input.TransactItems?.map(({ Put, Update, Delete, ConditionCheck }) => ({
            ...(Put && { Put: written(Put, 'Item', values) }),
            ...(Update && { Update: written(Update, 'Key', values) }),
            ...(Delete && { Delete: written(Delete, 'Key', values) }),
            ...(ConditionCheck && { ConditionCheck: written(ConditionCheck, 'Key', values) }),
          })),
        }),
      ),
  ],
])

const eachTable = <From, To>(tables: Record<string, From> | undefined, of: (from: From) => To) =>
  tables && Object.fromEntries(Object.entries(tables).map(([name, from]) => [name, of(from)]))

const keysWith =
  <From, To>(of: (key: From) => To) =>
  <Asked extends { Keys: From[] | undefined }>(asked: Asked) => ({ ...asked, Keys: asked.Keys?.map(of) })

export interface Table {
  readonly client: TableClient
  readonly name: string
}
