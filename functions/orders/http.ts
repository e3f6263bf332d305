import type { OrderStatus } from '../../events/order.ts'
import type { Step } from '../../events/recipe.ts'
import { fits, placeOf } from '../../shared/domain/equipment.ts'
import { type Available, forecast, type Outlook } from '../../shared/domain/forecast.ts'
import { expiring } from '../../shared/domain/gate.ts'
import type { Person } from '../../shared/domain/master-data.ts'
import { boundsOf, type Order, statusOfOrder } from '../../shared/domain/order.ts'
import { type Branch, branchOf } from '../../shared/domain/rework.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler, type Operation } from '../../shared/http/handler.ts'
import { notFound, reading } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { type EquipmentCard, equipmentOf, ordersIn, type Window } from '../../shared/storage/list-store.ts'
import * as execution from '../../shared/usecases/execution.ts'
import * as orders from '../../shared/usecases/orders.ts'
import { ref } from '../../shared/usecases/store.ts'
import { routes } from './routes.ts'

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const read = reading(store)

/** What the public sees of an order: its state in the public words. */
const shown = (order: Order) => ({ ...order, status: statusOfOrder(order) })

const listOrders: Operation = async ({ query }) => {
  const { status, ...window } = query as unknown as Window & { status?: OrderStatus }
  return { json: await ordersIn(table, status, window) }
}

/** The gate's own forecast: `canStart` is what the command would do for this caller now, on one of the equipment that it names. */
const listSteps: Operation = async ({ path, caller, at }) => {
  const orderId = path.orderId ?? ''
  const [{ order, snapshot, person }, cards] = await Promise.all([
    store.load({ order: ref.order(orderId), snapshot: ref.snapshot(orderId), person: ref.person(caller.id) }),
    equipmentOf(table),
  ])
  if (!order) throw notFound(ref.order(orderId))
  const steps = snapshot?.value.steps ?? []
  const floor = { order: order.value, snapshot: snapshot?.value, person: person?.value }
  const items = forecast(floor, await availableFor(steps, cards), { at, caller }).map((it) => ({
    ...stepShown(it, person?.value, at),
    branch: branchShown(branchOf(snapshot?.value, it.step.stepId)),
  }))
  return { json: { items } }
}

/** The equipment that any of the steps may run on, as it is now. */
async function availableFor(steps: readonly Step[], cards: readonly EquipmentCard[]): Promise<Available[]> {
  const ids = cards
    .filter((card) => steps.some((step) => placeOf(step) !== undefined && fits(step, card)))
    .map((card) => card.equipmentId)
  const [equipment, machines] = await Promise.all([
    store.load(Object.fromEntries(ids.map((id) => [id, ref.equipment(id)]))),
    store.load(Object.fromEntries(ids.map((id) => [id, ref.machine(id)]))),
  ])
  return ids.flatMap((id) => {
    const defined = equipment[id]
    return defined ? [{ equipment: defined.value, machine: machines[id]?.value }] : []
  })
}

function stepShown({ step, progress, violations, equipment }: Outlook, person: Person | undefined, at: string) {
  const running = progress?.status === 'running' ? progress : undefined
  return {
    ...step,
    status: progress?.status ?? 'waiting',
    canStart: violations.length === 0,
    violations,
    equipment: equipment.map((it) => ({ ...it, canStart: it.violations.length === 0 })),
    expiring: expiring(step, person, at),
    materials: step.materials.map((line) => ({
      ...line,
      ...boundsOf(line),
      consumed: running && (running.consumed[line.lineId] ?? '0'),
    })),
    ...(running && {
      startedAt: running.startedAt,
      equipmentId: running.equipmentId,
      results: running.results,
      signed: running.signed,
      round: running.round,
      units: running.units,
    }),
  }
}

/** Why a step that is not in the recipe is in the order. */
const branchShown = (branch: Branch | undefined) =>
  branch && { branchId: branch.branchId, deviationId: branch.deviationId, reworks: branch.about }

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
    skipStep: command(execution.skipStep),
    signStep: command(execution.signStep),
    overrideStep: command(execution.overrideStep),
    consume: command(execution.consume),
    produce: command(execution.produce),
    recordResult: command(execution.recordResult),
  },
  issuer.rolesClaim,
)
