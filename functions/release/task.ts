import { now } from '../../shared/runtime/clock.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { storeWait } from '../../shared/storage/wait-store.ts'
import * as workflow from '../../shared/usecases/execution/batch-release.ts'

type Task = { readonly orderId: string } & (
  | { readonly task: 'check-record' | 'apply-decision' | 'tell-erp' }
  | { readonly task: 'await'; readonly waitingFor: string; readonly token: string }
  | { readonly task: 'remind'; readonly waitingFor: string }
)

/** The tasks of the BatchRelease workflow. A task that fails throws, so that the workflow tries it again. */
export const handler = async (event: Task): Promise<object> => {
  const { orderId } = event
  const deps: workflow.Deps = { store, site, now }
  switch (event.task) {
    case 'check-record':
      return workflow.checkRecord(deps, orderId)
    case 'await':
      await storeWait(table, {
        subject: { type: 'order', id: orderId },
        waitingFor: event.waitingFor,
        token: event.token,
        since: deps.now(),
      })
      return {}
    case 'remind':
      await workflow.remind(deps, orderId, event.waitingFor)
      return {}
    case 'apply-decision':
      await workflow.applyDecision(deps, orderId)
      return {}
    case 'tell-erp':
      return workflow.tellErp(deps, orderId)
  }
}
