import type { OrderStatus } from '../../events/order.ts'
import { equipmentTree, placesOf } from '../../shared/domain/capacity.ts'
import { boundsOf, type Order, statusOfOrder } from '../../shared/domain/order.ts'
import { forecast } from '../../shared/domain/step.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler, type Operation } from '../../shared/http/handler.ts'
import { notFound, reading } from '../../shared/http/reading.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { equipmentCards, ordersAt, ordersIn, type Window } from '../../shared/storage/list-store.ts'
import * as execution from '../../shared/usecases/execution.ts'
import * as orders from '../../shared/usecases/orders.ts'
import { ref } from '../../shared/usecases/store.ts'
import { routes } from './routes.ts'

const command = commands(site, store)
const read = reading(store)

/** What the public sees of an order: its state in the public words. */
const shown = (order: Order) => ({ ...order, status: statusOfOrder(order) })

const listOrders: Operation = async ({ query }) => {
  const { status, workCenter, ...window } = query as unknown as Window & { status?: OrderStatus; workCenter?: string }
  if (workCenter === undefined) return { json: await ordersIn(table, status, window) }
  const places = placesOf(workCenter, equipmentTree(await equipmentCards(table)))
  return { json: await ordersAt(table, status, places, window) }
}

/** The gate's own forecast: `canStart` is what the command would do for this caller now, equipment apart. */
const listSteps: Operation = async ({ path, caller, at }) => {
  const orderId = path.orderId ?? ''
  const { order, snapshot, person } = await store.load({
    order: ref.order(orderId),
    snapshot: ref.snapshot(orderId),
    person: ref.person(caller.id),
  })
  if (!order) throw notFound(ref.order(orderId))
  const floor = { order: order.value, snapshot: snapshot?.value, person: person?.value }
  const items = forecast(floor, { at, caller }).map(({ step, progress, violations }) => ({
    stepId: step.stepId,
    name: step.name,
    instruction: step.instruction,
    status: progress?.status ?? 'waiting',
    canStart: violations.length === 0,
    violations,
    workCenter: step.workCenter,
    equipmentClass: step.equipmentClass,
    materials: step.materials.map((line) => ({
      ...line,
      ...boundsOf(line),
      consumed: progress?.status === 'running' ? (progress.consumed[line.lineId] ?? '0') : undefined,
    })),
    parameters: step.parameters,
    checks: step.checks,
  }))
  return { json: { items } }
}

export const handler = httpHandler(
  routes,
  {
    createOrder: command(orders.createOrder),
    listOrders,
    getOrder: read('order', 'orderId', shown),
    releaseOrder: command(orders.releaseOrder),
    startOrder: command(orders.startOrder),
    pauseOrder: command(orders.pauseOrder),
    resumeOrder: command(orders.resumeOrder),
    completeOrder: command(orders.completeOrder),
    abortOrder: command(orders.abortOrder),
    closeOrder: command(orders.closeOrder),
    commentOrder: command(orders.commentOrder),
    listSteps,
    startStep: command(execution.startStep),
    completeStep: command(execution.completeStep),
    consume: command(execution.consume),
    produce: command(execution.produce),
    recordResult: command(execution.recordResult),
  },
  environment(variable.rolesClaim),
)
