import type { Need } from './policy.ts'

type Body = Readonly<Record<string, unknown>>
/** @throws when there is no such table. */
export type ArnOf = (tableName: string) => string

/** The permissions that each call needs, per item: a transaction is authorised as the single writes in it. */
const actions: Readonly<Record<string, (body: Body, arnOf: ArnOf) => Need[]>> = {
  GetItem: (body, arnOf) => [need('GetItem', body, arnOf)],
  PutItem: (body, arnOf) => [need('PutItem', body, arnOf)],
  UpdateItem: (body, arnOf) => [need('UpdateItem', body, arnOf)],
  DeleteItem: (body, arnOf) => [need('DeleteItem', body, arnOf)],
  Query: (body, arnOf) => [need('Query', body, arnOf)],
  Scan: (body, arnOf) => [need('Scan', body, arnOf)],
  DescribeTable: (body, arnOf) => [need('DescribeTable', body, arnOf)],
  BatchGetItem: (body, arnOf) =>
    Object.keys(body.RequestItems as object).map((TableName) => need('BatchGetItem', { TableName }, arnOf)),
  BatchWriteItem: (body, arnOf) =>
    Object.keys(body.RequestItems as object).map((TableName) => need('BatchWriteItem', { TableName }, arnOf)),
  TransactGetItems: (body, arnOf) =>
    (body.TransactItems as { Get: Body }[]).map(({ Get }) => need('GetItem', Get, arnOf)),
  TransactWriteItems: (body, arnOf) =>
    (body.TransactItems as Record<string, Body>[]).flatMap((item) =>
      Object.entries(item).map(([kind, part]) => need(transactionAction[kind] ?? kind, part, arnOf)),
    ),
}

const transactionAction: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
}

const need = (action: string, { TableName, IndexName }: Body, arnOf: ArnOf): Need => {
  const table = arnOf(String(TableName))
  return { action: `dynamodb:${action}`, resource: IndexName ? `${table}/index/${IndexName}` : table }
}

/** The permissions that a call needs in the role of its caller; undefined for a call that the local plant does not support. */
export const dynamodbNeeds = (operation: string, body: Body, arnOf: ArnOf): Need[] | undefined =>
  actions[operation]?.(body, arnOf)

export const writingOperations: ReadonlySet<string> = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'TransactWriteItems',
])
