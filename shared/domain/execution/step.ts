import type { EquipmentId } from '../../../events/identifiers.ts'
import type { CompleteStep, StartStep } from '../../../events/order.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import { all, type Check, clear, decide, given, none, upon } from '../check.ts'
import type { Accepted, Decision } from '../decision.ts'
import { type Candidate, objectionsToEquipment } from '../equipment/fitness.ts'
import { type Machine, occupy, vacate } from '../equipment/machine.ts'
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
import {
  type BoundOrder,
  branchOf,
  isOver,
  type RunningStep,
  type Snapshot,
  type StepProgress,
  type Units,
  withPreIssue,
} from '../orders/order.ts'
import { isAboutSignature } from '../orders/rule.ts'
import { type Begun, begin, finish, isThrough, noUnits } from '../orders/units.ts'
import { type AvailableStock, nothingAvailable } from '../production/available-stock.ts'
import { type Booked, book, bookNothing, tooEarly } from '../production/backflush.ts'
import { unitsLacking } from '../production/unit.ts'
import { yieldAndBalanceWithout } from '../production/yield-and-balance.ts'
import { isMore, millisecondsIn } from '../quantity.ts'
import { violation } from '../refusal.ts'
import type { Sublot } from '../stock/lot.ts'
import { lackingAtEnd } from './ending.ts'
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
  { at, caller }: Circumstances,
): Check<Starting> {
  const place = entered(floor, stepId, { at, caller })
  return upon(place, ({ order, snapshot, step, progress }) => {
    const counts = step.flow === 'units'
    const running = progress?.status === 'running' ? progress : undefined
    const { about } = branchOf(snapshot, stepId) ?? {}
    return all({
      place,
      turn: clear(
        progress &&
          !(counts && running) &&
          violation('step-already-started', { stepId, status: progress.status }, `step:${stepId}`),
        waitingFor(order, snapshot, step),
      ),
      begun: counts && !isOver(progress) ? begin(order, snapshot, step, quantity) : clear(),
      equipment: clear(objectionsToEquipment(order, step, equipmentId, running, floor, at, about)),
      warnings: applyPolicies(timersAtStart(order, step, at), order, stepId, caller, reason),
    })
  })
}

/** A step that counts units may start on units that an earlier step has finished. Any other step waits until the earlier step is over. */
const waitingFor = (order: BoundOrder, { steps }: Snapshot, step: Step): Violation[] =>
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
          results: {},
          workers: preIssued?.workers ?? [],
        }
  const running: RunningStep = { ...workedOn(before, caller), ...(begun && { units: begun.units }) }
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
      saveOrder({
        ...withPreIssue(order, stepId),
        ...withoutOverrides(order, stepId),
        steps: { ...order.steps, [stepId]: running },
      }),
      ...(equipmentId && machine && progress?.status !== 'running'
        ? [saveMachine(equipmentId, occupy(machine, orderId, stepId, at))]
        : []),
    ],
  }
}

const saveMachine = (equipmentId: EquipmentId, value: Machine): Change => ({
  change: 'save',
  kind: 'machine',
  id: equipmentId,
  value,
})

interface Completing extends StepContext {
  readonly shelf?: AvailableStock | undefined
  /** Sublots of the units that the order has made. */
  readonly units?: readonly Sublot[] | undefined
}

/** A running step with its units after this completion; undefined for a batch step. */
interface Counted {
  readonly place: Entered
  readonly running: RunningStep
  readonly units: Units | undefined
}

function countedAt(
  floor: StepContext,
  stepId: string,
  body: CompleteStep,
  circumstances: Circumstances,
): Check<Counted> {
  const place = entered(floor, stepId, circumstances)
  const running = runningAt(place)
  const units = upon(
    all({ place, running }),
    ({ place: { order, snapshot, step }, running }): Check<Units | undefined> =>
      step.flow === 'units' ? finish(order, snapshot, step, running.units ?? noUnits, body) : strayUnits(step, body),
  )
  return all({ place, running, units })
}

const strayUnits = ({ stepId }: Step, { quantity, scrapped }: CompleteStep): Check<undefined> =>
  quantity || scrapped ? none(violation('units-not-available/whole-batch', { stepId }, 'quantity')) : clear()

/** The result of a completion: the step ends, or some of its units do. */
interface Completion {
  readonly counted: Counted
  readonly ends: boolean
  readonly booked: Booked
  readonly warnings: readonly Violation[]
}

/**
 * A step that can be completed now, or whose units can be finished, with its warnings, or every reason why not. It is judged as it will be after its
 * backflush.
 */
export function completable(
  floor: Completing,
  stepId: string,
  body: CompleteStep,
  { at, caller }: Circumstances,
): Check<Completion> {
  const counted = countedAt(floor, stepId, body, { at, caller })
  return upon(counted, ({ place: { order, snapshot, step }, running, units }) => {
    // The signatures do not cover the units reported now, so the step ends only after new signatures.
    const signsAnew = units !== undefined && step.signatures.length > 0 && tellsMore(units, running.units)
    const ends = !units || (isThrough(order, snapshot, step, units) && !signsAnew)
    const after = units ? { ...running, units } : running
    // The requirements of the step are checked when its last unit is finished.
    const booked = ends
      ? book({ order, step, running: after }, body.backflush ?? [], floor.shelf ?? nothingAvailable, at)
      : bookNothing(order, after, tooEarly(step, body.backflush))
    const end = { order: booked.order, snapshot, step, running: booked.running }
    const lacking = ends ? [...booked.findings, ...lackingAtEnd(end, at)] : []
    const isOfStep = (lineId: string) => step.materials.some((it) => it.lineId === lineId)
    return all({
      counted,
      ends: given(ends),
      booked: given(booked, booked.violations),
      warnings: applyPolicies(lacking, order, stepId, caller, body.reason),
      parts: clear(ends && unitsLacking(order, floor.units ?? [], isOfStep)),
    })
  })
}

const tellsMore = (units: Units, before = noUnits): boolean =>
  isMore(units.finished, before.finished) || isMore(units.scrapped, before.scrapped)

export function completeStep(
  floor: Completing,
  machine: Machine | undefined,
  stepId: string,
  body: CompleteStep,
  circumstances: Circumstances,
): Decision {
  const completion = completable(floor, stepId, body, circumstances)
  return decide({ completion }, ({ completion }) => completed(completion, machine, body.reason, circumstances))
}

function completed(
  { counted, ends, booked, warnings }: Completion,
  machine: Machine | undefined,
  reason: string | undefined,
  circumstances: Circumstances,
): Accepted {
  const { place, units } = counted
  const { snapshot, step } = place
  const { order, running, consumed } = booked
  const { orderId } = order
  const { stepId } = step
  const { at } = circumstances
  const { equipmentId } = running
  const { unit } = order.quantity
  const amounts = units && {
    finished: { value: units.finished, unit },
    scrapped: { value: units.scrapped, unit },
  }
  const data = { orderId, stepId, ...(equipmentId && { equipmentId }), ...spokenOf(warnings, reason) }
  const about = equipmentId && ({ about: { type: 'equipment', id: equipmentId } } as const)
  if (!ends && amounts)
    return {
      outcome: 'accepted',
      fact: { type: 'andon.step.progressed.v1', data: { ...data, ...amounts }, ...about },
      changes: [
        saveOrder({
          ...order,
          ...withoutOverrides(order, stepId, isAboutSignature),
          steps: { ...order.steps, [stepId]: workedOn(running, circumstances.caller) },
        }),
      ],
    }
  const over = remembered(snapshot, step, running, units?.finished, circumstances)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.step.completed.v1',
      data: { ...data, ...amounts, ...(consumed.length > 0 && { consumed: [...consumed] }) },
      ...about,
    },
    ...(booked.pointers.length > 0 && { pointers: booked.pointers }),
    changes: [
      saveOrder({ ...order, ...withoutOverrides(order, stepId), steps: { ...order.steps, [stepId]: over } }),
      ...booked.changes,
      ...(equipmentId && machine
        ? [saveMachine(equipmentId, { ...vacate(machine, orderId, at, stepId), ...leftBehind(order, step, at) })]
        : []),
    ],
  }
}

/** What later steps need of a step that is over: its end, its workers and its finished units. */
function remembered(
  { steps }: Snapshot,
  { stepId }: Step,
  { workers, signed = {} }: RunningStep,
  finished: Decimal | undefined,
  { at, caller }: Circumstances,
): StepProgress {
  const clocked = steps.some((it) => it.timers.some((timer) => timer.from === stepId))
  const named = steps.some((it) => it.notBySamePersonAs.includes(stepId))
  // A person who verified the step and then completes it has not worked on it.
  const isWorker = caller.kind === 'person' && !Object.values(signed).includes(caller.id)
  const everybody = isWorker ? [...new Set([...workers, caller.id])] : workers
  return {
    status: 'completed',
    ...(clocked && { completedAt: at }),
    ...(named && { workers: everybody }),
    ...(finished !== undefined && { finished }),
  }
}

/** The state in which a step leaves its equipment: clean for some time, dirty, or set up for the product. */
const leftBehind = (
  { product }: BoundOrder,
  { kind, cleanFor, leavesDirty }: Step,
  at: string,
): Pick<Machine, 'cleanUntil' | 'setUpFor'> => ({
  ...(kind === 'set-up' && { setUpFor: product }),
  ...(leavesDirty && { cleanUntil: at }),
  ...(kind === 'cleaning' && cleanFor && { cleanUntil: after(at, cleanFor) }),
})

/** The state in which an aborted step leaves its equipment: dirty as after completion; an aborted set-up does not count. */
export function brokenOff(machine: Machine, orderId: string, steps: readonly Step[], at: string): Machine {
  const here = occupationsOf(machine, orderId).flatMap((id) => steps.find(({ stepId }) => stepId === id) ?? [])
  const { setUpFor, ...rest } = vacate(machine, orderId, at)
  const keepsSetUp = setUpFor !== undefined && !here.some(({ kind }) => kind === 'set-up')
  return {
    ...rest,
    ...(keepsSetUp && { setUpFor }),
    ...(here.some(({ leavesDirty }) => leavesDirty) && { cleanUntil: at }),
  }
}

const occupationsOf = ({ occupancies }: Machine, orderId: string): string[] =>
  occupancies.flatMap((it) => (it.orderId === orderId && it.to === undefined ? [it.stepId] : []))

const after = (at: string, duration: Amount): string =>
  new Date(Date.parse(at) + millisecondsIn(duration)).toISOString()

/** Skips a step, if the recipe allows it. */
export function skipStep(
  floor: StepContext,
  stepId: string,
  reason: string | undefined,
  circumstances: Circumstances,
): Decision {
  const place = entered(floor, stepId, circumstances)
  const warnings = upon(place, ({ order, snapshot, step }) => {
    const findings = [notOptional(step), ...yieldAndBalanceWithout(order, snapshot, step)]
    return applyPolicies(findings, order, stepId, circumstances.caller, reason)
  })
  const untouched = upon(place, ({ order, snapshot, step, progress }) =>
    clear(
      progress && violation('step-already-started', { stepId, status: progress.status }, `step:${stepId}`),
      order.preIssued?.[stepId] && violation('drawn-ahead/skip', { stepId }, `step:${stepId}`),
      waitingFor(order, snapshot, { ...step, flow: 'batch' }),
    ),
  )
  return decide({ place, untouched, warnings }, ({ place: { order, step }, warnings }) => ({
    outcome: 'accepted',
    fact: {
      type: 'andon.step.skipped.v1',
      data: { orderId: order.orderId, stepId: step.stepId, ...spokenOf(warnings, reason) },
    },
    changes: [
      saveOrder({
        ...order,
        ...withoutOverrides(order, stepId),
        steps: { ...order.steps, [stepId]: { status: 'skipped' } },
      }),
    ],
  }))
}

/** The finding that a step is skipped, with its policy. A recipe without `skip` blocks it. */
export const notOptional = ({ stepId, skip }: Step): Finding | undefined =>
  finding(
    skip ?? { policy: 'block' },
    skip ? 'step-not-optional/left-out' : 'step-not-optional/required',
    { stepId },
    `step:${stepId}`,
  )
