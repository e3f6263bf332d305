import type { Actor } from '../../../events/envelope.ts'
import type { CallId, EquipmentId, Instant, OrderId, StepId } from '../../../events/identifiers.ts'
import type { CallKind } from '../../../events/names.ts'

/** A call for help: somebody pulled the cord at an equipment. */
export type Call = OpenCall | AnsweredCall | EndedCall

interface Placed {
  readonly equipmentId: EquipmentId
  readonly callId: CallId
  readonly kind: CallKind
  readonly orderId?: OrderId
  readonly stepId?: StepId
  readonly comment?: string
  readonly calledAt: Instant
  readonly calledBy: Actor
}

export interface OpenCall extends Placed {
  readonly status: 'open'
}

interface Answer {
  readonly answeredAt: Instant
  readonly answeredBy: Actor
  readonly secondsToAnswer: number
}

export interface AnsweredCall extends Placed, Answer {
  readonly status: 'answered'
}

/** A false alarm ends without an answer. */
export interface EndedCall extends Placed, Partial<Answer> {
  readonly status: 'ended'
  readonly endedAt: Instant
  readonly endedBy: Actor
  readonly secondsToEnd: number
  readonly result?: string
}

export const callKey = ({ equipmentId, callId }: { readonly equipmentId: string; readonly callId: string }): string =>
  `${equipmentId}@${callId}`
