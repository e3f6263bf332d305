import { decimalOf, isMore, product, quotient } from '../quantity.ts'
import type { Curve, Point } from './curve.ts'
import { isInside, limits, type Span, type Window } from './tally.ts'
import type { Trend } from './trend.ts'

/** A trend as it was at an instant, and whether its last values were inside the limits of the parameter. */
export interface TrendThen {
  readonly trend: Trend
  readonly isInSpec: boolean
}

/**
 * The trend without what was measured after an instant, for a step that is completed late. Times inside and outside are exact. A span across the
 * instant has one kind of values, but not each of them: it counts in proportion, and the trend is approximate.
 * @param at milliseconds since 1970
 * @returns undefined if nothing was measured until then; `settled` if the time around it is only known as a sum
 */
export function trendUntil(trend: Trend, at: number, windows: readonly Window[]): TrendThen | 'settled' | undefined {
  if (trend.settled && trend.settled.until > at) return 'settled'
  const spans = trend.spans.filter(({ from }) => from <= at).map((it) => (it.to > at ? partUntil(it, at) : it))
  const last = spans.at(-1)
  if (!last) return undefined
  const curve = until(trend.curve, at)
  const beyond = until(trend.beyond, at)
  const drawn = [...curve.points, ...beyond.points].sort((one, other) => one.at - other.at)
  const known = [
    ...spans.filter(({ count }) => count === 1).map(({ from, sum }) => ({ at: from, value: sum })),
    ...drawn,
  ]
  const isApproximate = spans.some(({ count, to }) => count > 1 && to === at) || trend.approximate
  const limit = windows.find(({ id }) => id === limits)
  return {
    trend: {
      ...trend,
      spans,
      lowest: trend.lowest.at <= at ? trend.lowest : furthest(spans, known, 'least'),
      highest: trend.highest.at <= at ? trend.highest : furthest(spans, known, 'most'),
      last: known.filter((it) => it.at >= last.from).reduce(laterOf, { at: last.from, value: last.least }),
      curve,
      beyond,
      ...(isApproximate && { approximate: true }),
    },
    isInSpec: limit === undefined || isInside(limit, last),
  }
}

function partUntil(span: Span, at: number): Span {
  const { from, to, count, sum } = span
  const part = Math.max(1, Math.floor((count * (at - from)) / (to - from)))
  const mean = quotient(sum, decimalOf(count))
  return { ...span, to: at, count: part, sum: product(mean, decimalOf(part)) }
}

const until = ({ everyMs, points }: Curve, end: number): Curve => ({
  everyMs,
  points: points.filter(({ at }) => at <= end),
})

const laterOf = (one: Point, other: Point): Point => (other.at >= one.at ? other : one)

/** The extreme of the spans, at the time of a value that is known, or else at the beginning of its span. */
function furthest(spans: readonly Span[], known: readonly Point[], of: 'least' | 'most'): Point {
  const [first, ...others] = spans.map((span): Point => ({ at: span.from, value: span[of] }))
  const isFurther = (one: Point, other: Point) =>
    of === 'least' ? isMore(other.value, one.value) : isMore(one.value, other.value)
  const found = others.reduce((one, other) => (isFurther(other, one) ? other : one), first as Point)
  return known.find(({ value }) => value === found.value) ?? found
}
