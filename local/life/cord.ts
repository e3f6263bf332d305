import type { CallKind } from '../../events/names.ts'
import { bodyOf } from '../definitions/plant-state.ts'
import type { Job } from './agenda.ts'
import type { World } from './life.ts'
import { accepted } from './trade.ts'

/** What somebody calls for now and then. */
export interface Occasion {
  readonly equipmentId: string
  readonly kind: CallKind
  readonly comment: string
  /** Who comes, after so many seconds, and what came of it after so many more. */
  readonly by: string
  readonly comesAfter: number
  readonly takes: number
  readonly result: string
}

/**
 * Now and then somebody calls for help, somebody comes, and it is over.
 * @param caller who is at the machines now
 * @param every seconds from one end to the next call
 */
export function calling({ staff }: World, occasions: readonly Occasion[], caller: () => string, every: number): Job {
  let number = 0
  return {
    name: 'calls for help',
    async turn() {
      const it = occasions[number % occasions.length]
      if (it === undefined) return undefined
      const { equipmentId, kind, comment, result } = it
      const [there, helper] = [await staff.as(caller()), await staff.as(it.by)]
      const { items } = bodyOf(await there.listCalls({ equipmentId }), `the calls from ${equipmentId}`)
      const call = items.find((one) => one.kind === kind)
      if (call === undefined) {
        accepted(await there.placeCall({ equipmentId }, { kind, comment }))
        return it.comesAfter
      }
      const path = { equipmentId, callId: call.callId }
      if (call.status === 'open') {
        accepted(await helper.answerCall(path, {}))
        return it.takes
      }
      accepted(await helper.endCall(path, { result }))
      number += 1
      return every
    },
  }
}
