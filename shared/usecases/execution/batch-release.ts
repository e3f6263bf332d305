import { records } from '../../../events/sentences/english/records.ts'
import { waitingFor } from '../../domain/execution/batch-decision.ts'
import { type BoundOrder, lotsOf } from '../../domain/orders/order.ts'
import type { Clock } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { mustBeDone, workflowCommand } from '../commit/workflow.ts'
import { followBatch } from '../stock/usage-decision.ts'
import { noteOnBatch } from './batches.ts'

/** The dependencies of the BatchRelease workflow's tasks. Each task is idempotent. */
export interface Deps {
  readonly store: Store
  readonly site: string
  readonly now: Clock
}

async function readOrder({ store }: Deps, orderId: string): Promise<BoundOrder> {
  const { order } = await store.load({ order: ref.order(orderId) })
  if (!order || order.value.status === 'created')
    throw new Error(`There is no executed order ${orderId}; the workflow has nothing to work on.`)
  return order.value
}

const command = <Body>({ site, now }: Deps, id: string, body: Body) =>
  workflowCommand('BatchRelease', site, now, id, body)

export const checkRecord = async (deps: Deps, orderId: string) => ({
  waitingFor: waitingFor(await readOrder(deps, orderId)),
})

export async function remind(deps: Deps, orderId: string, waiting: string): Promise<void> {
  const order = await readOrder(deps, orderId)
  const key = `${orderId}/reminded/${waiting}/${deps.now().slice(0, 16)}`
  const fact = { type: 'andon.batch.reminded.v1', data: { orderId: order.orderId, waitingFor: waiting } } as const
  await mustBeDone(await noteOnBatch(deps.store, command(deps, key, {}), { orderId }, fact), 'Reminding quality')
}

/** Applies the signed decision to every lot of the batch. */
export async function applyDecision(deps: Deps, orderId: string): Promise<void> {
  const order = await readOrder(deps, orderId)
  if (!order.decision) throw new Error(`The batch of order ${orderId} is not decided yet.`)
  for (const lotId of lotsOf(order)) {
    const body = { orderId, reason: records['record/batch-decided']({ orderId, decision: order.decision }) }
    await mustBeDone(
      await followBatch(deps.store, command(deps, `${orderId}/batch/${lotId}`, body), { lotId }, order.decision),
      `Letting lot ${lotId} follow its batch`,
    )
  }
}

/** Records, and so publishes, that the performance of the order can be fetched. */
export async function tellErp(deps: Deps, orderId: string): Promise<{ href: string }> {
  const order = await readOrder(deps, orderId)
  const href = `/v1/erp/performance/${orderId}`
  const fact = { type: 'andon.performance.reported.v1', data: { orderId: order.orderId, href } } as const
  await mustBeDone(
    await noteOnBatch(deps.store, command(deps, `${orderId}/performance`, {}), { orderId }, fact),
    'Telling the ERP',
  )
  return { href }
}
