import type { StartStep } from '../../../events/order.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveMachine, saveOrder } from '../change.ts'
import { all, type Check, clear, decide, upon } from '../check.ts'
import type { Accepted, Decision } from '../decision.ts'
import { beforeDefinition, candidateThen } from '../equipment/equipment-then.ts'
import { type Candidate, objectionsToEquipment } from '../equipment/fitness.ts'
import { type Machine, occupy } from '../equipment/machine.ts'
import { overdueFindings } from '../equipment/overdue.ts'
import {
  applyPolicies,
  type Entered,
  entered,
  type StepContext,
  spokenOf,
  withoutOverrides,
  workedOn,
} from '../orders/gate.ts'
import { beforePredecessors } from '../orders/late-booking.ts'
import { type BoundOrder, branchOf, isOver, type RunningStep, type Snapshot, withPreIssue } from '../orders/order.ts'
import { type Begun, begin } from '../orders/units.ts'
import { withWarnings } from '../orders/warning-review.ts'
import { isBefore } from '../past.ts'
import { violation } from '../refusal.ts'
import { timersAtStart } from './timer.ts'

interface Starting {
  readonly place: Entered
  readonly begun: Begun | undefined
  readonly warnings: readonly Violation[]
}

/** A step that may start now, with its warnings, or every reason why not. {@link forecast} uses the same check. */
export function startable(
  floor: StepContext & Candidate,
  stepId: string,
  { equipmentId, quantity, reason }: StartStep,
  circumstances: Circumstances,
): Check<Starting> {
  const { at, caller, timeZone } = circumstances
  const place = entered(floor, stepId, circumstances)
  return upon(place, ({ order, snapshot, step, progress }) => {
    const counts = step.flow === 'units'
    const running = progress?.status === 'running' ? progress : undefined
    const { about } = branchOf(snapshot, stepId) ?? {}
    const candidate = candidateThen(floor, circumstances)
    return all({
      place,
      turn: clear(
        progress &&
          !(counts && running) &&
          violation('step-already-started', { stepId, status: progress.status }, `step:${stepId}`),
        waitingFor(order, snapshot, step),
        beforePredecessors(order, step, circumstances),
      ),
      begun: counts
        ? isOver(progress)
          ? clear()
          : begin(order, snapshot, step, quantity)
        : clear(quantity && violation('units-not-available/whole-batch', { stepId }, 'quantity')),
      equipment: clear(
        objectionsToEquipment(order, step, equipmentId, running, candidate, { at, timeZone }, about),
        !running && beforeDefinition(floor, circumstances),
        !running && inUseThen(floor.machine, circumstances),
        !running && lockedOutThen(floor.machine, circumstances),
      ),
      warnings: applyPolicies(
        // Work that has begun goes on, as with a calibration that falls due.
        [...timersAtStart(order, step, at), ...(running ? [] : overdueFindings(candidate, { at, timeZone }))],
        order,
        stepId,
        caller,
        reason,
      ),
    })
  })
}

/** Equipment has no past but its last uses: a step that began before the end of one of them would have shared it. */
function inUseThen(machine: Machine | undefined, when: Circumstances): Violation | undefined {
  const use = machine?.occupancies.find(({ to }) => isBefore(when, to))
  if (!machine || use?.to === undefined) return undefined
  const { equipmentId } = machine
  const { orderId, stepId, to } = use
  return violation(
    'late-booking/equipment-used',
    { equipmentId, orderId, stepId, until: to, occurredAt: when.at },
    'occurredAt',
  )
}

/** No step ran on it while maintenance had it. */
function lockedOutThen(machine: Machine | undefined, when: Circumstances): Violation | undefined {
  const lock = machine?.lockOuts?.find(({ to }) => isBefore(when, to))
  if (!machine || !lock) return undefined
  const { equipmentId } = machine
  const { maintenanceId, to } = lock
  return violation(
    'late-booking/equipment-locked-out',
    { equipmentId, maintenanceId, until: to, occurredAt: when.at },
    'occurredAt',
  )
}

/** A step that counts units may start on units that an earlier step has finished. Any other step waits until the earlier step is over. */
export const waitingFor = (order: BoundOrder, { steps }: Snapshot, step: Step): Violation[] =>
  step.after
    .filter((id) => !isOver(order.steps[id]))
    .filter((id) => !(step.flow === 'units' && steps.some((it) => it.stepId === id && it.flow === 'units')))
    .map((id) => violation('predecessor-incomplete', { stepId: step.stepId, after: id }, `step:${id}`))

export function startStep(
  floor: StepContext & Candidate,
  stepId: string,
  body: StartStep,
  circumstances: Circumstances,
): Decision {
  const start = startable(floor, stepId, body, circumstances)
  return decide({ start }, ({ start }) => started(start, floor.machine, body, circumstances))
}

function started(
  { place: { order, step, progress }, begun, warnings }: Starting,
  machine: Machine | undefined,
  { equipmentId, reason }: StartStep,
  { at, caller }: Circumstances,
): Accepted {
  const { orderId } = order
  const { stepId } = step
  const preIssued = order.preIssued?.[stepId]
  const before: RunningStep =
    progress?.status === 'running'
      ? progress
      : {
          status: 'running',
          startedAt: at,
          ...(equipmentId && { equipmentId }),
          consumed: preIssued?.consumed ?? {},
          ...(preIssued?.exact && { exact: preIssued.exact }),
          results: {},
          workers: preIssued?.workers ?? [],
        }
  const running: RunningStep = { ...workedOn(before, caller, progress && at), ...(begun && { units: begun.units }) }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.step.started.v1',
      data: {
        orderId,
        stepId,
        ...(equipmentId && { equipmentId }),
        ...(begun && { quantity: begun.quantity }),
        ...spokenOf(warnings, reason),
      },
      ...(equipmentId && { about: { type: 'equipment', id: equipmentId } }),
    },
    changes: [
      saveOrder(
        withWarnings(
          {
            ...withPreIssue(order, stepId),
            ...withoutOverrides(order, stepId),
            steps: { ...order.steps, [stepId]: running },
          },
          stepId,
          warnings,
          caller,
        ),
      ),
      ...(equipmentId && machine && progress?.status !== 'running'
        ? [saveMachine(equipmentId, occupy(machine, orderId, stepId, at))]
        : []),
    ],
  }
}
