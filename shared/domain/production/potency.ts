import type { Amount, Decimal, Unit } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { RunningStep } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { add, convert, isMore, isZero, product, quotient, subtract, zero } from '../quantity.ts'
import { activeOf, basisOf, boundsOf, countedAs, fillOf, type Line } from '../recipes/line.ts'
import { violation } from '../refusal.ts'
import type { Lot } from '../stock/lot.ts'

/** That a person types what a scale shows. */
export const typedWeight = (line: Line): Finding | undefined =>
  finding(
    { policy: line.weighing?.manualEntry ?? 'warn', deviationOnOverride: line.deviationOnOverride },
    'parameter-from-device/weight',
    { lineId: line.lineId },
    writeRule({ rule: 'weighing', of: line.lineId }),
  )

/**
 * What a mass of this potency counts for: mass × potency / basis. The product is exact; where the basis does not divide it, the quotient
 * is carried to twelve decimals and rounded half up, as a conversion of units is.
 */
export const equivalentOf = (mass: Decimal, potency: Decimal, basis: Decimal): Decimal =>
  quotient(product(mass, potency), basis)

/** The mass that counts for so much, to twelve decimals. */
export const massOf = (equivalent: Decimal, potency: Decimal, basis: Decimal): Decimal =>
  quotient(product(equivalent, basis), potency)

/** What decides how much of some stock counts for a line. */
type Content = Pick<Lot, 'materialId' | 'potency'>

/** What a line counts for an amount of such stock, in the line's unit; undefined where that is not known. */
export function countedOf(line: Line, { materialId, potency }: Content, amount: Amount): Decimal | undefined {
  const basis = basisOf(line)
  if (basis === undefined) return countedAs(line, materialId, amount)
  if (potency === undefined) return undefined
  return countedAs(line, materialId, { ...amount, value: equivalentOf(amount.value, potency, basis) })
}

/** The other way round: how much of such stock fills so much of a line, in the unit of the stock. */
export function fillWith(
  line: Line,
  { materialId, potency }: Content,
  lacks: Decimal,
  unit: Unit,
): Decimal | undefined {
  const basis = basisOf(line)
  if (basis === undefined) return fillOf(line, materialId, lacks, unit)
  const equivalent = convert(lacks, line.quantity.unit, unit)
  return equivalent === undefined || potency === undefined ? undefined : massOf(equivalent, potency, basis)
}

/** What the lines of a step have taken so far. */
type Filled = Pick<RunningStep, 'consumed' | 'weighed'>

const taken = (running: Filled | undefined, { lineId }: Pick<Line, 'lineId'>): Decimal =>
  running?.consumed[lineId] ?? zero

/**
 * The line as it is to be weighed now. The quantity of a compensator shrinks by the mass that its active took beyond its content, and
 * grows by what the active took less, so that both together fill what the recipe fills; its tolerance is that of the new quantity.
 */
export function asCompensated<Of extends Line>(
  line: Of,
  { materials }: Pick<Step, 'materials'>,
  running: Filled | undefined,
): Of {
  const active = activeOf(line, materials)
  if (!active) return line
  const excess = subtract(running?.weighed?.[active.lineId] ?? zero, taken(running, active))
  const inItsUnit = convert(excess, active.quantity.unit, line.quantity.unit) ?? zero
  const left = subtract(line.quantity.value, inItsUnit)
  return { ...line, quantity: { ...line.quantity, value: isMore(left, zero) ? left : zero } }
}

/** The quantity of a compensator follows from its active: the active is complete before the compensator begins. */
export function outOfOrder(line: Line, { materials }: Step, running: RunningStep | undefined) {
  const active = activeOf(line, materials)
  if (active && isMore(boundsOf(active).least, taken(running, active)))
    return violation(
      'compensation-out-of-order/active-first',
      { lineId: line.lineId, active: active.lineId },
      `line:${active.lineId}`,
    )
  const begun = materials.find((it) => activeOf(it, materials)?.lineId === line.lineId && !isZero(taken(running, it)))
  if (begun)
    return violation(
      'compensation-out-of-order/compensator-weighed',
      { lineId: line.lineId, compensator: begun.lineId },
      `line:${begun.lineId}`,
    )
  return undefined
}

/** The step after so much of an active was weighed; a negative amount takes it back. */
export const withMass = (running: RunningStep, line: Line, { value, unit }: Amount): RunningStep => {
  if (basisOf(line) === undefined) return running
  const before = running.weighed?.[line.lineId] ?? zero
  const mass = convert(value, unit, line.quantity.unit) ?? zero
  return { ...running, weighed: { ...running.weighed, [line.lineId]: add(before, mass) } }
}
