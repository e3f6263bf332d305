import type { EquipmentId } from '../../../events/identifiers.ts'
import type { CompleteStep, StartStep } from '../../../events/order.ts'
import type { Amount } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import type { Decision } from '../decision.ts'
import { type Candidate, objectionsToEquipment } from '../equipment/fitness.ts'
import { type Machine, occupy, vacate } from '../equipment/machine.ts'
import {
  enter,
  type Finding,
  finding,
  isAboutSignature,
  notRunning,
  type Place,
  type Settled,
  type StepContext,
  settle,
  spokenOf,
  withoutOverrides,
  workedOn,
} from '../orders/gate.ts'
import {
  branchOf,
  isOver,
  type ReleasedOrder,
  type RunningStep,
  type Snapshot,
  type StepProgress,
  type Units,
  withPreIssue,
} from '../orders/order.ts'
import { begin, finish, isThrough, noUnits } from '../orders/units.ts'
import { type AvailableStock, nothingAvailable } from '../production/available-stock.ts'
import { type Booked, book, bookNothing, tooEarly } from '../production/backflush.ts'
import { unitsLacking } from '../production/unit.ts'
import { yieldAndBalanceWithout } from '../production/yield-and-balance.ts'
import { isMore, millisecondsIn } from '../quantity.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import type { Sublot } from '../stock/lot.ts'
import { lackingAtEnd } from './ending.ts'
import { timersAtStart } from './timer.ts'

/** Every reason why a step may not start now, and the warnings that it starts with; {@link forecast} asks the same. */
export function objectionsToStart(
  floor: StepContext & Candidate,
  stepId: string,
  { equipmentId, quantity, reason }: StartStep,
  { at, caller }: Circumstances,
): Settled & Place & { readonly begun?: Exclude<ReturnType<typeof begin>, Violation> } {
  const place = enter(floor, stepId, { at, caller })
  const { order, step, progress } = place
  if (!order || !step || !floor.snapshot) return { ...place, warnings: [] }
  const counts = step.flow === 'units'
  const running = progress?.status === 'running' ? progress : undefined
  const begun = counts && !isOver(progress) ? begin(order, floor.snapshot, step, quantity) : undefined
  const { violations, warnings } = settle(timersAtStart(order, step, at), order, stepId, caller, reason)
  return {
    ...place,
    ...(begun && !('code' in begun) && { begun }),
    violations: reasons(
      place.violations,
      progress &&
        !(counts && running) &&
        violation('step-already-started', { stepId, status: progress.status }, `step:${stepId}`),
      waitingFor(order, floor.snapshot, step),
      begun && 'code' in begun && begun,
      objectionsToEquipment(order, step, equipmentId, running, floor, at, branchOf(floor.snapshot, stepId)?.about),
      violations,
    ),
    warnings,
  }
}

/** A step that counts units may start on those that an earlier one has finished; every other waits until the earlier one is over. */
const waitingFor = (order: ReleasedOrder, { steps }: Snapshot, step: Step): Violation[] =>
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
  const { violations, warnings, order, step, progress, begun } = objectionsToStart(floor, stepId, body, circumstances)
  if (violations.length > 0 || !order || !step) return refuse(violations)
  const { at, caller } = circumstances
  const { equipmentId } = body
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
        orderId: order.orderId,
        stepId: step.stepId,
        ...(equipmentId && { equipmentId }),
        ...(begun && { quantity: begun.quantity }),
        ...spokenOf(warnings, body.reason),
      },
      ...(equipmentId && { about: { type: 'equipment', id: equipmentId } }),
    },
    changes: [
      saveOrder({
        ...withPreIssue(order, stepId),
        ...withoutOverrides(order, stepId),
        steps: { ...order.steps, [stepId]: running },
      }),
      ...(equipmentId && floor.machine && progress?.status !== 'running'
        ? [saveMachine(equipmentId, occupy(floor.machine, order.orderId, stepId, at))]
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

/**
 * Every reason why a step cannot be completed now, or its units not be finished, and the warnings that it is completed with. What it has
 * to have is judged of what it will be when its completion has booked the lines that are consumed by it.
 */
interface Completing extends StepContext {
  readonly shelf?: AvailableStock | undefined
  /** The stock of the units that the order has made. */
  readonly units?: readonly Sublot[] | undefined
}

export function objectionsToComplete(
  floor: Completing,
  stepId: string,
  body: CompleteStep,
  { at, caller }: Circumstances,
): Settled & Place & { readonly booked?: Booked; readonly counted?: Units; readonly ends: boolean } {
  const place = enter(floor, stepId, { at, caller })
  const { order, step, progress } = place
  const running = progress?.status === 'running' ? progress : undefined
  const refused = (found: Violation | undefined | false) => ({
    ...place,
    violations: reasons(place.violations, found),
    warnings: [],
    ends: false,
  })
  if (!order || !step || !floor.snapshot || !running) return refused(step && !running && notRunning(stepId))
  const before = running.units ?? noUnits
  const units = step.flow === 'units' ? finish(order, floor.snapshot, step, before, body) : strayUnits(step, body)
  if (units && 'code' in units) return refused(units)
  // Units that are told now were not there when somebody signed: the step ends when that has been done anew.
  const tellsUnits =
    units !== undefined && (isMore(units.finished, before.finished) || isMore(units.scrapped, before.scrapped))
  const ends = !units || (isThrough(order, floor.snapshot, step, units) && !(tellsUnits && step.signatures.length > 0))
  const counted = units ? { ...running, units } : running
  // What the step asks for is asked when its last unit is through.
  const booked = ends
    ? book({ order, step, running: counted }, body.backflush ?? [], floor.shelf ?? nothingAvailable, at)
    : bookNothing(order, counted, tooEarly(step, body.backflush))
  const end = { order: booked.order, snapshot: floor.snapshot, step, running: booked.running }
  const lacking = ends ? [...booked.findings, ...lackingAtEnd(end, at)] : []
  const { violations, warnings } = settle(lacking, order, stepId, caller, body.reason)
  return {
    ...place,
    booked,
    ends,
    ...(units && { counted: units }),
    violations: reasons(
      place.violations,
      booked.violations,
      violations,
      ends && unitsLacking(order, floor.units ?? [], (lineId) => step.materials.some((it) => it.lineId === lineId)),
    ),
    warnings,
  }
}

export function completeStep(
  floor: Completing,
  machine: Machine | undefined,
  stepId: string,
  body: CompleteStep,
  circumstances: Circumstances,
): Decision {
  const found = objectionsToComplete(floor, stepId, body, circumstances)
  const { violations, warnings, step, booked, counted, ends } = found
  if (violations.length > 0 || !booked || !step || !floor.snapshot) return refuse(violations)
  const { order, running, consumed } = booked
  const { at } = circumstances
  const { equipmentId } = running
  const amounts = counted && {
    finished: { value: counted.finished, unit: order.quantity.unit },
    scrapped: { value: counted.scrapped, unit: order.quantity.unit },
  }
  const data = {
    orderId: order.orderId,
    stepId: step.stepId,
    ...(equipmentId && { equipmentId }),
    ...spokenOf(warnings, body.reason),
  }
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
  const over = remembered(floor.snapshot, step, running, counted?.finished, circumstances)
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
        ? [saveMachine(equipmentId, { ...vacate(machine, order.orderId, at, stepId), ...leftBehind(order, step, at) })]
        : []),
    ],
  }
}

const strayUnits = (step: Step, { quantity, scrapped }: CompleteStep): Violation | undefined =>
  quantity || scrapped ? violation('units-not-available/whole-batch', { stepId: step.stepId }, 'quantity') : undefined

/** Of a step that is over, what a later step asks of it: when it ended, who worked on it, how many units it handed on. */
function remembered(
  { steps }: Snapshot,
  { stepId }: Step,
  { workers, signed = {} }: RunningStep,
  finished: string | undefined,
  { at, caller }: Circumstances,
): StepProgress {
  const clocked = steps.some((it) => it.timers.some((timer) => timer.from === stepId))
  const named = steps.some((it) => it.notBySamePersonAs.includes(stepId))
  // Whoever has verified the step and then completes it has not worked on it.
  const isWorker = caller.kind === 'person' && !Object.values(signed).includes(caller.id)
  const everybody = isWorker ? [...new Set([...workers, caller.id])] : workers
  return {
    status: 'completed',
    ...(clocked && { completedAt: at }),
    ...(named && { workers: everybody }),
    ...(finished !== undefined && { finished }),
  }
}

/** How a step leaves its equipment: clean for a while, dirty, or set up for the product. */
const leftBehind = (
  { product }: ReleasedOrder,
  { kind, cleanFor, leavesDirty }: Step,
  at: string,
): Pick<Machine, 'cleanUntil' | 'setUpFor'> => ({
  ...(kind === 'set-up' && { setUpFor: product }),
  ...(leavesDirty && { cleanUntil: at }),
  ...(kind === 'cleaning' && cleanFor && { cleanUntil: after(at, cleanFor) }),
})

/** How a step that is broken off leaves its equipment: as dirty as it would have been, and set up for nothing in particular. */
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

/** Leaves out a step that the recipe lets be left out. */
export function skipStep(
  floor: StepContext,
  stepId: string,
  reason: string | undefined,
  circumstances: Circumstances,
): Decision {
  const { violations, order, step, progress } = enter(floor, stepId, circumstances)
  if (!order || !step || !floor.snapshot) return refuse(violations)
  const findings = [notOptional(step), ...yieldAndBalanceWithout(order, floor.snapshot, step)]
  const settled = settle(findings, order, stepId, circumstances.caller, reason)
  const found = reasons(
    violations,
    progress && violation('step-already-started', { stepId, status: progress.status }, `step:${stepId}`),
    order.preIssued?.[stepId] && violation('drawn-ahead/skip', { stepId }, `step:${stepId}`),
    waitingFor(order, floor.snapshot, { ...step, flow: 'batch' }),
    settled.violations,
  )
  if (found.length > 0) return refuse(found)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.step.skipped.v1',
      data: { orderId: order.orderId, stepId: step.stepId, ...spokenOf(settled.warnings, reason) },
    },
    changes: [
      saveOrder({
        ...order,
        ...withoutOverrides(order, stepId),
        steps: { ...order.steps, [stepId]: { status: 'skipped' } },
      }),
    ],
  }
}

/** That a step would be left out, with the policy of the recipe; without one it may not be. */
export const notOptional = ({ stepId, skip }: Step): Finding | undefined =>
  finding(
    skip ?? { policy: 'block' },
    skip ? 'step-not-optional/left-out' : 'step-not-optional/required',
    { stepId },
    `step:${stepId}`,
  )
