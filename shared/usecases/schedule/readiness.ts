import type { Instant } from '../../../events/identifiers.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Circumstances } from '../../domain/caller.ts'
import { fits, placeOf } from '../../domain/equipment/fitness.ts'
import type { Trend } from '../../domain/equipment/trend.ts'
import type { Person } from '../../domain/master-data.ts'
import type { Order, Snapshot } from '../../domain/orders/order.ts'
import { asDefined } from '../../domain/people/printed-name.ts'
import { type AvailableStock, nothingAvailable } from '../../domain/production/available-stock.ts'
import { hasBackflush, lotsToBook } from '../../domain/production/backflush.ts'
import { equipmentTree, lineage, type PlacedEquipment } from '../../domain/schedule/capacity.ts'
import { type Available, forecast, type Readiness } from '../../domain/schedule/readiness.ts'
import { remembered } from '../commit/remembered.ts'
import { ref, type Store } from '../commit/store.ts'
import { contextOf, contextRefs, holdsOverOrder, trendRefsOf, trendsIn } from '../execution/steps.ts'
import { holdsAboveShelf, shelfIn, shelfRefs, shelfRefsThen } from '../production/backflush.ts'

/** The readiness of an order's steps, with what is needed to show it. */
export interface OrderReadiness {
  readonly order: Order
  readonly steps: readonly Readiness[]
  /** What devices have measured during the steps that run. */
  readonly trends: readonly Trend[]
  readonly snapshot: Snapshot | undefined
  readonly person: Person | undefined
}

/** Whether each step of an order may start for this caller now, with every reason why not. Undefined if there is no such order. */
export async function readinessOf(
  site: Pick<Store, 'load'>,
  listEquipment: () => Promise<readonly PlacedEquipment[]>,
  orderId: string,
  circumstances: Circumstances,
): Promise<OrderReadiness | undefined> {
  const store = remembered(site)
  const [{ order, snapshot, person, alerts }, cards] = await Promise.all([
    store.load(contextRefs(circumstances, orderId)),
    listEquipment(),
  ])
  if (!order) return undefined
  const [available, shelf, above, trends] = await Promise.all([
    availableFor(store, snapshot?.value.steps ?? [], cards),
    reservedFor(store, order.value, snapshot?.value.steps ?? [], circumstances.at),
    holdsOverOrder(store, alerts, orderId),
    trendsNow(store, order.value, snapshot?.value),
  ])
  const floor = contextOf(order, snapshot, person, above)
  return {
    order: order.value,
    steps: forecast({ ...floor, shelf, trends }, available, {
      ...circumstances,
      caller: asDefined(circumstances.caller, person?.value),
    }),
    trends,
    snapshot: snapshot?.value,
    person: person?.value,
  }
}

async function trendsNow(store: Pick<Store, 'load'>, order: Order, snapshot: Snapshot | undefined): Promise<Trend[]> {
  const wanted = trendRefsOf(order, snapshot)
  return Object.keys(wanted).length === 0 ? [] : trendsIn(await store.load(wanted))
}

/** The stock reserved for the order, if a running step will book it. */
async function reservedFor(
  store: Pick<Store, 'load'>,
  order: Order,
  steps: readonly Step[],
  at: Instant,
): Promise<AvailableStock> {
  if (order.status === 'created') return nothingAvailable
  const booking = steps.find((step) => hasBackflush(step) && order.steps[step.stepId]?.status === 'running')
  const lotIds = lotsToBook(booking, order)
  if (lotIds.length === 0) return nothingAvailable
  const found = await store.load(shelfRefs(lotIds))
  const materials = shelfRefsThen(found, at)
  const more = Object.keys(materials).length > 0 ? await store.load(materials) : {}
  return shelfIn({ ...found, ...more }, await holdsAboveShelf(store, found))
}

/** The equipment that the steps may run on, with its present state. */
async function availableFor(
  store: Pick<Store, 'load'>,
  steps: readonly Step[],
  cards: readonly PlacedEquipment[],
): Promise<Available[]> {
  const tree = equipmentTree(cards)
  const placed = steps.filter((step) => placeOf(step) !== undefined)
  const fitting = cards.filter((card) => placed.some((step) => fits(step, card)))
  const ids = (of: readonly PlacedEquipment[]) => [...new Set(of.map(({ equipmentId }) => equipmentId))]
  const [equipment, machines] = await Promise.all([
    store.load(
      Object.fromEntries(ids(fitting.flatMap((it) => lineage(it, tree))).map((id) => [id, ref.equipment(id)])),
    ),
    store.load(Object.fromEntries(ids(fitting).map((id) => [id, ref.machine(id)]))),
  ])
  return fitting.flatMap((card) => {
    const [defined, ...above] = lineage(card, tree).flatMap(({ equipmentId }) => equipment[equipmentId]?.value ?? [])
    return defined ? [{ equipment: defined, machine: machines[card.equipmentId]?.value, above }] : []
  })
}
