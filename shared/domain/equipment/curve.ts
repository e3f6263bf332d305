import type { Decimal } from '../../../events/quantity.ts'
import { isMore } from '../quantity.ts'

/** A value of a device at an instant of its own clock. */
export interface Point {
  /** Epoch milliseconds. */
  readonly at: number
  readonly value: Decimal
}

/** The lowest and the highest point of each period. A short peak stays, however long the period is. */
export interface Curve {
  readonly everyMs: number
  readonly points: readonly Point[]
}

/** Sixty periods are two points for each minute of an hour, and a curve of a hand's width on a screen. */
const mostPeriods = 60
const shortestMs = 1000

export const noCurve: Curve = { everyMs: shortestMs, points: [] }

export const byTime = (one: Point, other: Point): number =>
  one.at - other.at || (isMore(one.value, other.value) ? 1 : isMore(other.value, one.value) ? -1 : 0)

/**
 * The curve with further points, which may be known already. Periods begin at multiples of their length, which doubles until no more than
 * {@link mostPeriods} have a point. So the curve follows from the points alone, not from the order in which they come.
 */
export function drawnOn(curve: Curve, more: readonly Point[]): Curve {
  const points = [...curve.points, ...more].sort(byTime)
  for (let everyMs = curve.everyMs; ; everyMs *= 2) {
    const periods = Map.groupBy(points, ({ at }) => Math.floor(at / everyMs))
    if (periods.size <= mostPeriods) return { everyMs, points: [...periods.values()].flatMap(extremes) }
  }
}

function extremes(points: readonly Point[]): Point[] {
  const low = points.reduce((one, other) => (isMore(one.value, other.value) ? other : one))
  const high = points.reduce((one, other) => (isMore(other.value, one.value) ? other : one))
  return low === high || low.value === high.value ? [low] : [low, high].sort(byTime)
}

/** The points of curves in a part of their time, in order. */
export function curveBetween(curves: readonly Curve[], from: number, to: number): Point[] {
  const points = curves.flatMap((it) => it.points.filter(({ at }) => from <= at && at <= to)).sort(byTime)
  return points.filter((it, index) => {
    const before = points[index - 1]
    return before?.at !== it.at || before.value !== it.value
  })
}
