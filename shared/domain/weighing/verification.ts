import type { VerifyContainer } from '../../../events/dispensing.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import type { Decision } from '../decision.ts'
import { type Finding, finding, notRunning, reach, type StepContext, withoutOverrides } from '../orders/gate.ts'
import type { RunningStep } from '../orders/order.ts'
import { withMass } from '../production/potency.ts'
import { add, convert, isMore, subtract } from '../quantity.ts'
import { countedAs } from '../recipes/line.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import { judgeSignature, type PresentedSignature } from '../signature.ts'
import type { Lot } from '../stock/lot.ts'
import { containerKey, type Dispensed } from './dispensed.ts'

export const saveContainer = (value: Dispensed): Change => ({
  change: 'save',
  kind: 'dispensed',
  id: containerKey(value.orderId, value.containerId),
  value,
})

const refOf = (containerId: string): string => `dispensed:${containerId}`

/** The containers of a step that no second person has verified, each with the policy of its line. */
export const notVerified = ({ materials }: Step, { unverified = {} }: RunningStep): (Finding | undefined)[] =>
  Object.entries(unverified).map(([containerId, lineId]) => {
    const line = materials.find((it) => it.lineId === lineId)
    return finding(
      { policy: line?.weighing?.verify ?? 'block', deviationOnOverride: line?.deviationOnOverride },
      'container-not-verified',
      { containerId, lineId },
      refOf(containerId),
    )
  })

type Place = Pick<StepContext, 'order' | 'snapshot'> & { readonly container: Dispensed | undefined }

/** What a decision about a container needs: the container exists, its step runs, and it was not rejected before. */
function stand({ container, ...floor }: Place, containerId: string) {
  if (!container)
    return {
      violations: [violation('dispensed-unknown', { containerId, orderId: floor.order.orderId }, refOf(containerId))],
    }
  const { violations, order, step, progress } = reach(floor, container.stepId)
  const running = progress?.status === 'running' ? progress : undefined
  const line = step?.materials.find(({ lineId }) => lineId === container.lineId)
  const found = reasons(violations, step && !running && notRunning(container.stepId), rejectedBefore(container))
  return { violations: found, ...(order && running && line && { on: { order, running, line, container } }) }
}

/** That nothing more can be done with a container. */
export const rejectedBefore = ({ containerId, rejected }: Dispensed): Violation | undefined =>
  rejected &&
  violation('container-decided/rejected', { containerId, by: rejected.name, on: rejected.at }, refOf(containerId))

/**
 * A second person attests that a container is what it is said to be (21 CFR 211.101(c)): another one than who weighed it.
 * @param scanned the container ids that the scanned code names, none where nothing was scanned
 */
export function verifyContainer(
  floor: Place,
  containerId: string,
  { scanned, names }: VerifyContainer & { readonly names: readonly string[] },
  presented: PresentedSignature | undefined,
  circumstances: Circumstances,
): Decision {
  const { violations, on } = stand(floor, containerId)
  const rule = { meanings: ['verified'], roles: ['operator', 'supervisor', 'quality'] } as const
  const signed = judgeSignature(presented, rule, circumstances)
  const signer = signed.signature
  const { container } = floor
  const found = reasons(
    violations,
    container?.verified &&
      violation(
        'container-decided/verified',
        { containerId, by: container.verified.name, on: container.verified.at },
        refOf(containerId),
      ),
    scanned !== undefined &&
      !names.includes(containerId) &&
      violation('container-mismatch', { scanned, containerId }, 'scanned'),
    signed.violations,
    signer &&
      signer.personId === container?.weighed.id &&
      violation('signature-same-person/weighed', { signer: signer.name, containerId }, 'signature/signer'),
  )
  if (found.length > 0 || !on || !signer) return refuse(found)
  const { order, running } = on
  const { stepId, lineId, lotId } = on.container
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.dispensing.verified.v1',
      data: { orderId: order.orderId, stepId, lineId, containerId, lotId, ...(scanned !== undefined && { scanned }) },
    },
    changes: [
      saveOrder({
        ...order,
        ...withoutOverrides(order, stepId, (ref) => ref === refOf(containerId)),
        steps: { ...order.steps, [stepId]: withoutUnverified(running, containerId) },
      }),
      saveContainer({ ...on.container, verified: { id: signer.personId, name: signer.name, at: signer.signedAt } }),
    ],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}

function withoutUnverified({ unverified = {}, ...running }: RunningStep, containerId: string): RunningStep {
  const { [containerId]: _decided, ...others } = unverified
  return Object.keys(others).length > 0 ? { ...running, unverified: others } : running
}

/**
 * Takes a container out of its order: what is in it does not count for the line, and is scrap. It goes back into no lot, since what was
 * opened, poured and possibly mistaken is no longer what quality has released.
 */
export function rejectContainer(
  floor: Place & { readonly lot: Lot | undefined },
  containerId: string,
  { reasonCode, reason }: { readonly reasonCode?: string | undefined; readonly reason: string },
  { at, caller }: Circumstances,
): Decision {
  const { violations, on } = stand(floor, containerId)
  const { lot } = floor
  if (violations.length > 0 || !on || !lot) return refuse(violations)
  const { order, running, line, container } = on
  const { stepId, lineId, lotId, sublotId, materialId, net } = container
  const counted = container.equivalent ?? net
  const fromLine = countedAs(line, materialId, counted) ?? '0'
  const massOfLine = convert(net.value, net.unit, line.quantity.unit) ?? '0'
  const fromLot = convert(net.value, net.unit, lot.unit) ?? '0'
  const less = (before: string | undefined, value: string) => subtract(before ?? '0', value)
  const left = withoutUnverified(withMass(running, line, { ...net, value: subtract('0', net.value) }), containerId)
  const { signed: _signed, ...step } = left
  const { [lotId]: input, ...others } = order.inputs ?? {}
  const remains = less(input?.value, fromLot)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.dispensing.rejected.v1',
      data: {
        orderId: order.orderId,
        stepId,
        lineId,
        containerId,
        lotId,
        ...(sublotId !== undefined && { sublotId }),
        materialId,
        quantity: net,
        ...(reasonCode !== undefined && { reasonCode }),
        reason,
      },
      about: { type: 'lot', id: lotId },
    },
    changes: [
      saveOrder({
        ...order,
        inputs: isMore(remains, '0') ? { ...others, [lotId]: { ...input, value: remains, unit: lot.unit } } : others,
        rejected: {
          ...order.rejected,
          [lotId]: { value: add(order.rejected?.[lotId]?.value ?? '0', fromLot), unit: lot.unit },
        },
        ...withoutOverrides(order, stepId, (ref) => ref === refOf(containerId) || ref === `line:${lineId}`),
        steps: {
          ...order.steps,
          [stepId]: {
            ...step,
            consumed: { ...step.consumed, [lineId]: less(step.consumed[lineId], fromLine) },
            rejected: { ...step.rejected, [lineId]: add(step.rejected?.[lineId] ?? '0', massOfLine) },
          },
        },
      }),
      saveContainer({
        ...container,
        rejected: { id: caller.id, name: caller.name, at, ...(reasonCode !== undefined && { reasonCode }), reason },
      }),
      {
        change: 'rebook',
        lotId,
        ...(sublotId !== undefined && { sublotId }),
        value: fromLot,
        from: 'consumed',
        into: 'scrapped',
      },
    ],
  }
}
