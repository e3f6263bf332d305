import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { FactSubject } from '../../events/envelope.ts'
import { type OrderStatus, orderStatuses } from '../../events/order.ts'
import { type DeviationStatus, deviationStatuses } from '../../events/quality.ts'
import type { ChangeRequest } from '../domain/change.ts'
import { ref } from '../usecases/store.ts'
import type { Item } from './items.ts'
import { changePrefix, keyOf, question, shards } from './keys.ts'
import { table } from './table.ts'
import type { Table } from './table-client.ts'

export interface Page {
  readonly items: readonly Item[]
  readonly nextCursor?: string
}

export interface Window {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Orders by id, of one status or of all. */
export const ordersIn = (site: Table, status: OrderStatus | undefined, window: Window): Promise<Page> =>
  merged(
    site,
    (status ? [status] : orderStatuses).flatMap((it) => shards.map((shard) => question.orders(it, shard))),
    window,
  )

/** Deviations by id, of one status or of all. */
export const deviationsIn = (site: Table, status: DeviationStatus | undefined, window: Window): Promise<Page> =>
  merged(
    site,
    (status ? [status] : deviationStatuses).flatMap((it) => shards.map((shard) => question.deviations(it, shard))),
    window,
  )

export const holdsOn = (site: Table, subject: FactSubject, window: Window): Promise<Page> =>
  merged(site, [question.holdsOn(subject)], window)

/** The changes of an order, by id. An order is changed a few times in its life: they are read whole. */
export async function changesOf(site: Table, orderId: string): Promise<ChangeRequest[]> {
  const { pk } = keyOf(ref.change(orderId, ''))
  const found: Item[] = []
  for (let from: Item | undefined, more = true; more; more = from !== undefined) {
    const page = await site.client.send(
      new QueryCommand({
        TableName: site.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': changePrefix },
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    )
    found.push(...(page.Items ?? []))
    from = page.LastEvaluatedKey
  }
  return found.map((item) => item.doc as ChangeRequest)
}

/** Lots by material and id; only the ids, because what is left of a lot changes with every draw and is read from the lot itself. */
export const lotIds = async (
  site: Table,
  materialId: string | undefined,
  window: Window,
): Promise<{ ids: string[]; nextCursor?: string }> => {
  const { items, nextCursor } = await merged(
    site,
    shards.map((shard) => question.lots(shard)),
    window,
    { whole: true, prefix: materialId === undefined ? '' : `${materialId}#` },
  )
  return { ids: items.map((item) => String(item.qsk).split('#')[1] ?? ''), ...(nextCursor && { nextCursor }) }
}

/** What a list of the equipment shows of each: enough to tell which a step may run on. */
export interface EquipmentCard {
  readonly equipmentId: string
  readonly parentId?: string
  readonly equipmentClass?: string
}

/** The whole equipment of the site, by id: as many pages as it takes, of a thousand each. */
export async function equipmentOf(site: Table): Promise<EquipmentCard[]> {
  const found: EquipmentCard[] = []
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await merged(
      site,
      shards.map((shard) => question.equipment(shard)),
      { limit: 1000, cursor },
    )
    found.push(...(page.items as unknown as EquipmentCard[]))
    cursor = page.nextCursor
    more = cursor !== undefined
  }
  return found
}

/** Sorts before every id, and a sort key is never empty. */
const lowest = ' '

/**
 * One page of several partitions of the index, merged by their sort key. The cursor is the last key of the page before, so that a
 * page needs nothing remembered and a thing that moves between partitions is not shown twice on one page.
 */
async function merged(
  site: Table,
  partitions: readonly string[],
  { limit, cursor }: Window,
  { whole = false, prefix = '' } = {},
): Promise<Page> {
  const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8')
  const pages = await Promise.all(
    partitions.map((qpk) =>
      site.client.send(
        new QueryCommand({
          TableName: site.name,
          IndexName: table.index.name,
          KeyConditionExpression: 'qpk = :qpk AND qsk BETWEEN :from AND :to',
          // No id has a character as high as the last one of the plane.
          ExpressionAttributeValues: { ':qpk': qpk, ':from': after ?? (prefix || lowest), ':to': `${prefix}\uffff` },
          // One more tells whether there is a next page, and one is the last of the page before.
          Limit: limit + 2,
        }),
      ),
    ),
  )
  const found = pages
    .flatMap((page) => page.Items ?? [])
    .filter((item) => item.qsk !== after)
    .sort((one, other) => (String(one.qsk) < String(other.qsk) ? -1 : 1))
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const more = found.length > limit && last !== undefined
  return {
    items: whole ? items : items.map((item) => item.card as Item),
    ...(more && { nextCursor: Buffer.from(String(last.qsk)).toString('base64url') }),
  }
}
