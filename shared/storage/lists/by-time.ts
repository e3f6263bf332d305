import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Instant } from '../../../events/identifiers.ts'
import { table } from '../table.ts'
import type { Table } from '../table-client.ts'
import { lowest, type Window } from './page.ts'

export interface InTime extends Window {
  /** From this instant on, and before that one. */
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
  readonly order: 'oldest' | 'newest'
}

/** One page of a partition of the index whose sort key begins with a time. */
export async function pageByTime<Card>(
  site: Table,
  partition: string,
  { limit, cursor, from = lowest, to = '~', order }: InTime,
): Promise<{ entries: Card[]; nextCursor?: string }> {
  const isForward = order === 'oldest'
  // The key at which the page before ended comes again, and a forged one may lie outside of the range.
  const bounds =
    cursor === undefined ? [from, to] : isForward ? [latest(from, cursor), to] : [from, earliest(to, cursor)]
  const [after = from, before = to] = bounds
  if (after > before) return { entries: [] }
  const { Items: items = [] } = await site.client.send(
    new QueryCommand({
      TableName: site.name,
      IndexName: table.index.name,
      KeyConditionExpression: 'qpk = :list AND qsk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':list': partition, ':from': after, ':to': before },
      ScanIndexForward: isForward,
      Limit: limit + 2,
    }),
  )
  const found = items.filter(({ qsk }) => qsk !== cursor)
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  return {
    entries: shown.map(({ card }) => card as Card),
    ...(found.length > limit && last && { nextCursor: String(last.qsk) }),
  }
}

const latest = (one: string, other: string): string => (one > other ? one : other)
const earliest = (one: string, other: string): string => (one < other ? one : other)
