import type { Violation } from '../../events/refusals.ts'
import { distinct, hasReasons, type Reasons, type Refused, refuse } from './refusal.ts'

/**
 * The result of a check: a value with the violations found beside it, or no value and the reasons. A value with violations is still passed on, so
 * that a refused caller learns every reason at once.
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

/** A value with its violations, if there are any. */
export const given = <Value>(value: Value, ...against: readonly Told[]): Given<Value> => ({
  is: 'given',
  value,
  against: against.flatMap((it) => it || []),
})

export const none = (...against: Reasons): None => ({ is: 'none', against })

/** Violations, or none, of a check that yields no value. */
export const clear = (...against: readonly Told[]): Given<undefined> => given(undefined, ...against)

export const present = <Value>(value: Value | undefined, otherwise: () => Violation): Check<Value> =>
  value === undefined ? none(otherwise()) : given(value)

/** A check that needs the value of another one. Without that value it gives the reasons of the other one. Violations beside the value stay, too. */
export function upon<Value, Next>(check: Check<Value>, next: (value: Value) => Check<Next>): Check<Next> {
  if (check.is === 'none') return check
  const then = next(check.value)
  const [first, ...others] = distinct([...check.against, ...then.against])
  if (then.is === 'given') return given(then.value, first, others)
  return first === undefined ? then : none(first, ...others)
}

export const also = <Value>(check: Check<Value>, ...more: readonly Told[]): Check<Value> => {
  const others = more.flatMap((it) => it || [])
  return check.is === 'given' ? given(check.value, check.against, others) : none(...check.against, ...others)
}

/** The check with each violation replaced by another one; the number of violations stays. */
export function reworded<Value>(check: Check<Value>, words: (reason: Violation) => Violation): Check<Value> {
  if (check.is === 'given') return given(check.value, check.against.map(words))
  const [first, ...others] = check.against
  return none(words(first), ...others.map(words))
}

/** The check without violations that are excused. A missing value stays missing. */
export const unless = <Value>(check: Check<Value>, excused: (reason: Violation) => boolean): Check<Value> =>
  check.is === 'given'
    ? given(
        check.value,
        check.against.filter((it) => !excused(it)),
      )
    : check

/** The value if there is one, even beside violations: for checks that can also run without it. */
export const known = <Value>(check: Check<Value>): Value | undefined => (check.is === 'given' ? check.value : undefined)

type Checks = Readonly<Record<string, Check<unknown>>>
type ValuesOf<Of> = { readonly [Name in keyof Of]: Of[Name] extends Check<infer Value> ? Value : never }

/**
 * All checks together: their values by name, and all violations in the order of the checks, each once. A check that waits for another one adds no
 * reasons of its own. If one check has no value, the result has none.
 */
export function all<const Of extends Checks>(checks: Of): Check<ValuesOf<Of>> {
  const every = Object.values(checks)
  const [first, ...others] = distinct(every.flatMap(({ against }) => against))
  if (first !== undefined && every.some(({ is }) => is === 'none')) return none(first, ...others)
  const values = Object.entries(checks).map(([name, check]) => [name, known(check)])
  // A check without a value has a reason, so here every name has a value.
  return given(Object.fromEntries(values) as ValuesOf<Of>, first, others)
}

/** A list of checks as one: every value, or every reason. */
export const each = <Value>(checks: readonly Check<Value>[]): Check<readonly Value[]> =>
  upon(all(Object.fromEntries(checks.map((check, index) => [index, check]))), (values) =>
    given(Object.values(values) as Value[]),
  )

/** Accepts with the values of all checks, or refuses with every reason. */
export function decide<const Of extends Checks, Decided>(
  checks: Of,
  accept: (values: ValuesOf<Of>) => Decided,
): Decided | Refused {
  const checked = all(checks)
  if (checked.is === 'none') return refuse(checked.against)
  return hasReasons(checked.against) ? refuse(checked.against) : accept(checked.value)
}
