import type { OrderStatus } from '../../../events/order.ts'
import type { LotStatus } from './message.ts'
import type { PerformanceRecord } from './performance.ts'

/**
 * The states of B2MML and those of Andon. Sources: RequestStateType (V0401: Forecast, Released; V0701: all but Pending and Dispatched) and
 * JobOrderDispatchStatusType (V0701), of B2MML-V0401-Common.xsd and B2MML-JSON V0701.
 */
const requestStates: ReadonlyMap<string, OrderStatus> = new Map([
  ['Forecast', 'created'],
  ['Waiting', 'created'],
  ['Pending', 'created'],
  ['Released', 'released'],
  ['Ready', 'released'],
  ['Dispatched', 'released'],
  ['Running', 'running'],
  ['Held', 'held'],
  ['Suspended', 'held'],
  ['Completed', 'completed'],
  ['Closed', 'closed'],
  ['Aborted', 'aborted'],
  ['Cancelled', 'aborted'],
])

/** undefined for a state that Andon does not know. */
export function orderState(requestState: string): OrderStatus | undefined {
  return requestStates.get(requestState)
}

export interface ResponseState {
  readonly state: string
  /** The meaning of `Other`, where the enumeration has no fitting value. */
  readonly otherValue?: string
}

/**
 * ResponseStateType of V0401 has Ready, Running, Completed, Aborted, Holding, Other; that of V0701 adds Waiting, Held, Paused, Suspended, Closed.
 * Neither has a value for a rejected batch, so it is `Other`, never a success.
 */
export const responseStates: Readonly<
  Record<PerformanceRecord['state'], { readonly v0401: ResponseState; readonly v0701: ResponseState }>
> = {
  completed: { v0401: { state: 'Completed' }, v0701: { state: 'Completed' } },
  released: { v0401: { state: 'Completed' }, v0701: { state: 'Closed' } },
  rejected: {
    v0401: { state: 'Other', otherValue: 'Rejected' },
    v0701: { state: 'Other', otherValue: 'Rejected' },
  },
  aborted: { v0401: { state: 'Aborted' }, v0701: { state: 'Aborted' } },
}

/**
 * `Status` of a lot is free text in every B2MML version; `Disposition` (V0701) has Restricted and UnRestricted. NotValid forbids the use of the lot
 * and gives no reason. It becomes quarantine, because rejection is a final decision that quality signs.
 */
const lotStatuses: ReadonlyMap<string, LotStatus> = new Map([
  ['Valid', 'released'],
  ['Approved', 'released'],
  ['Released', 'released'],
  ['UnRestricted', 'released'],
  ['NotValid', 'quarantine'],
  ['Quarantine', 'quarantine'],
  ['Blocked', 'quarantine'],
  ['Restricted', 'quarantine'],
  ['Rejected', 'rejected'],
])

/** undefined for a text that names no status of a lot. */
export function lotStatus(written: string): LotStatus | undefined {
  return lotStatuses.get(written)
}
