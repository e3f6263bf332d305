import type { Violation } from '../../../events/refusals.ts'
import { messages } from '../../../events/sentences/english/messages.ts'
import type { ParamsOf } from '../../../events/sentences/english.ts'
import { violationIn } from '../../domain/refusal.ts'

/** What is wrong with a B2MML message, in a sentence that only whoever reads messages has to know. */
export const messageFault = <Key extends keyof typeof messages>(
  key: Key,
  params: ParamsOf<Key>,
  ref?: string,
): Violation => violationIn(messages, key, params, ref)
