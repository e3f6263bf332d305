import type { Fact } from '../../events/envelope.ts'
import { keptIn, stockMadeBy } from '../../shared/domain/production/order-balance.ts'
import type { PerformanceRecord, PerformedSegment } from '../../shared/messaging/b2mml/performance.ts'
import type { Batch } from '../../shared/storage/batch-store.ts'

/** What an order made, for its ERP, from the facts of its batch. */
export function performanceOf({ order, snapshot, facts }: Batch, site: string, at: string): PerformanceRecord {
  const own = facts.filter((fact) => fact.subject.type === 'order' && fact.subject.id === order.orderId)
  return {
    site,
    messageId: `${order.orderId}-performance`,
    createdAt: at,
    orderId: order.orderId,
    product: order.product,
    recipe: { recipeId: snapshot.recipeId, version: snapshot.version },
    state: order.decision ?? (order.status === 'aborted' ? 'aborted' : 'completed'),
    ...('startedAt' in order && order.startedAt && { startedAt: order.startedAt }),
    ...('endedAt' in order && { endedAt: order.endedAt }),
    segments: snapshot.steps.map((step) =>
      segmentOf(
        step.stepId,
        own.filter((fact) => stepOf(fact) === step.stepId),
      ),
    ),
  }
}

const stepOf = ({ data }: Fact): string | undefined =>
  'stepId' in data ? data.stepId : 'breach' in data ? data.breach?.stepId : undefined

function segmentOf(stepId: string, facts: readonly Fact[]): PerformedSegment {
  const started = facts.find((fact) => fact.type === 'andon.step.started.v1')
  const completed = facts.findLast((fact) => fact.type === 'andon.step.completed.v1')
  const people = facts.filter((fact) => fact.actor.kind === 'person').map((fact) => fact.actor.id)
  const equipmentId = started?.data.equipmentId
  return {
    stepId,
    ...(started && { startedAt: started.occurredAt }),
    ...(completed && { endedAt: completed.occurredAt }),
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
    produced: facts.flatMap((fact) =>
      stockMadeBy(fact).map(({ materialId, lotId, quantity }) => ({
        materialId,
        lotId,
        quantity,
        at: fact.occurredAt,
      })),
    ),
    parameters: facts.flatMap(parameterIn),
  }
}

/** A result within its limits is a fact of its own. A result outside its limits is part of the deviation that it opened. */
function parameterIn({ type, data, occurredAt }: Fact): PerformedSegment['parameters'][number][] {
  const result =
    type === 'andon.result.recorded.v1' ? data : type === 'andon.deviation.opened.v1' ? data.breach : undefined
  if (!result) return []
  const { parameterId, value, unit } = result
  return [
    {
      parameterId: String(parameterId ?? ('checkId' in result ? result.checkId : undefined)),
      value,
      ...(unit !== undefined && { unit }),
      at: occurredAt,
    },
  ]
}
