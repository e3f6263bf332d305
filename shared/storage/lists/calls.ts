import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Instant } from '../../../events/identifiers.ts'
import type { Summary } from '../document-items.ts'
import { question } from '../keys.ts'
import { table } from '../table.ts'
import type { Table } from '../table-client.ts'
import { every, lowest, type Window } from './page.ts'

/** The calls that have not ended, open or answered. They are read whole, because a plant has few at a time and lists sort them by time. */
export const openCalls = (site: Table): Promise<Summary<'call'>[]> => every(site, [question.calls('open')])

export interface Ended extends Window {
  /** The time of the call: from this instant on, and before that one. */
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
  readonly order: 'oldest' | 'newest'
}

/** Calls that have ended, by the time of the call. */
export async function endedCalls(
  site: Table,
  { limit, cursor, from = lowest, to = '~', order }: Ended,
): Promise<{ entries: Summary<'call'>[]; nextCursor?: string }> {
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
      KeyConditionExpression: 'qpk = :calls AND qsk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':calls': question.calls('ended'), ':from': after, ':to': before },
      ScanIndexForward: isForward,
      Limit: limit + 2,
    }),
  )
  const found = items.filter(({ qsk }) => qsk !== cursor)
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  return {
    entries: shown.map(({ card }) => card as Summary<'call'>),
    ...(found.length > limit && last && { nextCursor: String(last.qsk) }),
  }
}

const latest = (one: string, other: string): string => (one > other ? one : other)
const earliest = (one: string, other: string): string => (one < other ? one : other)
