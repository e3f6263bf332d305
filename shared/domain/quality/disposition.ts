import type { OrderId, StepId } from '../../../events/identifiers.ts'
import type { DeviationStatus, Disposition, UnitReworked } from '../../../events/quality.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { type Change, saveDeviation, saveOrder, saveSerial } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { BoundOrder, Branch, Order } from '../orders/order.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import { type Serial, unitNamed } from '../stock/serial.ts'
import { type Deviation, letsGoOn } from './deviation.ts'
import { expect } from './investigation.ts'

/**
 * Quality's disposition of what the deviation affects. A critical deviation needs its root cause first.
 * @param reworked the changes of the order, if the decision names what is reworked
 * @param isTakenAnew whether its step still asks for the result that broke a limit, so that a rework needs no other work
 */
export function dispositionDeviation(
  deviation: Deviation,
  decision: { disposition: Disposition; reason: string; capaRequired: boolean },
  signed: SignedOff,
  reworked?: Reworked,
  isTakenAnew = deviation.breach !== undefined,
): Decision {
  const needed: DeviationStatus[] =
    deviation.severity === 'critical' ? ['investigated'] : ['classified', 'investigated']
  const found = reasons(
    expect(deviation, ...needed),
    unfit(deviation, decision.disposition),
    decision.disposition === 'rework' && !reworked && !isTakenAnew && unnamed(deviation),
    reworked &&
      decision.disposition !== 'rework' &&
      violation('disposition-unfit/nothing-reworked', { disposition: decision.disposition }, 'rework'),
    isReworkable(deviation) && reworked?.violations,
    signed.violations,
  )
  if (hasReasons(found)) return refuse(found)
  const { deviationId } = deviation
  const about = (reworked?.told ?? reworked?.ofUnit)?.orderId
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.deviation.dispositioned.v1',
      data: {
        deviationId,
        ...decision,
        ...(reworked?.told && { rework: reworked.told }),
        ...(reworked?.ofUnit && { unitReworked: reworked.ofUnit }),
      },
      ...(about !== undefined && { about: { type: 'order', id: about } }),
    },
    changes: [
      ...(reworked?.changes ?? []),
      saveDeviation({
        ...deviation,
        disposition: decision.disposition,
        capaRequired: decision.capaRequired,
        status: 'dispositioned',
        ...(signed.signature && { decidedBy: signed.signature.personId }),
      }),
    ],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}

/** The result of an order or a unit that broke a limit is taken anew as long as its step still asks for it. */
export const takesAnew = ({ breach }: Deviation, order: Order | undefined, unit: Serial | undefined): boolean => {
  if (!breach || !order || order.status === 'created' || order.steps[breach.stepId]?.status !== 'running') return false
  return breach.serial === undefined || unit?.steps?.[breach.stepId]?.left === undefined
}

/** Whether steps can work on it: an order goes through more steps, a unit of an order through some of them again. A lot is made already. */
const isReworkable = ({ subject: { type }, orderId }: Deviation): boolean =>
  type === 'unit' ? orderId !== undefined : type !== 'lot' && type !== 'sublot'

/** A rework that names no work would be use-as-is by another name. Equipment and recipes are put right elsewhere. */
function unnamed(deviation: Deviation): Violation | undefined {
  const { type, id } = deviation.subject
  if (!isReworkable(deviation)) return undefined
  if (type === 'order') return violation('disposition-unfit/order-reworked', { orderId: id }, 'rework')
  return type === 'unit' ? violation('disposition-unfit/unit-reworked', unitNamed(id), 'rework') : undefined
}

/**
 * Refuses to scrap, return or reject what is not stock: a recipe version is retired, equipment is repaired, and the lots of a material are judged one
 * by one. Refuses to rework stock, which no step works on.
 */
export function unfit(deviation: Deviation, disposition: Disposition): Violation | undefined {
  const { type, id } = deviation.subject
  if (disposition === 'rework' && !isReworkable(deviation))
    return violation('disposition-unfit/stock-reworked', { type, id }, 'disposition')
  if (disposition === 'rework' && type === 'material')
    return violation('disposition-unfit/material', { materialId: id, disposition }, 'disposition')
  if (letsGoOn(disposition) || type === 'order' || type === 'lot' || type === 'sublot' || type === 'unit')
    return undefined
  return type === 'material'
    ? violation('disposition-unfit/material', { materialId: id, disposition }, 'disposition')
    : violation('disposition-unfit/no-stock', { type, id, disposition }, 'disposition')
}

/** A deviation is closed only without active holds; the workflow releases them first. */
export function closeDeviation(
  deviation: Deviation,
  order: Order | undefined,
  stillHeld: readonly string[],
  reason: string,
  { at }: Circumstances,
  unit?: Serial | undefined,
): Decision {
  const found = reasons(
    expect(deviation, 'dispositioned'),
    stillHeld.map((holdId) => violation('hold-open/deviation', { holdId }, `hold:${holdId}`)),
  )
  if (hasReasons(found)) return refuse(found)
  const { deviationId, disposition } = deviation
  const changes: Change[] = [saveDeviation({ ...deviation, status: 'closed', closedAt: at })]
  if (order && order.status !== 'created') {
    const breaches = Object.fromEntries(Object.entries(order.breaches).filter(([, id]) => id !== deviationId))
    changes.push(
      saveOrder({
        ...order,
        ...acceptResult(order, deviation),
        deviations: { ...order.deviations, [deviationId]: 'closed' },
        breaches,
      }),
      ...acceptedOfUnit(unit?.orderId === order.orderId ? unit : undefined, deviation),
    )
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.deviation.closed.v1',
      data: { deviationId, ...(disposition && { disposition }), reason },
      ...(order && { about: { type: 'order', id: order.orderId } }),
    },
    changes,
  }
}

/**
 * The same for the result of one unit, which its own record has. A unit that another order repairs has left those steps behind; one that a part was taken
 * out of since is measured anew.
 */
function acceptedOfUnit(unit: Serial | undefined, { breach, disposition }: Deviation): Change[] {
  const step = breach && unit?.steps?.[breach.stepId]
  if (disposition !== 'use-as-is' || breach?.serial === undefined || !unit || !step) return []
  if (step.results[breach.parameterId] === undefined) return []
  const accepted = { ...step, results: { ...step.results, [breach.parameterId]: true } }
  return [saveSerial({ ...unit, steps: { ...unit.steps, [breach.stepId]: accepted } })]
}

/** Accepts the out-of-limits result, so that it no longer blocks its step. After a rework the result must be measured again. */
export function acceptResult(
  order: BoundOrder,
  { breach, disposition }: Deviation,
): Pick<BoundOrder, 'steps'> | undefined {
  const progress = breach && order.steps[breach.stepId]
  if (disposition !== 'use-as-is' || !breach || breach.serial !== undefined || progress?.status !== 'running')
    return undefined
  return {
    steps: {
      ...order.steps,
      [breach.stepId]: { ...progress, results: { ...progress.results, [breach.parameterId]: true } },
    },
  }
}

export interface Reworked {
  readonly violations: readonly Violation[]
  readonly told?: { readonly orderId: OrderId } & Pick<Branch, 'branchId' | 'recipeId' | 'version'> & {
      readonly stepIds: StepId[]
    }
  /** The unit that goes through steps again. */
  readonly ofUnit?: UnitReworked
  readonly changes: readonly Change[]
}
