import type { CompleteStep } from '../../../events/order.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveMachine, saveOrder } from '../change.ts'
import { all, type Check, clear, decide, given, upon } from '../check.ts'
import type { Accepted, Decision } from '../decision.ts'
import { unitValuesOf, valuesOf } from '../equipment/kept-values.ts'
import { type Machine, vacate } from '../equipment/machine.ts'
import type { Trend } from '../equipment/trend.ts'
import { exactSum, measured } from '../measured.ts'
import { isChargedLater, weighingsKept } from '../orders/charges.ts'
import {
  applyPolicies,
  type Entered,
  entered,
  runningAt,
  type StepContext,
  spokenOf,
  withoutOverrides,
  workedOn,
} from '../orders/gate.ts'
import { beforeLastAct } from '../orders/late-booking.ts'
import type { BoundOrder, RunningStep, Snapshot, StepProgress, Units } from '../orders/order.ts'
import { isAboutSignature, type Rule, serialOf, writeRule } from '../orders/rule.ts'
import { finish, isThrough, noUnits } from '../orders/units.ts'
import { withWarnings } from '../orders/warning-review.ts'
import { partId } from '../part-id.ts'
import { type AvailableStock, availableThen, nothingAvailable } from '../production/available-stock.ts'
import { type Booked, book } from '../production/backflush.ts'
import { withUnits } from '../production/installation.ts'
import { objectionsToReason } from '../production/scrap.ts'
import { unitsLacking } from '../production/unit.ts'
import { lostWith } from '../production/unit-counts.ts'
import { isMore, isZero } from '../quantity.ts'
import { namesUnits } from '../recipes/per.ts'
import { violation } from '../refusal.ts'
import type { Sublot } from '../stock/lot.ts'
import { objectionsToThen } from '../stock/stock-then.ts'
import { computedAtEnd } from './calculations-at-end.ts'
import { lackingAtEnd } from './ending.ts'
import { leftBehind } from './equipment-use.ts'
import { type Leaving, type UnitsLeft, unitsLeaving } from './units-leaving.ts'
import { valuesAfter, valuesThen } from './values-then.ts'

interface Completing extends StepContext {
  /** The id of the command, from which its bookings have theirs. */
  readonly commandId?: string | undefined
  readonly shelf?: AvailableStock | undefined
  /** Sublots of the units that the order has made. */
  readonly units?: readonly Sublot[] | undefined
  /** What devices have measured during the step. */
  readonly trends?: readonly Trend[] | undefined
  /** The units that the completion names. */
  readonly leaving?: Leaving | undefined
}

/** A running step with its units after this completion; undefined for a batch step. */
interface Counted {
  readonly place: Entered
  readonly running: RunningStep
  readonly left: UnitsLeft | undefined
}

/** The result of a completion: the step ends, or some of its units do. */
interface Completion {
  readonly counted: Counted
  readonly ends: boolean
  readonly booked: Booked
  /** What counts for the step: of one that is completed late, what was measured until its end. */
  readonly trends: readonly Trend[] | undefined
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
  circumstances: Circumstances,
): Check<Completion> {
  const { at, caller } = circumstances
  const counted = countedAt(floor, stepId, body, circumstances)
  return upon(counted, ({ place: { order: before, snapshot, step }, running, left }) => {
    const units = left?.units
    // The counts of the order are judged with what this completion scraps.
    const order = left?.named ? withLost(before, left.named) : before
    // The signatures do not cover the units reported now, so the step ends only after new signatures.
    const signsAnew = units !== undefined && step.signatures.length > 0 && tellsMore(units, running.units)
    const ends = !units || (isThrough(order, snapshot, step, units) && !signsAnew)
    const then = ends ? valuesThen(step, running, floor.trends, circumstances) : { running, trends: floor.trends }
    const after = units ? { ...then.running, units } : then.running
    const booked = book(
      { order, step, running: after },
      body.backflush ?? [],
      availableThen(floor.shelf ?? nothingAvailable, circumstances),
      at,
    )
    const end = { order: booked.order, snapshot, step, running: booked.running, trends: then.trends }
    // The requirements of the step are checked when its last unit is finished.
    const lacking = [...booked.findings, ...(ends ? lackingAtEnd(end, at, booked.refused) : [])]
    const isOfStep = (lineId: string) => step.materials.some((it) => it.lineId === lineId)
    return all({
      counted,
      ends: given(ends),
      booked: given(booked, booked.violations),
      trends: given(then.trends),
      warnings: upon(applyPolicies(lacking, order, stepId, caller, body.reason), (warnings) =>
        given([...(left?.warnings ?? []), ...warnings]),
      ),
      parts: clear(ends && unitsLacking(order, floor.units ?? [], isOfStep)),
      time: clear(
        ends && beforeLastAct(stepId, running.lastAt, circumstances),
        valuesAfter(step, floor.trends, ends, circumstances),
        booked.taken.flatMap(({ lot, sublot }) => objectionsToThen(lot, circumstances, sublot)),
      ),
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
  return decide({ completion }, ({ completion }) => completed(completion, machine, floor, body, circumstances))
}

function countedAt(
  floor: Completing,
  stepId: string,
  body: CompleteStep,
  circumstances: Circumstances,
): Check<Counted> {
  const place = entered(floor, stepId, circumstances)
  const running = runningAt(place)
  const left = upon(all({ place, running }), ({ place, running }): Check<UnitsLeft | undefined> => {
    const { order, snapshot, step } = place
    if (step.flow !== 'units') return strayUnits(step, body)
    if (body.serials || body.scrappedSerials || namesUnits(snapshot, step))
      return unitsLeaving(place, running, body, floor.leaving, circumstances)
    // Units without numbers are only counted here; what was scrapped is an output, which has a reason of its own.
    const { scrapReasonCode } = body
    const reason =
      scrapReasonCode === undefined ? undefined : objectionsToReason(step, scrapReasonCode, 'scrapReasonCode')
    return upon(finish(order, snapshot, step, running.units ?? noUnits, body), (units) => given({ units }, reason))
  })
  return all({ place, running, left })
}

function strayUnits({ stepId }: Step, body: CompleteStep): Check<undefined> {
  const stray = (['quantity', 'scrapped', 'serials', 'scrappedSerials', 'scrapReasonCode'] as const).find(
    (name) => body[name],
  )
  return clear(stray && violation('units-not-available/whole-batch', { stepId }, stray))
}

function completed(
  { counted, ends, booked, trends, warnings }: Completion,
  machine: Machine | undefined,
  { commandId }: Pick<Completing, 'commandId'>,
  { reason, scrapReasonCode }: CompleteStep,
  circumstances: Circumstances,
): Accepted {
  const { place, left } = counted
  const { units, named } = left ?? {}
  const { snapshot, step } = place
  const { running, consumed } = booked
  const order = named ? withUnits(booked.order, named.before, named.changes) : booked.order
  const { orderId } = order
  const { stepId } = step
  const { at } = circumstances
  const { equipmentId } = running
  const warned = (after: BoundOrder) => withWarnings(after, stepId, warnings, circumstances.caller)
  const { unit } = order.quantity
  const amounts = units && {
    finished: { value: units.finished, unit },
    scrapped: { value: units.scrapped, unit },
  }
  const data = {
    orderId,
    stepId,
    ...(equipmentId && { equipmentId }),
    ...named?.told,
    ...(scrapReasonCode !== undefined && { scrapReasonCode }),
    ...measuredOf(named?.serials, trends, step),
    ...spokenOf(warnings, reason),
  }
  const isOver = (rule: Rule) => isAboutSignature(rule) || (named?.serials.has(serialOf(rule) ?? '') ?? false)
  const about = equipmentId && ({ about: { type: 'equipment', id: equipmentId } } as const)
  const drawn = consumed.length > 0 && {
    consumed: consumed.map((it, index) => ({
      ...it,
      ...(commandId !== undefined && { consumptionId: partId(commandId, index) }),
    })),
  }
  const pointed = [...booked.pointers, ...(named?.pointers ?? [])]
  const pointers = pointed.length > 0 && { pointers: pointed }
  if (!ends && amounts) {
    // Overrides that the bookings needed are used up.
    const passed = new Set(booked.findings.map((it) => it?.violation.ref))
    return {
      outcome: 'accepted',
      fact: { type: 'andon.step.progressed.v1', data: { ...data, ...amounts, ...drawn }, ...about },
      ...pointers,
      changes: [
        saveOrder(
          warned({
            ...order,
            ...withoutOverrides(order, stepId, (rule) => isOver(rule) || passed.has(writeRule(rule))),
            steps: { ...order.steps, [stepId]: workedOn(running, circumstances.caller, at) },
          }),
        ),
        ...(named?.changes ?? []),
        ...booked.changes,
      ],
    }
  }
  const values = measuredIn(trends, step)
  const { calculated, kept } = computedAtEnd({ order, step, running, trends }, snapshot.steps)
  const over = { ...remembered(snapshot, step, running, units?.finished, circumstances), ...kept }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.step.completed.v1',
      data: {
        ...(values.length > 0 && { values }),
        ...(calculated.length > 0 && { calculated }),
        ...data,
        ...amounts,
        ...drawn,
      },
      ...about,
    },
    ...pointers,
    changes: [
      saveOrder(warned({ ...order, ...withoutOverrides(order, stepId), steps: { ...order.steps, [stepId]: over } })),
      ...(named?.changes ?? []),
      ...booked.changes,
      ...(equipmentId && machine
        ? [saveMachine(equipmentId, { ...vacate(machine, orderId, at, stepId), ...leftBehind(order, step, at) })]
        : []),
    ],
  }
}

/** The order after units are scrapped: its scrap of the product, and how its pieces were lost. */
function withLost(order: BoundOrder, { lost, scrapped: lostHere }: NonNullable<UnitsLeft['named']>): BoundOrder {
  const { product, scrapped = {} } = order
  const all = lostWith(order, lost)
  const after = all ? { ...order, lost: all } : order
  if (isZero(lostHere)) return after
  const before = scrapped[product]
  const value = { value: lostHere, unit: '{each}' } as const
  const total = before ? measured(exactSum([before, value], before.unit), before.unit) : value
  return { ...after, scrapped: { ...scrapped, [product]: total } }
}

/** What devices measured of each parameter, so that the record keeps it. */
const measuredIn = (trends: readonly Trend[] = [], step: Step) =>
  trends
    .filter(({ stepId, serial }) => stepId === step.stepId && serial === undefined)
    .flatMap((it) => valuesOf(it, step) ?? [])

/** 40 units with ten parameters each, of about 120 bytes: 48 KB of the 400 KB of an item. */
const mostUnitValues = 400

/** What devices measured of the units that leave. */
function measuredOf(serials: ReadonlySet<string> = new Set(), trends: readonly Trend[] = [], step: Step) {
  const all = trends
    .filter(({ stepId, serial }) => stepId === step.stepId && serial !== undefined && serials.has(serial))
    .flatMap((it) => unitValuesOf(it, step) ?? [])
  if (all.length === 0) return {}
  const unitValues = all.slice(0, mostUnitValues)
  const more = all.length - unitValues.length
  return { unitValues, ...(more > 0 && { moreUnitValues: more }) }
}

/** What later steps need of a step that is over: its end, its workers, its finished units and the containers that they charge. */
function remembered(
  snapshot: Snapshot,
  { stepId }: Step,
  running: RunningStep,
  finished: Decimal | undefined,
  { at, caller, late: isLate }: Circumstances,
): StepProgress {
  const { steps } = snapshot
  const { workers, signed = {}, consumed, exact, late } = running
  const clocked = steps.some((it) => it.after.includes(stepId) || it.timers.some((timer) => timer.from === stepId))
  const named = steps.some((it) => it.notBySamePersonAs.includes(stepId))
  const mayRunAgain = steps.some((it) => it.stepId === stepId && namesUnits({ steps }, it))
  // A person who verified the step and then completes it has not worked on it.
  const isWorker = caller.kind === 'person' && !Object.values(signed).includes(caller.id)
  const everybody = isWorker ? [...new Set([...workers, caller.id])] : workers
  return {
    status: 'completed',
    // Of a step that ended before its booking, what was measured after its end does not count.
    ...((clocked || isLate) && { completedAt: at }),
    ...(named && { workers: everybody }),
    ...(finished !== undefined && { finished }),
    ...(mayRunAgain && { took: consumed }),
    ...(exact && { exact }),
    ...(isChargedLater(snapshot, stepId) && { dispensed: weighingsKept(running) }),
    ...(late && { late }),
  }
}
