import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb'
import type { FactSubject } from '../../events/envelope.ts'
import type { OrderStatus } from '../../events/order.ts'
import type { DeviationStatus } from '../../events/quality.ts'
import type { Person } from '../domain/master-data.ts'
import type { ChangeRequest } from '../domain/orders/change-request.ts'
import { type PlacedEquipment, type Places, runsAt } from '../domain/schedule/capacity.ts'
import type { Container } from '../domain/stock/container.ts'
import type { Sublot } from '../domain/stock/lot.ts'
import type { Dispensed } from '../domain/weighing/dispensed.ts'
import { ref } from '../usecases/commit/store.ts'
import { documentOf, type Item, type Summary, storedOf } from './items.ts'
import {
  changePrefix,
  type DeviationList,
  dispensedPrefix,
  isBehind,
  keyOf,
  listOfDeviation,
  listOfOrder,
  type OrderList,
  question,
  shardOf,
  shards,
  sublotPrefix,
} from './keys.ts'
import { table } from './table.ts'
import type { Table } from './table-client.ts'

export interface Page<Shown = Item> {
  readonly items: readonly Shown[]
  readonly nextCursor?: string
}

export interface Window {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Orders by id, of one status or of all. */
export const ordersIn = (
  site: Table,
  status: OrderStatus | undefined,
  window: Window,
): Promise<Page<Summary<'order'>>> =>
  merged(site, orderPartitions(status === undefined ? orderLists : [listOfOrder[status]]), window, {
    keeps: ofStatus(status, listOfOrder),
  })

/** In the order of an order's life. */
const orderLists = ['open', 'completed', 'closed', 'aborted'] as const satisfies readonly OrderList[]
const orderPartitions = (lists: readonly OrderList[]): string[] =>
  lists.flatMap((list) => spread((shard) => question.orders(list, shard)))
const spread = (partitionOf: (shard: number) => string): string[] => [...new Set(shards.map(partitionOf))]

/** What to keep of a list that has things of other statuses, too. */
function ofStatus<Status extends string>(
  status: Status | undefined,
  lists: Readonly<Record<Status, string>>,
): Keeps | undefined {
  if (status === undefined) return undefined
  const isAlone = Object.values(lists).filter((list) => list === lists[status]).length === 1
  return isAlone ? undefined : (card) => card.status === status
}

/** What the list tells of an order. */
export type OrderSummary = Item & Partial<Places> & { readonly orderId: string }

/** Orders that have a step at one of these places: of one status, or those that were released and are not complete. */
export function ordersAt(
  site: Table,
  status: OrderStatus | undefined,
  places: Places,
  window: Window,
): Promise<Page<Summary<'order'>>> {
  const hasStatus = ofStatus(status, listOfOrder) ?? (() => true)
  return merged(site, orderPartitions([status === undefined ? 'open' : listOfOrder[status]]), window, {
    keeps: (card) => hasStatus(card) && runsAt(places, card as OrderSummary),
  })
}

/** Every order that has been given to the floor and is not complete. */
export const openOrderSummaries = async (site: Table): Promise<OrderSummary[]> =>
  (await every<OrderSummary>(site, orderPartitions(['open']))).filter(({ status }) => status !== 'created')

/** Where each equipment of the site stands. */
export const equipmentSummaries = (site: Table): Promise<PlacedEquipment[]> =>
  every(
    site,
    shards.map((shard) => question.equipment(shard)),
  )

/** Each person that is defined at the site, with what they are qualified for. */
export const personSummaries = (site: Table): Promise<Pick<Person, 'personId' | 'qualifications'>[]> =>
  every(
    site,
    shards.map((shard) => question.persons(shard)),
  )

/** Deviations by id, of one status or of all. */
export const deviationsIn = (
  site: Table,
  status: DeviationStatus | undefined,
  window: Window,
): Promise<Page<Summary<'deviation'>>> =>
  merged(
    site,
    (status === undefined ? deviationLists : [listOfDeviation[status]]).flatMap((list) =>
      spread((shard) => question.deviations(list, shard)),
    ),
    window,
    { keeps: ofStatus(status, listOfDeviation) },
  )
const deviationLists = ['open', 'closed'] as const satisfies readonly DeviationList[]

export const holdsOn = (site: Table, subject: FactSubject, window: Window): Promise<Page<Summary<'hold'>>> =>
  merged(site, [question.holdsOn(subject)], window)

/** The changes of an order, by id. An order is changed a few times in its life: they are read whole. */
export const changesOf = (site: Table, orderId: string): Promise<ChangeRequest[]> =>
  documentsUnder(site, keyOf(ref.change(orderId, '')).pk, changePrefix)

/** The containers that were weighed for an order, by id: as many as fit into one place at the floor, read whole. */
export const dispensedOf = (site: Table, orderId: string): Promise<Dispensed[]> =>
  documentsUnder(site, keyOf(ref.dispensed(orderId, '')).pk, dispensedPrefix)

async function documentsUnder<Document>(site: Table, pk: string, prefix: string): Promise<Document[]> {
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

export const equipmentIn = (site: Table, window: Window): Promise<Page<Summary<'equipment'>>> =>
  merged(
    site,
    shards.map((shard) => question.equipment(shard)),
    window,
  )

export const equipmentClassesIn = (site: Table, window: Window): Promise<Page<Summary<'class'>>> =>
  merged(
    site,
    shards.map((shard) => question.classes(shard)),
    window,
  )

export const materialsIn = (site: Table, window: Window): Promise<Page<Summary<'material'>>> =>
  merged(
    site,
    shards.map((shard) => question.materials(shard)),
    window,
  )

/** Versions by recipe and version, of one recipe or of all, with the status that each of them keeps. */
export const recipeVersionsIn = (
  site: Table,
  recipeId: string | undefined,
  window: Window,
): Promise<Page<Summary<'recipe'>>> =>
  merged(
    site,
    (recipeId === undefined ? shards : [shardOf(recipeId)]).map((shard) => question.recipes(shard)),
    window,
    { prefix: recipeId === undefined ? '' : `${recipeId}#` },
  )

export interface Ids {
  readonly ids: string[]
  readonly nextCursor?: string
}

export const personIds = (site: Table, window: Window): Promise<Ids> => idsIn(site, question.persons, window)

/** The persons who are on the clock; what for is read from their timecards. */
export const personIdsOnTheClock = (site: Table, window: Window): Promise<Ids> =>
  idsIn(site, question.onTheClock, window)

async function idsIn(site: Table, partitionOf: (shard: number) => string, window: Window): Promise<Ids> {
  const { items, nextCursor } = await merged(site, shards.map(partitionOf), window, { whole: true })
  return { ids: items.map((item) => String(item.qsk)), ...(nextCursor && { nextCursor }) }
}

/** Sorts before every id, and a sort key is never empty. */
const lowest = ' '

/** Whether a list shows a card that stands in one of its partitions. */
type Keeps = (card: Item) => boolean

interface Asked {
  /** Whether the items of the index are wanted, and not their cards. */
  readonly whole?: boolean
  /** What the sort key begins with. */
  readonly prefix?: string
  readonly keeps?: Keeps | undefined
}

/**
 * One page of several partitions of the index, merged by their sort key. The cursor is the last key of the page before, so that a page
 * needs nothing remembered, and a thing that moves to another partition between two pages keeps its place among all of them: it is
 * neither lost nor shown twice. One that moves while a page is read may be found in both; the partition that is named later has it.
 */
async function merged<Shown = Item>(
  site: Table,
  partitions: readonly string[],
  { limit, cursor }: Window,
  { whole = false, prefix = '', keeps }: Asked = {},
): Promise<Page<Shown>> {
  const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8')
  const between = { after, from: after ?? (prefix || lowest), to: `${prefix}\uffff` }
  const parts = await Promise.all(partitions.map((qpk) => readPart(site, { qpk, ...between }, limit, keeps)))
  const readTo = parts.flatMap((part) => part.readTo ?? []).sort()[0]
  const found = new Map(parts.flatMap(({ items }) => items).map((item) => [String(item.qsk), item]))
  const known = [...found.keys()].sort().filter((qsk) => readTo === undefined || qsk <= readTo)
  const shown = known.slice(0, limit)
  const next = known.length > limit ? shown.at(-1) : readTo
  return {
    items: shown.map((qsk) => found.get(qsk) as Item).map((item) => (whole ? item : item.card) as Shown),
    ...(next !== undefined && { nextCursor: cursorAfter(next) }),
  }
}

interface Stretch {
  readonly qpk: string
  /** What the page before ended with, which may still be there. */
  readonly after: string | undefined
  readonly from: string
  readonly to: string
}

/** A page reads on for what it shows in portions four times as large each time, and ends after a thousand or so: three calls at most. */
const readAtMost = 1000
const portionGrowsBy = 4

/** The first items of a part of the index that a list shows, and how far they were looked for; without `readTo` to the end. */
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
  // One more tells whether there is a next page, and one is the last of the page before.
  for (let portion = limit + 2; ; portion *= portionGrowsBy) {
    const page: QueryCommandOutput = await site.client.send(
      new QueryCommand({
        TableName: site.name,
        IndexName: table.index.name,
        KeyConditionExpression: 'qpk = :qpk AND qsk BETWEEN :from AND :to',
        // No id has a character as high as the last one of the plane.
        ExpressionAttributeValues: { ':qpk': qpk, ':from': from, ':to': to },
        Limit: portion,
        ...(start && { ExclusiveStartKey: start }),
      }),
    )
    const found = page.Items ?? []
    items.push(...found.filter((item) => item.qsk !== after && keeps((item.card ?? {}) as Item)))
    read += found.length
    start = page.LastEvaluatedKey
    if (!start) return { items }
    if (items.length > limit || read >= readAtMost) return { items, readTo: String(start.qsk) }
  }
}

const cursorAfter = (qsk: string): string => Buffer.from(qsk).toString('base64url')

/** The cards of all things in some partitions of the index by their sort key; the partitions are read side by side. */
async function every<Card>(site: Table, partitions: readonly string[]): Promise<Card[]> {
  const cards = await Promise.all(
    partitions.map(async (qpk) => {
      const found: Item[] = []
      let from: Item | undefined
      do {
        const page: QueryCommandOutput = await site.client.send(
          new QueryCommand({
            TableName: site.name,
            IndexName: table.index.name,
            KeyConditionExpression: 'qpk = :qpk',
            ExpressionAttributeValues: { ':qpk': qpk },
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
