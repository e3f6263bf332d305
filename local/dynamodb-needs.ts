import type { Context } from './conditions.ts'
import { attributesOf } from './dynamodb-attributes.ts'
import type { Need } from './policy.ts'

type Body = Readonly<Record<string, unknown>>

/** What the conditions of a policy need to know about a table. */
export interface TableKeys {
  readonly arn: string
  readonly partitionKey: string
  /** The partition key of each index, by its name. */
  readonly indexes: Readonly<Record<string, string>>
}

/** @throws when there is no such table. */
export type TableOf = (tableName: string) => TableKeys

/** The permissions that each call needs, per item: a transaction is authorised as the single writes in it. */
const actions: Readonly<Record<string, (body: Body, tableOf: TableOf) => Need[]>> = {
  GetItem: (body, tableOf) => [one('GetItem', body, tableOf)],
  PutItem: (body, tableOf) => [one('PutItem', body, tableOf)],
  UpdateItem: (body, tableOf) => [one('UpdateItem', body, tableOf)],
  DeleteItem: (body, tableOf) => [one('DeleteItem', body, tableOf)],
  Query: (body, tableOf) => [one('Query', body, tableOf)],
  Scan: (body, tableOf) => [one('Scan', body, tableOf)],
  DescribeTable: (body, tableOf) => [one('DescribeTable', body, tableOf)],
  BatchGetItem: ({ RequestItems }, tableOf) =>
    Object.entries(RequestItems as Record<string, { Keys?: Item[] }>).map(([TableName, { Keys = [] }]) =>
      many('BatchGetItem', TableName, Keys, tableOf),
    ),
  BatchWriteItem: ({ RequestItems }, tableOf) =>
    Object.entries(RequestItems as Record<string, BatchWrite[]>).map(([TableName, writes]) =>
      many(
        'BatchWriteItem',
        TableName,
        writes.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {}),
        tableOf,
      ),
    ),
  TransactGetItems: (body, tableOf) =>
    (body.TransactItems as { Get: Body }[]).map(({ Get }) => one('GetItem', Get, tableOf, 'TransactGetItems')),
  TransactWriteItems: (body, tableOf) =>
    (body.TransactItems as Record<string, Body>[]).flatMap((item) =>
      Object.entries(item).map(([kind, part]) =>
        one(transactionAction[kind] ?? kind, part, tableOf, 'TransactWriteItems'),
      ),
    ),
}

type Item = Readonly<Record<string, Readonly<Record<string, string>>>>
interface BatchWrite {
  readonly PutRequest?: { readonly Item: Item }
  readonly DeleteRequest?: { readonly Key: Item }
}

const transactionAction: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
}

/** Parameters from before the expressions; the conditions of a policy also speak about what they name. */
const legacy = ['AttributeUpdates', 'AttributesToGet', 'Expected', 'KeyConditions', 'QueryFilter', 'ScanFilter']

function one(action: string, body: Body, tableOf: TableOf, enclosing?: string): Need {
  const { TableName, IndexName } = body
  const table = tableOf(String(TableName))
  return {
    action: `dynamodb:${action}`,
    resource: IndexName ? `${table.arn}/index/${IndexName}` : table.arn,
    context: contextOf({
      'dynamodb:LeadingKeys': () => leadingKeys(body, table),
      'dynamodb:Attributes': () => attributesOf(body),
      'dynamodb:EnclosingOperation': () => (enclosing === undefined ? undefined : [enclosing]),
    }),
  }
}

function many(action: string, tableName: string, items: readonly Item[], tableOf: TableOf): Need {
  const { arn, partitionKey } = tableOf(tableName)
  return {
    action: `dynamodb:${action}`,
    resource: arn,
    context: contextOf({
      'dynamodb:LeadingKeys': () => items.flatMap((item) => textOf(item[partitionKey])),
      'dynamodb:Attributes': () => [...new Set(items.flatMap((item) => Object.keys(item)))],
    }),
  }
}

const contextOf =
  (values: Readonly<Record<string, () => readonly string[] | undefined>>): Context =>
  (key) =>
    values[key]?.()

/** The partition keys of a request; of an index, those of the index. A scan has none. */
function leadingKeys(body: Body, { partitionKey, indexes }: TableKeys): string[] | undefined {
  const { Key, Item: item, IndexName, KeyConditionExpression } = body
  const named = (Key ?? item) as Item | undefined
  if (named !== undefined) return textOf(named[partitionKey])
  if (KeyConditionExpression === undefined) return undefined
  const key = IndexName === undefined ? partitionKey : indexes[String(IndexName)]
  const names = (body.ExpressionAttributeNames ?? {}) as Record<string, string>
  const values = (body.ExpressionAttributeValues ?? {}) as Item
  const equal = [...String(KeyConditionExpression).matchAll(/(#?\w+)\s*=\s*(:\w+)/g)]
  return equal.flatMap(([, name = '', value = '']) => ((names[name] ?? name) === key ? textOf(values[value]) : []))
}

/** A key is a text, a number or bytes, all written as text. */
const textOf = (value: Readonly<Record<string, string>> | undefined): string[] => Object.values(value ?? {})

/** The permissions that a call needs in the role of its caller; undefined for a call that the local plant does not support. */
export function dynamodbNeeds(operation: string, body: Body, tableOf: TableOf): Need[] | undefined {
  if (legacy.some((name) => name in body)) return undefined
  return actions[operation]?.(body, tableOf)
}

export const writingOperations: ReadonlySet<string> = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'TransactWriteItems',
])
