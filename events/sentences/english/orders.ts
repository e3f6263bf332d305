import type { Say, Sentences } from '../sentence.ts'
import type { Amount } from '../words.ts'
import { allOf, amount, anyOf } from './words.ts'

/** The status of an order, and those that were needed. */
export interface Standing {
  readonly orderId: string
  readonly status: string
  readonly needed: readonly string[]
}

type Stood = Pick<Standing, 'orderId' | 'status'>
/** The field of an order that a message would change. */
type Changed = Stood & { readonly field: string }

const fieldNames: Readonly<Record<string, string>> = {
  recipeId: 'recipe',
  dueAt: 'due date',
  materials: 'list of materials',
  allocations: 'list of allocated lots',
}
const fieldOf = (field: string): string => fieldNames[field] ?? field

interface Qualification {
  readonly person: string
  readonly qualificationId: string
  readonly stepId: string
}

const level = (level: number | undefined) => (level === undefined ? '' : ` at level ${level}`)
const wrongStatus = (cure: string) => (p: Standing) =>
  `Order ${p.orderId} is ${p.status}, not ${anyOf(p.needed)}; ${cure}.`

export const orders = {
  'order-wrong-status/release-and-start': wrongStatus('release and start it first'),
  'order-wrong-status/start': wrongStatus('start it first'),
  'order-wrong-status/no-work': wrongStatus('no work on it is possible now'),
  'order-wrong-status/change-before-release': wrongStatus('it can be changed only before its release to the floor'),
  'order-wrong-status/released-before': wrongStatus('it was released before'),
  'order-wrong-status/change-under-way': wrongStatus('only an order that is under way is changed in flight'),
  'order-wrong-status/not-executed': wrongStatus('it has not been executed'),
  'order-wrong-status/record-incomplete': wrongStatus('a batch is released when its record is complete'),
  'order-wrong-status/end-first': wrongStatus('complete or abort it first'),
  'order-wrong-status/rework-under-way': wrongStatus('it can be reworked only while it is under way'),
  'order-wrong-status/nothing-to-plan': wrongStatus('nothing of it is left to plan'),
  'order-wrong-status/not-in-plan': wrongStatus('it is planned from its release to its end'),
  'order-wrong-status/cancel-under-way': (p: Standing) =>
    `Order ${p.orderId} is ${p.status} and has begun, so no message withdraws it. A supervisor aborts it (POST /v1/orders/${p.orderId}/abort), or closes it short and keeps what it made (POST /v1/orders/${p.orderId}/close-short).`,
  'order-wrong-status/cancel-ended': (p: Standing) =>
    `Order ${p.orderId} is ${p.status}; it is over, and nothing of it is left to withdraw.`,
  'order-wrong-status/erp-state': (p: Stood & { told: string }) =>
    `Order ${p.orderId} is ${p.status} here, not ${p.told}. Only the plant starts, holds, completes and closes an order; send it as Released.`,
  'not-found/order-told': (p: { orderId: string; told: string }) =>
    `Order ${p.orderId} is not known here and the message says that it is ${p.told}; send it as Released to have it made.`,
  'order-wrong-status/erp-change-quantity': (p: Changed) =>
    `Order ${p.orderId} is ${p.status}, so a message does not change its quantity; a planner or a supervisor does (POST /v1/orders/${p.orderId}/change-quantity).`,
  'order-wrong-status/erp-change-plan': (p: Changed) =>
    `Order ${p.orderId} is ${p.status}, so a message does not change its ${fieldOf(p.field)}; a planner does (POST /v1/orders/${p.orderId}/prioritize).`,
  'order-wrong-status/erp-change-version': (p: Changed) =>
    `Order ${p.orderId} is ${p.status}, so a message does not change the version of its recipe; propose it as a change in flight (POST /v1/orders/${p.orderId}/changes).`,
  'order-wrong-status/erp-change': (p: Changed) =>
    `Order ${p.orderId} is ${p.status}; its ${fieldOf(p.field)} has been fixed since its release. Have it aborted, and send a new order.`,
  'order-wrong-status/erp-change-ended': (p: Changed) =>
    `Order ${p.orderId} is ${p.status}; its ${fieldOf(p.field)} does not change any more. Send a new order for what is still needed.`,
  'order-wrong-status/needs-nothing': wrongStatus('it needs nothing more'),
  'order-wrong-status/units-under-way': wrongStatus('its units have their numbers only while it is under way'),
  'order-wrong-status/to-start': wrongStatus('it cannot start now'),
  'order-wrong-status/to-pause': wrongStatus('it cannot pause now'),
  'order-wrong-status/to-resume': wrongStatus('it cannot resume now'),
  'order-wrong-status/to-abort': wrongStatus('it cannot abort now'),
  'order-wrong-status/to-complete': wrongStatus('it cannot complete now'),
  'order-wrong-status/to-close': wrongStatus('it cannot close now'),
  'order-wrong-status/to-close-short': wrongStatus('only an order that has begun is closed short; abort it otherwise'),
  'order-wrong-status/to-change-quantity': wrongStatus('only the quantity of an order under way is changed'),
  'order-wrong-status/to-split': wrongStatus('only an order under way is split'),
  'order-wrong-status/to-correct': wrongStatus('its record is closed'),
  'order-wrong-status/activity': (p: Standing & { activity: string }) =>
    wrongStatus(`${p.activity} cannot be done for it now`)(p),
  'order-wrong-status/batch-undecided': (p: { orderId: string }) =>
    `The batch of order ${p.orderId} is not decided; quality has to release or reject it first.`,
  'order-on-hold': (p: { orderId: string; holds: readonly string[] }) =>
    `Order ${p.orderId} is on hold (${allOf(p.holds)}); work goes on when the hold is released.`,
  'already-exists/order': (p: { orderId: string; status: string }) =>
    `Order ${p.orderId} exists already, in status ${p.status}; choose another id.`,
  'steps-incomplete': (p: { orderId: string; steps: readonly string[] }) =>
    `These steps of order ${p.orderId} are not complete: ${allOf(p.steps)}; complete or skip them first.`,
  'nothing-produced': (p: { orderId: string; product: string }) =>
    `Order ${p.orderId} has produced no lot of ${p.product} yet; produce one, which after its step a supervisor or quality does with a reason, or abort the order.`,
  'units-unfinished': (p: {
    orderId: string
    units: readonly { serial: string; lotId?: string; stepId?: string }[]
    others: number
  }) => {
    const named = p.units.map(({ serial, lotId, stepId }) => {
      const where = [stepId === undefined ? [] : `step ${stepId}`, lotId === undefined ? [] : `lot ${lotId}`].flat()
      return where.length > 0 ? `${serial} (${where.join(', ')})` : serial
    })
    const others = p.others > 0 ? ` and ${p.others} more` : ''
    return `Units of order ${p.orderId} are begun and neither made nor lost: ${named.join(', ')}${others}. Make them, scrap them by their serial numbers, take their parts out, or put back what was taken for a repair.`
  },
  'unit-mismatch/order': (p: { unit: string; given: string }) =>
    `The order counts in ${p.unit}; ${p.given} measures something else.`,
  'unit-mismatch/part-of-piece': (p: { quantity: Amount }) =>
    `${amount(p.quantity)} is no whole number of pieces; an order counts pieces one by one.`,
  'units-not-available/none': (p: { stepId: string }) =>
    `Step ${p.stepId} has begun all units that have come to it; finish units in the step before.`,
  'units-not-available/to-start': (p: { stepId: string; ready: Amount; asked: Amount }) =>
    `${amount(p.ready)} can start in step ${p.stepId}, not ${amount(p.asked)}.`,
  'units-not-available/under-way': (p: { stepId: string; underWay: Amount; asked: Amount }) =>
    `${amount(p.underWay)} are under way in step ${p.stepId}, not ${amount(p.asked)}.`,
  'units-not-available/to-make': (p: { stepId: string; left: Amount; asked: Amount }) =>
    `Step ${p.stepId} has worked on units for ${amount(p.left)} more of the product, not ${amount(p.asked)}; start or finish the units first.`,
  'units-not-available/whole-batch': (p: { stepId: string }) =>
    `Step ${p.stepId} works on the whole batch and counts no units; leave the quantity out.`,

  'step-unknown/in-recipe': (p: { orderId: string; stepId: string }) =>
    `The recipe of order ${p.orderId} has no step ${p.stepId}.`,
  'step-not-running': (p: { stepId: string }) => `Step ${p.stepId} is not running; start it first.`,

  'same-person/step': (p: { person: string; stepId: string; earlier: string }) =>
    `${p.person} worked on step ${p.earlier}; another person has to do step ${p.stepId}.`,
  'same-person/override': (p: { person: string; because: unknown }, say: Say) =>
    `${p.person} has overridden this and may not act on it: ${say(p.because)} Another person has to.`,
  'same-person/own-qualifications': (p: { person: string }) =>
    `${p.person} cannot write what ${p.person} is qualified for; another person does.`,
  'reason-missing/step-over': (p: { stepId: string }) =>
    `Step ${p.stepId} is over; say why its output is recorded only now.`,
  'reason-missing/warning': (p: { because: unknown }, say: Say) => `${say(p.because)} It is accepted with a reason.`,
  'signature-missing/override': () => 'Another person may override it with a signature.',

  'person-not-qualified': (p: Qualification & { level?: number }) =>
    `${p.person} does not have the qualification ${p.qualificationId}${level(p.level)} that step ${p.stepId} asks for.`,
  'person-not-qualified/level': (p: Qualification & { held: number; level: number }) =>
    `The qualification ${p.qualificationId} of ${p.person} is of level ${p.held}; step ${p.stepId} asks for level ${p.level}.`,
  'person-not-qualified/not-yet': (p: Qualification & { from: string }) =>
    `The qualification ${p.qualificationId} of ${p.person} that step ${p.stepId} asks for begins on ${p.from}.`,
  'person-not-qualified/then': (p: Qualification & { on: string }) =>
    `On ${p.on} the record had no valid qualification ${p.qualificationId} of ${p.person} for step ${p.stepId}; it was entered afterwards. If it was valid by then, an engineer says so in its validFrom; otherwise open a deviation.`,
  'qualification-expired': (p: Qualification & { on: string }) =>
    `The qualification ${p.qualificationId} of ${p.person} expired on ${p.on}; it has to be renewed.`,
  'qualification-expired/retraining': (p: Qualification & { since: string }) =>
    `The qualification ${p.qualificationId} of ${p.person} asks for a retraining since ${p.since}.`,
} as const satisfies Sentences
