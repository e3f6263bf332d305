import type { Instant } from '../../../events/identifiers.ts'
import type { Step, Timer } from '../../../events/recipe.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { ReleasedOrder, RunningStep } from '../orders/order.ts'
import { format, isMore, secondsIn } from '../quantity.ts'

/** The timers that a start is asked for: those that run from the completion of another step. One that was skipped starts no clock. */
export const timersAtStart = (order: ReleasedOrder, step: Step, at: Instant): (Finding | undefined)[] =>
  step.timers.map((timer) => {
    const before = timer.from === undefined ? undefined : order.steps[timer.from]
    if (before?.status !== 'completed' || before.completedAt === undefined) return undefined
    return judge(timer, before.completedAt, `the completion of ${timer.from}`, at)
  })

/** The timers that a completion is asked for: those that run from the start of the step itself. */
export const timersAtEnd = (step: Step, running: RunningStep, at: Instant): (Finding | undefined)[] =>
  step.timers.map((timer) =>
    timer.from === undefined
      ? judge(timer, running.roundStartedAt ?? running.startedAt, `the start of ${step.stepId}`, at)
      : undefined,
  )

function judge(timer: Timer, from: Instant, since: string, at: Instant): Finding | undefined {
  const { timerId, rule, duration } = timer
  const passed = secondsBetween(from, at)
  const limit = secondsIn(duration)
  const ref = `timer:${timerId}`
  const short = rule === 'at-least' && isMore(limit, passed)
  const long = rule === 'at-most' && isMore(passed, limit)
  if (short)
    return finding(
      timer,
      'timer-running',
      `${format(duration)} have to pass after ${since} (${from}); it has been ${passed} s.`,
      ref,
    )
  if (long)
    return finding(
      timer,
      'timer-exceeded',
      `${format(duration)} may pass after ${since} (${from}) at most; it has been ${passed} s.`,
      ref,
    )
  return undefined
}

/** Instants are kept to the millisecond, so that the difference is exact. */
function secondsBetween(from: Instant, to: Instant): string {
  const milliseconds = Date.parse(to) - Date.parse(from)
  const sign = milliseconds < 0 ? '-' : ''
  const [whole, rest] = [Math.floor(Math.abs(milliseconds) / 1000), Math.abs(milliseconds) % 1000]
  return rest === 0 ? `${sign}${whole}` : `${sign}${whole}.${String(rest).padStart(3, '0')}`
}
