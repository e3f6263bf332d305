import type { RecordResult } from '../../../events/order.ts'
import type { Parameter, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { all, clear, decide, given, none, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { applyPolicies, entered, type Finding, finding, runningAt, type StepContext } from '../orders/gate.ts'
import type { RunningStep } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { isBefore } from '../past.ts'
import { stepsAhead } from '../production/unit-steps.ts'
import { violation } from '../refusal.ts'
import type { Opening } from './breach.ts'
import { judgeResult } from './result.ts'

/** The finding that a person types what a device measures. */
export const typed = ({ parameterId, manualEntry: policy, review }: Parameter, serial?: string): Finding | undefined =>
  finding(
    { policy, review },
    'parameter-from-device',
    { parameterId },
    writeRule({ rule: 'manual', of: parameterId, ...(serial !== undefined && { serial }) }),
  )

/**
 * Records an operator's result. A device's result goes to {@link judgeResult} directly, without the gate, because the machine has already measured
 * it.
 */
export function recordResult(
  floor: StepContext,
  body: RecordResult,
  opening: Opening,
  circumstances: Circumstances,
): Decision {
  const place = entered(floor, body.stepId, circumstances)
  const { caller, at } = circumstances
  const manual = upon(place, ({ order, step }) => {
    const device = step.parameters.find((it) => it.parameterId === body.parameterId && it.source === 'device')
    if (!device || caller.kind !== 'person') return given({})
    const settled = applyPolicies([typed(device, body.serial)], order, step.stepId, caller, body.reason)
    return given({ manual: true, warnings: settled.value }, settled.against)
  })
  const { unit } = opening.measuredUnit ?? {}
  const turn = upon(place, ({ order, snapshot, step }) =>
    clear(unit?.orderId === order.orderId && stepsAhead(order, snapshot, step, unit)),
  )
  const inTurn = upon(place, ({ step, progress }) =>
    clear(progress?.status === 'running' && beforeRepeated(step, progress, body, circumstances)),
  )
  const result = upon(all({ place, manual }), ({ place: { order, step, snapshot }, manual }) => {
    const measured = { ...body, measuredAt: at, ...manual }
    const judged = judgeResult(order, step, measured, opening, circumstances, snapshot.steps)
    return judged.outcome === 'refused' ? none(...judged.violations) : given(judged)
  })
  return decide({ place, running: runningAt(place), turn, inTurn, manual, result }, ({ result }) => result)
}

/** Each result that decides a repeat begins the next round or none, so they cannot be booked in another order. */
function beforeRepeated(
  { repeat }: Step,
  { measuredAt }: RunningStep,
  { parameterId, checkId }: RecordResult,
  when: Circumstances,
): Violation | undefined {
  const item = parameterId ?? checkId ?? ''
  const lastAt = repeat?.until === item ? measuredAt?.[item] : undefined
  return isBefore(when, lastAt)
    ? violation('late-booking/before-result', { item, lastAt, occurredAt: when.at }, 'occurredAt')
    : undefined
}
