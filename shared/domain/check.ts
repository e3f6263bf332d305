import type { Violation } from '../../events/refusals.ts'
import { distinct, hasReasons, type Reasons, type Refused, refuse } from './refusal.ts'

/**
 * What a check comes to: a value, with whatever stands against it, or none and why. A value that something stands against is gone on with, so
 * that whoever is refused learns every reason at once.
 */
export type Check<Value> = Given<Value> | None
export interface Given<Value> {
  readonly is: 'given'
  readonly value: Value
  readonly against: readonly Violation[]
}
interface None {
  readonly is: 'none'
  readonly against: Reasons
}

type Told = Violation | readonly Violation[] | undefined | false

/** A value, and what stands against it, if anything does. */
export const given = <Value>(value: Value, ...against: readonly Told[]): Given<Value> => ({
  is: 'given',
  value,
  against: against.flatMap((it) => it || []),
})

export const none = (...against: Reasons): None => ({ is: 'none', against })

/** Whether anything stands against it, where there is nothing to go on with. */
export const clear = (...against: readonly Told[]): Given<undefined> => given(undefined, ...against)

/** A value that has to be there. */
export const present = <Value>(value: Value | undefined, otherwise: () => Violation): Check<Value> =>
  value === undefined ? none(otherwise()) : given(value)

/**
 * What can only be asked of a value; where there is none, there is none of this either, for the same reasons. What stands against the value stands
 * against this, too.
 */
export function upon<Value, Next>(check: Check<Value>, next: (value: Value) => Check<Next>): Check<Next> {
  if (check.is === 'none') return check
  const then = next(check.value)
  const [first, ...others] = distinct([...check.against, ...then.against])
  if (then.is === 'given') return given(then.value, first, others)
  return first === undefined ? then : none(first, ...others)
}

/** The same check with more that stands against it. */
export const also = <Value>(check: Check<Value>, ...more: readonly Told[]): Check<Value> => {
  const others = more.flatMap((it) => it || [])
  return check.is === 'given' ? given(check.value, check.against, others) : none(...check.against, ...others)
}

/** The same check with another reason in the place of each; the number of reasons stays. */
export function reworded<Value>(check: Check<Value>, words: (reason: Violation) => Violation): Check<Value> {
  if (check.is === 'given') return given(check.value, check.against.map(words))
  const [first, ...others] = check.against
  return none(words(first), ...others.map(words))
}

/** The same check without those reasons that do not count here; a value that is not there stays so. */
export const unless = <Value>(check: Check<Value>, excused: (reason: Violation) => boolean): Check<Value> =>
  check.is === 'given'
    ? given(
        check.value,
        check.against.filter((it) => !excused(it)),
      )
    : check

/** The value as far as it goes: for what may be asked without it, too. */
export const known = <Value>(check: Check<Value>): Value | undefined => (check.is === 'given' ? check.value : undefined)

type Checks = Readonly<Record<string, Check<unknown>>>
type ValuesOf<Of> = { readonly [Name in keyof Of]: Of[Name] extends Check<infer Value> ? Value : never }

/**
 * All checks together: their values by name, and whatever stands against any of them, in the order of the checks and each once: what waits
 * for another check adds nothing to the reasons of that one. Where one of them has no value there is none of all.
 */
export function all<const Of extends Checks>(checks: Of): Check<ValuesOf<Of>> {
  const every = Object.values(checks)
  const [first, ...others] = distinct(every.flatMap(({ against }) => against))
  if (first !== undefined && every.some(({ is }) => is === 'none')) return none(first, ...others)
  const values = Object.entries(checks).map(([name, check]) => [name, known(check)])
  // A check without a value has a reason, so that here each name has its value.
  return given(Object.fromEntries(values) as ValuesOf<Of>, first, others)
}

/** A list of checks as one: every value, or every reason. */
export const each = <Value>(checks: readonly Check<Value>[]): Check<readonly Value[]> =>
  upon(all(Object.fromEntries(checks.map((check, index) => [index, check]))), (values) =>
    given(Object.values(values) as Value[]),
  )

/** Goes on with what all checks make sure of, or refuses with every reason. */
export function decide<const Of extends Checks, Decided>(
  checks: Of,
  accept: (values: ValuesOf<Of>) => Decided,
): Decided | Refused {
  const checked = all(checks)
  if (checked.is === 'none') return refuse(checked.against)
  return hasReasons(checked.against) ? refuse(checked.against) : accept(checked.value)
}
