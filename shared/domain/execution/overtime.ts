import type { Instant, ParameterId } from '../../../events/identifiers.ts'
import { records } from '../../../events/sentences/english/records.ts'
import type { Circumstances } from '../caller.ts'
import type { Decision } from '../decision.ts'
import { curveBetween, type Point } from '../equipment/curve.ts'
import { curveAround } from '../equipment/kept-values.ts'
import { beyond } from '../equipment/tally.ts'
import { isMore, zero } from '../quantity.ts'
import { type Opening, openBreach } from './breach.ts'
import { type Overtime, overtimeOf, type Timed } from './timer.ts'

/** The timers that block as soon as the values say that they are exceeded. */
export const overtimesNow = (timed: Timed): Overtime[] =>
  timed.step.timers
    .filter(({ policy, outside, until }) => policy === 'block' && (outside ?? until))
    .flatMap((timer) => {
      const parameterId = (timer.outside ?? timer.until)?.parameterId
      const last = timed.trends?.find((it) => it.parameterId === parameterId && it.serial === undefined)?.last
      return last ? overtimeOf(timer, timed, instantOf(last.at)) : []
    })

const instantOf = (at: number): Instant => new Date(at).toISOString()

/**
 * Opens a deviation for the first timer that is exceeded and of which no deviation tells yet, and holds the order and its lots in the same commit. It
 * waits for no completion: what is outside goes on being outside until somebody acts.
 */
export function stopOvertime(timed: Timed, opening: Opening, circumstances: Circumstances): Decision | 'nothing' {
  const [found] = overtimesNow(timed)
  if (!found || (timed.order.status !== 'running' && timed.order.status !== 'paused')) return 'nothing'
  const { order, step, running } = timed
  const { timer, parameterId, trend, window, kind, from, to, passed } = found
  const { orderId } = order
  const { stepId } = step
  const since = instantOf(from)
  const told = { parameterId, stepId, orderId, passed: { value: passed, unit: 's' as const } }
  const on = running.equipmentId && { equipmentId: running.equipmentId }
  const unit = step.parameters.find((it) => it.parameterId === parameterId)?.unit
  const breach = {
    orderId,
    stepId,
    parameterId: parameterId as ParameterId,
    ...on,
    value: shownBy(found),
    ...(unit && { unit }),
    ...(window?.low !== undefined && { low: window.low }),
    ...(window?.high !== undefined && { high: window.high }),
    timerId: timer.timerId,
    since,
    ...(trend && { curve: curveAround(trend, from, to) }),
  }
  const { exceeded = {} } = running
  const known = {
    ...exceeded,
    [timer.timerId]: [...(exceeded[timer.timerId] ?? []), { from: since, to: instantOf(to) }],
  }
  return openBreach(
    { ...order, steps: { ...order.steps, [stepId]: { ...running, exceeded: known } } },
    {
      title: records[kind === 'outside' ? 'record/timer-outside' : 'record/timer-until'](told),
      description: records['record/timer-measured']({ ...told, since, duration: timer.duration, ...on }),
      breach,
      key: `${stepId}/timer:${timer.timerId}`,
    },
    opening,
    circumstances,
  )
}

/**
 * The value that shows the overtime: the one furthest outside during it, or before a silence the last one; of the time to a value, the last one that was
 * not there yet. Values that came since are of no concern to it.
 */
function shownBy({ trend, window, kind, from, to }: Overtime): string {
  if (!trend || !window) return trend?.last.value ?? ''
  const points = curveBetween([trend.curve, trend.beyond], from, to)
  const outside = points.filter(({ value }) => isMore(beyond(window, value), zero))
  const shown =
    kind === 'until'
      ? outside.at(-1)
      : outside.reduce<Point | undefined>(
          (one, other) => (one && !isMore(beyond(window, other.value), beyond(window, one.value)) ? one : other),
          undefined,
        )
  return (shown ?? points[0] ?? trend.last).value
}
