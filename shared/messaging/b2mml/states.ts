import type { LotStatus as AnyLotStatus } from '../../../events/material.ts'
import type { ProductionUse } from '../../../events/order.ts'

/**
 * What a message asks for with the state of an order: to make it, or to withdraw it. The other states are the plant's to bring about, and the message
 * repeats what it heard.
 */
export type RequestedState = 'make' | 'withdraw' | 'running' | 'held' | 'completed' | 'closed'

/**
 * Sources: RequestStateType (V0401: Forecast, Released; V0701: all but Pending and Dispatched) and JobOrderDispatchStatusType (V0701), of
 * B2MML-V0401-Common.xsd and B2MML-JSON V0701. V0401 writes the others as the OtherValue of `Other`. The plant releases its orders itself, so
 * an order that the ERP has released and one that it forecasts are both made.
 */
const requestStates: ReadonlyMap<string, RequestedState> = new Map([
  ['Forecast', 'make'],
  ['Waiting', 'make'],
  ['Pending', 'make'],
  ['Released', 'make'],
  ['Ready', 'make'],
  ['Dispatched', 'make'],
  ['Running', 'running'],
  ['Held', 'held'],
  ['Suspended', 'held'],
  ['Completed', 'completed'],
  ['Closed', 'closed'],
  ['Aborted', 'withdraw'],
  ['Cancelled', 'withdraw'],
])

/** undefined for a state that Andon does not know. */
export function requestedState(written: string): RequestedState | undefined {
  return requestStates.get(written)
}

/** A value of an enumeration of B2MML. `otherValue` is the meaning of `Other`, where the enumeration has no fitting value. */
export interface Code {
  readonly code: string
  readonly otherValue?: string
}

/** The same meaning in both versions, whose enumerations differ. */
export interface Codes {
  readonly v0401: Code
  readonly v0701: Code
}

const same = (code: string): Codes => ({ v0401: { code }, v0701: { code } })
const other = (otherValue: string): Code => ({ code: 'Other', otherValue })

/** `completed` waits for the decision of its batch; `closed` and `rejected` are decided. */
export type PerformedState =
  | 'created'
  | 'released'
  | 'running'
  | 'paused'
  | 'held'
  | 'completed'
  | 'closed'
  | 'rejected'
  | 'aborted'

/**
 * ResponseStateType of V0401 has Ready, Running, Completed, Aborted, Holding, Other; that of V0701 has Waiting, Held, Paused, Suspended and Closed
 * beside them, and no Holding. Neither has a value for a rejected batch, so it is `Other`, never a success.
 */
export const responseStates: Readonly<Record<PerformedState, Codes>> = {
  created: { v0401: other('Waiting'), v0701: { code: 'Waiting' } },
  released: same('Ready'),
  running: same('Running'),
  paused: { v0401: { code: 'Holding' }, v0701: { code: 'Paused' } },
  held: { v0401: { code: 'Holding' }, v0701: { code: 'Held' } },
  completed: same('Completed'),
  closed: { v0401: { code: 'Completed' }, v0701: { code: 'Closed' } },
  rejected: { v0401: other('Rejected'), v0701: other('Rejected') },
  aborted: same('Aborted'),
}

/** The state of a step that was not carried out, because nobody had to or somebody skipped it with a reason. */
export const skipped: Codes = { v0401: other('Skipped'), v0701: other('Skipped') }

/**
 * MaterialUseType of V0401 has Consumed, Produced, Consumable and Other; that of V0701 also has the by-product and the co-product. Neither has scrap,
 * and the samples of V0701 say what became of the sample, which Andon does not know.
 */
export const materialUses: Readonly<Record<'consumed' | ProductionUse, Codes>> = {
  consumed: same('Consumed'),
  produced: same('Produced'),
  'by-product': { v0401: other('By-product Produced'), v0701: { code: 'By-product Produced' } },
  'co-product': { v0401: other('Co-product Produced'), v0701: { code: 'Co-product Produced' } },
  scrap: { v0401: other('Scrap'), v0701: other('Scrap') },
  sample: { v0401: other('Sample'), v0701: other('Sample') },
}

/** The lot statuses that a sender may state; Andon derives the others. */
export type LotStatus = Extract<AnyLotStatus, 'released' | 'quarantine' | 'rejected'>

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
