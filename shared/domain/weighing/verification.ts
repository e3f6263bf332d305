import type { VerifyContainer } from '../../../events/dispensing.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import { all, type Check, clear, decide, given, none, present, upon } from '../check.ts'
import type { Accepted, Decision } from '../decision.ts'
import {
  type Entered,
  type Finding,
  finding,
  reached,
  runningAt,
  type StepContext,
  withoutOverrides,
} from '../orders/gate.ts'
import type { RunningStep } from '../orders/order.ts'
import { type Rule, writeRule } from '../orders/rule.ts'
import { withMass } from '../production/potency.ts'
import { add, convert, isMore, subtract, zero } from '../quantity.ts'
import { countedAs } from '../recipes/line.ts'
import { violation } from '../refusal.ts'
import { attested, judgeSignature, type PresentedSignature } from '../signature.ts'
import type { Lot } from '../stock/lot.ts'
import { containerKey, type Dispensed } from './dispensed.ts'

export const saveContainer = (value: Dispensed): Change => ({
  change: 'save',
  kind: 'dispensed',
  id: containerKey(value.orderId, value.containerId),
  value,
})

const refOf = (containerId: string) => writeRule({ rule: 'dispensed', of: containerId })

const isOf =
  (containerId: string) =>
  ({ rule, of }: Rule): boolean =>
    rule === 'dispensed' && of === containerId

/** Containers of a step that no second person has verified, each with the policy of its line. */
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

interface Decidable {
  readonly place: Entered
  readonly running: RunningStep
  readonly line: Step['materials'][number]
  readonly container: Dispensed
}

/** The container exists, its step runs and has its line, and it is not rejected yet. */
function decidable({ container, ...floor }: Place, containerId: string): Check<Decidable> {
  const { orderId } = floor.order
  if (!container) return none(violation('dispensed-unknown', { containerId, orderId }, refOf(containerId)))
  const { stepId, lineId } = container
  const place = reached(floor, stepId)
  return all({
    place,
    running: runningAt(place),
    container: given(container, rejectedBefore(container)),
    line: upon(place, ({ step }) =>
      present(
        step.materials.find((it) => it.lineId === lineId),
        () => violation('line-unknown', { stepId, lineId }, `line:${lineId}`),
      ),
    ),
  })
}

/** A violation if the container was rejected before. */
export const rejectedBefore = ({ containerId, rejected }: Dispensed): Violation | undefined =>
  rejected &&
  violation('container-decided/rejected', { containerId, by: rejected.name, on: rejected.at }, refOf(containerId))

/**
 * A second person, not the one who weighed it, attests the container (21 CFR 211.101(c)).
 * @param names the container ids in the scanned code; empty if nothing was scanned
 */
export function verifyContainer(
  floor: Place,
  containerId: string,
  { scanned, names }: VerifyContainer & { readonly names: readonly string[] },
  presented: PresentedSignature | undefined,
  circumstances: Circumstances,
): Decision {
  const { container } = floor
  const rule = { meanings: ['verified'], roles: ['operator', 'supervisor', 'quality'] } as const
  const signed = attested(judgeSignature(presented, rule, circumstances))
  const checks = {
    on: decidable(floor, containerId),
    container: clear(
      container?.verified && verifiedBefore(containerId, container.verified),
      scanned !== undefined &&
        !names.includes(containerId) &&
        violation('container-mismatch', { scanned, containerId }, 'scanned'),
    ),
    signed,
    another: upon(signed, ({ signature: { personId, name } }) =>
      clear(
        personId === container?.weighed.id &&
          violation('signature-same-person/weighed', { signer: name, containerId }, 'signature/signer'),
      ),
    ),
  }
  return decide(checks, ({ on: { place, running, container }, signed }) => {
    const { order } = place
    const { stepId, lineId, lotId } = container
    const { personId, name, signedAt } = signed.signature
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.dispensing.verified.v1',
        data: { orderId: order.orderId, stepId, lineId, containerId, lotId, ...(scanned !== undefined && { scanned }) },
      },
      changes: [
        saveOrder({
          ...order,
          ...withoutOverrides(order, stepId, isOf(containerId)),
          steps: { ...order.steps, [stepId]: withoutUnverified(running, containerId) },
        }),
        saveContainer({ ...container, verified: { id: personId, name, at: signedAt } }),
      ],
      signatures: signed.signatures,
      spent: signed.spent,
    }
  })
}

const verifiedBefore = (containerId: string, { name, at }: NonNullable<Dispensed['verified']>): Violation =>
  violation('container-decided/verified', { containerId, by: name, on: at }, refOf(containerId))

function withoutUnverified({ unverified = {}, ...running }: RunningStep, containerId: string): RunningStep {
  const { [containerId]: _decided, ...others } = unverified
  return Object.keys(others).length > 0 ? { ...running, unverified: others } : running
}

/**
 * Rejects a container: its content does not count on the line and is scrap. It does not go back to its lot, because opened, poured or possibly
 * mistaken material is no longer what quality released.
 */
export function rejectContainer(
  floor: Place & { readonly lot: Lot | undefined },
  containerId: string,
  said: Said,
  circumstances: Circumstances,
): Decision {
  const on = decidable(floor, containerId)
  const lot = upon(on, ({ container: { lotId } }) =>
    present(floor.lot, () => violation('lot-unknown', { lotId }, `lot:${lotId}`)),
  )
  return decide({ on, lot }, ({ on, lot }) => rejected(on, lot, said, circumstances))
}

interface Said {
  readonly reasonCode?: string | undefined
  readonly reason: string
}

function rejected(
  { place: { order }, running, line, container }: Decidable,
  lot: Lot,
  { reasonCode, reason }: Said,
  { at, caller }: Circumstances,
): Accepted {
  const { containerId } = container
  const { stepId, lineId, lotId, sublotId, materialId, net } = container
  const counted = container.equivalent ?? net
  const fromLine = countedAs(line, materialId, counted) ?? zero
  const massOfLine = convert(net.value, net.unit, line.quantity.unit) ?? zero
  const fromLot = convert(net.value, net.unit, lot.unit) ?? zero
  const less = (before: Decimal | undefined, value: Decimal) => subtract(before ?? zero, value)
  const left = withoutUnverified(withMass(running, line, { ...net, value: subtract(zero, net.value) }), containerId)
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
        inputs: isMore(remains, zero) ? { ...others, [lotId]: { ...input, value: remains, unit: lot.unit } } : others,
        rejected: {
          ...order.rejected,
          [lotId]: { value: add(order.rejected?.[lotId]?.value ?? zero, fromLot), unit: lot.unit },
        },
        ...withoutOverrides(order, stepId, (it) => isOf(containerId)(it) || (it.rule === 'line' && it.of === lineId)),
        steps: {
          ...order.steps,
          [stepId]: {
            ...step,
            consumed: { ...step.consumed, [lineId]: less(step.consumed[lineId], fromLine) },
            rejected: { ...step.rejected, [lineId]: add(step.rejected?.[lineId] ?? zero, massOfLine) },
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
