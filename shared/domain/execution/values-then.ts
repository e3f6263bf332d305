import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Trend } from '../equipment/trend.ts'
import { type TrendThen, trendUntil } from '../equipment/trend-until.ts'
import { windowsOf } from '../equipment/windows.ts'
import type { RunningStep, StepProgress } from '../orders/order.ts'
import { isBefore } from '../past.ts'
import { violation } from '../refusal.ts'

type When = Pick<Circumstances, 'at' | 'late'>
type Then = { readonly running: RunningStep; readonly trends: readonly Trend[] | undefined }

/**
 * A step that ends before its completion is booked, with what devices measured until its end: they go on for as long as it runs here, and what they
 * measure after its end is nothing of it. What stands of their parameters is what they said last by then.
 */
export function valuesThen(step: Step, running: RunningStep, trends: readonly Trend[] = [], when: When): Then {
  const over = trends.filter((it) => isOver(it, step, when))
  if (over.length === 0) return { running, trends }
  const then = new Map(over.map((it) => [it, untilThen(it, step, when)] as const))
  const kept = trends.flatMap((it) => {
    const found = then.get(it)
    if (!then.has(it) || found === 'settled') return [it]
    return found ? [found.trend] : []
  })
  const since = over.filter(({ parameterId }) => (running.measuredAt?.[parameterId] ?? '') > when.at)
  const { results, computedFrom } = running
  const ids = new Set(since.map(({ parameterId }) => parameterId))
  const stood = since.flatMap((it): [string, boolean][] => {
    const found = then.get(it)
    return found && found !== 'settled' ? [[it.parameterId, found.isInSpec]] : []
  })
  return {
    running: {
      ...running,
      results: { ...without(results, (id) => ids.has(id)), ...Object.fromEntries(stood) },
      ...(computedFrom && {
        computedFrom: without(computedFrom, (id) => ids.has(id) && (computedFrom[id]?.at ?? '') > when.at),
      }),
    },
    trends: kept,
  }
}

const without = <Value>(of: Readonly<Record<string, Value>>, isLeftOut: (id: string) => boolean) =>
  Object.fromEntries(Object.entries(of).filter(([id]) => !isLeftOut(id)))

const untilThen = (trend: Trend, step: Step, { at }: When): TrendThen | 'settled' | undefined =>
  trendUntil(trend, Date.parse(at), windowsOf(step, trend.parameterId))

/** A value of the step as a whole was measured after the time of its end. */
const isOver = ({ stepId, serial, last }: Trend, step: Step, when: When): boolean =>
  stepId === step.stepId && serial === undefined && isBefore(when, timeOf(last))

const timeOf = ({ at }: Trend['last']): string => new Date(at).toISOString()

/** A unit that was measured later had not left by then; and of a time that was summed up nothing can be taken out. */
export const valuesAfter = (step: Step, trends: readonly Trend[] = [], ends: boolean, when: When): Violation[] =>
  trends
    .filter(({ stepId }) => stepId === step.stepId)
    .flatMap((trend) => {
      const { serial, parameterId, last } = trend
      const about = { stepId: step.stepId, parameterId, occurredAt: when.at }
      if (serial !== undefined && isBefore(when, timeOf(last)))
        return [violation('late-booking/unit-measured', { ...about, serial, until: timeOf(last) }, 'occurredAt')]
      if (!ends || !isOver(trend, step, when) || untilThen(trend, step, when) !== 'settled') return []
      const until = new Date(trend.settled?.until ?? last.at).toISOString()
      return [violation('late-booking/before-value', { ...about, until }, 'occurredAt')]
    })

/** A trend as the record shows it: of a step that was completed late, until its end. */
export function trendInRecord(trend: Trend, step: Step, progress: StepProgress | undefined): Trend | undefined {
  const end = progress?.status === 'completed' && progress.late ? progress.completedAt : undefined
  if (end === undefined || trend.serial !== undefined || timeOf(trend.last) <= end) return trend
  const then = trendUntil(trend, Date.parse(end), windowsOf(step, trend.parameterId))
  return then === 'settled' ? trend : then?.trend
}
