import type { Instant } from '../../../events/identifiers.ts'
import type { Parameter, Step } from '../../../events/recipe.ts'
import type { TrendCurve, UnitValues, Values, ValuesWithCurves } from '../../../events/trend.ts'
import { decimalOf, quotient, secondsOf } from '../quantity.ts'
import { curveBetween, type Point } from './curve.ts'
import { type Excursion, endOf, excursionsOf, type InWindow, lengthOf, limits, piecesAt, type Tally } from './tally.ts'
import { type Trend, tallyOf } from './trend.ts'
import { windowsOf } from './windows.ts'

/** What was around an excursion, on each side of it. */
const aroundMs = 60_000

const instantOf = (at: number): Instant => new Date(at).toISOString()
const shown = ({ at, value }: Point) => ({ at: instantOf(at), value })

/** What the values of a parameter come to, as the record and the API show it. Undefined if the step has no such parameter. */
export function valuesOf(trend: Trend, step: Step): Values | undefined {
  const parameter = deviceParameter(step, trend.parameterId)
  if (!parameter) return undefined
  const { tally, first, worst } = judged(trend, step)
  const { serial, lowest, highest, last, approximate } = trend
  const within = tally.windows[limits]
  const timers = windowsOf(step, trend.parameterId).flatMap((window) => {
    const times = tally.windows[window.id]
    if (window.id === limits || !times) return []
    const { longest } = piecesAt(times, tally.until, window, tally.until)
    return [
      {
        timerId: window.id as Parameter['parameterId'],
        ...secondsOfWindow(times),
        longestOutside: secondsOf(longest ? lengthOf(longest, tally.until) : 0),
        ...(times.reachedAt !== undefined && { reachedAt: instantOf(times.reachedAt) }),
      },
    ]
  })
  return {
    parameterId: parameter.parameterId,
    ...(serial !== undefined && { serial }),
    unit: parameter.unit,
    count: tally.count,
    sum: tally.sum,
    mean: quotient(tally.sum, decimalOf(tally.count)),
    lowest: shown(lowest),
    highest: shown(highest),
    first: instantOf(tally.from),
    last: shown(last),
    ...secondsOfWindow(within),
    secondsSilent: secondsOf(within?.silentMs ?? 0),
    ...(timers.length > 0 && { timers }),
    excursions: tally.excursions,
    ...(first && { firstExcursion: told(first) }),
    ...(worst && { worstExcursion: told(worst) }),
    ...(approximate && { approximate }),
  }
}

/** As many values of one unit as a person reads at a glance. */
const mostEach = 8

/** The same of one unit, as short as the fact of its leaving needs it. Undefined if the step has no such parameter. */
export function unitValuesOf(trend: Trend, step: Step): UnitValues | undefined {
  const { serial, parameterId, spans, settled, lowest, highest, last } = trend
  const parameter = deviceParameter(step, parameterId)
  if (!parameter || serial === undefined) return undefined
  const { count } = tallyOf(trend, windowsOf(step, parameterId))
  const isEachKnown = !settled && spans.every((it) => it.count === 1) && count > 1 && count <= mostEach
  return {
    serial,
    parameterId: parameter.parameterId,
    count,
    lowest: lowest.value,
    highest: highest.value,
    last: last.value,
    ...(isEachKnown && { each: spans.map(({ sum }) => sum) }),
  }
}

const deviceParameter = ({ parameters }: Step, parameterId: string): Parameter | undefined =>
  parameters.find((it) => it.parameterId === parameterId && it.source === 'device')

function judged(trend: Trend, step: Step): { tally: Tally } & ReturnType<typeof excursionsOf> {
  const windows = windowsOf(step, trend.parameterId)
  const tally = tallyOf(trend, windows)
  const limit = windows.find(({ id }) => id === limits)
  return { tally, ...(limit && excursionsOf(tally, limit)) }
}

const secondsOfWindow = (times: InWindow | undefined) => ({
  secondsInside: secondsOf(times?.insideMs ?? 0),
  secondsOutside: secondsOf(times?.outsideMs ?? 0),
})

const told = ({ from, to, peak }: Excursion) => ({
  from: instantOf(from),
  ...(to !== undefined && { to: instantOf(to) }),
  peak,
})

/** The same with the curve of the step, and with those of the first and the worst excursion. */
export function valuesWithCurvesOf(trend: Trend, step: Step): ValuesWithCurves | undefined {
  const kept = valuesOf(trend, step)
  if (!kept) return undefined
  const { firstExcursion: _first, worstExcursion: _worst, ...values } = kept
  const { first, worst } = judged(trend, step)
  const drawn = (it: Excursion) => ({ ...told(it), curve: curveAround(trend, it.from, endOf(it, trend.last.at)) })
  return {
    ...values,
    curve: curveShown(trend.curve.everyMs, trend.curve.points),
    ...(first && { firstExcursion: drawn(first) }),
    ...(worst && { worstExcursion: drawn(worst) }),
  }
}

/** The curve of a part of the time and of what was around it. */
export function curveAround({ curve, beyond }: Trend, from: number, to: number): TrendCurve {
  return curveShown(beyond.everyMs, curveBetween([curve, beyond], from - aroundMs, to + aroundMs))
}

const curveShown = (everyMs: number, points: readonly Point[]): TrendCurve => ({
  everySeconds: secondsOf(everyMs),
  points: points.map(shown),
})
