import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Instant } from '../../../events/identifiers.ts'
import type { LotStatus } from '../../../events/material.ts'
import type { Container } from '../../domain/stock/container.ts'
import type { Sublot } from '../../domain/stock/lot.ts'
import { ref } from '../../usecases/commit/store.ts'
import type { StockEntry, StockWanted } from '../../usecases/stock/on-hand.ts'
import type { Summary } from '../document-items.ts'
import { all } from '../fact-store.ts'
import { isBehind, keyOf, question, shards, sublotPrefix } from '../keys.ts'
import { type CardOfLot, shelvedAt } from '../stock-items.ts'
import { storedOf } from '../stored.ts'
import { table } from '../table.ts'
import type { Table } from '../table-client.ts'
import { every, lowest, merged, type Page, type Window } from './page.ts'

/** The sublots of a lot, by id. They are in the lot's partition and are read consistently. */
export async function sublotsOf(
  site: Table,
  lotId: string,
  { limit, cursor: after = '' }: Window,
): Promise<{ sublots: Sublot[]; nextCursor?: string }> {
  const { pk } = keyOf(ref.lot(lotId))
  // No id begins with a space, so this is after that id and before every longer id.
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
  return { sublots, ...(found.length > limit && last && { nextCursor: last.sublotId }) }
}

/** The filter of lots. `at` is the moment at which they have the status. */
export interface LotsWanted extends Pick<CardOfLot, 'supplierId' | 'supplierLot' | 'location'> {
  readonly materialId?: string | undefined
  readonly status?: LotStatus | undefined
  readonly inStock?: boolean
  readonly at?: Instant
}

/** A lot by its entry in the index, which is moments behind. */
export interface ListedLot {
  readonly lotId: string
  readonly key: string
}

/**
 * Lots by material, then by expiry and receipt. Only their ids, because the balance changes with every issue and is read from the lot. `inStock` leaves out
 * depleted lots. `supplierLot` is the number that the supplier printed, which is the id of the lot where it has no other. Of the statuses of what is
 * used up, the list has all of them, because only the lots tell them apart.
 */
export async function lotsIn(
  site: Table,
  { materialId, inStock = false, status, at = '', ...wanted }: LotsWanted,
  window: Window,
): Promise<{ lots: ListedLot[]; nextCursor?: string }> {
  const isExpired = (key: string) => {
    const { expiresAt } = shelvedAt(key)
    return expiresAt !== undefined && expiresAt <= at
  }
  const hasStatus = (card: CardOfLot, key: string) =>
    status === 'expired' || status === 'released' || status === 'quarantine'
      ? card.status !== 'rejected' && (isExpired(key) ? status === 'expired' : card.status === status)
      : (status === 'rejected') === (card.status === 'rejected')
  const keeps = (card: CardOfLot, key: string) =>
    (status === undefined || hasStatus(card, key)) &&
    (wanted.location === undefined || card.location === wanted.location) &&
    (wanted.supplierId === undefined || card.supplierId === wanted.supplierId) &&
    (wanted.supplierLot === undefined || (card.supplierLot ?? shelvedAt(key).lotId) === wanted.supplierLot)
  const lists = listsOf(status, inStock)
  const { items, nextCursor } = await merged(
    site,
    shards.flatMap((shard) => lists.map((list) => question[list](shard))),
    window,
    {
      whole: true,
      prefix: materialId === undefined ? '' : `${materialId}#`,
      keeps: (card, key) => keeps(card as CardOfLot, key),
    },
  )
  const lots = items.map(({ qsk }) => ({ key: String(qsk), lotId: shelvedAt(String(qsk)).lotId }))
  return { lots, ...(nextCursor && { nextCursor }) }
}

/** The lists of the index that may have lots of this status. */
function listsOf(status: LotStatus | undefined, inStock: boolean) {
  if (inStock) return ['stock'] as const
  switch (status) {
    case 'quarantine':
    case 'released':
    case 'expired':
      return ['stock', 'announcedLots'] as const
    case 'consumed':
    case 'shipped':
    case 'depleted':
      return ['usedLots'] as const
    default:
      return ['stock', 'announcedLots', 'usedLots'] as const
  }
}

/**
 * The entries of the lots in stock, of one material or all, from a position on: by material, then by expiry and receipt. Of a place, those that are there and
 * those whose sublots may be.
 */
export async function stockEntries(
  site: Table,
  { materialId, location, from = '' }: StockWanted,
): Promise<StockEntry[]> {
  const prefix = materialId === undefined ? lowest : `${materialId}#`
  // A forged position before the range would show what the filter excludes.
  const first = isBehind(prefix, from) ? prefix : from
  const last = `${materialId === undefined ? '' : prefix}\uffff`
  if (isBehind(first, last)) return []
  const found = await Promise.all(
    shards.map((shard) =>
      all(site, {
        IndexName: table.index.name,
        KeyConditionExpression: 'qpk = :stock AND qsk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':stock': question.stock(shard), ':from': first, ':to': last },
      }),
    ),
  )
  return found
    .flat()
    .map(({ qsk, card }) => ({ key: String(qsk), card: card as CardOfLot }))
    .filter(({ card }) => location === undefined || card.location === location || card.isParted)
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ key }) => ({ key, materialId: key.split('#')[0] ?? '', lotId: shelvedAt(key).lotId }))
}

/** The filter of containers. `alone`: those that are in no other container; all containers with a location of their own are. */
export interface Wanted {
  readonly status?: Container['status'] | undefined
  readonly location?: string | undefined
  readonly alone?: boolean | undefined
}

/** Containers by location and id. A container inside another has no location of its own, and a shipped one has none at the site. */
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

/** The ids of all materials. */
export const materialIds = async (site: Table): Promise<string[]> =>
  (
    await every<Summary<'material'>>(
      site,
      shards.map((shard) => question.materials(shard)),
    )
  ).map(({ materialId }) => materialId)

export const materialsIn = (site: Table, window: Window): Promise<Page<Summary<'material'>>> =>
  merged(
    site,
    shards.map((shard) => question.materials(shard)),
    window,
  )

/** The units that an order makes, by their numbers. */
export const unitsOf = (site: Table, orderId: string, window: Window): Promise<Page<Summary<'serial'>>> =>
  merged(site, [question.unitsOf(orderId)], window)
