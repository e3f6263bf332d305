import { type Fraction, fractionOf, minus, nought } from '../../../events/fraction.ts'
import type { Amount, Decimal, Unit } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import { convertBy, exactlyIn } from '../density.ts'
import { exactBeside, exactlyInUnit, exactOf } from '../measured.ts'
import { type Finding, finding } from '../orders/gate.ts'
import { totalOf, withMore } from '../orders/line-totals.ts'
import type { RunningStep } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { exactText, isMore, isZero, nearest, product, quotient, zero } from '../quantity.ts'
import { activeOf, basisOf, boundsOf, countedAs, densityOn, fillOf, type Line } from '../recipes/line.ts'
import { violation } from '../refusal.ts'
import type { Lot } from '../stock/lot.ts'

/** The finding that a person types the weight that a scale shows. */
export const typedWeight = (line: Line): Finding | undefined =>
  finding(
    {
      policy: line.weighing?.manualEntry ?? 'warn',
      deviationOnOverride: line.deviationOnOverride,
      review: line.review,
    },
    'parameter-from-device/weight',
    { lineId: line.lineId },
    writeRule({ rule: 'weighing', of: line.lineId }),
  )

/**
 * The equivalent of a mass by its potency: mass × potency / basis. Exact, or rounded half up at twelve decimals if the basis does not divide it, as
 * unit conversions are.
 */
export const equivalentOf = (mass: Decimal, potency: Decimal, basis: Decimal): Decimal =>
  quotient(product(mass, potency), basis)

/** The mass for an equivalent, to twelve decimals. */
export const massOf = (equivalent: Decimal, potency: Decimal, basis: Decimal): Decimal =>
  quotient(product(equivalent, basis), potency)

/** The fields of stock that decide how much of it counts on a line. */
type Content = Pick<Lot, 'materialId' | 'potency'>

/** The quantity of stock that counts on a line, in the line's unit; undefined if unknown. */
export function countedOf(line: Line, { materialId, potency }: Content, amount: Amount): Decimal | undefined {
  const basis = basisOf(line)
  if (basis === undefined) return countedAs(line, materialId, amount)
  if (potency === undefined) return undefined
  return countedAs(line, materialId, { ...amount, value: equivalentOf(amount.value, potency, basis) })
}

/** The inverse: the quantity of stock that fills a quantity of the line, in the unit of the stock. */
export function fillWith(
  line: Line,
  { materialId, potency }: Content,
  lacks: Decimal,
  unit: Unit,
): Decimal | undefined {
  const basis = basisOf(line)
  if (basis === undefined) return fillOf(line, materialId, lacks, unit)
  const equivalent = convertBy(densityOn(line, materialId), { value: lacks, unit: line.quantity.unit }, unit)
  return equivalent === undefined || potency === undefined ? undefined : massOf(equivalent, potency, basis)
}

type Filled = Pick<RunningStep, 'consumed' | 'weighed' | 'exact'>

const taken = (running: Filled | undefined, { lineId }: Pick<Line, 'lineId'>): Decimal =>
  running?.consumed[lineId] ?? zero

/**
 * The line as it must be weighed now. The quantity of a compensator is reduced by the mass of its active beyond its content (or increased, if less),
 * so that both together fill what the recipe requires. Its tolerance applies to the new quantity.
 */
export function asCompensated<Of extends Line>(
  line: Of,
  { materials }: Pick<Step, 'materials'>,
  running: Filled | undefined,
): Of {
  const active = activeOf(line, materials)
  if (!active) return line
  const excess = minus(totalOf(running, 'weighed', active.lineId), totalOf(running, 'consumed', active.lineId))
  const ofActive = { value: zero, unit: active.quantity.unit, exact: exactText(excess) }
  const inItsUnit = exactlyInUnit(ofActive, line.quantity.unit) ?? nought
  const without = (value: Fraction): Fraction => {
    const left = minus(value, inItsUnit)
    return left.over > 0n ? left : nought
  }
  const { exact: before, ...rest } = line
  const value = nearest(without(fractionOf(line.quantity.value)))
  const exact = without(exactOf({ value: line.quantity.value, exact: before }))
  return { ...rest, quantity: { ...line.quantity, value }, ...exactBeside(exact, value) } as Of
}

/** Refuses a compensator before its active is complete, because its quantity depends on the active. */
export function outOfOrder(line: Line, { materials }: Step, running: RunningStep | undefined) {
  const active = activeOf(line, materials)
  if (active && isMore(boundsOf(active).least, taken(running, active)))
    return violation(
      'compensation-out-of-order/active-first',
      { lineId: line.lineId, active: active.lineId },
      `line:${active.lineId}`,
    )
  // An active that was spilled on its way to the vessel is weighed again, whatever its compensator; both are judged when they are charged.
  if (running?.reopened?.includes(line.lineId)) return undefined
  const begun = materials.find((it) => activeOf(it, materials)?.lineId === line.lineId && !isZero(taken(running, it)))
  if (begun)
    return violation(
      'compensation-out-of-order/compensator-weighed',
      { lineId: line.lineId, compensator: begun.lineId },
      `line:${begun.lineId}`,
    )
  return undefined
}

/** The step after a mass of an active was weighed. */
export const withMass = (running: RunningStep, line: Line, mass: Amount, materialId?: string): RunningStep =>
  massMoved(running, line, massOn(line, mass, materialId))
/** The step after a mass of an active was taken back. */
export const withoutMass = (running: RunningStep, line: Line, mass: Amount, materialId?: string): RunningStep =>
  massMoved(running, line, minus(nought, massOn(line, mass, materialId)))

/** A mass in the unit of the line, by the density of its material if that is a volume. */
export const massOn = (line: Line, mass: Amount, materialId?: string): Fraction =>
  exactlyIn(densityOn(line, materialId), mass, line.quantity.unit) ?? nought

const massMoved = (running: RunningStep, line: Line, mass: Fraction): RunningStep =>
  basisOf(line) === undefined ? running : withMore(running, 'weighed', line.lineId, mass)
