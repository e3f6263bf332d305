import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveOrder } from '../change.ts'
import { all, clear, decide, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { applyPolicies, reached, runningAt, type StepContext } from '../orders/gate.ts'
import type { RunningStep } from '../orders/order.ts'
import type { StepEnd } from '../production/yield-and-balance.ts'
import { reasons, violation } from '../refusal.ts'
import { attested, judgeSignature, type PresentedSignature } from '../signature.ts'
import { lackingButSignatures } from './ending.ts'

type Place = Pick<StepContext, 'order' | 'snapshot'> & Pick<StepEnd, 'trends'>

/** Signs a running step as its recipe requires. A signed step is complete; anything recorded later needs a new signature. */
export function signStep(
  floor: Place,
  stepId: string,
  presented: PresentedSignature | undefined,
  circumstances: Circumstances,
): Decision {
  const place = reached(floor, stepId)
  const running = runningAt(place)
  const item = upon(place, ({ step: { signatures } }) =>
    present(
      signatures.find(({ meaning }) => meaning === presented?.meaning),
      () => noSuchSignature(stepId, signatures, presented),
    ),
  )
  const signed = upon(item, ({ meaning, role }) =>
    attested(judgeSignature(presented, { meanings: [meaning], roles: [role] }, circumstances)),
  )
  const checks = {
    place,
    running,
    item,
    complete: upon(all({ place, running }), ({ place, running }) =>
      clear(standingAgainst({ ...place, running, trends: floor.trends }, circumstances)),
    ),
    signed,
    another: upon(all({ running, signed }), ({ running, signed }) =>
      clear(notTwice(stepId, running, signed.signature)),
    ),
  }
  return decide(checks, ({ place: { order, step }, running, item: { meaning }, signed }) => {
    const by = { ...running.signed, [meaning]: signed.signature.personId }
    return {
      outcome: 'accepted',
      fact: { type: 'andon.step.signed.v1', data: { orderId: order.orderId, stepId: step.stepId, meaning } },
      changes: [saveOrder({ ...order, steps: { ...order.steps, [stepId]: { ...running, signed: by } } })],
      signatures: signed.signatures,
      spent: signed.spent,
    }
  })
}

const noSuchSignature = (
  stepId: string,
  signatures: Step['signatures'],
  presented: PresentedSignature | undefined,
): Violation =>
  violation(
    'signature-wrong-meaning/step',
    { stepId, meanings: signatures.map(({ meaning }) => meaning), ...(presented && { meaning: presented.meaning }) },
    'signature/meaning',
  )

/** What the step lacks besides signatures. Findings that need only a reason are checked at completion. */
const standingAgainst = (end: StepEnd, { at, caller }: Circumstances) =>
  applyPolicies(
    lackingButSignatures(end, at).filter((it) => it?.policy !== 'warn'),
    end.order,
    end.step.stepId,
    caller,
    undefined,
  ).against

/** Each signature is another person's, and a person does not verify their own work (21 CFR 211.188(b)(11)). */
function notTwice(
  stepId: string,
  { signed = {}, workers }: RunningStep,
  signer: { personId: string; name: string; meaning: string },
): Violation[] {
  const ref = 'signature/signer'
  const { name: person, meaning } = signer
  const already = signed[meaning]
  const other = Object.entries(signed).find(([as, id]) => as !== meaning && id === signer.personId)
  return reasons(
    already !== undefined && violation('already-exists/signature', { stepId, meaning, by: already }, ref),
    other && violation('signature-same-person/signed-step', { person, earlier: other[0], meaning }, ref),
    meaning !== 'performed' &&
      workers.includes(signer.personId) &&
      violation('signature-same-person/worked-on-step', { person, meaning }, ref),
  )
}
