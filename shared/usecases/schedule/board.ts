import type { Instant } from '../../../events/identifiers.ts'
import { asHeard, occupant } from '../../domain/equipment/machine.ts'
import { underHoldsAbove } from '../../domain/orders/order.ts'
import { type BoardUnit, board, equipmentOnBoard, type NamedEquipment } from '../../domain/schedule/board.ts'
import { equipmentTree } from '../../domain/schedule/capacity.ts'
import { orderNamed } from '../../domain/stock/destination.ts'
import { remembered } from '../commit/remembered.ts'
import { ref, type Store } from '../commit/store.ts'
import { alertsOf, holdsAboveEach } from '../quality/holds-above.ts'
import { loadAll } from './plan.ts'

/** The equipment of the site with its names. A definition may be moments behind its commit. */
export interface EquipmentList {
  equipment(): Promise<readonly NamedEquipment[]>
}

/** The live picture in three round trips: the equipment, the machines, and the orders that use them. */
export async function boardNow(store: Store, { equipment }: EquipmentList, at: Instant): Promise<BoardUnit[]> {
  const { load } = remembered(store)
  const tree = equipmentTree(await equipment())
  const machines = await loadAll(
    store,
    equipmentOnBoard(tree).map(({ equipmentId }) => ref.machine(equipmentId)),
  )
  const orderIds = [...new Set(machines.flatMap((machine) => occupant(machine)?.orderId ?? []))]
  const [orders, snapshots, { alerts }] = await Promise.all([
    loadAll({ load }, orderIds.map(ref.order)),
    loadAll({ load }, orderIds.map(ref.snapshot)),
    load({ alerts: ref.alerts() }),
  ])
  // A hold is in force from its answer on, before it is stored on every order under it.
  const above = await holdsAboveEach({ load }, alertsOf(alerts))(orderIds.map(orderNamed))
  const byOrder = new Map(snapshots.map((it) => [it.orderId as string, it]))
  return board({
    tree,
    machines: new Map(machines.map((it) => [it.equipmentId, asHeard(it, at)])),
    orders: new Map(
      orders.flatMap((order) => {
        const snapshot = byOrder.get(order.orderId)
        const held = underHoldsAbove(order, above(orderNamed(order.orderId)))
        return held.status !== 'created' && snapshot ? [[order.orderId, { order: held, snapshot }]] : []
      }),
    ),
  })
}
