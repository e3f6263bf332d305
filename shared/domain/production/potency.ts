import type { Amount, Unit } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { RunningStep } from '../orders/order.ts'
import { add, convert, isMore, isZero, product, quotient, subtract } from '../quantity.ts'
import { activeOf, basisOf, boundsOf, countedAs, fillOf, type Line } from '../recipes/line.ts'
import { violation } from '../refusal.ts'
import type { Lot } from '../stock/lot.ts'

/** That a person types what a scale shows. */
export const typedWeight = (line: Line): Finding | undefined =>
  finding(
    { policy: line.weighing?.manualEntry ?? 'warn', deviationOnOverride: line.deviationOnOverride },
    'parameter-from-device',
    `The weight for line ${line.lineId} is read by a scale and would be typed by a person.`,
    `weighing:${line.lineId}`,
  )

/**
 * What a mass of this potency counts for: mass × potency / basis. The product is exact; where the basis does not divide it, the quotient
 * is carried to twelve decimals and rounded half up, as a conversion of units is.
 */
export const equivalentOf = (mass: string, potency: string, basis: string): string =>
  quotient(product(mass, potency), basis)

/** The mass that counts for so much, to twelve decimals. */
export const massOf = (equivalent: string, potency: string, basis: string): string =>
  quotient(product(equivalent, basis), potency)

/** What decides how much of some stock counts for a line. */
type Content = Pick<Lot, 'materialId' | 'potency'>

/** What a line counts for an amount of such stock, in the line's unit; undefined where that is not known. */
export function countedOf(line: Line, { materialId, potency }: Content, amount: Amount): string | undefined {
  const basis = basisOf(line)
  if (basis === undefined) return countedAs(line, materialId, amount)
  if (potency === undefined) return undefined
  return countedAs(line, materialId, { ...amount, value: equivalentOf(amount.value, potency, basis) })
}

/** The other way round: how much of such stock fills so much of a line, in the unit of the stock. */
export function fillWith(line: Line, { materialId, potency }: Content, lacks: string, unit: Unit): string | undefined {
  const basis = basisOf(line)
  if (basis === undefined) return fillOf(line, materialId, lacks, unit)
  const equivalent = convert(lacks, line.quantity.unit, unit)
  return equivalent === undefined || potency === undefined ? undefined : massOf(equivalent, potency, basis)
}

/** A step as far as it has got with its lines. */
type Filled = Pick<RunningStep, 'consumed' | 'weighed'>

const taken = (running: Filled | undefined, { lineId }: Pick<Line, 'lineId'>): string =>
  running?.consumed[lineId] ?? '0'

/**
 * The line as it is to be weighed now. Of a compensator, what the active has taken beyond what it counts for is taken off its quantity,
 * and what it has taken less is added, so that both together fill what the recipe fills; its tolerance is that of what is left.
 */
export function asCompensated<Of extends Line>(
  line: Of,
  { materials }: Pick<Step, 'materials'>,
  running: Filled | undefined,
): Of {
  const active = activeOf(line, materials)
  if (!active) return line
  const excess = subtract(running?.weighed?.[active.lineId] ?? '0', taken(running, active))
  const inItsUnit = convert(excess, active.quantity.unit, line.quantity.unit) ?? '0'
  const left = subtract(line.quantity.value, inItsUnit)
  return { ...line, quantity: { ...line.quantity, value: isMore(left, '0') ? left : '0' } }
}

/** What a compensator takes follows from what its active has taken: the one is complete before the other begins. */
export function outOfOrder(line: Line, { materials }: Step, running: RunningStep | undefined) {
  const active = activeOf(line, materials)
  if (active && isMore(boundsOf(active).least, taken(running, active)))
    return violation(
      'compensation-out-of-order',
      `Line ${line.lineId} compensates ${active.lineId}, which is not complete; weigh that first.`,
      `line:${active.lineId}`,
    )
  const begun = materials.find((it) => activeOf(it, materials)?.lineId === line.lineId && !isZero(taken(running, it)))
  if (begun)
    return violation(
      'compensation-out-of-order',
      `Line ${begun.lineId}, which compensates ${line.lineId}, is weighed already; reject its containers first.`,
      `line:${begun.lineId}`,
    )
  return undefined
}

/** The step after so much was weighed of an active; below zero, after it was taken back. */
export const withMass = (running: RunningStep, line: Line, { value, unit }: Amount): RunningStep => {
  if (basisOf(line) === undefined) return running
  const before = running.weighed?.[line.lineId] ?? '0'
  const mass = convert(value, unit, line.quantity.unit) ?? '0'
  return { ...running, weighed: { ...running.weighed, [line.lineId]: add(before, mass) } }
}
