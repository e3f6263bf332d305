import type { FactData } from '../../../events/catalog.ts'
import type { Fact } from '../../../events/envelope.ts'
import type { EquipmentId } from '../../../events/identifiers.ts'
import type { CorrectResult } from '../../../events/order.ts'
import type { Breach } from '../../../events/quality.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Caller, Circumstances } from '../caller.ts'
import { decide, given, none, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { amendable } from '../orders/amendment.ts'
import type { StepContext } from '../orders/gate.ts'
import { refuse, violation } from '../refusal.ts'
import type { Opening } from './breach.ts'
import { judgeResult } from './result.ts'

type Recorded = Pick<
  FactData<'andon.result.recorded.v1'>,
  'stepId' | 'parameterId' | 'checkId' | 'serial' | 'value' | 'equipmentId' | 'manual'
>

/** The result in a fact: within its limits it is a fact of its own; otherwise it may have opened a deviation or begun another round. A correction is none. */
export function resultIn(fact: Fact | undefined): Recorded | undefined {
  switch (fact?.type) {
    case 'andon.result.recorded.v1':
      return fact.data
    case 'andon.step.repeated.v1':
      return fact.data.because.corrects ? undefined : fact.data.because
    case 'andon.deviation.opened.v1':
      return fact.data.corrects ? undefined : measuredIn(fact.data.breach)
    default:
      return undefined
  }
}

/** A timer that was exceeded is no value that somebody recorded. The result that broke a calculation is its cause. */
const measuredIn = (breach: Breach | undefined): Recorded | undefined =>
  breach && breach.timerId === undefined
    ? { ...breach, ...breach.cause, equipmentId: breach.equipmentId as EquipmentId | undefined }
    : undefined

/**
 * Corrects the value of a result. Both facts stay, and the new value is judged as any result of its item: what a bad one opens, it opens. A good one
 * closes no deviation that the wrong value has opened, because quality decides that. So a hold on the order does not stop a correction. Only the
 * newest result of an item, of its unit where units are measured, changes what the step has; an older one changes the record alone.
 *
 * What a person recorded, people correct as {@link amendable} says; what a device measured, only quality.
 */
export function correctResult(
  context: StepContext,
  fact: Fact | undefined,
  resultId: string,
  { value, unit, reason }: CorrectResult,
  { exceptionId, ...opening }: Opening & { readonly exceptionId: string },
  circumstances: Circumstances,
): Decision {
  const recorded = resultIn(fact)
  const { orderId } = context.order
  if (!fact || !recorded) return refuse([violation('result-unknown', { orderId, resultId }, 'resultId')])
  const item = recorded.parameterId ?? recorded.checkId ?? ''
  const byDevice = fact.actor.kind === 'device'
  const place = amendable(
    context,
    recorded.stepId,
    circumstances,
    byDevice ? (_, who) => ofDevice(item, who) : undefined,
  )
  const judged = upon(place, ({ order, snapshot, step, running }) => {
    const parameterId = step.parameters.find((it) => it.parameterId === item)?.parameterId
    const checkId = step.checks.find((it) => it.checkId === item)?.checkId
    const measured = {
      ...(parameterId === undefined ? { checkId } : { parameterId }),
      value,
      ...(unit !== undefined && { unit }),
      reason,
      measuredAt: fact.occurredAt,
      ...(recorded.serial !== undefined && { serial: recorded.serial }),
      ...(recorded.equipmentId !== undefined && { equipmentId: recorded.equipmentId }),
      ...(recorded.manual && { manual: true }),
      correction: {
        corrects: { resultId, was: recorded.value, reason },
        sequence: fact.sequence,
        ...(!running && { exceptionId }),
      },
    }
    const decision = judgeResult(order, step, measured, opening, circumstances, snapshot.steps)
    return decision.outcome === 'refused' ? none(...decision.violations) : given(decision)
  })
  return decide({ place, judged }, ({ judged }) => judged)
}

const qualityOnly = ['quality'] as const

const ofDevice = (item: string, { name, roles }: Caller): Violation | undefined =>
  qualityOnly.some((role) => roles.includes(role))
    ? undefined
    : violation('forbidden/device-result', { person: name, item, roles: qualityOnly }, 'resultId')
