import type { EndCall, PlaceCall } from '../../../events/call.ts'
import type { CallId } from '../../../events/identifiers.ts'
import type { Circumstances } from '../../domain/caller.ts'
import type { Decision } from '../../domain/decision.ts'
import type { Call } from '../../domain/equipment/call-state.ts'
import * as calls from '../../domain/equipment/calls.ts'
import type { Machine } from '../../domain/equipment/machine.ts'
import { refuse, violation } from '../../domain/refusal.ts'
import { digest } from '../commit/chain.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Refs, ref, type Store } from '../commit/store.ts'

type Path = { equipmentId: string }
export type CallPath = Path & { callId: string }
const subject = (id: string) => ({ type: 'equipment', id }) as const

/** Two round trips: only the machine names the calls that are open there. */
export const placeCall = (store: Store, command: Command<PlaceCall>, { equipmentId }: Path): Promise<Outcome> => {
  const { kind, orderId } = command.body
  const callId = `call.${digest(command.id).slice(0, 16)}` as CallId
  return run(store, command, {
    subject: subject(equipmentId),
    of: 'machine',
    load: {
      equipment: ref.equipment(equipmentId),
      machine: ref.machine(equipmentId),
      order: orderId && ref.order(orderId),
      snapshot: orderId && ref.snapshot(orderId),
    },
    loadMore: ({ machine }): Refs | undefined => {
      const same = machine && calls.cordOf(machine.value).find((it) => it.kind === kind)
      return same && { same: ref.call(equipmentId, same.callId) }
    },
    decide: ({ equipment, machine, order, snapshot }, circumstances, { same }) =>
      equipment && machine
        ? calls.placeCall(
            {
              equipment: equipment.value,
              machine: machine.value,
              same: same?.value as Call | undefined,
              order: order?.value,
              snapshot: snapshot?.value,
            },
            callId,
            command.body,
            circumstances,
          )
        : 'unknown',
  })
}

const onCall = <Body>(
  store: Store,
  command: Command<Body>,
  { equipmentId, callId }: CallPath,
  decide: (call: Call, machine: Machine, circumstances: Circumstances) => Decision,
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(equipmentId),
    of: 'machine',
    load: { machine: ref.machine(equipmentId), call: ref.call(equipmentId, callId) },
    decide: ({ machine, call }, circumstances) => {
      if (!machine) return 'unknown'
      if (!call) return refuse([violation('not-found', { type: 'call', id: callId }, `call:${callId}`)])
      return decide(call.value, machine.value, circumstances)
    },
  })

export const answerCall = (store: Store, command: Command, path: CallPath): Promise<Outcome> =>
  onCall(store, command, path, (call, _, circumstances) => calls.answerCall(call, circumstances))

export const endCall = (store: Store, command: Command<EndCall>, path: CallPath): Promise<Outcome> =>
  onCall(store, command, path, (call, machine, circumstances) =>
    calls.endCall(call, machine, command.body, circumstances),
  )
