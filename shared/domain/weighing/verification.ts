import type { VerifyContainer } from '../../../events/dispensing.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveDispensed, saveOrder } from '../change.ts'
import { all, type Check, clear, decide, given, none, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { openWeighings, withWeighings } from '../orders/charges.ts'
import { type Entered, type Finding, finding, reached, type StepContext, withoutOverrides } from '../orders/gate.ts'
import type { RunningStep } from '../orders/order.ts'
import type { Rule } from '../orders/rule.ts'
import { violation } from '../refusal.ts'
import { attested, judgeSignature, type PresentedSignature } from '../signature.ts'
import {
  chargedBefore,
  containerRef,
  type Dispensed,
  rejectedBefore,
  type ScannedCode,
  wrongCode,
} from './dispensed.ts'

export const isAboutContainer =
  (containerId: string) =>
  ({ rule, of }: Rule): boolean =>
    rule === 'dispensed' && of === containerId

/** Containers of a step that no second person has verified, each with the policy of its line. */
export const notVerified = (
  { materials }: Pick<Step, 'materials'>,
  { unverified = {} }: RunningStep,
): (Finding | undefined)[] =>
  Object.entries(unverified).map(([containerId, lineId]) => verificationOf({ materials }, containerId, lineId))

/** The finding that nobody has verified a container of this line. */
export function verificationOf({ materials }: Pick<Step, 'materials'>, containerId: string, lineId: string) {
  const line = materials.find((it) => it.lineId === lineId)
  return finding(
    {
      policy: line?.weighing?.verify ?? 'block',
      deviationOnOverride: line?.deviationOnOverride,
      review: line?.review,
    },
    'container-not-verified',
    { containerId, lineId },
    containerRef(containerId),
  )
}

export type Place = Pick<StepContext, 'order' | 'snapshot'> & { readonly container: Dispensed | undefined }

export interface Decidable {
  readonly place: Entered
  readonly running: RunningStep
  readonly line: Step['materials'][number]
  readonly container: Dispensed
}

/** The container exists, its step runs or its charge is awaited, its step has its line, and it is neither rejected nor charged yet. */
export function decidable({ container, ...floor }: Place, containerId: string): Check<Decidable> {
  const { orderId } = floor.order
  if (!container) return none(violation('dispensed-unknown', { containerId, orderId }, containerRef(containerId)))
  const { stepId, lineId } = container
  const place = reached(floor, stepId)
  return all({
    place,
    running: openWeighings(place, lineId),
    container: given(container, rejectedBefore(container), chargedBefore(container)),
    line: upon(place, ({ step }) =>
      present(
        step.materials.find((it) => it.lineId === lineId),
        () => violation('line-unknown', { stepId, lineId }, `line:${lineId}`),
      ),
    ),
  })
}

/**
 * A second person, not the one who weighed it, attests the container (21 CFR 211.101(c)).
 */
export function verifyContainer(
  floor: Place,
  containerId: string,
  { scanned, ...code }: VerifyContainer & ScannedCode,
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
      scanned !== undefined && wrongCode(scanned, code, containerId, container),
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
    const { order, progress } = place
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
          ...withoutOverrides(order, stepId, isAboutContainer(containerId)),
          steps: { ...order.steps, [stepId]: withWeighings(progress, withoutUnverified(running, containerId)) },
        }),
        saveDispensed({ ...container, verified: { id: personId, name, at: signedAt } }),
      ],
      signatures: signed.signatures,
      spent: signed.spent,
    }
  })
}

const verifiedBefore = (containerId: string, { name, at }: NonNullable<Dispensed['verified']>): Violation =>
  violation('container-decided/verified', { containerId, by: name, on: at }, containerRef(containerId))

export function withoutUnverified({ unverified = {}, ...running }: RunningStep, containerId: string): RunningStep {
  const { [containerId]: _decided, ...others } = unverified
  return Object.keys(others).length > 0 ? { ...running, unverified: others } : running
}
