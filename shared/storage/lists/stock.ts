import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Container } from '../../domain/stock/container.ts'
import type { Sublot } from '../../domain/stock/lot.ts'
import { ref } from '../../usecases/commit/store.ts'
import type { Summary } from '../document-items.ts'
import { isBehind, keyOf, question, shards, sublotPrefix } from '../keys.ts'
import type { CardOfLot } from '../stock-items.ts'
import { storedOf } from '../stored.ts'
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

/**
 * Ids of lots, by material, then by expiry and receipt. Only the ids, because the balance changes with every issue and is read from the lot.
 * `inStock` leaves out depleted lots. `from` narrows them to those of a supplier and of a number that the supplier printed, which is the id of the lot where it
 * has no other.
 */
export const lotIds = async (
  site: Table,
  materialId: string | undefined,
  window: Window,
  inStock = false,
  { supplierId, supplierLot }: Pick<CardOfLot, 'supplierId' | 'supplierLot'> = {},
): Promise<{ ids: string[]; nextCursor?: string }> => {
  const isFrom = (card: CardOfLot, key: string) =>
    (supplierId === undefined || card.supplierId === supplierId) &&
    (supplierLot === undefined || (card.supplierLot ?? lotIdAt(key)) === supplierLot)
  const isAsked = supplierId !== undefined || supplierLot !== undefined
  const { items, nextCursor } = await merged(
    site,
    shards.flatMap((shard) => [question.stock(shard), ...(inStock ? [] : [question.usedLots(shard)])]),
    window,
    {
      whole: true,
      prefix: materialId === undefined ? '' : `${materialId}#`,
      keeps: isAsked ? (card, key) => isFrom(card, key) : undefined,
    },
  )
  return { ids: items.map((item) => lotIdAt(String(item.qsk))), ...(nextCursor && { nextCursor }) }
}

const lotIdAt = (key: string): string => key.split('#')[3] ?? ''

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
