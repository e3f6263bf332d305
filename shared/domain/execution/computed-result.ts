import type { Instant } from '../../../events/identifiers.ts'
import type { Policy } from '../../../events/policy.ts'
import type { Breach } from '../../../events/quality.ts'
import type { Calculated, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { records } from '../../../events/sentences/english/records.ts'
import type { KeptValues, RunningStep } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { zero } from '../quantity.ts'
import { violation } from '../refusal.ts'
import type { Broken } from './breach.ts'
import { type Computing, calculationsOf, computedWith, isAtEnd, isInput, ownInputs } from './calculation.ts'

/** What is computed anew with a result: the step after it, and the calculations that depend on it. */
export interface Recomputed {
  readonly after?: Pick<RunningStep, 'results' | 'computedFrom'>
  readonly calculated: readonly Calculated[]
  /** Those outside their limits, by the policy that says what follows. */
  readonly warned: readonly Calculated[]
  readonly blocked: readonly Calculated[]
}

export const nothingComputed: Recomputed = { calculated: [], warned: [], blocked: [] }

/** Keeps a value that calculations need, and computes those that depend on it. A value that cannot be read leaves them without this input. */
export function recomputed(
  { order, step, running }: Pick<Computing, 'order' | 'step'> & { readonly running: RunningStep },
  steps: readonly Step[],
  id: string,
  value: KeptValues[string] | undefined,
): Recomputed {
  if (!isInput(steps, step, id)) return nothingComputed
  const { [id]: _before, ...others } = running.computedFrom ?? {}
  const after: RunningStep = { ...running, computedFrom: value ? { ...others, [id]: value } : others }
  const { calculated, values } = computedWith({ order, step, running: after })
  const isAnew = ({ calculationId }: { readonly calculationId: string }) => {
    const calculation = calculationsOf(step).find((it) => it.calculationId === calculationId)
    return calculation !== undefined && !isAtEnd(calculation, step) && ownInputs(calculation, step).has(id)
  }
  const anew = calculated.filter(isAnew)
  const results = Object.fromEntries([
    ...Object.entries(after.results).filter(([it]) => !anew.some(({ calculationId }) => calculationId === it)),
    ...anew.flatMap(({ calculationId, inSpec }) => (inSpec === undefined ? [] : [[calculationId, inSpec]])),
  ])
  const needed = Object.entries(values).filter(([it]) => isInput(steps, step, it))
  const outside = anew.filter(({ inSpec }) => inSpec === false)
  const under = (policy: Policy) =>
    outside.filter((it) =>
      calculationsOf(step).some((of) => of.calculationId === it.calculationId && of.policy === policy),
    )
  return {
    after: { results, computedFrom: Object.fromEntries(needed) },
    calculated: anew.filter((it) => it.missing === undefined),
    warned: under('warn'),
    blocked: under('block'),
  }
}

export const idOf = ({ calculationId }: Calculated): string => calculationId

export const computedOutside = ({ calculationId, expression, value = zero, unit }: Calculated): Violation =>
  violation(
    'parameter-out-of-limits/calculated',
    { item: calculationId, expression, result: { value, unit } },
    writeRule({ rule: 'parameter', of: calculationId }),
  )

/** A computed value outside its limits, with the result because of which it is. */
export function brokenCalculation(
  { calculationId, value = zero, unit, low, high }: Calculated,
  { orderId, stepId, equipmentId, calculated }: Pick<Breach, 'orderId' | 'stepId' | 'equipmentId' | 'calculated'>,
  cause: Breach['cause'],
  measuredAt: Instant,
): Broken {
  const limits = { ...(low !== undefined && { low }), ...(high !== undefined && { high }) }
  const found = { item: calculationId, measured: { value, unit } }
  return {
    title: records['record/limit-broken']({ ...found, stepId, orderId }),
    description: records['record/limit-measured']({
      ...found,
      ...(low !== undefined && { low: { value: low, unit } }),
      ...(high !== undefined && { high: { value: high, unit } }),
      measuredAt,
    }),
    breach: {
      orderId,
      stepId,
      parameterId: calculationId,
      value,
      unit,
      ...limits,
      ...(equipmentId && { equipmentId }),
      ...(calculated && { calculated }),
      cause,
    },
    key: `${stepId}/${calculationId}`,
  }
}
