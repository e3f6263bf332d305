import type { Instant } from '../../events/identifiers.ts'
import type { Step } from '../../events/recipe.ts'
import type { Violation } from '../../events/refusals.ts'
import { type Circumstances, reasons, violation } from './decision.ts'
import type { Person } from './master-data.ts'
import { type IssuedOrder, type Order, orderOnHold, type Snapshot, type StepProgress, wrongStatus } from './order.ts'

/** A step that is under way. */
export type Running = Extract<StepProgress, { status: 'running' }>

/** What every act on a step is judged against. */
export interface Floor {
  readonly order: Order
  readonly snapshot: Snapshot | undefined
  readonly person: Person | undefined
}

/** Where an act finds itself, as far as it got in. */
export interface Place {
  readonly violations: readonly Violation[]
  readonly order?: IssuedOrder
  readonly step?: Step
  readonly progress?: StepProgress
}

/** The gate that all acts on a step share: the order runs, nothing holds it, the step exists, the person is qualified for it. */
export function enter({ order, snapshot, person }: Floor, stepId: string, { at, caller }: Circumstances): Place {
  if (order.status === 'created' || !snapshot)
    return { violations: [wrongStatus(order, 'running', 'release and start it first')] }
  const step = snapshot.steps.find((it) => it.stepId === stepId)
  const violations = reasons(
    order.status !== 'running' &&
      wrongStatus(order, 'running', order.status === 'released' ? 'start it first' : 'no work on it is possible now'),
    order.holds.length > 0 && orderOnHold(order),
    !step && violation('step-unknown', `The recipe of order ${order.orderId} has no step ${stepId}.`, 'stepId'),
    step && caller.kind === 'person' && missingQualifications(step, person, caller.name, at),
  )
  const progress = order.steps[stepId]
  return { violations, order, ...(step && { step }), ...(progress && { progress }) }
}

function missingQualifications(step: Step, person: Person | undefined, name: string, at: Instant): Violation[] {
  return step.qualifications.flatMap((needed) => {
    const held = person?.qualifications.find((it) => it.qualificationId === needed)
    const ref = `step:${step.stepId}`
    if (!held)
      return [
        violation(
          'person-not-qualified',
          `${name} does not have the qualification ${needed} that step ${step.stepId} asks for.`,
          ref,
        ),
      ]
    if (held.validUntil === undefined || held.validUntil > at) return []
    return [
      violation(
        'qualification-expired',
        `The qualification ${needed} of ${name} expired on ${held.validUntil}; it has to be renewed.`,
        ref,
      ),
    ]
  })
}

export const notRunning = (stepId: string): Violation =>
  violation('step-not-running', `Step ${stepId} is not running; start it first.`, `step:${stepId}`)
