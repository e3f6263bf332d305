import { add, isMore, zero } from '../quantity.ts'
import { byTime, type Curve, drawnOn, noCurve, type Point } from './curve.ts'
import { counted, isInside, limits, type Span, spanOf, type Tally, type Window } from './tally.ts'

/** What the values of a device parameter during a step come to, or those that name one unit. Values are in the unit of the parameter. */
export interface Trend {
  readonly orderId: string
  readonly stepId: string
  readonly parameterId: string
  readonly serial?: string
  /** In the order of time. */
  readonly spans: readonly Span[]
  /** What came before the spans, for good. */
  readonly settled?: Tally
  readonly lowest: Point
  readonly highest: Point
  readonly last: Point
  /** All values, and those outside the limits, which deserve a closer look. */
  readonly curve: Curve
  readonly beyond: Curve
  /** A value came so late that the times around it do not consider it. */
  readonly approximate?: true
}

export type TrendOf = Pick<Trend, 'orderId' | 'stepId' | 'parameterId' | 'serial'>

/** No id contains `/`, except that of a unit, which is last. */
export const trendKey = ({ orderId, stepId, parameterId, serial }: TrendOf): string =>
  [`${orderId}@${stepId}`, parameterId, ...(serial === undefined ? [] : [serial])].join('/')

/**
 * Spans of a trend: four minutes of a value each second, point by point. Such points may come in any order. Above that, the closest neighbours become
 * one span first, so that gaps stay open for messages that a device has kept back.
 */
const mostSpans = 240

/**
 * The trend with further points, in whatever order and how often they come. A point that is known changes nothing. One that falls into a span is
 * known, or so late that it cannot be told from a known one.
 */
export function trendWith(
  trend: Trend | undefined,
  of: TrendOf,
  more: readonly Point[],
  windows: readonly Window[],
): Trend | undefined {
  const points = distinct([...more].sort(byTime))
  const [first] = points
  if (first === undefined) return trend
  const all = trend ? [trend.lowest, trend.highest, trend.last, ...points].sort(byTime) : points
  const spans = trend?.spans ?? []
  const settledUntil = trend?.settled?.until ?? Number.NEGATIVE_INFINITY
  const [fresh, strange] = sorted(points, spans, windows, settledUntil)
  const limit = windows.find(({ id }) => id === limits)
  const outside = limit ? points.filter((it) => !isInside(limit, spanOf(it))) : []
  return {
    ...of,
    ...compact(merged(spans, fresh.map(spanOf)), trend?.settled, windows),
    lowest: all.reduce((one, other) => (isMore(one.value, other.value) ? other : one)),
    highest: all.reduce((one, other) => (isMore(other.value, one.value) ? other : one)),
    last: all.at(-1) ?? first,
    curve: drawnOn(trend?.curve ?? noCurve, points),
    beyond: drawnOn(trend?.beyond ?? noCurve, outside),
    ...((trend?.approximate || strange) && { approximate: true }),
  }
}

const isSame = (one: Point, other: Point | undefined): boolean => other !== undefined && byTime(one, other) === 0

const distinct = (points: readonly Point[]): Point[] => points.filter((it, index) => !isSame(it, points[index - 1]))

/** The points that are new, and whether one of the others is certainly new, too, but comes too late. */
function sorted(
  points: readonly Point[],
  spans: readonly Span[],
  windows: readonly Window[],
  settledUntil: number,
): readonly [readonly Point[], boolean] {
  let strange = false
  let index = 0
  const fresh = points.filter((point) => {
    if (point.at <= settledUntil) return false
    while (index < spans.length && (spans[index]?.to ?? 0) < point.at) index += 1
    for (let at = index; (spans[at]?.from ?? Number.POSITIVE_INFINITY) <= point.at; at += 1) {
      const span = spans[at]
      if (!span) break
      if (span.count === 1) {
        if (isSame(point, { at: span.from, value: span.sum })) return false
      } else {
        strange ||= classOf(windows, spanOf(point)) !== classOf(windows, span)
        return false
      }
    }
    return true
  })
  return [fresh, strange]
}

const classOf = (windows: readonly Window[], span: Span): string =>
  windows.map((it) => (isInside(it, span) ? '1' : '0')).join('')

const merged = (spans: readonly Span[], more: readonly Span[]): Span[] =>
  [...spans, ...more].sort((one, other) =>
    byTime({ at: one.from, value: one.least }, { at: other.from, value: other.least }),
  )

/** No more than {@link mostSpans}: the closest neighbours of one kind are put together, the older ones first; without such, the oldest is settled. */
function compact(
  all: readonly Span[],
  settled: Tally | undefined,
  windows: readonly Window[],
): Pick<Trend, 'spans' | 'settled'> {
  const excess = all.length - mostSpans
  if (excess <= 0) return { spans: all, ...(settled && { settled }) }
  const shortest = Math.min(...windows.map(({ silenceMs }) => silenceMs))
  const kinds = all.map((span) => classOf(windows, span))
  const gaps = all
    .map(({ from }, index) => ({ index, gap: from - (all[index - 1]?.to ?? Number.NEGATIVE_INFINITY) }))
    .filter(({ index, gap }) => gap <= shortest && kinds[index] === kinds[index - 1])
    .sort((one, other) => one.gap - other.gap || one.index - other.index)
  const closed = new Set(gaps.slice(0, excess).map(({ index }) => index))
  const spans: Span[] = []
  for (const [index, span] of all.entries()) {
    const before = closed.has(index) ? spans.pop() : undefined
    spans.push(before ? joined(before, span) : span)
  }
  const oldest = spans.splice(0, Math.max(0, spans.length - mostSpans))
  const tally = oldest.reduce<Tally | undefined>((it, span) => counted(it, span, windows), settled)
  return { spans, ...(tally && { settled: tally }) }
}

const joined = (one: Span, other: Span): Span => ({
  from: one.from,
  to: Math.max(one.to, other.to),
  count: one.count + other.count,
  sum: add(one.sum, other.sum),
  least: isMore(one.least, other.least) ? other.least : one.least,
  most: isMore(other.most, one.most) ? other.most : one.most,
})

/** What all points come to, in these windows. */
export const tallyOf = ({ settled, spans }: Trend, windows: readonly Window[]): Tally =>
  spans.reduce<Tally | undefined>((tally, span) => counted(tally, span, windows), settled) ?? nothingCounted

const nothingCounted: Tally = { from: 0, until: 0, count: 0, sum: zero, windows: {}, excursions: 0 }
