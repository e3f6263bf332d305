import type { Violation } from '../../../events/refusals.ts'
import { messages } from '../../../events/sentences/english/messages.ts'
import type { ParamsOf } from '../../../events/sentences/english.ts'
import { violationIn } from '../../domain/refusal.ts'

/** A fault of a B2MML message. Its sentence is in a catalogue of its own, which only readers of messages load. */
export const messageFault = <Key extends keyof typeof messages>(
  key: Key,
  params: ParamsOf<Key>,
  ref?: string,
): Violation => violationIn(messages, key, params, ref)
