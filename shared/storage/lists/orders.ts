import type { OrderStatus } from '../../../events/order.ts'
import type { Trend } from '../../domain/equipment/trend.ts'
import type { ChangeRequest } from '../../domain/orders/change-request.ts'
import { type Places, runsAt } from '../../domain/schedule/capacity.ts'
import { ref } from '../../usecases/commit/store.ts'
import type { Summary } from '../document-items.ts'
import type { Item } from '../items.ts'
import { changePrefix, keyOf, listOfOrder, type OrderList, question, trendPrefix } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { documentsUnder, every, merged, ofStatus, type Page, spread, type Window } from './page.ts'

export const ordersIn = (
  site: Table,
  status: OrderStatus | undefined,
  window: Window,
): Promise<Page<Summary<'order'>>> =>
  merged(site, orderPartitions(status === undefined ? orderLists : [listOfOrder[status]]), window, {
    keeps: ofStatus(status, listOfOrder),
  })

/** By the life of an order. */
const orderLists = ['open', 'completed', 'closed', 'aborted'] as const satisfies readonly OrderList[]

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
  const hasStatus = ofStatus(status, listOfOrder) ?? (() => true)
  return merged(site, orderPartitions([status === undefined ? 'open' : listOfOrder[status]]), window, {
    keeps: (card) => hasStatus(card) && runsAt(places, card as OrderSummary),
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
