import type { EquipmentId, Instant } from '../../../events/identifiers.ts'
import type { Entities } from '../../domain/change.ts'
import type { Machine } from '../../domain/equipment/machine.ts'
import type { BoundOrder, Order, Snapshot } from '../../domain/orders/order.ts'
import {
  type EquipmentTree,
  equipmentTree,
  lineage,
  type PlacedEquipment,
  placesOf,
  runsAt,
  unitsOf,
} from '../../domain/schedule/capacity.ts'
import type { WorkCenter } from '../../domain/schedule/dispatch.ts'
import { familyOf, openOrder } from '../../domain/schedule/open-order.ts'
import type { PlantNow } from '../../domain/schedule/plant-time.ts'
import { type Ref, ref, type Store } from '../commit/store.ts'

/** Lists of a site, moments behind the commits. */
export interface Overview {
  /** The orders that are released and not complete, and the places of their steps. */
  openOrders(): Promise<
    readonly {
      readonly orderId: string
      readonly workCenters?: readonly string[]
      readonly equipmentClasses?: readonly string[]
    }[]
  >
  equipment(): Promise<readonly PlacedEquipment[]>
  people(): Promise<PlantNow['people']>
}

/** The data of a work center's dispatch list, in two round trips, without orders that have no step there. */
export async function workCenterNow(
  store: Store,
  overview: Overview,
  workCenter: string,
  personId: string,
): Promise<WorkCenter | undefined> {
  const [cards, standings] = await Promise.all([overview.openOrders(), overview.equipment()])
  const standing = equipmentTree(standings)
  const places = placesOf(workCenter, standing)
  const orderIds = cards.filter((card) => runsAt(places, card)).map(({ orderId }) => orderId)
  if (orderIds.length === 0 && !standing.byId.has(workCenter)) return undefined
  const near = nearest(workCenter, standing)
  const [orders, equipment, machines, { person }] = await Promise.all([
    issuedOrders(store, orderIds),
    loadAll(store, near.map(ref.equipment)),
    loadAll(store, near.map(ref.machine)),
    store.load({ person: ref.person(personId) }),
  ])
  return { workCenter, tree: equipmentTree(equipment), machines: byEquipment(machines), orders, person: person?.value }
}

/** The work center with its units and parents, which have its calendar and maintenance. */
function nearest(workCenter: string, tree: EquipmentTree<PlacedEquipment>): EquipmentId[] {
  const itself = tree.byId.get(workCenter)
  const line = itself ? lineage(itself, tree) : []
  return [...new Set([...line, ...unitsOf(workCenter, tree)].map(({ equipmentId }) => equipmentId))]
}

/** The data of a site's schedule at this instant, in two round trips; a third if a unit last ran an order that is over, for its set-up. */
export async function plantNow(
  store: Store,
  overview: Overview,
  at: Instant,
  timeZone: string,
): Promise<PlantNow & { readonly open: readonly OpenOrderNow[]; readonly machines: readonly Machine[] }> {
  const [cards, standings, people] = await Promise.all([overview.openOrders(), overview.equipment(), overview.people()])
  const ids = standings.map(({ equipmentId }) => equipmentId)
  const [open, equipment, machines] = await Promise.all([
    issuedOrders(
      store,
      cards.map(({ orderId }) => orderId),
    ),
    loadAll(store, ids.map(ref.equipment)),
    loadAll(store, ids.map(ref.machine)),
  ])
  const known = new Map<string, Order>(open.map(({ order }) => [order.orderId, order]))
  const past = machines.flatMap(({ occupancies: [last] }) => (last && !known.has(last.orderId) ? [last.orderId] : []))
  for (const order of await loadAll(store, [...new Set(past)].map(ref.order))) known.set(order.orderId, order)
  const unitNow = ({ holds, occupancies: [last] }: Machine) => {
    const order = known.get(last?.orderId ?? '')
    return { held: holds.length > 0, ...(order && { family: familyOf(order) }) }
  }
  return {
    at,
    timeZone,
    orders: open.map(({ order, snapshot }) => openOrder(order, snapshot)),
    equipment,
    open,
    machines,
    units: Object.fromEntries(machines.map((machine) => [machine.equipmentId, unitNow(machine)])),
    people,
  }
}

/** An order that is released and not complete. */
export interface OpenOrderNow {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
}

/** The list is moments old, so orders that have ended since are left out. */
async function issuedOrders(store: Store, orderIds: readonly string[]): Promise<OpenOrderNow[]> {
  const [orders, snapshots] = await Promise.all([
    loadAll(store, orderIds.map(ref.order)),
    loadAll(store, orderIds.map(ref.snapshot)),
  ])
  const byOrder = new Map<string, Snapshot>(snapshots.map((snapshot) => [snapshot.orderId, snapshot]))
  return orders.flatMap((order) => {
    const snapshot = byOrder.get(order.orderId)
    if (!snapshot) return []
    if (order.status === 'released' || order.status === 'running' || order.status === 'paused')
      return [{ order, snapshot }]
    return []
  })
}

const byEquipment = (machines: readonly Machine[]): Record<string, Machine> =>
  Object.fromEntries(machines.map((machine) => [machine.equipmentId, machine]))

export async function loadAll<Kind extends keyof Entities>(
  store: Pick<Store, 'load'>,
  refs: readonly Ref<Kind>[],
): Promise<Entities[Kind][]> {
  const found = await store.load(Object.fromEntries(refs.map((it) => [it.id, it as Ref])))
  return Object.values(found).flatMap((stored) => (stored ? [stored.value as Entities[Kind]] : []))
}
