import type { Instant } from '../../../events/identifiers.ts'
import type { Step, Timer } from '../../../events/recipe.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { BoundOrder, RunningStep } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { isMore, secondsIn, secondsOf } from '../quantity.ts'

/** Timers that are checked at a start: those from the completion of another step. A skipped step starts no timer. */
export const timersAtStart = (order: BoundOrder, step: Step, at: Instant): (Finding | undefined)[] =>
  step.timers.map((timer) => {
    if (timer.from === undefined) return undefined
    const before = order.steps[timer.from]
    if (before?.status !== 'completed' || before.completedAt === undefined) return undefined
    return judge(timer, before.completedAt, { event: 'after-step', stepId: timer.from }, at)
  })

/** Timers that are checked at a completion: those from the start of the same step. */
export const timersAtEnd = (step: Step, running: RunningStep, at: Instant): (Finding | undefined)[] =>
  step.timers.map((timer) =>
    timer.from === undefined
      ? judge(timer, running.roundStartedAt ?? running.startedAt, { event: 'after-start', stepId: step.stepId }, at)
      : undefined,
  )

/** What starts a timer: the completion or the start of a step. */
interface ClockStart {
  readonly event: 'after-step' | 'after-start'
  readonly stepId: string
}

function judge(timer: Timer, from: Instant, { event, stepId }: ClockStart, at: Instant): Finding | undefined {
  const { timerId, rule, duration } = timer
  // Exact, because instants are whole milliseconds.
  const passed = secondsOf(Date.parse(at) - Date.parse(from))
  const limit = secondsIn(duration)
  const ref = writeRule({ rule: 'timer', of: timerId })
  const short = rule === 'at-least' && isMore(limit, passed)
  const long = rule === 'at-most' && isMore(passed, limit)
  const times = { duration, stepId, since: from, passed: { value: passed, unit: 's' } }
  if (short) return finding(timer, `timer-running/${event}`, times, ref)
  if (long) return finding(timer, `timer-exceeded/${event}`, times, ref)
  return undefined
}
