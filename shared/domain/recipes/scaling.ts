import type { TimeSpan } from '../../../events/calendar.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { OrderedStep, Parameter, Timer } from '../../../events/recipe.ts'
import { isExactly, roundedDown, roundedUp, textOf, times, wholeAbove } from '../fraction.ts'
import { type Fraction, fractionOf, inBaseUnit, isMore, millionthsAbove, millionthsBelow, zero } from '../quantity.ts'
import type { Line } from './line.ts'

/**
 * A quantity in proportion to another one, such as that of an order to the nominal batch size of its recipe; docs/adr/0045-formula-follows-order.md.
 * Both have the same dimension, and their units may differ.
 */
export interface Share {
  readonly part: Amount
  readonly whole: Amount
}

const shareOf = (fraction: Fraction, { part, whole }: Share): Fraction =>
  times(fraction, inBaseUnit(part), inBaseUnit(whole))

/** The step for a share of the quantity. Set-up and cleaning do not depend on the quantity. */
export const scaledStep = (step: OrderedStep, share: Share): OrderedStep =>
  step.kind === 'production'
    ? {
        ...step,
        materials: step.materials.map((line) => (line.fixed ? line : scaledLine(line, share))),
        parameters: step.parameters.map((it) => (it.scaled ? scaledParameter(it, share) : it)),
        timers: step.timers.map((it) => (it.scaled ? scaledTimer(it, share) : it)),
      }
    : step

/**
 * The line for a share of its quantity. The quantity is computed as one fraction and rounded once, up: pieces to whole ones, other units to twelve
 * decimals. If rounding has changed it, the line says the exact one, from which a share of the share is computed.
 */
export function scaledLine<Of extends Line>(line: Of, share: Share): Of {
  const { exact: before, ...rest } = line
  const { value, unit } = line.quantity
  const exact = shareOf(fractionOf(before ?? value), share)
  const rounded = unit === '{each}' ? wholeAbove(exact) : roundedUp(exact)
  const isRounded = !isExactly(exact, rounded)
  // A quantity that stays the same keeps the digits that its author wrote.
  const kept = !isRounded && isExactly(exact, value) ? value : rounded
  const scaled: Line = { ...rest, quantity: { value: kept, unit }, ...(isRounded && { exact: textOf(exact) }) }
  return scaled as Of
}

/** Limits are rounded outwards, so that a right value is never refused. */
function scaledParameter(parameter: Parameter, share: Share): Parameter {
  const { target, low, high } = parameter
  const [towardsZero, fromZero] = [
    (value: Decimal) => roundedDown(shareOf(fractionOf(value), share)),
    (value: Decimal) => roundedUp(shareOf(fractionOf(value), share)),
  ]
  const isNegative = (value: Decimal) => isMore(zero, value)
  return {
    ...parameter,
    ...(target !== undefined && { target: towardsZero(target) }),
    ...(low !== undefined && { low: isNegative(low) ? fromZero(low) : towardsZero(low) }),
    ...(high !== undefined && { high: isNegative(high) ? towardsZero(high) : fromZero(high) }),
  }
}

/** A duration has six decimals. Rounding makes a limit less strict, but leaves no limit at zero. */
function scaledTimer(timer: Timer, share: Share): Timer {
  const exact = shareOf(fractionOf(timer.duration.value), share)
  const value = timer.rule === 'at-most' ? millionthsAbove(roundedUp(exact)) : millionthsBelow(roundedDown(exact))
  return { ...timer, duration: { ...timer.duration, value } satisfies TimeSpan }
}
