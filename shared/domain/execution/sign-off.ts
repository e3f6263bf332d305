import type { DeviationId } from '../../../events/identifiers.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { inEnglish } from '../../../events/sentences/english.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import type { Decision } from '../decision.ts'
import { type Finding, finding, notRunning, overrideKey, reach, type StepContext, settle } from '../orders/gate.ts'
import type { ReleasedOrder, RunningStep, Snapshot, StepProgress } from '../orders/order.ts'
import { type Dated, early, picked, staleStock } from '../production/issue-rules.ts'
import { typedWeight } from '../production/potency.ts'
import { unitPermissions } from '../production/unit-turnout.ts'
import { type Ending, yieldAndBalancePermissions, yieldAndBalanceWithout } from '../production/yield-and-balance.ts'
import type { Deviation } from '../quality/deviation.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import { judgeSignature, type PresentedSignature } from '../signature.ts'
import { lackingBefore, lackingButSignatures } from './ending.ts'
import { typed } from './result.ts'
import { notOptional } from './step.ts'
import { timersAtStart } from './timer.ts'

type Place = Pick<StepContext, 'order' | 'snapshot'>

/** Signs a running step as its recipe asks. What is signed is complete, and what is recorded after it asks for the signature anew. */
export function signStep(
  floor: Place,
  stepId: string,
  presented: PresentedSignature | undefined,
  circumstances: Circumstances,
): Decision {
  const { violations, order, step, progress } = reach(floor, stepId)
  const running = progress?.status === 'running' ? progress : undefined
  const item = step?.signatures.find(({ meaning }) => meaning === presented?.meaning)
  const signed = item && judgeSignature(presented, { meanings: [item.meaning], roles: [item.role] }, circumstances)
  const signer = signed?.signature
  const found = reasons(
    violations,
    step && !running && notRunning(stepId),
    step &&
      !item &&
      violation(
        'signature-wrong-meaning/step',
        {
          stepId,
          meanings: step.signatures.map(({ meaning }) => meaning),
          ...(presented && { meaning: presented.meaning }),
        },
        'signature/meaning',
      ),
    step &&
      running &&
      order &&
      floor.snapshot &&
      standingAgainst({ order, snapshot: floor.snapshot, step, running }, circumstances),
    signed?.violations,
    signer && running && notTwice(stepId, running, signer),
  )
  if (found.length > 0 || !order || !step || !running || !signed?.signature || !item) return refuse(found)
  const by = { ...running.signed, [item.meaning]: signed.signature.personId }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.step.signed.v1',
      data: { orderId: order.orderId, stepId: step.stepId, meaning: item.meaning },
    },
    changes: [saveOrder({ ...order, steps: { ...order.steps, [stepId]: { ...running, signed: by } } })],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}

/** What the step lacks besides signatures; what a reason is enough for is asked when it is completed. */
const standingAgainst = (end: Ending, { at, caller }: Circumstances) =>
  settle(
    lackingButSignatures(end, at).filter((it) => it?.policy !== 'warn'),
    end.order,
    end.step.stepId,
    caller,
    undefined,
  ).violations

/** Each signature is another person's, and nobody vouches for their own work (21 CFR 211.188(b)(11)). */
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

/** Ids of what an override may open, given from outside. */
export interface OverrideIds {
  readonly exceptionId: string
  readonly deviationId: DeviationId
}

/**
 * Lets a rule of a step pass that the recipe blocks unless somebody signs. It takes the reason and the signature of a person who does not
 * do the step; quality has it to review with the batch, as a deviation unless the recipe says that it need not be one.
 */
export function overrideStep(
  floor: Place & { readonly stock?: Dated },
  stepId: string,
  { ref, reason }: { ref: string; reason: string },
  presented: PresentedSignature | undefined,
  { exceptionId, deviationId }: OverrideIds,
  circumstances: Circumstances,
): Decision {
  const { at } = circumstances
  const { violations, order, step, progress } = reach(floor, stepId)
  const rule = { meanings: ['approved', 'verified'], roles: ['supervisor', 'quality'] } as const
  const signed = judgeSignature(presented, rule, circumstances)
  const open = order && step && floor.snapshot ? openTo(order, floor.snapshot, step, progress, floor.stock, at) : []
  const item = open.find((it) => it.violation.ref === ref)
  const signer = signed.signature
  const found = reasons(
    violations,
    step && !item && unfit(stepId, ref, open),
    item &&
      item.policy !== 'block-unless-signed' &&
      violation(
        item.policy === 'warn' ? 'override-unfit/warning' : 'override-unfit/blocked',
        { because: item.violation },
        ref,
      ),
    item &&
      order?.overrides?.[overrideKey(stepId, ref)]?.code === item.violation.code &&
      violation('already-exists/override', { stepId, ref }, 'ref'),
    signed.violations,
    signer &&
      progress?.status === 'running' &&
      progress.workers.includes(signer.personId) &&
      violation('signature-same-person/override', { person: signer.name }, 'signature/signer'),
  )
  if (found.length > 0 || !order || !step || !item || !signer) return refuse(found)
  const { code, detail } = item.violation
  const override = { stepId: step.stepId, ref, code, detail, reason }
  const overridden: ReleasedOrder = {
    ...order,
    overrides: { ...order.overrides, [overrideKey(stepId, ref)]: { by: signer.personId, code: item.violation.code } },
  }
  const accepted = { outcome: 'accepted', signatures: signed.signatures, spent: signed.spent } as const
  const { orderId } = order
  if (item.deviationOnOverride === false)
    return {
      ...accepted,
      fact: { type: 'andon.step.overridden.v1', data: { ...override, orderId, exceptionId } },
      changes: [
        saveOrder({
          ...overridden,
          exceptions: [...(order.exceptions ?? []), exceptionId],
          signers: { ...order.signers, [exceptionId]: signer.personId },
        }),
      ],
    }
  const subject = { type: 'order', id: orderId } as const
  const told = {
    deviationId,
    subject,
    orderId,
    title: inEnglish('record/override', { stepId, orderId, code }),
    description: inEnglish('record/override-reason', { because: item.violation, person: signer.name, reason }),
    override,
  }
  const deviation: Deviation = { ...told, status: 'open', openedAt: at, holds: [] }
  return {
    ...accepted,
    fact: { type: 'andon.deviation.opened.v1', data: told, about: { type: 'deviation', id: deviationId } },
    changes: [
      { change: 'save', kind: 'deviation', id: deviationId, value: deviation } satisfies Change,
      saveOrder({ ...overridden, deviations: { ...order.deviations, [deviationId]: 'open' } }),
    ],
  }
}

/** What could be overridden now: what stands against the step, and the permissions that are given ahead of the act. */
function openTo(
  order: ReleasedOrder,
  snapshot: Snapshot,
  step: Step,
  progress: StepProgress | undefined,
  stock: Dated | undefined,
  at: string,
): Finding[] {
  if (progress && progress.status !== 'running') return []
  const stale = stock ? staleStock(stock, at) : []
  const all = progress
    ? [
        ...lackingBefore({ order, snapshot, step, running: progress }, at),
        ...permissions(step, snapshot),
        ...yieldAndBalancePermissions({ order, snapshot, step }),
        ...stale,
      ]
    : [
        notOptional(step),
        ...timersAtStart(order, step, at),
        ...permissionsAhead(step, stale),
        ...yieldAndBalanceWithout(order, snapshot, step),
      ]
  return all.filter((it) => it !== undefined)
}

/** A draw against a rule of its line, and a value that a person types for a device, are let pass before they are made, and once. */
const permissions = (step: Step, snapshot: Snapshot): (Finding | undefined)[] => [
  ...step.materials.filter(({ use }) => use === 'consumed').map(typedWeight),
  ...step.materials.flatMap(permissionsOf),
  ...step.materials
    .filter(({ backflush }) => backflush === 'actual')
    .map((line) => finding(line, 'line-incomplete/ahead', { lineId: line.lineId }, `line:${line.lineId}`)),
  ...unitPermissions(snapshot),
  ...step.parameters
    .filter(({ source }) => source === 'device')
    .map(({ parameterId, manualEntry }) => typed(parameterId, manualEntry)),
]

const permissionsOf = (line: Step['materials'][number]): (Finding | undefined)[] => [
  finding(line, 'line-over-tolerance/ahead', { lineId: line.lineId }, `over:${line.lineId}`),
  picked(line),
]

/** Before its start, only of lines that may be drawn ahead. */
function permissionsAhead({ stepId, materials }: Step, stale: readonly Finding[]): (Finding | undefined)[] {
  const lines = materials.filter((line) => (line.early ?? 'block') !== 'block')
  return lines.length > 0 ? [...lines.flatMap((line) => [early(line, stepId), ...permissionsOf(line)]), ...stale] : []
}

const unfit = (stepId: string, ref: string, open: readonly Finding[]): Violation => {
  const refs = [...new Set(open.filter((it) => it.policy === 'block-unless-signed').map((it) => it.violation.ref))]
  return violation('override-unfit/unknown', { stepId, ref, refs }, 'ref')
}
