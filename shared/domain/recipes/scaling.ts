import { type Fraction, fractionOf, times } from '../../../events/fraction.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { OrderedStep, Parameter, Timer } from '../../../events/recipe.ts'
import { exactIn, exactText, isZero, roundedDown, roundedUp, shareOf } from '../quantity.ts'
import type { Line } from './line.ts'

/**
 * A quantity in proportion to another one, such as that of an order to the nominal batch size of its recipe; docs/adr/0045-formula-follows-order.md.
 * Both have the same dimension, and their units may differ.
 */
export interface Share {
  readonly part: Amount
  readonly whole: Amount
  /** The share itself, where the unit of the part has rounded it: kilograms of what the recipe makes in litres. */
  readonly exact?: Fraction | undefined
}

/** The step for a share of the quantity. Set-up and cleaning do not depend on the quantity. */
export function scaledStep(step: OrderedStep, { part, whole, exact }: Share): OrderedStep {
  if (step.kind !== 'production') return step
  const share = exact ?? shareOf(part, whole)
  return {
    ...step,
    materials: step.materials.map((line) => (line.fixed ? line : inProportion(line, share))),
    parameters: step.parameters.map((it) => (it.scaled ? scaledParameter(it, share) : it)),
    ...(step.calculations && {
      calculations: step.calculations.map((it) => (it.scaled ? scaledLimits(it, share) : it)),
    }),
    timers: step.timers.map((it) => (it.scaled ? scaledTimer(it, share) : it)),
  }
}

/**
 * The line for a share of its quantity. The quantity is computed as one fraction and rounded once, up: pieces to whole ones, other units to twelve
 * decimals. If rounding has changed it, the line says the exact one, from which a share of the share is computed.
 */
export const scaledLine = (line: Line, { part, whole }: Share): Line => inProportion(line, shareOf(part, whole))

function inProportion(line: Line, share: Fraction): Line {
  return ofQuantity(line, times(exactIn(line.exact ?? line.quantity.value), share))
}

/** The line for an exact quantity in its unit, rounded as {@link scaledLine} rounds. */
export function ofQuantity(line: Line, exact: Fraction): Line {
  const { exact: _before, ...rest } = line
  const { value, unit } = line.quantity
  const rounded = roundedUp(exact, unit === '{each}' ? 0 : undefined)
  const isRounded = !isNumber(exact, rounded)
  // A quantity that stays the same keeps the digits that its author wrote.
  const kept = !isRounded && isNumber(exact, value) ? value : rounded
  return { ...rest, quantity: { value: kept, unit }, ...(isRounded && { exact: exactText(exact) }) }
}

function isNumber(exact: Fraction, value: Decimal): boolean {
  const { over, under } = fractionOf(value)
  return exact.over === over && exact.under === under
}

/** Limits are rounded outwards, so that a right value is never refused, and the target to a value within them. */
const scaledParameter = (parameter: Parameter, share: Fraction): Parameter => {
  const { target, ...rest } = scaledLimits(parameter, share)
  return { ...rest, ...(target !== undefined && { target: roundedDown(times(fractionOf(target), share)) }) }
}

function scaledLimits<Item extends Pick<Parameter, 'low' | 'high'>>(item: Item, share: Fraction): Item {
  const { low, high } = item
  return {
    ...item,
    ...(low !== undefined && { low: roundedDown(times(fractionOf(low), share)) }),
    ...(high !== undefined && { high: roundedUp(times(fractionOf(high), share)) }),
  }
}

/** Durations have six decimals. Rounding makes a limit less strict, but leaves no limit at zero. */
function scaledTimer(timer: Timer, share: Fraction): Timer {
  const { rule, duration } = timer
  const exact = times(fractionOf(duration.value), share)
  const below = roundedDown(exact, 6)
  return {
    ...timer,
    duration: { ...duration, value: rule === 'at-most' || isZero(below) ? roundedUp(exact, 6) : below },
  }
}
