import type { RefusalCode, Violation } from '../../events/refusals.ts'
import { english, type ParamsOf, type SentenceKey } from '../../events/sentences/english.ts'
import { type Catalogue, sentenceIn } from '../../events/sentences/sentence.ts'
import type { Params } from '../../events/sentences/words.ts'

/** Why not: at least one reason. */
export type Reasons = readonly [Violation, ...Violation[]]

export interface Refused {
  readonly outcome: 'refused'
  readonly violations: Reasons
}

/** Whether there is anything to refuse for. */
export const hasReasons = (found: readonly Violation[]): found is Reasons => found.length > 0

export const refuse = (violations: Reasons): Refused => ({ outcome: 'refused', violations })

/**
 * A reason why not.
 * @param key the sentence that says it: `lot-expired`, or `unit-mismatch/precision` where the code has several
 * @param params what the sentence names
 * @param ref what it points at: a field of the body, or a thing such as `lot:LOT-1`
 */
export const violation = <Key extends SentenceKey>(key: Key, params: ParamsOf<Key>, ref?: string): Violation =>
  violationNamed(key, params, ref)

/** The same by a key that is known at run time only: that of a schema's own rule, which names it as text (events/fault.ts). */
export const violationNamed = (key: string, params: Params, ref?: string): Violation =>
  violationIn(english, key, params, ref)

/** The same by a sentence of a catalogue of its own, which other functions do not load. */
export function violationIn(catalogue: Catalogue, key: string, params: Params, ref?: string): Violation {
  const [code, variant] = key.split('/')
  const said = { code: code as RefusalCode, ...(variant !== undefined && { variant }), params }
  return { ...said, detail: sentenceIn(catalogue, said), ...(ref !== undefined && { ref }) }
}

/** The same reason, of which another person may decide by signing that it does not count this time. */
export function overridable<Of extends Violation>(violation: Of): Of {
  const open = { ...violation, overridable: true } as const
  return {
    ...open,
    detail: sentenceIn(english, { ...open, detail: `${violation.detail} ${english['signature-missing/override']()}` }),
  }
}

/** The violations among the answers of several checks, in the order in which the checks were made. */
export const reasons = (...checks: readonly (Violation | readonly Violation[] | undefined | false)[]): Violation[] =>
  checks.flatMap((check) => check || [])
