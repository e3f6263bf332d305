import { idInPath } from '../../events/id-rule.ts'
import type { RefusalCode, Violation } from '../../events/refusals.ts'
import type { ParamsOf, SentenceKey } from '../../events/sentences/english.ts'
import type { Params } from '../../events/sentences/words.ts'
import { canonical } from './canonical.ts'

/** At least one reason for a refusal. */
export type Reasons = readonly [Violation, ...Violation[]]

export interface Refused {
  readonly outcome: 'refused'
  readonly violations: Reasons
}

export const hasReasons = (found: readonly Violation[]): found is Reasons => found.length > 0

export const refuse = (violations: Reasons): Refused => ({ outcome: 'refused', violations })

/**
 * A reason for a refusal, as data. Its sentence is made when it is recorded or answered (shared/usecases/telling.ts).
 * @param key its sentence in the catalogue: `lot-expired`, or `unit-mismatch/precision` if the code has several
 * @param params the values in the sentence
 * @param ref what it is about: a field of the body, or a thing such as `lot:LOT-1`
 */
export const violation = <Key extends SentenceKey>(key: Key, params: ParamsOf<Key>, ref?: string): Violation =>
  violationNamed(key, params, ref)

/** A violation whose key is known only at run time, such as the rule of a schema (events/fault.ts). */
export function violationNamed(key: string, params: Params, ref?: string): Violation {
  const [code, variant] = key.split('/')
  return {
    code: code as RefusalCode,
    ...(variant !== undefined && { variant }),
    params,
    ...(ref !== undefined && { ref: withLotAsInPath(ref, params) }),
  }
}

/** A ref to a lot has its id as a path has it, so that `lot:24~2F117` is a lot and `lot:24/117` is a sublot of another. */
function withLotAsInPath(ref: string, { type, id, lotId = type === 'lot' ? id : undefined }: Params): string {
  if (typeof lotId !== 'string' || !ref.startsWith(`lot:${lotId}`)) return ref
  return `lot:${idInPath(lotId)}${ref.slice(`lot:${lotId}`.length)}`
}

/** The ref to a lot or to a sublot of it, where the params of the violation have no `lotId` or that of another lot. */
export const lotRef = (lotId: string, sublotId?: string): string =>
  `lot:${idInPath(lotId)}${sublotId === undefined ? '' : `/${sublotId}`}`

/** The same reason about a quantity further in: `quantity/unit` becomes `from/0/quantity/unit`. What is about a thing stays so. */
export const ofQuantityIn =
  (place: string) =>
  (reason: Violation): Violation =>
    /^quantity(\/|$)/.test(reason.ref ?? '') ? { ...reason, ref: `${place}/${reason.ref}` } : reason

/** Marks a violation that another person may override by signature. */
export const overridable = <Of extends Violation>(violation: Of): Of => ({ ...violation, overridable: true })

/** Each reason once, in their order. */
export const distinct = (found: readonly Violation[]): readonly Violation[] =>
  found.length < 2 ? found : [...new Map(found.map((it) => [canonical(it), it])).values()]

/** The violations of several checks, in the order of the checks. */
export const reasons = (...checks: readonly (Violation | readonly Violation[] | undefined | false)[]): Violation[] =>
  checks.flatMap((check) => check || [])
