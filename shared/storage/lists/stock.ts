import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Container } from '../../domain/stock/container.ts'
import type { Sublot } from '../../domain/stock/lot.ts'
import { ref } from '../../usecases/commit/store.ts'
import { type Summary, storedOf } from '../items.ts'
import { isBehind, keyOf, question, shards, sublotPrefix } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { cursorAfter, lowest, merged, type Page, type Window } from './page.ts'

/** The sublots of a lot, by id. They stand in its own partition and are read consistently. */
export async function sublotsOf(
  site: Table,
  lotId: string,
  { limit, cursor }: Window,
): Promise<{ sublots: Sublot[]; nextCursor?: string }> {
  const { pk } = keyOf(ref.lot(lotId))
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8')
  // No id begins with the space that comes after one in the order of the keys.
  const from = `${sublotPrefix}${after}${after === '' ? '' : lowest}`
  const to = `${sublotPrefix}\uffff`
  if (isBehind(from, to)) return { sublots: [] }
  const page = await site.client.send(
    new QueryCommand({
      TableName: site.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
      ConsistentRead: true,
      Limit: limit + 1,
    }),
  )
  const found = (page.Items ?? []).map((item) => storedOf(ref.sublot(lotId, ''), item).value as Sublot)
  const sublots = found.slice(0, limit)
  const last = sublots.at(-1)
  return { sublots, ...(found.length > limit && last && { nextCursor: cursorAfter(last.sublotId) }) }
}

/**
 * Lots by material, and of one material by what is to be used first; only the ids, because what is left of a lot changes with every draw
 * and is read from the lot itself. `inStock` leaves out those of which nothing is left.
 */
export const lotIds = async (
  site: Table,
  materialId: string | undefined,
  window: Window,
  inStock = false,
): Promise<{ ids: string[]; nextCursor?: string }> => {
  const { items, nextCursor } = await merged(
    site,
    shards.flatMap((shard) => [question.stock(shard), ...(inStock ? [] : [question.usedLots(shard)])]),
    window,
    { whole: true, prefix: materialId === undefined ? '' : `${materialId}#` },
  )
  return { ids: items.map((item) => String(item.qsk).split('#')[3] ?? ''), ...(nextCursor && { nextCursor }) }
}

/** What is asked for of containers: `alone` are those that stand in no other, as do all that stand at a place themselves. */
export interface Wanted {
  readonly status?: Container['status'] | undefined
  readonly location?: string | undefined
  readonly alone?: boolean | undefined
}

/** Containers by place and id; what is in one stands nowhere by itself, and what has left stands at no place of the site. */
export function containersIn(
  site: Table,
  { status, location, alone }: Wanted,
  window: Window,
): Promise<Page<Summary<'container'>>> {
  const isPlaced = location !== undefined
  const statuses = (['open', 'shipped'] as const).filter((it) => it === (status ?? it) && (it === 'open' || !isPlaced))
  const standings = alone || isPlaced ? (['alone'] as const) : (['alone', 'inside'] as const)
  return merged(
    site,
    statuses.flatMap((it) =>
      standings.flatMap((standing) => shards.map((shard) => question.containers(it, standing, shard))),
    ),
    window,
    { prefix: isPlaced ? `${location}#` : '' },
  )
}

export const materialsIn = (site: Table, window: Window): Promise<Page<Summary<'material'>>> =>
  merged(
    site,
    shards.map((shard) => question.materials(shard)),
    window,
  )
