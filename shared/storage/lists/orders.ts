import type { OrderStatus } from '../../../events/order.ts'
import type { Trend } from '../../domain/equipment/trend.ts'
import type { ChangeRequest } from '../../domain/orders/change-request.ts'
import { type Places, runsAt } from '../../domain/schedule/capacity.ts'
import { ref } from '../../usecases/commit/store.ts'
import type { Summary } from '../document-items.ts'
import type { Item } from '../items.ts'
import { changePrefix, keyOf, listOfOrder, type OrderList, question, trendPrefix } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { documentsUnder, every, merged, type Page, spread, type Window } from './page.ts'

export const ordersIn = (
  site: Table,
  status: OrderStatus | undefined,
  window: Window,
): Promise<Page<Summary<'order'>>> =>
  merged(site, orderPartitions(status === undefined ? orderLists : listsWith(status)), window, {
    keeps: status === undefined ? undefined : (card) => card.status === status,
  })

/** By the life of an order. */
const orderLists = ['open', 'waiting', 'completed', 'closed', 'aborted'] as const satisfies readonly OrderList[]

const listsWith = (status: OrderStatus): OrderList[] =>
  status === 'completed' || status === 'aborted' ? ['waiting', listOfOrder[status]] : [listOfOrder[status]]

/** The orders whose batches wait for quality. They are read whole, because lists sort them by time and a decision takes each off. */
export const waitingBatches = (site: Table): Promise<Summary<'order'>[]> => every(site, orderPartitions(['waiting']))

/** The orders whose batches are decided so, by id. */
export const decidedBatches = (
  site: Table,
  keeps: (order: Summary<'order'>) => boolean,
  window: Window,
): Promise<Page<Summary<'order'>>> =>
  merged(site, orderPartitions(['completed', 'closed', 'aborted']), window, {
    keeps: (card) => keeps(card as Summary<'order'>),
  })

const orderPartitions = (lists: readonly OrderList[]): string[] =>
  lists.flatMap((list) => spread((shard) => question.orders(list, shard)))

export type OrderSummary = Item & Partial<Places> & { readonly orderId: string }

/** Orders with a step at one of these places: of one status, or those that are released and not complete. */
export function ordersByWorkCenter(
  site: Table,
  status: OrderStatus | undefined,
  places: Places,
  window: Window,
): Promise<Page<Summary<'order'>>> {
  return merged(site, orderPartitions(status === undefined ? ['open'] : listsWith(status)), window, {
    keeps: (card) => (status === undefined || card.status === status) && runsAt(places, card as OrderSummary),
  })
}

/** Every order that is released and not complete. */
export const openOrderSummaries = async (site: Table): Promise<OrderSummary[]> =>
  (await every<OrderSummary>(site, orderPartitions(['open']))).filter(({ status }) => status !== 'created')

/** The changes of an order, by id. They are read whole, because an order has only a few. */
export const changesOf = (site: Table, orderId: string): Promise<ChangeRequest[]> =>
  documentsUnder(site, keyOf(ref.change(orderId, '')).pk, changePrefix)

/** What devices measured during a step of an order, by parameter and unit. */
export const trendsOf = (site: Table, orderId: string, stepId?: string): Promise<Trend[]> =>
  documentsUnder(
    site,
    keyOf(ref.trend({ orderId, stepId: '', parameterId: '' })).pk,
    stepId === undefined ? trendPrefix : `${trendPrefix}${stepId}/`,
  )
