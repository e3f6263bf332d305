import type { EquipmentId, LotId, MaterialId, StepId, SublotId } from '../../../events/identifiers.ts'
import type { Amount, Decimal, Quantity, Unit } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Scale } from '../../../events/scale.ts'
import type { Circumstances } from '../caller.ts'
import { convertBy } from '../density.ts'
import type { Machine } from '../equipment/machine.ts'
import { weighingsOf } from '../orders/charges.ts'
import type { RunningStep } from '../orders/order.ts'
import { leftFor } from '../production/consumption.ts'
import { asCompensated, countedOf, fillWith } from '../production/potency.ts'
import {
  add,
  convert,
  isMore,
  isZero,
  least,
  multipleBelow,
  nearestMultiple,
  one,
  subtract,
  zero,
} from '../quantity.ts'
import type { Line } from '../recipes/line.ts'
import { boundsOf, countedAs, densityOn, isWeighed } from '../recipes/line.ts'
import type { Dispensed } from './dispensed.ts'
import { objectionsToWeigh, type WeighingContext } from './weighing.ts'

/** The target weight of one lot on one scale, in the scale's display; from `low` to `high` the line is complete. */
export interface Target {
  readonly target: Amount
  readonly low: Amount
  readonly high: Amount
}

/**
 * The mass of a lot that a line still needs, in the unit and increments of a scale. For an active it follows from the potency of the lot, for a
 * compensator from the mass of its active. The band matches the gate: a multiple of the increment above `high` is refused, and one from `low` on
 * completes the line.
 * @param line a result of {@link asCompensated}
 * @param materialId that of the lot, if it may be an alternate
 * @returns undefined if line and scale have different dimensions, or the potency is unknown
 */
export function targetOf(
  line: Line,
  done: Decimal,
  potency: Decimal | undefined,
  { increment }: Scale,
  materialId: MaterialId = line.materialId,
): Target | undefined {
  const { value: step, unit } = increment
  const content = { materialId, ...(potency !== undefined && { potency }) }
  if (countedOf(line, content, { value: one, unit }) === undefined) return undefined
  const counted = (mass: Decimal) => countedOf(line, content, { value: mass, unit }) ?? zero
  const massFor = (total: Decimal) => {
    const missing = subtract(total, done)
    return fillWith(line, content, isMore(missing, zero) ? missing : zero, unit) ?? zero
  }
  const { least, most } = boundsOf(line)
  const afterwards = (mass: Decimal) => add(done, counted(mass))
  // A quotient is rounded at the twelfth decimal, so a multiple next to it may be the right one.
  const around = (mass: Decimal) => {
    const below = multipleBelow(mass, step)
    return [subtract(below, step), below, add(below, step)].filter((it) => !isMore(zero, it))
  }
  const high = around(massFor(most)).findLast((it) => !isMore(afterwards(it), most)) ?? zero
  const low = around(massFor(least)).find((it) => !isMore(least, afterwards(it))) ?? zero
  const nearest = nearestMultiple(massFor(line.quantity.value), step)
  const told = (value: Decimal): Amount => ({ value, unit })
  return { target: told(within(nearest, low, high)), low: told(low), high: told(high) }
}

/** If the increment is too coarse for the band, `high` is the most that may be weighed. */
const within = (value: Decimal, low: Decimal, high: Decimal): Decimal =>
  isMore(value, high) ? high : isMore(low, value) && !isMore(low, high) ? low : value

export interface Display {
  readonly value: Decimal
  readonly unit: string
  readonly occurredAt: string
}

export function displayOf(machine: Machine | undefined, { increment }: Scale): Display | undefined {
  const [newest] = machine?.weights ?? []
  if (!newest) return undefined
  const { value, unit = increment.unit, occurredAt } = newest
  return { value, unit, occurredAt }
}

/** Whether the display, less the tare, is under, within or over the band. */
export function stateOf(shown: Display, tare: Decimal, { low, high }: Target): 'under' | 'within' | 'over' | undefined {
  const net = convert(shown.value, shown.unit as Unit, low.unit)
  if (net === undefined) return undefined
  const value = subtract(net, tare)
  return isMore(low.value, value) ? 'under' : isMore(value, high.value) ? 'over' : 'within'
}

/** The lot and the scale in front of a person. */
export interface Bench {
  readonly lotId: LotId
  readonly sublotId?: SublotId | undefined
  readonly equipmentId: EquipmentId
  /** A tare that the scale does not subtract itself, in its unit. */
  readonly tare?: Decimal | undefined
}

/** What the lot at hand gives a line: its potency, and the most that may be weighed of it, in the increments of the scale. */
export interface FromLot {
  readonly potency?: Decimal
  readonly most?: Amount
}

export interface LineReadiness {
  readonly line: Line
  readonly done: Amount
  readonly containers: readonly Dispensed[]
  readonly target?: Target
  readonly state?: 'under' | 'within' | 'over'
  readonly lot?: FromLot
  /** Violations of the lot and scale, if both are named; empty if the target may be weighed now, or what there is of the lot if that is less. */
  readonly violations?: readonly Violation[]
}

/**
 * For each weighed line of a step, what it still needs, and whether the gate allows weighing it from this lot on this scale.
 * @returns undefined if the order has no such step
 */
export function dispensing(
  floor: Omit<WeighingContext, 'container'>,
  stepId: StepId,
  lineId: string | undefined,
  bench: Bench | undefined,
  containers: readonly Dispensed[],
  circumstances: Circumstances,
): LineReadiness[] | undefined {
  const step = floor.snapshot?.steps.find((it) => it.stepId === stepId)
  if (!step) return undefined
  const running = floor.order.status === 'created' ? undefined : weighingsOf(floor.order.steps[stepId])
  return step.materials
    .filter((line) => line.use === 'consumed' && (lineId === undefined ? isWeighed(line) : line.lineId === lineId))
    .map((written) => {
      const line = asCompensated(written, step, running)
      const own = containers.filter((it) => it.stepId === stepId && it.lineId === line.lineId)
      const known = { line, done: doneOf(line, running, own), containers: own }
      // A lot of another material is judged only if the line is named, to say that it is wrong.
      const isAsked = lineId !== undefined || floor.lot?.materialId === line.materialId
      return bench && isAsked
        ? { ...known, ...readiness(floor, stepId, line, known.done.value, bench, circumstances) }
        : known
    })
}

/** A step that is over keeps no totals of its lines, so they are summed from its containers. */
function doneOf(line: Line, running: RunningStep | undefined, containers: readonly Dispensed[]): Amount {
  const { unit } = line.quantity
  if (running) return { value: running.consumed[line.lineId] ?? zero, unit }
  const counted = containers
    .filter(({ rejected }) => !rejected)
    .map(({ materialId, equivalent, net }) => countedAs(line, materialId, equivalent ?? net) ?? zero)
  return { value: counted.reduce(add, zero), unit }
}

function readiness(
  floor: Omit<WeighingContext, 'container'>,
  stepId: StepId,
  line: Line,
  done: Decimal,
  bench: Bench,
  circumstances: Circumstances,
): Pick<LineReadiness, 'target' | 'state' | 'lot' | 'violations'> {
  const scale = floor.scale.equipment?.scale
  const potency = floor.sublot?.potency ?? floor.lot?.potency
  const target = scale && targetOf(line, done, potency, scale, floor.lot?.materialId)
  const display = scale && displayOf(floor.scale.machine, scale)
  const state = target && display && stateOf(display, bench.tare ?? zero, target)
  const most = scale && mostOf(floor, line, bench.lotId, scale)
  const given = target && (most && !isZero(most.value) ? least(target.target.value, most.value) : target.target.value)
  // A complete line is checked with one more increment, so that the answer says what is wrong.
  const wanted = target && given && !isZero(given) ? { ...target.target, value: given } : scale?.increment
  const net: Quantity = wanted ?? line.quantity
  return {
    ...(target && { target }),
    ...(state && { state }),
    ...(floor.lot && { lot: { ...(potency !== undefined && { potency }), ...(most && { most }) } }),
    violations: objectionsToWeigh(floor, { ...bench, stepId, lineId: line.lineId }, net, circumstances),
  }
}

function mostOf(
  floor: Omit<WeighingContext, 'container'>,
  line: Line,
  lotId: LotId,
  { increment: { value: step, unit } }: Scale,
): Amount | undefined {
  const { lot } = floor
  const left = leftFor(floor, lotId)
  if (!lot || left === undefined) return undefined
  const onScale = convertBy(densityOn(line, lot.materialId), { value: left, unit: lot.unit }, unit)
  return onScale && { value: multipleBelow(onScale, step), unit }
}
