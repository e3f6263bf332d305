import type { OrderId, StepId } from '../../../events/identifiers.ts'
import type { DeviationStatus, Disposition } from '../../../events/quality.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { type Change, saveDeviation, saveOrder } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { BoundOrder, Branch, Order } from '../orders/order.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import { type Deviation, letsGoOn } from './deviation.ts'
import { expect } from './investigation.ts'

/**
 * Quality decides what becomes of what the deviation touched; a critical one is not decided without its root cause.
 * @param reworked what becomes of the order, where the decision names a recipe for its rework
 */
export function dispositionDeviation(
  deviation: Deviation,
  decision: { disposition: Disposition; reason: string; capaRequired: boolean },
  signed: SignedOff,
  reworked?: Reworked,
): Decision {
  const needed: DeviationStatus[] =
    deviation.severity === 'critical' ? ['investigated'] : ['classified', 'investigated']
  const found = reasons(
    expect(deviation, ...needed),
    unfit(deviation, decision.disposition),
    reworked &&
      decision.disposition !== 'rework' &&
      violation('disposition-unfit/nothing-reworked', { disposition: decision.disposition }, 'rework'),
    reworked?.violations,
    signed.violations,
  )
  if (hasReasons(found)) return refuse(found)
  const { deviationId } = deviation
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.deviation.dispositioned.v1',
      data: { deviationId, ...decision, ...(reworked?.told && { rework: reworked.told }) },
      ...(reworked?.told && { about: { type: 'order', id: reworked.told.orderId } }),
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

/**
 * What is no stock cannot be scrapped, returned or rejected: a recipe version is retired, an equipment is put right, and of a material its
 * lots are judged one by one.
 */
export function unfit({ subject: { type, id } }: Deviation, disposition: Disposition): Violation | undefined {
  if (letsGoOn(disposition) || type === 'order' || type === 'lot' || type === 'sublot' || type === 'unit')
    return undefined
  return type === 'material'
    ? violation('disposition-unfit/material', { materialId: id, disposition }, 'disposition')
    : violation('disposition-unfit/no-stock', { type, id, disposition }, 'disposition')
}

/** Nothing is closed while a hold of it rests on something: the workflow releases them first. */
export function closeDeviation(
  deviation: Deviation,
  order: Order | undefined,
  stillHeld: readonly string[],
  reason: string,
  { at }: Circumstances,
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
        ...settled(order, deviation),
        deviations: { ...order.deviations, [deviationId]: 'closed' },
        breaches,
      }),
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

/** A result that quality has accepted as it is stands in the way of its step no longer; after a rework it has to be taken anew. */
export function settled(order: BoundOrder, { breach, disposition }: Deviation): Pick<BoundOrder, 'steps'> | undefined {
  const progress = breach && order.steps[breach.stepId]
  if (disposition !== 'use-as-is' || !progress || progress.status !== 'running') return undefined
  return {
    steps: {
      ...order.steps,
      [breach.stepId]: { ...progress, results: { ...progress.results, [breach.parameterId]: true } },
    },
  }
}

/** What a disposition does to an order that is to be reworked. */
export interface Reworked {
  readonly violations: readonly Violation[]
  /** What the fact says of it. */
  readonly told?: { readonly orderId: OrderId } & Pick<Branch, 'branchId' | 'recipeId' | 'version'> & {
      readonly stepIds: StepId[]
    }
  readonly changes: readonly Change[]
}
