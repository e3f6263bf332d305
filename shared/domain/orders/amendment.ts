import type { Violation } from '../../../events/refusals.ts'
import type { Caller, Circumstances } from '../caller.ts'
import { all, type Check, clear, given, none, present, upon } from '../check.ts'
import { orderOnHold } from '../on-hold.ts'
import { objectionsToPerson } from '../people/qualification.ts'
import { reasons, violation } from '../refusal.ts'
import { type Entered, type StepContext, samePerson } from './gate.ts'
import { beforeRelease, objectionsToTime } from './late-booking.ts'
import { type BoundOrder, type RunningStep, wrongStatus } from './order.ts'

/** A step whose record is corrected. */
export interface Amended extends Entered {
  /** The step, if it still runs. A correction of a step that is over, or of an order that has ended, is an exception that quality reviews. */
  readonly running: RunningStep | undefined
}

/** Who may correct what a step recorded after it is over. */
const correctors = ['supervisor', 'quality'] as const

export const mayCorrect = ({ roles }: Caller): boolean => correctors.some((role) => roles.includes(role))

/**
 * The gate for a correction of what a step recorded: possible until quality decides on the batch. While the step runs, people who are qualified for it
 * correct it; afterwards a supervisor or quality. Another rule says whether a hold on the order stops it.
 * @param objectionsTo says who may correct it instead, whether the step runs or not
 */
export function amendable(
  floor: StepContext,
  stepId: string,
  { at, caller }: Circumstances,
  objectionsTo: ObjectionsTo = overForCaller,
): Check<Amended> {
  const { order, snapshot, person } = floor
  if (order.status === 'created' || !snapshot) return none(wrongStatus(order, ['running'], 'release-and-start'))
  const { orderId } = order
  const progress = order.steps[stepId]
  const isUnderWay = order.status === 'running' || order.status === 'paused'
  const running = isUnderWay && progress?.status === 'running' ? progress : undefined
  const step = present(
    snapshot.steps.find((it) => it.stepId === stepId),
    () => violation('step-unknown/in-recipe', { orderId, stepId }, 'stepId'),
  )
  return upon(
    all({
      order: given(
        order,
        order.status === 'closed' && wrongStatus(order, ['running', 'held', 'completed', 'aborted'], 'to-correct'),
        decided(order),
      ),
      snapshot: given(snapshot),
      step,
      who: upon(step, (it) =>
        clear(
          caller.kind === 'person' &&
            (running && objectionsTo === overForCaller
              ? reasons(objectionsToPerson(it, person, caller.name, { at }), samePerson(order, it, caller))
              : objectionsTo(stepId, caller)),
        ),
      ),
    }),
    ({ who: _who, ...place }) => given({ ...place, progress, running }),
  )
}

/**
 * The gate for units that their order left unmade, and that are scrapped after its last step, also after the decision on its batch: they stand in the
 * house until somebody does. A supervisor or quality scraps them.
 */
export function afterLastStep(
  { order, snapshot }: StepContext,
  stepId: string,
  circumstances: Circumstances,
): Check<Entered> {
  const { caller } = circumstances
  if (order.status === 'created' || !snapshot) return none(wrongStatus(order, ['running'], 'release-and-start'))
  const { orderId } = order
  return all({
    order: given(
      order,
      orderOnHold(order),
      objectionsToTime(circumstances),
      beforeRelease(order, circumstances),
      caller.kind === 'person' && overForCaller(stepId, caller),
    ),
    snapshot: given(snapshot),
    step: present(
      snapshot.steps.find((it) => it.stepId === stepId),
      () => violation('step-unknown/in-recipe', { orderId, stepId }, 'stepId'),
    ),
    progress: given(order.steps[stepId]),
  })
}

type ObjectionsTo = (stepId: string, caller: Caller) => Violation | undefined

const overForCaller: ObjectionsTo = (stepId, caller) =>
  mayCorrect(caller)
    ? undefined
    : violation('forbidden/step-over', { person: caller.name, stepId, roles: correctors }, `step:${stepId}`)

/** The batch is decided: its record stays as quality has seen it. */
export const decided = ({ orderId, decision }: BoundOrder): Violation | undefined =>
  decision && violation('batch-decided', { orderId, decision }, `order:${orderId}`)

/** The order with one more exception for quality. Who caused it does not review it. */
export const withException = (order: BoundOrder, exceptionId: string, { id, kind }: Caller): BoundOrder => ({
  ...order,
  exceptions: [...(order.exceptions ?? []), exceptionId],
  ...(kind === 'person' && { signers: { ...order.signers, [exceptionId]: id } }),
})
