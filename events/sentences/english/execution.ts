import type { Say, Sentences } from '../sentence.ts'
import type { Amount } from '../words.ts'
import { allOf, amount, anyOf } from './words.ts'

interface Version {
  readonly recipeId: string
  readonly version: string
}
const versionOf = ({ recipeId, version }: Version) => `Version ${version} of recipe ${recipeId}`

interface Passed {
  readonly duration: Amount
  readonly stepId: string
  readonly since: string
  readonly passed: Amount
}
const hasToPass = (since: string, { duration, since: from, passed }: Passed) =>
  `${amount(duration)} have to pass after ${since} (${from}); it has been ${amount(passed)}. Wait for the rest.`
const mayPass = (since: string, { duration, since: from, passed }: Passed) =>
  `At most ${amount(duration)} may pass after ${since} (${from}); it has been ${amount(passed)}.`
interface OfValue {
  readonly parameterId: string
  readonly low?: Amount
  readonly high?: Amount
  readonly duration: Amount
}
const rangeOf = ({ low, high }: { readonly low?: Amount; readonly high?: Amount }) =>
  low && high
    ? `${amount(low)} to ${amount(high)}`
    : low
      ? `${amount(low)} or more`
      : high
        ? `${amount(high)} or less`
        : 'any value'
const completionOf = ({ stepId }: Passed) => `the completion of step ${stepId}`
const startOf = ({ stepId }: Passed) => `the start of step ${stepId}`

/** A step that has begun: `pre-issued` where only material was drawn for it. */
const begun = ({ stepId, state }: { readonly stepId: string; readonly state: string }) =>
  state === 'pre-issued' ? `Material was drawn for step ${stepId}` : `Step ${stepId} is ${state}`

export const execution = {
  'recipe-not-approved/none': ({ recipeId, version }: { recipeId: string; version?: string }) =>
    version === undefined
      ? `Recipe ${recipeId} has no approved version; have one approved first.`
      : `Recipe ${recipeId} has no version ${version}; have it written and approved first.`,
  'recipe-not-approved/status': (p: Version & { status: string }) =>
    `${versionOf(p)} is ${p.status}, not approved; have it approved first.`,
  'recipe-not-approved/not-yet': (p: Version & { from: string }) =>
    `${versionOf(p)} takes effect on ${p.from}; use it from then on.`,
  'recipe-on-hold': (p: Version & { holds: readonly string[] }) =>
    `${versionOf(p)} is on hold (${allOf(p.holds)}); it can be used when the hold is released.`,
  'recipe-wrong-product': (p: Version & { makes: string; product: string }) =>
    `${versionOf(p)} makes ${p.makes}; the order asks for ${p.product}.`,
  'recipe-for-rework': (p: Version) =>
    `${versionOf(p)} is for rework; its steps come into an order only by the disposition of a deviation.`,
  'recipe-not-for-rework': (p: Version) => `${versionOf(p)} is for production; name a recipe for rework.`,
  'unit-mismatch/batch-size': (p: { unit: string; given: string }) =>
    `The batch size of the recipe is in ${p.unit}; ${p.given} measures something else.`,
  'quantity-outside-batch-size': (p: { quantity: Amount; min: Amount; max: Amount }) =>
    `${amount(p.quantity)} is outside the batch size of the recipe, ${amount(p.min)} to ${amount(p.max)}.`,
  'line-not-in-recipe': (p: { lineId: string; materialId: string }) =>
    `The order asks for ${p.materialId} on line ${p.lineId}; the recipe has no such line.`,

  'step-already-started': (p: { stepId: string; status: string }) => `Step ${p.stepId} is ${p.status} already.`,
  'predecessor-incomplete': (p: { stepId: string; after: string }) =>
    `Step ${p.stepId} comes after step ${p.after}, which is not complete; complete that one first.`,
  'drawn-ahead/skip': (p: { stepId: string }) =>
    `Material was drawn for step ${p.stepId}; give it back by a reversal first, or start the step.`,
  'step-not-optional/left-out': (p: { stepId: string }) => `Step ${p.stepId} would be left out.`,
  'step-not-optional/required': (p: { stepId: string }) =>
    `The recipe does not let step ${p.stepId} be left out; execute it.`,
  'timer-running/after-step': (p: Passed) => hasToPass(completionOf(p), p),
  'timer-running/after-start': (p: Passed) => hasToPass(startOf(p), p),
  'timer-exceeded/after-step': (p: Passed) => mayPass(completionOf(p), p),
  'timer-exceeded/after-start': (p: Passed) => mayPass(startOf(p), p),
  'timer-running/inside': (p: OfValue & { inside: Amount; missing: Amount }) =>
    `${p.parameterId} was within ${rangeOf(p)} for ${amount(p.inside)} of ${amount(p.duration)}; ${amount(p.missing)} are missing. A silence does not count.`,
  'timer-running/until': (p: OfValue) =>
    `${p.parameterId} has not reached ${rangeOf(p)}; the time for it, ${amount(p.duration)}, is not over.`,
  'timer-exceeded/outside': (p: OfValue & { since: string; passed: Amount }) =>
    `${p.parameterId} was not within ${rangeOf(p)} for ${amount(p.passed)} in one piece since ${p.since}; at most ${amount(p.duration)} are allowed.`,
  'timer-exceeded/until': (p: OfValue & { since: string; passed: Amount }) =>
    `${p.parameterId} did not reach ${rangeOf(p)} within ${amount(p.duration)} after ${p.since}; ${amount(p.passed)} have passed.`,
  'line-incomplete/below': (p: { lineId: string; materialId: string; least: Amount; consumed: Amount }) =>
    `Line ${p.lineId} needs at least ${amount(p.least)} of ${p.materialId}; ${amount(p.consumed)} are consumed.`,
  'line-incomplete/ahead': (p: { lineId: string }) => `Line ${p.lineId} would stay below its tolerance.`,
  'line-over-tolerance/compensator': (p: { lineId: string; most: Amount }) =>
    `Line ${p.lineId} holds more than the ${amount(p.most)} that its active leaves room for; reject a container of it.`,
  'line-over-tolerance/piece-ahead': (p: { lineId: string }) =>
    `A unit would have more of line ${p.lineId} in it than it takes.`,
  'line-over-tolerance/ahead': (p: { lineId: string }) => `Line ${p.lineId} would go beyond its tolerance.`,

  'parameter-unknown': (p: { stepId: string; item: string }) => `Step ${p.stepId} has no parameter or check ${p.item}.`,
  'parameter-missing': (p: { stepId: string; item: string }) =>
    `${p.item} of step ${p.stepId} has no result yet; record one.`,
  'parameter-missing/unit': (p: { stepId: string; item: string; serial: string }) =>
    `${p.item} of unit ${p.serial} has no result in step ${p.stepId} yet; record one.`,
  'parameter-missing/inputs': (p: { item: string; expression: string; missing: readonly string[] }) =>
    `${p.item} = ${p.expression} cannot be computed yet; ${allOf(p.missing)} ${p.missing.length > 1 ? 'have' : 'has'} no value.`,
  'parameter-missing/division': (p: { item: string; expression: string }) =>
    `${p.item} = ${p.expression} has no value, because it divides by zero; record other results.`,
  'parameter-missing/too-long': (p: { item: string; expression: string; digits: number }) =>
    `${p.item} = ${p.expression} has no value, because it becomes too long; a result has up to ${p.digits} digits before its decimals. Record other results.`,
  'parameter-from-device': (p: { parameterId: string }) =>
    `A device measures ${p.parameterId}; a person would type it.`,
  'parameter-out-of-limits/last': (p: { item: string }) =>
    `The last result of ${p.item} is outside its limits; record a better one.`,
  'parameter-out-of-limits/unit': (p: { item: string; serial: string }) =>
    `The last result of ${p.item} of unit ${p.serial} is outside its limits; record a better one.`,
  'parameter-out-of-limits/calculated': (p: { item: string; expression: string; result: Amount }) =>
    `${p.item} = ${p.expression} is ${amount(p.result)}, outside its limits.`,
  'parameter-out-of-limits/recalculated': (p: { item: string; stepId: string; expression: string; result: Amount }) =>
    `By the correction, ${p.item} = ${p.expression} of step ${p.stepId} becomes ${amount(p.result)}, outside its limits.`,
  'parameter-missing/recalculated': (p: { item: string; stepId: string; expression: string }) =>
    `By the correction, ${p.item} = ${p.expression} of step ${p.stepId} divides by zero and has no value any more.`,
  'parameter-out-of-limits/ahead': (p: { item: string; expression: string }) =>
    `${p.item} = ${p.expression} is computed at the completion and may be outside its limits.`,
  'parameter-out-of-limits/value': (p: { item: string; result: Amount }) =>
    `${p.item} is ${amount(p.result)}, outside its limits.`,
  'parameter-out-of-limits/unreadable': (p: { item: string; sent: string }) =>
    `${p.item} was sent as "${p.sent}", which cannot be read; it counts as outside the limits.`,
  'parameter-out-of-limits/check': (p: { item: string }) => `The check ${p.item} has not passed.`,
  'reason-missing/out-of-limits': (p: { item: string }) =>
    `${p.item} is outside its limits; the recipe accepts that with a reason.`,
  'invalid-request/parameter-value': (p: { parameterId: string; value: string }) =>
    `${p.parameterId} is a number; "${p.value}" is not one.`,
  'invalid-request/check-answer': (p: { checkId: string; answers: readonly string[] }) =>
    `The check ${p.checkId} is answered with ${anyOf(p.answers)}.`,
  'unit-mismatch/parameter': (p: { parameterId: string; unit: string; given: string }) =>
    `${p.parameterId} is measured in ${p.unit}; ${p.given} measures something else.`,

  'signature-missing/step': (p: { role: string; stepId: string; meaning: string }) =>
    `A person with the role ${p.role} has to sign step ${p.stepId} as ${p.meaning}.`,
  'signature-wrong-meaning/step': (p: { stepId: string; meanings: readonly string[]; meaning?: string }) => {
    if (p.meanings.length === 0) return `Step ${p.stepId} asks for no signature.`
    const other = p.meaning === undefined ? '' : `, not as ${p.meaning}`
    return `Step ${p.stepId} asks for a signature as ${anyOf(p.meanings)}${other}.`
  },
  'already-exists/signature': (p: { stepId: string; meaning: string; by: string }) =>
    `Step ${p.stepId} is signed as ${p.meaning} by ${p.by} already.`,
  'signature-same-person/signed-step': (p: { person: string; earlier: string; meaning: string }) =>
    `${p.person} has signed this step as ${p.earlier}; another person has to sign as ${p.meaning}.`,
  'signature-same-person/worked-on-step': (p: { person: string; meaning: string }) =>
    `${p.person} has worked on this step; another person has to sign it as ${p.meaning}.`,
  'signature-same-person/override': (p: { person: string }) =>
    `${p.person} has worked on this step; another person has to override it.`,
  'override-unfit/warning': (p: { because: unknown }, say: Say) =>
    `${say(p.because)} It needs no override: give a reason where you act on the step.`,
  'override-unfit/blocked': (p: { because: unknown }, say: Say) =>
    `${say(p.because)} The recipe does not let that be overridden.`,
  'override-unfit/unknown': ({ stepId, ref, refs }: { stepId: string; ref: string; refs: readonly string[] }) =>
    refs.length === 0
      ? `Nothing named ${ref} stands against step ${stepId}; nothing of it can be overridden now.`
      : `Nothing named ${ref} stands against step ${stepId}; what can be overridden now is ${anyOf(refs)}.`,
  'already-exists/override': (p: { stepId: string; ref: string }) =>
    `${p.ref} of step ${p.stepId} is overridden already.`,

  'change-without-effect/new-orders': (p: { version: string }) =>
    `New orders take version ${p.version} already; the change would change nothing.`,
  'change-without-effect/order': (p: { orderId: string; version: string }) =>
    `Order ${p.orderId} has version ${p.version} already; the change would change nothing.`,
  'change-without-effect/quantity': (p: { orderId: string; quantity: Amount }) =>
    `Order ${p.orderId} makes ${amount(p.quantity)} already; the change would change nothing.`,
  'change-incompatible/quantity-begun': (p: { orderId: string; begun: Amount; quantity: Amount }) =>
    `${amount(p.begun)} of order ${p.orderId} have begun; it cannot make ${amount(p.quantity)} any more. Name no less than what has begun, or close it short.`,
  'change-incompatible/quantity-over': (p: { orderId: string; quantity: Amount; steps: readonly string[] }) =>
    `${p.steps.length > 1 ? 'Steps' : 'Step'} ${allOf(p.steps)} of order ${p.orderId} ${p.steps.length > 1 ? 'are over and have' : 'is over and has'} worked for ${amount(p.quantity)}; make what is more by an order of its own.`,
  'change-incompatible/split-begun': (p: { orderId: string }) =>
    `All of order ${p.orderId} has begun, so no part of it can become an order of its own.`,
  'change-incompatible/split-most': (p: { orderId: string; most: Amount; quantity: Amount }) =>
    `Order ${p.orderId} makes ${amount(p.quantity)}; ${amount(p.most)} of it have not begun. Name no more than that, and leave something to the order.`,
  'change-incompatible/line-too-full': (p: { lineId: string; quantity: Amount }) =>
    `Line ${p.lineId} holds more than an order of ${amount(p.quantity)} may take; give some of it back first.`,
  'change-outdated': (p: { orderId: string }) =>
    `Order ${p.orderId} was changed or reworked since this change was proposed; propose it anew.`,
  'already-exists/change': (p: { orderId: string; changeId: string; status: string }) =>
    `Change ${p.changeId} of order ${p.orderId} exists already, in status ${p.status}; choose another id.`,
  'invalid-request/remainder-id': (p: { remainderOrderId: string; atMost: number }) =>
    `The order of the rest would be called ${p.remainderOrderId}, which is longer than ${p.atMost} characters; name it by remainderOrderId.`,
  'change-wrong-status': (p: { changeId: string; status: string; needed: readonly string[] }) =>
    `Change ${p.changeId} is ${p.status}, not ${anyOf(p.needed)}.`,
  'signature-same-person/proposed-change': (p: { person: string; meaning: string }) =>
    `${p.person} proposed this change; another person has to sign as ${p.meaning}.`,
  'signature-same-person/reviewed-change': (p: { person: string; meaning: string }) =>
    `${p.person} reviewed this change; another person has to sign as ${p.meaning}.`,
  'change-incompatible/two-steps': (p: { stepId: string }) =>
    `Two steps would be called ${p.stepId}; rename the one of the recipe.`,
  'change-incompatible/made-units': (p: { version: string; lineId: string }) =>
    `Units are made, and version ${p.version} changes what each has of line ${p.lineId}; let the change take effect at the next batch, or rework the units.`,
  'change-incompatible/too-large': (p: { orderId: string }) =>
    `With its rework, order ${p.orderId} would become too large; let the change take effect at the next batch.`,
  'change-incompatible/step-gone': (p: { stepId: string; state: string; version: string }) =>
    `${begun(p)}, and version ${p.version} does not have that step; let the change take effect at the next batch.`,
  'change-incompatible/step-changed': (p: {
    stepId: string
    state: string
    version: string
    fields: readonly string[]
  }) =>
    `${begun(p)}, and version ${p.version} changes fields of that step (${allOf(p.fields)}); let the change take effect at the next batch.`,
  'change-incompatible/end-not-kept': (p: { stepId: string; earlier: string }) =>
    `Step ${p.stepId} asks when step ${p.earlier} ended; the order has not kept it, because no step asked for it before.`,
  'change-incompatible/workers-not-kept': (p: { stepId: string; earlier: string }) =>
    `Step ${p.stepId} asks who worked on step ${p.earlier}; the order has not kept it, because no step asked for it before.`,
  'change-incompatible/containers-not-kept': (p: { stepId: string; earlier: string }) =>
    `Step ${p.stepId} charges the containers of step ${p.earlier}; the order has not kept them, because no step charged them before.`,
  'remainder-unavailable/no-units': (p: { orderId: string }) =>
    `No step of order ${p.orderId} counts units, so the order has no rest to part; let the change take effect at the next batch or immediately.`,
  'remainder-unavailable/nothing-begun': (p: { orderId: string }) =>
    `Order ${p.orderId} has begun nothing; let the change take effect immediately.`,
  'remainder-unavailable/all-begun': (p: { orderId: string; quantity: Amount }) =>
    `Order ${p.orderId} has begun all of its ${amount(p.quantity)}; nothing remains.`,
  'remainder-unavailable/line-too-full': (p: { lineId: string; begun: Amount }) =>
    `Line ${p.lineId} holds more than ${amount(p.begun)} may take; give back what was drawn beyond that.`,
  'remainder-unavailable/too-large': (p: { orderId: string; atMost: number }) =>
    `With lines of its own, a part of order ${p.orderId} has a procedure of more than ${p.atMost} bytes; let the change take effect at the next batch.`,
  'already-exists/remainder': (p: { orderId: string }) =>
    `Order ${p.orderId} exists already; name the order of the rest otherwise.`,

  'exception-unknown': (p: { orderId: string; exceptionId: string }) =>
    `The batch of order ${p.orderId} has no exception ${p.exceptionId} to review.`,
  'exception-not-reviewed': (p: { exceptionId: string }) =>
    `Exception ${p.exceptionId} has not been reviewed; review and sign it first.`,
  'signature-same-person/review': (p: { person: string }) =>
    `${p.person} signed this exception; another person has to review it.`,
  'batch-decided': (p: { orderId: string; decision: string }) =>
    `The batch of order ${p.orderId} is ${p.decision} already; a batch is decided once.`,
  'late-booking/time-missing': () =>
    'A lateReason says why an act was not booked when it happened. Give occurredAt, the time of the act, or leave lateReason out.',
  'late-booking/reason-missing': (p: { occurredAt: string }) =>
    `Say in lateReason why the act of ${p.occurredAt} was not booked then.`,
  'late-booking/future': (p: { occurredAt: string; recordedAt: string }) =>
    `${p.occurredAt} has not come yet: here it is ${p.recordedAt}. Correct occurredAt, or leave it out for an act of now.`,
  'late-booking/too-far-back': (p: { occurredAt: string; earliest: string; days: number }) =>
    `${p.occurredAt} is more than ${p.days} days ago; an act can be booked back to ${p.earliest}. Put a comment on the record instead.`,
  'late-booking/before-release': (p: { orderId: string; releasedAt: string; occurredAt: string }) =>
    `Order ${p.orderId} was released on ${p.releasedAt}, after ${p.occurredAt}. Correct occurredAt.`,
  'late-booking/before-receipt': (p: { lotId: string; receivedAt: string; occurredAt: string }) =>
    `Lot ${p.lotId} was received or made on ${p.receivedAt}, after ${p.occurredAt}. Name the lot that was used then, or correct occurredAt.`,
  'late-booking/before-decision': (p: { lotId: string; decidedAt: string; occurredAt: string }) =>
    `The status or the dates of lot ${p.lotId} were last decided on ${p.decidedAt}, after ${p.occurredAt}, and what they were before is not kept. Book it for that time or later, or now without a time, and say in a comment when it was.`,
  'late-booking/before-start': (p: { stepId: string; startedAt: string; occurredAt: string }) =>
    `Step ${p.stepId}, or its present round, began on ${p.startedAt}, after ${p.occurredAt}. Correct occurredAt.`,
  'late-booking/before-act': (p: { stepId: string; lastAt: string; occurredAt: string }) =>
    `The last act in step ${p.stepId} was on ${p.lastAt}, after ${p.occurredAt}. Give a time that is not before it.`,
  'late-booking/before-predecessor': (p: { stepId: string; after: string; endedAt: string; occurredAt: string }) =>
    `Step ${p.stepId} comes after step ${p.after}, which ended on ${p.endedAt}, after ${p.occurredAt}. Correct occurredAt.`,
  'late-booking/before-value': (p: { stepId: string; parameterId: string; until: string; occurredAt: string }) =>
    `Of what devices measured of ${p.parameterId} in step ${p.stepId} until ${p.until} only the sums are kept, and ${p.occurredAt} is before that. Complete the step for that time or later, or now without a time, and say in a comment when it ended.`,
  'late-booking/unit-measured': (p: {
    stepId: string
    parameterId: string
    serial: string
    until: string
    occurredAt: string
  }) =>
    `${p.parameterId} of unit ${p.serial} was measured in step ${p.stepId} on ${p.until}, after ${p.occurredAt}; so it had not left. Correct occurredAt.`,
  'late-booking/before-result': (p: { item: string; lastAt: string; occurredAt: string }) =>
    `The step is repeated until ${p.item} passes, and its last result is of ${p.lastAt}, after ${p.occurredAt}. Results that decide a repeat are booked in their order.`,
  'late-booking/equipment-undefined': (p: { equipmentId: string; since: string; occurredAt: string }) =>
    `What equipment ${p.equipmentId} was before ${p.since} is not known, and ${p.occurredAt} is before that. Correct occurredAt, or book it now without a time and say in a comment when it was.`,
  'late-booking/equipment-used': (p: {
    equipmentId: string
    orderId: string
    stepId: string
    until: string
    occurredAt: string
  }) =>
    `Equipment ${p.equipmentId} was in use by order ${p.orderId}, step ${p.stepId}, until ${p.until}, after ${p.occurredAt}. Correct occurredAt.`,
} as const satisfies Sentences
