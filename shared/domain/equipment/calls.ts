import type { EndCall, PlaceCall } from '../../../events/call.ts'
import type { Actor } from '../../../events/envelope.ts'
import type { CallId, Instant } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Caller, Circumstances } from '../caller.ts'
import { saveCall, saveMachine } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { Equipment } from '../master-data.ts'
import { type Order, type Snapshot, statusOfOrder, wrongStatus } from '../orders/order.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { AnsweredCall, Call, EndedCall, OpenCall } from './call-state.ts'
import type { Machine } from './machine.ts'

/** What a call is judged against. */
export interface Cord {
  readonly equipment: Equipment
  readonly machine: Machine
  /** The call of the same kind at the equipment that has not ended. */
  readonly same: Call | undefined
  /** The order that the call names. */
  readonly order: Order | undefined
  readonly snapshot: Snapshot | undefined
}

/** One call of a kind stands for everybody at the equipment: a second one would be answered by a second person. */
export function placeCall(
  { equipment, machine, same, order, snapshot }: Cord,
  callId: CallId,
  asked: PlaceCall,
  { at, caller }: Circumstances,
): Decision {
  const { equipmentId } = equipment
  const found = reasons(
    same && openAlready(same),
    asked.orderId !== undefined && objectionsToWork(asked.orderId, asked.stepId, equipment, order, snapshot),
  )
  if (hasReasons(found)) return refuse(found)
  const data = { equipmentId, callId, ...withoutAbsent(asked) }
  const call: OpenCall = { ...data, status: 'open', calledAt: at, calledBy: actorOf(caller) }
  return {
    outcome: 'accepted',
    fact: { type: 'andon.call.placed.v1', data, ...ofOrder(asked) },
    changes: [saveCall(call), saveCord(machine, [...cordOf(machine), { callId, kind: asked.kind }])],
  }
}

/** Somebody comes. From now on everybody sees who. */
export function answerCall(call: Call, { at, caller }: Circumstances): Decision {
  if (call.status !== 'open') return refuse([overtaken(call)])
  const secondsToAnswer = secondsFrom(call, at)
  const answered: AnsweredCall = {
    ...call,
    status: 'answered',
    answeredAt: at,
    answeredBy: actorOf(caller),
    secondsToAnswer,
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.call.answered.v1',
      data: { ...placedOf(call), calledAt: call.calledAt, secondsToAnswer },
      ...ofOrder(call),
    },
    changes: [saveCall(answered)],
  }
}

/** The help is done. An unanswered call is a false alarm, which only its caller or a supervisor can tell. */
export function endCall(call: Call, machine: Machine, { result }: EndCall, { at, caller }: Circumstances): Decision {
  if (call.status === 'ended') return refuse([overtaken(call)])
  if (call.status === 'open' && !mayEndUnanswered(call, caller))
    return refuse([
      violation('forbidden/unanswered-call', { caller: call.calledBy.name, since: call.calledAt }, refOf(call)),
    ])
  const said = { secondsToEnd: secondsFrom(call, at), ...(result !== undefined && { result }) }
  const ended: EndedCall = { ...call, status: 'ended', endedAt: at, endedBy: actorOf(caller), ...said }
  const answer = call.status === 'answered' && { secondsToAnswer: call.secondsToAnswer }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.call.ended.v1',
      data: { ...placedOf(call), calledAt: call.calledAt, ...answer, ...said },
      ...ofOrder(call),
    },
    changes: [
      saveCall(ended),
      saveCord(
        machine,
        cordOf(machine).filter(({ callId }) => callId !== call.callId),
      ),
    ],
  }
}

/** The calls at the machine that have not ended. */
export const cordOf = ({ calls = [] }: Machine): NonNullable<Machine['calls']> => calls

function saveCord({ calls: _before, ...machine }: Machine, calls: ReturnType<typeof cordOf>) {
  return saveMachine(machine.equipmentId, { ...machine, ...(calls.length > 0 && { calls }) })
}

const openAlready = (call: Call): Violation =>
  violation(
    'call-open',
    {
      equipmentId: call.equipmentId,
      kind: call.kind,
      caller: call.calledBy.name,
      since: call.calledAt,
      ...(call.status === 'answered' && { answeredBy: call.answeredBy.name }),
    },
    refOf(call),
  )

/** The order is on the floor and has the step; a step that runs at another unit is not what goes on here. */
function objectionsToWork(
  orderId: string,
  stepId: string | undefined,
  { equipmentId, level }: Equipment,
  order: Order | undefined,
  snapshot: Snapshot | undefined,
): Violation[] {
  if (!order) return [violation('not-found', { type: 'order', id: orderId }, `order:${orderId}`)]
  if (order.status === 'created') return [wrongStatus(order, onTheFloor, 'release-and-start')]
  const progress = stepId === undefined ? undefined : order.steps[stepId]
  const elsewhere = progress?.status === 'running' ? progress.equipmentId : undefined
  return reasons(
    !onTheFloor.some((it) => it === statusOfOrder(order)) && wrongStatus(order, onTheFloor, 'no-work'),
    stepId !== undefined &&
      !snapshot?.steps.some((it) => it.stepId === stepId) &&
      violation('step-unknown/in-recipe', { orderId, stepId }, 'stepId'),
    stepId !== undefined &&
      level === 'work-unit' &&
      elsewhere !== undefined &&
      elsewhere !== equipmentId &&
      violation('equipment-wrong/running', { stepId, equipmentId: elsewhere }, `equipment:${equipmentId}`),
  )
}

const onTheFloor = ['released', 'running', 'held'] as const

const overtaken = (call: AnsweredCall | EndedCall): Violation =>
  call.status === 'answered'
    ? violation('call-wrong-status/answered', { by: call.answeredBy.name, at: call.answeredAt }, refOf(call))
    : violation('call-wrong-status/ended', { by: call.endedBy.name, at: call.endedAt }, refOf(call))

const mayEndUnanswered = ({ calledBy }: Call, { kind, id, roles }: Caller): boolean =>
  (calledBy.kind === kind && calledBy.id === id) || roles.includes('supervisor')

/** A fact is never older than the one before it in its chain, so no time runs backwards. */
const secondsFrom = ({ calledAt }: Call, at: Instant): number =>
  Math.floor((Date.parse(at) - Date.parse(calledAt)) / 1000)

const refOf = ({ callId }: Call): string => `call:${callId}`

const actorOf = ({ kind, id, name }: Caller): Actor => ({ kind, id, name })

const ofOrder = ({ orderId }: { readonly orderId?: string | undefined }) =>
  orderId !== undefined && { about: { type: 'order', id: orderId } as const }

function placedOf({ equipmentId, callId, kind, orderId, stepId, comment }: Call) {
  return { equipmentId, callId, ...withoutAbsent({ kind, orderId, stepId, comment }) }
}

const withoutAbsent = ({ kind, orderId, stepId, comment }: PlaceCall) => ({
  kind,
  ...(orderId !== undefined && { orderId }),
  ...(stepId !== undefined && { stepId }),
  ...(comment !== undefined && { comment }),
})
