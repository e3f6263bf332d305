import type { Instant, ParameterId } from '../../events/identifiers.ts'
import type { Step } from '../../events/recipe.ts'
import type { Trend } from '../../shared/domain/equipment/trend.ts'
import { type Period, placeOfUse, recordedIn, type Use, usesIn } from '../../shared/domain/maintenance/uses.ts'
import type { WorkOrder } from '../../shared/domain/maintenance/work-order.ts'
import { lotsOf, type Order, type Snapshot, statusOfOrder } from '../../shared/domain/orders/order.ts'
import { store, table } from '../../shared/runtime/plant.ts'
import { usesOf } from '../../shared/storage/lists/maintenance.ts'
import { type Ref, type Refs, ref } from '../../shared/usecases/commit/store.ts'
import { pageOf } from '../lists.ts'

interface Window {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** What was measured with an equipment from its last good calibration to this work order; all of its uses are read, and a page of their orders. */
export async function measuredBefore(work: WorkOrder, window: Window) {
  if (work.status === 'open' || work.status === 'cancelled' || work.kind !== 'calibration') return { items: [] }
  const period = { since: await goodSince(work), until: work.startedAt }
  const { from, to } = recordedIn(period)
  const uses = usesIn(await usesOf(table, work.equipmentId, from, to), period)
  const { items: page, ...next } = pageOf(uses, placeOfUse, window)
  const found = await store.load(
    Object.fromEntries(
      page.flatMap(({ orderId }): [string, Ref][] => [
        [`order ${orderId}`, ref.order(orderId)],
        [`snapshot ${orderId}`, ref.snapshot(orderId)],
      ]),
    ) as Refs,
  )
  const items = await Promise.all(
    page.map((use) => {
      const order = found[`order ${use.orderId}`]?.value as Order | undefined
      const snapshot = found[`snapshot ${use.orderId}`]?.value as Snapshot | undefined
      return order ? measuredIn(use, order, snapshot, work.plan?.measures, period) : []
    }),
  )
  return { items: items.flat(), ...next }
}

/** Of a calibration that goes on, its equipment still knows it. */
async function goodSince(work: WorkOrder): Promise<Instant | undefined> {
  if (work.status === 'completed') return work.calibration?.goodSince
  const { machine, equipment } = await store.load({
    machine: ref.machine(work.equipmentId),
    equipment: ref.equipment(work.equipmentId),
  })
  return machine?.value.calibration?.goodAt ?? equipment?.value.calibratedAt
}

async function measuredIn(
  { orderId, stepId, lineId, ...used }: Use,
  order: Order,
  snapshot: Snapshot | undefined,
  measures: readonly ParameterId[] | undefined,
  period: Period,
) {
  const shown = {
    orderId,
    status: statusOfOrder(order),
    product: order.product,
    lots: order.status === 'created' ? [] : lotsOf(order),
    stepId,
  }
  if (lineId !== undefined) return [{ ...shown, lineId, ...used }]
  const step = snapshot?.steps.find((it) => it.stepId === stepId)
  const parameters = (step?.parameters ?? []).filter(
    ({ parameterId }) => measures === undefined || measures.includes(parameterId),
  )
  const trends = await store.load(
    Object.fromEntries(
      parameters
        .filter(({ source }) => source === 'device')
        .map(({ parameterId }) => [parameterId, ref.trend({ orderId, stepId, parameterId })]),
    ),
  )
  return parameters.map(({ parameterId, unit }: Step['parameters'][number]) => {
    const trend = trends[parameterId]?.value
    return { ...shown, parameterId, unit, ...(trend ? measuredTimes(trend, used, period) : used) }
  })
}

/** Closer than the times of its step: from the first value to the last, as far as they lie in the period. */
function measuredTimes(
  { settled, spans, last }: Trend,
  used: Pick<Use, 'firstUsedAt' | 'lastUsedAt'>,
  { since }: Period,
) {
  const first = settled?.from ?? spans[0]?.from
  if (first === undefined) return used
  const firstAt = new Date(first).toISOString()
  const lastAt = new Date(last.at).toISOString()
  return {
    firstUsedAt: since !== undefined && firstAt < since ? since : firstAt,
    lastUsedAt: lastAt < used.lastUsedAt ? lastAt : used.lastUsedAt,
  }
}
