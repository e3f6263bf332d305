import type { Fact, FactOf } from '../../events/envelope.ts'
import { type Order, statusOfOrder } from '../../shared/domain/orders/order.ts'
import { keptIn, type Moved, madeIn, rejectedBy } from '../../shared/domain/production/order-balance.ts'
import type { Lot } from '../../shared/domain/stock/lot.ts'
import type { PerformanceRecord, PerformedOutput, PerformedSegment } from '../../shared/messaging/b2mml/performance.ts'
import type { PerformedState } from '../../shared/messaging/b2mml/states.ts'
import type { Batch } from '../../shared/storage/batch-store.ts'

/** What the report of an order is written from. An order that is not released has no snapshot and no facts of steps. */
export interface Performance {
  readonly order: Order
  readonly batch?: Pick<Batch, 'snapshot' | 'facts'> | undefined
  /** The lots that the order has made, as they are now. */
  readonly lots: readonly Lot[]
}

/** One message: its own id, its sender and its time. */
export type Header = Pick<PerformanceRecord, 'messageId' | 'site' | 'createdAt'>

/** What an order made so far, for its ERP, from the facts of its batch. */
export function performanceOf({ order, batch, lots }: Performance, header: Header): PerformanceRecord {
  const own = (batch?.facts ?? []).filter(({ subject }) => subject.type === 'order' && subject.id === order.orderId)
  const { snapshot } = batch ?? {}
  // A unit that one step made may be scrapped in another.
  const made = madeIn(own)
  return {
    ...header,
    orderId: order.orderId,
    product: order.product,
    ...(snapshot && { recipe: { recipeId: snapshot.recipeId, version: snapshot.version } }),
    state: stateOf(order, own),
    ...('startedAt' in order && order.startedAt && { startedAt: order.startedAt }),
    ...('endedAt' in order && { endedAt: order.endedAt }),
    segments: (snapshot?.steps ?? []).map(({ stepId }) =>
      segmentOf(
        stepId,
        order,
        own.filter((fact) => stepOf(fact) === stepId),
        made.filter((it) => it.stepId === stepId),
        lots,
      ),
    ),
  }
}

/** An aborted order stays aborted when it is closed: in ISA-95 only a completed one is closed. */
function stateOf(order: Order, facts: readonly Fact[]): PerformedState {
  const aborted = order.status === 'aborted' || facts.some(({ type }) => type === 'andon.order.aborted.v1')
  switch (order.status) {
    case 'created':
      return 'created'
    case 'paused':
      return 'paused'
    case 'released':
    case 'running':
      return statusOfOrder(order) === 'held' ? 'held' : order.status
    case 'completed':
    case 'closed':
    case 'aborted':
      if (aborted) return 'aborted'
      if (order.decision === 'rejected') return 'rejected'
      return order.decision === 'released' ? 'closed' : order.status
  }
}

const stepOf = ({ data }: Fact): string | undefined =>
  'stepId' in data ? data.stepId : 'breach' in data ? data.breach?.stepId : undefined

function segmentOf(
  stepId: string,
  order: Order,
  facts: readonly Fact[],
  made: ReturnType<typeof madeIn>,
  lots: readonly Lot[],
): PerformedSegment {
  const started = facts.find((fact) => fact.type === 'andon.step.started.v1')
  const completed = facts.findLast((fact) => fact.type === 'andon.step.completed.v1')
  const people = facts.filter((fact) => fact.actor.kind === 'person').map((fact) => fact.actor.id)
  const equipmentId = started?.data.equipmentId
  return {
    stepId,
    ...(started && { startedAt: started.occurredAt }),
    ...(completed && { endedAt: completed.occurredAt }),
    ...(facts.some(({ type }) => type === 'andon.step.skipped.v1') && { skipped: true }),
    ...(equipmentId !== undefined && { equipmentId }),
    personIds: [...new Set(people)],
    consumed: keptIn(facts).map(({ lineId, materialId, lotId, sublotId, quantity, at }) => ({
      lineId: String(lineId),
      materialId,
      lotId,
      ...(sublotId !== undefined && { sublotId }),
      quantity,
      at,
    })),
    produced: [...made, ...facts.flatMap((fact) => rejectedBy(fact).map((it) => ({ ...it, at: fact.occurredAt })))].map(
      (it) => outputOf(it, lots),
    ),
    parameters: [...parametersIn(facts), ...countsIn(stepId, order, facts)],
  }
}

function outputOf(moved: Moved & { readonly at: string }, lots: readonly Lot[]): PerformedOutput {
  const { materialId, lotId, quantity, use = 'produced', lineId, reasonCode, serials, reason, at } = moved
  const isStock = use !== 'scrap' && use !== 'sample'
  const status = isStock ? lots.find((lot) => lot.lotId === lotId)?.status : undefined
  return {
    materialId,
    lotId,
    quantity,
    use,
    ...(lineId !== undefined && { lineId }),
    ...(serials && { serials }),
    ...(status !== undefined && { lotStatus: status }),
    ...(reasonCode !== undefined && { reasonCode }),
    ...(!isStock && reason !== undefined && { reason }),
    at,
  }
}

/** The results of a step; one that was corrected has its newest value. The ERP hears what is right, the record keeps both. */
function parametersIn(facts: readonly Fact[]): PerformedSegment['parameters'][number][] {
  const corrected = new Map(
    facts.flatMap((fact) => {
      const now = resultOf(fact)
      return now?.corrects ? [[now.corrects.resultId, now.value] as const] : []
    }),
  )
  return facts.flatMap((fact) => {
    const result = resultOf(fact)
    if (!result || result.corrects) return []
    const { parameterId, unit } = result
    return [
      {
        parameterId: String(parameterId ?? ('checkId' in result ? result.checkId : undefined)),
        value: corrected.get(fact.factId) ?? result.value,
        ...(unit !== undefined && { unit }),
        at: fact.occurredAt,
      },
    ]
  })
}

/** A result within its limits is a fact of its own. A result outside its limits is part of the deviation that it opened, and one that is corrected may begin another round. */
function resultOf({ type, data }: Fact) {
  switch (type) {
    case 'andon.result.recorded.v1':
    case 'andon.result.corrected.v1':
      return data
    case 'andon.step.repeated.v1':
      return data.because.corrects && data.because
    case 'andon.deviation.opened.v1':
      return data.breach && { ...data.breach, corrects: data.corrects }
    default:
      return undefined
  }
}

/**
 * The units that a step has finished and lost by now. While it runs, the order knows: a unit may be scrapped, and its scrap taken back, by a fact that has
 * no totals. Later, the newest completion has them.
 */
function countsIn(stepId: string, order: Order, facts: readonly Fact[]): PerformedSegment['parameters'][number][] {
  const newest = facts.findLast(isCounting)
  if (!newest) return []
  const completion = facts.findLast(isCompletion)
  const progress = order.status === 'created' ? undefined : order.steps[stepId]
  const units = progress?.status === 'running' ? progress.units : undefined
  const { unit } = order.quantity
  const { finished, scrapped } = units
    ? { finished: { value: units.finished, unit }, scrapped: { value: units.scrapped, unit } }
    : (completion?.data ?? {})
  return [['UnitsFinished', finished] as const, ['UnitsScrapped', scrapped] as const].flatMap(
    ([parameterId, amount]) => (amount ? [{ parameterId, ...amount, at: newest.occurredAt }] : []),
  )
}

const isCompletion = (fact: Fact): fact is FactOf<'andon.step.progressed.v1'> | FactOf<'andon.step.completed.v1'> =>
  fact.type === 'andon.step.progressed.v1' || fact.type === 'andon.step.completed.v1'

const isCounting = (fact: Fact): boolean =>
  isCompletion(fact) ||
  ((fact.type === 'andon.material.produced.v1' || fact.type === 'andon.production.reversed.v1') &&
    fact.data.use === 'scrap')
