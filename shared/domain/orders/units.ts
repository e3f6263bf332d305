import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { type Check, given, none } from '../check.ts'
import { partOfPiece } from '../pieces.ts'
import { add, convert, isMore, isZero, least, subtract, zero } from '../quantity.ts'
import { violation } from '../refusal.ts'
import { type BoundOrder, isOver, type Snapshot, type Units } from './order.ts'

/**
 * The greatest number of units that can have reached a step: what all steps before it have finished, or the order quantity. A join takes one unit of
 * each branch, so the slowest branch counts.
 */
export const arrived = (order: BoundOrder, snapshot: Snapshot, step: Step): Decimal =>
  passage(order, snapshot).cameTo(step)

/** What comes to each step and what each step passes on. */
export function passage(order: BoundOrder, snapshot: Snapshot) {
  const steps = new Map<string, Step>(snapshot.steps.map((it) => [it.stepId, it]))
  const known = new Map<string, Decimal>()
  const cameTo = ({ stepId, after }: Step): Decimal => {
    const before = known.get(stepId)
    if (before !== undefined) return before
    const came = after.map(leftBy).reduce(least, order.quantity.value)
    known.set(stepId, came)
    return came
  }
  /** A batch step passes on everything or nothing; a skipped step passes on everything. */
  const leftBy = (stepId: string): Decimal => {
    const passed = steps.get(stepId)
    const progress = order.steps[stepId]
    if (!passed) return zero
    if (progress?.status === 'skipped') return cameTo(passed)
    if (progress?.status === 'ended' || progress?.status === 'not-done')
      return 'finished' in progress ? (progress.finished ?? zero) : zero
    if (passed.flow === 'batch') return isOver(progress) ? cameTo(passed) : zero
    return progress?.status === 'completed' ? (progress.finished ?? zero) : unitsOf(order, stepId).finished
  }
  return { cameTo, leftBy }
}

/** The most units that can come to each step in the end: the order quantity without what was scrapped or ended before it. */
export function mostToCome(order: BoundOrder, snapshot: Snapshot): (step: Pick<Step, 'stepId' | 'after'>) => Decimal {
  const steps = new Map<string, Step>(snapshot.steps.map((it) => [it.stepId, it]))
  const { leftBy } = passage(order, snapshot)
  const known = new Map<string, Decimal>()
  const mayCome = ({ stepId, after }: Pick<Step, 'stepId' | 'after'>): Decimal => {
    const come = known.get(stepId) ?? after.map(mayLeave).reduce(least, order.quantity.value)
    known.set(stepId, come)
    return come
  }
  const mayLeave = (stepId: string): Decimal => {
    const step = steps.get(stepId)
    const progress = order.steps[stepId]
    return !step || isOver(progress) ? leftBy(stepId) : subtract(mayCome(step), unitsOf(order, stepId).scrapped)
  }
  return mayCome
}

export const noUnits: Units = { started: zero, finished: zero, scrapped: zero }
/** What a step that is not over has counted; a step that units came back to counts on from what it had. */
export const unitsOf = ({ steps, preIssued }: BoundOrder, stepId: string): Units => {
  const progress = steps[stepId] ?? preIssued?.[stepId]
  return (progress && 'units' in progress && progress.units) || noUnits
}

/** Units that could start now. */
export const ready = (order: BoundOrder, snapshot: Snapshot, step: Step): Decimal =>
  subtract(arrived(order, snapshot, step), unitsOf(order, step.stepId).started)

export interface Begun {
  readonly units: Units
  readonly quantity: Amount
}

/** Starts units of a step. Refuses more than have arrived. */
export function begin(order: BoundOrder, snapshot: Snapshot, step: Step, wanted: Amount | undefined): Check<Begun> {
  const { unit } = order.quantity
  const ref = `step:${step.stepId}`
  const free = ready(order, snapshot, step)
  const value = wanted ? convert(wanted.value, wanted.unit, unit) : free
  if (value === undefined) return none(otherUnit(unit, wanted, ref))
  const part = partOfPiece({ value, unit }, ref)
  if (part) return none(part)
  const { stepId } = step
  if (isZero(free)) return none(violation('units-not-available/none', { stepId }, ref))
  if (isZero(value) || isMore(value, free)) {
    const amounts = { ready: { value: free, unit }, asked: { value, unit } }
    return none(violation('units-not-available/to-start', { stepId, ...amounts }, ref))
  }
  const before = unitsOf(order, step.stepId)
  return given({ units: { ...before, started: add(before.started, value) }, quantity: { value, unit } })
}

/**
 * Finishes or scraps units of a running step; all in progress by default. Refuses more than are in progress. A step that gets no more units can
 * finish with none.
 */
export function finish(
  order: BoundOrder,
  snapshot: Snapshot,
  step: Step,
  before: Units,
  asked: { quantity?: Amount | undefined; scrapped?: Amount | undefined },
): Check<Units> {
  const { unit } = order.quantity
  const ref = `step:${step.stepId}`
  const underWay = subtract(before.started, add(before.finished, before.scrapped))
  const lost = asked.scrapped ? convert(asked.scrapped.value, asked.scrapped.unit, unit) : zero
  if (lost === undefined) return none(otherUnit(unit, asked.scrapped, ref))
  const rest = isMore(lost, underWay) ? zero : subtract(underWay, lost)
  const done = asked.quantity ? convert(asked.quantity.value, asked.quantity.unit, unit) : rest
  if (done === undefined) return none(otherUnit(unit, asked.quantity, ref))
  const part = partOfPiece({ value: done, unit }, ref) ?? partOfPiece({ value: lost, unit }, ref)
  if (part) return none(part)
  const nothing = isZero(done) && isZero(lost)
  if (isMore(add(done, lost), underWay) || (nothing && !isThrough(order, snapshot, step, before))) {
    const amounts = { underWay: { value: underWay, unit }, asked: { value: add(done, lost), unit } }
    return none(violation('units-not-available/under-way', { stepId: step.stepId, ...amounts }, ref))
  }
  return given({ ...before, finished: add(before.finished, done), scrapped: add(before.scrapped, lost) })
}

const otherUnit = (unit: string, told: Amount | undefined, ref: string): Violation =>
  violation('unit-mismatch/order', { unit, given: told?.unit ?? '' }, ref)

/** Whether no more units can arrive at the step and none are in progress. */
export const isThrough = (order: BoundOrder, snapshot: Snapshot, step: Step, units: Units): boolean =>
  step.after.every((id) => isOver(order.steps[id])) &&
  !isMore(arrived(order, snapshot, step), units.started) &&
  !isMore(units.started, add(units.finished, units.scrapped))
