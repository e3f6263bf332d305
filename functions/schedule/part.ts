import type { Instant } from '../../events/identifiers.ts'
import { statusOfOrder } from '../../shared/domain/orders/order.ts'
import { equipmentTree, placesOf, runsAt, unitsOf } from '../../shared/domain/schedule/capacity.ts'
import type { OpenOrder } from '../../shared/domain/schedule/open-order.ts'
import type { PlantNow } from '../../shared/domain/schedule/plant-time.ts'
import type { Plan } from '../../shared/domain/schedule/schedule.ts'
import { notFound } from '../../shared/http/reading.ts'
import type { OpenOrderNow, plantNow } from '../../shared/usecases/schedule/plan.ts'

/** The part of the plan that somebody asks for. */
interface Asked {
  readonly workCenter?: string
  readonly from?: Instant
  readonly to?: Instant
}

/** The operations of a period. With a work center: its operations, and the orders with a step that is running or still to come there. */
export function partOf(plan: Plan, floor: PlantNow, { workCenter, from = '', to = '~' }: Asked): Plan {
  const operations = plan.operations.filter((it) => (it.to > from || it.from >= from) && (it.setUpFrom ?? it.from) < to)
  if (workCenter === undefined) return { ...plan, operations }
  const tree = equipmentTree(floor.equipment)
  const places = placesOf(workCenter, tree)
  const units = new Set<string>([workCenter, ...unitsOf(workCenter, tree).map(({ equipmentId }) => equipmentId)])
  const orders = new Set(floor.orders.filter((order) => hasWorkAt(order, places)).map(({ orderId }) => orderId))
  if (orders.size === 0 && !tree.byId.has(workCenter)) throw notFound({ kind: 'equipment', id: workCenter })
  return {
    ...plan,
    operations: operations.filter((it) => units.has(it.equipmentId ?? it.workCenter ?? '')),
    orders: plan.orders.filter(({ orderId }) => orders.has(orderId)),
    infeasible: plan.infeasible.filter(({ orderId }) => orders.has(orderId)),
  }
}

const hasWorkAt = ({ steps }: OpenOrder, places: ReturnType<typeof placesOf>): boolean =>
  steps.some(
    ({ progress, workCenter, equipmentClass }) =>
      progress !== 'completed' &&
      runsAt(places, {
        workCenters: workCenter === undefined ? [] : [workCenter],
        equipmentClasses: equipmentClass === undefined ? [] : [equipmentClass],
      }),
  )

/** The plan as people name its parts, and the work that its units have behind them. */
export function named(
  { operations, orders }: Pick<Plan, 'operations' | 'orders'>,
  { open, machines, equipment }: Awaited<ReturnType<typeof plantNow>>,
  { workCenter, from = '', to = '~' }: Asked,
) {
  const byOrder = new Map<string, OpenOrderNow>(open.map((it) => [it.order.orderId, it]))
  const nameOf = (orderId: string, stepId: string) =>
    byOrder.get(orderId)?.snapshot.steps.find((step) => step.stepId === stepId)?.name
  const units = workCenter === undefined ? [] : unitsOf(workCenter, equipmentTree(equipment))
  const here = new Set([workCenter, ...units.map(({ equipmentId }) => equipmentId)])
  const done = machines.flatMap(({ equipmentId, occupancies }) =>
    workCenter === undefined || here.has(equipmentId)
      ? occupancies.flatMap(({ orderId, stepId, from: began, to: ended }) => {
          if (ended === undefined || ended <= from || began >= to) return []
          const name = nameOf(orderId, stepId)
          return [{ equipmentId, orderId, stepId, ...(name !== undefined && { name }), from: began, to: ended }]
        })
      : [],
  )
  return {
    operations: operations.map((it) => ({ ...it, name: nameOf(it.orderId, it.stepId) ?? it.stepId })),
    done: done.sort((one, other) => (one.from < other.from ? -1 : 1)),
    orders: orders.flatMap((it) => {
      const found = byOrder.get(it.orderId)
      if (!found) return []
      const { product, quantity } = found.order
      return [{ ...it, product, quantity, status: statusOfOrder(found.order) }]
    }),
  }
}
