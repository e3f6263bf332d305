import type { OrderStatus } from '../../events/order.ts'
import type { Tongue } from '../../events/sentences/tongue.ts'
import { valuesOf, valuesWithCurvesOf } from '../../shared/domain/equipment/kept-values.ts'
import { computedIn, workedIn } from '../../shared/domain/execution/calculation.ts'
import { trendInRecord } from '../../shared/domain/execution/values-then.ts'
import { expiring } from '../../shared/domain/orders/gate.ts'
import { type Branch, branchOf, isOver, type Order, statusOfOrder } from '../../shared/domain/orders/order.ts'
import { orderBalance } from '../../shared/domain/production/order-balance.ts'
import { asCompensated } from '../../shared/domain/production/potency.ts'
import { zero } from '../../shared/domain/quantity.ts'
import { boundsOf } from '../../shared/domain/recipes/line.ts'
import { holdersOf } from '../../shared/domain/recipes/procedure.ts'
import { equipmentTree, placesOf } from '../../shared/domain/schedule/capacity.ts'
import type { Readiness } from '../../shared/domain/schedule/readiness.ts'
import { uncharged } from '../../shared/domain/weighing/charging.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import { languageHeaders } from '../../shared/http/language.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { named, notFound, reading } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in-token.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { factsOf } from '../../shared/storage/fact-store.ts'
import { equipmentSummaries } from '../../shared/storage/lists/equipment.ts'
import { ordersByWorkCenter, ordersIn, trendsOf } from '../../shared/storage/lists/orders.ts'
import { unitsOf } from '../../shared/storage/lists/stock.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import * as resultsCases from '../../shared/usecases/execution/results.ts'
import * as execution from '../../shared/usecases/execution/steps.ts'
import * as orders from '../../shared/usecases/orders/orders.ts'
import * as consumption from '../../shared/usecases/production/consumption.ts'
import * as output from '../../shared/usecases/production/output.ts'
import * as picking from '../../shared/usecases/production/picking.ts'
import * as reservation from '../../shared/usecases/production/reservation.ts'
import * as reversal from '../../shared/usecases/production/reversal.ts'
import { type OrderReadiness, readinessOf } from '../../shared/usecases/schedule/readiness.ts'
import { told, tongueOf } from '../../shared/usecases/telling.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'
import { buildingUnits, repairingUnits } from './unit-building.ts'
import { unitsShown } from './units.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const read = reading(store)
const timeZone = environment(variable.timeZone)

/** An order with its public status. */
const shown = (order: Order) =>
  order.status === 'created'
    ? order
    : {
        ...order,
        status: statusOfOrder(order) as Exclude<OrderStatus, 'created'>,
        ...(order.begun && { begunUnits: order.begun.length }),
      }

const listOrders = (async ({ query }) => {
  const { status, workCenter, ...window } = query
  if (workCenter === undefined) return { json: await ordersIn(table, status, window) }
  const places = placesOf(workCenter, equipmentTree(await equipmentSummaries(table)))
  return { json: await ordersByWorkCenter(table, status, places, window) }
}) satisfies Operating['listOrders']

/** The forecast of the gate: `canStart` says whether the command would start the step now, for this caller, on one of its pieces of equipment. */
const listSteps = (async ({ path, caller, at, language }) => {
  const orderId = path.orderId
  const found = await readinessOf(store, () => equipmentSummaries(table), orderId, { at, caller, timeZone })
  if (!found) throw notFound(ref.order(orderId))
  const tongue = await tongueOf(language)
  return {
    json: { items: found.steps.map((it) => stepShown(it, found, at, tongue)) },
    headers: languageHeaders(language),
  }
}) satisfies Operating['listSteps']

function stepShown(
  { step, progress, preIssued, violations, lacking, equipment }: Readiness,
  { order, person, snapshot, trends }: Pick<OrderReadiness, 'order' | 'person' | 'snapshot' | 'trends'>,
  at: string,
  tongue: Tongue,
) {
  const running = progress?.status === 'running' ? progress : undefined
  const worked = workedIn(progress)
  const drawn = running ?? preIssued
  return {
    ...step,
    within: holdersOf(step.within, snapshot?.procedures ?? []).map(({ procedureId }) => procedureId),
    branch: branchShown(branchOf(snapshot, step.stepId)),
    status: progress?.status ?? ('waiting' as const),
    late: progress?.late,
    canStart: violations.length === 0,
    violations: told(violations, tongue),
    equipment: equipment.map((it) => ({
      ...it,
      canStart: it.violations.length === 0,
      violations: told(it.violations, tongue),
    })),
    expiring: expiring(step, person, at),
    materials: step.materials.map((line) => ({
      ...line,
      ...boundsOf(asCompensated(line, step, running)),
      consumed: drawn && (drawn.consumed[line.lineId] ?? zero),
    })),
    ...(step.charges &&
      order &&
      order.status !== 'created' &&
      !isOver(progress) && {
        charging: {
          charged: Object.entries(running?.charged ?? {}).map(([containerId, lineId]) => ({ containerId, lineId })),
          missing: uncharged({ order, step }).map(({ containerId, lineId, charge: { from } }) => ({
            containerId,
            from,
            lineId,
          })),
        },
      }),
    ...(running && {
      canComplete: lacking?.length === 0,
      lacking: lacking && told(lacking, tongue),
      startedAt: running.startedAt,
      equipmentId: running.equipmentId,
      results: running.results,
      signed: running.signed,
      round: running.round,
      units: running.units,
      outputs: running.outputs,
      lastAt: running.lastAt,
      values: trends.filter(({ stepId }) => stepId === step.stepId).flatMap((it) => valuesOf(it, step) ?? []),
    }),
    ...((running ?? step.calculations) &&
      worked &&
      order &&
      order.status !== 'created' && {
        calculated: computedIn({ order, step, running: worked, ...(running && { trends }) }),
      }),
  }
}

const listStepValues = (async ({ path }) => {
  const { orderId, stepId } = path
  const [{ order, snapshot }, trends] = await Promise.all([
    store.load({ order: ref.order(orderId), snapshot: ref.snapshot(orderId) }),
    trendsOf(table, orderId, stepId),
  ])
  const step = snapshot?.value.steps.find((it) => it.stepId === stepId)
  if (!step) throw notFound({ kind: 'step', id: `${orderId}/${stepId}` })
  const progress = order && order.value.status !== 'created' ? order.value.steps[stepId] : undefined
  const shown = trends.flatMap((it) => trendInRecord(it, step, progress) ?? [])
  return { json: { items: shown.flatMap((it) => valuesWithCurvesOf(it, step) ?? []) } }
}) satisfies Operating['listStepValues']

/** What the order consumed and made, from its facts. Before its release there is no balance. */
const getOrderBalance = (async ({ path }) => {
  const orderId = path.orderId
  const { order, snapshot } = await store.load({ order: ref.order(orderId), snapshot: ref.snapshot(orderId) })
  if (!order || order.value.status === 'created' || !snapshot) throw notFound({ kind: 'balance', id: orderId })
  return { json: orderBalance(order.value, snapshot.value, await factsOf(table, { type: 'order', id: orderId })) }
}) satisfies Operating['getOrderBalance']

const branchShown = (branch: Branch | undefined) =>
  branch && { branchId: branch.branchId, deviationId: branch.deviationId, reworks: branch.about }

const listPicks = (async ({ path, at }) => {
  const orderId = path.orderId
  const items = await picking.picksFor(store, orderId, at)
  if (!items) throw notFound(ref.order(orderId))
  return { json: { items } }
}) satisfies Operating['listPicks']

/** One page of the order's units, each read as it is now. */
const listUnits = (async ({ path, query, at }) => {
  const { orderId } = path
  const [{ order, snapshot }, page] = await Promise.all([
    store.load({ order: ref.order(orderId), snapshot: ref.snapshot(orderId) }),
    unitsOf(table, orderId, query),
  ])
  if (!order) throw notFound(ref.order(orderId))
  const items = await unitsShown(store, order.value, snapshot?.value, page.items, at)
  return { json: { items, ...(page.nextCursor && { nextCursor: page.nextCursor }) } }
}) satisfies Operating['listUnits']

export const handler = httpHandler(
  answered,
  {
    createOrder: command(orders.createOrder),
    listOrders,
    getOrder: read('order', named('orderId'), shown),
    releaseOrder: command(orders.releaseOrder),
    startOrder: command(orders.startOrder),
    pauseOrder: command(orders.pauseOrder),
    resumeOrder: command(orders.resumeOrder),
    completeOrder: command(orders.completeOrder),
    cancelOrder: command(orders.cancelOrder),
    abortOrder: command(orders.abortOrder),
    closeShort: command(orders.closeShort),
    closeOrder: command(orders.closeOrder),
    prioritizeOrder: command(orders.prioritizeOrder),
    changeQuantity: command(orders.changeQuantity),
    splitOrder: command(orders.splitOrder),
    commentOrder: command(orders.commentOrder),
    getOrderBalance,
    listSteps,
    listStepValues,
    startStep: command(execution.startStep),
    completeStep: command(execution.completeStep),
    skipStep: command(execution.skipStep),
    signStep: command(execution.signStep),
    overrideStep: command(execution.overrideStep),
    consume: command(consumption.consume),
    produce: command(output.produce),
    announceUnits: command(output.announceUnits),
    listUnits,
    buildUnits: buildingUnits(site, store),
    repairUnits: repairingUnits(site, store),
    reverse: command(reversal.reverse),
    reserveLot: command(reservation.reserveLot),
    unreserveLot: command(reservation.unreserveLot),
    listPicks,
    correctResult: command(resultsCases.correctResult),
    recordResult: command(resultsCases.recordResult),
  },
  issuer,
)
