import { type Fraction, fractionOf, inverse, times } from '../../../events/fraction.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { OrderedStep } from '../../../events/recipe.ts'
import { exactOf, type Measured } from '../measured.ts'
import { exactIn, exactText, isZero, one, roundedDown, roundedUp, shareOf } from '../quantity.ts'
import type { Line } from './line.ts'

/**
 * A quantity in proportion to another one, such as that of an order to the nominal batch size of its recipe; docs/adr/0045-formula-follows-order.md.
 * Both have the same dimension, and their units may differ.
 */
export interface Share {
  readonly part: Measured
  readonly whole: Measured
}

const fractionOfShare = ({ part, whole }: Share): Fraction =>
  times(
    times(exactOf(part), inverse(exactOf(whole))),
    shareOf({ value: one, unit: part.unit }, { value: one, unit: whole.unit }),
  )

/** The step for a share of the quantity. Set-up and cleaning do not depend on the quantity. */
export function scaledStep(step: OrderedStep, of: Share): OrderedStep {
  if (step.kind !== 'production') return step
  const share = fractionOfShare(of)
  return {
    ...step,
    materials: step.materials.map((line) => (line.fixed ? line : inProportion(line, share))),
    parameters: step.parameters.map((it) => (it.scaled ? scaledLimits(it, share) : it)),
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
export const scaledLine = (line: Line, of: Share): Line => inProportion(line, fractionOfShare(of))

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

interface Limited {
  readonly target?: Decimal | undefined
  readonly low?: Decimal | undefined
  readonly high?: Decimal | undefined
  readonly exact?: Partial<Record<(typeof limits)[number], string | undefined>> | undefined
}
const limits = ['target', 'low', 'high'] as const
/** Limits are rounded outwards, so that a right value is never refused, and the target to a value within them. */
const roundedAs = { target: roundedDown, low: roundedDown, high: roundedUp }

function scaledLimits<Item extends Limited>({ exact: before, ...item }: Item, share: Fraction) {
  const values: Limited = item
  const scaled = limits.flatMap((limit) => {
    const value = values[limit]
    if (value === undefined) return []
    const exact = times(exactIn(before?.[limit] ?? value), share)
    return [{ limit, exact, rounded: roundedAs[limit](exact) }]
  })
  const inexact = scaled.filter(({ exact, rounded }) => !isNumber(exact, rounded))
  return {
    ...item,
    ...Object.fromEntries(scaled.map(({ limit, rounded }) => [limit, rounded])),
    ...(inexact.length > 0 && {
      exact: Object.fromEntries(inexact.map(({ limit, exact }) => [limit, exactText(exact)])),
    }),
  }
}

/** Durations have six decimals. Rounding makes a limit less strict, but leaves no limit at zero. */
function scaledTimer({ exact: before, ...timer }: OrderedTimer, share: Fraction): OrderedTimer {
  const { rule, duration } = timer
  const exact = times(exactIn(before ?? duration.value), share)
  const below = roundedDown(exact, 6)
  const value = rule === 'at-most' || isZero(below) ? roundedUp(exact, 6) : below
  return {
    ...timer,
    duration: { ...duration, value },
    ...(!isNumber(exact, value) && { exact: exactText(exact) }),
  }
}
type OrderedTimer = OrderedStep['timers'][number]
