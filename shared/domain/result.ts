import type { DeviationId, EquipmentId, HoldId, Instant } from '../../events/identifiers.ts'
import type { RecordResult } from '../../events/order.ts'
import type { Parameter, Step } from '../../events/recipe.ts'
import type { Violation } from '../../events/refusals.ts'
import { type Circumstances, type Decision, reasons, refuse, violation } from './decision.ts'
import type { Deviation, Hold } from './deviation.ts'
import { enter, type Floor, notRunning } from './gate.ts'
import { type IssuedOrder, save } from './order.ts'
import { convert, isWithin, spell } from './quantity.ts'

/** A result as it was measured; where it came from decides who may record it. */
export interface Measured extends Omit<RecordResult, 'stepId'> {
  readonly equipmentId?: EquipmentId
  readonly measuredAt: Instant
}

/** Ids for what a broken limit opens, given from outside. */
export interface BreachIds {
  readonly deviationId: DeviationId
  readonly holdId: HoldId
}

/** An operator's result. A device's goes the same way through {@link judgeResult}, without the gate: the machine has measured it. */
export function recordResult(floor: Floor, body: RecordResult, ids: BreachIds, circumstances: Circumstances): Decision {
  const { violations, order, step, progress } = enter(floor, body.stepId, circumstances)
  const found = reasons(violations, step && progress?.status !== 'running' && notRunning(step.stepId))
  const judged =
    order && step ? judgeResult(order, step, { ...body, measuredAt: circumstances.at }, ids, circumstances) : undefined
  if (found.length > 0 || !judged) return refuse(reasons(found, judged?.outcome === 'refused' && judged.violations))
  return judged
}

/**
 * Judges a result against the snapshot. Within its limits it is recorded. Outside them it opens a deviation and holds the order
 * in the same commit, unless the recipe's policy for it says that a warning is enough, which a person has to give a reason for.
 */
export function judgeResult(
  order: IssuedOrder,
  step: Step,
  measured: Measured,
  ids: BreachIds,
  { at, caller }: Circumstances,
): Decision {
  const id = measured.parameterId ?? measured.checkId ?? ''
  const parameter = step.parameters.find((it) => it.parameterId === measured.parameterId)
  const check = step.checks.find((it) => it.checkId === measured.checkId)
  const item = parameter ?? check
  if (!item)
    return refuse([
      violation('parameter-unknown', `Step ${step.stepId} has no parameter or check ${id}.`, `parameter:${id}`),
    ])
  const reading = parameter ? readingOf(parameter, measured) : readingOfCheck(measured)
  if ('fault' in reading) return refuse([reading.fault])
  const { value, inSpec } = reading
  if (!inSpec && item.policy === 'warn' && measured.reason === undefined && caller.kind === 'person') {
    return refuse([
      violation('reason-missing', `${id} is outside its limits; the recipe accepts that with a reason.`, 'reason'),
    ])
  }
  const limits = {
    ...(parameter?.low !== undefined && { low: parameter.low }),
    ...(parameter?.high !== undefined && { high: parameter.high }),
  }
  const base = {
    orderId: order.orderId,
    stepId: step.stepId,
    value,
    ...limits,
    ...(measured.equipmentId && { equipmentId: measured.equipmentId }),
  }
  const progress = order.steps[step.stepId]
  const steps: IssuedOrder['steps'] =
    progress?.status === 'running'
      ? { ...order.steps, [step.stepId]: { ...progress, results: { ...progress.results, [id]: inSpec } } }
      : order.steps
  if (inSpec || item.policy === 'warn' || item.policy === 'off') {
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.result.recorded.v1',
        data: {
          ...base,
          ...(parameter ? { parameterId: parameter.parameterId, unit: parameter.unit } : { checkId: id }),
          inSpec,
          ...(measured.reason !== undefined && { reason: measured.reason }),
        },
      },
      changes: [save({ ...order, steps })],
    }
  }
  const what = parameter ? `${id} ${spell({ value, unit: parameter.unit })}` : `${id} ${value}`
  const allowed = parameter ? `${parameter.low ?? 'any'} to ${parameter.high ?? 'any'} ${parameter.unit}` : 'pass'
  const title = `${what} in step ${step.stepId} of order ${order.orderId}`
  const description = `Measured at ${measured.measuredAt}${measured.equipmentId ? ` on ${measured.equipmentId}` : ''}: ${what}; allowed is ${allowed}.`
  const { deviationId, holdId } = ids
  const subject = { type: 'order', id: order.orderId } as const
  const breach = { ...base, parameterId: id as Parameter['parameterId'], ...(parameter && { unit: parameter.unit }) }
  const deviation: Deviation = {
    deviationId,
    subject,
    orderId: order.orderId,
    title,
    description,
    status: 'open',
    openedAt: at,
    holds: [holdId],
    breach,
  }
  const hold: Hold = {
    holdId,
    subject,
    reason: title,
    deviationId,
    status: 'active',
    placedAt: at,
    placedBy: caller.id,
  }
  const held: IssuedOrder = {
    ...order,
    steps,
    holds: [...order.holds, holdId],
    deviations: { ...order.deviations, [deviationId]: 'open' },
    breaches: { ...order.breaches, [breachKey(step.stepId, id)]: deviationId },
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.deviation.opened.v1',
      data: { deviationId, subject, title, description, orderId: order.orderId, breach, holdId },
      about: { type: 'deviation', id: deviationId },
    },
    changes: [
      { change: 'save', kind: 'deviation', id: deviationId, value: deviation },
      { change: 'save', kind: 'hold', id: holdId, value: hold },
      save(held),
    ],
  }
}

export const breachKey = (stepId: string, parameterId: string): string => `${stepId}/${parameterId}`

type Reading = { value: string; inSpec: boolean } | { fault: Violation }

function readingOf(parameter: Parameter, measured: Measured): Reading {
  const { parameterId, low, high, unit } = parameter
  if (!/^-?(0|[1-9]\d{0,14})(\.\d{1,12})?$/.test(measured.value)) {
    return { fault: violation('invalid-request', `${parameterId} is a number; "${measured.value}" is none.`, 'value') }
  }
  const value = convert(measured.value, measured.unit ?? unit, unit)
  if (value === undefined)
    return {
      fault: violation(
        'unit-mismatch',
        `${parameterId} is measured in ${unit}; ${measured.unit} measures something else.`,
        'unit',
      ),
    }
  return { value, inSpec: isWithin(value, low, high) }
}

const readingOfCheck = ({ value }: Measured): Reading =>
  value === 'pass' || value === 'fail'
    ? { value, inSpec: value === 'pass' }
    : { fault: violation('invalid-request', 'A check is answered with pass or fail.', 'value') }
