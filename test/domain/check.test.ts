import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Violation } from '../../events/refusals.ts'
import { all, clear, decide, given, none, present, reworded, upon } from '../../shared/domain/check.ts'
import { refuse, violation } from '../../shared/domain/refusal.ts'
import { histories } from '../support/seeded.ts'

const reason = (stepId: string): Violation => violation('step-not-running', { stepId }, `step:${stepId}`)
const [one, two, three] = [reason('1'), reason('2'), reason('3')]

describe('checks', () => {
  test('give their values by name if there is no violation', () => {
    const checked = all({ order: given('O-1'), line: present(10, () => one), free: clear(undefined, false, []) })
    expect(checked).toEqual({ is: 'given', value: { order: 'O-1', line: 10, free: undefined }, against: [] })
    if (checked.is === 'given')
      expectTypeOf(checked.value).toEqualTypeOf<{
        readonly order: string
        readonly line: number
        readonly free: undefined
      }>()
  })

  test('give every reason, in the order of the checks', () => {
    const missing = present<string>(undefined, () => two)
    expect(all({ a: given('x', one), b: missing, c: clear([three]) })).toEqual(none(one, two, three))
  })

  test('that wait for a value add no reasons of their own', () => {
    const line = present<number>(undefined, () => one)
    const amount = upon(line, (it) => given(it * 2, two))
    expect(all({ line, amount, other: clear(three) }).against).toEqual([one, three])
  })

  test('pass on a value that has violations', () => {
    const amount = upon(given(4, one), (it) => given(it * 2, two))
    expect(amount).toEqual(given(8, one, two))
    expect(decide({ first: given(4, one), amount }, () => 'done')).toEqual(refuse([one, two]))
  })

  test('keep the violations of a value through all later checks', () => {
    const asked = upon(
      upon(given(4, one), (it) => given(it * 2)),
      () => none(two),
    )
    expect(asked).toEqual(none(one, two))
    expect(upon(given(4, one), () => given(8, one))).toEqual(given(8, one))
  })

  test('may replace violations by better ones', () => {
    const other = (it: Violation) => (it === one ? three : it)
    expect(reworded(given(4, one, two), other)).toEqual(given(4, three, two))
    expect(reworded(none(one, two), other)).toEqual(none(three, two))
  })

  test('refuse if and only if one of them has a violation, and always with a reason', () => {
    const told = fc.array(fc.constantFrom(one, two, three), { maxLength: 2 })
    const check = fc.oneof(
      told.map((against) => given('there', ...against)),
      fc.constantFrom(one, two, three).map((it) => none(it)),
    )
    fc.assert(
      fc.property(fc.array(check, { maxLength: 5 }), (checks) => {
        const decided = decide(Object.fromEntries(checks.map((it, index) => [`check${index}`, it])), () => 'done')
        const against = new Set(checks.flatMap((it) => it.against))
        if (against.size === 0) expect(decided).toBe('done')
        else expect(decided).toEqual({ outcome: 'refused', violations: [...against] })
      }),
      { numRuns: histories(200) },
    )
  })

  test('cannot refuse without a reason', () => {
    // @ts-expect-error a refusal has at least one
    refuse([])
    // @ts-expect-error nor is there nothing without one
    none()
    const maybe: Violation[] = []
    // @ts-expect-error that there may be one is not enough
    refuse(maybe)
  })
})
