import { type Fraction, fraction, fractionOf, inverse, nought, times } from '../../../events/fraction.ts'
import type { Decimal } from '../../../events/quantity.ts'
import { add, isZero, nearest, secondsOf, zero } from '../quantity.ts'
import { rejected } from './counter.ts'
import type { TimeKind } from './time-kinds.ts'
import type { Totals } from './totals.ts'

/**
 * The elements of ISO 22400-2 that the indicators are made of, in milliseconds and pieces. All of them are sums, so that those of several shifts and
 * machines add up.
 */
export interface Elements {
  /** Calendar time of which something is known or could be. */
  readonly calendar: number
  /** Planned busy time (PBT): planned operation time less planned down time. */
  readonly planned: number
  /** Actual production time (APT). */
  readonly production: number
  /** Actual unit setup time (AUST). */
  readonly setup: number
  /** Actual unit delay time (ADET), with the time of which nothing is known. */
  readonly delay: number
  /** The part of the delay of which nothing is known. */
  readonly unknown: number
  /** Time for repairs. */
  readonly failure: number
  /** Time during which an order was executed on it (AOET). */
  readonly orders: number
  readonly good: Decimal
  readonly rejected: Decimal
  /** PRI x PQ; undefined if a piece has no planned runtime. */
  readonly plannedRuntime: Decimal | undefined
  /** Failure events (FE). */
  readonly failures: number
}

export function elementsOf({ runs, failures }: Totals): Elements {
  const ms = (...kinds: readonly TimeKind[]) =>
    runs.reduce((sum, it) => kinds.reduce((part, kind) => part + (it.ms[kind] ?? 0), sum), 0)
  const delay = ms('failure', 'unplanned', 'micro-stop', 'waiting', 'unknown')
  const [production, setup] = [ms('producing'), ms('changeover')]
  const ofOrders = runs.filter(({ orderId }) => orderId !== undefined)
  return {
    calendar: production + setup + delay + ms('planned', 'closed'),
    planned: production + setup + delay,
    production,
    setup,
    delay,
    unknown: ms('unknown'),
    failure: ms('failure'),
    orders: ofOrders.reduce((sum, it) => sum + Object.values(it.ms).reduce((one, more) => one + more, 0), 0),
    good: runs.reduce((sum, it) => add(sum, it.good), zero),
    rejected: runs.reduce((sum, it) => add(sum, rejected(it)), zero),
    plannedRuntime: runs.reduce<Decimal | undefined>(
      (sum, it) => (sum === undefined || it.plannedMs === undefined ? undefined : add(sum, it.plannedMs)),
      zero,
    ),
    failures,
  }
}

/** Why an indicator has no value. */
export const undefinedReasons = [
  'no-planned-time',
  'no-production-time',
  'no-busy-time',
  'no-pieces',
  'no-planned-runtime',
  'no-order',
  'no-failure',
] as const
export type UndefinedReason = (typeof undefinedReasons)[number]
type Value = Fraction | UndefinedReason

/** Decimals of an indicator: a hundredth of a second in the OEE of a shift of eight hours is the seventh. */
const decimals = 6

export type Indicator = { readonly value: Decimal } | { readonly value: null; readonly reason: UndefinedReason }

/**
 * The indicators of ISO 22400-2:2014 by the names of the standard, each with its formula. Ratios are fractions of 1, times are in seconds. TEEP is none of
 * the standard.
 */
export function indicatorsOf(it: Elements) {
  const produced = add(it.good, it.rejected)
  const busy = it.production + it.setup + it.delay
  // Availability = APT / PBT
  const availability = ratio(it.production, it.planned, 'no-planned-time')
  // Effectiveness = PRI x PQ / APT
  const effectiveness =
    it.plannedRuntime === undefined
      ? isZero(produced)
        ? 'no-pieces'
        : 'no-planned-runtime'
      : ratio(it.plannedRuntime, it.production, 'no-production-time')
  // Quality ratio = GQ / PQ
  const qualityRatio = ratio(it.good, produced, 'no-pieces')
  // OEE index = availability x effectiveness x quality ratio
  const oee = multiplied(availability, effectiveness, qualityRatio)
  return {
    availability: told(availability),
    effectiveness: told(effectiveness),
    qualityRatio: told(qualityRatio),
    oee: told(oee),
    // NEE index = AUPT / PBT x effectiveness x quality ratio, with AUPT = APT + AUST
    nee: told(multiplied(ratio(it.production + it.setup, it.planned, 'no-planned-time'), effectiveness, qualityRatio)),
    // Total effective equipment performance = OEE x PBT / calendar time
    teep: told(multiplied(oee, ratio(it.planned, it.calendar, 'no-planned-time'))),
    // Allocation ratio = AUBT / AOET, with AUBT = AUPT + ADET
    allocationRatio: told(it.orders === 0 ? 'no-order' : ratio(Math.min(busy, it.orders), it.orders, 'no-order')),
    // Utilization efficiency = APT / AUBT
    utilizationEfficiency: told(ratio(it.production, busy, 'no-busy-time')),
    // Setup ratio = AUST / AUPT
    setupRatio: told(ratio(it.setup, it.production + it.setup, 'no-busy-time')),
    // Scrap ratio = SQ / PQ
    scrapRatio: told(ratio(it.rejected, produced, 'no-pieces')),
    // Mean operating time between failures = operating time / (FE + 1): a period with FE failures has operating times before, between and after them
    meanTimeBetweenFailures: told(
      it.failures === 0 ? 'no-failure' : ratio(secondsOf(it.production), it.failures + 1, 'no-failure'),
    ),
    // Mean time to repair: the mean of TTR over the failures
    meanTimeToRepair: told(ratio(secondsOf(it.failure), it.failures, 'no-failure')),
  } as const satisfies Record<string, Indicator>
}
export type Indicators = ReturnType<typeof indicatorsOf>

const exact = (value: number | Decimal): Fraction =>
  typeof value === 'number' ? fraction(BigInt(value)) : fractionOf(value)

function ratio(over: number | Decimal, under: number | Decimal, without: UndefinedReason): Value {
  const divisor = exact(under)
  return divisor.over === nought.over ? without : times(exact(over), inverse(divisor))
}

function multiplied(...values: readonly Value[]): Value {
  const missing = values.find((it): it is UndefinedReason => typeof it === 'string')
  return missing ?? values.reduce<Fraction>((one, it) => times(one, it as Fraction), fraction(1n))
}

const told = (value: Value): Indicator =>
  typeof value === 'string' ? { value: null, reason: value } : { value: nearest(value, decimals) }
