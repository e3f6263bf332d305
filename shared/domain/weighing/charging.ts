import type { ChargeContainer } from '../../../events/dispensing.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveDispensed, saveOrder } from '../change.ts'
import { all, type Check, clear, decide, given, known, present, upon } from '../check.ts'
import type { Accepted, Decision } from '../decision.ts'
import { chargeOf, weighingsOf, withoutUncharged, withUncharged, withWeighings } from '../orders/charges.ts'
import {
  applyPolicies,
  type Entered,
  entered,
  type Finding,
  finding,
  runningAt,
  type StepContext,
  spokenOf,
  withoutOverrides,
  workedOn,
} from '../orders/gate.ts'
import type { RunningStep } from '../orders/order.ts'
import { isAboutSignature, type Rule, writeRule } from '../orders/rule.ts'
import { withWarnings } from '../orders/warning-review.ts'
import { violation } from '../refusal.ts'
import { attested, judgeSignature, type PresentedSignature, type Signed } from '../signature.ts'
import {
  chargedBefore,
  containerRef,
  type Dispensed,
  rejectedBefore,
  type ScannedCode,
  wrongCode,
} from './dispensed.ts'
import { isAboutContainer, verificationOf } from './verification.ts'

type Place = StepContext & { readonly container: Dispensed | undefined }

const unknown = ({ order: { orderId } }: Place, containerId: string): Violation =>
  violation('dispensed-unknown', { containerId, orderId }, containerRef(containerId))

/**
 * Charges a dispensed container into the equipment of a running step that takes it. It books no stock, because a container is consumed as it is
 * dispensed. Its code is scanned at the vessel, and where the recipe asks for it, another person signs (21 CFR 211.101(d)).
 */
export function chargeContainer(
  floor: Place,
  containerId: string,
  { stepId, equipmentId, scanned, reason, ...code }: Omit<ChargeContainer, 'signature'> & ScannedCode,
  presented: PresentedSignature | undefined,
  circumstances: Circumstances,
): Decision {
  const { caller } = circumstances
  const place = entered(floor, stepId, circumstances)
  const running = runningAt(place)
  const container = present(floor.container, () => unknown(floor, containerId))
  const asked = upon(all({ place, container }), ({ place: { step }, container: it }) =>
    present(chargeOf(step, it.stepId, it.lineId), () => notTaken(it, step)),
  )
  const signed = known(asked)?.witness || presented ? witnessed(presented, circumstances) : clear()
  const checks = {
    place,
    running,
    container: upon(container, (it) => given(it, rejectedBefore(it), chargedBefore(it))),
    code: clear(wrongCode(scanned, code, containerId, floor.container)),
    asked,
    equipment: upon(running, ({ equipmentId: runsOn }) =>
      clear(
        equipmentId !== undefined &&
          equipmentId !== runsOn &&
          violation('equipment-wrong/charge', { stepId, running: runsOn ?? '', equipmentId }, 'equipmentId'),
      ),
    ),
    warnings: upon(all({ place, container }), ({ place: it, container }) =>
      applyPolicies(unverified(it, container), it.order, stepId, caller, reason),
    ),
    signed,
  }
  return decide(checks, ({ place, running, container, warnings, signed }) =>
    charged(place, running, container, { scanned, reason, warnings }, signed, circumstances),
  )
}

/** The other person, who sees the container go in. */
const witnessed = (presented: PresentedSignature | undefined, circumstances: Circumstances): Check<Signed> => {
  const { caller } = circumstances
  const rule = { meanings: ['verified'], roles: ['operator', 'supervisor', 'quality'] } as const
  const signed = attested(judgeSignature(presented, rule, circumstances))
  return upon(signed, (it) =>
    given(
      it,
      it.signature.personId === caller.id &&
        violation('signature-same-person/charged', { signer: it.signature.name }, 'signature/signer'),
    ),
  )
}

const notTaken = ({ containerId, stepId: from, lineId }: Dispensed, { stepId }: Step): Violation =>
  violation('container-not-taken', { containerId, from, lineId, stepId }, containerRef(containerId))

/** A container that waits for its verification. What the completion of its dispensing has let pass does not wait any more. */
function unverified(
  { order, snapshot }: Pick<Entered, 'order' | 'snapshot'>,
  { containerId, stepId, lineId }: { readonly containerId: string; readonly stepId: string; readonly lineId: string },
): (Finding | undefined)[] {
  const waits = weighingsOf(order.steps[stepId])?.unverified?.[containerId] !== undefined
  const step = snapshot.steps.find((it) => it.stepId === stepId)
  return step && waits ? [verificationOf(step, containerId, lineId)] : []
}

/** What a charge in this step could need an override for: containers that nobody has verified. */
export const chargePermissions = (place: Pick<Entered, 'order' | 'snapshot' | 'step'>): (Finding | undefined)[] =>
  uncharged(place).flatMap(({ charge, ...it }) => unverified(place, { ...it, stepId: charge.from }))

interface Said {
  readonly scanned: string
  readonly reason: string | undefined
  readonly warnings: readonly Violation[]
}

function charged(
  { order, step: { stepId } }: Entered,
  running: RunningStep,
  container: Dispensed,
  { scanned, reason, warnings }: Said,
  signed: Signed | undefined,
  { at, caller }: Circumstances,
): Accepted {
  const { equipmentId } = running
  const { containerId, stepId: from, lineId } = container
  const weighings = weighingsOf(order.steps[from])
  const isOver = (rule: Rule) =>
    isAboutSignature(rule) || isAboutContainer(containerId)(rule) || isAboutCharge(rule, containerId)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.dispensing.charged.v1',
      data: {
        ...namedIn(container),
        stepId,
        quantity: container.net,
        ...(equipmentId && { equipmentId }),
        scanned,
        ...spokenOf(warnings, reason),
      },
      ...(equipmentId && { about: { type: 'equipment', id: equipmentId } }),
    },
    changes: [
      saveOrder(
        withWarnings(
          {
            ...order,
            ...withoutOverrides(order, stepId, isOver),
            steps: {
              ...order.steps,
              ...(weighings && {
                [from]: withWeighings(order.steps[from], withoutUncharged(weighings, containerId)),
              }),
              [stepId]: { ...workedOn(running, caller, at), charged: { ...running.charged, [containerId]: lineId } },
            },
          },
          stepId,
          warnings,
          caller,
        ),
      ),
      saveDispensed({
        ...container,
        charged: { id: caller.id, name: caller.name, at, stepId, ...(equipmentId && { equipmentId }) },
      }),
    ],
    ...(signed && { signatures: signed.signatures, spent: signed.spent }),
  }
}

const namedIn = ({ orderId, stepId: from, lineId, containerId, lotId, sublotId, materialId }: Dispensed) => ({
  orderId,
  from,
  lineId,
  containerId,
  lotId,
  ...(sublotId !== undefined && { sublotId }),
  materialId,
})

const isAboutCharge = ({ rule, of }: Rule, containerId: string): boolean => rule === 'charged' && of === containerId

/** Takes a charge back that was recorded by mistake, while its step runs. Both facts stay, and the container waits for its charge again. */
export function reverseCharge(
  floor: Place,
  containerId: string,
  { reason }: { readonly reason: string },
  circumstances: Circumstances,
): Decision {
  const container = present(floor.container, () => unknown(floor, containerId))
  const charge = upon(container, (it) =>
    present(it.charged, () =>
      violation('container-not-charged/to-reverse', { containerId }, containerRef(containerId)),
    ),
  )
  const place = upon(charge, ({ stepId }) => entered(floor, stepId, circumstances))
  const running = runningAt(place)
  return decide({ container, charge, place, running }, ({ container, charge, place: { order }, running }) => {
    const { stepId, equipmentId } = charge
    const { stepId: from, lineId } = container
    const { charged: _undone, ...waiting } = container
    const { [containerId]: _back, ...others } = running.charged ?? {}
    const weighings = weighingsOf(order.steps[from])
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.dispensing.charge-reversed.v1',
        data: {
          ...namedIn(container),
          stepId,
          quantity: container.net,
          ...(equipmentId && { equipmentId }),
          reason,
        },
        ...(equipmentId && { about: { type: 'equipment', id: equipmentId } }),
      },
      changes: [
        saveOrder({
          ...order,
          ...withoutOverrides(order, stepId, isAboutSignature),
          steps: {
            ...order.steps,
            ...(weighings && {
              [from]: withWeighings(order.steps[from], withUncharged(weighings, containerId, lineId)),
            }),
            [stepId]: { ...workedOn(running, circumstances.caller), charged: others },
          },
        }),
        saveDispensed(waiting),
      ],
    }
  })
}

/** Containers that the step has to charge and has not, each with the policy of its charge. */
export const notCharged = (place: Pick<Entered, 'order' | 'step'>): (Finding | undefined)[] =>
  uncharged(place).map(({ containerId, lineId, charge }) =>
    finding(
      charge,
      'container-not-charged',
      { containerId, from: charge.from, lineId },
      writeRule({ rule: 'charged', of: containerId }),
    ),
  )

/** The containers that a step still has to charge. */
export const uncharged = ({ order, step }: Pick<Entered, 'order' | 'step'>) =>
  (step.charges ?? []).flatMap((charge) =>
    Object.entries(weighingsOf(order.steps[charge.from])?.uncharged ?? {})
      .filter(([, lineId]) => chargeOf(step, charge.from, lineId) === charge)
      .map(([containerId, lineId]) => ({ containerId, lineId, charge })),
  )
