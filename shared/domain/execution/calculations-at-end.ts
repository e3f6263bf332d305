import type { Calculated, Step } from '../../../events/recipe.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { KeptValues } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import {
  type Computing,
  calculationsOf,
  computedIn,
  computedWith,
  isAtEnd,
  isChangedByCompletion,
  isInput,
} from './calculation.ts'

/** What a completion computes, and what later steps need of the values of this one. */
export function computedAtEnd(
  computing: Computing,
  steps: readonly Step[],
): { calculated: Calculated[]; kept: KeptValues } {
  const { step } = computing
  const { calculated, values } = computedWith(computing)
  const ofEnd = calculationsOf(step).filter((it) => isAtEnd(it, step))
  const later = steps.filter(({ stepId }) => stepId !== step.stepId)
  return {
    calculated: calculated.filter((it) => ofEnd.some(({ calculationId }) => calculationId === it.calculationId)),
    kept: Object.fromEntries(Object.entries(values).filter(([id]) => isInput(later, step, id))),
  }
}

/** Calculations with limits that have no value or one outside of them. `foreseen`: only those that the completion does not change. */
export function calculationFindings(computing: Computing, foreseen = false): (Finding | undefined)[] {
  const { step, running } = computing
  const all = computedIn(computing)
  return calculationsOf(step).map((it) => {
    const found = all.find(({ calculationId }) => calculationId === it.calculationId)
    const isLimited = it.low !== undefined || it.high !== undefined
    if (!found || !isLimited || (foreseen && isChangedByCompletion(it, step))) return undefined
    const { calculationId: item, expression, value, unit, dividesByZero, missing = [] } = found
    const ref = writeRule({ rule: 'parameter', of: item })
    if (value === undefined) {
      // With `warn`, a missing result blocks nothing.
      const enforced = it.policy === 'warn' ? ({ policy: 'off' } as const) : it
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
