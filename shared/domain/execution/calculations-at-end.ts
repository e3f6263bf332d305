import type { Calculated, Step } from '../../../events/recipe.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { Computed, RunningStep } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { madeExactly } from '../production/yield.ts'
import { zero } from '../quantity.ts'
import {
  amountsOf,
  type Computing,
  calculationsOf,
  computedIn,
  computedWith,
  isAtEnd,
  isChangedByCompletion,
  isInput,
  mostDigitsOfResult,
} from './calculation.ts'

/** The same with the results of the step and who has worked in it. */
type Ending = Computing & { readonly running: RunningStep }

/** What a completion computes, and what the step keeps, because later steps or a correction compute with it. */
export function computedAtEnd(computing: Ending, steps: readonly Step[]): { calculated: Calculated[]; kept: Computed } {
  const { order, step, running } = computing
  const { calculated, values } = computedWith(computing)
  const ofEnd = calculationsOf(step).filter((it) => isAtEnd(it, step))
  const inputs = Object.entries(values).filter(([id]) => isInput(steps, step, id))
  const newest = Object.entries(running.newest ?? {}).filter(([id]) => isInput(steps, step, id))
  const { lines, produced } = amountsOf(step)
  const made = madeExactly(order, step, running)
  return {
    calculated: calculated.filter((it) => ofEnd.some(({ calculationId }) => calculationId === it.calculationId)),
    kept: {
      ...(inputs.length > 0 && { computedFrom: Object.fromEntries(inputs) }),
      ...(newest.length > 0 && { newest: Object.fromEntries(newest) }),
      ...((lines.length > 0 || produced) && {
        amounts: {
          consumed: Object.fromEntries(lines.map((lineId) => [lineId, running.consumed[lineId] ?? zero])),
          produced: made.value,
          ...(made.exact !== undefined && { exact: made.exact }),
        },
      }),
    },
  }
}

/** Calculations with limits that have no value or one outside of them. `foreseen`: only those that the completion does not change. */
export function calculationFindings(computing: Ending, foreseen = false): (Finding | undefined)[] {
  const { step, running } = computing
  const all = computedIn(computing)
  return calculationsOf(step).map((it) => {
    const found = all.find(({ calculationId }) => calculationId === it.calculationId)
    const isLimited = it.low !== undefined || it.high !== undefined
    if (!found || !isLimited || (foreseen && isChangedByCompletion(it, step))) return undefined
    const { calculationId: item, expression, value, unit, dividesByZero, tooLong, missing = [] } = found
    const ref = writeRule({ rule: 'parameter', of: item })
    if (value === undefined) {
      // With `warn`, a missing result blocks nothing.
      const enforced = it.policy === 'warn' ? ({ policy: 'off' } as const) : it
      if (tooLong)
        return finding(enforced, 'parameter-missing/too-long', { item, expression, digits: mostDigitsOfResult }, ref)
      return dividesByZero
        ? finding(enforced, 'parameter-missing/division', { item, expression }, ref)
        : finding(enforced, 'parameter-missing/inputs', { item, expression, missing }, ref)
    }
    if (found.inSpec) return undefined
    // With `warn`, the reason was given when the result was recorded.
    if (it.policy === 'warn' && running.results[item] === false) return undefined
    return finding(it, 'parameter-out-of-limits/calculated', { item, expression, result: { value, unit } }, ref)
  })
}

/** What an override lets pass before the completion computes it. */
export const calculationPermissions = (step: Step): (Finding | undefined)[] =>
  calculationsOf(step)
    .filter((it) => isChangedByCompletion(it, step))
    .map((it) =>
      finding(
        it,
        'parameter-out-of-limits/ahead',
        { item: it.calculationId, expression: it.expression },
        writeRule({ rule: 'parameter', of: it.calculationId }),
      ),
    )
