import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb'
import { documentOf } from '../document-items.ts'
import type { Item } from '../items.ts'
import { isBehind, shards } from '../keys.ts'
import { table } from '../table.ts'
import type { Table } from '../table-client.ts'

export interface Page<Shown = Item> {
  readonly items: readonly Shown[]
  /** The key at which the page ends, if there may be more. */
  readonly nextCursor?: string
}

export interface Window {
  readonly limit: number
  /** The key at which the page before ended. It may be forged, so a list holds it to the range of its filters. */
  readonly cursor?: string | undefined
}

export const spread = (partitionOf: (shard: number) => string): string[] => [...new Set(shards.map(partitionOf))]

/** The filter for a status in a list that has several; undefined if the list has only that status. */
export function ofStatus<Status extends string>(
  status: Status | undefined,
  lists: Readonly<Record<Status, string>>,
): Keeps | undefined {
  if (status === undefined) return undefined
  const isAlone = Object.values(lists).filter((list) => list === lists[status]).length === 1
  return isAlone ? undefined : (card) => card.status === status
}

export async function documentsUnder<Document>(site: Table, pk: string, prefix: string): Promise<Document[]> {
  const found: Item[] = []
  for (let from: Item | undefined, more = true; more; more = from !== undefined) {
    const page = await site.client.send(
      new QueryCommand({
        TableName: site.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    )
    found.push(...(page.Items ?? []))
    from = page.LastEvaluatedKey
  }
  return found.map((item) => documentOf(item) as Document)
}

export interface Ids {
  readonly ids: string[]
  readonly nextCursor?: string
}

export async function idsIn(site: Table, partitionOf: (shard: number) => string, window: Window): Promise<Ids> {
  const { items, nextCursor } = await merged(site, shards.map(partitionOf), window, { whole: true })
  return { ids: items.map((item) => String(item.qsk)), ...(nextCursor && { nextCursor }) }
}

/** Sorts before every id; a sort key must not be empty. */
export const lowest = ' '

type Keeps = (card: Item, key: string) => boolean

interface Asked {
  /** Whether to return items of the index instead of their cards. */
  readonly whole?: boolean
  /** The beginning of the sort key. */
  readonly prefix?: string
  readonly keeps?: Keeps | undefined
}

/**
 * One page of several partitions of the index, merged by sort key. A page begins after the last key of the page before, so that no state is kept. An entity
 * that moves to another partition between two pages keeps its place in the merged list, so it is neither lost nor shown twice. If it moves while a
 * page is read, both partitions may have it; the later one in the list counts.
 */
export async function merged<Shown = Item>(
  site: Table,
  partitions: readonly string[],
  { limit, cursor: after }: Window,
  { whole = false, prefix = '', keeps }: Asked = {},
): Promise<Page<Shown>> {
  const first = prefix || lowest
  // A forged key before the range would show what the filter excludes.
  const from = after === undefined || isBehind(first, after) ? first : after
  const between = { after, from, to: `${prefix}\uffff` }
  const parts = await Promise.all(partitions.map((qpk) => readPart(site, { qpk, ...between }, limit, keeps)))
  const readTo = parts.flatMap((part) => part.readTo ?? []).sort()[0]
  const found = new Map(parts.flatMap(({ items }) => items).map((item) => [String(item.qsk), item]))
  const known = [...found.keys()].sort().filter((qsk) => readTo === undefined || qsk <= readTo)
  const shown = known.slice(0, limit)
  const next = known.length > limit ? shown.at(-1) : readTo
  return {
    items: shown.map((qsk) => found.get(qsk) as Item).map((item) => (whole ? item : item.card) as Shown),
    ...(next !== undefined && { nextCursor: next }),
  }
}

interface Stretch {
  readonly qpk: string
  /** The last key of the page before, which may still exist. */
  readonly after: string | undefined
  readonly from: string
  readonly to: string
}

/** A filtered page reads on in portions, each four times as large as the one before, up to about a thousand: three calls at most. */
const readAtMost = 1000

const portionGrowsBy = 4

/** The first items of a partition that the list shows. `readTo` is the last key that was read; without it the partition was read to its end. */
async function readPart(
  site: Table,
  { qpk, after, from, to }: Stretch,
  limit: number,
  keeps: Keeps = () => true,
): Promise<{ items: Item[]; readTo?: string }> {
  const items: Item[] = []
  if (isBehind(from, to)) return { items }
  let read = 0
  let start: Item | undefined
  // One item more shows whether there is a next page, and one may be the last of the page before.
  for (let portion = limit + 2; ; portion *= portionGrowsBy) {
    const page: QueryCommandOutput = await site.client.send(
      new QueryCommand({
        TableName: site.name,
        IndexName: table.index.name,
        KeyConditionExpression: 'qpk = :qpk AND qsk BETWEEN :from AND :to',
        // U+FFFF is higher than every character of an id.
        ExpressionAttributeValues: { ':qpk': qpk, ':from': from, ':to': to },
        Limit: portion,
        ...(start && { ExclusiveStartKey: start }),
      }),
    )
    const found = page.Items ?? []
    items.push(...found.filter((item) => item.qsk !== after && keeps((item.card ?? {}) as Item, String(item.qsk))))
    read += found.length
    start = page.LastEvaluatedKey
    if (!start) return { items }
    if (items.length > limit || read >= readAtMost) return { items, readTo: String(start.qsk) }
  }
}

/**
 * The cards of all entities in some partitions of the index whose sort key begins with `prefix`, by sort key; the partitions are read in parallel. Only
 * for partitions in which a plant has few entities at a time.
 */
export async function every<Card>(site: Table, partitions: readonly string[], prefix = ''): Promise<Card[]> {
  const cards = await Promise.all(
    partitions.map(async (qpk) => {
      const found: Item[] = []
      let from: Item | undefined
      do {
        const page: QueryCommandOutput = await site.client.send(
          new QueryCommand({
            TableName: site.name,
            IndexName: table.index.name,
            KeyConditionExpression: `qpk = :qpk${prefix === '' ? '' : ' AND begins_with(qsk, :prefix)'}`,
            ExpressionAttributeValues: { ':qpk': qpk, ...(prefix !== '' && { ':prefix': prefix }) },
            ...(from && { ExclusiveStartKey: from }),
          }),
        )
        found.push(...(page.Items ?? []))
        from = page.LastEvaluatedKey
      } while (from)
      return found
    }),
  )
  return cards
    .flat()
    .sort((one, other) => (String(one.qsk) < String(other.qsk) ? -1 : 1))
    .map(({ card }) => card as Card)
}
