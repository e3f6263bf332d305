import type { Instant } from '../../../events/identifiers.ts'
import { isCapable } from '../equipment/fitness.ts'
import type { Equipment } from '../master-data.ts'
import { unitsFor } from './capacity.ts'
import { type Infeasible, obstaclesOf, orderHeld } from './infeasible.ts'
import { inOrder, type OpenOrder, type OpenStep, workOf } from './open-order.ts'
import type { PlantTime, Taken } from './plant-time.ts'
import {
  type Booking,
  book,
  type Demand,
  earliestSlot,
  isQualified,
  layOut,
  type PersonTime,
  type Slot,
  type UnitTime,
  worked,
} from './timeline.ts'
import {
  arrivalsFrom,
  type Clock,
  overlaps,
  passedOn,
  type TransferBatch,
  type UnitWork,
  workAfterArrival,
} from './transfer.ts'

export interface Operation {
  readonly orderId: string
  readonly stepId: string
  readonly status: 'running' | 'planned'
  readonly workCenter?: string
  readonly equipmentId?: string
  /** A qualified person who is free; another one may do it. */
  readonly personId?: string
  readonly setUpFrom?: Instant
  readonly from: Instant
  readonly to: Instant
}

/** A step that is about to take its place, with all that it could have taken. */
export interface Considered {
  readonly order: OpenOrder
  readonly step: OpenStep
  readonly demand: Demand
  readonly units: readonly { readonly equipmentId: string | undefined; readonly time: UnitTime }[]
  readonly people: readonly PersonTime[]
  readonly booking: Booking
}

export interface OrderPlan {
  readonly operations: readonly Operation[]
  readonly end?: Instant
  readonly obstacles: readonly Infeasible[]
}

/** Plans the steps of one order, as far as there is room. */
export function planOrder(
  plant: PlantTime,
  taken: Taken,
  order: OpenOrder,
  watch?: (it: Considered) => void,
): OrderPlan {
  const running = plant.running.filter((it) => it.order === order)
  const operations = running.map(runningOperation)
  const ends = new Map<string, Instant>(operations.map(({ stepId, to }) => [stepId, to]))
  for (const { stepId, progress } of order.steps)
    if (progress === 'completed') ends.set(stepId, instantOf(plant.time.from))
  const passed = new Map<string, readonly TransferBatch[]>(
    running.filter(({ step }) => step.flow === 'units').map(({ step, batches }) => [step.stepId, batches]),
  )
  const waiting = order.steps.filter(({ progress }) => progress === 'waiting')
  if (order.held && waiting.length > 0) return { operations, obstacles: [orderHeld(order)] }
  const obstacles: Infeasible[] = []
  for (const step of inOrder(waiting)) {
    // The reason was already given for the previous step.
    if (step.after.some((id) => !ends.has(id))) continue
    const total = step.quantity ?? order.quantity
    const [ahead, over] = parted(step.after, (id) => overlaps(step) && passed.has(id))
    const arrivals = arrivalsFrom(
      ahead.map((id) => passed.get(id) ?? []),
      total.value,
    )
    const ready = Math.max(
      plant.time.from,
      ...over.map((id) => Date.parse(ends.get(id) ?? '')),
      ...arrivals.slice(0, 1).map(({ at }) => at),
    )
    const placed = placeStep(plant, taken, order, { step, total, arrivals }, ready, watch)
    if ('cause' in placed) obstacles.push(placed)
    else {
      operations.push(placed.operation)
      ends.set(step.stepId, placed.operation.to)
      if (step.flow === 'units') passed.set(step.stepId, placed.batches())
    }
  }
  const open = order.steps.some(({ stepId }) => !ends.has(stepId))
  return { operations, obstacles, ...(!open && { end: [...ends.values()].reduce(later, instantOf(plant.time.from)) }) }
}

const parted = <It>(all: readonly It[], test: (it: It) => boolean): [It[], It[]] => [
  all.filter(test),
  all.filter((it) => !test(it)),
]

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other)

function runningOperation({ order, step, equipmentId, booking }: PlantTime['running'][number]): Operation {
  return {
    orderId: order.orderId,
    stepId: step.stepId,
    status: 'running',
    ...(step.workCenter !== undefined && { workCenter: step.workCenter }),
    ...(equipmentId !== undefined && { equipmentId }),
    from: instantOf(booking.from),
    to: instantOf(booking.to),
  }
}

function placeStep(
  { tree, time, isHeld }: PlantTime,
  taken: Taken,
  order: OpenOrder,
  coming: Omit<UnitWork, 'clock'>,
  ready: number,
  watch: ((it: Considered) => void) | undefined,
): Placed | Infeasible {
  const { step, total } = coming
  const { duration, qualifications } = step
  const obstacles = obstaclesOf(order, step)
  const work = workOf(duration, total)
  if (work === undefined) return obstacles.durationUnknown()
  if (ready + work > time.to) return obstacles.beyondHorizon(instantOf(time.to))
  const anywhere = step.workCenter === undefined && step.equipmentClass === undefined
  const fitting = anywhere ? [undefined] : unitsFor(step, tree).filter((unit) => isCapable(step, unit))
  const units = fitting.filter((unit) => !unit || !isHeld(unit.equipmentId))
  if (fitting.length === 0) return obstacles.noUnit()
  if (units.length === 0) return obstacles.unitsHeld(defined(fitting))
  const people = taken.peopleWith(qualifications)
  if (qualifications.length > 0 && people.length === 0) return obstacles.notQualified()

  const demand: Demand = {
    ready,
    work,
    family: order.family,
    spansBreaks: duration?.spansBreaks ?? false,
    qualifications,
    coming: workAfterArrival(coming).filter(({ at }) => at > ready),
  }
  const choices = units.flatMap((unit): Choice[] => {
    const unitTime = taken.unitTime(unit?.equipmentId)
    const slot = earliestSlot(unitTime, demand, people)
    return slot ? [{ unit, unitTime, slot }] : []
  })
  const [best] = choices.sort(earliestEnd)
  if (best) {
    const candidates = units.map((unit) => ({
      equipmentId: unit?.equipmentId,
      time: taken.unitTime(unit?.equipmentId),
    }))
    watch?.({ order, step, demand, units: candidates, people, booking: best.slot.booking })
    const clock = clockOf(best.unitTime, demand)
    const { from } = best.slot.booking
    return { operation: take(best, order, step), batches: () => passedOn({ ...coming, clock }, from) }
  }

  const free = units.flatMap((unit) => layOut(taken.unitTime(unit?.equipmentId), demand, 0) ?? [])
  if (free.length === 0) return obstacles.windowTooShort(defined(units), work)
  const ends = free.map(({ to }) => to)
  if (qualifications.length > 0 && !people.some((person) => ends.some((to) => isQualified(person, qualifications, to))))
    return obstacles.notQualifiedForLong()
  return obstacles.beyondHorizon(instantOf(time.to))
}

const defined = (units: readonly (Equipment | undefined)[]): Equipment[] => units.filter((unit) => unit !== undefined)

/** The place of a step, and when its units move on. */
interface Placed {
  readonly operation: Operation
  readonly batches: () => readonly TransferBatch[]
}

const clockOf =
  ({ opening }: UnitTime, { spansBreaks }: Demand): Clock =>
  (start, work) =>
    spansBreaks ? (worked(opening, start, work) ?? Number.POSITIVE_INFINITY) : start + work

interface Choice {
  readonly unit: Equipment | undefined
  readonly unitTime: UnitTime
  readonly slot: Slot
}

/** The earliest end; then the shorter set-up; then the first id. */
const earliestEnd = ({ slot: { booking: one } }: Choice, { slot: { booking: other } }: Choice): number =>
  one.to - other.to || one.setUp - other.setUp

function take(
  { unit, unitTime, slot: { booking, person } }: Choice,
  { orderId }: OpenOrder,
  step: OpenStep,
): Operation {
  book(booking, unitTime, person)
  const workCenter = step.workCenter ?? unit?.parentId
  return {
    orderId,
    stepId: step.stepId,
    status: 'planned',
    ...(workCenter !== undefined && { workCenter }),
    ...(unit && { equipmentId: unit.equipmentId }),
    ...(person && { personId: person.personId }),
    ...(booking.setUpFrom < booking.from && { setUpFrom: instantOf(booking.setUpFrom) }),
    from: instantOf(booking.from),
    to: instantOf(booking.to),
  }
}

export const instantOf = (milliseconds: number): Instant => new Date(milliseconds).toISOString()
