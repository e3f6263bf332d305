import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import type { Instant } from '../../events/identifiers.ts'
import { zero } from '../domain/quantity.ts'
import type { Chain } from '../usecases/commit/store.ts'
import { exact, type Item } from './items.ts'
import { type Key, keyOf } from './keys.ts'

export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

export const lotKey = (lotId: string): Key => keyOf({ kind: 'lot', id: lotId })
export const sublotKey = (lotId: string, sublotId: string): Key =>
  keyOf({ kind: 'sublot', id: sublotId, within: lotId })
/** The item exists and has no hold of its own. */
export const notHeld = 'attribute_exists(pk) AND attribute_not_exists(holds)'
export const check = (name: string, lotId: string, when: string, sublotId?: string): Write => ({
  ConditionCheck: {
    TableName: name,
    Key: { ...(sublotId === undefined ? lotKey(lotId) : sublotKey(lotId, sublotId)) },
    ConditionExpression: when,
  },
})
export const create = (name: string, item: Item): Write => ({
  Put: { TableName: name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' },
})
/** Replaces the item of a unit whose production was taken back: it has no content and no hold. */
export const createAgain = (name: string, item: Item): Write => ({
  Put: {
    TableName: name,
    Item: item,
    ConditionExpression: `${notHeld} AND quantity = :nothing`,
    ExpressionAttributeValues: { ':nothing': exact(zero) },
  },
})

/** An update with its condition `when`, which DynamoDB checks at the commit, because the item may have changed since it was read. */
export interface Update {
  readonly set: readonly string[]
  readonly other?: string
  readonly when: string
  readonly values: Item
  readonly names?: Record<string, string>
  /** The new place in the index. It depends on the expiry, so the expiry must be the one that was read. */
  readonly index?: { readonly qpk: string; readonly qsk: string; readonly expiresAt: Instant | undefined }
  /** The new end of the chain; the condition is the sequence before it. */
  readonly chain?: Chain
}

export function update(name: string, key: Key, { set, other, when, values, names = {}, index, chain }: Update): Write {
  const sets = [
    ...set,
    ...(index ? ['qpk = :qpk', 'qsk = :qsk'] : []),
    ...(chain ? ['#sequence = :sequence', '#hash = :hash', 'chainedAt = :chainedAt'] : []),
  ]
  const expression = [...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []), ...(other ? [other] : [])].join(' ')
  const conditions = [
    `(${when})`,
    ...(index ? [index.expiresAt === undefined ? 'attribute_not_exists(expiresAt)' : 'expiresAt = :expiry'] : []),
    ...(chain ? ['#sequence = :before'] : []),
  ]
  const allNames = { ...names, ...(chain && { '#sequence': 'sequence', '#hash': 'hash' }) }
  return {
    Update: {
      TableName: name,
      Key: { ...key },
      UpdateExpression: expression,
      ConditionExpression: conditions.join(' AND '),
      ...(Object.keys(allNames).length > 0 && { ExpressionAttributeNames: allNames }),
      ExpressionAttributeValues: {
        ...values,
        ...(index && { ':qpk': index.qpk, ':qsk': index.qsk }),
        ...(index?.expiresAt !== undefined && { ':expiry': index.expiresAt }),
        ...(chain && {
          ':sequence': chain.sequence,
          ':hash': chain.hash,
          ':chainedAt': chain.at,
          ':before': chain.sequence - 1,
        }),
      },
    },
  }
}
